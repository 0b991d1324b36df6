/** Hashes, URLs, encryption, facts about session and file. */
import { asColumn, asColumns, asValue, fn } from "./build.ts";
import type { ColumnOrName } from "./expression-input.ts";
import { PySparkValueError } from "../types/spark-error.ts";
import type { Expression } from "../plan/expression.ts";
import { Column } from "./column.ts";
import { parseAttributeName } from "../types/name-text.ts";

/**
 * The bytes decrypted with AES.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.aes_decrypt.html}
 */
export function aes_decrypt(
  input: ColumnOrName,
  key: ColumnOrName,
  mode?: ColumnOrName,
  padding?: ColumnOrName,
  aad?: ColumnOrName,
): Column {
  return fn(
    "aes_decrypt",
    asColumn(input),
    asColumn(key),
    asColumn(mode) ?? asValue("GCM"),
    asColumn(padding) ?? asValue("DEFAULT"),
    asColumn(aad) ?? asValue(""),
  );
}
/**
 * The bytes encrypted with AES.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.aes_encrypt.html}
 */
export function aes_encrypt(
  input: ColumnOrName,
  key: ColumnOrName,
  mode?: ColumnOrName,
  padding?: ColumnOrName,
  iv?: ColumnOrName,
  aad?: ColumnOrName,
): Column {
  return fn(
    "aes_encrypt",
    asColumn(input),
    asColumn(key),
    asColumn(mode) ?? asValue("GCM"),
    asColumn(padding) ?? asValue("DEFAULT"),
    asColumn(iv) ?? asValue(""),
    asColumn(aad) ?? asValue(""),
  );
}
/**
 * Null where the condition holds; raises an error with a message where it does not.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.assert_true.html}
 */
export function assert_true(col: ColumnOrName, errMsg?: Column | string): Column {
  return fn("assert_true", asColumn(col), asValue(errMsg));
}
/**
 * The position of a number's bit in its bitmap.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bitmap_bit_position.html}
 */
export function bitmap_bit_position(col: ColumnOrName): Column {
  return fn("bitmap_bit_position", asColumn(col));
}
/**
 * The number of the bitmap a number belongs to.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bitmap_bucket_number.html}
 */
export function bitmap_bucket_number(col: ColumnOrName): Column {
  return fn("bitmap_bucket_number", asColumn(col));
}
/**
 * The number of bits set in a bitmap.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bitmap_count.html}
 */
export function bitmap_count(col: ColumnOrName): Column {
  return fn("bitmap_count", asColumn(col));
}
/**
 * The CRC-32 checksum of bytes.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.crc32.html}
 */
export function crc32(col: ColumnOrName): Column {
  return fn("crc32", asColumn(col));
}
/**
 * The catalog in use.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.current_catalog.html}
 */
export function current_catalog(): Column {
  return fn("current_catalog");
}
/**
 * The database in use.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.current_database.html}
 */
export function current_database(): Column {
  return fn("current_database");
}
/**
 * The path that function and table names are looked up on.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.current_path.html}
 */
export function current_path(): Column {
  return fn("current_path");
}
/**
 * The database in use.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.current_schema.html}
 */
export function current_schema(): Column {
  return fn("current_schema");
}
/**
 * The user's name.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.current_user.html}
 */
export function current_user(): Column {
  return fn("current_user");
}
/**
 * A 32-bit hash of the values (Murmur 3).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hash.html}
 */
export function hash(...cols: readonly ColumnOrName[]): Column {
  return fn("hash", ...cols.map(asColumn));
}
/**
 * The keyed hash of a message.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hmac.html}
 */
export function hmac(key: ColumnOrName, message: ColumnOrName, algorithm?: ColumnOrName): Column {
  return fn("hmac", asColumn(key), asColumn(message), asColumn(algorithm));
}
/**
 * The length of the block being read, -1 where there is none.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.input_file_block_length.html}
 */
export function input_file_block_length(): Column {
  return fn("input_file_block_length");
}
/**
 * The start of the block being read, -1 where there is none.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.input_file_block_start.html}
 */
export function input_file_block_start(): Column {
  return fn("input_file_block_start");
}
/**
 * The file being read, an empty string where there is none. Not supported yet: `UNSUPPORTED_FEATURE`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.input_file_name.html}
 * @example
 * ```ts no-run
 * spark.range(1).select(F.input_file_name());
 * ```
 */
export function input_file_name(): Column {
  return fn("input_file_name");
}
/**
 * The text of what a static method of Java gives, of the class and by the name in the first two columns. There is no Java here:
 * some methods of `java.lang.Math`, `Integer`, `Long`, `Boolean`, `String`, `java.util.UUID` and `java.net`'s URL coders are
 * done, others raise `UNSUPPORTED_FEATURE`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.java_method.html}
 */
export function java_method(...cols: readonly ColumnOrName[]): Column {
  return fn("java_method", ...cols.map(asColumn));
}
/**
 * The MD5 digest as hexadecimal digits.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.md5.html}
 * @example
 * ```ts
 * spark.range(1).select(F.md5(lit("spark")));
 * ```
 */
export function md5(col: ColumnOrName): Column {
  return fn("md5", asColumn(col));
}
/**
 * A number for each row, growing, unique, with gaps between partitions.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.monotonically_increasing_id.html}
 * @example
 * ```ts
 * spark.range(3).select(F.monotonically_increasing_id());
 * ```
 */
export function monotonically_increasing_id(): Column {
  return fn("monotonically_increasing_id");
}
/**
 * A part (`HOST`, `PATH`, `QUERY` ...) of a URL, or with `key` a value of its query.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.parse_url.html}
 */
export function parse_url(url: ColumnOrName, partToExtract: ColumnOrName, key?: ColumnOrName): Column {
  return fn("parse_url", asColumn(url), asColumn(partToExtract), asColumn(key));
}
/**
 * Raises an error with a message.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.raise_error.html}
 */
export function raise_error(errMsg: Column | string): Column {
  return fn("raise_error", asValue(errMsg));
}
/**
 * The text of what a static method of Java gives, of the class and by the name in the first two columns. There is no Java here:
 * some methods of `java.lang.Math`, `Integer`, `Long`, `Boolean`, `String`, `java.util.UUID` and `java.net`'s URL coders are
 * done, others raise `UNSUPPORTED_FEATURE`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.reflect.html}
 */
export function reflect(...cols: readonly ColumnOrName[]): Column {
  return fn("reflect", ...cols.map(asColumn));
}
/**
 * The user's name.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.session_user.html}
 */
export function session_user(): Column {
  return fn("session_user");
}
/**
 * The SHA-1 digest as hexadecimal digits.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sha.html}
 */
export function sha(col: ColumnOrName): Column {
  return fn("sha", asColumn(col));
}
/**
 * The SHA-1 digest as hexadecimal digits.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sha1.html}
 */
export function sha1(col: ColumnOrName): Column {
  return fn("sha1", asColumn(col));
}
/**
 * The number of the row's partition: of a range in parts, of rows repartitioned by columns, of unions of these. All other
 * rows are in partition 0. Where the physical plan of Spark would say in which partition a row is (after joins, groupings
 * and sorts of rows in many partitions), it is not supported: `UNSUPPORTED_FEATURE`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.spark_partition_id.html}
 */
export function spark_partition_id(): Column {
  return fn("spark_partition_id");
}
/**
 * {@link aes_decrypt} that gives null where decryption fails.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_aes_decrypt.html}
 */
export function try_aes_decrypt(
  input: ColumnOrName,
  key: ColumnOrName,
  mode?: ColumnOrName,
  padding?: ColumnOrName,
  aad?: ColumnOrName,
): Column {
  return fn(
    "try_aes_decrypt",
    asColumn(input),
    asColumn(key),
    asColumn(mode) ?? asValue("GCM"),
    asColumn(padding) ?? asValue("DEFAULT"),
    asColumn(aad) ?? asValue(""),
  );
}
/**
 * {@link parse_url} that gives null where the URL is none.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_parse_url.html}
 */
export function try_parse_url(url: ColumnOrName, partToExtract: ColumnOrName, key?: ColumnOrName): Column {
  return fn("try_parse_url", asColumn(url), asColumn(partToExtract), asColumn(key));
}
/**
 * The text of what a static method of Java gives, of the class and by the name in the first two columns. There is no Java here:
 * some methods of `java.lang.Math`, `Integer`, `Long`, `Boolean`, `String`, `java.util.UUID` and `java.net`'s URL coders are
 * done, others raise `UNSUPPORTED_FEATURE`. Where the method fails, null.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_reflect.html}
 */
export function try_reflect(...cols: readonly ColumnOrName[]): Column {
  return fn("try_reflect", ...cols.map(asColumn));
}
/**
 * {@link url_decode} that gives null where the text was not URL-encoded.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_url_decode.html}
 */
export function try_url_decode(str: ColumnOrName): Column {
  return fn("try_url_decode", asColumn(str));
}
/**
 * The text that was URL-encoded.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.url_decode.html}
 */
export function url_decode(str: ColumnOrName): Column {
  return fn("url_decode", asColumn(str));
}
/**
 * The text URL-encoded.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.url_encode.html}
 */
export function url_encode(str: ColumnOrName): Column {
  return fn("url_encode", asColumn(str));
}
/**
 * The user's name.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.user.html}
 */
export function user(): Column {
  return fn("user");
}
/**
 * The version of Spark and its revision.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.version.html}
 */
export function version(): Column {
  return fn("version");
}
/**
 * A 64-bit hash of the values (xxHash).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xxhash64.html}
 */
export function xxhash64(...cols: readonly ColumnOrName[]): Column {
  return fn("xxhash64", ...cols.map(asColumn));
}
/**
 * The SHA-2 digest of a length in bits (224, 256, 384, 512; 0 means 256) as hexadecimal digits. Another length raises
 * `VALUE_NOT_ALLOWED`.
 *
 * @example
 * ```ts
 * spark.range(1).select(F.sha2(lit("spark"), 256));
 * ```
 */
export function sha2(col: ColumnOrName, numBits: number): Column {
  if (![0, 224, 256, 384, 512].includes(numBits)) {
    throw new PySparkValueError("VALUE_NOT_ALLOWED", {
      arg_name: "numBits",
      allowed_values: "[0, 224, 256, 384, 512]",
    });
  }
  return fn("sha2", asColumn(col), asValue(numBits));
}
/**
 * The type of the value as DDL.
 *
 * @example
 * ```ts
 * spark.range(1).select(F.typeof("id"));
 * ```
 */
function typeOf(col: ColumnOrName): Column {
  return fn("typeof", asColumn(col));
}
export { typeOf as typeof };
/**
 * The function of that name, built in or registered, applied to columns.
 *
 * @example
 * ```ts
 * spark.range(1).select(F.call_function("upper", lit("a")));
 * ```
 */
export function call_function(funcName: string, ...cols: readonly ColumnOrName[]): Column {
  return functionNamed(parseAttributeName(funcName), asColumns(cols));
}
/** A registered user's function applied to columns. */
export function call_udf(udfName: string, ...cols: readonly ColumnOrName[]): Column {
  return functionNamed([udfName], asColumns(cols));
}
function functionNamed(nameParts: readonly string[], args: readonly Expression[]): Column {
  return new Column({ kind: "UnresolvedFunction", nameParts, arguments: args });
}
/** The underlying value of a user-defined type. */
export function unwrap_udt(col: ColumnOrName): Column {
  return fn("unwrap_udt", asColumn(col));
}
