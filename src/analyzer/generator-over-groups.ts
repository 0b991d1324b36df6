/** Generators in the list of a query that aggregates: the aggregation gives their arguments, they work over its rows. */
import { findBuiltin } from "../builtins/registry.ts";
import type { Call } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import type { Expression, UnresolvedFunction } from "../plan/expression.ts";
import type { Aggregate, Project } from "../plan/relation.ts";
import { someNode } from "../plan/written-tree.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import { attributesOf, generate, isGeneratorCall, isOuter } from "./generate.ts";
import { project } from "./rename.ts";
import type { Named } from "./select.ts";

interface Generator {
  readonly call: UnresolvedFunction;
  readonly names: readonly string[] | undefined;
  /** Its arguments as columns of the aggregation; literals stay. */
  readonly args: readonly Expression[];
}

/** The plan of such a query; undefined where the list has no generator, or the query does not aggregate. */
export function generatorsOverGroups(cx: Analyzer, rel: Aggregate | Project, env: Env): Logical | undefined {
  const list = rel.kind === "Project" ? rel.expressions : rel.aggregateExpressions;
  const isGenerator = (e: Expression): boolean => isGeneratorCall(e.kind === "Alias" ? e.child : e, cx.session);
  if (!list.some(isGenerator) || !isPlainSql(rel, list.filter(isGenerator), list)) return undefined;
  const inputs: Expression[] = [];
  const entries: (Generator | number)[] = [];
  for (const e of list) {
    const call = e.kind === "Alias" ? e.child : e;
    if (!isGenerator(e) || call.kind !== "UnresolvedFunction") {
      entries.push(inputs.push(e) - 1);
      continue;
    }
    const args = call.arguments.map((a): Expression => {
      if (a.kind === "Literal") return a;
      const name = `_gen_input_${inputs.length}`;
      inputs.push({ kind: "Alias", child: a, names: [name] });
      return { kind: "UnresolvedAttribute", nameParts: [name] };
    });
    entries.push({ call, names: e.kind === "Alias" ? e.names : undefined, args });
  }
  // Positions in GROUP BY count the list as it was written.
  if (inputs.length !== list.length && rel.kind === "Aggregate" && rel.groupingExpressions.some(isNumber)) {
    return undefined;
  }
  const below: Aggregate =
    rel.kind === "Aggregate"
      ? { ...rel, aggregateExpressions: inputs }
      : {
          kind: "Aggregate",
          input: rel.input,
          groupType: "groupBy",
          groupingExpressions: [],
          aggregateExpressions: inputs,
          fromSql: true,
        };
  const groups = cx.relation(below, env);
  const resolver = cx.resolver(cx.scope(groups, [], env));
  let plan = groups;
  const shown: Named[] = [];
  for (const entry of entries) {
    if (typeof entry === "number") {
      shown.push(groups.output[entry] as Named);
      continue;
    }
    const call = resolver.value({ ...entry.call, arguments: entry.args }) as Call;
    const generated = attributesOf(call, entry.names, isOuter(call), []);
    plan = generate(plan, call, isOuter(call), generated);
    shown.push(...generated);
  }
  return project(plan, shown);
}

/** A SELECT whose list says itself what its columns are, and which aggregates. */
function isPlainSql(rel: Aggregate | Project, generators: readonly Expression[], list: readonly Expression[]): boolean {
  if (list.some((e) => e.kind === "UnresolvedStar" || e.kind === "UnresolvedRegex" || e.kind === "ExpressionString")) {
    return false;
  }
  if (rel.kind === "Project") return rel.pipeOperator === undefined && generators.some(aggregates);
  return rel.fromSql === true && rel.fromPipe !== true && rel.pivot === undefined;
}
const isNumber = (e: Expression): boolean => e.kind === "Literal" && e.dataType.kind === "integer";

/** Whether an aggregate is called, not counting those over windows and in subqueries. */
function aggregates(e: Expression): boolean {
  return someNode(e, ({ kind, nameParts }) => {
    if (kind === "Window" || kind === "SubqueryExpression") return false;
    if (kind !== "UnresolvedFunction") return undefined;
    return findBuiltin((nameParts as readonly string[]).at(-1) ?? "")?.kind === "aggregate" || undefined;
  });
}
