import fc from "fast-check";
import { expect, test } from "vitest";
import { jaroWinkler, jaroWinklerOfBytes } from "./text-distance.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "d", "e"), maxLength: 32 });
const ofBytes = (a: string, b: string): number =>
  jaroWinklerOfBytes(Buffer.from(`..${a}`), 2, a.length, Buffer.from(`.${b}.`), 1, b.length);

test("similarity by bits of words is that by characters", () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(ofBytes(a, b)).toBe(jaroWinkler(a, b));
    }),
  );
  const most = "abcdefgh".repeat(4);
  expect(ofBytes(most, most)).toBe(1);
  expect(ofBytes(most, most.slice(1))).toBe(jaroWinkler(most, most.slice(1)));
});
