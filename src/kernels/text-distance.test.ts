import fc from "fast-check";
import { expect, test } from "vitest";
import { Utf8Builder } from "../arrow/builders.ts";
import type { ArrowVector } from "../arrow/vector.ts";
import { jaroWinkler, jaroWinklerOfBytes, distanceKernels } from "./text-distance.ts";

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

function column(texts: readonly (string | null)[]): ArrowVector {
  const out = new Utf8Builder();
  for (const one of texts) {
    if (one === null) out.appendNull();
    else out.appendString(one);
  }
  return out.finish();
}
test("the distance of bytes is that of characters", () => {
  const orNull = fc.option(fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 40 }), { freq: 9 });
  const limit = fc.option(fc.integer({ min: -1, max: 40 }), { nil: undefined });
  fc.assert(
    fc.property(fc.array(fc.tuple(orNull, orNull), { minLength: 1 }), limit, (pairs, most) => {
      // One text that is not ASCII makes all of them text.
      const distances = (more: readonly (readonly [string, string])[]): readonly (number | null)[] => {
        const all = [...pairs, ...more];
        const constants = most === undefined ? [null, null] : [null, null, { value: most }];
        const columns = [column(all.map(([a]) => a)), column(all.map(([, b]) => b))];
        const out = distanceKernels["levenshtein"]!(columns, { constants }, all.length);
        return pairs.map((_, i) =>
          (((out.validity?.[i >> 3] ?? 255) >> (i & 7)) & 1) === 1 ? Number(out.data[i]) : null,
        );
      };
      expect(distances([])).toEqual(distances([["é", "e"]]));
    }),
  );
});
