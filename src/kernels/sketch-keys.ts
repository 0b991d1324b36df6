/** Keys of sketches: the values of a column as DataSketches hashes them. */
import { type ArrowVector, childOf, isValid, offsetsOf } from "../arrow/vector.ts";
import { hashBytes, hashWord } from "./sketch-murmur.ts";

const REAL = new Float64Array(1);
const WORDS = new Int32Array(REAL.buffer);
function hashReal(value: number): void {
  // All zeros are one value, and so are all NaN.
  REAL[0] = value + 0;
  if (Number.isNaN(value)) hashWord(0x7ff80000, 0);
  else hashWord(WORDS[1]!, WORDS[0]!);
}

/** Hashes the value of a row into `HASH`; false where there is nothing to count (null, empty text, empty array). */
export function keyHasher(column: ArrowVector): (row: number) => boolean {
  const inner = valueHasher(column);
  if (column.type.kind === "null") return () => false;
  return column.validity === null ? inner : (row) => isValid(column, row) && inner(row);
}
function valueHasher(column: ArrowVector): (row: number) => boolean {
  const { type, data } = column;
  switch (type.kind) {
    case "float":
      return (row) => {
        hashReal(data[row] as number);
        return true;
      };
    case "utf8":
    case "binary": {
      const offsets = offsetsOf(column);
      return (row) => bytes(data as Uint8Array, offsets[row]!, offsets[row + 1]!);
    }
    case "list": {
      const offsets = offsetsOf(column);
      const values = childOf(column);
      const { data: raw } = values;
      const width = raw.BYTES_PER_ELEMENT;
      const all = new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength);
      return (row) => bytes(all, offsets[row]! * width, offsets[row + 1]! * width);
    }
    default: {
      if (data instanceof BigInt64Array) {
        const words = new Int32Array(data.buffer, data.byteOffset, data.length * 2);
        return (row) => {
          hashWord(words[row * 2 + 1]!, words[row * 2]!);
          return true;
        };
      }
      return (row) => {
        const value = data[row] as number;
        hashWord(value < 0 ? -1 : 0, value);
        return true;
      };
    }
  }
}
function bytes(data: Uint8Array, from: number, to: number): boolean {
  if (to <= from) return false;
  hashBytes(data, from, to);
  return true;
}
