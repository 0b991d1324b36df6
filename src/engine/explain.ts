/** Plans as text. */
import { nameWithIds, sortText } from "../logical/pretty.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import { lowerQuery, schemaOf } from "../lowering/index.ts";
import { planText } from "../polars/explain-plan.ts";
import { inputs } from "../logical/tree.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExplainMode } from "./engine.ts";
import { stagesOf } from "./user-stages.ts";

const text = nameWithIds;
function name(e: TypedExpr): string {
  if (e.kind !== "Alias") return text(e);
  const [given, called] = [text(e.child), `${e.name}#${e.id}`];
  return given === called ? called : `${given} AS ${called}`;
}
const list = (es: readonly TypedExpr[]): string => `[${es.map(name).join(", ")}]`;

function line(rel: Logical): string {
  switch (rel.kind) {
    case "LocalData":
      return `LocalRelation ${list(rel.output)}`;
    case "FileScan":
      return `Relation ${list(rel.output)} ${rel.format}`;
    case "RangeScan":
      return `Range (${rel.start}, ${rel.end}, step=${rel.step}) ${list(rel.output)}`;
    case "SingleRow":
      return "OneRowRelation";
    case "Project":
      return `Project ${list(rel.expressions)}`;
    case "Filter":
      return `Filter ${text(rel.condition)}`;
    case "Join":
      return `Join ${rel.joinType}${rel.condition === undefined ? "" : `, ${text(rel.condition)}`}`;
    case "Aggregate":
      return `Aggregate ${list(rel.groupings)}, ${list(rel.aggregates)}`;
    case "Window":
      return `Window ${list(rel.windows)}`;
    case "Generate":
      return `Generate ${text(rel.generator)}, ${rel.outer}, ${list(rel.generated)}`;
    case "Sort":
      return `Sort [${rel.order.map((o) => sortText(o, text)).join(", ")}], ${rel.isGlobal}`;
    case "Limit":
      return rel.limit === undefined ? `Offset ${rel.offset}` : `Limit ${rel.limit}`;
    case "Tail":
      return `Tail ${rel.limit}`;
    case "SetOperation":
      return `${rel.operation === "intersect" ? "Intersect" : "Except"}${rel.isAll ? " All" : ""}`;
    case "Distinct":
      return rel.keys === undefined ? "Distinct" : `Deduplicate ${list(rel.keys)}`;
    case "Sample":
      return `Sample ${rel.lowerBound}, ${rel.upperBound}, ${rel.withReplacement}, ${rel.seed}`;
    case "Repartition":
      return `Repartition ${rel.numPartitions}, ${rel.by}${rel.keys === undefined ? "" : ` ${list(rel.keys)}`}`;
    case "Expand":
      return `Expand [${rel.projections.map(list).join(", ")}], ${list(rel.output)}`;
    case "LateralJoin":
      return `LateralJoin ${rel.joinType}${rel.condition === undefined ? "" : `, ${text(rel.condition)}`}`;
    case "Union":
      return `Union ${list(rel.output)}`;
    case "Evaluate":
      return `Evaluate ${list(rel.calls)}`;
    case "MapBatches":
      return `MapBatches ${rel.function.name} ${list(rel.output)}`;
    case "StageResult":
      return `StageResult ${rel.stageId} ${list(rel.output)}`;
    case "SubqueryAlias":
      return `SubqueryAlias ${rel.alias}`;
    case "Cached":
      return `InMemoryRelation ${list(rel.output)}`;
    default:
      return rel.kind;
  }
}
/** The plan as Spark draws trees; a deep chain is drawn by a loop. */
export function treeText(root: Logical): string {
  const lines: string[] = [];
  const stack: { rel: Logical; prefix: string; last: boolean; top: boolean }[] = [
    { rel: root, prefix: "", last: true, top: true },
  ];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const { rel, prefix, last, top } = item;
    lines.push(top ? line(rel) : `${prefix}${last ? "+- " : ":- "}${line(rel)}`);
    const below = inputs(rel);
    const next = top ? "" : `${prefix}${last ? "   " : ":  "}`;
    for (let i = below.length - 1; i >= 0; i--)
      stack.push({ rel: below[i] as Logical, prefix: next, last: i === below.length - 1, top: false });
  }
  return lines.join("\n");
}

export function explainText(engine: EmbeddedEngine, plan: Logical, optimized: Logical, mode: ExplainMode): string {
  const physical = (): string => {
    const { stages, plan: last, lowering } = stagesOf(engine, optimized);
    const named = { ...lowering, stageFiles: (id: number) => [`<result of stage ${id}>`] };
    const before = stages.map((s) => `Stage ${s.id}: ${line(s.node)}\n${planText(lowerQuery(s.input, named).plan)}\n`);
    return [...before, planText(lowerQuery(last, named).plan)].join("\n");
  };
  const tasks = taskLines(optimized);
  if (tasks.length > 0) {
    const schema = schemaOf(plan).treeString();
    return `== Map Parallel ==\n${tasks.join("\n")}\n\n== Schema ==\n${schema}\n== Physical Plan ==\n${treeText(optimized)}\n`;
  }
  if (mode === "simple")
    return `== Physical Plan ==\n${treeText(optimized).replaceAll("InMemoryRelation [", "InMemoryTableScan [")}\n`;
  return `== Analyzed Logical Plan ==\n${treeText(plan)}\n\n== Optimized Logical Plan ==\n${treeText(optimized)}\n\n== Physical Plan ==\n${physical()}\n`;
}

/** What is known of the tasks that the plan calls, without running anything. */
function taskLines(plan: Logical): string[] {
  const lines: string[] = [];
  const seen = new Set<Logical>();
  const stack = [plan];
  for (let rel = stack.pop(); rel !== undefined; rel = stack.pop()) {
    if (seen.has(rel)) continue;
    seen.add(rel);
    if (rel.kind === "Evaluate") {
      for (const { child } of rel.calls) {
        const { user } = child.fn;
        if (user?.kind === "scalar" && user.explain !== undefined) lines.push(...user.explain(rowsOf(rel.input)));
      }
    }
    stack.push(...inputs(rel));
  }
  return lines;
}
/** How many rows a plan gives, where that is known without running it. */
function rowsOf(rel: Logical): number | undefined {
  switch (rel.kind) {
    case "LocalData":
      return rel.rowCount;
    case "SingleRow":
      return 1;
    case "EmptyRelation":
      return 0;
    case "RangeScan": {
      const span = (rel.end - rel.start) / rel.step + ((rel.end - rel.start) % rel.step === 0n ? 0n : 1n);
      return Number(span > 0n ? span : 0n);
    }
    case "Project":
    case "SubqueryAlias":
    case "Sort":
    case "Repartition":
    case "Evaluate":
      return rowsOf(rel.input);
    case "Limit": {
      const below = rowsOf(rel.input);
      if (below === undefined) return undefined;
      return Math.max(0, Math.min(below - rel.offset, rel.limit ?? Infinity));
    }
    default:
      return undefined;
  }
}
