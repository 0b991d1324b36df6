/** CREATE and REPLACE: what kind of thing it is. */
import type { Command, CreateDatabase, RefusedTableChange } from "../plan/command.ts";
import { createFunction } from "./create-function.ts";
import { createTable, pipelineDataset } from "./create-table.ts";
import { createView } from "./create-view.ts";
import { commandName } from "./identifier-clause.ts";
import { multipartName, name } from "./identifier.ts";
import { insert } from "./insert.ts";
import {
  acceptNamespace,
  atNamespace,
  Clauses,
  command,
  ifNotExists,
  invalidClause,
  unsupported,
} from "./node-command.ts";
import type { Parser } from "./parser.ts";
import { properties, propertyMap } from "./property.ts";
import { atCollation, collation, comment, location } from "./table-clause.ts";

export function create(p: Parser): Command {
  const start = p.pos;
  p.expect("CREATE");
  if (atNamespace(p)) return createDatabase(p, start);
  const replace = p.acceptAll("OR", "REPLACE");
  const global = p.accept("GLOBAL");
  const temporary = p.accept("TEMPORARY");
  if (global && !temporary) p.fail();
  if (p.kind === "VIEW") return createView(p, start, { replace, global, temporary });
  if (global) p.fail();
  if (p.kind === "FUNCTION") return createFunction(p, start, { replace, temporary });
  if (p.kind === "MACRO" && temporary && !replace) return refused(p, start, "CREATE TEMPORARY MACRO");
  const external = p.accept("EXTERNAL");
  if (p.kind === "TABLE") {
    if (replace && (temporary || external)) p.fail(start + 3);
    return createTable(p, start, { replace, temporary, external });
  }
  if (replace || temporary || external) p.fail();
  switch (p.kind) {
    case "ROLE":
      return refused(p, start, "CREATE ROLE");
    case "INDEX":
      return p.attempt("create index", (inner) => createIndex(inner, start)) ?? refused(p, start, "CREATE INDEX");
    case "MATERIALIZED":
    case "STREAMING":
      return pipelineDataset(p, start);
    case "FLOW":
      return createFlow(p, start);
    default:
      return p.fail();
  }
}
export function replaceTable(p: Parser): Command {
  const start = p.pos;
  p.expect("REPLACE");
  return createTable(p, start, { replace: true, temporary: false, external: false });
}
function refused(p: Parser, start: number, operation: string): never {
  p.restText();
  invalidClause(p, start, operation);
}

/** `CREATE DATABASE [IF NOT EXISTS] d COMMENT '...' LOCATION '...' WITH DBPROPERTIES (...)` */
function createDatabase(p: Parser, start: number): Command {
  acceptNamespace(p);
  const notExists = ifNotExists(p);
  const nameParts = commandName(p);
  const seen = new Clauses(p, start);
  const details: { -readonly [K in "comment" | "location" | "properties"]?: CreateDatabase[K] } = {};
  for (;;) {
    if (p.kind === "COMMENT") {
      seen.once("COMMENT");
      details.comment = comment(p);
    } else if (p.kind === "LOCATION") {
      seen.once("LOCATION");
      details.location = location(p);
    } else if (atCollation(p)) {
      seen.once("DEFAULT COLLATION");
      collation(p);
      p.reject("UNSUPPORTED_FEATURE.SCHEMA_LEVEL_COLLATIONS", {}, start);
    } else if (p.accept("WITH")) {
      const word = p.expectAny("DBPROPERTIES", "PROPERTIES");
      seen.once(`WITH ${word}`);
      if (seen.has("WITH PROPERTIES") && seen.has("WITH DBPROPERTIES")) {
        invalidClause(p, start, "Either PROPERTIES or DBPROPERTIES is allowed.");
      }
      details.properties = propertyMap(p);
    } else break;
  }
  return command<CreateDatabase>(p, start, {
    kind: "CreateDatabase",
    nameParts,
    ifNotExists: notExists,
    ...(details as Pick<CreateDatabase, "comment" | "location" | "properties">),
  });
}

/** `CREATE INDEX i ON TABLE t USING x (a, b OPTIONS (...))` */
function createIndex(p: Parser, start: number): Command {
  p.expect("INDEX");
  ifNotExists(p);
  name(p);
  p.expect("ON");
  p.accept("TABLE");
  const nameParts = commandName(p);
  if (p.accept("USING")) name(p);
  p.parenthesized((inner) => {
    multipartName(inner);
    if (inner.accept("OPTIONS")) properties(inner);
  });
  if (p.accept("OPTIONS")) properties(p);
  return command<RefusedTableChange>(p, start, { kind: "RefusedTableChange", nameParts, operation: "CreateIndex" });
}

/** `CREATE FLOW f AS INSERT INTO ...`, of declarative pipelines. */
function createFlow(p: Parser, start: number): Command {
  p.expect("FLOW");
  commandName(p);
  if (p.kind === "COMMENT") comment(p);
  p.expect("AS");
  if (p.at("AUTO", "CDC")) p.restText();
  else insert(p, undefined);
  return unsupported(p, start, "CREATE FLOW");
}
