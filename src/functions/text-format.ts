/** JSON, CSV and XML in columns of strings. */
import type { Column } from "./column.ts";
import { asColumn, asType, asValue, fn, optionsMap } from "./build.ts";
import type { ColumnOrName } from "./expression-input.ts";
import type { DataType } from "../types/data-type.ts";
import { PySparkValueError } from "../types/spark-error.ts";

/**
 * What a path such as `$.a[0]` points to in a JSON text, as text.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.get_json_object.html}
 */
export function get_json_object(col: ColumnOrName, path: string): Column {
  return fn("get_json_object", asColumn(col), asValue(path));
}
/**
 * The number of elements of the outermost JSON array.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.json_array_length.html}
 */
export function json_array_length(col: ColumnOrName): Column {
  return fn("json_array_length", asColumn(col));
}
/**
 * The keys of the outermost JSON object.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.json_object_keys.html}
 */
export function json_object_keys(col: ColumnOrName): Column {
  return fn("json_object_keys", asColumn(col));
}
/**
 * The texts of all nodes an XPath finds, as an array.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xpath.html}
 */
export function xpath(xml: ColumnOrName, path: ColumnOrName): Column {
  return fn("xpath", asColumn(xml), asColumn(path));
}
/**
 * Whether an XPath finds something or is true.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xpath_boolean.html}
 */
export function xpath_boolean(xml: ColumnOrName, path: ColumnOrName): Column {
  return fn("xpath_boolean", asColumn(xml), asColumn(path));
}
/**
 * The number an XPath finds, as a double.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xpath_double.html}
 */
export function xpath_double(xml: ColumnOrName, path: ColumnOrName): Column {
  return fn("xpath_double", asColumn(xml), asColumn(path));
}
/**
 * The number an XPath finds, as a float.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xpath_float.html}
 */
export function xpath_float(xml: ColumnOrName, path: ColumnOrName): Column {
  return fn("xpath_float", asColumn(xml), asColumn(path));
}
/**
 * The number an XPath finds, as an int.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xpath_int.html}
 */
export function xpath_int(xml: ColumnOrName, path: ColumnOrName): Column {
  return fn("xpath_int", asColumn(xml), asColumn(path));
}
/**
 * The number an XPath finds, as a long.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xpath_long.html}
 */
export function xpath_long(xml: ColumnOrName, path: ColumnOrName): Column {
  return fn("xpath_long", asColumn(xml), asColumn(path));
}
/**
 * The number an XPath finds, as a double.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xpath_number.html}
 */
export function xpath_number(xml: ColumnOrName, path: ColumnOrName): Column {
  return fn("xpath_number", asColumn(xml), asColumn(path));
}
/**
 * The number an XPath finds, as a short.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xpath_short.html}
 */
export function xpath_short(xml: ColumnOrName, path: ColumnOrName): Column {
  return fn("xpath_short", asColumn(xml), asColumn(path));
}
/**
 * The text of the first node an XPath finds.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xpath_string.html}
 */
export function xpath_string(xml: ColumnOrName, path: ColumnOrName): Column {
  return fn("xpath_string", asColumn(xml), asColumn(path));
}
/** Options of formats, as `spark.read` takes them. */
export interface FormatOptions {
  readonly [name: string]: string | number | boolean;
}

/**
 * The value a JSON text stands for, by a schema (a type, DDL, or a Column of DDL). What does not fit becomes null, or raises an
 * error in mode `FAILFAST`.
 *
 * @example
 * ```ts
 * spark.range(1).select(F.from_json(lit('{"a": 1}'), "a INT"));
 * ```
 */
export function from_json(col: ColumnOrName, schema: DataType | Column | string, options?: FormatOptions): Column {
  return fn("from_json", asColumn(col), asType(schema), optionsMap(options));
}
/**
 * The value as JSON text.
 *
 * @example
 * ```ts
 * spark.range(1).select(F.to_json(F.struct("id")));
 * ```
 */
export function to_json(col: ColumnOrName, options?: FormatOptions): Column {
  return fn("to_json", asColumn(col), optionsMap(options));
}
/** The schema of a JSON text, as DDL. */
export function schema_of_json(json: Column | string, options?: FormatOptions): Column {
  return fn("schema_of_json", asValue(json), optionsMap(options));
}
/** Fields of a JSON text as columns `c0`, `c1`, ... Without fields it raises `CANNOT_BE_EMPTY`. */
export function json_tuple(col: ColumnOrName, ...fields: readonly string[]): Column {
  if (fields.length === 0) throw new PySparkValueError("CANNOT_BE_EMPTY", { item: "field" });
  return fn("json_tuple", asColumn(col), ...fields.map((field) => asValue(field)));
}
/** The struct a line of CSV stands for, by a schema. */
export function from_csv(col: ColumnOrName, schema: DataType | Column | string, options?: FormatOptions): Column {
  return fn("from_csv", asColumn(col), asType(schema), optionsMap(options));
}
/** The struct as a line of CSV. */
export function to_csv(col: ColumnOrName, options?: FormatOptions): Column {
  return fn("to_csv", asColumn(col), optionsMap(options));
}
/** The schema of a line of CSV, as DDL. */
export function schema_of_csv(csv: Column | string, options?: FormatOptions): Column {
  return fn("schema_of_csv", asValue(csv), optionsMap(options));
}
/** The struct an XML text stands for, by a schema. */
export function from_xml(col: ColumnOrName, schema: DataType | Column | string, options?: FormatOptions): Column {
  return fn("from_xml", asColumn(col), asType(schema), optionsMap(options));
}
/** The struct as XML text. */
export function to_xml(col: ColumnOrName, options?: FormatOptions): Column {
  return fn("to_xml", asColumn(col), optionsMap(options));
}
/** The schema of an XML text, as DDL. */
export function schema_of_xml(xml: Column | string, options?: FormatOptions): Column {
  return fn("schema_of_xml", asValue(xml), optionsMap(options));
}
