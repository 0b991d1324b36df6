/** Strings as bytes and other forms of text. */
import type { Column } from "./column.ts";
import { asColumn, asValue, fn } from "./build.ts";
import type { ColumnOrName } from "./expression-input.ts";

/**
 * The code of the first character.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.ascii.html}
 */
export function ascii(col: ColumnOrName): Column {
  return fn("ascii", asColumn(col));
}
/**
 * Bytes as a base64 string.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.base64.html}
 */
export function base64(col: ColumnOrName): Column {
  return fn("base64", asColumn(col));
}
/**
 * The length in bits.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bit_length.html}
 */
export function bit_length(col: ColumnOrName): Column {
  return fn("bit_length", asColumn(col));
}
/**
 * The character of a code (modulo 256).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.char.html}
 */
export function char(col: ColumnOrName): Column {
  return fn("char", asColumn(col));
}
/**
 * The string with a collation.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.collate.html}
 */
export function collate(col: ColumnOrName, collation: string): Column {
  return fn("collate", asColumn(col), asValue(collation));
}
/**
 * The name of the string's collation.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.collation.html}
 */
export function collation(col: ColumnOrName): Column {
  return fn("collation", asColumn(col));
}
/**
 * Bytes as a string in a character set.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.decode.html}
 */
export function decode(col: ColumnOrName, charset: string): Column {
  return fn("decode", asColumn(col), asValue(charset));
}
/**
 * A string as bytes in a character set.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.encode.html}
 */
export function encode(col: ColumnOrName, charset: string): Column {
  return fn("encode", asColumn(col), asValue(charset));
}
/**
 * The bytes of a base32 string.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.from_base32.html}
 */
export function from_base32(col: ColumnOrName): Column {
  return fn("from_base32", asColumn(col));
}
/**
 * Whether the bytes of the string are valid UTF-8.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.is_valid_utf8.html}
 */
export function is_valid_utf8(str: ColumnOrName): Column {
  return fn("is_valid_utf8", asColumn(str));
}
/**
 * The string with invalid bytes replaced.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.make_valid_utf8.html}
 */
export function make_valid_utf8(str: ColumnOrName): Column {
  return fn("make_valid_utf8", asColumn(str));
}
/**
 * The string with letters and digits replaced by these characters.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.mask.html}
 */
export function mask(
  col: ColumnOrName,
  upperChar?: ColumnOrName,
  lowerChar?: ColumnOrName,
  digitChar?: ColumnOrName,
  otherChar?: ColumnOrName,
): Column {
  return fn(
    "mask",
    asColumn(col),
    asColumn(upperChar) ?? asValue("X"),
    asColumn(lowerChar) ?? asValue("x"),
    asColumn(digitChar) ?? asValue("n"),
    asColumn(otherChar) ?? asValue(null),
  );
}
/**
 * The length in bytes.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.octet_length.html}
 */
export function octet_length(col: ColumnOrName): Column {
  return fn("octet_length", asColumn(col));
}
/**
 * The string in single quotes, escaped.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.quote.html}
 */
export function quote(col: ColumnOrName): Column {
  return fn("quote", asColumn(col));
}
/**
 * Bytes as a base32 string.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_base32.html}
 */
export function to_base32(col: ColumnOrName): Column {
  return fn("to_base32", asColumn(col));
}
/**
 * The bytes a string stands for in a format (`hex` by default, `base64`, `utf-8`).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_binary.html}
 */
export function to_binary(col: ColumnOrName, format?: ColumnOrName): Column {
  return fn("to_binary", asColumn(col), asColumn(format));
}
/**
 * A number, date, timestamp or binary as a string in a format.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_char.html}
 */
export function to_char(col: ColumnOrName, format: ColumnOrName): Column {
  return fn("to_char", asColumn(col), asColumn(format));
}
/**
 * The decimal a string stands for in a format; raises an error where it does not fit.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_number.html}
 */
export function to_number(col: ColumnOrName, format: ColumnOrName): Column {
  return fn("to_number", asColumn(col), asColumn(format));
}
/**
 * A number, date, timestamp or binary as a string in a format.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_varchar.html}
 */
export function to_varchar(col: ColumnOrName, format: ColumnOrName): Column {
  return fn("to_varchar", asColumn(col), asColumn(format));
}
/**
 * {@link to_binary} that gives null where the string does not fit.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_to_binary.html}
 */
export function try_to_binary(col: ColumnOrName, format?: ColumnOrName): Column {
  return fn("try_to_binary", asColumn(col), asColumn(format));
}
/**
 * {@link to_number} that gives null where the string does not fit.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_to_number.html}
 */
export function try_to_number(col: ColumnOrName, format: ColumnOrName): Column {
  return fn("try_to_number", asColumn(col), asColumn(format));
}
/**
 * The string, or null where its bytes are not valid UTF-8.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_validate_utf8.html}
 */
export function try_validate_utf8(str: ColumnOrName): Column {
  return fn("try_validate_utf8", asColumn(str));
}
/**
 * The bytes of a base64 string.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.unbase64.html}
 */
export function unbase64(col: ColumnOrName): Column {
  return fn("unbase64", asColumn(col));
}
/**
 * The string; raises an error where its bytes are not valid UTF-8.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.validate_utf8.html}
 */
export function validate_utf8(str: ColumnOrName): Column {
  return fn("validate_utf8", asColumn(str));
}
