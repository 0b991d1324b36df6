/** Recursive common table expressions: an anchor, and a step that names the table itself. */
import { randomUUID } from "node:crypto";
import { alias, attribute, exists, implicit } from "../logical/build.ts";
import { sameType, widerTypeForTwo } from "../logical/coercion.ts";
import type { Logical } from "../logical/relation.ts";
import { expressions, inputs } from "../logical/tree.ts";
import type { Relation, WithCTE } from "../plan/relation.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { contextOf } from "./expression-resolver.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import { project } from "./rename.ts";
import { mergeNullability } from "./set-operation.ts";

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
  if (plan.kind === "WithCTE") {
    // Both sides see what the expression defines for itself.
    const union = unionOf(plan.input);
    if (union === undefined) return undefined;
    return { ...union, left: { ...plan, input: union.left }, right: { ...plan, input: union.right } };
  }
  return plan.kind === "SetOperation" && plan.setOpType === "union" ? plan : undefined;
}

/** The rows of the round before stand where each of them counts by itself: not in aggregations and the like. */
function checkPlaces(rel: Logical, recursionId: string, allowed: boolean): void {
  for (const e of expressions(rel)) {
    exists(e, (x) => {
      if (x.kind === "Subquery") checkPlaces(x.plan, recursionId, true);
      return false;
    });
  }
  switch (rel.kind) {
    case "RecursionRef":
      if (!allowed && rel.recursionId === recursionId)
        throw new AnalysisException("INVALID_RECURSIVE_REFERENCE.PLACE", {});
      return;
    case "Join": {
      const { joinType } = rel;
      const inner = joinType === "inner" || joinType === "cross";
      checkPlaces(rel.left, recursionId, allowed && joinType !== "right" && joinType !== "full");
      checkPlaces(rel.right, recursionId, allowed && (inner || joinType === "right"));
      return;
    }
    default: {
      const kept = allowed && rel.kind !== "Aggregate" && rel.kind !== "Window" && rel.kind !== "Sort";
      for (const input of inputs(rel)) checkPlaces(input, recursionId, kept);
    }
  }
}

/** The recursive table; undefined where the expression does not name itself. */
export function analyzeRecursion(cx: Analyzer, cte: WithCTE["ctes"][number], env: Env): Logical | undefined {
  const name = cte.name.toLowerCase();
  if (!names(cte.plan, name)) return undefined;
  const union = unionOf(cte.plan);
  if (union === undefined) throw new AnalysisException("INVALID_RECURSIVE_CTE", {});
  if (names(union.left, name)) throw new AnalysisException("INVALID_RECURSIVE_CTE", {});
  if (!union.isAll) throw new AnalysisException("UNION_NOT_SUPPORTED_IN_RECURSIVE_CTE", {});
  const anchor = cx.relation(union.left, env);
  const width = anchor.output.length;
  if (cte.columnAliases !== undefined && cte.columnAliases.length !== width) {
    throw new AnalysisException(
      "ASSIGNMENT_ARITY_MISMATCH",
      { numExpr: String(cte.columnAliases.length), numTarget: String(width) },
      { queryContext: contextOf(cte.origin) },
    );
  }
  const columns = (nullable: boolean): ReturnType<typeof attribute>[] =>
    anchor.output.map((a, i) => attribute(cte.columnAliases?.[i] ?? a.name, a.dataType, nullable || a.nullable));
  const recursionId = randomUUID();
  const ref: Logical = { kind: "RecursionRef", recursionId, output: columns(true) };
  const step = cx.relation(union.right, { ...env, ctes: { name, plan: ref, used: false, next: env.ctes } });
  checkPlaces(step, recursionId, true);
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
      // The start decides the type: a step may be narrower, not wider.
      const wider = widerTypeForTwo(to, a.dataType, ansiEnabled);
      if (wider === undefined || !sameType(wider, to)) {
        throw new AnalysisException("CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE", {
          left: `"${to.sql}"`,
          right: `"${a.dataType.sql}"`,
        });
      }
      return alias(implicit(a, to, ansiEnabled ? "ansi" : "legacy", timeZone), a.name);
    }),
  );
  const output = columns(false).map((a, i) => {
    const other = typed.output[i] as (typeof typed.output)[number];
    return { ...a, nullable: a.nullable || other.nullable, dataType: mergeNullability(a.dataType, other.dataType) };
  });
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
