import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { VariantBuilder } from "./variant-builder.ts";
import { encodeVariantJson } from "./variant-json.ts";
import { VariantJsonBytes } from "./variant-json-bytes.ts";

const builder = new VariantBuilder();
const reader = new VariantJsonBytes(builder);
/** Value and metadata, or undefined where the reader of bytes passes the text on. */
function ofBytes(text: string): string | undefined {
  const bytes = Buffer.from(`x${text}y`);
  if (!reader.write(bytes, 1, bytes.length - 1)) return undefined;
  const { value, metadata } = builder.finish();
  return Buffer.concat([value, metadata]).toString("hex");
}
function ofText(text: string): string | undefined {
  try {
    const { value, metadata } = encodeVariantJson(text);
    return Buffer.concat([value, metadata]).toString("hex");
  } catch {
    return undefined;
  }
}

describe("JSON read as bytes", () => {
  it("is what the reader of texts makes of it, or is passed on", () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), fc.constantFrom(undefined, 2), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent);
        expect([undefined, ofText(text)]).toContain(ofBytes(text));
      }),
    );
  });
  it.each([
    "0",
    "-0",
    "-0.0",
    "1.50",
    "-12",
    "123456789",
    "-999999999",
    "12345.6789",
    "0.00000001",
    " 1 ",
    "1 2",
    "true",
    "null",
    '"a"',
    '"zażółć 🦊"',
    '"a" x',
    "[]",
    "{}",
    '[1,[2,"x"],null]',
    '{"b":1,"a":{"c":2,"b":null}}',
    ' { "b" : [ ] , "a" : { } } ',
    '[{"a":1,"b":2},{"b":3,"a":4}]',
    '{"ä":1}',
    `"${"a".repeat(63)}"`,
    `"${"a".repeat(64)}"`,
  ])("reads %s", (text) => {
    expect(ofBytes(text)).toBe(ofText(text));
  });
  it.each([
    "01",
    "1.",
    "-",
    "+1",
    ".5",
    "1a",
    "1]",
    "[1,]",
    "[1 2]",
    "{,}",
    '{"a" 1}',
    "{a:1}",
    '{"a":1',
    '"a',
    '"\t"',
    "tru",
    "nulx",
    "",
  ])("passes on %s, which is no JSON", (text) => {
    expect([ofBytes(text), ofText(text)]).toEqual([undefined, undefined]);
  });
  it("passes on what takes a closer look", () => {
    expect(['"\\n"', "1e3", "12345678901", "1.2345678901"].map(ofBytes)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(() => ofBytes('{"a":1,"a":2}')).toThrow(/VARIANT_DUPLICATE_KEY/);
  });
  it("keeps nothing of the value before", () => {
    const texts = [
      '{"a":1,"b":[{"a":1}]}',
      '{"b":1}',
      "[]",
      '{"b":1,"a":1}',
      '{"a":{"b":{"c":[]}}}',
      '{"a":{"c":{"b":[1]}}}',
      "{}",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...texts), { maxLength: 12 }), (chosen) => {
        for (const text of chosen) expect(ofBytes(text)).toBe(ofText(text));
      }),
    );
  });
});
