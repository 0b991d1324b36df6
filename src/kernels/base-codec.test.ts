import fc from "fast-check";
import { expect, test } from "vitest";
import { base32Size, decodeBase32, decodedBase32Size, encodeBase32 } from "./base-codec.ts";

test("what was written in base 32 reads as before, wherever it stands", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(5), (bytes, at) => {
      const text = new Uint8Array(at + base32Size(bytes.length) + 2);
      encodeBase32(bytes, 0, bytes.length, text, at);
      const end = at + base32Size(bytes.length);
      expect(text[end]).toBe(0);
      const back = new Uint8Array(at + decodedBase32Size(end - at));
      const stop = decodeBase32(text, at, end, back, at);
      expect(back.subarray(at, stop)).toEqual(bytes);
    }),
  );
  const out = new Uint8Array(8);
  encodeBase32(Buffer.from("foo"), 0, 3, out, 0);
  expect(Buffer.from(out).toString()).toBe("MZXW6===");
});
