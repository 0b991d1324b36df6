import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { Digester, MD5, SHA1, SHA256 } from "./block-digest.ts";

test.each([MD5, SHA1, SHA256])("$name of values of every length around its blocks is OpenSSL's", (algorithm) => {
  const digester = new Digester(algorithm);
  const data = Uint8Array.from({ length: 700 }, (_, i) => (i * 31 + 7) & 255);
  for (const length of [...Array(200).keys(), 511, 512, 513]) {
    digester.of(data, 5, 5 + length);
    const expected = createHash(algorithm.name)
      .update(data.subarray(5, 5 + length))
      .digest("hex");
    expect(Buffer.from(digester.digest).toString("hex")).toBe(expected);
  }
});
