/** Which items of lists a mapped pipeline runs over: for each of them the row it belongs to and where it is in each list. */
import type { Column } from "./call-node.ts";
import type { MapMode } from "./nested-node.ts";
import { PipelineError } from "./pipeline-error.ts";

export interface ItemIndex {
  /** Items of all rows together. */
  readonly items: number;
  /** For each item the row around it. */
  readonly rows: Int32Array;
  /** For each list that is mapped over, for each item its position in the row's list. */
  readonly positions: readonly Int32Array[];
  /** Where each row's items start, and behind the last row their end. */
  readonly starts: Int32Array;
  /** Rows of which a list is null or undefined: they have no items, and their answers are null. */
  readonly absent: readonly boolean[];
}

type List = ArrayLike<unknown>;

/**
 * Lays out the items of the rows' lists, mapped together (`zip`) or each with each (`product`, the last list's items
 * changing first).
 *
 * @throws PipelineError with `PIPELINE_NOT_A_LIST` or `PIPELINE_LENGTHS_DIFFER`
 */
export function itemIndex(
  names: readonly string[],
  lists: readonly Column[],
  rows: number,
  mode: MapMode,
  describe: (row: number) => string,
): ItemIndex {
  const starts = new Int32Array(rows + 1);
  const absent = new Array<boolean>(rows).fill(false);
  const lengths = new Array<readonly number[]>(rows);
  for (let row = 0; row < rows; row++) {
    const own = lists.map((column, l) => lengthOf(column[row], names[l] ?? "", () => describe(row)));
    absent[row] = own.includes(undefined);
    const known = absent[row] ? own.map(() => 0) : (own as number[]);
    lengths[row] = known;
    if (mode === "zip" && known.some((length) => length !== known[0])) {
      const text = names.map((name, l) => `\`${name}\` has ${known[l]}`).join(", ");
      throw new PipelineError("PIPELINE_LENGTHS_DIFFER", { lengths: text, item: describe(row) });
    }
    const items = mode === "zip" ? (known[0] ?? 0) : known.reduce((product, length) => product * length, 1);
    starts[row + 1] = (starts[row] ?? 0) + items;
  }
  const items = starts[rows] ?? 0;
  const rowOf = new Int32Array(items);
  const positions = lists.map(() => new Int32Array(items));
  for (let row = 0; row < rows; row++) {
    const start = starts[row] ?? 0;
    const end = starts[row + 1] ?? 0;
    rowOf.fill(row, start, end);
    let repeat = 1;
    for (let l = lists.length - 1; l >= 0; l--) {
      const length = lengths[row]?.[l] ?? 0;
      const position = positions[l] as Int32Array;
      for (let item = start; item < end; item++) {
        position[item] = mode === "zip" ? item - start : Math.floor((item - start) / repeat) % length;
      }
      repeat *= length;
    }
  }
  return { items, rows: rowOf, positions, starts, absent };
}

function lengthOf(value: unknown, name: string, item: () => string): number | undefined {
  if (value === null || value === undefined) return undefined;
  if (isList(value)) return value.length;
  const actual = typeof value === "object" ? `a ${value.constructor?.name ?? "object"}` : `a ${typeof value}`;
  throw new PipelineError("PIPELINE_NOT_A_LIST", { name, actual, item: item() });
}

export function isList(value: unknown): value is List {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** The items of a list that is mapped over. */
export function itemsOf(index: ItemIndex, list: number, column: Column): unknown[] {
  const { items, rows } = index;
  const position = index.positions[list] as Int32Array;
  const values = new Array<unknown>(items);
  for (let i = 0; i < items; i++) values[i] = (column[rows[i] as number] as List)[position[i] as number];
  return values;
}

/** A row's value for each of its items. */
export function repeated({ items, rows }: ItemIndex, column: Column): unknown[] {
  const values = new Array<unknown>(items);
  for (let i = 0; i < items; i++) values[i] = column[rows[i] as number];
  return values;
}

/** The items' answers as a list for each row; `flatten` joins lists of lists and leaves nulls among them out. */
export function regrouped(index: ItemIndex, column: Column, flatten: boolean, name: string): unknown[] {
  return index.absent.map((absent, row) => {
    if (absent) return null;
    const own = column.slice(index.starts[row], index.starts[row + 1]);
    return flatten ? joined(own, name) : own;
  });
}

/** One list of all items of lists, those that are null left out. */
export function joined(lists: unknown, name: string): unknown[] {
  return Array.from(lists as ArrayLike<unknown>).flatMap((list) => {
    if (list === null || list === undefined) return [];
    if (isList(list)) return Array.from(list);
    throw new PipelineError("PIPELINE_NOT_A_LIST", {
      name,
      actual: `a ${typeof list}`,
      item: "; `flatten` joins lists",
    });
  });
}
