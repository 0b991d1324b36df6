/** Recursive common table expressions: an anchor, and a step that names the table itself. */
import { randomUUID } from "node:crypto";
import { alias, attribute, implicit } from "../logical/build.ts";
import { canStoreAssign, sameType } from "../logical/coercion.ts";
import type { Logical } from "../logical/relation.ts";
import type { Relation, WithCTE } from "../plan/relation.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import { project } from "./rename.ts";
import { nameText } from "./scope.ts";

/** Whether a tree of plan nodes reads a table of this name. */
function names(node: unknown, name: string): boolean {
  const stack: unknown[] = [node];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (typeof at !== "object" || at === null) continue;
    if (Array.isArray(at)) {
      stack.push(...(at as unknown[]));
      continue;
    }
    const table = at as { kind?: string; nameParts?: readonly string[] };
    if (table.kind === "ReadNamedTable" && table.nameParts?.length === 1 && table.nameParts[0]?.toLowerCase() === name)
      return true;
    for (const [key, child] of Object.entries(at)) if (key !== "origin" && key !== "dataType") stack.push(child);
  }
  return false;
}
/** Under aliases and scopes of its own, the union of a recursive table. */
function unionOf(plan: Relation): Extract<Relation, { kind: "SetOperation" }> | undefined {
  if (plan.kind === "SubqueryAlias") return unionOf(plan.input);
  return plan.kind === "SetOperation" && plan.setOpType === "union" ? plan : undefined;
}

/** The recursive table; undefined where the expression does not name itself. */
export function analyzeRecursion(cx: Analyzer, cte: WithCTE["ctes"][number], env: Env): Logical | undefined {
  const name = cte.name.toLowerCase();
  if (!names(cte.plan, name)) return undefined;
  const union = unionOf(cte.plan);
  if (union === undefined) throw new AnalysisException("INVALID_RECURSIVE_CTE", {});
  if (names(union.left, name)) throw new AnalysisException("INVALID_RECURSIVE_REFERENCE.PLACE", {});
  if (!union.isAll) throw new AnalysisException("UNION_NOT_SUPPORTED_IN_RECURSIVE_CTE", {});
  const anchor = cx.relation(union.left, env);
  const width = anchor.output.length;
  if (cte.columnAliases !== undefined && cte.columnAliases.length !== width) {
    throw new AnalysisException("ASSIGNMENT_ARITY_MISMATCH", {
      numExpr: String(cte.columnAliases.length),
      numTarget: String(width),
    });
  }
  const columns = (nullable: boolean): ReturnType<typeof attribute>[] =>
    anchor.output.map((a, i) => attribute(cte.columnAliases?.[i] ?? a.name, a.dataType, nullable || a.nullable));
  const recursionId = randomUUID();
  const ref: Logical = { kind: "RecursionRef", recursionId, output: columns(true) };
  const step = cx.relation(union.right, { ...env, ctes: { name, plan: ref, used: false, next: env.ctes } });
  if (step.output.length !== width) {
    throw new AnalysisException("NUM_COLUMNS_MISMATCH", {
      operator: "UNION",
      firstNumColumns: String(width),
      invalidOrdinalNum: "second",
      invalidNumColumns: String(step.output.length),
    });
  }
  const { ansiEnabled, timeZone } = cx.session.conf;
  const typed = project(
    step,
    step.output.map((a, i) => {
      const to = (anchor.output[i] as (typeof anchor.output)[number]).dataType;
      if (sameType(a.dataType, to)) return a;
      if (!canStoreAssign(a.dataType, to)) {
        throw new AnalysisException("INCOMPATIBLE_COLUMN_TYPE", {
          operator: "UNION",
          columnOrdinalNumber: String(i + 1),
          tableOrdinalNumber: "second",
          dataType1: `"${a.dataType.sql}"`,
          dataType2: `"${to.sql}"`,
          hint: nameText([a.name]),
        });
      }
      return alias(implicit(a, to, ansiEnabled ? "ansi" : "legacy", timeZone), a.name);
    }),
  );
  const output = columns(false).map((a, i) => ({ ...a, nullable: a.nullable || (typed.output[i]?.nullable ?? true) }));
  return {
    kind: "Recursion",
    anchor,
    step: typed,
    recursionId,
    maxLevels: cte.maxRecursion ?? cx.session.conf.int("spark.sql.cteRecursionLevelLimit"),
    maxRows: cx.session.conf.int("spark.sql.cteRecursionRowLimit"),
    output,
  };
}
