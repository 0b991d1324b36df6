/** Leaves of the plan: files, tables and views, local rows, ranges, VALUES. */
import { attribute, exists, implicit } from "../logical/build.ts";
import { hasNanos, requireNanos } from "../builtins/nanos.ts";
import { widerTypeWithoutString } from "../logical/coercion.ts";
import type { Attribute, TypedExpr } from "../logical/expression.ts";
import { prettyName } from "../logical/pretty.ts";
import type { AliasNode, Logical } from "../logical/relation.ts";
import { originOfName } from "../plan/origin.ts";
import type { ReadDataSource, ReadNamedTable, Relation, ValuesList } from "../plan/relation.ts";
import { CATALOG, type TableDefinition } from "../catalog/session-catalog.ts";
import {
  ArrayType,
  type DataType,
  LONG,
  MapType,
  NULL,
  STRING,
  StructField,
  StructType,
  TIMESTAMP,
} from "../types/data-type.ts";
import { quoteNames } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { MissingFact } from "./analysis-context.ts";
import { findCte } from "./cte-precedence.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import { unsupportedSubquery } from "./correlation.ts";
import { contextOf } from "./expression-resolver.ts";
import { nameOf } from "./identifier.ts";
import { asDeclared, plainSchema } from "./char-columns.ts";
import { withDefaultsOfOld } from "./older-files.ts";
import { freshIds } from "./rename.ts";
import { readView } from "./view.ts";

export function requalify(input: Logical, qualifier: readonly string[], alias_: string): AliasNode {
  const requalified = (list: readonly Attribute[]): readonly Attribute[] => list.map((a) => ({ ...a, qualifier }));
  return { kind: "SubqueryAlias", input, alias: alias_, output: requalified(input.output) };
}

export function analyzeSource(
  cx: Analyzer,
  rel: Extract<
    Relation,
    { kind: "ReadNamedTable" | "ReadDataSource" | "LocalRelation" | "Range" | "OneRow" | "ValuesList" }
  >,
  env: Env,
): Logical {
  switch (rel.kind) {
    case "OneRow":
      return { kind: "SingleRow", output: [] };
    case "Range":
      return {
        kind: "RangeScan",
        start: rel.start,
        end: rel.end,
        step: rel.step,
        numPartitions: rel.numPartitions ?? 1,
        output: [attribute("id", LONG, false)],
      };
    case "LocalRelation":
      return {
        kind: "LocalData",
        id: rel.id,
        data: rel.data,
        rowCount: rel.rowCount,
        output: attributesOf(rel.schema),
      };
    case "ReadDataSource":
      return fileScan(cx, rel);
    case "ReadNamedTable":
      return namedTable(cx, rel, env);
    case "ValuesList":
      return values(cx, rel, env);
  }
}

function attributesOf(schema: StructType, qualifier: readonly string[] = []): Attribute[] {
  return schema.fields.map((f) => attribute(f.name, f.dataType, f.nullable, qualifier, f.metadata));
}

function fileScan(cx: Analyzer, rel: ReadDataSource): Logical {
  const facts = cx.session.facts.source(rel);
  if (facts === undefined) throw new MissingFact({ kind: "source", node: rel });
  if (hasNanos(facts.dataSchema)) requireNanos((key) => cx.session.conf.get(key) ?? "");
  // Files may lack any column: Spark reads every file column as nullable.
  const data = facts.dataSchema.fields.map((f) => attribute(f.name, asNullable(f.dataType), true, [], f.metadata));
  const partitions = facts.partitionSchema.fields.map((f) => attribute(f.name, f.dataType, true));
  return {
    kind: "FileScan",
    format: rel.format,
    options: rel.options,
    files: facts.files,
    dataSchema: facts.dataSchema,
    partitionSchema: facts.partitionSchema,
    facts: facts.facts,
    output: [...data, ...partitions],
  };
}
function asNullable(t: DataType): DataType {
  switch (t.kind) {
    case "array":
      return new ArrayType(asNullable(t.elementType), true);
    case "map":
      return new MapType(asNullable(t.keyType), asNullable(t.valueType), true);
    case "struct":
      return new StructType(t.fields.map((f) => new StructField(f.name, asNullable(f.dataType), true, f.metadata)));
    case "char":
    case "varchar":
      return STRING;
    default:
      return t;
  }
}

const FILE_FORMATS: ReadonlySet<string> = new Set(["parquet", "csv", "json", "text", "orc"]);

function namedTable(cx: Analyzer, rel: ReadNamedTable, env: Env): Logical {
  const parts = rel.nameExpression === undefined ? rel.nameParts : nameOf(cx, rel.nameExpression);
  const name = parts.at(-1) as string;
  if (parts.length === 1) {
    const cte = findCte(cx.session.conf, env, name.toLowerCase());
    if (cte !== undefined) {
      refuseTimeTravel(cx, rel, parts);
      const plan = cte.used ? freshIds(cte.plan).plan : cte.plan;
      cte.used = true;
      return { ...requalify(plan, [name], name), closed: true };
    }
  }
  const found = cx.session.catalog.find(parts);
  if (found !== undefined) refuseTimeTravel(cx, rel, parts);
  if (found !== undefined) return "plan" in found ? readView(cx, found, parts, env) : table(cx, found);
  const format = parts[0]?.toLowerCase() ?? "";
  if (parts.length === 2 && FILE_FORMATS.has(format) && cx.session.conf.boolean("spark.sql.runSQLOnFiles")) {
    return fileScan(cx, pathTable(format, name, rel));
  }
  throw cx.session.catalog.notFound(parts, { queryContext: contextOf(rel.common?.origin ?? originOfName(parts)) });
}
/** Nothing here has a past to go to; a moment that is none is told first. */
function refuseTimeTravel(cx: Analyzer, rel: ReadNamedTable, parts: readonly string[]): void {
  const { timeTravel } = rel;
  if (timeTravel === undefined) return;
  if ("timestamp" in timeTravel) {
    const resolver = cx.resolver(cx.scope({ kind: "SingleRow", output: [] }, [], {}));
    const given = resolver.value(timeTravel.timestamp);
    const context = resolver.bindContext("timestamp");
    const moment = context.constant(context.cast(given, TIMESTAMP, "try"));
    if (moment?.value === null) {
      throw new AnalysisException("INVALID_TIME_TRAVEL_TIMESTAMP_EXPR.INPUT", { expr: `"${prettyName(given)}"` });
    }
  }
  throw new AnalysisException("UNSUPPORTED_FEATURE.TIME_TRAVEL", { relationId: quoteNames(parts) });
}

const pathTables = new WeakMap<ReadNamedTable, ReadDataSource>();
function pathTable(format: string, path: string, rel: ReadNamedTable): ReadDataSource {
  if (path.trim() === "") throw new AnalysisException("INVALID_EMPTY_LOCATION", { location: path });
  let made = pathTables.get(rel);
  if (made === undefined) {
    made = { kind: "ReadDataSource", format, paths: [path], options: rel.options ?? {} };
    pathTables.set(rel, made);
  }
  return made;
}

const tableReads = new WeakMap<TableDefinition, ReadDataSource>();
function table(cx: Analyzer, t: TableDefinition): Logical {
  let read = tableReads.get(t);
  if (read === undefined) {
    const schema = plainSchema(t.schema);
    read = { kind: "ReadDataSource", format: t.provider, schema, options: t.options, paths: [t.location] };
    tableReads.set(t, read);
  }
  const scan = asDeclared(cx, freshIds(withDefaultsOfOld(cx, fileScan(cx, read), t)).plan, t.schema);
  return requalify(scan, [CATALOG, t.database, t.name], t.name);
}

/** `VALUES`: the columns widen as in a union; each row is a projection of one row. */
function values(cx: Analyzer, rel: ValuesList, env: Env): Logical {
  const resolver = cx.resolver(cx.scope({ kind: "SingleRow", output: [] }, [], env));
  const rows = rel.rows.map((row) => row.map((e) => resolver.value(e)));
  const subquery = rows.flat().find((e) => exists(e, (x) => x.kind === "Subquery" && x.subqueryType === "scalar"));
  if (subquery !== undefined) {
    throw unsupportedSubquery("SCALAR_SUBQUERY_IN_VALUES", { treeNode: "VALUES" }, subquery);
  }
  for (const e of rows.flat()) {
    if (!exists(e, isNoConstant)) continue;
    throw new AnalysisException(
      "INVALID_INLINE_TABLE.CANNOT_EVALUATE_EXPRESSION_IN_INLINE_TABLE",
      { expr: `"${prettyName(e)}"` },
      { queryContext: contextOf(e.origin) },
    );
  }
  const width = rows[0]?.length ?? 0;
  for (const row of rows) {
    if (row.length !== width) {
      throw new AnalysisException(
        "INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH",
        {
          expectedNumCols: String(width),
          actualNumCols: String(row.length),
          rowIndex: String(rows.indexOf(row)),
        },
        { queryContext: contextOf(rel.common?.origin) },
      );
    }
  }
  const { ansiEnabled, timeZone } = cx.session.conf;
  const types = Array.from({ length: width }, (_, i) => {
    const column = rows.map((r) => (r[i] as TypedExpr).dataType);
    // Nothing becomes a string here, nor a string anything else.
    const common = column.reduce<DataType | undefined>(
      (a, b) => (a === undefined ? undefined : widerTypeWithoutString(a, b, ansiEnabled)),
      NULL,
    );
    if (common === undefined) {
      throw new AnalysisException(
        "INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE",
        { colName: `\`col${i + 1}\`` },
        { queryContext: contextOf(rel.common?.origin) },
      );
    }
    return common;
  });
  const mode = ansiEnabled ? "ansi" : "legacy";
  const cast = rows.map((row) => row.map((e, i) => implicit(e, types[i] as DataType, mode, timeZone)));
  const output = types.map((t, i) =>
    attribute(
      `col${i + 1}`,
      t,
      cast.some((r) => (r[i] as TypedExpr).nullable),
    ),
  );
  return { kind: "Expand", input: { kind: "SingleRow", output: [] }, projections: cast, inline: true, output };
}
function isNoConstant(e: TypedExpr): boolean {
  if (e.kind === "Window") return true;
  if (e.kind !== "Call") return false;
  return e.fn.kind !== "scalar" || e.fn.deterministic === false || e.fn.name === "sql_function_call";
}
