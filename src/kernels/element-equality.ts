/** Equality of list elements where they stand in their columns: floats by value with one zero and one NaN, else by bits. */
import { type ArrowVector, offsetsOf } from "../arrow/vector.ts";
import { textColumn } from "./arguments.ts";

/** Whether the value at one place of the first column equals that at a place of the second; nulls are not looked at. */
export type Same = (i: number, j: number) => boolean;
/** A value that stands for an element in a set. */
export type KeyOf = (i: number) => unknown;

/** Up to so many comparisons elements are looked for one by one; beyond, they go into a table of their keys. */
export const FEW = 1024;

/** Of columns of one type that has no children. */
export function sameElements(a: ArrowVector, b: ArrowVector): Same {
  switch (a.type.kind) {
    case "utf8":
    case "binary":
      return sameBytes(a, b);
    case "float": {
      const [x, y] = [a.data as Float64Array, b.data as Float64Array];
      return (i, j) => {
        const [v, w] = [x[i]!, y[j]!];
        return v === w || (v !== v && w !== w);
      };
    }
    case "bool": {
      const [x, y] = [a.data as Uint8Array, b.data as Uint8Array];
      return (i, j) => ((x[i >> 3]! >> (i & 7)) & 1) === ((y[j >> 3]! >> (j & 7)) & 1);
    }
    default:
      return sameWords(a, b);
  }
}
function sameBytes(a: ArrowVector, b: ArrowVector): Same {
  const [x, y] = [a.data as Uint8Array, b.data as Uint8Array];
  const [from, to] = [offsetsOf(a), offsetsOf(b)];
  return (i, j) => {
    const [start, end, other] = [from[i]!, from[i + 1]!, to[j]!];
    if (to[j + 1]! - other !== end - start) return false;
    for (let k = start, m = other; k < end; k++, m++) if (x[k] !== y[m]) return false;
    return true;
  };
}
/** Two words of 64 bits for each value. */
function isWide({ type }: ArrowVector): boolean {
  return (type.kind === "decimal" || type.kind === "int") && type.bits === 128;
}
function sameWords(a: ArrowVector, b: ArrowVector): Same {
  const width = isWide(a) ? 16 : a.data.BYTES_PER_ELEMENT;
  if (width <= 4) {
    const [x, y] = [a.data as Int32Array, b.data as Int32Array];
    return (i, j) => x[i] === y[j];
  }
  const words = ({ data }: ArrowVector): Int32Array =>
    new Int32Array(data.buffer, data.byteOffset, data.byteLength >> 2);
  const [x, y] = [words(a), words(b)];
  if (width === 8) return (i, j) => x[2 * i] === y[2 * j] && x[2 * i + 1] === y[2 * j + 1];
  const each = width >> 2;
  return (i, j) => {
    for (let k = 0; k < each; k++) if (x[i * each + k] !== y[j * each + k]) return false;
    return true;
  };
}

/** The values of 32 bits that are equal where their bits are: they are compared without a call. */
export function wordsOf({ type, data }: ArrowVector): Int32Array | undefined {
  return type.kind !== "float" && type.kind !== "bool" && data instanceof Int32Array ? data : undefined;
}

export function keysOf(column: ArrowVector): KeyOf {
  const { data, type } = column;
  switch (type.kind) {
    case "utf8":
      return textColumn(column).get;
    case "binary": {
      const offsets = offsetsOf(column);
      const bytes = data as Uint8Array;
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return (i) => buffer.toString("latin1", offsets[i], offsets[i + 1]);
    }
    case "bool":
      return (i) => (Number(data[i >> 3]) >> (i & 7)) & 1;
    default:
      if (isWide(column)) {
        return (i) => ((data[2 * i + 1] as bigint) << 64n) | BigInt.asUintN(64, data[2 * i] as bigint);
      }
      return (i) => data[i];
  }
}
