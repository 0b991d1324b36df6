/**
 * Comparators of `array_sort` as small programs over two elements of a list. A sort asks for its pairs one after the other,
 * so that there is no column of them to compute at once.
 */
import { type ArrowVector, childOf, isValid, offsetsOf } from "../arrow/vector.ts";
import { textColumn } from "./arguments.ts";
import { compareTexts } from "./collator.ts";

export type Scalar = null | boolean | number | bigint | string;
/** How values of a type are held: `int` and `double` as numbers, `long` as bigint. */
export type Held = "int" | "long" | "float" | "double" | "boolean" | "string" | "nested";
/** The remainder is of whole numbers only, by one that is not zero. */
export type ArithmeticOp = "+" | "-" | "*" | "%";
export type ComparisonOp = "=" | "<=>" | "<" | "<=" | ">" | ">=";
/** What happens where a number does not fit: the sort ends with this code, null comes out, or the number wraps. */
export type Overflow = number | "null" | "wrap";
export type Program =
  /** The first (0) or second (1) element, or a field of it, of a field of it and so on. */
  | { readonly op: "element"; readonly side: 0 | 1; readonly path: readonly number[] }
  /** Of the list's row, in the column at that place. */
  | { readonly op: "column"; readonly at: number }
  | { readonly op: "literal"; readonly value: Scalar }
  | {
      readonly op: "arithmetic";
      readonly by: ArithmeticOp;
      readonly held: Held;
      readonly overflow: Overflow;
      readonly args: readonly [Program, Program];
    }
  | {
      readonly op: "compare";
      readonly by: ComparisonOp;
      readonly held: Held;
      readonly args: readonly [Program, Program];
    }
  /** Conditions and results in turn, and what stands for all others. */
  | { readonly op: "when"; readonly args: readonly Program[] }
  | { readonly op: "and" | "or"; readonly args: readonly [Program, Program] }
  /** `size` is of an element that is a list. */
  | { readonly op: "not" | "isnull" | "length" | "size" | "toLong" | "toDouble"; readonly args: readonly [Program] }
  | { readonly op: "coalesce"; readonly args: readonly Program[] };

/** Ends the sort of one list. */
export class ComparisonFailure extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`a comparison failed (${code})`);
    this.code = code;
  }
}

/** The value for the elements at two places of the child. */
export type Compute = (i: number, j: number) => Scalar;

/** Columns beside the list, and the row whose list is sorted. */
export interface Beside {
  readonly columns: readonly ArrowVector[];
  row: number;
}
export function compileComparator(program: Program, elements: ArrowVector, beside: Beside): Compute {
  const compile = (p: Program): Compute => {
    switch (p.op) {
      case "element":
        return element(p, elements);
      case "column": {
        const column = beside.columns[p.at] as ArrowVector;
        const read = reader(column);
        return () => (isValid(column, beside.row) ? read(beside.row) : null);
      }
      case "literal": {
        const { value } = p;
        return () => value;
      }
      case "arithmetic":
        return arithmetic(p.by, p.held, p.overflow, compile(p.args[0]), compile(p.args[1]));
      case "compare":
        return comparison(p.by, p.held, compile(p.args[0]), compile(p.args[1]));
      case "when":
        return branches(p.args.map(compile));
      case "and":
        return logical(compile(p.args[0]), compile(p.args[1]), false);
      case "or":
        return logical(compile(p.args[0]), compile(p.args[1]), true);
      case "not": {
        const of = compile(p.args[0]);
        return (i, j) => {
          const value = of(i, j);
          return value === null ? null : value === false;
        };
      }
      case "isnull": {
        const of = compile(p.args[0]);
        return (i, j) => of(i, j) === null;
      }
      case "length": {
        const of = compile(p.args[0]);
        return (i, j) => {
          const text = of(i, j);
          return text === null ? null : pointCount(text as string);
        };
      }
      case "size":
        return compile(p.args[0]);
      case "toLong": {
        const of = compile(p.args[0]);
        return (i, j) => {
          const value = of(i, j);
          return value === null ? null : BigInt(value);
        };
      }
      case "toDouble": {
        const of = compile(p.args[0]);
        return (i, j) => {
          const value = of(i, j);
          return value === null ? null : Number(value);
        };
      }
      case "coalesce": {
        const given = p.args.map(compile);
        return (i, j) => {
          for (const of of given) {
            const value = of(i, j);
            if (value !== null) return value;
          }
          return null;
        };
      }
    }
  };
  return compile(program);
}
function pointCount(text: string): number {
  let count = text.length;
  for (let i = 1; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) count--;
  return count;
}

/** A field of a null struct is null; a list gives its size. */
function element({ side, path }: Program & { readonly op: "element" }, elements: ArrowVector): Compute {
  const above = [elements];
  for (const field of path) above.push(childOf(above.at(-1) as ArrowVector, field));
  const column = above.pop() as ArrowVector;
  const read = reader(column);
  const masks = [...above, column].filter(({ validity, type }) => validity !== null || type.kind === "null");
  const get =
    masks.length === 0 ? read : (at: number): Scalar => (masks.every((mask) => isValid(mask, at)) ? read(at) : null);
  return side === 0 ? (i) => get(i) : (_i, j) => get(j);
}
function reader(column: ArrowVector): (at: number) => Scalar {
  const { data } = column;
  switch (column.type.kind) {
    case "utf8":
      return textColumn(column).get;
    case "bool":
      return (at) => ((Number(data[at >> 3]) >> (at & 7)) & 1) === 1;
    case "list": {
      const offsets = offsetsOf(column);
      return (at) => offsets[at + 1]! - offsets[at]!;
    }
    default:
      return (at) => data[at]!;
  }
}

const INT_MAX = 2147483647;
function arithmetic(by: ArithmeticOp, held: Held, overflow: Overflow, left: Compute, right: Compute): Compute {
  if (held === "double") return (i, j) => withNulls(left(i, j), right(i, j), (a, b) => combine(by, a, b));
  if (held === "float") return (i, j) => withNulls(left(i, j), right(i, j), (a, b) => Math.fround(combine(by, a, b)));
  const failed = (wrapped: Scalar): Scalar => {
    if (typeof overflow === "number") throw new ComparisonFailure(overflow);
    return overflow === "null" ? null : wrapped;
  };
  if (held === "long") {
    return (i, j) => {
      const [a, b] = [left(i, j), right(i, j)] as [bigint | null, bigint | null];
      if (a === null || b === null) return null;
      const exact = by === "+" ? a + b : by === "-" ? a - b : by === "*" ? a * b : a % b;
      const wrapped = BigInt.asIntN(64, exact);
      return wrapped === exact ? exact : failed(wrapped);
    };
  }
  return (i, j) => {
    const a = left(i, j) as number | null;
    if (a === null) return null;
    const b = right(i, j) as number | null;
    if (b === null) return null;
    const exact = by === "-" ? a - b : by === "+" ? a + b : by === "*" ? a * b : (a % b) | 0;
    if (exact <= INT_MAX && exact >= -INT_MAX - 1) return exact;
    return failed(by === "*" ? Math.imul(a, b) : exact | 0);
  };
}
function withNulls(a: Scalar, b: Scalar, of: (a: number, b: number) => number): Scalar {
  return a === null || b === null ? null : of(a as number, b as number);
}
function combine(by: ArithmeticOp, a: number, b: number): number {
  return by === "+" ? a + b : by === "-" ? a - b : a * b;
}

type Order = (a: Scalar, b: Scalar) => number;
function orderOf(held: Held): Order {
  if (held === "string") return (a, b) => compareTexts(a as string, b as string);
  // NaN is equal to itself and greater than all numbers.
  if (held === "double" || held === "float") {
    return (a, b) => {
      const [x, y] = [a as number, b as number];
      if (x < y) return -1;
      if (x > y) return 1;
      return x === y ? 0 : (x !== x ? 1 : 0) - (y !== y ? 1 : 0);
    };
  }
  return (a, b) => (a! < b! ? -1 : a! > b! ? 1 : 0);
}
const TESTS: { readonly [by in ComparisonOp]: (order: number) => boolean } = {
  "=": (order) => order === 0,
  "<=>": (order) => order === 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};
function comparison(by: ComparisonOp, held: Held, left: Compute, right: Compute): Compute {
  const order = orderOf(held);
  const test = TESTS[by];
  const nullSafe = by === "<=>";
  return (i, j) => {
    const a = left(i, j);
    if (a === null && !nullSafe) return null;
    const b = right(i, j);
    if (a === null || b === null) return nullSafe ? a === b : null;
    return test(order(a, b));
  };
}
function branches(parts: readonly Compute[]): Compute {
  const last = parts.length % 2 === 1 ? parts.at(-1) : undefined;
  const pairs = parts.length - (parts.length % 2);
  return (i, j) => {
    for (let k = 0; k < pairs; k += 2) if (parts[k]!(i, j) === true) return parts[k + 1]!(i, j);
    return last === undefined ? null : last(i, j);
  };
}
/** `decisive`: the value that settles the answer. */
function logical(left: Compute, right: Compute, decisive: boolean): Compute {
  return (i, j) => {
    const a = left(i, j);
    if (a === decisive) return decisive;
    const b = right(i, j);
    if (b === decisive) return decisive;
    return a === null || b === null ? null : !decisive;
  };
}
