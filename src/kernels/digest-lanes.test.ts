import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { BinaryBuilder } from "../arrow/builders.ts";
import { type ArrowVector, isValid, offsetsOf } from "../arrow/vector.ts";
import { Arguments } from "./arguments.ts";
import { MD5, SHA1, SHA256 } from "./block-digest.ts";
import { hexDigests, laneHmacs } from "./digest-lanes.ts";

type Bytes = Uint8Array | null;
function column(values: readonly Bytes[]): ArrowVector {
  const out = new BinaryBuilder();
  for (const value of values)
    if (value === null) out.appendNull();
    else out.append(value);
  return out.finish();
}
function read(vector: ArrowVector): (Buffer | null)[] {
  const offsets = offsetsOf(vector);
  return Array.from({ length: vector.length }, (_, i) =>
    isValid(vector, i) ? Buffer.from((vector.data as Uint8Array).subarray(offsets[i], offsets[i + 1])) : null,
  );
}
const bytes = (most: number): fc.Arbitrary<Bytes> => fc.option(fc.uint8Array({ maxLength: most }), { freq: 8 });
const lengths = [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 511, 512, 600];
const filled = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + 7) & 255);

test.each([MD5, SHA1, SHA256])("$name of columns is OpenSSL's", (algorithm) => {
  const check = (values: readonly Bytes[]): void => {
    const out = hexDigests(algorithm, new Arguments([column(values)], undefined).bytes(0), values.length);
    const want = values.map((v) => (v === null ? null : createHash(algorithm.name).update(v).digest("hex")));
    expect(read(out).map((v) => v?.toString() ?? null)).toEqual(want);
  };
  check(lengths.map(filled));
  fc.assert(fc.property(fc.array(bytes(150)), check), { numRuns: 50 });
});
test.each([MD5, SHA1, SHA256])("HMAC of columns by $name is OpenSSL's", (algorithm) => {
  const check = (pairs: readonly (readonly [key: Bytes, value: Bytes])[], constant?: Uint8Array): void => {
    const columns = [pairs.map(([key]) => key), pairs.map(([, value]) => value)].map(column);
    const constants = [constant === undefined ? null : { value: constant }, null];
    const args = new Arguments(constant === undefined ? columns : columns.slice(1), { constants });
    const out = laneHmacs(algorithm, args.bytes(0), args.bytes(1), pairs.length, () => new Error("empty"));
    if (out === undefined) return;
    const want = pairs.map(([own, value]) => {
      const key = constant ?? own;
      return key === null || value === null ? null : createHmac(algorithm.name, key).update(value).digest();
    });
    expect(read(out)).toEqual(want);
  };
  check(lengths.slice(1).map((n) => [filled(n), filled(600 - n)]));
  const keyed = fc.option(fc.uint8Array({ minLength: 1, maxLength: 130 }), { freq: 8 });
  fc.assert(
    fc.property(fc.array(fc.tuple(keyed, bytes(150))), (pairs) => check(pairs)),
    { numRuns: 50 },
  );
  const constant = fc.uint8Array({ minLength: 1, maxLength: 130 });
  fc.assert(fc.property(fc.array(fc.tuple(keyed, bytes(150))), constant, check), { numRuns: 50 });
});
test("a key of no bytes is refused where there is a value", () => {
  const make = (value: Bytes): (() => unknown) => {
    const args = new Arguments([column([new Uint8Array(0)]), column([value])], undefined);
    return () => laneHmacs(SHA256, args.bytes(0), args.bytes(1), 1, () => new Error("empty"));
  };
  expect(make(null)).not.toThrow();
  expect(make(filled(3))).toThrow("empty");
});
