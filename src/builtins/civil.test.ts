import fc from "fast-check";
import { expect, test } from "vitest";
import { px } from "../polars/dsl.ts";
import { evaluate, frameOf } from "../polars/testing.ts";
import { civilFromDays, daysFromCivil as expectedDays } from "../types/calendar.ts";
import { addMonths, daysFromCivil, daysInMonth, daysOf } from "./civil.ts";
import { zipEqual } from "./entries.ts";

test("days of the calendar", () => {
  const dates = fc.array(fc.integer({ min: -1_000_000, max: 3_000_000 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(dates, (days) => {
      const parts = days.map(civilFromDays);
      const column = (f: (p: (typeof parts)[number]) => number): bigint[] => parts.map((p) => BigInt(f(p)));
      const frame = frameOf({ y: column((p) => p.year), m: column((p) => p.month), d: column((p) => p.day) });
      const [y, m, d] = [px.col("y"), px.col("m"), px.col("d")];
      const found = evaluate(frame, { days: daysFromCivil(y, m, d), last: daysInMonth(y, m) });
      expect(found["days"]).toEqual(days.map(BigInt));
      const last = parts.map((p) => expectedDays(p.year + (p.month === 12 ? 1 : 0), (p.month % 12) + 1, 1));
      expect(found["last"]).toEqual(parts.map((p, i) => BigInt(last[i]! - expectedDays(p.year, p.month, 1))));
    }),
    { numRuns: 20 },
  );
});
test("months later, the day kept within the month", () => {
  const frame = frameOf({
    d: [expectedDays(2024, 1, 31), expectedDays(2024, 2, 29), null].map((d) => (d === null ? null : BigInt(d))),
  });
  const date = px.cast(px.cast(px.col("d"), "Int32"), "Date");
  const found = evaluate(frame, {
    a: daysOf(addMonths(date, px.lit.i32(1), (x) => x)),
    b: daysOf(addMonths(date, px.lit.i32(-13), (x) => x)),
  });
  expect(found["a"]).toEqual([expectedDays(2024, 2, 29), expectedDays(2024, 3, 29), null]);
  expect(found["b"]).toEqual([expectedDays(2022, 12, 31), expectedDays(2023, 1, 29), null]);
});
test("element expressions zip lists of equal lengths", () => {
  const frame = frameOf({ a: [[1n, 2n], [], null], b: [["x", "y"], [], ["q"]] });
  expect(evaluate(frame, { r: zipEqual([px.col("a"), px.col("b")], ["Int64", "String"]) })["r"]).toEqual([
    [
      { f0: 1n, f1: "x" },
      { f0: 2n, f1: "y" },
    ],
    [],
    null,
  ]);
});
