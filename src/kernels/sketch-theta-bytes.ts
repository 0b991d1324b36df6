/** Theta and tuple sketches as bytes, in DataSketches' forms. */
import { type Compact, EMPTY, WHOLE, wordsOf } from "./sketch-theta.ts";

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

export function thetaBytes(sketch: Compact): Uint8Array {
  const { hashes, theta, empty } = sketch;
  const n = hashes.length;
  if (empty) return Uint8Array.of(1, 3, THETA_FAMILY, 0, 0, 0x1e, 0, 0);
  if (n === 0 || (n === 1 && theta === WHOLE)) return plainBytes(sketch);
  const estimating = theta !== WHOLE;
  const deltas = differences(hashes);
  const width = widthOf(deltas);
  const countBytes = Math.ceil(n.toString(2).length / 8);
  const start = (estimating ? 16 : 8) + countBytes;
  const out = new Uint8Array(start + Math.ceil((width * n) / 8));
  const view = new DataView(out.buffer);
  out.set([estimating ? 2 : 1, 4, THETA_FAMILY, width, countBytes, 0x1a]);
  view.setUint16(6, SEED_HASH, true);
  if (estimating) view.setBigUint64(8, theta, true);
  for (let i = 0; i < countBytes; i++) out[start - countBytes + i] = (n >>> (8 * i)) & 0xff;
  pack(deltas, width, out, start);
  return out;
}
/** Of each hash to the one before, as pairs of 32-bit words, low one first: bigints would take most of the time. */
function differences(hashes: BigUint64Array): Uint32Array {
  const words = wordsOf(hashes);
  const out = new Uint32Array(words.length);
  let [low, high] = [0, 0];
  for (let i = 0; i < words.length; i += 2) {
    const [nextLow, nextHigh] = [words[i]!, words[i + 1]!];
    out[i] = nextLow - low;
    out[i + 1] = nextHigh - high - (nextLow < low ? 1 : 0);
    [low, high] = [nextLow, nextHigh];
  }
  return out;
}
/** The bits that the largest number needs. */
function widthOf(words: Uint32Array): number {
  let [low, high] = [0, 0];
  for (let i = 0; i < words.length; i += 2) {
    low |= words[i]!;
    high |= words[i + 1]!;
  }
  return high === 0 ? 32 - Math.clz32(low) : 64 - Math.clz32(high);
}
/** Each number in as many bits, highest first. */
function pack(words: Uint32Array, width: number, out: Uint8Array, start: number): void {
  let at = start * 8;
  for (let i = 0; i < words.length; i += 2) {
    const [low, high] = [words[i]!, words[i + 1]!];
    let left = width;
    while (left > 0) {
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
function unpack(data: Uint8Array, start: number, width: number, n: number): BigUint64Array {
  const hashes = new BigUint64Array(n);
  const words = wordsOf(hashes);
  let at = start * 8;
  let [previousLow, previousHigh] = [0, 0];
  for (let i = 0; i < words.length; i += 2) {
    let [low, high] = [0, 0];
    for (let left = width; left > 0;) {
      const room = 8 - (at & 7);
      const take = Math.min(room, left);
      high = (high << take) | (low >>> (32 - take));
      low = (low << take) | (((data[at >> 3] ?? 0) >> (room - take)) & ((1 << take) - 1));
      at += take;
      left -= take;
    }
    const sum = previousLow + (low >>> 0);
    previousHigh = (previousHigh + high + (sum > 0xffffffff ? 1 : 0)) >>> 0;
    previousLow = sum >>> 0;
    words[i] = previousLow;
    words[i + 1] = previousHigh;
  }
  return hashes;
}
function plainBytes({ hashes, theta }: Compact): Uint8Array {
  const single = hashes.length === 1 && theta === WHOLE;
  const preamble = single ? 1 : 3;
  const out = new Uint8Array(8 * (preamble + hashes.length));
  const view = new DataView(out.buffer);
  out.set([preamble, 3, THETA_FAMILY, 0, 0, single ? 0x3a : 0x1a]);
  view.setUint16(6, SEED_HASH, true);
  if (!single) {
    view.setInt32(8, hashes.length, true);
    view.setFloat32(12, 1, true);
    view.setBigUint64(16, theta, true);
  }
  hashes.forEach((hash, i) => view.setBigUint64(8 * (preamble + i), hash, true));
  return out;
}
export function readTheta(bytes: Uint8Array): Compact {
  if (bytes.length < 8) throw new NoSketch();
  const [preamble = 0, version, family = 0, width = 0, countBytes = 0, flags = 0] = bytes;
  if (family !== THETA_FAMILY) throw new NoSketch(FAMILIES[family] ?? "UNKNOWN");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if ((flags & 4) !== 0) return EMPTY;
    if (version === 4) {
      const theta = preamble > 1 ? view.getBigUint64(8, true) : WHOLE;
      const at = preamble > 1 ? 16 : 8;
      let n = 0;
      for (let i = 0; i < countBytes; i++) n |= view.getUint8(at + i) << (8 * i);
      if (at + countBytes + Math.ceil((n * width) / 8) > bytes.length) throw new NoSketch();
      return { theta, empty: false, hashes: unpack(bytes, at + countBytes, width, n) };
    }
    if (version !== 3) throw new NoSketch();
    const single = preamble === 1;
    const n = single ? 1 : view.getInt32(8, true);
    const theta = preamble > 2 ? view.getBigUint64(16, true) : WHOLE;
    const hashes = BigUint64Array.from({ length: n }, (_, i) => view.getBigUint64(8 * ((preamble & 0x3f) + i), true));
    return { theta, empty: false, hashes: hashes.sort() };
  } catch (error) {
    throw error instanceof NoSketch ? error : new NoSketch();
  }
}

export type Mode = "sum" | "min" | "max" | "alwaysone";
export const MODES: readonly Mode[] = ["sum", "min", "max", "alwaysone"];
export interface Summary {
  readonly integer: boolean;
  readonly mode: Mode;
}

export function tupleBytes({ hashes, values, theta, empty }: Compact, { integer, mode }: Summary): Uint8Array {
  const n = hashes.length;
  const estimating = theta !== WHOLE;
  const single = n === 1 && !estimating;
  const preamble = empty || single ? 1 : estimating ? 3 : 2;
  const size = (integer ? 4 : 8) + 1;
  const out = new Uint8Array(8 * preamble + n * (8 + size));
  const view = new DataView(out.buffer);
  out.set([preamble, 3, TUPLE_FAMILY, 1, 0, 0x0a | (empty ? 4 : 0)]);
  view.setUint16(6, SEED_HASH, true);
  if (preamble > 1) view.setInt32(8, n, true);
  if (preamble > 2) view.setBigUint64(16, theta, true);
  let at = 8 * preamble;
  const words = wordsOf(hashes);
  for (let i = 0; i < n; i++) {
    view.setUint32(at, words[i * 2]!, true);
    view.setUint32(at + 4, words[i * 2 + 1]!, true);
    if (integer) view.setInt32(at + 8, values?.[i] ?? 0, true);
    else view.setFloat64(at + 8, values?.[i] ?? 0, true);
    out[at + 7 + size] = MODES.indexOf(mode);
    at += 8 + size;
  }
  return out;
}
export function readTuple(bytes: Uint8Array, integer: boolean): Compact {
  if (bytes.length < 8) throw new NoSketch();
  const [preamble = 0, version, family = 0, kind, , flags = 0] = bytes;
  if (family !== TUPLE_FAMILY) throw new NoSketch(FAMILIES[family] ?? "UNKNOWN");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (version !== 3 || kind !== 1) throw new NoSketch();
  try {
    if ((flags & 4) !== 0) return { ...EMPTY, values: new Float64Array(0) };
    const n = preamble === 1 ? 1 : view.getInt32(8, true);
    const theta = preamble > 2 ? view.getBigUint64(16, true) : WHOLE;
    const size = (integer ? 4 : 8) + 1;
    if (bytes.length !== 8 * preamble + n * (8 + size)) throw new NoSketch();
    const at = (i: number): number => 8 * preamble + i * (8 + size);
    const hashes = new BigUint64Array(n);
    const words = wordsOf(hashes);
    const values = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      words[i * 2] = view.getUint32(at(i), true);
      words[i * 2 + 1] = view.getUint32(at(i) + 4, true);
      values[i] = integer ? view.getInt32(at(i) + 8, true) : view.getFloat64(at(i) + 8, true);
    }
    return { theta, empty: false, hashes, values };
  } catch (error) {
    throw error instanceof NoSketch ? error : new NoSketch();
  }
}
