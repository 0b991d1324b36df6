/** CREATE TABLE, REPLACE TABLE, CREATE TABLE AS SELECT, CREATE TABLE LIKE. */
import type { Command, CreateTable, CreateViewUsing } from "../plan/command.ts";
import type { Relation } from "../plan/relation.ts";
import { StructType } from "../types/data-type.ts";
import { atConstraint, columnDefinition, tableConstraint, type ColumnDefinition } from "./column-definition.ts";
import { collatedField } from "./data-type.ts";
import { commandName } from "./identifier-clause.ts";
import { Clauses, command, ifNotExists, invalidClause, unsupported } from "./node-command.ts";
import type { Parser } from "./parser.ts";
import { propertyMap } from "./property.ts";
import { query } from "./query.ts";
import {
  fileFormat,
  location,
  provider,
  rowFormat,
  type TableClauses,
  collatedQuery,
  tableClauses,
} from "./table-clause.ts";

interface Header {
  readonly replace: boolean;
  readonly temporary: boolean;
  readonly external: boolean;
}

export function createTable(p: Parser, start: number, header: Header): Command {
  p.expect("TABLE");
  const notExists = !header.replace && ifNotExists(p);
  const nameParts = commandName(p);
  if (p.kind === "LIKE" && !header.replace && !header.temporary && !header.external) {
    return createTableLike(p, start, nameParts, notExists);
  }
  const elements = p.kind === "(" ? p.attempt("table elements", tableElements) : undefined;
  if (elements === undefined && p.at("(") && !/^(?:SELECT|WITH|VALUES|FROM|TABLE|\()$/.test(p.peek())) {
    tableElements(p);
  }
  const seen = new Clauses(p, start);
  const clauses = tableClauses(p, start, seen);
  const atQuery = p.accept("AS") || (p.kind !== "eof" && p.kind !== ";");
  const plan = atQuery ? collatedQuery(p, clauses.collation, query) : undefined;
  check(p, start, header, clauses.provider, plan, elements, clauses.partitionColumns.length > 0);
  if (header.temporary && notExists) invalidClause(p, start, "CREATE TEMPORARY TABLE ... IF NOT EXISTS");
  if (header.temporary) return temporaryTable(p, start, nameParts, elements, clauses);

  const given = [...(elements?.columns.map((column) => column.field) ?? []), ...clauses.partitionColumns];
  const collated = clauses.collation;
  const fields = collated === undefined ? given : given.map((field) => collatedField(field, collated));
  const replacing = header.replace ? `REPLACE TABLE${plan === undefined ? "" : " AS SELECT"}` : undefined;
  const refused = replacing ?? elements?.refused;
  const format = clauses.isHive === true ? "hive" : clauses.provider;
  return command<CreateTable>(p, start, {
    kind: "CreateTable",
    nameParts,
    ...(fields.length > 0 ? { schema: new StructType(fields) } : {}),
    ...(format === undefined ? {} : { provider: format }),
    partitionBy: clauses.partitionBy,
    options: clauses.options,
    ...(clauses.location === undefined ? {} : { location: clauses.location }),
    ...(clauses.comment === undefined ? {} : { comment: clauses.comment }),
    ifNotExists: notExists,
    replace: false,
    ...(plan === undefined ? {} : { query: plan }),
    properties: clauses.properties,
    ...(clauses.buckets === undefined ? {} : { buckets: clauses.buckets }),
    ...(collated === undefined ? {} : { collation: collated }),
    ...(clauses.transform === undefined ? {} : { transform: clauses.transform }),
    ...(clauses.clusterBy === undefined ? {} : { clusterBy: clauses.clusterBy }),
    ...(refused === undefined ? {} : { refused }),
    ...(header.external ? { external: true } : {}),
  });
}

interface Elements {
  readonly columns: readonly ColumnDefinition[];
  readonly refused?: string | undefined;
}
/** `(a INT, b STRING, CONSTRAINT c PRIMARY KEY (a))` */
function tableElements(p: Parser): Elements {
  const start = p.pos;
  const columns: ColumnDefinition[] = [];
  let refused: string | undefined;
  let primaryKeys = 0;
  p.parenthesized((inner) => {
    if (atConstraint(inner)) {
      const kind = tableConstraint(inner);
      refused = "CONSTRAINT";
      if (kind === "PRIMARY KEY") primaryKeys++;
    } else columns.push(columnDefinition(inner));
  });
  if (primaryKeys > 1) p.reject("MULTIPLE_PRIMARY_KEYS", { columns: "" }, start);
  return {
    columns,
    refused: columns.find((column) => column.refused !== undefined)?.refused ?? refused,
  };
}

function check(
  p: Parser,
  start: number,
  header: Header,
  providerName: string | undefined,
  plan: Relation | undefined,
  elements: Elements | undefined,
  hasPartitionColumns: boolean,
): void {
  const { replace, temporary } = header;
  const word = replace ? "REPLACE TABLE" : "CREATE TABLE";
  const short = replace ? "RTAS" : "CTAS";
  if (plan !== undefined && elements !== undefined) {
    const operation = `Schema may not be specified in a ${word} AS SELECT (${short}) statement`;
    p.reject("_LEGACY_ERROR_TEMP_0035", { message: operation }, start);
  }
  if (plan !== undefined && hasPartitionColumns) {
    const operation = `Partition column types may not be specified in ${word} AS SELECT (${short})`;
    p.reject("_LEGACY_ERROR_TEMP_0035", { message: operation }, start);
  }
  if (!temporary) return;
  if (plan !== undefined)
    p.reject("_LEGACY_ERROR_TEMP_0035", { message: `CREATE TEMPORARY TABLE ... AS ..., ${INSTEAD}` }, start);
  if (providerName === undefined) p.reject("_LEGACY_ERROR_TEMP_0046", {}, start); // it needs a provider
}
const INSTEAD = "use CREATE TEMPORARY VIEW instead";

/** The old spelling of CREATE TEMPORARY VIEW ... USING. */
function temporaryTable(
  p: Parser,
  start: number,
  nameParts: readonly string[],
  elements: Elements | undefined,
  clauses: TableClauses,
): Command {
  const path = clauses.location === undefined ? {} : { path: clauses.location };
  return command<CreateViewUsing>(p, start, {
    kind: "CreateViewUsing",
    nameParts,
    global: false,
    replace: false,
    ...(elements === undefined ? {} : { schema: new StructType(elements.columns.map((column) => column.field)) }),
    provider: clauses.provider as string,
    options: { ...clauses.options, ...path },
  });
}

function createTableLike(p: Parser, start: number, nameParts: readonly string[], notExists: boolean): Command {
  p.expect("LIKE");
  const like = commandName(p);
  const seen = new Clauses(p, start);
  let format: string | undefined;
  let path: string | undefined;
  let properties: { readonly [key: string]: string } = {};
  for (;;) {
    if (p.kind === "USING") {
      seen.once("PROVIDER");
      format = provider(p).join(".");
    } else if (p.at("ROW", "FORMAT")) {
      seen.once("ROW FORMAT");
      rowFormat(p);
    } else if (p.kind === "STORED") {
      seen.once("STORED AS/BY");
      format = fileFormat(p) ?? p.fail();
    } else if (p.kind === "LOCATION") {
      seen.once("LOCATION");
      path = location(p);
    } else if (p.accept("TBLPROPERTIES")) {
      seen.once("TBLPROPERTIES");
      properties = propertyMap(p);
    } else break;
  }
  if (seen.has("PROVIDER") && (seen.has("ROW FORMAT") || seen.has("STORED AS/BY"))) {
    invalidClause(p, start, "CREATE TABLE LIKE ... USING ... ROW FORMAT or STORED AS");
  }
  if (seen.has("ROW FORMAT") && !seen.has("STORED AS/BY")) {
    invalidClause(p, start, "CREATE TABLE LIKE ... ROW FORMAT without STORED AS");
  }
  return command<CreateTable>(p, start, {
    kind: "CreateTable",
    nameParts,
    like,
    ...(format === undefined ? {} : { provider: format }),
    partitionBy: [],
    options: {},
    ...(path === undefined ? {} : { location: path }),
    ifNotExists: notExists,
    replace: false,
    properties,
  });
}

/** `CREATE MATERIALIZED VIEW`, `CREATE STREAMING TABLE`: the datasets of declarative pipelines. */
export function pipelineDataset(p: Parser, start: number): Command {
  const isView = p.expectAny("MATERIALIZED", "STREAMING") === "MATERIALIZED";
  p.expect(isView ? "VIEW" : "TABLE");
  ifNotExists(p);
  commandName(p);
  if (p.at("(", ")")) p.pos += 2;
  else if (p.kind === "(") tableElements(p);
  const seen = new Clauses(p, start);
  tableClauses(p, start, seen);
  if (p.accept("AS")) query(p);
  else if (p.at("FLOW", "AUTO", "CDC")) p.restText();
  else if (isView) p.fail();
  return unsupported(p, start, isView ? "CREATE MATERIALIZED VIEW" : "CREATE STREAMING TABLE");
}
