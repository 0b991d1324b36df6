/**
 * AES in ECB mode for many values under one key. Blocks do not depend on each other, so one cipher of OpenSSL serves all
 * values: making one costs more than most of them.
 */
import { type Cipheriv, createCipheriv, createDecipheriv, type Decipheriv } from "node:crypto";

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
    const padding = plain[plain.length - 1]!;
    if (padding === 0 || padding > BLOCK) return undefined;
    for (let i = plain.length - padding; i < plain.length; i++) if (plain[i] !== padding) return undefined;
    return plain.subarray(0, plain.length - padding);
  }
}
