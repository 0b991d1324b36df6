/** MERGE INTO. */
import type { Command, RefusedRowChange } from "../plan/command.ts";
import type { Join, ReadNamedTable, SubqueryAlias } from "../plan/relation.ts";
import { anyExpression } from "./expression.ts";
import { commandName } from "./identifier-clause.ts";
import { multipartName } from "./identifier.ts";
import { targetRelation } from "./insert.ts";
import { command } from "./node-command.ts";
import { relation } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { tableAlias, tableOptions } from "./relation.ts";
import { assignment } from "./set.ts";
import { subquery } from "./subquery.ts";

export function merge(p: Parser): Command {
  const start = p.pos;
  p.expect("MERGE");
  p.acceptAll("WITH", "SCHEMA", "EVOLUTION");
  p.expect("INTO");
  const nameParts = commandName(p);
  const target = targetRelation(p, start, nameParts, plainAlias(p, start));
  if (p.at("WITH", "(")) tableOptions(p);
  p.expect("USING");
  const rowsStart = p.pos;
  const rows =
    p.kind === "("
      ? subquery(p)
      : relation<ReadNamedTable>(p, rowsStart, { kind: "ReadNamedTable", nameParts: commandName(p) });
  if (p.at("WITH", "(")) tableOptions(p);
  const alias = plainAlias(p, start);
  const source =
    alias === undefined ? rows : relation<SubqueryAlias>(p, start, { kind: "SubqueryAlias", input: rows, alias });
  p.expect("ON");
  const joinCondition = anyExpression(p);
  clauses(p, start);
  const names = relation<Join>(p, start, {
    kind: "Join",
    left: target,
    right: source,
    joinType: "inner",
    joinCondition,
  });
  return command<RefusedRowChange>(p, start, {
    kind: "RefusedRowChange",
    nameParts,
    operation: "MERGE INTO TABLE",
    names,
  });
}

function plainAlias(p: Parser, start: number): string | undefined {
  const given = tableAlias(p);
  if (given?.columnAliases !== undefined) p.defer("COLUMN_ALIASES_NOT_ALLOWED", { op: "MERGE" }, start);
  return given?.alias;
}

type Match = "MATCHED" | "NOT MATCHED" | "NOT MATCHED BY SOURCE";
const ORDER: readonly Match[] = ["MATCHED", "NOT MATCHED", "NOT MATCHED BY SOURCE"];

/** The WHEN clauses stand by kind; of each kind only the last may lack a condition. */
function clauses(p: Parser, start: number): void {
  let kind = 0;
  const conditions: boolean[][] = [[], [], []];
  while (p.kind === "WHEN") {
    const match = matchKind(p);
    const at = ORDER.indexOf(match);
    if (at < kind) p.fail();
    kind = at;
    conditions[at]!.push(p.accept("AND") && (anyExpression(p), true));
    p.expect("THEN");
    action(p, match);
  }
  if (conditions.every((each) => each.length === 0)) p.defer("MERGE_WITHOUT_WHEN", {}, start);
  conditions.forEach((each, i) => {
    if (each.slice(0, -1).includes(false)) {
      p.defer(`NON_LAST_${ORDER[i]!.replaceAll(" ", "_")}_CLAUSE_OMIT_CONDITION`, {}, start);
    }
  });
}
function matchKind(p: Parser): Match {
  p.expect("WHEN");
  if (p.accept("MATCHED")) return "MATCHED";
  p.expect("NOT", "MATCHED");
  if (p.acceptAll("BY", "SOURCE")) return "NOT MATCHED BY SOURCE";
  p.acceptAll("BY", "TARGET");
  return "NOT MATCHED";
}

function action(p: Parser, match: Match): void {
  const start = p.pos;
  if (match === "NOT MATCHED") {
    p.expect("INSERT");
    if (p.accept("*")) return;
    const columns = p.parenthesized(multipartName);
    p.expect("VALUES");
    const values = p.parenthesized(anyExpression);
    if (columns.length !== values.length) p.defer("_LEGACY_ERROR_TEMP_0006", {}, start); // as many values as columns
    return;
  }
  if (p.accept("DELETE")) return;
  p.expect("UPDATE", "SET");
  if (match === "MATCHED" && p.accept("*")) return;
  p.list(assignment);
}
