/** ANALYZE TABLE: how much a table holds, and of which values. DESCRIBE shows it; plans need none of it. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ColumnStatistics, TableDefinition, TableStatistics } from "../catalog/session-catalog.ts";
import type { AnalyzeTable } from "../plan/command.ts";
import { parseExpression } from "../sql/index.ts";
import type { DataType, StructField } from "../types/data-type.ts";
import { quoteName } from "../types/data-type.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import { partitionError, partitionsOf, partitionTexts } from "./alter-partitions.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";
import { queryRows } from "./evaluate.ts";
import { fullName, store } from "./tables.ts";
import { findRelation } from "./views.ts";
import { sameName } from "../types/name-equality.ts";

/** How far off the count of distinct values may be. */
const DEVIATION = 0.05;
const UNKNOWN_LENGTH = 20;

export async function analyzeTable(
  engine: EmbeddedEngine,
  command: AnalyzeTable,
  options: ExecuteOptions,
): Promise<void> {
  const { catalog } = engine.session;
  if (command.nameParts === undefined) {
    const tables = [...catalog.database(command.database?.at(-1)).tables.values()];
    for (const table of tables) if (!("plan" in table)) await analyze(engine, table, command, options);
    return;
  }
  const found = findRelation(engine, command.nameParts);
  if ("plan" in found) {
    if (found.kind === "persistent") throw new AnalysisException("UNSUPPORTED_FEATURE.ANALYZE_VIEW");
    const parameters = { viewName: fullName(found), operation: "ANALYZE TABLE" };
    throw new AnalysisException("EXPECT_PERMANENT_VIEW_NOT_TEMP", parameters);
  }
  if (command.partition !== undefined) {
    const given = command.partition.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]));
    const values = partitionTexts(engine, found, given);
    if (partitionsOf(found, values).length === 0) {
      throw partitionError("PARTITIONS_NOT_FOUND", found, [{ path: "", values }]);
    }
    throw unsupported("ANALYZE TABLE ... PARTITION");
  }
  await analyze(engine, found, command, options);
}

async function analyze(
  engine: EmbeddedEngine,
  table: TableDefinition,
  { noScan, columns }: AnalyzeTable,
  options: ExecuteOptions,
): Promise<void> {
  const before = table.statistics;
  const fields = columns === undefined ? [] : wantedFields(engine, table, columns);
  const bytes = bytesIn(table.location);
  const kept: TableStatistics = { bytes, rows: before?.rows ?? 0, columns: before?.columns ?? {} };
  if (noScan) {
    store(engine, { ...table, statistics: before?.bytes === bytes ? before : { ...kept, rows: 0 } });
    return;
  }
  const texts = ["count(*)", ...fields.flatMap(summaries)].map((text) => `CAST(${text} AS STRING)`);
  const { rows } = await queryRows(
    engine,
    {
      kind: "Aggregate",
      groupType: "groupBy",
      input: { kind: "ReadNamedTable", nameParts: [table.database, table.name] },
      groupingExpressions: [],
      aggregateExpressions: texts.map((text) => parseExpression(text)),
    },
    options,
  );
  const [count, ...found] = rows[0] as (string | null)[];
  const described = fields.map((f, i) => [f.name, statisticsOf(found.slice(i * EACH, (i + 1) * EACH))] as const);
  const statistics = { bytes, rows: Number(count), columns: { ...kept.columns, ...Object.fromEntries(described) } };
  store(engine, { ...table, statistics });
}

function wantedFields(
  engine: EmbeddedEngine,
  table: TableDefinition,
  columns: readonly string[] | "all",
): StructField[] {
  const { caseSensitive } = engine.conf;
  const fields =
    columns === "all" ? table.schema.fields : columns.map((name) => fieldOf(table.schema.fields, name, caseSensitive));
  for (const { name, dataType } of fields) {
    if (LENGTHS.has(dataType.kind)) continue;
    throw new AnalysisException("UNSUPPORTED_FEATURE.ANALYZE_UNSUPPORTED_COLUMN_TYPE", {
      columnType: `"${dataType.sql}"`,
      columnName: quoteText(name),
      tableName: fullName(table),
    });
  }
  return [...fields];
}
function fieldOf(fields: readonly StructField[], name: string, caseSensitive: boolean): StructField {
  const found = fields.find((f) => sameName(f.name, name, caseSensitive));
  if (found !== undefined) return found;
  throw new AnalysisException("COLUMN_NOT_FOUND", {
    colName: quoteText(name),
    caseSensitiveConfig: '"spark.sql.caseSensitive"',
  });
}

/** The types that are looked at, and how many bytes a value of them has; null: as many as it has. */
const LENGTHS: ReadonlyMap<DataType["kind"], number | null> = new Map<DataType["kind"], number | null>([
  ["boolean", 1],
  ["byte", 1],
  ["short", 2],
  ["integer", 4],
  ["long", 8],
  ["float", 4],
  ["double", 8],
  ["decimal", 8],
  ["date", 4],
  ["timestamp", 8],
  ["timestamp_ntz", 8],
  ["string", null],
  ["char", null],
  ["varchar", null],
  ["binary", null],
]);
const EACH = 6;
/** As many expressions for each column, in the order of {@link statisticsOf}. */
function summaries({ name, dataType }: StructField): readonly string[] {
  const column = quoteName(name);
  const isText = LENGTHS.get(dataType.kind) === null;
  const length = dataType.kind === "decimal" && dataType.precision > 18 ? 16 : LENGTHS.get(dataType.kind);
  return [
    isText ? "NULL" : extreme("min", column, dataType),
    isText ? "NULL" : extreme("max", column, dataType),
    `count(*) - count(${column})`,
    `least(approx_count_distinct(${column}, ${DEVIATION}), count(${column}))`,
    isText ? `coalesce(ceil(avg(length(${column}))), ${UNKNOWN_LENGTH})` : `${length}`,
    isText ? `coalesce(max(length(${column})), ${UNKNOWN_LENGTH})` : `${length}`,
  ];
}
function extreme(fn: "min" | "max", column: string, { kind }: DataType): string {
  if (kind === "timestamp_ntz") return `date_format(${fn}(${column}), 'yyyy-MM-dd HH:mm:ss.SSSSSS')`;
  if (kind !== "timestamp") return `${fn}(${column})`;
  const utc = `to_utc_timestamp(${fn}(${column}), current_timezone())`;
  return `concat(date_format(${utc}, 'yyyy-MM-dd HH:mm:ss.SSSSSS'), ' +0000')`;
}
function statisticsOf(texts: readonly (string | null)[]): ColumnStatistics {
  const [min = null, max = null, nulls, distinct, averageLength, maxLength] = texts;
  const text = (value: string | null | undefined): string => value ?? "NULL";
  return {
    min,
    max,
    nulls: text(nulls),
    distinct: text(distinct),
    averageLength: text(averageLength),
    maxLength: text(maxLength),
  };
}

/** What the files of a table hold together; hidden ones are none of it. */
function bytesIn(directory: string): number {
  let sum = 0;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (/^[._]/.test(entry.name)) continue;
    const path = join(directory, entry.name);
    sum += entry.isDirectory() ? bytesIn(path) : statSync(path).size;
  }
  return sum;
}
