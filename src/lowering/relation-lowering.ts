/** Analysed relations to steps of the lowered plan. */
import { hasFloat, withOneZero } from "../builtins/one-zero.ts";
import { isFoldable } from "../logical/build.ts";
import type { Attribute, SortKey, TypedAlias, TypedExpr } from "../logical/expression.ts";
import type { RaiseSite } from "../logical/function-row.ts";
import { prettyName } from "../logical/pretty.ts";
import type {
  ExpandNode,
  LocalData,
  Logical,
  ProjectNode,
  RecursionNode,
  SetNode,
  SortNode,
  UnionNode,
} from "../logical/relation.ts";
import { px, type Px } from "../polars/dsl.ts";
import { fieldName, physicalType } from "../polars/physical-type.ts";
import type { NamedExpr, NodeRef } from "../polars/plan.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import { lowerAggregate } from "./aggregate.ts";
import { ExpressionLowering, Stage } from "./expression-lowering.ts";
import { keepRows } from "./filter.ts";
import { lowerGenerate } from "./generate.ts";
import { inlineParts } from "./inline-rows.ts";
import { lowerJoin } from "./join.ts";
import { lowerFileScan } from "./file-scan.ts";
import { column, columnName, namedExpr, passed, PlanBuilder } from "./plan-builder.ts";
import { type NeededColumns, neededColumns } from "./needed-columns.ts";
import { lowerSample } from "./sample.ts";
import { lowerWindow } from "./window.ts";

/** What the engine keeps from earlier: results of cached relations. */
export interface LoweringOptions {
  /** The IPC file with the result of a cached relation (columns `f0..fn` in physical form); undefined: not kept. */
  readonly cached?: (cacheId: string) => string | undefined;
  /** The IPC files, side by side, that hold the result of a stage that runs outside of the engine hosts. */
  readonly stageFiles?: (stageId: number) => readonly string[];
  /** The moment the query began, in microseconds since the epoch; default now. */
  readonly queryStart?: bigint;
}

/** The name of the one column of a relation without columns. */
export const DUMMY = "_none";

export class RelationLowering {
  readonly plan: PlanBuilder;
  readonly options: LoweringOptions;
  /** What joins hand on. */
  readonly needed: NeededColumns;
  private readonly memo = new Map<Logical, NodeRef>();
  constructor(root: Logical, options: LoweringOptions = {}, plan?: PlanBuilder) {
    this.needed = neededColumns(root);
    this.options = options;
    this.plan = plan ?? new PlanBuilder(options.queryStart ?? BigInt(Date.now()) * 1000n);
  }

  /** The node whose columns include every output (and hidden) attribute under its physical name, perhaps among others. */
  lower(rel: Logical): NodeRef {
    const known = this.memo.get(rel);
    if (known !== undefined) return known;
    // Chains are walked by a loop: a plan may be thousands of steps deep.
    const chain: Logical[] = [];
    for (let r: Logical | undefined = rel; r !== undefined && !this.memo.has(r); r = this.chained(r)) chain.push(r);
    for (const r of chain.reverse()) this.memo.set(r, this.dispatch(r));
    return this.memo.get(rel) as NodeRef;
  }
  /** The one or the left input of a node, unless its own result is kept. */
  private chained(rel: Logical): Logical | undefined {
    if (rel.kind === "Cached" && this.options.cached?.(rel.cacheId) !== undefined) return undefined;
    if (rel.kind === "Join" || rel.kind === "SetOperation") return rel.left;
    return "input" in rel ? rel.input : undefined;
  }
  stage(input: Logical): Stage {
    return new Stage(this.plan, this.lower(input));
  }
  /** Exactly the given attributes. */
  pruned(ref: NodeRef, attributes: readonly Attribute[]): NodeRef {
    const exprs = passed(attributes);
    if (exprs.length === 0)
      return this.plan.add({ op: "select", input: ref, exprs: [namedExpr(DUMMY, px.lit.bool(true))] });
    return this.plan.add({ op: "select", input: ref, exprs });
  }

  private dispatch(rel: Logical): NodeRef {
    const plan = this.plan;
    switch (rel.kind) {
      case "LocalData":
        return this.localData(rel);
      case "FileScan":
        return lowerFileScan(this, rel);
      case "RangeScan":
        return plan.add({
          op: "range",
          name: columnName(rel.output[0] as Attribute),
          start: rel.start,
          end: rel.end,
          step: rel.step,
        });
      case "SingleRow":
        return plan.add({ op: "empty", schema: [{ name: DUMMY, type: "Boolean" }], height: 1 });
      case "EmptyRelation":
        return plan.add({
          op: "empty",
          schema: rel.output.map((a) => ({ name: columnName(a), type: physicalType(a.dataType) })),
          height: 0,
        });
      case "Project":
        return this.project(rel);
      case "Filter": {
        const stage = this.stage(rel.input);
        const sites = plan.sites.length;
        const condition = new ExpressionLowering(stage).lower(rel.condition);
        return keepRows(stage, condition, plan.sites.length > sites);
      }
      case "Join":
        return lowerJoin(this, rel);
      case "Aggregate":
        return lowerAggregate(this, rel);
      case "Expand":
        return this.expand(rel);
      case "Window":
        return lowerWindow(this, rel);
      case "Generate":
        return lowerGenerate(this, rel);
      case "Sort":
        return this.sort(rel);
      case "Limit":
        return plan.add({ op: "slice", input: this.lower(rel.input), offset: rel.offset, length: rel.limit ?? null });
      case "Tail":
        return plan.add({ op: "slice", input: this.lower(rel.input), offset: -rel.limit, length: rel.limit });
      case "Union":
        return this.union(rel);
      case "SetOperation":
        return this.setOperation(rel);
      case "Distinct": {
        const input = this.pruned(this.lower(rel.input), rel.input.output);
        const subset = (rel.keys ?? rel.input.output).map(columnName);
        if (rel.input.output.length === 0) return plan.add({ op: "slice", input, offset: 0, length: 1 });
        if (subset.length === 0) return input;
        return plan.add({
          op: "distinct",
          input: this.withOneZero(input, rel.keys ?? rel.input.output),
          subset,
          keep: rel.keys === undefined ? "any" : "first",
          maintainOrder: rel.keys !== undefined,
        });
      }
      case "Sample":
        return lowerSample(this, rel);
      case "Repartition":
      case "SubqueryAlias":
        return this.lower(rel.input);
      case "Cached":
        return this.cached(rel);
      case "Recursion":
        return this.recursion(rel);
      case "RecursionRef":
        return this.fromFields(plan.add({ op: "frame", id: rel.recursionId }), rel.output);
      case "StageResult":
        return this.stageResult(rel);
      case "Evaluate":
      case "MapBatches":
        throw unsupported("user-defined functions in a value that is needed at once");
      case "LateralJoin":
        throw unsupported("this correlated lateral join");
    }
  }

  private recursion(rel: RecursionNode): NodeRef {
    const columns = (low: RelationLowering, input: Logical): NodeRef =>
      low.plan.add({
        op: "select",
        input: low.lower(input),
        exprs: rel.output.map((a, i) =>
          namedExpr(fieldName(i), px.cast(column(input.output[i] as Attribute), physicalType(a.dataType))),
        ),
      });
    const anchor = columns(this, rel.anchor);
    const inner = new RelationLowering(rel.step, this.options, this.plan.nested());
    const root = columns(inner, rel.step);
    const made = this.plan.add({
      op: "recurse",
      input: anchor,
      step: inner.plan.finish(root),
      frame: rel.recursionId,
      maxLevels: rel.maxLevels,
      maxRows: rel.maxRows,
      limit: rel.limit ?? null,
    });
    return this.fromFields(made, rel.output);
  }
  private localData(rel: LocalData): NodeRef {
    if (rel.output.length === 0) {
      return this.plan.add({ op: "empty", schema: [{ name: DUMMY, type: "Boolean" }], height: rel.rowCount });
    }
    return this.frame(rel, rel.output);
  }
  private frame({ id, data }: Pick<LocalData, "id" | "data">, output: readonly Attribute[]): NodeRef {
    this.plan.frames.set(id, data);
    return this.fromFields(this.plan.add({ op: "frame", id }), output);
  }
  /** Columns `f0..fn` of an IPC stream or file to the attributes' physical columns. */
  private fromFields(frame: NodeRef, output: readonly Attribute[]): NodeRef {
    if (output.length === 0) {
      const counted = this.plan.add({ op: "withColumns", input: frame, exprs: [namedExpr(DUMMY, px.lit.bool(true))] });
      return this.plan.add({ op: "select", input: counted, exprs: [namedExpr(DUMMY, px.col(DUMMY))] });
    }
    const exprs = output.map((a, i) => namedExpr(columnName(a), px.cast(px.col(`f${i}`), physicalType(a.dataType))));
    return this.plan.add({ op: "select", input: frame, exprs });
  }
  private cached(rel: Extract<Logical, { kind: "Cached" }>): NodeRef {
    const path = this.options.cached?.(rel.cacheId);
    if (path === undefined) return this.lower(rel.input);
    return this.fromFields(this.plan.add({ op: "scanIpc", paths: [path] }), rel.output);
  }

  private stageResult(rel: Extract<Logical, { kind: "StageResult" }>): NodeRef {
    const files = this.options.stageFiles?.(rel.stageId) ?? [];
    const scans = files.map((path) => this.plan.add({ op: "scanIpc", paths: [path] }));
    const [only = 0] = scans;
    return this.fromFields(scans.length === 1 ? only : this.plan.add({ op: "hconcat", inputs: scans }), rel.output);
  }

  private project(rel: ProjectNode): NodeRef {
    const stage = this.stage(rel.input);
    const cx = new ExpressionLowering(stage);
    const made = rel.expressions.filter((e): e is TypedAlias => e.kind === "Alias");
    const exprs = made.map((e) => namedExpr(columnName(e), cx.lower(e.child)));
    const shown = rel.expressions.filter((e): e is Attribute => e.kind === "Attribute");
    const ids = new Set(rel.expressions.map((e) => e.id));
    const kept = [...shown, ...(rel.hidden ?? []).filter((a) => !ids.has(a.id))];
    // Columns that are no longer wanted do no harm until something needs an exact set; the engine prunes them itself.
    if (exprs.length === 0 && kept.length > 0) return stage.ref;
    if (kept.length > 8 && kept.length > exprs.length) {
      return exprs.length === 0 ? stage.ref : this.plan.add({ op: "withColumns", input: stage.ref, exprs });
    }
    const all: NamedExpr[] = [...passed(kept), ...exprs];
    if (all.length === 0) all.push(namedExpr(DUMMY, px.lit.bool(true)));
    // Literals alone would lose the height: they are added beside a column of the input.
    const added = exprs.length === 0 ? stage.ref : this.plan.add({ op: "withColumns", input: stage.ref, exprs });
    const names = all.map((x) => namedExpr(x.name, px.col(x.name)));
    if (all.length === 1 && all[0]?.name === DUMMY) {
      return this.plan.add({
        op: "select",
        input: this.plan.add({ op: "withColumns", input: added, exprs: all }),
        exprs: names,
      });
    }
    return this.plan.add({ op: "select", input: added, exprs: names });
  }

  private sort(rel: SortNode): NodeRef {
    const stage = this.stage(rel.input);
    const cx = new ExpressionLowering(stage);
    // A constant key changes nothing, and the engine refuses it.
    const order = rel.order.filter((k) => !isFoldable(k.child));
    const keys = order.map((k) => this.sortKey(cx, k));
    if (keys.length === 0) return stage.ref;
    return this.plan.add({
      op: "sort",
      input: stage.ref,
      by: keys.map((k) => namedExpr("", k).expr),
      descending: order.map((k) => k.descending),
      nullsLast: order.map((k) => k.nullsLast),
      maintainOrder: true,
    });
  }
  private sortKey(cx: ExpressionLowering, k: SortKey): Px {
    return sortable(cx.lower(k.child));
  }

  private union(rel: UnionNode): NodeRef {
    const inputs = rel.inputs.map((input) => {
      const exprs = rel.output.map((a, i) =>
        namedExpr(columnName(a), px.cast(column(input.output[i] as Attribute), physicalType(a.dataType))),
      );
      const ref = this.lower(input);
      if (exprs.length === 0)
        return this.plan.add({ op: "select", input: ref, exprs: [namedExpr(DUMMY, px.lit.bool(true))] });
      return this.plan.add({ op: "select", input: ref, exprs });
    });
    return inputs.length === 1 ? (inputs[0] as NodeRef) : this.plan.add({ op: "union", inputs });
  }

  /** The rows once per projection. */
  private expand(rel: ExpandNode): NodeRef {
    const input = this.lower(rel.input);
    const computed = (row: readonly TypedExpr[]): NodeRef => {
      const stage = new Stage(this.plan, input);
      const cx = new ExpressionLowering(stage);
      const exprs = row.map((e, i) => {
        const a = rel.output[i] as Attribute;
        const before = this.plan.sites.length;
        const value = px.cast(cx.lower(e), physicalType(a.dataType));
        if (rel.inline === true)
          this.plan.sites.splice(before, Infinity, ...this.plan.sites.slice(before).map(() => inlineSite(e)));
        return namedExpr(columnName(a), value);
      });
      if (exprs.length === 0) return stage.ref;
      const added = this.plan.add({
        op: "withColumns",
        input: stage.ref,
        exprs: exprs.map((x) => ({ ...x, name: `${x.name}x` })),
      });
      return this.plan.add({
        op: "select",
        input: added,
        exprs: exprs.map((x) => namedExpr(x.name, px.col(`${x.name}x`))),
      });
    };
    const inputs =
      rel.inline === true
        ? inlineParts(rel).map((part) => (part.kind === "frame" ? this.frame(part, rel.output) : computed(part.row)))
        : rel.projections.map(computed);
    return inputs.length === 1 ? (inputs[0] as NodeRef) : this.plan.add({ op: "union", inputs });
  }

  /** Columns that rows are told apart by have one zero. */
  private withOneZero(ref: NodeRef, columns: readonly Attribute[]): NodeRef {
    const floats = columns.filter((a) => hasFloat(a.dataType));
    if (floats.length === 0) return ref;
    const exprs = floats.map((a) => namedExpr(columnName(a), withOneZero(px.col(columnName(a)), a.dataType)));
    return this.plan.add({ op: "withColumns", input: ref, exprs });
  }

  /** Null-safe semi or anti join on all columns; ALL tells equal rows apart by their number. */
  private setOperation(rel: SetNode): NodeRef {
    const plan = this.plan;
    const side = (input: Logical, all: boolean): { ref: NodeRef; keys: string[] } => {
      const keys = input.output.map(columnName);
      let ref = this.withOneZero(this.pruned(this.lower(input), input.output), input.output);
      if (!all) return { ref: plan.add({ op: "distinct", input: ref, subset: keys, keep: "any" }), keys };
      const number = plan.temp();
      const counted = px.over(
        px.range.rowNumbers(),
        keys.map((k) => px.col(k)),
      );
      ref = plan.add({ op: "withColumns", input: ref, exprs: [namedExpr(number, counted)] });
      return { ref, keys: [...keys, number] };
    };
    const left = side(rel.left, rel.isAll);
    const right = side(rel.right, rel.isAll);
    // The engine refuses a pair that is there twice.
    const pairs = new Map(left.keys.map((k, i) => [`${k} ${right.keys[i]}`, [k, right.keys[i] as string] as const]));
    return plan.add({
      op: "join",
      left: left.ref,
      right: right.ref,
      leftOn: [...pairs.values()].map(([k]) => namedExpr("", px.col(k)).expr),
      rightOn: [...pairs.values()].map(([, k]) => namedExpr("", px.col(k)).expr),
      how: rel.operation === "intersect" ? "semi" : "anti",
      nullsEqual: true,
    });
  }
}

/** Sort keys as they are: Polars orders every physical form as Spark does. */
/** What fails in the rows of a VALUES. */
function inlineSite(e: TypedExpr): RaiseSite {
  return {
    error: () =>
      new AnalysisException("INVALID_INLINE_TABLE.FAILED_SQL_EXPRESSION_EVALUATION", {
        sqlExpr: `"${prettyName(e)}"`,
      }),
  };
}
export function sortable(value: Px): Px {
  return value;
}
