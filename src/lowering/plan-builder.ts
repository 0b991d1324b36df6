/** The lowered plan under construction: nodes, places that can raise, frames of local data. */
import type { RaiseSite } from "../logical/function-row.ts";
import type { Attribute } from "../logical/expression.ts";
import { px, type Px, pxToJson } from "../polars/dsl.ts";
import type { NamedExpr, NodeRef, PolarsNode, PolarsPlan } from "../polars/plan.ts";

export class PlanBuilder {
  readonly nodes: PolarsNode[] = [];
  readonly sites: RaiseSite[] = [];
  readonly frames: Map<string, Uint8Array> = new Map();
  /** The moment the query began, in microseconds since the epoch. */
  readonly queryStart: bigint;
  private lastTemp = 0;
  private readonly parent: PlanBuilder | undefined;
  constructor(queryStart: bigint, parent?: PlanBuilder) {
    this.queryStart = queryStart;
    this.parent = parent;
    if (parent !== undefined) {
      this.sites = parent.sites;
      this.frames = parent.frames;
    }
  }
  /** A plan inside this one: nodes of its own, the same places, frames and names. */
  nested(): PlanBuilder {
    return new PlanBuilder(this.queryStart, this);
  }

  add(node: PolarsNode): NodeRef {
    return this.nodes.push(node) - 1;
  }
  /** The number of a place where an error can be raised. */
  site(site: RaiseSite): number {
    return this.sites.push(site) - 1;
  }
  /** A column name that nothing else has. */
  temp(): string {
    if (this.parent !== undefined) return this.parent.temp();
    return `t${++this.lastTemp}`;
  }
  finish(root: NodeRef): PolarsPlan {
    return { nodes: this.nodes, root };
  }
}

/** The physical column of an attribute. */
export function columnName(a: { readonly id: number }): string {
  return `c${a.id}`;
}
export function column(a: { readonly id: number }): Px {
  return px.col(columnName(a));
}
export function namedExpr(name: string, value: Px): NamedExpr {
  return { name, expr: pxToJson(value) };
}
export function passed(list: readonly Attribute[]): NamedExpr[] {
  const seen = new Set<number>();
  return list.flatMap((a) => (seen.has(a.id) ? [] : (seen.add(a.id), [namedExpr(columnName(a), column(a))])));
}
