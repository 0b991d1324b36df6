import fc from "fast-check";
import { expect, test } from "vitest";
import { asciiCompare } from "./ascii-order.ts";

const printable = fc.string({
  unit: fc.integer({ min: 32, max: 126 }).map((c) => String.fromCharCode(c)),
  maxLength: 8,
});
const near = fc.string({ unit: fc.constantFrom(..."aAbB -_'c"), maxLength: 5 });

test.each([
  ["variant", false],
  ["accent", true],
  ["base", true],
  ["case", false],
] as const)("texts of printable ASCII compare by %s as in Intl", (sensitivity, caseInsensitive) => {
  const intl = new Intl.Collator("en", { sensitivity, ignorePunctuation: false });
  const compare = asciiCompare(intl, caseInsensitive);
  for (const text of [printable, near]) {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compare(a, b) ?? NaN)).toBe(Math.sign(intl.compare(a, b)));
      }),
      { numRuns: 500 },
    );
  }
});
test("other characters are left to ICU", () => {
  const compare = asciiCompare(new Intl.Collator("en"), false);
  for (const [a, b] of [
    ["a", "a\u0301"],
    ["\t", "a"],
    ["a\u0000", "a"],
  ] as const) {
    expect(compare(a, b)).toBeUndefined();
    expect(compare(b, a)).toBeUndefined();
  }
});
