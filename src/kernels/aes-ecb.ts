/**
 * AES in ECB mode for many values under one key. Blocks do not depend on each other, so one cipher of OpenSSL serves all
 * values: making one costs more than most of them.
 */
import { type Cipheriv, createCipheriv, createDecipheriv, type Decipheriv } from "node:crypto";
import { type ArrowVector, arrowType, arrowVector, setBit } from "../arrow/vector.ts";
import type { BytesArgument } from "./arguments.ts";

const BLOCK = 16;

export class AesEcb {
  readonly #key: Uint8Array;
  readonly #name: string;
  #cipher: Cipheriv | undefined;
  #decipher: Decipheriv | undefined;
  constructor(key: Uint8Array) {
    this.#key = key;
    this.#name = `aes-${key.length * 8}-ecb`;
  }
  /** Padded by PKCS #7. */
  encrypt(input: Uint8Array): Uint8Array {
    this.#cipher ??= createCipheriv(this.#name, this.#key, null).setAutoPadding(false);
    const padding = BLOCK - (input.length % BLOCK);
    const padded = new Uint8Array(input.length + padding);
    padded.set(input);
    padded.fill(padding, input.length);
    return this.#cipher.update(padded);
  }
  /** Undefined where these are no whole blocks, or end in no padding. */
  decrypt(input: Uint8Array): Uint8Array | undefined {
    if (input.length === 0 || input.length % BLOCK !== 0) return undefined;
    this.#decipher ??= createDecipheriv(this.#name, this.#key, null).setAutoPadding(false);
    const plain = this.#decipher.update(input);
    const end = unpadded(plain, plain.length);
    return end < 0 ? undefined : plain.subarray(0, end);
  }
  /** All values of a column at once; undefined where they are too many bytes. */
  encryptAll(values: BytesArgument, rows: number): ArrowVector | undefined {
    const all = new Batch(values, rows, (size) => size + BLOCK - (size % BLOCK));
    if (all.size > MOST) return undefined;
    const padded = new Uint8Array(all.size);
    for (let row = 0; row < rows; row++) {
      if (values.isNull(row)) continue;
      const [start, end] = [values.start(row), values.end(row)];
      const [to, after] = [all.offsets[row]!, all.offsets[row + 1]!];
      padded.set(values.data.subarray(start, end), to);
      padded.fill(after - to - (end - start), to + end - start, after);
    }
    this.#cipher ??= createCipheriv(this.#name, this.#key, null).setAutoPadding(false);
    const data = this.#cipher.update(padded);
    return arrowVector(arrowType.binary, rows, { data, offsets: all.offsets, validity: all.validity });
  }
  /** All values of a column at once; undefined where they are too many bytes, or one is not what was encrypted. */
  decryptAll(values: BytesArgument, rows: number): ArrowVector | undefined {
    const all = new Batch(values, rows, (size) => size);
    if (all.size > MOST) return undefined;
    const given = new Uint8Array(all.size);
    for (let row = 0; row < rows; row++) {
      const [start, end] = [values.start(row), values.end(row)];
      if (values.isNull(row)) continue;
      if ((end - start) % BLOCK !== 0) return undefined;
      const to = all.offsets[row]!;
      for (let i = start; i < end; i++) given[to + i - start] = values.data[i]!;
    }
    this.#decipher ??= createDecipheriv(this.#name, this.#key, null).setAutoPadding(false);
    const plain = this.#decipher.update(given);
    const offsets = new Int32Array(rows + 1);
    let to = 0;
    for (let row = 0; row < rows; row++) {
      const [start, end] = [all.offsets[row]!, all.offsets[row + 1]!];
      if (end > start) {
        const size = unpadded(plain, end) - start;
        if (size < 0) return undefined;
        plain.copyWithin(to, start, start + size);
        to += size;
      }
      offsets[row + 1] = to;
    }
    return arrowVector(arrowType.binary, rows, { data: plain.subarray(0, to), offsets, validity: all.validity });
  }
}
/** Where a padded text ends; -1 where it has no padding. */
function unpadded(plain: Uint8Array, end: number): number {
  const padding = plain[end - 1]!;
  if (padding === 0 || padding > BLOCK) return -1;
  for (let i = end - padding; i < end; i++) if (plain[i] !== padding) return -1;
  return end - padding;
}
/** Most bytes that go to OpenSSL in one call. */
const MOST = 1 << 28;
/** Where the values of a column stand one after the other, each of another size. */
class Batch {
  readonly offsets: Int32Array;
  readonly validity: Uint8Array;
  readonly size: number;
  constructor(values: BytesArgument, rows: number, sizeOf: (size: number) => number) {
    this.offsets = new Int32Array(rows + 1);
    this.validity = new Uint8Array((rows + 7) >> 3);
    let size = 0;
    for (let row = 0; row < rows; row++) {
      if (!values.isNull(row)) {
        setBit(this.validity, row);
        size += sizeOf(values.end(row) - values.start(row));
      }
      this.offsets[row + 1] = Math.min(size, MOST);
    }
    this.size = size;
  }
}
