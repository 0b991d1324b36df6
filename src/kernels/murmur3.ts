/** Spark's hash(): Murmur3 of 32 bits, each value seeded with the hash of those before it. */
import { int32Output } from "./output.ts";
import { type ArrowVector, childOf, isValid, offsetsOf } from "../arrow/vector.ts";
import { bigEndian, type HashShape, microsAndBelow } from "./hash-shape.ts";
import type { Kernel } from "./kernel.ts";

function mixK1(k: number): number {
  const k1 = Math.imul(k, 0xcc9e2d51);
  return Math.imul((k1 << 15) | (k1 >>> 17), 0x1b873593);
}
function mixH1(h: number, k1: number): number {
  const h1 = h ^ k1;
  return (Math.imul((h1 << 13) | (h1 >>> 19), 5) + 0xe6546b64) | 0;
}
function finish(h: number, length: number): number {
  let h1 = h ^ length;
  h1 = Math.imul(h1 ^ (h1 >>> 16), 0x85ebca6b);
  h1 = Math.imul(h1 ^ (h1 >>> 13), 0xc2b2ae35);
  return h1 ^ (h1 >>> 16);
}
function hashInt(value: number, seed: number): number {
  return finish(mixH1(seed, mixK1(value)), 4);
}
function hashTwo(low: number, high: number, seed: number): number {
  return finish(mixH1(mixH1(seed, mixK1(low)), mixK1(high)), 8);
}
/** Whole words first, then each byte of the rest as a word of its own, as Spark has it. */
export function murmur3Bytes(data: Uint8Array, start: number, end: number, seed: number): number {
  let h = seed;
  let i = start;
  for (const aligned = end - ((end - start) & 3); i < aligned; i += 4) {
    h = mixH1(h, mixK1(data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16) | (data[i + 3]! << 24)));
  }
  for (; i < end; i++) h = mixH1(h, mixK1((data[i]! << 24) >> 24));
  return finish(h, end - start);
}

type Hasher = (row: number, seed: number) => number;

function hasher(column: ArrowVector, shape: HashShape): Hasher {
  if (column.type.kind === "null") return (_, seed) => seed;
  const inner = valueHasher(column, shape);
  return column.validity === null ? inner : (row, seed) => (isValid(column, row) ? inner(row, seed) : seed);
}
function valueHasher(column: ArrowVector, shape: HashShape): Hasher {
  const { type, data } = column;
  if (shape?.nanos === true) return nanosHasher(data as BigInt64Array);
  switch (type.kind) {
    case "bool":
      return (row, seed) => hashInt(((data[row >> 3] as number) >> (row & 7)) & 1, seed);
    case "int":
      if (type.bits < 64) return (row, seed) => hashInt(data[row] as number, seed);
      return type.bits === 64 ? wordHasher(data as BigInt64Array) : wideHasher(data as BigInt64Array);
    case "date":
      return (row, seed) => hashInt(data[row] as number, seed);
    case "timestamp":
    case "duration":
    case "time":
      return wordHasher(data as BigInt64Array);
    case "float":
      return floatHasher(data as Float32Array | Float64Array);
    case "utf8":
    case "binary": {
      const offsets = offsetsOf(column);
      return (row, seed) => murmur3Bytes(data as Uint8Array, offsets[row]!, offsets[row + 1]!, seed);
    }
    case "decimal":
      return wideHasher(data as BigInt64Array);
    case "list": {
      const offsets = offsetsOf(column);
      const element = hasher(childOf(column), shape?.children?.[0]);
      return (row, seed) => {
        let h = seed;
        for (let i = offsets[row]!; i < offsets[row + 1]!; i++) h = element(i, h);
        return h;
      };
    }
    case "struct": {
      const fields = column.children.map((c, i) => hasher(c, shape?.children?.[i]));
      // A calendar interval: microseconds, days, months.
      if (shape?.interval === true) fields.reverse();
      return (row, seed) => {
        let h = seed;
        for (const field of fields) h = field(row, h);
        return h;
      };
    }
    default:
      throw new TypeError(`no hash of an Arrow ${type.kind} column`);
  }
}
function wordHasher(data: BigInt64Array): Hasher {
  const words = new Int32Array(data.buffer, data.byteOffset, data.length * 2);
  return (row, seed) => hashTwo(words[row * 2]!, words[row * 2 + 1]!, seed);
}
function nanosHasher(data: BigInt64Array): Hasher {
  return (row, seed) => {
    const [micros, below] = microsAndBelow(data, row);
    return hashInt(below, hashTwo(Number(BigInt.asIntN(32, micros)), Number(micros >> 32n), seed));
  };
}
/** Decimals of more than 18 digits. */
function wideHasher(data: BigInt64Array): Hasher {
  return (row, seed) => {
    const bytes = bigEndian(data, row);
    return murmur3Bytes(bytes, 0, bytes.length, seed);
  };
}
const F64 = new Float64Array(1);
const F64_WORDS = new Int32Array(F64.buffer);
const F32 = new Float32Array(1);
const F32_WORDS = new Int32Array(F32.buffer);
/** Zeros are one value, and so are NaNs. */
function floatHasher(data: Float32Array | Float64Array): Hasher {
  if (data instanceof Float32Array) {
    return (row, seed) => {
      F32[0] = data[row]! + 0;
      return hashInt(Number.isNaN(F32[0]) ? 0x7fc00000 : F32_WORDS[0]!, seed);
    };
  }
  return (row, seed) => {
    F64[0] = data[row]! + 0;
    return Number.isNaN(F64[0]) ? hashTwo(0, 0x7ff80000, seed) : hashTwo(F64_WORDS[0]!, F64_WORDS[1]!, seed);
  };
}

const SEED = 42;
export const murmur3: Kernel = (columns, options, rows) => {
  const { shapes } = options as { readonly shapes: readonly HashShape[] };
  const hashes = new Int32Array(rows).fill(SEED);
  columns.forEach((column, i) => {
    const hash = hasher(column, shapes[i]);
    for (let row = 0; row < rows; row++) hashes[row] = hash(row, hashes[row]!);
  });
  return int32Output(hashes);
};
