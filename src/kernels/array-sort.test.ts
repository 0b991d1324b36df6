import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeColumn } from "../arrow/decode.ts";
import { encodeColumn } from "../arrow/encode.ts";
import { ArrayType, DOUBLE, INT, STRING } from "../types/data-type.ts";
import { arraySortKernels } from "./array-sort.ts";

const lists = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<((T | null)[] | null)[]> => {
  const list = (most: number): fc.Arbitrary<(T | null)[]> =>
    fc.array(fc.option(item, { freq: 6 }), { maxLength: most });
  return fc.array(fc.option(fc.oneof(list(8), list(60)), { freq: 6 }));
};
const bytes = (text: string): Buffer => Buffer.from(text);
const cases = [
  ["integers", INT, fc.integer(), (a: number, b: number) => a - b],
  ["doubles", DOUBLE, fc.double({ noNaN: true }), (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0)],
  [
    "texts",
    STRING,
    fc.string({ unit: "binary", maxLength: 4 }),
    (a: string, b: string) => Buffer.compare(bytes(a), bytes(b)),
  ],
] as const;

test.each(cases)("lists of %s are sorted, nulls at one end", (_name, type, item, compare) => {
  const list = new ArrayType(type);
  fc.assert(
    fc.property(lists(item as fc.Arbitrary<unknown>), fc.boolean(), fc.boolean(), (rows, descending, nullsLast) => {
      const order = (a: unknown, b: unknown): number => {
        if (a === null || b === null) return (Number(a === null) - Number(b === null)) * (nullsLast ? 1 : -1);
        return (compare as (a: unknown, b: unknown) => number)(a, b) * (descending ? -1 : 1);
      };
      const options = { descending, nullsLast };
      const made = arraySortKernels["sort_lists"]!([encodeColumn(list, rows)], options, rows.length);
      expect(decodeColumn(made, list)).toEqual(rows.map((row) => row?.toSorted(order) ?? null));
    }),
    { numRuns: 100 },
  );
});
