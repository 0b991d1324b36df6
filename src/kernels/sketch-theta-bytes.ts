/** Theta and tuple sketches as bytes, in DataSketches' forms. */
import { float64At, int32At, putFloat64, putInt32 } from "./byte-words.ts";
import { type Room, uint32Room } from "./room.ts";
import { type Compact, countOf, EMPTY, sortHashes, WHOLE } from "./sketch-theta.ts";

/** Of the seed 9001. */
const SEED_HASH = 0x93cc;
const THETA_FAMILY = 3;
const TUPLE_FAMILY = 9;
/** Why bytes are no sketch of the kind. */
export class NoSketch extends Error {
  /** The family that they are of, where it is another. */
  readonly family: string | undefined;
  constructor(family?: string) {
    super("no sketch");
    this.family = family;
  }
}
const FAMILIES: { readonly [id: number]: string } = {
  1: "ALPHA",
  2: "QUICKSELECT",
  3: "COMPACT",
  4: "UNION",
  5: "INTERSECTION",
  6: "A_NOT_B",
  7: "HLL",
  8: "QUANTILES",
  9: "TUPLE",
  10: "FREQUENCY",
  15: "KLL",
};

const DELTAS = uint32Room();

/** In `room`, if given, until it is asked again. */
export function thetaBytes(sketch: Compact, room?: Room<Uint8Array>): Uint8Array {
  const { words, theta, empty } = sketch;
  const n = countOf(sketch);
  if (empty) return Uint8Array.of(1, 3, THETA_FAMILY, 0, 0, 0x1e, 0, 0);
  if (n === 0 || (n === 1 && theta === WHOLE)) return plainBytes(sketch);
  const estimating = theta !== WHOLE;
  const deltas = DELTAS.of(words.length);
  const width = differences(words, deltas);
  const countBytes = (39 - Math.clz32(n)) >> 3;
  const start = (estimating ? 16 : 8) + countBytes;
  const size = start + Math.ceil((width * n) / 8);
  const out = room === undefined ? new Uint8Array(size) : room.zeros(size);
  putHead(out, estimating ? 2 : 1, 4, THETA_FAMILY, width, countBytes, 0x1a);
  if (estimating) putTheta(out, 8, theta);
  for (let i = 0; i < countBytes; i++) out[start - countBytes + i] = (n >>> (8 * i)) & 0xff;
  pack(deltas, n, width, out, start);
  return out;
}
function putHead(out: Uint8Array, ...bytes: readonly number[]): void {
  for (let i = 0; i < bytes.length; i++) out[i] = bytes[i]!;
  out[6] = SEED_HASH & 255;
  out[7] = SEED_HASH >> 8;
}
function putTheta(out: Uint8Array, at: number, theta: bigint): void {
  putInt32(out, at, Number(theta & 0xffffffffn));
  putInt32(out, at + 4, Number(theta >> 32n));
}
function thetaAt(bytes: Uint8Array, at: number): bigint {
  const [low, high] = [int32At(bytes, at), int32At(bytes, at + 4)];
  if (low === -1 && high === 0x7fffffff) return WHOLE;
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/**
 * Of each hash to the one before, as pairs of 32-bit words, low one first: bigints would take most of the time.
 * Returns the bits that the largest needs.
 */
function differences(words: Uint32Array, out: Uint32Array): number {
  let [low, high] = [0, 0];
  let [anyLow, anyHigh] = [0, 0];
  for (let i = 0; i < words.length; i += 2) {
    const [nextLow, nextHigh] = [words[i]!, words[i + 1]!];
    anyLow |= out[i] = nextLow - low;
    anyHigh |= out[i + 1] = nextHigh - high - (nextLow < low ? 1 : 0);
    [low, high] = [nextLow, nextHigh];
  }
  return anyHigh === 0 ? 32 - Math.clz32(anyLow) : 64 - Math.clz32(anyHigh);
}
/** Each number in as many bits, highest first. */
function pack(words: Uint32Array, n: number, width: number, out: Uint8Array, start: number): void {
  let at = start * 8;
  for (let i = 0; i < n * 2; i += 2) {
    const [low, high] = [words[i]!, words[i + 1]!];
    for (let left = width; left > 0;) {
      const room = 8 - (at & 7);
      const take = Math.min(room, left);
      const shift = left - take;
      const moved = shift >= 32 ? high >>> (shift - 32) : shift === 0 ? low : (low >>> shift) | (high << (32 - shift));
      out[at >> 3]! |= (moved & ((1 << take) - 1)) << (room - take);
      at += take;
      left -= take;
    }
  }
}
function unpack(data: Uint8Array, start: number, width: number, words: Uint32Array): Uint32Array {
  const spare = 64 - width;
  let at = start * 8;
  let [previousLow, previousHigh] = [0, 0];
  for (let i = 0; i < words.length; i += 2, at += width) {
    const [p, skip] = [at >> 3, at & 7];
    // The 64 bits from here on; a shift by 32 would be none, so such shifts go in two.
    const first = bigEndian(data, p);
    const second = bigEndian(data, p + 4);
    const head = (first << skip) | ((second >>> 1) >>> (31 - skip));
    const tail = (second << skip) | ((p + 8 < data.length ? data[p + 8]! : 0) >> (8 - skip));
    const high = spare < 32 ? head >>> spare : 0;
    const low = spare < 32 ? (tail >>> spare) | ((head << 1) << (31 - spare)) : head >>> (spare - 32);
    const sum = previousLow + (low >>> 0);
    previousHigh = (previousHigh + high + (sum > 0xffffffff ? 1 : 0)) >>> 0;
    previousLow = sum >>> 0;
    words[i] = previousLow;
    words[i + 1] = previousHigh;
  }
  return words;
}
/** 32 bits; those past the end are 0. */
function bigEndian(data: Uint8Array, at: number): number {
  if (at + 4 <= data.length) return (data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!;
  let word = 0;
  for (let i = 0; i < 4; i++) word = (word << 8) | (at + i < data.length ? data[at + i]! : 0);
  return word;
}
function plainBytes(sketch: Compact): Uint8Array {
  const { words, theta } = sketch;
  const n = countOf(sketch);
  const single = n === 1 && theta === WHOLE;
  const preamble = single ? 1 : 3;
  const out = new Uint8Array(8 * (preamble + n));
  putHead(out, preamble, 3, THETA_FAMILY, 0, 0, single ? 0x3a : 0x1a);
  if (!single) {
    putInt32(out, 8, n);
    // Of all values, a share of 1: the float.
    putInt32(out, 12, 0x3f800000);
    putTheta(out, 16, theta);
  }
  for (let i = 0, at = 8 * preamble; i < words.length; i++, at += 4) putInt32(out, at, words[i]!);
  return out;
}
/** The words in `room`, if given, until it is asked again. */
export function readTheta(bytes: Uint8Array, room?: Room<Uint32Array>): Compact {
  const wordsFor = (n: number): Uint32Array => room?.of(n * 2).subarray(0, n * 2) ?? new Uint32Array(n * 2);
  if (bytes.length < 8) throw new NoSketch();
  const [preamble, version, family] = [bytes[0]!, bytes[1]!, bytes[2]!];
  if (family !== THETA_FAMILY) throw new NoSketch(FAMILIES[family] ?? "UNKNOWN");
  if ((bytes[5]! & 4) !== 0) return EMPTY;
  if (version === 4) {
    const [width, countBytes] = [bytes[3]!, bytes[4]!];
    const at = preamble > 1 ? 16 : 8;
    if (at + countBytes > bytes.length) throw new NoSketch();
    const theta = preamble > 1 ? thetaAt(bytes, 8) : WHOLE;
    let n = 0;
    for (let i = 0; i < countBytes; i++) n |= bytes[at + i]! << (8 * i);
    if (n < 0 || at + countBytes + Math.ceil((n * width) / 8) > bytes.length) throw new NoSketch();
    return { theta, empty: false, words: unpack(bytes, at + countBytes, width, wordsFor(n)) };
  }
  if (version !== 3) throw new NoSketch();
  const single = preamble === 1;
  if (!single && bytes.length < (preamble > 2 ? 24 : 12)) throw new NoSketch();
  const n = single ? 1 : int32At(bytes, 8);
  const theta = preamble > 2 ? thetaAt(bytes, 16) : WHOLE;
  const start = 8 * (preamble & 0x3f);
  if (n > 0 && start + n * 8 > bytes.length) throw new NoSketch();
  const words = wordsFor(Math.max(n, 0));
  for (let i = 0; i < words.length; i++) words[i] = int32At(bytes, start + i * 4);
  sortHashes(words);
  return { theta, empty: false, words };
}

export type Mode = "sum" | "min" | "max" | "alwaysone";
export const MODES: readonly Mode[] = ["sum", "min", "max", "alwaysone"];
export interface Summary {
  readonly integer: boolean;
  readonly mode: Mode;
}

export function tupleBytes(sketch: Compact, { integer, mode }: Summary): Uint8Array {
  const { words, values, theta, empty } = sketch;
  const n = countOf(sketch);
  const estimating = theta !== WHOLE;
  const single = n === 1 && !estimating;
  const preamble = empty || single ? 1 : estimating ? 3 : 2;
  const size = (integer ? 4 : 8) + 1;
  const out = new Uint8Array(8 * preamble + n * (8 + size));
  putHead(out, preamble, 3, TUPLE_FAMILY, 1, 0, 0x0a | (empty ? 4 : 0));
  if (preamble > 1) putInt32(out, 8, n);
  if (preamble > 2) putTheta(out, 16, theta);
  const modeByte = MODES.indexOf(mode);
  let at = 8 * preamble;
  for (let i = 0; i < n; i++) {
    putInt32(out, at, words[i * 2]!);
    putInt32(out, at + 4, words[i * 2 + 1]!);
    const value = values === undefined ? 0 : values[i]!;
    if (integer) putInt32(out, at + 8, value);
    else putFloat64(out, at + 8, value);
    at += 8 + size;
    out[at - 1] = modeByte;
  }
  return out;
}
export function readTuple(bytes: Uint8Array, integer: boolean): Compact {
  if (bytes.length < 8) throw new NoSketch();
  const [preamble, version, family] = [bytes[0]!, bytes[1]!, bytes[2]!];
  if (family !== TUPLE_FAMILY) throw new NoSketch(FAMILIES[family] ?? "UNKNOWN");
  if (version !== 3 || bytes[3] !== 1) throw new NoSketch();
  if ((bytes[5]! & 4) !== 0) return { ...EMPTY, values: new Float64Array(0) };
  if (bytes.length < 8 * preamble) throw new NoSketch();
  const n = preamble === 1 ? 1 : int32At(bytes, 8);
  const theta = preamble > 2 ? thetaAt(bytes, 16) : WHOLE;
  const width = 8 + (integer ? 4 : 8) + 1;
  if (n < 0 || bytes.length !== 8 * preamble + n * width) throw new NoSketch();
  const words = new Uint32Array(n * 2);
  const values = new Float64Array(n);
  for (let i = 0, at = 8 * preamble; i < n; i++, at += width) {
    words[i * 2] = int32At(bytes, at);
    words[i * 2 + 1] = int32At(bytes, at + 4);
    values[i] = integer ? int32At(bytes, at + 8) : float64At(bytes, at + 8);
  }
  return { theta, empty: false, words, values };
}
