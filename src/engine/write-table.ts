/** `df.writeTo` and `df.mergeInto`: what Spark's own catalog does with tables of files. Most of it is to refuse. */
import { CATALOG } from "../catalog/session-catalog.ts";
import type { CreateTable, MergeAction, MergeInto, WriteTable } from "../plan/command.ts";
import type { Expression, UnresolvedFunction } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import { quoteNames } from "../types/name-text.ts";
import { AnalysisException, unsupported, UnsupportedOperationException } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";
import { createTable, placeOf } from "./tables.ts";
import { formatOf } from "./write-format.ts";

export async function writeTable(engine: EmbeddedEngine, command: WriteTable, options: ExecuteOptions): Promise<void> {
  await engine.analyze(command.query, options);
  switch (command.mode) {
    case "create":
      return createTable(engine, await asCreateTable(engine, command, options), options);
    case "replace":
    case "createOrReplace":
      throw noOperation(AnalysisException, nameOf(engine, command.nameParts), "REPLACE TABLE AS SELECT");
    default:
      refuseWriting(engine, command.nameParts);
  }
}

/** Tables of files are of the first version of data sources, which only take rows by INSERT. */
function refuseWriting(engine: EmbeddedEngine, nameParts: readonly string[]): never {
  const found = engine.session.catalog.find(nameParts);
  if (found === undefined) {
    placeOf(engine, nameParts);
    throw engine.session.catalog.notFound(nameParts);
  }
  if ("plan" in found) throw new AnalysisException("VIEW_WRITE_NOT_ALLOWED", { name: nameParts.join(".") });
  const identifier = quoteNames([CATALOG, found.database, found.name]);
  const message = `[_LEGACY_ERROR_TEMP_1012] ${identifier} is a table of files: only INSERT adds to it.`;
  throw new AnalysisException("_LEGACY_ERROR_TEMP_1012", { identifier }, { message });
}

async function asCreateTable(
  engine: EmbeddedEngine,
  command: WriteTable,
  options: ExecuteOptions,
): Promise<CreateTable> {
  const { nameParts, provider, query, partitionedBy, clusterBy, properties } = command;
  if (provider !== undefined) formatOf(provider);
  if (clusterBy.length > 0) {
    if (partitionedBy.length > 0) {
      throw new AnalysisException("SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED", {});
    }
    throw unsupported("clustered tables");
  }
  const partitionBy: string[] = [];
  for (const column of partitionedBy) partitionBy.push(await partitionColumn(engine, query, column, options));
  const isPath = ([name]: readonly [string, string]): boolean => name.toLowerCase() === "path";
  const entries = Object.entries(command.options);
  const location = entries.find(isPath)?.[1];
  return {
    kind: "CreateTable",
    nameParts,
    ...(provider === undefined ? {} : { provider }),
    partitionBy,
    options: Object.fromEntries(entries.filter((entry) => !isPath(entry))),
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
    ...(location === undefined ? {} : { location }),
    ifNotExists: false,
    replace: false,
    query,
  };
}

/** Directories are named after values of plain columns. */
async function partitionColumn(
  engine: EmbeddedEngine,
  query: Relation,
  column: Expression,
  options: ExecuteOptions,
): Promise<string> {
  if (column.kind === "UnresolvedAttribute" && column.nameParts.length === 1) return column.nameParts[0] as string;
  if (column.kind === "UnresolvedAttribute") throw unsupported("partitions by a field of a column");
  const name = column.kind === "UnresolvedFunction" ? column.nameParts[0] : undefined;
  if (name === "bucket") throw unsupported("tables in buckets");
  if (name !== undefined && TRANSFORMS.has(name)) {
    const of = (column as UnresolvedFunction).arguments.map((a) => ("nameParts" in a ? a.nameParts.join(".") : "?"));
    throw new UnsupportedOperationException("UNSUPPORTED_PARTITION_TRANSFORM", {
      transform: `\`${name}(${of.join()})\``,
    });
  }
  const shown = await engine.analyze({ kind: "Project", input: query, expressions: [column] }, options);
  const expr = shown.output[0]?.name ?? "";
  const message = `[_LEGACY_ERROR_TEMP_1316] A table cannot be partitioned by ${expr}.`;
  throw new AnalysisException("_LEGACY_ERROR_TEMP_1316", { expr }, { message });
}
const TRANSFORMS: ReadonlySet<string> = new Set(["years", "months", "days", "hours"]);

/** Says first what is wrong with the statement, then that no table of files can be merged into. */
export async function mergeInto(engine: EmbeddedEngine, command: MergeInto, options: ExecuteOptions): Promise<never> {
  const { nameParts, source, condition } = command;
  const target: Relation = { kind: "ReadNamedTable", nameParts };
  const both: Relation = { kind: "Join", left: target, right: source, joinType: "cross" };
  await engine.analyze({ kind: "Project", input: both, expressions: [condition] }, options);
  const columns = (await engine.analyze(target, options)).output.map(({ name }) => name);
  for (const [input, actions] of [
    [both, command.matched],
    [source, command.notMatched],
    [target, command.notMatchedBySource],
  ] as const) {
    for (const action of actions) {
      if (action.what.endsWith("All")) await checkColumns(engine, source, columns, options);
      await checkAction(engine, action, input, target, options);
    }
  }
  const found = engine.session.catalog.find(nameParts);
  const name = found !== undefined && "plan" in found ? quoteNames(["unknown"]) : nameOf(engine, nameParts);
  throw noOperation(UnsupportedOperationException, name, "MERGE INTO TABLE");
}

/** All columns of the table get their values from columns of their names. */
async function checkColumns(
  engine: EmbeddedEngine,
  source: Relation,
  columns: readonly string[],
  options: ExecuteOptions,
): Promise<void> {
  const expressions = columns.map((name) => ({ kind: "UnresolvedAttribute", nameParts: [name] }) as const);
  await engine.analyze({ kind: "Project", input: source, expressions }, options);
}

async function checkAction(
  engine: EmbeddedEngine,
  { condition, assignments }: MergeAction,
  input: Relation,
  target: Relation,
  options: ExecuteOptions,
): Promise<void> {
  if (condition !== undefined) await engine.analyze({ kind: "Project", input, expressions: [condition] }, options);
  const columns = assignments.map(({ column }) => column);
  const values = assignments.map(({ value }) => value);
  if (columns.length > 0) await engine.analyze({ kind: "Project", input: target, expressions: columns }, options);
  if (values.length > 0) await engine.analyze({ kind: "Project", input, expressions: values }, options);
}

function nameOf(engine: EmbeddedEngine, nameParts: readonly string[]): string {
  const { database, name } = placeOf(engine, nameParts);
  return quoteNames([CATALOG, database, name]);
}

function noOperation<E>(
  type: new (condition: string, parameters: { readonly [name: string]: string }) => E,
  tableName: string,
  operation: string,
): E {
  return new type("UNSUPPORTED_FEATURE.TABLE_OPERATION", { tableName, operation });
}
