/** Lists of values with strings of a collation: distinct elements, set operations, order, extremes. Of equal ones the first stays. */
import { concatVectors } from "../arrow/slice.ts";
import { takeVector } from "../arrow/take.ts";
import { type ArrowVector, arrowType, arrowVector, childOf, isValid, offsetsOf, setBit } from "../arrow/vector.ts";
import { Arguments } from "./arguments.ts";
import { type KeyOptions, keyedColumn } from "./collation-key.ts";
import { type Compare, deepKeysOf, deepOrderOf } from "./deep-order.ts";
import type { KeyOf } from "./element-equality.ts";
import type { Kernel } from "./kernel.ts";

/** Elements by their places in one column of all. */
type Places = readonly number[];
interface Elements {
  readonly all: ArrowVector;
  readonly keys: ArrowVector;
  /** The places of one row's elements in a column, null where the list is. */
  row(column: number, row: number): Places | null;
}
/** So many lists, and behind them columns of single values. */
function elementsOf(columns: readonly ArrowVector[], given: unknown, lists: number = columns.length): Elements {
  const { shape, query } = given as KeyOptions;
  const isList = (c: ArrowVector, i: number): boolean => i < lists && c.type.kind === "list";
  const parts = columns.map((c, i) => (isList(c, i) ? childOf(c) : c));
  const [all] = parts.length === 1 ? (parts as [ArrowVector]) : [concatVectors(parts)];
  const bases = parts.map((_, i) => parts.slice(0, i).reduce((sum, p) => sum + p.length, 0));
  const offsets = columns.map((c, i) => (isList(c, i) ? offsetsOf(c) : undefined));
  return {
    all,
    keys: keyedColumn(all, shape, query),
    row: (column, row) => {
      if (!isValid(columns[column] as ArrowVector, row)) return null;
      const [from, base] = [offsets[column], bases[column]!];
      if (from === undefined) return [base + row];
      return Array.from({ length: from[row + 1]! - from[row]! }, (_, i) => base + from[row]! + i);
    },
  };
}

type ToList = (keyOf: KeyOf, a: Places, b: Places) => Places;
function listOf(elements: Elements, rows: number, of: (row: number) => Places | null): ArrowVector {
  const places: number[] = [];
  const offsets = new Int32Array(rows + 1);
  const validity = new Uint8Array((rows + 7) >> 3);
  for (let row = 0; row < rows; row++) {
    const made = of(row);
    if (made !== null) {
      setBit(validity, row);
      for (const at of made) places.push(at);
    }
    offsets[row + 1] = places.length;
  }
  const children = [takeVector(elements.all, Int32Array.from(places))];
  return arrowVector(arrowType.list, rows, { offsets, validity, children });
}
function toList(run: ToList, count: 1 | 2): Kernel {
  return (columns, given, rows) => {
    const elements = elementsOf(columns.slice(0, count), given);
    const keyOf = deepKeysOf(elements.keys);
    return listOf(elements, rows, (row) => {
      const [a, b] = [elements.row(0, row), count === 2 ? elements.row(1, row) : []];
      return a === null || b === null ? null : run(keyOf, a, b);
    });
  };
}
function distinct(keyOf: KeyOf, list: Places): Places {
  const seen = new Set<unknown>();
  return list.filter((at) => seen.size < seen.add(keyOf(at)).size);
}
function keysIn(keyOf: KeyOf, list: Places): ReadonlySet<unknown> {
  return new Set(list.map(keyOf));
}

function sorting(nullsLast: (descending: boolean) => boolean): Kernel {
  return (columns, given, rows) => {
    const elements = elementsOf(columns.slice(0, 1), given);
    const { ascending = true } = given as { readonly ascending?: boolean };
    const said = columns.length > 1 ? new Arguments(columns, given).boolean(1) : undefined;
    const order = deepOrderOf(elements.keys);
    const isNull = (at: number): boolean => !isValid(elements.keys, at);
    return listOf(elements, rows, (row) => {
      const [list, up] = [elements.row(0, row), said === undefined ? ascending : said.get(row)];
      if (list === null || up === null) return null;
      const by: Compare = up ? order : (i, j) => order(j, i);
      const present = list.filter((at) => !isNull(at)).sort(by);
      const nulls = list.filter(isNull);
      return nullsLast(!up) ? [...present, ...nulls] : [...nulls, ...present];
    });
  };
}
/** array_remove(list, value); null for a null value. */
const remove: Kernel = (columns, given, rows) => {
  const elements = elementsOf(columns, given, 1);
  const keyOf = deepKeysOf(elements.keys);
  return listOf(elements, rows, (row) => {
    const [list, value] = [elements.row(0, row), elements.row(1, row)];
    if (list === null || value === null) return null;
    const gone = keyOf(value[0] as number);
    return list.filter((at) => keyOf(at) !== gone);
  });
};
function extreme(sign: 1 | -1): Kernel {
  return (columns, given, rows) => {
    const elements = elementsOf(columns, given);
    const order = deepOrderOf(elements.keys);
    const places = new Int32Array(rows);
    for (let row = 0; row < rows; row++) {
      let best = -1;
      for (const at of elements.row(0, row) ?? []) {
        if (isValid(elements.keys, at) && (best < 0 || order(at, best) * sign > 0)) best = at;
      }
      places[row] = best;
    }
    return takeVector(elements.all, places);
  };
}

export const collationListKernels: { readonly [name: string]: Kernel } = {
  collated_array_distinct: toList(distinct, 1),
  collated_array_union: toList((keyOf, a, b) => distinct(keyOf, [...a, ...b]), 2),
  collated_array_intersect: toList((keyOf, a, b) => {
    const among = keysIn(keyOf, b);
    return distinct(
      keyOf,
      a.filter((at) => among.has(keyOf(at))),
    );
  }, 2),
  collated_array_except: toList((keyOf, a, b) => {
    const among = keysIn(keyOf, b);
    return distinct(
      keyOf,
      a.filter((at) => !among.has(keyOf(at))),
    );
  }, 2),
  collated_array_remove: remove,
  collated_array_sort: sorting(() => true),
  // Nulls go with the small values.
  collated_sort_array: sorting((descending) => descending),
  collated_array_min: extreme(-1),
  collated_array_max: extreme(1),
};
