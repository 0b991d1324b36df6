import fc from "fast-check";
import { expect, test } from "vitest";
import { shortInteger, shortReal } from "./byte-numbers.ts";

const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 12 });
const sign = fc.constantFrom("", "-");
const within = (text: string): [Uint8Array, number, number] => [Buffer.from(`1${text}2`), 1, 1 + text.length];

test("a real is the double that its text means", () => {
  fc.assert(
    fc.property(sign, digits, fc.option(digits), (minus, whole, fraction) => {
      const text = fraction === null ? minus + whole : `${minus}${whole}.${fraction}`;
      const value = shortReal(...within(text));
      if (whole.length + (fraction ?? "").length > 15) expect(value).toBeNaN();
      else expect(value).toBe(Number(text));
    }),
  );
});
test("an integer is the number that its text means, without a sign of zero", () => {
  fc.assert(
    fc.property(sign, digits, (minus, whole) => {
      expect(shortInteger(...within(minus + whole))).toBe(Number(minus + whole) + 0);
    }),
  );
});
test.each(["", "-", ".", "1.", ".5", "1..2", "1.2.3", "+1", "1e3", " 1", "1 ", "--1", "x", "1234567890123456"])(
  "%j takes a closer look",
  (text) => {
    expect(shortReal(...within(text))).toBeNaN();
    expect(shortInteger(...within(text))).toBeNaN();
  },
);
