/** Variants. */
import type { Column } from "./column.ts";
import { asColumn, asValue, fn } from "./build.ts";
import type { ColumnOrName } from "./expression-input.ts";
import { PySparkValueError } from "../types/spark-error.ts";

/**
 * Whether the variant's bytes are well-formed.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.is_valid_variant.html}
 */
export function is_valid_variant(v: ColumnOrName): Column {
  return fn("is_valid_variant", asColumn(v));
}
/**
 * Whether the variant is a null of JSON.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.is_variant_null.html}
 */
export function is_variant_null(v: ColumnOrName): Column {
  return fn("is_variant_null", asColumn(v));
}
/**
 * The variant a JSON text stands for; raises an error where it is none.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.parse_json.html}
 */
export function parse_json(col: ColumnOrName): Column {
  return fn("parse_json", asColumn(col));
}
/**
 * The variant's schema as DDL.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.schema_of_variant.html}
 */
export function schema_of_variant(v: ColumnOrName): Column {
  return fn("schema_of_variant", asColumn(v));
}
/**
 * The schema of all variants of the group as DDL.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.schema_of_variant_agg.html}
 */
export function schema_of_variant_agg(v: ColumnOrName): Column {
  return fn("schema_of_variant_agg", asColumn(v));
}
/**
 * The nested value as a variant.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_variant_object.html}
 */
export function to_variant_object(col: ColumnOrName): Column {
  return fn("to_variant_object", asColumn(col));
}
/**
 * {@link parse_json} that gives null where the text is no JSON.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_parse_json.html}
 */
export function try_parse_json(col: ColumnOrName): Column {
  return fn("try_parse_json", asColumn(col));
}
/**
 * {@link variant_array_append} that gives null where the path does not fit.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_variant_array_append.html}
 */
export function try_variant_array_append(v: ColumnOrName, path: Column | string, value: ColumnOrName): Column {
  return fn("try_variant_array_append", asColumn(v), asValue(path), asColumn(value));
}
/**
 * {@link variant_get} that gives null where the cast fails.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_variant_get.html}
 */
export function try_variant_get(v: ColumnOrName, path: Column | string, targetType: string): Column {
  return fn("try_variant_get", asColumn(v), asValue(path), asValue(targetType));
}
/**
 * {@link variant_insert} that gives null where the path does not fit.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_variant_insert.html}
 */
export function try_variant_insert(v: ColumnOrName, path: Column | string, value: ColumnOrName): Column {
  return fn("try_variant_insert", asColumn(v), asValue(path), asColumn(value));
}
/**
 * {@link variant_set} that gives null where the path does not fit.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_variant_set.html}
 */
export function try_variant_set(
  v: ColumnOrName,
  path: Column | string,
  value: ColumnOrName,
  create_if_missing = true,
): Column {
  return fn("try_variant_set", asColumn(v), asValue(path), asColumn(value), asValue(create_if_missing));
}
/**
 * The variant with a value appended to the array at a path.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.variant_array_append.html}
 */
export function variant_array_append(v: ColumnOrName, path: Column | string, value: ColumnOrName): Column {
  return fn("variant_array_append", asColumn(v), asValue(path), asColumn(value));
}
/**
 * What a path such as `$.a[0]` points to in a variant, cast to a type.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.variant_get.html}
 */
export function variant_get(v: ColumnOrName, path: Column | string, targetType: string): Column {
  return fn("variant_get", asColumn(v), asValue(path), asValue(targetType));
}
/**
 * The variant with a value put in at a path.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.variant_insert.html}
 */
export function variant_insert(v: ColumnOrName, path: Column | string, value: ColumnOrName): Column {
  return fn("variant_insert", asColumn(v), asValue(path), asColumn(value));
}
/**
 * The variant with the value at a path replaced (or put in, where `create_if_missing`).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.variant_set.html}
 */
export function variant_set(
  v: ColumnOrName,
  path: Column | string,
  value: ColumnOrName,
  create_if_missing = true,
): Column {
  return fn("variant_set", asColumn(v), asValue(path), asColumn(value), asValue(create_if_missing));
}
/**
 * The variant without the fields that are null (and elements, where `include_arrays`).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.variant_strip_nulls.html}
 */
export function variant_strip_nulls(v: ColumnOrName, include_arrays = true): Column {
  return fn("variant_strip_nulls", asColumn(v), asValue(include_arrays));
}
/** The variant without what is at these paths. Without paths it raises `CANNOT_BE_EMPTY`. */
export function variant_delete(v: ColumnOrName, ...paths: readonly (Column | string)[]): Column {
  if (paths.length === 0) throw new PySparkValueError("CANNOT_BE_EMPTY", { item: "paths" });
  return fn("variant_delete", asColumn(v), ...paths.map((path) => asValue(path)));
}
