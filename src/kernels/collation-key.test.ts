import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Labels, labelsBetween } from "./collation-key.ts";
import { collatorOf } from "./collator.ts";

describe("labels", () => {
  test("are in order between their neighbours, however often one is put in", () => {
    let [low, high] = labelsBetween(undefined, undefined, 2) as [string, string];
    for (let i = 0; i < 200; i++) {
      const made = labelsBetween(low, high, 3);
      expect([low, ...made, high]).toEqual([low, ...made, high].toSorted());
      [low, high] = i % 2 === 0 ? [low, made[0] as string] : [made[2] as string, high];
    }
  });
  test.each(["UNICODE", "UNICODE_CI", "UNICODE_CI_AI", "UNICODE_CI_RTRIM", "sv", "de_CI"])(
    "of %s are equal and sort as the strings do, batch after batch",
    (name) => {
      const collator = collatorOf(name);
      const text = fc.stringMatching(/^[aAbBäÄéEzZß _]{0,4}$/);
      fc.assert(
        fc.property(fc.array(fc.array(text, { maxLength: 8 }), { maxLength: 5 }), (batches) => {
          const labels = new Labels(collator);
          for (const batch of batches) labels.add(batch);
          const all = batches.flat();
          for (const a of all) {
            for (const b of all) {
              const [x, y] = [labels.get(a) as string, labels.get(b) as string];
              expect(Math.sign(x < y ? -1 : x > y ? 1 : 0)).toBe(Math.sign(collator.compare(a, b)));
            }
          }
        }),
        { numRuns: 50 },
      );
    },
  );
});

describe("searching", () => {
  const at = (name: string, text: string, part: string, from = 0): number =>
    collatorOf(name).matchEnd([...text], [...part], from);
  test("by lower case matches whole code points", () => {
    expect(at("UTF8_LCASE", "xABC", "ab", 1)).toBe(3);
    // The dotted capital I is two code points in lower case: half of it is no match.
    expect(at("UTF8_LCASE", "İo", "i̇o")).toBe(2);
    expect(at("UTF8_LCASE", "İo", "i")).toBe(-1);
    expect(at("UTF8_LCASE", "Σς", "σσ")).toBe(2);
  });
  test("by ICU takes what is equal, with its marks", () => {
    expect(at("UNICODE_CI", "ÄB", "äb")).toBe(2);
    expect(at("UNICODE_CI", "A\u0308b", "a")).toBe(-1);
    expect(at("UNICODE_CI_AI", "A\u0308b", "a")).toBe(2);
  });
});
