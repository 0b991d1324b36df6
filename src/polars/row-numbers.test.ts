import { expect, test } from "vitest";
import { px, pxToJson } from "./dsl.ts";
import type { PolarsNode } from "./plan.ts";
import { numberedFrom, numbersRows, readsRowNumbers } from "./row-numbers.ts";

const made = (value: ReturnType<typeof px.col>): PolarsNode => {
  return { op: "withColumns", input: 0, exprs: [{ name: "n", expr: pxToJson(value) }] };
};
const numbers = made(px.add(px.range.rowNumbers(), px.lit.i64(0)));

test("a step that numbers rows, and is row-wise but for that", () => {
  expect(numbersRows(numbers)).toBe(true);
  expect(numbersRows(made(px.col("a")))).toBe(false);
  const total = made(px.sub(px.range.rowNumbers(), px.agg.sum(px.col("a"))));
  expect(numbersRows(total)).toBe(false);
  expect(readsRowNumbers(total)).toBe(true);
  // Places of a list's elements are no numbers of rows.
  const places = px.range.intRange(px.lit.i64(0), px.cast(px.len(), "Int64", "nonstrict"));
  expect(readsRowNumbers(made(places))).toBe(false);
});
test("a later part begins with the number that comes", () => {
  expect(numberedFrom(numbers, 0)).toBe(numbers);
  const later = px.range.intRange(px.lit.i64(7), px.add(px.cast(px.len(), "Int64"), px.lit.i64(7)));
  expect(numberedFrom(numbers, 7)).toEqual(made(px.add(later, px.lit.i64(0))));
});
