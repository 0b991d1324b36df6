/** What functions that read and write text formats share: their options, and schemas given as text. */
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext } from "../logical/function-row.ts";
import { prettyName } from "../logical/pretty.ts";
import type { TextOptions } from "../kernels/json-options.ts";
import { parseDataType, parseTableSchema } from "../sql/index.ts";
import {
  ArrayType,
  type DataType,
  dataTypeFromJson,
  MapType,
  StructField,
  StructType,
  type TypeJson,
} from "../types/data-type.ts";
import { AnalysisException, ParseException, SparkError } from "../types/spark-error.ts";

/** The options of a `map(..)` argument, by lower-case name. */
export function optionsOf(e: TypedExpr | undefined, cx: BindContext): TextOptions {
  if (e === undefined) return {};
  if (e.dataType.kind !== "map") throw new AnalysisException("INVALID_OPTIONS.NON_MAP_FUNCTION", {});
  const { keyType, valueType } = e.dataType;
  if (keyType.kind !== "string" || valueType.kind !== "string") {
    throw new AnalysisException("INVALID_OPTIONS.NON_STRING_TYPE", { mapType: `"${e.dataType.sql}"` });
  }
  const value = cx.constant(e)?.value as readonly (readonly [string, string | null])[] | null | undefined;
  if (value === undefined || value === null) throw new AnalysisException("INVALID_OPTIONS.NON_MAP_FUNCTION", {});
  return Object.fromEntries(value.map(([k, v]) => [k.toLowerCase(), v ?? ""]));
}

/** The type that a schema argument names: a type, a list of columns, or the JSON form of a type. */
export function schemaOf(e: TypedExpr, cx: BindContext): DataType {
  const value = cx.constant(e)?.value;
  if (typeof value !== "string") {
    throw new AnalysisException("INVALID_SCHEMA.NON_STRING_LITERAL", { inputSchema: `"${prettyName(e)}"` });
  }
  return parseSchema(value);
}
function parseSchema(text: string): DataType {
  if (/^\s*[{"]/.test(text)) {
    try {
      return dataTypeFromJson(JSON.parse(text) as TypeJson);
    } catch (e) {
      if (!(e instanceof SyntaxError) && !(e instanceof SparkError)) throw e;
    }
  }
  try {
    return parseDataType(text);
  } catch (first) {
    if (!(first instanceof SparkError)) throw first;
    try {
      return parseTableSchema(text);
    } catch (second) {
      // The error of the form that was more likely meant.
      throw second instanceof ParseException && first.condition !== "PARSE_SYNTAX_ERROR" ? first : second;
    }
  }
}

/** The type with nulls allowed everywhere: what a parser cannot promise, it does not. */
export function asNullable(t: DataType): DataType {
  switch (t.kind) {
    case "array":
      return new ArrayType(asNullable(t.elementType), true);
    case "map":
      return new MapType(asNullable(t.keyType), asNullable(t.valueType), true);
    case "struct":
      return new StructType(t.fields.map((f) => new StructField(f.name, asNullable(f.dataType), true, f.metadata)));
    default:
      return t;
  }
}

/** The parse mode of the options; the functions cannot drop records. */
export function failsFast(options: TextOptions, fn: string): boolean {
  const mode = (options["mode"] ?? "PERMISSIVE").toUpperCase();
  if (mode === "DROPMALFORMED") {
    throw new AnalysisException("PARSE_MODE_UNSUPPORTED", { funcName: `\`${fn}\``, mode });
  }
  return mode === "FAILFAST";
}
export function corruptColumn(options: TextOptions, cx: BindContext): string {
  const own = options["columnnameofcorruptrecord"];
  return own ?? (cx.conf("spark.sql.columnNameOfCorruptRecord") || "_corrupt_record");
}
