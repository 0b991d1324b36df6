/**
 * Columns of DataFrames (`df["x"]`) as Spark Connect binds them: by the id of the DataFrame's plan, wherever it is below,
 * at each request anew. Classic Spark binds them once, to attributes: see {@link Analyzer.planOutput}.
 */
import type { Attribute } from "../logical/expression.ts";
import type { Relation } from "../plan/relation.ts";
import type { QueryContext } from "../types/spark-error.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import { rightIds } from "./join.ts";

/** What joins above made of the attributes of a relation. */
type Renewed = ReadonlyMap<number, Attribute> | undefined;

export interface PlanPlace {
  readonly rel: Relation;
  readonly map: Renewed;
}
/** A place of the DataFrame: how far below it is, 0 for the input itself, and its columns as they are called here. */
export interface PlanMatch {
  readonly depth: number;
  readonly output: readonly Attribute[];
}

export function planMatches(cx: Analyzer, places: readonly PlanPlace[], planId: number, env: Env): PlanMatch[] {
  const found: PlanMatch[] = [];
  let level = places;
  for (let depth = 0; level.length > 0; depth++) {
    const next: PlanPlace[] = [];
    for (const { rel, map } of level) {
      if (rel.common?.planId === planId) {
        const { output } = cx.relation(rel, env);
        found.push({ depth, output: map === undefined ? output : output.map((a) => map.get(a.id) ?? a) });
      } else if ("input" in rel) next.push({ rel: rel.input, map });
      else if ("left" in rel) {
        const right = joined(map, rightIds(cx.relation(rel, env)));
        next.push({ rel: rel.left, map }, { rel: rel.right, map: right });
      }
    }
    level = next;
  }
  return found;
}

export function joined(outer: Renewed, inner: Renewed): Renewed {
  if (outer === undefined || inner === undefined) return outer ?? inner;
  return new Map([...inner].map(([id, a]) => [id, outer.get(a.id) ?? a]));
}

/** The one place that is meant: an input itself, or the only place there is. */
export function pickMatch<T extends { readonly depth: number }>(
  name: string,
  candidates: readonly T[],
  context: readonly QueryContext[],
): T {
  const direct = candidates.filter(({ depth }) => depth === 0);
  const [picked] = direct.length === 1 ? direct : candidates;
  if (picked === undefined) {
    throw new AnalysisException("CANNOT_RESOLVE_DATAFRAME_COLUMN", { name: `"${name}"` }, { queryContext: context });
  }
  if (candidates.length > 1 && direct.length !== 1) {
    throw new AnalysisException("AMBIGUOUS_COLUMN_REFERENCE", { name: `"${name}"` }, { queryContext: context });
  }
  return picked;
}
