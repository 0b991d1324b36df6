import fc from "fast-check";
import { expect, test } from "vitest";
import { Utf8Builder } from "../arrow/builders.ts";
import { isValid, offsetsOf } from "../arrow/vector.ts";
import { parseJavaUri } from "./java-uri.ts";
import { URI_PARTS, UriBytes } from "./uri-bytes.ts";
import { urlKernels } from "./url.ts";

const mostly = (usual: fc.Arbitrary<string>, other: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: other });
const letters = (all: string): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...all), maxLength: 6 });
const word = mostly(letters("ab1-._~&=;+:"), letters('a%4F@/?[] ż"'));
const url = fc
  .tuple(
    mostly(fc.constantFrom("http", "a+b"), fc.constantFrom("1x", "")),
    mostly(fc.constant("://"), fc.constantFrom(":", ":///", "//")),
    fc.option(word),
    mostly(
      fc.constantFrom("a.com", "a-b.c1", "x"),
      fc.oneof(word, fc.constantFrom("1.2.3.4", "[::1]", "a.1b", "-a.b", "a..b")),
    ),
    mostly(fc.constantFrom("", ":80", ":"), fc.constant(":8x")),
    fc.option(word),
    fc.option(word),
    fc.option(word),
  )
  .map(([scheme, mark, user, host, port, path, query, fragment]) => {
    const tail = `${path === null ? "" : `/${path}`}${query === null ? "" : `?${query}`}`;
    return `${scheme}${mark}${user === null ? "" : `${user}@`}${host}${port}${tail}${fragment === null ? "" : `#${fragment}`}`;
  });

test("the parts of bytes are the parts of the text", () => {
  const uri = new UriBytes();
  let read = 0;
  fc.assert(
    fc.property(url, (text) => {
      const data = Buffer.from(text);
      if (!uri.read(data, 0, data.length)) return;
      read++;
      const found = URI_PARTS.map((_, i) =>
        uri.starts[i]! < 0 ? null : data.toString("utf8", uri.starts[i], uri.ends[i]),
      );
      const parts = parseJavaUri(text)!;
      const { scheme, authority, userInfo, host, path, query, fragment } = parts;
      const file = query === null ? path : `${path}?${query}`;
      expect(found).toEqual([scheme, authority, userInfo, host, path, query, fragment, file]);
    }),
    { numRuns: 1000 },
  );
  expect(read).toBeGreaterThan(50);
});

test("texts are decoded as URLDecoder does", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."a+%4Cc3ż"), maxLength: 8 }), (text) => {
      const column = new Utf8Builder();
      column.appendString(text);
      const out = urlKernels["url_decode"]!([column.finish()], { fails: false }, 1);
      const offsets = offsetsOf(out);
      const found = Buffer.from((out.data as Uint8Array).subarray(offsets[0], offsets[1])).toString();
      const expected = /%(?![0-9A-Fa-f]{2})/.test(text) ? null : decoded(text);
      expect(isValid(out, 0) ? found : null).toBe(expected);
    }),
    { numRuns: 500 },
  );
});
function decoded(text: string): string {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== "%") bytes.push(...Buffer.from(text[i] === "+" ? " " : text[i]!));
    else {
      bytes.push(Number.parseInt(text.slice(i + 1, i + 3), 16));
      i += 2;
    }
  }
  return Buffer.from(bytes).toString();
}
