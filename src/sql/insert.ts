/** INSERT, DELETE, UPDATE. */
import type {
  Command,
  InsertInto,
  InsertMany,
  RefusedRowChange,
  RefusedTableChange,
  WriteFiles,
} from "../plan/command.ts";
import type { Filter, Project, ReadNamedTable, Relation, SubqueryAlias } from "../plan/relation.ts";
import { originOfName } from "../plan/origin.ts";
import { anyExpression } from "./expression.ts";
import { fromClause } from "./from.ts";
import { commandName } from "./identifier-clause.ts";
import { nameList } from "./identifier.ts";
import { attribute, relation } from "./nodes.ts";
import { command, ifNotExists, invalidClause, unsupported } from "./node-command.ts";
import type { Parser } from "./parser.ts";
import { partitionSpec, type PartitionValue } from "./partition.ts";
import { propertyMap } from "./property.ts";
import { query, withCtes, type WithClause } from "./query.ts";
import { aliased, tableAlias, tableOptions } from "./relation.ts";
import { atSelectBody, selectBody } from "./select.ts";
import { assignment } from "./set.ts";
import { atText, stringText } from "./string-literal.ts";
import { atSubquery, subquery } from "./subquery.ts";
import { fileFormat, provider, rowFormat } from "./table-clause.ts";

/** What INSERT writes to; the rows follow. */
type Target = (rows: Relation) => Command;

export function insert(p: Parser, ctes: WithClause | undefined): Command {
  const start = p.pos;
  const target = insertTarget(p);
  const rowsAt = p.pos;
  const rows = insertedRows(p);
  return target(ctes === undefined ? rows : withCtes(p, rowsAt, ctes, rows));
  function insertedRows(inner: Parser): Relation {
    if (atSubquery(inner)) {
      // `(query) AS t` is also taken; the whole may still be part of a larger query.
      const whole = inner.attempt("inserted query", (each) => {
        const plan = aliased(each, start, subquery(each));
        if (each.kind !== "eof" && each.kind !== ";") each.fail();
        return plan;
      });
      if (whole !== undefined) return whole;
    }
    return query(inner);
  }
}

/** `FROM t INSERT INTO a SELECT ... INSERT INTO b SELECT ...`; undefined where it is a query. */
export function multiInsert(p: Parser, ctes: WithClause | undefined): Command | undefined {
  const start = p.pos;
  const from = p.attempt("from", fromClause);
  if (from === undefined || p.kind !== "INSERT") {
    p.pos = start;
    return undefined;
  }
  const inserts: Command[] = [];
  while (p.kind === "INSERT") {
    const target = insertTarget(p);
    if (!atSelectBody(p)) p.fail();
    const rowsAt = p.pos;
    const rows = selectBody(p, from);
    inserts.push(target(ctes === undefined ? rows : withCtes(p, rowsAt, ctes, rows)));
  }
  return inserts.length === 1 ? inserts[0]! : command<InsertMany>(p, start, { kind: "InsertMany", inserts });
}

function insertTarget(p: Parser): Target {
  const start = p.pos;
  p.expect("INSERT");
  p.acceptAll("WITH", "SCHEMA", "EVOLUTION");
  const overwrite = p.expectAny("INTO", "OVERWRITE") === "OVERWRITE";
  if (overwrite && (p.kind === "DIRECTORY" || p.at("LOCAL", "DIRECTORY")) && p.peek() !== ".")
    return directory(p, start);
  p.accept("TABLE");
  const nameParts = commandName(p);
  if (!overwrite) {
    const replace = p.attempt("insert replace", replaceClause);
    if (replace !== undefined) {
      const operation = `INSERT INTO ... REPLACE ${replace === "WHERE" ? "WHERE" : "ON/USING"}`;
      return () => command<RefusedTableChange>(p, start, { kind: "RefusedTableChange", nameParts, operation });
    }
  }
  if (p.at("WITH", "(")) tableOptions(p);
  const partition = p.at("PARTITION", "(") ? partitionSpec(p) : undefined;
  const notExists = ifNotExists(p);
  if (notExists) checkIfNotExists(p, start, overwrite, partition);
  const byName = p.acceptAll("BY", "NAME");
  const columns = !byName && p.kind === "(" ? p.attempt("insert columns", columnList) : undefined;
  return (rows) =>
    command<InsertInto>(p, start, {
      kind: "InsertInto",
      nameParts,
      ...(columns === undefined ? {} : { columns }),
      overwrite,
      byName,
      ...(partition === undefined ? {} : { partition }),
      ...(notExists ? { ifNotExists: true } : {}),
      query: rows,
    });
}
/** `(a, b)` is a list of columns only if rows follow it. */
function columnList(p: Parser): string[] {
  const columns = nameList(p);
  if (p.kind === "eof" || p.kind === ";" || p.kind === ")") p.fail();
  return columns;
}
function checkIfNotExists(p: Parser, start: number, overwrite: boolean, partition: PartitionValue[] | undefined): void {
  if (!overwrite) invalidClause(p, start, "INSERT INTO ... IF NOT EXISTS");
  const dynamic = partition?.filter(({ value }) => value === undefined).map((x) => x.name) ?? [];
  if (dynamic.length > 0) {
    const message = `IF NOT EXISTS with dynamic partitions: ${dynamic.join(", ")}`;
    p.reject("_LEGACY_ERROR_TEMP_0035", { message }, start);
  }
}

/** `[AS t] [BY NAME | (a, b)] REPLACE WHERE | ON condition`, or `REPLACE USING (a)` */
function replaceClause(p: Parser): string {
  tableAlias(p);
  if (p.at("WITH", "(")) tableOptions(p);
  if (!p.acceptAll("BY", "NAME") && p.kind === "(") nameList(p);
  p.expect("REPLACE");
  const word = p.expectAny("WHERE", "ON", "USING");
  if (word === "USING") nameList(p);
  else anyExpression(p);
  return word;
}

/** `INSERT OVERWRITE DIRECTORY 'path' USING format OPTIONS (...)` */
function directory(p: Parser, start: number): Target {
  const isLocal = p.accept("LOCAL");
  p.expect("DIRECTORY");
  const path = atText(p) ? stringText(p) : undefined;
  if (p.kind !== "USING") {
    if (path === undefined) p.fail();
    rowFormat(p);
    fileFormat(p);
    return () => unsupported(p, start, "INSERT OVERWRITE DIRECTORY of a Hive format");
  }
  const format = provider(p).join(".");
  const options = p.accept("OPTIONS") ? propertyMap(p) : {};
  const target = path ?? Object.entries(options).find(([key]) => key.toLowerCase() === "path")?.[1];
  if (
    target === undefined ||
    (path !== undefined && Object.keys(options).some((key) => key.toLowerCase() === "path"))
  ) {
    p.reject("_LEGACY_ERROR_TEMP_0049", {}, start); // one path, and only one
  }
  if (isLocal && !/^(?:file:|\/)/.test(target)) p.reject("_LEGACY_ERROR_TEMP_0050", {}, start);
  return (input) =>
    command<WriteFiles>(p, start, {
      kind: "WriteFiles",
      input,
      format,
      path: target,
      mode: "overwrite",
      partitionBy: [],
      options,
    });
}

/** `DELETE FROM t WHERE ...`, `UPDATE t SET a = 1 WHERE ...` */
export function dataChange(p: Parser): Command {
  const start = p.pos;
  const word = p.expectAny("DELETE", "UPDATE");
  if (word === "DELETE") p.expect("FROM");
  const nameParts = commandName(p);
  const alias = tableAlias(p);
  if (alias?.columnAliases !== undefined) p.reject("COLUMN_ALIASES_NOT_ALLOWED", { op: word }, start);
  if (p.at("WITH", "(")) tableOptions(p);
  const isUpdate = word === "UPDATE";
  if (isUpdate) p.expect("SET");
  const set = isUpdate ? p.list(assignment).flatMap(({ target, value }) => [attribute(p, start, target), value]) : [];
  const condition = p.accept("WHERE") ? anyExpression(p) : undefined;
  const input = targetRelation(p, start, nameParts, alias?.alias);
  const some = condition === undefined ? input : relation<Filter>(p, start, { kind: "Filter", input, condition });
  const names = isUpdate ? relation<Project>(p, start, { kind: "Project", input: some, expressions: set }) : some;
  const operation = word === "UPDATE" ? "UPDATE TABLE" : "DELETE";
  return command<RefusedRowChange>(p, start, { kind: "RefusedRowChange", nameParts, operation, names });
}
/** The table that a statement changes, under the name by which its expressions know it. */
export function targetRelation(
  p: Parser,
  start: number,
  nameParts: readonly string[],
  alias: string | undefined,
): Relation {
  const origin = originOfName(nameParts) ?? p.origin(start);
  const table: ReadNamedTable = { kind: "ReadNamedTable", nameParts, common: { origin } };
  return alias === undefined
    ? table
    : relation<SubqueryAlias>(p, start, { kind: "SubqueryAlias", input: table, alias });
}
