/** One statement: a query or a command, by its first word. */
import type { Command, Statement, WithIdentifiers } from "../plan/command.ts";
import { alter } from "./alter.ts";
import { create, replaceTable } from "./create.ts";
import {
  analyze,
  cacheTable,
  call,
  clearCache,
  comment,
  loadData,
  manageResource,
  refresh,
  repair,
  truncate,
  uncacheTable,
} from "./maintenance.ts";
import { explain } from "./explain.ts";
import { describe } from "./describe.ts";
import { remove } from "./drop.ts";
import { dataChange, insert, multiInsert } from "./insert.ts";
import { merge } from "./merge.ts";
import { mapStatement } from "./map-parallel.ts";
import { invalidStatement } from "./node-command.ts";
import type { Parser } from "./parser.ts";
import { query, withClause, type WithClause } from "./query.ts";
import { script } from "./script.ts";
import { reset, set } from "./set.ts";
import { show } from "./show.ts";
import { use } from "./use.ts";
import { closeCursor, declare, executeImmediate, fetchCursor, openCursor } from "./variable.ts";

type Rule = (p: Parser) => Command;

const COMMANDS: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ["ADD", manageResource],
  ["ALTER", alter],
  ["ANALYZE", analyze],
  ["CACHE", cacheTable],
  ["CALL", call],
  ["CLEAR", clearCache],
  ["CLOSE", closeCursor],
  ["COMMENT", comment],
  ["CREATE", create],
  ["DECLARE", declare],
  ["DESC", describe],
  ["DESCRIBE", describe],
  ["DROP", remove],
  ["EXECUTE", executeImmediate],
  ["EXPLAIN", explain],
  ["FETCH", fetchCursor],
  ["LIST", manageResource],
  ["LOAD", loadData],
  ["MSCK", repair],
  ["OPEN", openCursor],
  ["REFRESH", refresh],
  ["REPAIR", repair],
  ["REPLACE", replaceTable],
  ["RESET", reset],
  ["SET", set],
  ["SHOW", show],
  ["TRUNCATE", truncate],
  ["UNCACHE", uncacheTable],
  ["USE", use],
  ...["GRANT", "REVOKE", "EXPORT", "IMPORT", "LOCK", "UNLOCK", "START", "COMMIT", "ROLLBACK", "DFS"].map(
    (word): [string, Rule] => [word, invalidStatement],
  ),
]);

/** Statements that change rows; WITH may stand before them. */
function dataCommand(p: Parser, ctes: WithClause | undefined): Command | undefined {
  switch (p.kind) {
    case "INSERT":
      return insert(p, ctes);
    case "DELETE":
    case "UPDATE":
      return dataChange(p);
    case "MERGE":
      return merge(p);
    case "FROM":
      return multiInsert(p, ctes);
    default:
      return undefined;
  }
}

export function statement(p: Parser): Statement {
  const start = p.pos;
  if (p.kind === "BEGIN" && !p.inScript) return script(p);
  const rule = COMMANDS.get(p.kind);
  if (rule !== undefined) return asStatement(p, start, rule(p));
  if (p.kind === "WITH") {
    // WITH is read once; what follows tells the kind of statement.
    const ctes = p.attempt("with", withClause);
    const command = ctes === undefined ? undefined : dataCommand(p, ctes);
    if (command !== undefined) return asStatement(p, start, command);
    p.pos = start;
  } else {
    const command = dataCommand(p, undefined);
    if (command !== undefined) return asStatement(p, start, command);
  }
  return mapStatement(query(p));
}

function asStatement(p: Parser, start: number, command: Command): Statement {
  if (p.computedNames.size === 0) return Object.freeze({ kind: "Command", command });
  const identifiers = [...p.computedNames].map(([at, expression]) => ({ at: at - start, expression }));
  p.computedNames.clear();
  const sqlText = p.textFrom(start);
  const wrapped: WithIdentifiers = { kind: "WithIdentifiers", sqlText, identifiers, origin: p.origin(start) };
  return Object.freeze({ kind: "Command", command: Object.freeze(wrapped) });
}
