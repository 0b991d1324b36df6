/** Values of any shape where they stand in their columns: what stands for them in a set, and their order. */
import { type ArrowVector, childOf, isValid, offsetsOf } from "../arrow/vector.ts";
import { textColumn } from "./arguments.ts";
import { compareTexts } from "./collator.ts";
import { type KeyOf, keysOf } from "./element-equality.ts";

export function deepKeysOf(column: ArrowVector): KeyOf {
  switch (column.type.kind) {
    case "null":
      return () => null;
    case "list": {
      const [offsets, of] = [offsetsOf(column), deepKeysOf(childOf(column))];
      return (i) => {
        if (!isValid(column, i)) return null;
        const parts: unknown[] = [];
        for (let k = offsets[i]!; k < offsets[i + 1]!; k++) parts.push(of(k));
        return written(parts);
      };
    }
    case "struct": {
      const fields = column.children.map(deepKeysOf);
      return (i) => (isValid(column, i) ? written(fields.map((of) => of(i))) : null);
    }
    case "float": {
      // One zero and one NaN.
      const data = column.data as Float64Array;
      return (i) => (isValid(column, i) ? data[i]! + 0 : null);
    }
    default: {
      const of = keysOf(column);
      return (i) => (isValid(column, i) ? of(i) : null);
    }
  }
}
function written(parts: readonly unknown[]): string {
  return JSON.stringify(parts.map((p) => (typeof p === "string" || p === null ? p : [String(p)])));
}

export type Compare = (i: number, j: number) => number;
/** Nulls before all others, and a list before those that it begins. */
export function deepOrderOf(column: ArrowVector): Compare {
  const order = presentOrderOf(column);
  return (i, j) => {
    const [a, b] = [isValid(column, i), isValid(column, j)];
    return a && b ? order(i, j) : Number(a) - Number(b);
  };
}
function presentOrderOf(column: ArrowVector): Compare {
  switch (column.type.kind) {
    case "null":
      return () => 0;
    case "utf8": {
      const { get } = textColumn(column);
      return (i, j) => compareTexts(get(i) as string, get(j) as string);
    }
    case "list": {
      const [offsets, order] = [offsetsOf(column), deepOrderOf(childOf(column))];
      return (i, j) => {
        const [from, to] = [offsets[i]!, offsets[j]!];
        const [n, m] = [offsets[i + 1]! - from, offsets[j + 1]! - to];
        for (let k = 0; k < n && k < m; k++) {
          const by = order(from + k, to + k);
          if (by !== 0) return by;
        }
        return n - m;
      };
    }
    case "struct": {
      const fields = column.children.map(deepOrderOf);
      return (i, j) => {
        for (const order of fields) {
          const by = order(i, j);
          if (by !== 0) return by;
        }
        return 0;
      };
    }
    case "float": {
      const data = column.data as Float64Array;
      return (i, j) => {
        const [x, y] = [data[i]!, data[j]!];
        if (x < y) return -1;
        if (x > y) return 1;
        return x === y ? 0 : Number(x !== x) - Number(y !== y);
      };
    }
    default: {
      const of = keysOf(column) as (i: number) => number | bigint | string;
      return (i, j) => {
        const [x, y] = [of(i), of(j)];
        return x < y ? -1 : x > y ? 1 : 0;
      };
    }
  }
}
