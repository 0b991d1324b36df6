/** Spark's xxhash64(): XXH64, each value seeded with the hash of those before it. On halves of 32 bits, without bigint. */
import { type ArrowVector, childOf, isValid, offsetsOf } from "../arrow/vector.ts";
import { bigEndian, type HashShape, microsAndBelow } from "./hash-shape.ts";
import type { Kernel } from "./kernel.ts";
import { int64Output } from "./output.ts";

const P1H = 0x9e3779b1 | 0;
const P1L = 0x85ebca87 | 0;
const P2H = 0xc2b2ae3d | 0;
const P2L = 0x27d4eb4f | 0;
const P3H = 0x165667b1 | 0;
const P3L = 0x9e3779f9 | 0;
const P4H = 0x85ebca77 | 0;
const P4L = 0xc2b2ae63 | 0;
const P5H = 0x27d4eb2f | 0;
const P5L = 0x165667c5 | 0;

/** The hash so far. */
let hi = 0;
let lo = 0;
/** The result of the last product. */
let ph = 0;
let pl = 0;

function multiply(ah: number, al: number, bh: number, bl: number): void {
  const a0 = al & 0xffff;
  const a1 = al >>> 16;
  const b0 = bl & 0xffff;
  const b1 = bl >>> 16;
  const p00 = a0 * b0;
  const p01 = a0 * b1;
  const p10 = a1 * b0;
  const middle = (p00 >>> 16) + (p01 & 0xffff) + (p10 & 0xffff);
  pl = ((middle & 0xffff) << 16) | (p00 & 0xffff);
  ph = (a1 * b1 + (p01 >>> 16) + (p10 >>> 16) + (middle >>> 16) + Math.imul(ah, bl) + Math.imul(al, bh)) | 0;
}
/** hash += b */
function add(bh: number, bl: number): void {
  const low = (lo >>> 0) + (bl >>> 0);
  lo = low | 0;
  hi = (hi + bh + (low > 0xffffffff ? 1 : 0)) | 0;
}
/** hash = hash rotated left by n, times (mh, ml), plus (ah, al) */
function rotateMultiplyAdd(n: number, mh: number, ml: number, ah: number, al: number): void {
  const h = (hi << n) | (lo >>> (32 - n));
  const l = (lo << n) | (hi >>> (32 - n));
  multiply(h, l, mh, ml);
  hi = ph;
  lo = pl;
  add(ah, al);
}
function finish(): void {
  lo ^= hi >>> 1;
  multiply(hi, lo, P2H, P2L);
  hi = ph;
  lo = pl;
  const h = hi >>> 29;
  const l = (lo >>> 29) | (hi << 3);
  multiply(hi ^ h, lo ^ l, P3H, P3L);
  hi = ph;
  lo = pl ^ ph;
}
/** hash ^= rotl(word * P2, 31) * P1, and stirred. */
function takeLong(h: number, l: number): void {
  multiply(h, l, P2H, P2L);
  const rh = (ph << 31) | (pl >>> 1);
  const rl = (pl << 31) | (ph >>> 1);
  multiply(rh, rl, P1H, P1L);
  hi ^= ph;
  lo ^= pl;
  rotateMultiplyAdd(27, P1H, P1L, P4H, P4L);
}
function takeInt(value: number): void {
  multiply(0, value, P1H, P1L);
  hi ^= ph;
  lo ^= pl;
  rotateMultiplyAdd(23, P2H, P2L, P3H, P3L);
}
function start(length: number): void {
  add(P5H, P5L);
  add(0, length);
}
function hashInt(value: number): void {
  start(4);
  takeInt(value);
  finish();
}
function hashLong(h: number, l: number): void {
  start(8);
  takeLong(h, l);
  finish();
}
/** One lane: acc += word * P2, rotated by 31, times P1; in place. */
function lane(acc: Int32Array, at: number, h: number, l: number): void {
  multiply(h, l, P2H, P2L);
  const low = (acc[at + 1]! >>> 0) + (pl >>> 0);
  const nl = low | 0;
  const nh = (acc[at]! + ph + (low > 0xffffffff ? 1 : 0)) | 0;
  multiply((nh << 31) | (nl >>> 1), (nl << 31) | (nh >>> 1), P1H, P1L);
  acc[at] = ph;
  acc[at + 1] = pl;
}
const LANES = new Int32Array(8);
const ROTATIONS = [1, 7, 12, 18] as const;

function word(data: Uint8Array, i: number): number {
  return data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16) | (data[i + 3]! << 24);
}
function hashBytes(data: Uint8Array, from: number, end: number): void {
  let i = from;
  const length = end - from;
  if (length >= 32) {
    const [sh, sl] = [hi, lo];
    const seeds = [
      [P1H, P1L, P2H, P2L],
      [P2H, P2L, 0, 0],
      [0, 0, 0, 0],
      [~P1H, -P1L | 0, 0, 0],
    ] as const;
    seeds.forEach(([ah, al, bh, bl], k) => {
      hi = sh;
      lo = sl;
      add(ah, al);
      add(bh, bl);
      LANES[k * 2] = hi;
      LANES[k * 2 + 1] = lo;
    });
    for (; i <= end - 32; i += 32) {
      for (let k = 0; k < 4; k++) lane(LANES, k * 2, word(data, i + k * 8 + 4), word(data, i + k * 8));
    }
    hi = 0;
    lo = 0;
    for (let k = 0; k < 4; k++) {
      const [h, l, n] = [LANES[k * 2]!, LANES[k * 2 + 1]!, ROTATIONS[k]!];
      add((h << n) | (l >>> (32 - n)), (l << n) | (h >>> (32 - n)));
    }
    for (let k = 0; k < 4; k++) {
      multiply(LANES[k * 2]!, LANES[k * 2 + 1]!, P2H, P2L);
      multiply((ph << 31) | (pl >>> 1), (pl << 31) | (ph >>> 1), P1H, P1L);
      hi ^= ph;
      lo ^= pl;
      multiply(hi, lo, P1H, P1L);
      hi = ph;
      lo = pl;
      add(P4H, P4L);
    }
  } else add(P5H, P5L);
  add(0, length);
  for (; i <= end - 8; i += 8) takeLong(word(data, i + 4), word(data, i));
  if (i <= end - 4) {
    takeInt(word(data, i));
    i += 4;
  }
  for (; i < end; i++) {
    multiply(0, data[i]!, P5H, P5L);
    hi ^= ph;
    lo ^= pl;
    rotateMultiplyAdd(11, P1H, P1L, 0, 0);
  }
  finish();
}

type Hasher = (row: number) => void;
function hasher(column: ArrowVector, shape: HashShape): Hasher {
  if (column.type.kind === "null") return () => {};
  const inner = valueHasher(column, shape);
  if (column.validity === null) return inner;
  return (row) => {
    if (isValid(column, row)) inner(row);
  };
}
const F64 = new Float64Array(1);
const F64_WORDS = new Int32Array(F64.buffer);
const F32 = new Float32Array(1);
const F32_WORDS = new Int32Array(F32.buffer);

function valueHasher(column: ArrowVector, shape: HashShape): Hasher {
  const { type, data } = column;
  if (shape?.nanos === true) return nanosHasher(data as BigInt64Array);
  switch (type.kind) {
    case "bool":
      return (row) => hashInt(((data[row >> 3] as number) >> (row & 7)) & 1);
    case "int":
      if (type.bits < 64) return (row) => hashInt(data[row] as number);
      return type.bits === 64 ? wordHasher(data as BigInt64Array) : wideHasher(data as BigInt64Array);
    case "date":
      return (row) => hashInt(data[row] as number);
    case "timestamp":
    case "duration":
    case "time":
      return wordHasher(data as BigInt64Array);
    case "float":
      if (type.bits === 32) {
        return (row) => {
          F32[0] = (data[row] as number) + 0;
          hashInt(Number.isNaN(F32[0]) ? 0x7fc00000 : F32_WORDS[0]!);
        };
      }
      return (row) => {
        F64[0] = (data[row] as number) + 0;
        if (Number.isNaN(F64[0])) hashLong(0x7ff80000, 0);
        else hashLong(F64_WORDS[1]!, F64_WORDS[0]!);
      };
    case "utf8":
    case "binary": {
      const offsets = offsetsOf(column);
      return (row) => hashBytes(data as Uint8Array, offsets[row]!, offsets[row + 1]!);
    }
    case "decimal":
      return wideHasher(data as BigInt64Array);
    case "list": {
      const offsets = offsetsOf(column);
      const element = hasher(childOf(column), shape?.children?.[0]);
      return (row) => {
        for (let i = offsets[row]!; i < offsets[row + 1]!; i++) element(i);
      };
    }
    case "struct": {
      const fields = column.children.map((c, i) => hasher(c, shape?.children?.[i]));
      // A calendar interval: microseconds, days, months.
      if (shape?.interval === true) fields.reverse();
      return (row) => {
        for (const field of fields) field(row);
      };
    }
    default:
      throw new TypeError(`no hash of an Arrow ${type.kind} column`);
  }
}
function wordHasher(data: BigInt64Array): Hasher {
  const words = new Int32Array(data.buffer, data.byteOffset, data.length * 2);
  return (row) => hashLong(words[row * 2 + 1]!, words[row * 2]!);
}
function nanosHasher(data: BigInt64Array): Hasher {
  return (row) => {
    const [micros, below] = microsAndBelow(data, row);
    hashLong(Number(micros >> 32n), Number(BigInt.asIntN(32, micros)));
    hashInt(below);
  };
}
/** Decimals of more than 18 digits. */
function wideHasher(data: BigInt64Array): Hasher {
  return (row) => {
    const bytes = bigEndian(data, row);
    hashBytes(bytes, 0, bytes.length);
  };
}

const SEED = 42;
export const xxhash64: Kernel = (columns, options, rows) => {
  const { shapes } = options as { readonly shapes: readonly HashShape[] };
  const out = new BigInt64Array(rows);
  const words = new Int32Array(out.buffer);
  for (let row = 0; row < rows; row++) words[row * 2] = SEED;
  columns.forEach((column, i) => {
    const hash = hasher(column, shapes[i]);
    for (let row = 0; row < rows; row++) {
      lo = words[row * 2]!;
      hi = words[row * 2 + 1]!;
      hash(row);
      words[row * 2] = lo;
      words[row * 2 + 1] = hi;
    }
  });
  return int64Output(out);
};
