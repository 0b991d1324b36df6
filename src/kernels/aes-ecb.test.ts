import fc from "fast-check";
import { expect, test } from "vitest";
import { BinaryBuilder } from "../arrow/builders.ts";
import { type ArrowVector, isValid, offsetsOf } from "../arrow/vector.ts";
import { AesEcb } from "./aes-ecb.ts";
import { Arguments } from "./arguments.ts";

type Bytes = Uint8Array | null;
function column(values: readonly Bytes[]): ArrowVector {
  const out = new BinaryBuilder();
  for (const value of values)
    if (value === null) out.appendNull();
    else out.append(value);
  return out.finish();
}
function read(vector: ArrowVector | undefined): (Buffer | null)[] | undefined {
  if (vector === undefined) return undefined;
  const offsets = offsetsOf(vector);
  return Array.from({ length: vector.length }, (_, i) =>
    isValid(vector, i) ? Buffer.from((vector.data as Uint8Array).subarray(offsets[i], offsets[i + 1])) : null,
  );
}
const key = Buffer.from("0123456789abcdef");
const ecb = new AesEcb(key);
const bytesOf = (values: readonly Bytes[]) => new Arguments([column(values)], undefined).bytes(0);
const texts = fc.array(fc.option(fc.uint8Array({ maxLength: 50 })));

test("a column is encrypted and decrypted as its values are", () => {
  fc.assert(
    fc.property(texts, (values) => {
      const secret = values.map((v) => (v === null ? null : Buffer.from(ecb.encrypt(v))));
      expect(read(ecb.encryptAll(bytesOf(values), values.length))).toEqual(secret);
      const plain = values.map((v) => (v === null ? null : Buffer.from(v)));
      expect(read(ecb.decryptAll(bytesOf(secret), values.length))).toEqual(plain);
    }),
    { numRuns: 100 },
  );
});
test("a column with what was not encrypted is left to the single values", () => {
  const good = ecb.encrypt(Buffer.from("abc"));
  const cut = good.subarray(0, 15);
  const unpadded = new Uint8Array(16);
  for (const bad of [cut, unpadded]) {
    expect(ecb.decrypt(bad)).toBeUndefined();
    expect(ecb.decryptAll(bytesOf([good, bad, null]), 3)).toBeUndefined();
  }
});
