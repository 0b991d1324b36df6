/** What functions that read and write text formats share: their options, and schemas given as text. */
import { isFoldable, stringLit } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { T_STRING } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import type { TextOptions } from "../kernels/json-options.ts";
import { TIME_PARSER_POLICY } from "../kernels/moment-text.ts";
import { checkOptions, checkTimeParserPolicy } from "../kernels/option-refusals.ts";
import { parseColumnTypes, parseDataType, type ParserOptions } from "../sql/index.ts";
import { type DataType, dataTypeFromJson, type TypeJson } from "../types/data-type.ts";
import { AnalysisException, SparkError } from "../types/spark-error.ts";
import { quotedType } from "./support.ts";
import { argOf, asTheyAre } from "./text-args.ts";

/** The options of a `map(..)` argument, by lower-case name. */
export function optionsOf(e: TypedExpr | undefined, cx: BindContext): TextOptions {
  if (e === undefined) return {};
  if (e.dataType.kind !== "map") throw new AnalysisException("INVALID_OPTIONS.NON_MAP_FUNCTION", {});
  const value = cx.constant(e)?.value as readonly (readonly [string, string | null])[] | null | undefined;
  if (value === undefined || value === null) throw new AnalysisException("INVALID_OPTIONS.NON_MAP_FUNCTION", {});
  const { keyType, valueType } = e.dataType;
  if (keyType.kind !== "string" || valueType.kind !== "string") {
    throw new AnalysisException("INVALID_OPTIONS.NON_STRING_TYPE", { mapType: `"${e.dataType.sql}"` });
  }
  const options = Object.fromEntries(value.map(([k, v]) => [k.toLowerCase(), v ?? ""]));
  checkOptions(options, formatOf(cx), "function");
  return options;
}
function formatOf({ name }: BindContext): string {
  return /csv|json|xml/.exec(name)?.[0] ?? "";
}
/**
 * The options, and by which parsers dates and timestamps are read and written. `read`: types that are read; null where
 * values are written.
 */
export function withMoments(options: TextOptions, cx: BindContext, read: readonly DataType[] | null): TextOptions {
  const policy = cx.conf("spark.sql.legacy.timeParserPolicy").toUpperCase();
  checkTimeParserPolicy({ policy, format: formatOf(cx), options, read, isFunction: true });
  return policy === "CORRECTED" ? options : { ...options, [TIME_PARSER_POLICY]: policy };
}

/** The schema of a text is told by the current parsers. */
export function checkMoments(options: TextOptions, cx: BindContext): void {
  const policy = cx.conf("spark.sql.legacy.timeParserPolicy").toUpperCase();
  checkTimeParserPolicy({ policy, format: formatOf(cx), options, read: [] });
}

/** The type that a schema argument names: a type, a list of columns, or the JSON form of a type. */
export function schemaOf(e: TypedExpr, cx: BindContext): DataType {
  const value = cx.constant(e)?.value;
  if (typeof value !== "string") {
    throw new AnalysisException("INVALID_SCHEMA.NON_STRING_LITERAL", { inputSchema: `"${prettyName(e)}"` });
  }
  return parseSchema(value, typeOptions(cx));
}
/** What decides which types the names of types mean. */
export function typeOptions(cx: BindContext): ParserOptions {
  return { timestampNtz: cx.conf("spark.sql.timestampType") === "TIMESTAMP_NTZ" };
}
function parseSchema(text: string, options: ParserOptions): DataType {
  if (/^\s*[{"]/.test(text)) {
    try {
      return dataTypeFromJson(JSON.parse(text) as TypeJson);
    } catch (e) {
      if (!(e instanceof SyntaxError) && !(e instanceof SparkError)) throw e;
    }
  }
  try {
    return parseDataType(text, options);
  } catch (first) {
    if (!(first instanceof SparkError)) throw first;
    try {
      return parseColumnTypes(text, options);
    } catch {
      throw first;
    }
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
/** The column that takes malformed records as they are. */
export function corruptColumn(options: TextOptions, cx: BindContext, schema: DataType): string {
  const own = options["columnnameofcorruptrecord"];
  const name = own ?? (cx.conf("spark.sql.columnNameOfCorruptRecord") || "_corrupt_record");
  const field = schema.kind === "struct" ? schema.field(name) : undefined;
  if (field !== undefined && field.dataType.kind !== "string") {
    throw new AnalysisException("INVALID_CORRUPT_RECORD_TYPE", {
      columnName: `\`${name}\``,
      actualType: `"${field.dataType.sql}"`,
    });
  }
  return name;
}

/** Only the first argument shows; a schema and options do not. */
export const FIRST_ONLY: NonNullable<FunctionRow["display"]> = ([first], call) => `${call.name}(${first})`;

/** Options that analysis has worked out travel as a hidden argument, as JSON text. */
export function packed(options: object): TypedExpr {
  return stringLit(JSON.stringify(options));
}
/** The options of a call that hides them as its second argument. */
export function unpacked(args: readonly TypedExpr[]): { readonly type: string } {
  const hidden = args[1];
  const text = hidden?.kind === "Literal" ? String(hidden.value) : "{}";
  return JSON.parse(text) as { readonly type: string };
}
export function packedType(args: readonly TypedExpr[]): DataType {
  return dataTypeFromJson(JSON.parse(unpacked(args).type) as TypeJson);
}

/** The constant text, not null, of which a function infers the schema. */
export function sampleText(args: readonly TypedExpr[], name: string, cx: BindContext): string {
  const given = argOf(args, 0);
  const sqlExpr = `"${cx.name}(${prettyName(given)})"`;
  if (!isFoldable(given) || cx.constant(given) === undefined) {
    throw new AnalysisException("DATATYPE_MISMATCH.NON_FOLDABLE_INPUT", {
      sqlExpr,
      inputName: `\`${name}\``,
      inputType: quotedType(given.dataType),
      inputExpr: `"${prettyName(given)}"`,
    });
  }
  const [text] = asTheyAre(T_STRING)([given], cx) as [TypedExpr];
  const value = cx.constant(text)?.value ?? null;
  if (value === null) throw new AnalysisException("DATATYPE_MISMATCH.UNEXPECTED_NULL", { exprName: name, sqlExpr });
  return String(value);
}
