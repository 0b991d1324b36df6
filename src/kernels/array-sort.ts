/** Sorting lists by a comparator. */
import { takeVector } from "../arrow/take.ts";
import { type ArrowVector, arrowType, arrowVector, childOf, isValid, offsetsOf } from "../arrow/vector.ts";
import { ComparisonFailure, compileComparator, type Compute, type Program } from "./comparator.ts";
import type { Kernel } from "./kernel.ts";
import { int32Output } from "./output.ts";
import { valueOrder } from "./row-order.ts";

/** The code of a list whose comparator gave null; those of other failures are in the program. */
export const NULL_COMPARISON = 1;
export interface SortOptions {
  readonly program: Program;
  /** Gives structs of the list and the code of what went wrong (0: nothing), not lists. */
  readonly codes: boolean;
}

type Compare = (a: number, b: number) => number;
function compareBy(compute: Compute): Compare {
  return (a, b) => {
    const order = compute(a, b);
    if (order === null) throw new ComparisonFailure(NULL_COMPARISON);
    return order as number;
  };
}

/** From here on the runs of a list are merged. */
const SHORT = 32;
/**
 * Short lists ask for the pairs that Java asks for, so that a comparator which contradicts itself, or fails for some pairs,
 * has the same outcome: the run in the beginning is taken as it is, or reversed where it falls; all others are put among
 * those before them.
 */
function sortShort(items: Int32Array, start: number, end: number, compare: Compare): void {
  let run = start + 1;
  if (compare(items[run++]!, items[start]!) < 0) {
    while (run < end && compare(items[run]!, items[run - 1]!) < 0) run++;
    items.subarray(start, run).reverse();
  } else {
    while (run < end && compare(items[run]!, items[run - 1]!) >= 0) run++;
  }
  for (; run < end; run++) {
    const item = items[run]!;
    let [low, high] = [start, run];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(item, items[middle]!) < 0) high = middle;
      else low = middle + 1;
    }
    for (let i = run; i > low; i--) items[i] = items[i - 1]!;
    items[low] = item;
  }
}
function sortLong(items: Int32Array, start: number, end: number, compare: Compare): void {
  items.set(Array.from(items.subarray(start, end)).sort(compare), start);
}

const sortBy: Kernel = (columns, options, rows): ArrowVector => {
  const { program, codes } = options as SortOptions;
  const [column, ...others] = columns as [ArrowVector, ...ArrowVector[]];
  if (column.type.kind === "null") return column;
  const [offsets, elements] = [offsetsOf(column), childOf(column)];
  const beside = { columns: others, row: 0 };
  const compare = compareBy(compileComparator(program, elements, beside));
  const base = offsets[0] ?? 0;
  const order = new Int32Array((offsets[rows] ?? 0) - base);
  for (let i = 0; i < order.length; i++) order[i] = base + i;
  const failures = new Int32Array(rows);
  const starts = base === 0 ? offsets : offsets.map((at) => at - base);
  for (let row = 0; row < rows; row++) {
    const [start, end] = [starts[row]!, starts[row + 1]!];
    if (end - start < 2 || !isValid(column, row)) continue;
    beside.row = row;
    try {
      (end - start < SHORT ? sortShort : sortLong)(order, start, end, compare);
    } catch (e) {
      if (!(e instanceof ComparisonFailure)) throw e;
      failures[row] = e.code;
    }
  }
  const { validity } = column;
  const list = arrowVector(column.type, rows, { offsets: starts, validity, children: [takeVector(elements, order)] });
  return codes ? arrowVector(arrowType.struct, rows, { children: [list, int32Output(failures)] }) : list;
};

export interface NaturalOrder {
  readonly descending: boolean;
  readonly nullsLast: boolean;
}
/** Sorts lists by the order of their elements; those that are equal stay in their order. */
const sortLists: Kernel = ([given], options, rows): ArrowVector => {
  const column = given!;
  if (column.type.kind === "null") return column;
  const { descending, nullsLast } = options as NaturalOrder;
  const [offsets, elements] = [offsetsOf(column), childOf(column)];
  const natural = valueOrder(elements);
  const values: Compare = descending ? (a, b) => natural(b, a) : natural;
  const forNull = nullsLast ? 1 : -1;
  const compare: Compare =
    elements.validity === null
      ? values
      : (a, b) => {
          const [x, y] = [isValid(elements, a), isValid(elements, b)];
          return x && y ? values(a, b) : x === y ? 0 : x ? -forNull : forNull;
        };
  const base = offsets[0] ?? 0;
  const order = new Int32Array((offsets[rows] ?? 0) - base);
  for (let i = 0; i < order.length; i++) order[i] = base + i;
  const starts = base === 0 ? offsets : offsets.map((at) => at - base);
  for (let row = 0; row < rows; row++) {
    const [start, end] = [starts[row]!, starts[row + 1]!];
    if (end - start < SHORT) insertAll(order, start, end, compare);
    else sortLong(order, start, end, compare);
  }
  const { validity } = column;
  return arrowVector(column.type, rows, { offsets: starts, validity, children: [takeVector(elements, order)] });
};
function insertAll(items: Int32Array, start: number, end: number, compare: Compare): void {
  for (let next = start + 1; next < end; next++) {
    const item = items[next]!;
    let at = next;
    while (at > start && compare(items[at - 1]!, item) > 0) {
      items[at] = items[at - 1]!;
      at--;
    }
    items[at] = item;
  }
}

export const arraySortKernels: { readonly [name: string]: Kernel } = { array_sort_by: sortBy, sort_lists: sortLists };
