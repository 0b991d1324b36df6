import fc from "fast-check";
import { expect, test } from "vitest";
import { Utf8Builder } from "../arrow/builders.ts";
import { arrowType, arrowVector, isValid } from "../arrow/vector.ts";
import { doubleText } from "../types/calendar.ts";
import { castKernels } from "./cast-text.ts";
import { decimalOfText, roundTo } from "./decimal-text.ts";
import { unscaledReader } from "./decimal-arithmetic.ts";

function decimals(texts: readonly string[], precision: number, scale: number): (bigint | null)[] {
  const builder = new Utf8Builder();
  for (const text of texts) builder.appendString(text);
  const out = castKernels["text_to_decimal"]!([builder.finish()], { precision, scale }, texts.length);
  const read = unscaledReader(out);
  return texts.map((_, row) => (isValid(out, row) ? read(row) : null));
}

test("short texts and long ones are read alike", () => {
  const digits = fc.stringMatching(/^[+-]?[0-9]{0,18}(\.[0-9]{0,18})?(e[+-]?[0-9]{1,2})?$/);
  const shape = fc.integer({ min: 1, max: 38 }).chain((p) => fc.tuple(fc.constant(p), fc.integer({ min: 0, max: p })));
  fc.assert(
    fc.property(fc.array(digits, { minLength: 1 }), shape, (texts, [precision, scale]) => {
      const want = texts.map((text) => {
        const exact = decimalOfText(text);
        if (exact === undefined) return null;
        const value = roundTo(exact, scale);
        return value < 10n ** BigInt(precision) && value > -(10n ** BigInt(precision)) ? value : null;
      });
      expect(decimals(texts, precision, scale)).toEqual(want);
    }),
    { numRuns: 300 },
  );
});
test("what is no number is null", () => {
  expect(decimals(["", ".", "+", "-.", "1.2.3", "x", "1 2"], 10, 2)).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(decimals([" 1.5 ", "5.", ".5", "-0.005", "0.004"], 10, 2)).toEqual([150n, 500n, 50n, -1n, 0n]);
});
test("doubles become what the texts that Java writes of them become", () => {
  const few = fc.tuple(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), fc.integer({ min: 0, max: 9 }));
  const double = fc.oneof(
    fc.double(),
    few.map(([n, scale]) => n / 10 ** scale),
    fc.integer({ min: -60, max: 70 }).map((n) => 2 ** n),
    fc.integer().map((n) => n / 2 ** 10),
  );
  fc.assert(
    fc.property(fc.array(double, { minLength: 1 }), fc.integer({ min: 0, max: 17 }), (values, scale) => {
      const column = arrowVector(arrowType.float64, values.length, { data: Float64Array.from(values) });
      const out = castKernels["real_to_decimal"]!([column], { precision: 18, scale }, values.length);
      const found = values.map((_, row) => (isValid(out, row) ? out.data[row] : null));
      expect(found).toEqual(decimals(values.map(doubleText), 18, scale));
    }),
    { numRuns: 500 },
  );
});
