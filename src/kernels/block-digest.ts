/**
 * MD5, SHA-1 and SHA-256 over parts of a buffer, by 32-bit words. A call of OpenSSL for each value costs more than the digest
 * of a short value; a long one is better off there.
 */
import { hash as nativeDigest } from "node:crypto";

/** From so many bytes on OpenSSL is faster. */
export const LONG = 512;
const BLOCK = 64;

export interface BlockDigest {
  readonly name: "md5" | "sha1" | "sha256";
  /** Bytes of a digest. */
  readonly size: number;
  readonly start: Int32Array;
  readonly bigEndian: boolean;
  /** Takes a block, as 16 words at the beginning of `words`, into the state. */
  readonly compress: (state: Int32Array, words: Int32Array) => void;
}

export const MD5_K: Int32Array = Int32Array.from(
  { length: 64 },
  (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 4294967296) | 0,
);
function md5Block(state: Int32Array, w: Int32Array): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let x: number;
  for (let i = 0; i < 16; i += 4) {
    x = (a + (d ^ (b & (c ^ d))) + MD5_K[i]! + w[i]!) | 0;
    a = (b + ((x << 7) | (x >>> 25))) | 0;
    x = (d + (c ^ (a & (b ^ c))) + MD5_K[i + 1]! + w[i + 1]!) | 0;
    d = (a + ((x << 12) | (x >>> 20))) | 0;
    x = (c + (b ^ (d & (a ^ b))) + MD5_K[i + 2]! + w[i + 2]!) | 0;
    c = (d + ((x << 17) | (x >>> 15))) | 0;
    x = (b + (a ^ (c & (d ^ a))) + MD5_K[i + 3]! + w[i + 3]!) | 0;
    b = (c + ((x << 22) | (x >>> 10))) | 0;
  }
  for (let i = 16; i < 32; i += 4) {
    x = (a + (c ^ (d & (b ^ c))) + MD5_K[i]! + w[(5 * i + 1) & 15]!) | 0;
    a = (b + ((x << 5) | (x >>> 27))) | 0;
    x = (d + (b ^ (c & (a ^ b))) + MD5_K[i + 1]! + w[(5 * i + 6) & 15]!) | 0;
    d = (a + ((x << 9) | (x >>> 23))) | 0;
    x = (c + (a ^ (b & (d ^ a))) + MD5_K[i + 2]! + w[(5 * i + 11) & 15]!) | 0;
    c = (d + ((x << 14) | (x >>> 18))) | 0;
    x = (b + (d ^ (a & (c ^ d))) + MD5_K[i + 3]! + w[(5 * i) & 15]!) | 0;
    b = (c + ((x << 20) | (x >>> 12))) | 0;
  }
  for (let i = 32; i < 48; i += 4) {
    x = (a + (b ^ c ^ d) + MD5_K[i]! + w[(3 * i + 5) & 15]!) | 0;
    a = (b + ((x << 4) | (x >>> 28))) | 0;
    x = (d + (a ^ b ^ c) + MD5_K[i + 1]! + w[(3 * i + 8) & 15]!) | 0;
    d = (a + ((x << 11) | (x >>> 21))) | 0;
    x = (c + (d ^ a ^ b) + MD5_K[i + 2]! + w[(3 * i + 11) & 15]!) | 0;
    c = (d + ((x << 16) | (x >>> 16))) | 0;
    x = (b + (c ^ d ^ a) + MD5_K[i + 3]! + w[(3 * i + 14) & 15]!) | 0;
    b = (c + ((x << 23) | (x >>> 9))) | 0;
  }
  for (let i = 48; i < 64; i += 4) {
    x = (a + (c ^ (b | ~d)) + MD5_K[i]! + w[(7 * i) & 15]!) | 0;
    a = (b + ((x << 6) | (x >>> 26))) | 0;
    x = (d + (b ^ (a | ~c)) + MD5_K[i + 1]! + w[(7 * i + 7) & 15]!) | 0;
    d = (a + ((x << 10) | (x >>> 22))) | 0;
    x = (c + (a ^ (d | ~b)) + MD5_K[i + 2]! + w[(7 * i + 14) & 15]!) | 0;
    c = (d + ((x << 15) | (x >>> 17))) | 0;
    x = (b + (d ^ (c | ~a)) + MD5_K[i + 3]! + w[(7 * i + 5) & 15]!) | 0;
    b = (c + ((x << 21) | (x >>> 11))) | 0;
  }
  state[0] = state[0]! + a;
  state[1] = state[1]! + b;
  state[2] = state[2]! + c;
  state[3] = state[3]! + d;
}

function sha1Block(state: Int32Array, w: Int32Array): void {
  for (let i = 16; i < 80; i++) {
    const x = w[i - 3]! ^ w[i - 8]! ^ w[i - 14]! ^ w[i - 16]!;
    w[i] = (x << 1) | (x >>> 31);
  }
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  for (let i = 0; i < 20; i++) {
    const next = (((a << 5) | (a >>> 27)) + (d ^ (b & (c ^ d))) + 0x5a827999 + e + w[i]!) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  for (let i = 20; i < 40; i++) {
    const next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + 0x6ed9eba1 + e + w[i]!) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  for (let i = 40; i < 60; i++) {
    const next = (((a << 5) | (a >>> 27)) + ((b & c) | (d & (b | c))) - 0x70e44324 + e + w[i]!) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  for (let i = 60; i < 80; i++) {
    const next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) - 0x359d3e2a + e + w[i]!) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  state[0] = state[0]! + a;
  state[1] = state[1]! + b;
  state[2] = state[2]! + c;
  state[3] = state[3]! + d;
  state[4] = state[4]! + e;
}

/** The first 32 bits of the fractions of a root of the first primes. */
function fractions(count: number, root: (prime: number) => number): Int32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);
  return Int32Array.from(primes, (p) => Math.floor((root(p) % 1) * 4294967296) | 0);
}
export const SHA256_K: Int32Array = fractions(64, Math.cbrt);
function sha256Block(state: Int32Array, w: Int32Array): void {
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15]!;
    const y = w[i - 2]!;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = w[i - 16]! + s0 + w[i - 7]! + s1;
  }
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + (g ^ (e & (f ^ g))) + SHA256_K[i]! + w[i]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = state[0]! + a;
  state[1] = state[1]! + b;
  state[2] = state[2]! + c;
  state[3] = state[3]! + d;
  state[4] = state[4]! + e;
  state[5] = state[5]! + f;
  state[6] = state[6]! + g;
  state[7] = state[7]! + h;
}

const FIRST: readonly number[] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
export const MD5: BlockDigest = {
  name: "md5",
  size: 16,
  start: Int32Array.from(FIRST.slice(0, 4), (n) => n | 0),
  bigEndian: false,
  compress: md5Block,
};
export const SHA1: BlockDigest = {
  name: "sha1",
  size: 20,
  start: Int32Array.from(FIRST, (n) => n | 0),
  bigEndian: true,
  compress: sha1Block,
};
export const SHA256: BlockDigest = {
  name: "sha256",
  size: 32,
  start: fractions(8, Math.sqrt),
  bigEndian: true,
  compress: sha256Block,
};

/** Digests of many values, one after the other; the last one's stands in `digest`. */
export class Digester {
  readonly algorithm: BlockDigest;
  readonly digest: Uint8Array;
  readonly #state: Int32Array;
  readonly #words: Int32Array = new Int32Array(80);
  constructor(algorithm: BlockDigest) {
    this.algorithm = algorithm;
    this.digest = new Uint8Array(algorithm.size);
    this.#state = new Int32Array(algorithm.start.length);
  }
  of(data: Uint8Array, start: number, end: number): void {
    if (end - start >= LONG) {
      this.digest.set(nativeDigest(this.algorithm.name, data.subarray(start, end), "buffer"));
      return;
    }
    this.#state.set(this.algorithm.start);
    this.#finish(this.#state, data, start, end, 0);
  }
  /** Goes on from a state that has taken so many bytes, a number of whole blocks. */
  after(state: Int32Array, taken: number, data: Uint8Array, start: number, end: number): void {
    this.#state.set(state);
    this.#finish(this.#state, data, start, end, taken);
  }
  /** The state after a block whose bytes are those of `key`, zeros to its end, all combined with `mask`. */
  keyed(key: Uint8Array, mask: number): Int32Array {
    const block = new Uint8Array(BLOCK).fill(mask);
    for (let i = 0; i < key.length; i++) block[i] = key[i]! ^ mask;
    const state = this.algorithm.start.slice();
    this.#load(block, 0, BLOCK);
    this.algorithm.compress(state, this.#words);
    return state;
  }
  /** Puts at most a block's bytes into the words, zeros after them. */
  #load(data: Uint8Array, start: number, end: number): void {
    const words = this.#words;
    const whole = (end - start) >> 2;
    let at = start;
    if (this.algorithm.bigEndian) {
      for (let i = 0; i < whole; i++, at += 4) {
        words[i] = (data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!;
      }
    } else {
      for (let i = 0; i < whole; i++, at += 4) {
        words[i] = data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24);
      }
    }
    for (let i = whole; i < 16; i++) words[i] = 0;
    for (; at < end; at++) this.#put(at - start, data[at]!);
  }
  #put(position: number, byte: number): void {
    const shift = this.algorithm.bigEndian ? 24 - (position & 3) * 8 : (position & 3) * 8;
    this.#words[position >> 2]! |= byte << shift;
  }
  #finish(state: Int32Array, data: Uint8Array, start: number, end: number, taken: number): void {
    const { compress, bigEndian, size } = this.algorithm;
    const words = this.#words;
    let at = start;
    for (; end - at >= BLOCK; at += BLOCK) {
      this.#load(data, at, at + BLOCK);
      compress(state, words);
    }
    this.#load(data, at, end);
    this.#put(end - at, 0x80);
    if (end - at >= BLOCK - 8) {
      compress(state, words);
      words.fill(0, 0, 16);
    }
    const length = taken + end - start;
    words[bigEndian ? 15 : 14] = length << 3;
    words[bigEndian ? 14 : 15] = Math.floor(length / 2 ** 29);
    compress(state, words);
    const { digest } = this;
    for (let i = 0; i < size; i++) {
      const shift = bigEndian ? 24 - (i & 3) * 8 : (i & 3) * 8;
      digest[i] = state[i >> 2]! >>> shift;
    }
  }
}
