import fc from "fast-check";
import { expect, test } from "vitest";
import { type ColumnBuilder, ListBuilder, NumberBuilder, Utf8Builder } from "../arrow/builders.ts";
import { type ArrowVector, arrowType, childOf, isValid, offsetsOf } from "../arrow/vector.ts";
import { textColumn } from "./arguments.ts";
import type { Program } from "./comparator.ts";
import { kernels } from "./registry.ts";

type Item = number | null;
type List = readonly Item[] | null;

function column<Child extends ColumnBuilder>(
  lists: readonly List[],
  child: Child,
  append: (child: Child, item: number) => void,
): ArrowVector {
  const out = new ListBuilder(child);
  for (const list of lists) {
    if (list === null) {
      out.appendNull();
      continue;
    }
    for (const item of list) {
      if (item === null) child.appendNull();
      else append(child, item);
    }
    out.append();
  }
  return out.finish();
}
const numbers = (lists: readonly List[]): ArrowVector =>
  column(lists, new NumberBuilder(arrowType.int32), (child, item) => child.append(item));
const texts = (lists: readonly List[]): ArrowVector =>
  column(lists, new Utf8Builder(), (child, item) => child.appendString(`t${item}`));
function read(vector: ArrowVector): readonly List[] {
  const offsets = offsetsOf(vector);
  const child = childOf(vector);
  const text = child.type.kind === "utf8" ? textColumn(child) : undefined;
  const item = (i: number): Item =>
    isValid(child, i) ? Number(text === undefined ? child.data[i] : text.get(i)!.slice(1)) : null;
  return Array.from({ length: vector.length }, (_, row) =>
    isValid(vector, row)
      ? Array.from({ length: offsets[row + 1]! - offsets[row]! }, (_item, k) => item(offsets[row]! + k))
      : null,
  );
}
// Short lists are looked through, long ones go into sets.
const item = fc.option(fc.integer({ min: -8, max: 8 }), { nil: null, freq: 8 });
const list = fc.option(fc.oneof(fc.array(item, { maxLength: 6 }), fc.array(item, { minLength: 40, maxLength: 60 })), {
  nil: null,
  freq: 8,
});
const pairs = fc.array(fc.tuple(list, list), { maxLength: 8 });

test.each([
  ["list_intersect", (a: readonly Item[], b: readonly Item[]) => a.filter((x) => b.includes(x))],
  ["list_except", (a: readonly Item[], b: readonly Item[]) => a.filter((x) => !b.includes(x))],
  ["list_union", (a: readonly Item[], b: readonly Item[]) => [...a, ...b]],
] as const)("%s keeps the first of each element", (name, of) => {
  fc.assert(
    fc.property(pairs, fc.boolean(), (rows, asText) => {
      const made = asText ? texts : numbers;
      const columns = [made(rows.map(([a]) => a)), made(rows.map(([, b]) => b))];
      const expected = rows.map(([a, b]) => (a === null || b === null ? null : [...new Set(of(a, b))]));
      expect(read(kernels.get(name)!(columns, undefined, rows.length))).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test("a comparator sorts lists of any length, and keeps what is equal in its order", () => {
  const element = (side: 0 | 1): Program => ({ op: "element", side, path: [] });
  const three: Program = { op: "literal", value: 3 };
  const group = (side: 0 | 1): Program => ({
    op: "arithmetic",
    by: "%",
    held: "int",
    overflow: "wrap",
    args: [element(side), three],
  });
  const program: Program = { op: "arithmetic", by: "-", held: "int", overflow: "wrap", args: [group(0), group(1)] };
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(1000), { maxLength: 80 }), { maxLength: 6 }), (lists) => {
      const sorted = kernels.get("array_sort_by")!([numbers(lists)], { program, codes: false }, lists.length);
      expect(read(sorted)).toEqual(lists.map((given) => given.toSorted((a, b) => (a % 3) - (b % 3))));
    }),
    { numRuns: 60 },
  );
});
