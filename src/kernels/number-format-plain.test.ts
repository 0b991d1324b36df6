import fc from "fast-check";
import { expect, test } from "vitest";
import { PlainNumberFormat } from "./number-format-plain.ts";
import { NumberFormat } from "./number-format.ts";

const formats = fc.stringMatching(/^9{1,8}[.D]9{1,6}$/);

test("texts that are read from bytes are read the same by the general reader", () => {
  const texts = fc.oneof(fc.stringMatching(/^[0-9]{0,9}(\.[0-9]{0,7})?$/), fc.stringMatching(/^[-+0-9., ]{0,8}$/));
  fc.assert(
    fc.property(formats, texts, (format, text) => {
      const bytes = Buffer.from(`7${text}7`);
      const quick = PlainNumberFormat.of(format)!.parse(bytes, 1, bytes.length - 1);
      if (!Number.isNaN(quick)) expect(new NumberFormat(format).parse(text)).toBe(BigInt(quick));
    }),
    { numRuns: 1000 },
  );
  const plain = PlainNumberFormat.of("999.99")!;
  expect(plain.parse(Buffer.from("12.5"), 0, 4)).toBe(1250);
  expect(plain.parse(Buffer.from(".05"), 0, 3)).toBe(5);
  expect(plain.parse(Buffer.from("1234"), 0, 4)).toBeNaN();
});
test("numbers written to bytes are those of the general writer", () => {
  const numbers = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -99999, max: 99999 }));
  fc.assert(
    fc.property(formats, numbers, fc.integer({ min: 0, max: 9 }), (format, unscaled, scale) => {
      const plain = PlainNumberFormat.of(format)!;
      const out = new Uint8Array(plain.width + 1);
      if (!plain.format(unscaled, 10 ** scale, out, 1)) return;
      expect(Buffer.from(out.subarray(1)).toString()).toBe(new NumberFormat(format).format(BigInt(unscaled), scale));
    }),
    { numRuns: 1000 },
  );
  const out = new Uint8Array(7);
  expect(PlainNumberFormat.of("9999.99")!.format(-50, 1000, out, 0)).toBe(true);
  expect(Buffer.from(out).toString()).toBe("   0.05");
});
test("other formats have none", () => {
  for (const format of ["999", "0.9", "9,999.9", "S9.9", "", "9999999999.999999"]) {
    expect(PlainNumberFormat.of(format)).toBeUndefined();
  }
});
