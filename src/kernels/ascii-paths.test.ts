import fc from "fast-check";
import { expect, test } from "vitest";
import { BinaryBuilder, Utf8Builder } from "../arrow/builders.ts";
import { type ArrowVector, isValid, offsetsOf } from "../arrow/vector.ts";
import { kernels } from "./registry.ts";

type Text = string | null;
function column(values: readonly Text[], binary: boolean): ArrowVector {
  const out = binary ? new BinaryBuilder() : new Utf8Builder();
  for (const value of values) {
    if (value === null) out.appendNull();
    else out.append(Buffer.from(value));
  }
  return out.finish();
}
function values(vector: ArrowVector): readonly unknown[] {
  return Array.from({ length: vector.length }, (_, row) => {
    if (!isValid(vector, row)) return null;
    if (vector.type.kind === "bool") return (Number(vector.data[row >> 3]) >> (row & 7)) & 1;
    const offsets = offsetsOf(vector);
    return Buffer.from(vector.data as Uint8Array)
      .subarray(offsets[row], offsets[row + 1])
      .toString("hex");
  });
}
const text = fc.option(fc.string({ unit: fc.constantFrom(..."aZ9 -'"), maxLength: 6 }), { nil: null });
const constants = (...given: readonly (string | number | null)[]): unknown => ({
  constants: [null, ...given.map((value) => ({ value }))],
});

// A batch of ASCII alone takes another way through these kernels than one with other characters, or bytes that are no UTF-8.
test.each([
  ["mask", constants("X", "x", "n", null), "ż", false],
  ["mask", constants("X", null, "n", "*"), "ż", false],
  ["lpad", constants(5, "ab"), "ż", false],
  ["rpad", constants(4, ""), "ż", false],
  ["lpad", constants(-1, "ab"), "ż", false],
  ["initcap", constants(), "ż", false],
  ["translate", constants("aZ a", "-\0x"), "ż", false],
  ["encode", constants("UTF-8"), "ż", false],
  ["encode", constants("utf-16"), "ż", false],
  ["decode", constants("UTF-8"), "ż", true],
] as const)("%s of a row does not depend on the other rows: %j", (name, options, other, binary) => {
  const kernel = kernels.get(name)!;
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), (rows) => {
      const alone = values(kernel([column(rows, binary)], options, rows.length));
      const together = values(kernel([column([...rows, other], binary)], options, rows.length + 1));
      expect(alone).toEqual(together.slice(0, -1));
    }),
    { numRuns: 60 },
  );
});

test("bytes that are UTF-8 only together are none by themselves", () => {
  const [first, second] = [new Uint8Array([0xc5]), new Uint8Array([0xbc])];
  const out = new BinaryBuilder();
  out.append(first);
  out.append(second);
  const bytes = out.finish();
  expect(values(kernels.get("is_valid_utf8")!([bytes], {}, 2))).toEqual([0, 0]);
  expect(values(kernels.get("valid_utf8")!([bytes], { otherwise: "null" }, 2))).toEqual([null, null]);
});

function called(name: string, given: readonly (string | number)[], value: Text): unknown {
  const out = kernels.get(name)!([column([value], false)], constants(...given), 1);
  const [found] = values(out);
  return typeof found === "string" ? Buffer.from(found, "hex").toString() : found;
}
const word = fc.string({ unit: fc.constantFrom(..."ab,'ż😀"), maxLength: 8 });
test("text up to a delimiter and from it is made of the parts that it parts", () => {
  const mark = fc.constantFrom(",", "ż", ",,", "a");
  fc.assert(
    fc.property(word, mark, fc.integer({ min: -3, max: 3 }), (value, delimiter, count) => {
      // Delimiters that overlap are no parts.
      fc.pre(delimiter.length === 1 || !value.includes(",,,"));
      const parts = value.split(delimiter);
      const found = called("substring_index", [delimiter, count], value);
      const kept = count === 0 ? [] : count > 0 ? parts.slice(0, count) : parts.slice(count);
      expect(found).toBe(kept.join(delimiter));
    }),
  );
});
test("quotes and items of a list", () => {
  fc.assert(
    fc.property(word, word, (value, set) => {
      expect(called("quote", [], value)).toBe(`'${value.replaceAll("'", "\\'")}'`);
      const found = kernels.get("find_in_set")!([column([value], false), column([set], false)], {}, 1).data[0];
      expect(found).toBe(value.includes(",") ? 0 : set.split(",").indexOf(value) + 1);
    }),
  );
});
test("the distance of two words is the same by bits and by costs", () => {
  const short = fc.string({ unit: fc.constantFrom(..."abc"), maxLength: 34 });
  const distance = (a: string, b: string): unknown =>
    kernels.get("levenshtein")!([column([a], false), column([b], false)], {}, 1).data[0];
  fc.assert(
    fc.property(short, short, (a, b) => {
      expect(distance(a, b)).toBe(distance(`ż${a}`, `ż${b}`));
    }),
    { numRuns: 300 },
  );
});
