/** Comparing and identifying values of Arrow columns as Spark orders and groups them. */
import { type ArrowVector, childOf, isValid, offsetsOf } from "../arrow/vector.ts";

export type CompareRows = (a: number, b: number) => number;

/** Nulls first; NaN is the greatest number; strings and binaries by bytes; lists and structs element by element. */
export function rowOrder(column: ArrowVector): CompareRows {
  if (column.type.kind === "null") return () => 0;
  const values = valueOrder(column);
  if (column.validity === null) return values;
  return (a, b) => {
    const [x, y] = [isValid(column, a), isValid(column, b)];
    return x && y ? values(a, b) : Number(x) - Number(y);
  };
}
/** As {@link rowOrder}, of values that are not null. */
export function valueOrder(column: ArrowVector): CompareRows {
  const { type, data } = column;
  switch (type.kind) {
    case "bool": {
      const bit = (i: number): number => ((data[i >> 3] as number) >> (i & 7)) & 1;
      return (a, b) => bit(a) - bit(b);
    }
    case "float":
      return (a, b) => compareReal(data[a] as number, data[b] as number);
    case "utf8":
    case "binary": {
      const offsets = offsetsOf(column);
      const bytes = data as Uint8Array;
      return (a, b) => {
        const [i, j] = [offsets[a]!, offsets[b]!];
        const [n, m] = [offsets[a + 1]! - i, offsets[b + 1]! - j];
        const both = Math.min(n, m);
        for (let k = 0; k < both; k++) if (bytes[i + k] !== bytes[j + k]) return bytes[i + k]! - bytes[j + k]!;
        return n - m;
      };
    }
    case "decimal": {
      const words = data as BigInt64Array;
      return (a, b) => {
        const [x, y] = [words[a * 2 + 1]!, words[b * 2 + 1]!];
        if (x !== y) return x < y ? -1 : 1;
        const [p, q] = [BigInt.asUintN(64, words[a * 2]!), BigInt.asUintN(64, words[b * 2]!)];
        return p < q ? -1 : p > q ? 1 : 0;
      };
    }
    case "list":
    case "map": {
      const offsets = offsetsOf(column);
      const inner = rowOrder(childOf(column));
      return (a, b) => {
        const [i, j] = [offsets[a]!, offsets[b]!];
        const [n, m] = [offsets[a + 1]! - i, offsets[b + 1]! - j];
        for (let k = 0; k < Math.min(n, m); k++) {
          const order = inner(i + k, j + k);
          if (order !== 0) return order;
        }
        return n - m;
      };
    }
    case "struct": {
      const fields = column.children.map(rowOrder);
      return (a, b) => {
        for (const field of fields) {
          const order = field(a, b);
          if (order !== 0) return order;
        }
        return 0;
      };
    }
    default: {
      if (data instanceof Int32Array) return (a, b) => data[a]! - data[b]!;
      return (a, b) => {
        const [x, y] = [data[a]!, data[b]!];
        return x < y ? -1 : x > y ? 1 : 0;
      };
    }
  }
}
export function compareReal(x: number, y: number): number {
  if (x < y) return -1;
  if (x > y) return 1;
  if (x === y) return 0;
  return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
}

export type RowKey = (row: number) => string | number | bigint | null;
const DECODER = new TextDecoder("latin1");

/** A value that is the same for equal rows; null for null. 0.0 and -0.0 are equal, NaN equals itself. */
export function rowKey(column: ArrowVector): RowKey {
  if (column.type.kind === "null") return () => null;
  const inner = valueKey(column);
  return column.validity === null ? inner : (row) => (isValid(column, row) ? inner(row) : null);
}
function valueKey(column: ArrowVector): RowKey {
  const { type, data } = column;
  switch (type.kind) {
    case "bool":
      return (i) => ((data[i >> 3] as number) >> (i & 7)) & 1;
    case "float":
      // Adding zero makes -0.0 zero; a Map finds NaN.
      return (i) => (data[i] as number) + 0;
    case "utf8":
    case "binary": {
      const offsets = offsetsOf(column);
      return (i) => DECODER.decode((data as Uint8Array).subarray(offsets[i], offsets[i + 1]));
    }
    case "decimal":
      return (i) => wideAt(data as BigInt64Array, i);
    case "list":
    case "map": {
      const offsets = offsetsOf(column);
      const inner = rowKey(childOf(column));
      return (i) => {
        const parts: string[] = [];
        for (let k = offsets[i]!; k < offsets[i + 1]!; k++) parts.push(part(inner(k)));
        return parts.join("");
      };
    }
    case "struct": {
      const fields = column.children.map(rowKey);
      return (i) => fields.map((f) => part(f(i))).join("");
    }
    default:
      return (i) => data[i] as number | bigint;
  }
}
/** With its length in front, so that neighbours cannot run together. */
function part(key: string | number | bigint | null): string {
  if (key === null) return "n";
  const text = String(key);
  return `${text.length}:${text}`;
}
/** The 128-bit integer of a row. */
export function wideAt(words: BigInt64Array, row: number): bigint {
  return (words[row * 2 + 1]! << 64n) | BigInt.asUintN(64, words[row * 2]!);
}
/** Numbers of any width as bigint; decimals by their unscaled value. */
export function integerReader(column: ArrowVector): (row: number) => bigint {
  if (column.type.kind === "decimal" && column.type.bits === 128) {
    return (row) => wideAt(column.data as BigInt64Array, row);
  }
  return (row) => BigInt(column.data[row] as number | bigint);
}
/** Numbers as the nearest doubles; `scale` is a decimal's. */
export function doubleReader(column: ArrowVector, scale = 0): (row: number) => number {
  const { data } = column;
  const exact = 10 ** scale;
  const wide = column.type.kind === "decimal";
  if (scale === 0 && !wide) return (row) => Number(data[row]);
  const integer = integerReader(column);
  return (row) => {
    const value = wide ? integer(row) : BigInt(data[row] as number | bigint);
    const near = Number(value);
    if (Number.isSafeInteger(near) && scale <= 22) return near / exact;
    return Number(`${value}e-${scale}`);
  };
}
