/** `df.zip(other)`: columns side by side of two DataFrames that are projections of the same rows. */
import { mapChildren, toAttribute } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { Logical, ProjectNode } from "../logical/relation.ts";
import type { Zip } from "../plan/relation.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { Analyzer, Env } from "./analyzer.ts";

export function analyzeZip(cx: Analyzer, rel: Zip, env: Env): Logical {
  const [left, right] = [cx.relation(rel.left, env), cx.relation(rel.right, env)];
  const [own, other] = [projectsOf(left), projectsOf(right)];
  if (own.base !== other.base && canonical(own.base) !== canonical(other.base)) {
    throw new AnalysisException("ZIP_PLANS_NOT_MERGEABLE", {});
  }
  // The rows are those of the left side: what the right side says of its own is said of them.
  const same = new Map(other.base.output.map(({ id }, i) => [id, own.base.output[i]] as const));
  const onLeft = <E extends TypedExpr>(e: E): E =>
    (e.kind === "Attribute" ? (same.get(e.id) ?? e) : mapChildren(e, onLeft)) as E;
  let plan = own.projects.reduce(over, own.base);
  for (const project of other.projects) plan = over(plan, { expressions: project.expressions.map(onLeft) });
  const expressions = [...left.output, ...right.output.map(onLeft)];
  return { kind: "Project", input: plan, expressions, output: expressions };
}

/** The projections on top of a plan, lowest first, and what lies below them. */
function projectsOf(plan: Logical): { readonly projects: readonly ProjectNode[]; readonly base: Logical } {
  const projects: ProjectNode[] = [];
  let base = plan;
  // A name for a relation changes nothing of its rows.
  for (; base.kind === "Project" || base.kind === "SubqueryAlias"; base = base.input) {
    if (base.kind === "Project") projects.push(base);
  }
  return { projects: projects.reverse(), base };
}

/** The projection, beside all that there is already. */
function over(input: Logical, { expressions }: Pick<ProjectNode, "expressions">): Logical {
  const known = new Set(input.output.map(({ id }) => id));
  const added = expressions.filter(({ id }) => !known.has(id));
  const all = [...input.output, ...added];
  return { kind: "Project", input, expressions: all, output: all.map(toAttribute) };
}

/** A text that equal plans have in common: ids in the order in which they appear, nothing of where a plan was written. */
function canonical(plan: Logical): string {
  const ids = new Map<unknown, number>();
  return JSON.stringify(plan, function (this: unknown, key, value: unknown) {
    if (key === "origin" || key === "qualifier" || value === undefined) return undefined;
    if (key === "fn") return (value as { readonly name: string }).name;
    if (isNamed(value)) {
      let below: Logical = value;
      while (below.kind === "SubqueryAlias") below = below.input;
      return below;
    }
    if (typeof value === "bigint") return `${value}n`;
    if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
    if (key !== "id") return value;
    // Rows of the program are told apart by themselves, not by their ids.
    if (typeof value === "string") return "";
    if (!ids.has(value)) ids.set(value, ids.size);
    return ids.get(value);
  });
}
function isNamed(value: unknown): value is Extract<Logical, { kind: "SubqueryAlias" }> {
  return typeof value === "object" && value !== null && (value as Partial<Logical>).kind === "SubqueryAlias";
}
