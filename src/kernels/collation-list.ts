/** Lists of strings by a collation: distinct elements, set operations, order, extremes. Of equal strings the first stays. */
import { ListBuilder, Utf8Builder } from "../arrow/builders.ts";
import { type ArrowVector, isValid, offsetsOf } from "../arrow/vector.ts";
import { Arguments, textColumn } from "./arguments.ts";
import { type Collator, collatorOf } from "./collator.ts";
import type { Kernel } from "./kernel.ts";

type Text = string | null;
type List = readonly Text[];
function lists(column: ArrowVector): (row: number) => List | null {
  if (column.type.kind === "null") return () => null;
  const offsets = offsetsOf(column);
  const text = textColumn(column.children[0] as ArrowVector);
  return (row) => {
    if (!isValid(column, row)) return null;
    const out: Text[] = [];
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) out.push(text.get(i));
    return out;
  };
}
const same = (by: Collator, a: Text, b: Text): boolean => (a === null || b === null ? a === b : by.equal(a, b));
function has(by: Collator, list: List, x: Text): boolean {
  return list.some((y) => same(by, x, y));
}
function distinct(by: Collator, list: List): Text[] {
  const out: Text[] = [];
  for (const x of list) if (!has(by, out, x)) out.push(x);
  return out;
}
function sorted(by: Collator, list: List, descending: boolean, nullsLast: boolean): Text[] {
  const texts = list.filter((x) => x !== null).sort((a, b) => (descending ? by.compare(b, a) : by.compare(a, b)));
  const nulls = list.filter((x) => x === null);
  return nullsLast ? [...texts, ...nulls] : [...nulls, ...texts];
}

function toList(run: (by: Collator, a: List, b: List) => List, count: 1 | 2): Kernel {
  return (columns, given, rows) => {
    const args = new Arguments(columns, given);
    const by = collatorOf((given as { readonly collation: string }).collation);
    const first = lists(args.column(0));
    const second = count === 2 ? lists(args.column(1)) : (): List => [];
    const element = new Utf8Builder(rows);
    const out = new ListBuilder(element);
    for (let row = 0; row < rows; row++) {
      const [a, b] = [first(row), second(row)];
      if (a === null || b === null) {
        out.appendNull();
        continue;
      }
      for (const x of run(by, a, b)) {
        if (x === null) element.appendNull();
        else element.appendString(x);
      }
      out.append();
    }
    return out.finish();
  };
}
/** sort_array(list, ascending): nulls go with the small values. */
const sortArray: Kernel = (columns, given, rows) => {
  const up = columns.length > 1 ? new Arguments(columns, given).boolean(1).get(0) : undefined;
  const ascending = up ?? (given as { readonly ascending?: boolean }).ascending ?? true;
  return toList((by, a) => sorted(by, a, !ascending, !ascending), 1)(columns, given, rows);
};
/** array_remove(list, text); null for a null text. */
const remove: Kernel = (columns, given, rows) => {
  const args = new Arguments(columns, given);
  const by = collatorOf((given as { readonly collation: string }).collation);
  const [list, text] = [lists(args.column(0)), args.text(1)];
  const element = new Utf8Builder(rows);
  const out = new ListBuilder(element);
  for (let row = 0; row < rows; row++) {
    const [a, x] = [list(row), text.get(row)];
    if (a === null || x === null) {
      out.appendNull();
      continue;
    }
    for (const y of a) {
      if (y === null) element.appendNull();
      else if (!by.equal(y, x)) element.appendString(y);
    }
    out.append();
  }
  return out.finish();
};
function extreme(sign: 1 | -1): Kernel {
  return (columns, given, rows) => {
    const by = collatorOf((given as { readonly collation: string }).collation);
    const list = lists(new Arguments(columns, given).column(0));
    const out = new Utf8Builder(rows);
    for (let row = 0; row < rows; row++) {
      let best: Text = null;
      for (const x of list(row) ?? []) if (x !== null && (best === null || by.compare(x, best) * sign > 0)) best = x;
      if (best === null) out.appendNull();
      else out.appendString(best);
    }
    return out.finish();
  };
}

export const collationListKernels: { readonly [name: string]: Kernel } = {
  collated_array_distinct: toList((by, a) => distinct(by, a), 1),
  collated_array_union: toList((by, a, b) => distinct(by, [...a, ...b]), 2),
  collated_array_intersect: toList(
    (by, a, b) =>
      distinct(
        by,
        a.filter((x) => has(by, b, x)),
      ),
    2,
  ),
  collated_array_except: toList(
    (by, a, b) =>
      distinct(
        by,
        a.filter((x) => !has(by, b, x)),
      ),
    2,
  ),
  collated_array_remove: remove,
  collated_array_sort: toList((by, a) => sorted(by, a, false, true), 1),
  collated_sort_array: sortArray,
  collated_array_min: extreme(-1),
  collated_array_max: extreme(1),
};
