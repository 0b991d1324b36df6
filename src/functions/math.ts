/** Numbers: rounding, powers, logarithms, bits, arithmetic that gives null for errors. */
import type { Column } from "./column.ts";
import { asColumn, asValue, atLeast, fn, seedOf } from "./build.ts";
import { long } from "./core.ts";
import type { ColumnOrName } from "./expression-input.ts";

/**
 * The number without its sign; intervals too.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.abs.html}
 * @example
 * ```ts
 * spark.range(3).select(F.abs(col("id").minus(2)));
 * ```
 */
export function abs(col: ColumnOrName): Column {
  return fn("abs", asColumn(col));
}
/**
 * The binary digits of a long, as a string.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bin.html}
 */
export function bin(col: ColumnOrName): Column {
  return fn("bin", asColumn(col));
}
/**
 * The number of bits set.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bit_count.html}
 */
export function bit_count(col: ColumnOrName): Column {
  return fn("bit_count", asColumn(col));
}
/**
 * The bit at a position, counted from 0 on the right.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bit_get.html}
 */
export function bit_get(col: ColumnOrName, pos: ColumnOrName): Column {
  return fn("bit_get", asColumn(col), asColumn(pos));
}
/**
 * The integer with all bits turned.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bitwise_not.html}
 */
export function bitwise_not(col: ColumnOrName): Column {
  return fn("~", asColumn(col));
}
/**
 * Rounds half to even, to `scale` decimal places (0).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bround.html}
 */
export function bround(col: ColumnOrName, scale: Column | number = 0): Column {
  return fn("bround", asColumn(col), asValue(scale));
}
/**
 * The cube root.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.cbrt.html}
 */
export function cbrt(col: ColumnOrName): Column {
  return fn("cbrt", asColumn(col));
}
/**
 * The least number not below this one, to `scale` decimal places (0).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.ceil.html}
 * @example
 * ```ts
 * spark.range(3).select(F.ceil(col("id").div(2)));
 * ```
 */
export function ceil(col: ColumnOrName, scale?: Column | number): Column {
  return fn("ceil", asColumn(col), asValue(scale));
}
/**
 * The least number not below this one, to `scale` decimal places (0).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.ceiling.html}
 */
export function ceiling(col: ColumnOrName, scale?: Column | number): Column {
  return fn("ceiling", asColumn(col), asValue(scale));
}
/**
 * The digits of a number in one base written in another.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.conv.html}
 */
export function conv(col: ColumnOrName, fromBase: number, toBase: number): Column {
  return fn("conv", asColumn(col), asValue(fromBase), asValue(toBase));
}
/**
 * Euler's number.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.e.html}
 */
export function e(): Column {
  return fn("e");
}
/**
 * e to the power of the number.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.exp.html}
 */
export function exp(col: ColumnOrName): Column {
  return fn("exp", asColumn(col));
}
/**
 * e to the power of the number, minus one, exact for small numbers.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.expm1.html}
 */
export function expm1(col: ColumnOrName): Column {
  return fn("expm1", asColumn(col));
}
/**
 * The factorial of an integer from 0 to 20, else null.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.factorial.html}
 */
export function factorial(col: ColumnOrName): Column {
  return fn("factorial", asColumn(col));
}
/**
 * The greatest number not above this one, to `scale` decimal places (0).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.floor.html}
 * @example
 * ```ts
 * spark.range(3).select(F.floor(col("id").div(2)));
 * ```
 */
export function floor(col: ColumnOrName, scale?: Column | number): Column {
  return fn("floor", asColumn(col), asValue(scale));
}
/**
 * The bit at a position, counted from 0 on the right.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.getbit.html}
 */
export function getbit(col: ColumnOrName, pos: ColumnOrName): Column {
  return fn("getbit", asColumn(col), asColumn(pos));
}
/**
 * The hexadecimal digits of an integer, a string's bytes or a binary.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hex.html}
 */
export function hex(col: ColumnOrName): Column {
  return fn("hex", asColumn(col));
}
/**
 * The natural logarithm; null for numbers that have none.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.ln.html}
 */
export function ln(col: ColumnOrName): Column {
  return fn("ln", asColumn(col));
}
/**
 * The logarithm to base 10.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.log10.html}
 */
export function log10(col: ColumnOrName): Column {
  return fn("log10", asColumn(col));
}
/**
 * The natural logarithm of the number plus one, exact for small numbers.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.log1p.html}
 */
export function log1p(col: ColumnOrName): Column {
  return fn("log1p", asColumn(col));
}
/**
 * The logarithm to base 2.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.log2.html}
 */
export function log2(col: ColumnOrName): Column {
  return fn("log2", asColumn(col));
}
/**
 * The number with its sign turned.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.negate.html}
 */
export function negate(col: ColumnOrName): Column {
  return fn("negative", asColumn(col));
}
/**
 * The number with its sign turned.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.negative.html}
 */
export function negative(col: ColumnOrName): Column {
  return fn("negative", asColumn(col));
}
/**
 * The ratio of a circle's circumference to its diameter.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.pi.html}
 */
export function pi(): Column {
  return fn("pi");
}
/**
 * The remainder that is never negative for a positive divisor.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.pmod.html}
 */
export function pmod(dividend: ColumnOrName, divisor: ColumnOrName): Column {
  return fn("pmod", asColumn(dividend), asColumn(divisor));
}
/**
 * The number itself.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.positive.html}
 */
export function positive(col: ColumnOrName): Column {
  return fn("positive", asColumn(col));
}
/**
 * `col1` to the power of `col2`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.pow.html}
 * @example
 * ```ts
 * spark.range(3).select(F.pow("id", 2));
 * ```
 */
export function pow(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("power", asColumn(col1), asColumn(col2));
}
/**
 * `col1` to the power of `col2`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.power.html}
 */
export function power(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("power", asColumn(col1), asColumn(col2));
}
/**
 * The double nearest to the number that is whole, half to even.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.rint.html}
 */
export function rint(col: ColumnOrName): Column {
  return fn("rint", asColumn(col));
}
/**
 * Rounds half up, to `scale` decimal places (0; negative ones round before the point).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.round.html}
 * @example
 * ```ts
 * spark.range(3).select(F.round(col("id").div(3), 2));
 * ```
 */
export function round(col: ColumnOrName, scale: Column | number = 0): Column {
  return fn("round", asColumn(col), asValue(scale));
}
/**
 * The integer's bits moved to the left.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.shiftleft.html}
 */
export function shiftleft(col: ColumnOrName, numBits: number): Column {
  return fn("shiftleft", asColumn(col), asValue(numBits));
}
/**
 * The integer's bits moved to the right, the sign kept.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.shiftright.html}
 */
export function shiftright(col: ColumnOrName, numBits: number): Column {
  return fn("shiftright", asColumn(col), asValue(numBits));
}
/**
 * The integer's bits moved to the right, filled with zeros.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.shiftrightunsigned.html}
 */
export function shiftrightunsigned(col: ColumnOrName, numBits: number): Column {
  return fn("shiftrightunsigned", asColumn(col), asValue(numBits));
}
/**
 * -1, 0 or 1 by the sign of the number.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sign.html}
 */
export function sign(col: ColumnOrName): Column {
  return fn("sign", asColumn(col));
}
/**
 * -1, 0 or 1 by the sign of the number.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.signum.html}
 */
export function signum(col: ColumnOrName): Column {
  return fn("signum", asColumn(col));
}
/**
 * The square root; NaN for negative numbers.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sqrt.html}
 * @example
 * ```ts
 * spark.range(3).select(F.sqrt("id"));
 * ```
 */
export function sqrt(col: ColumnOrName): Column {
  return fn("sqrt", asColumn(col));
}
/**
 * The sum, or null where it overflows.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_add.html}
 */
export function try_add(left: ColumnOrName, right: ColumnOrName): Column {
  return fn("try_add", asColumn(left), asColumn(right));
}
/**
 * The quotient, or null where the divisor is zero.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_divide.html}
 * @example
 * ```ts
 * spark.range(3).select(F.try_divide(lit(1), col("id")));
 * ```
 */
export function try_divide(left: ColumnOrName, right: ColumnOrName): Column {
  return fn("try_divide", asColumn(left), asColumn(right));
}
/**
 * The remainder, or null where the divisor is zero.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_mod.html}
 */
export function try_mod(left: ColumnOrName, right: ColumnOrName): Column {
  return fn("try_mod", asColumn(left), asColumn(right));
}
/**
 * The product, or null where it overflows.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_multiply.html}
 */
export function try_multiply(left: ColumnOrName, right: ColumnOrName): Column {
  return fn("try_multiply", asColumn(left), asColumn(right));
}
/**
 * The difference, or null where it overflows.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_subtract.html}
 */
export function try_subtract(left: ColumnOrName, right: ColumnOrName): Column {
  return fn("try_subtract", asColumn(left), asColumn(right));
}
/**
 * The bytes that hexadecimal digits stand for; null where they are none.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.unhex.html}
 */
export function unhex(col: ColumnOrName): Column {
  return fn("unhex", asColumn(col));
}
/**
 * The number of the bucket a value falls into, of `numBucket` equal ones between `min` and `max`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.width_bucket.html}
 */
export function width_bucket(v: ColumnOrName, min: ColumnOrName, max: ColumnOrName, numBucket: ColumnOrName): Column {
  return fn("width_bucket", asColumn(v), asColumn(min), asColumn(max), asColumn(numBucket));
}
/**
 * The natural logarithm of one column, or with a base first the logarithm to that base.
 *
 * @example
 * ```ts
 * spark.range(1, 4).select(F.log("id"), F.log(2, "id"));
 * ```
 */
export function log(arg1: ColumnOrName, arg2?: ColumnOrName): Column {
  if (arg2 === undefined) return fn("ln", asColumn(arg1));
  return fn("log", typeof arg1 === "string" ? asColumn(arg1) : asValue(arg1), asColumn(arg2));
}
/**
 * The greatest of at least two values, without regard to nulls.
 *
 * @example
 * ```ts
 * spark.range(3).select(F.greatest(col("id"), lit(1)));
 * ```
 */
export function greatest(...cols: readonly ColumnOrName[]): Column {
  return fn("greatest", ...atLeast(2, "greatest", cols));
}
/**
 * The least of at least two values, without regard to nulls.
 *
 * @example
 * ```ts
 * spark.range(3).select(F.least(col("id"), lit(1)));
 * ```
 */
export function least(...cols: readonly ColumnOrName[]): Column {
  return fn("least", ...atLeast(2, "least", cols));
}
/**
 * A random double from 0 up to 1 for each row; the same for the same seed.
 *
 * @example
 * ```ts
 * spark.range(3).select(F.rand(42));
 * ```
 */
export function rand(seed?: number | bigint): Column {
  return fn("rand", seedOf(seed === undefined ? undefined : long(seed)));
}
/**
 * A random double of the standard normal distribution for each row; the same for the same seed.
 *
 * @example
 * ```ts
 * spark.range(3).select(F.randn(42));
 * ```
 */
export function randn(seed?: number | bigint): Column {
  return fn("randn", seedOf(seed === undefined ? undefined : long(seed)));
}
/** A random number from `min` up to `max` for each row; the same for the same seed. */
export function uniform(min: Column | number, max: Column | number, seed?: Column | number): Column {
  return fn("uniform", asValue(min), asValue(max), seedOf(seed));
}
