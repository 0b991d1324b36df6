/**
 * Columns, casts, operators, conditionals and other general expressions, under Polars' names.
 */
import { fn, jsonDepth, node, type Px, type PxJson } from "../px.ts";
import type { PolarsType } from "../polars-type.ts";

export function col(name: string): Px {
  return node({ Column: name }, 1);
}
/** The element inside `list.eval`, `list.evalAgg`. */
export function element(): Px {
  return node("Element", 0);
}
/** The number of rows (of the group), as UInt32. */
export function len(): Px {
  return node("Len", 0);
}
export function alias(px: Px, name: string): Px {
  return node({ Alias: [px.json, name] }, 2, px);
}

/** `strict`: an error names the value; `nonstrict`: null; `overflowing`: wraps (integers) or saturates (floats). */
export type CastMode = "strict" | "nonstrict" | "overflowing";
const CAST_OPTIONS = { strict: "Strict", nonstrict: "NonStrict", overflowing: "Overflowing" } as const;

export function cast(px: Px, type: PolarsType, mode: CastMode = "strict"): Px {
  return atLeast(
    node({ Cast: { expr: px.json, dtype: { Literal: type as PxJson }, options: CAST_OPTIONS[mode] } }, 2, px),
    3 + jsonDepth(type as PxJson),
  );
}
/** The dtype of an expression as text, such as "duration[μs]". */
export function dtypeName(px: Px): Px {
  return node({ DataTypeFunction: { Display: { OfExpr: px.json } } }, 3, px);
}

function binary(op: string, left: Px, right: Px): Px {
  return node({ BinaryExpr: { left: left.json, op, right: right.json } }, 2, left, right);
}
export function add(a: Px, b: Px): Px {
  return binary("Plus", a, b);
}
export function sub(a: Px, b: Px): Px {
  return binary("Minus", a, b);
}
export function mul(a: Px, b: Px): Px {
  return binary("Multiply", a, b);
}
/** Integers: rounds down; by zero is null. */
export function floordiv(a: Px, b: Px): Px {
  return binary("FloorDivide", a, b);
}
/** Keeps the type; on integers it rounds down (unlike Rust). */
export function rustdiv(a: Px, b: Px): Px {
  return binary("RustDivide", a, b);
}
/** The remainder has the sign of the divisor; by zero is null. */
export function mod(a: Px, b: Px): Px {
  return binary("Modulus", a, b);
}
export function eq(a: Px, b: Px): Px {
  return binary("Eq", a, b);
}
export function neq(a: Px, b: Px): Px {
  return binary("NotEq", a, b);
}
export function lt(a: Px, b: Px): Px {
  return binary("Lt", a, b);
}
export function le(a: Px, b: Px): Px {
  return binary("LtEq", a, b);
}
export function gt(a: Px, b: Px): Px {
  return binary("Gt", a, b);
}
export function ge(a: Px, b: Px): Px {
  return binary("GtEq", a, b);
}
/** Null-safe equality. */
export function eqMissing(a: Px, b: Px): Px {
  return binary("EqValidity", a, b);
}
export function neqMissing(a: Px, b: Px): Px {
  return binary("NotEqValidity", a, b);
}
/** Kleene on booleans, bitwise on integers. */
export function and(a: Px, b: Px): Px {
  return binary("And", a, b);
}
export function or(a: Px, b: Px): Px {
  return binary("Or", a, b);
}
export function xor(a: Px, b: Px): Px {
  return binary("Xor", a, b);
}
/** Kleene AND of any number of conditions, as a balanced tree; true when there are none. */
export function andAll(conditions: readonly Px[]): Px {
  return balanced(conditions, and) ?? node({ Literal: { Scalar: { Boolean: true } } }, 3);
}
/** Kleene OR of any number of conditions, as a balanced tree; false when there are none. */
export function orAll(conditions: readonly Px[]): Px {
  return balanced(conditions, or) ?? node({ Literal: { Scalar: { Boolean: false } } }, 3);
}
function balanced(items: readonly Px[], join: (a: Px, b: Px) => Px): Px | undefined {
  if (items.length <= 1) return items[0];
  const half = items.length >> 1;
  const [left, right] = [balanced(items.slice(0, half), join), balanced(items.slice(half), join)];
  return left !== undefined && right !== undefined ? join(left, right) : (left ?? right);
}

/** Booleans: logical; integers: bitwise. */
export function not(px: Px): Px {
  return fn({ Boolean: "Not" }, px);
}
export function isNull(px: Px): Px {
  return fn({ Boolean: "IsNull" }, px);
}
export function isNotNull(px: Px): Px {
  return fn({ Boolean: "IsNotNull" }, px);
}
export function isNan(px: Px): Px {
  return fn({ Boolean: "IsNan" }, px);
}
export function isNotNan(px: Px): Px {
  return fn({ Boolean: "IsNotNan" }, px);
}
export function isFinite(px: Px): Px {
  return fn({ Boolean: "IsFinite" }, px);
}
export function isInfinite(px: Px): Px {
  return fn({ Boolean: "IsInfinite" }, px);
}
export function isFirstDistinct(px: Px): Px {
  return fn({ Boolean: "IsFirstDistinct" }, px);
}
export function isUnique(px: Px): Px {
  return fn({ Boolean: "IsUnique" }, px);
}
export function isDuplicated(px: Px): Px {
  return fn({ Boolean: "IsDuplicated" }, px);
}
/** `values` is a list (a literal or a list column). A null among the values counts as a plain non-match. */
export function isIn(px: Px, values: Px, nullsEqual = false): Px {
  return fn({ Boolean: { IsIn: { nulls_equal: nullsEqual } } }, px, values);
}
export function allHorizontal(...conditions: readonly Px[]): Px {
  return fn({ Boolean: "AllHorizontal" }, ...conditions);
}
export function anyHorizontal(...conditions: readonly Px[]): Px {
  return fn({ Boolean: "AnyHorizontal" }, ...conditions);
}

/** Both branches are evaluated on all rows; a null condition takes `falsy`. */
export function ternary(predicate: Px, truthy: Px, falsy: Px): Px {
  return node(
    { Ternary: { predicate: predicate.json, truthy: truthy.json, falsy: falsy.json } },
    2,
    predicate,
    truthy,
    falsy,
  );
}
export function coalesce(...values: readonly Px[]): Px {
  return fn("Coalesce", ...values);
}
export function fillNull(px: Px, value: Px): Px {
  return fn("FillNull", px, value);
}
/** Carries the last (first) value that is not null forward (backward). */
export function fillNullForward(px: Px, limit: number | null = null): Px {
  return fn({ FillNullWithStrategy: { Forward: limit } }, px);
}
export function fillNullBackward(px: Px, limit: number | null = null): Px {
  return fn({ FillNullWithStrategy: { Backward: limit } }, px);
}
/** Ignores nulls; NaN is the largest value. */
export function maxHorizontal(...values: readonly Px[]): Px {
  return fn("MaxHorizontal", ...values);
}
export function minHorizontal(...values: readonly Px[]): Px {
  return fn("MinHorizontal", ...values);
}
export function sumHorizontal(ignoreNulls: boolean, ...values: readonly Px[]): Px {
  return fn({ SumHorizontal: { ignore_nulls: ignoreNulls } }, ...values);
}

/** The integer behind a date, datetime, duration, decimal; other types unchanged. */
export function toPhysical(px: Px): Px {
  return fn("ToPhysical", px);
}
/** The same bits seen as another type of the same width. */
export function reinterpret(px: Px, type: PolarsType): Px {
  return fn({ Reinterpret: [null, type as PxJson] }, px);
}
/** A 64-bit hash (UInt64), the same in every process; no function of Spark's. */
export function hash(px: Px, seeds: readonly [number, number, number, number] = [0, 1, 2, 3]): Px {
  return fn({ Hash: [...seeds] }, px);
}
/** One binary key of several columns that sorts as they do, each in its own direction and null order. */
export function rowEncode(keys: readonly Px[], descending: readonly boolean[], nullsLast: readonly boolean[]): Px {
  return fn(
    { RowEncode: { Ordered: { descending: [...descending], nulls_last: [...nullsLast], broadcast_nulls: null } } },
    ...keys,
  );
}
/**
 * An Int128 as the unscaled value of a decimal, exact to 38 digits. (The engine has no such cast; its row encodings of
 * the two types are the same bytes, and arithmetic with decimals is inexact beyond 34 digits.)
 */
export function decimalOf(unscaled: Px, precision: number, scale: number): Px {
  const encoded = fn({ RowEncode: "Unordered" }, unscaled);
  const fields: PxJson = [["d", { Literal: { Decimal: [38, scale] } }]];
  const decoded = atLeast(fn({ RowDecode: [fields, "Unordered"] }, encoded), 9);
  const decimal = fn({ StructExpr: { FieldByName: "d" } }, decoded);
  return precision === 38 ? decimal : cast(decimal, { Decimal: [precision, scale] });
}
/** A list of `count` copies of the value. */
export function repeatBy(px: Px, count: Px): Px {
  return fn("RepeatBy", px, count);
}
/** A column of `count` copies. */
export function repeat(px: Px, count: Px): Px {
  return fn("Repeat", px, count);
}
/** Maps values by pairs; others stay. `from` and `to` are lists. */
export function replace(px: Px, from: Px, to: Px): Px {
  return fn("Replace", px, from, to);
}
/** Maps values by pairs; others become `fallback`. */
export function replaceStrict(px: Px, from: Px, to: Px, fallback: Px, type: PolarsType | null = null): Px {
  return fn(
    { ReplaceStrict: { return_dtype: type === null ? null : { Literal: type as PxJson } } },
    px,
    from,
    to,
    fallback,
  );
}

/** Makes the depth at least that of a node's own options. */
export function atLeast(px: Px, depth: number): Px {
  return px.depth >= depth ? px : { ...px, depth };
}
