import fc from "fast-check";
import { expect, test } from "vitest";
import { Utf8Builder } from "../arrow/builders.ts";
import { isValid, offsetsOf } from "../arrow/vector.ts";
import { encodingKernels } from "./encoding.ts";

test("UTF-16 of columns is that of their strings, in either order and with a mark", () => {
  const texts = fc.array(fc.option(fc.string({ unit: "binary", maxLength: 12 })));
  fc.assert(
    fc.property(texts, fc.constantFrom("UTF-16", "utf-16be", "utf-16le"), (values, charset) => {
      const column = new Utf8Builder();
      for (const value of values)
        if (value === null) column.appendNull();
        else column.appendString(value);
      const constants = [null, { value: charset }];
      const out = encodingKernels["encode"]!([column.finish()], { constants }, values.length);
      const offsets = offsetsOf(out);
      values.forEach((value, i) => {
        expect(isValid(out, i)).toBe(value !== null);
        if (value === null) return;
        const wanted = Buffer.from(charset === "UTF-16" && value !== "" ? `\ufeff${value}` : value, "utf16le");
        if (charset !== "utf-16le") wanted.swap16();
        expect(Buffer.from((out.data as Uint8Array).subarray(offsets[i], offsets[i + 1]))).toEqual(wanted);
      });
    }),
  );
});
