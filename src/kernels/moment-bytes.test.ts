import fc from "fast-check";
import { expect, test } from "vitest";
import { dateOfText, momentOfText, timeOfText } from "./datetime-text.ts";
import { NONE, plainDate, plainMoment, plainTime } from "./moment-bytes.ts";

const digits = (least: number, most: number): fc.Arbitrary<string> =>
  fc.integer({ min: least, max: most }).map((n) => String(n).padStart(2, "0"));
const date = fc
  .tuple(fc.integer({ min: 0, max: 9999 }), digits(0, 13), digits(0, 32))
  .map(([y, m, d]) => `${String(y).padStart(4, "0")}-${m}-${d}`);
const fraction = fc.stringMatching(/^(\.[0-9]{0,7})?$/);
const time = fc
  .tuple(digits(0, 25), digits(0, 61), digits(0, 61), fraction)
  .map(([h, m, s, f]) => `${h}:${m}:${s}${f}`);
const moment = fc.tuple(date, fc.constantFrom(" ", "T", "x"), time).map(([d, separator, t]) => d + separator + t);
const anything = fc.stringMatching(/^[-0-9:. T+]{0,24}$/);
const texts = fc.oneof(date, time, moment, anything);

function read(text: string, plain: (bytes: Uint8Array, start: number, end: number) => number): number | undefined {
  const bytes = Buffer.from(`1${text}1`);
  const found = plain(bytes, 1, bytes.length - 1);
  return found === NONE ? undefined : found;
}

test("what is read from the bytes is what the general reader reads", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const day = read(text, plainDate);
      if (day !== undefined) expect(dateOfText(text)).toBe(day);
      const ofDay = read(text, plainTime);
      if (ofDay !== undefined) expect(timeOfText(text)).toBe(BigInt(ofDay) * 1000n);
      const micros = read(text, plainMoment);
      if (micros !== undefined) {
        expect(momentOfText(text)).toEqual({ micros: BigInt(micros), timeOnly: false, zone: undefined });
      }
    }),
    { numRuns: 2000 },
  );
});
test("the common shapes are read from the bytes", () => {
  expect(read("1970-01-02", plainDate)).toBe(1);
  expect(read("00:00:01.5", plainTime)).toBe(1_500_000);
  expect(read("1969-12-30 23:59:59.000001", plainMoment)).toBe(-86_400_999_999);
  expect(read("1970-01-01T00:00:01", plainMoment)).toBe(1e6);
  expect(read("9999-12-30 00:00:00", plainMoment)).toBeUndefined();
});
