/** Strings: case, length, padding, trimming, formats. */
import type { Column } from "./column.ts";
import { asColumn, asValue, fn, seedOf } from "./build.ts";
import type { ColumnOrName } from "./expression-input.ts";

/**
 * The string without the characters of `trim` (spaces) at both ends.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.btrim.html}
 */
export function btrim(str: ColumnOrName, trim?: ColumnOrName): Column {
  return fn("btrim", asColumn(str), asColumn(trim));
}
/**
 * The number of characters of a string or bytes of a binary.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.char_length.html}
 */
export function char_length(str: ColumnOrName): Column {
  return fn("char_length", asColumn(str));
}
/**
 * The number of characters of a string or bytes of a binary.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.character_length.html}
 */
export function character_length(str: ColumnOrName): Column {
  return fn("character_length", asColumn(str));
}
/**
 * The strings (and arrays of strings) joined by a separator, without nulls.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.concat_ws.html}
 * @example
 * ```ts
 * spark.range(3).select(F.concat_ws("-", lit("a"), lit("b")));
 * ```
 */
export function concat_ws(sep: string, ...cols: readonly ColumnOrName[]): Column {
  return fn("concat_ws", asValue(sep), ...cols.map(asColumn));
}
/**
 * The n-th of the values, by the first.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.elt.html}
 */
export function elt(...inputs: readonly ColumnOrName[]): Column {
  return fn("elt", ...inputs.map(asColumn));
}
/**
 * The number with thousands separators, rounded to `d` decimal places.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.format_number.html}
 */
export function format_number(col: ColumnOrName, d: number): Column {
  return fn("format_number", asColumn(col), asValue(d));
}
/**
 * The values put into a format as `printf` does.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.format_string.html}
 * @example
 * ```ts
 * spark.range(3).select(F.format_string("%d of %s", "id", lit("three")));
 * ```
 */
export function format_string(format: string, ...cols: readonly ColumnOrName[]): Column {
  return fn("format_string", asValue(format), ...cols.map(asColumn));
}
/**
 * The first letter of each word in upper case, the rest in lower case.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.initcap.html}
 * @example
 * ```ts
 * spark.range(1).select(F.initcap(lit("spark wright")));
 * ```
 */
export function initcap(col: ColumnOrName): Column {
  return fn("initcap", asColumn(col));
}
/**
 * The string in lower case.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.lcase.html}
 */
export function lcase(str: ColumnOrName): Column {
  return fn("lcase", asColumn(str));
}
/**
 * The number of characters of a string or bytes of a binary.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.length.html}
 * @example
 * ```ts
 * spark.range(1).select(F.length(lit("spark")));
 * ```
 */
export function length(col: ColumnOrName): Column {
  return fn("length", asColumn(col));
}
/**
 * The string in lower case.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.lower.html}
 * @example
 * ```ts
 * spark.range(1).select(F.lower(lit("SPARK")));
 * ```
 */
export function lower(col: ColumnOrName): Column {
  return fn("lower", asColumn(col));
}
/**
 * The string filled up on the left to a length, or cut to it.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.lpad.html}
 * @example
 * ```ts
 * spark.range(3).select(F.lpad(col("id").cast("string"), 3, "0"));
 * ```
 */
export function lpad(col: ColumnOrName, len: Column | number, pad: Column | string): Column {
  return fn("lpad", asColumn(col), asValue(len), asValue(pad));
}
/**
 * The string without the characters of `trim` (spaces) at its start.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.ltrim.html}
 */
export function ltrim(col: ColumnOrName, trim?: ColumnOrName): Column {
  return fn("ltrim", asColumn(trim), asColumn(col));
}
/**
 * The values put into a format as `printf` does.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.printf.html}
 */
export function printf(format: ColumnOrName, ...cols: readonly ColumnOrName[]): Column {
  return fn("printf", asColumn(format), ...cols.map(asColumn));
}
/**
 * The string `n` times.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.repeat.html}
 */
export function repeat(col: ColumnOrName, n: ColumnOrName): Column {
  return fn("repeat", asColumn(col), asColumn(n));
}
/**
 * The string filled up on the right to a length, or cut to it.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.rpad.html}
 */
export function rpad(col: ColumnOrName, len: Column | number, pad: Column | string): Column {
  return fn("rpad", asColumn(col), asValue(len), asValue(pad));
}
/**
 * The string without the characters of `trim` (spaces) at its end.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.rtrim.html}
 */
export function rtrim(col: ColumnOrName, trim?: ColumnOrName): Column {
  return fn("rtrim", asColumn(trim), asColumn(col));
}
/**
 * The string without the characters of `trim` (spaces) at both ends.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.trim.html}
 * @example
 * ```ts
 * spark.range(1).select(F.trim(lit("  spark ")));
 * ```
 */
export function trim(col: ColumnOrName, trim?: ColumnOrName): Column {
  return fn("trim", asColumn(trim), asColumn(col));
}
/**
 * The string in upper case.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.ucase.html}
 */
export function ucase(str: ColumnOrName): Column {
  return fn("ucase", asColumn(str));
}
/**
 * The string in upper case.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.upper.html}
 * @example
 * ```ts
 * spark.range(1).select(F.upper(lit("spark")));
 * ```
 */
export function upper(col: ColumnOrName): Column {
  return fn("upper", asColumn(col));
}
/** A random string of letters and digits for each row; the same for the same seed. */
export function randstr(length: Column | number, seed?: Column | number): Column {
  return fn("randstr", asValue(length), seedOf(seed));
}
