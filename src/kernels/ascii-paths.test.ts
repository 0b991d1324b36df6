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
