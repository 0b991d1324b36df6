/** DEFAULT values of columns: what they may be, and the value that rows from before would have. */
import { existsSync, readdirSync } from "node:fs";
import { refuseSqlFunction } from "../analyzer/sql-function-name.ts";
import { isDeterministic, isFoldable, literal, transformUp } from "../logical/build.ts";
import { canUpCast } from "../logical/coercion.ts";
import type { TypedExpr } from "../logical/expression.ts";
import { literalSql } from "../logical/pretty.ts";
import type { Expression, LiteralValue } from "../plan/expression.ts";
import { holdsSubquery } from "../plan/written-tree.ts";
import { parseExpression } from "../sql/index.ts";
import { type DataType, STRING, StructField, StructType } from "../types/data-type.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException, SparkRuntimeException, unsupported } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { evaluate } from "./evaluate.ts";

/** Columns whose defaults are checked, with Spark's text of the value they have now. `statement` is for errors. */
export function withCheckedDefaults(
  engine: EmbeddedEngine,
  schema: StructType,
  statement: string,
  provider: string,
): StructType {
  if (schema.fields.every((f) => f.metadata["CURRENT_DEFAULT"] === undefined)) return schema;
  const allowed = engine.conf.getOr("spark.sql.defaultColumn.allowedProviders", "csv,json,orc,parquet").split(",");
  if (!allowed.some((name) => name.trim().replace("*", "") === provider)) {
    throw new AnalysisException("DEFAULT_UNSUPPORTED", { statementType: statement, dataSource: provider });
  }
  return new StructType(schema.fields.map((field) => withCheckedDefault(engine, field, statement)));
}
export function withCheckedDefault(engine: EmbeddedEngine, field: StructField, statement: string): StructField {
  const text = field.metadata["CURRENT_DEFAULT"];
  if (typeof text !== "string") return field;
  const constant = defaultSql(engine, field, text, statement);
  return new StructField(field.name, field.dataType, field.nullable, { ...field.metadata, EXISTS_DEFAULT: constant });
}

/** In files of text that others wrote each row may lack a column or have it: the reader does not tell which. */
export function refuseForeignRows(provider: string, location: string, fields: readonly StructField[]): void {
  if (provider !== "csv" && provider !== "json") return;
  const hasDefault = fields.some((f) => (f.metadata["EXISTS_DEFAULT"] ?? "NULL") !== "NULL");
  if (!hasDefault || !existsSync(location) || readdirSync(location).length === 0) return;
  throw unsupported(`DEFAULT of columns of ${provider} tables over files that are there already`);
}

/** What Spark's nodes of the statements are called. */
const NODES: { readonly [statement: string]: string } = {
  "CREATE TABLE": "CreateTable",
  "ALTER TABLE ADD COLUMNS": "AddColumns",
  "ALTER TABLE ALTER COLUMN": "AlterColumns",
};

/** The value of a default as a literal of SQL. */
export function defaultSql(engine: EmbeddedEngine, field: StructField, text: string, statement: string): string {
  const declared = field.dataType;
  const type = declared.kind === "char" || declared.kind === "varchar" ? STRING : declared;
  const invalid = (reason: string, parameters: { readonly [name: string]: string } = {}): AnalysisException =>
    new AnalysisException(`INVALID_DEFAULT_VALUE.${reason}`, {
      statement,
      colName: quoteText(field.name),
      defaultValue: text,
      ...parameters,
    });
  const written = parseExpression(text);
  if (holdsSubquery(written)) throw invalid("SUBQUERY_EXPRESSION");
  const typed = resolved(engine, written, invalid);
  refuseSqlFunction(typed, NODES[statement] ?? statement);
  if (!canUpCast(typed.dataType, type) && !narrows(engine, written, typed, type)) {
    const types = { expectedType: `"${type.sql}"`, actualType: `"${typed.dataType.sql}"` };
    throw invalid("DATA_TYPE", types);
  }
  if (!isDeterministic(typed)) throw invalid("NON_DETERMINISTIC");
  if (!isFoldable(ofTheMoment(typed))) throw invalid("NOT_CONSTANT");
  const { value } = evaluate(engine, { kind: "Cast", child: written, dataType: type });
  if (typeof value === "string" && (declared.kind === "char" || declared.kind === "varchar")) {
    const limit = declared.length;
    if ([...value.trimEnd()].length > limit) {
      throw new SparkRuntimeException("EXCEED_LIMIT_LENGTH", { limit: String(limit) });
    }
  }
  // Other than in the names of columns, Spark has the value of a float as text here.
  return literalSql(value as LiteralValue, type, engine.conf.timeZone).replace(
    /CAST\(([^')]+) AS FLOAT\)/g,
    "CAST('$1' AS FLOAT)",
  );
}
/** Functions of the session and of the moment are constants of the statement. */
const OF_THE_MOMENT: ReadonlySet<string> = new Set([
  "current_date",
  "current_timestamp",
  "current_time",
  "localtimestamp",
  "current_timezone",
  "now",
  "current_user",
  "current_catalog",
  "current_schema",
]);
function ofTheMoment(e: TypedExpr): TypedExpr {
  return transformUp(e, (x) => (x.kind === "Call" && OF_THE_MOMENT.has(x.fn.name) ? literal(null, x.dataType) : x));
}
function resolved(
  engine: EmbeddedEngine,
  written: Expression,
  invalid: (reason: string, parameters?: { readonly [name: string]: string }) => AnalysisException,
): TypedExpr {
  const nothing = engine.analyzer.scope({ kind: "SingleRow", output: [] }, [], {});
  try {
    return engine.analyzer.resolver(nothing).value(written);
  } catch (error) {
    if (!(error instanceof AnalysisException)) throw error;
    if (error.condition?.startsWith("UNRESOLVED_COLUMN") === true) throw invalid("NOT_CONSTANT");
    if (error.condition?.startsWith("DATATYPE_MISMATCH") === true) throw invalid("UNRESOLVED_EXPRESSION");
    throw error;
  }
}
/** Whether the constant has a value of the smaller type, as `1.5` has of INT, `300` not of TINYINT. */
function narrows(engine: EmbeddedEngine, written: Expression, typed: TypedExpr, type: DataType): boolean {
  const simple = (t: DataType): boolean => !["boolean", "array", "struct", "map"].includes(t.kind);
  if (!simple(type) || !simple(typed.dataType) || !isFoldable(typed) || !isDeterministic(typed)) return false;
  try {
    return evaluate(engine, { kind: "Cast", child: written, dataType: type, evalMode: "try" }).value !== null;
  } catch {
    return false;
  }
}
