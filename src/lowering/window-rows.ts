/** Rows sorted for a window, and the positions that everything in it is made of. Columns are added when first asked for. */
import { constantValue } from "../builtins/constant.ts";
import type { TypedExpr, WindowExpr } from "../logical/expression.ts";
import { px, type Px } from "../polars/dsl.ts";
import { P_INT64 } from "../polars/polars-type.ts";
import { physicalType } from "../polars/physical-type.ts";
import { unsupported } from "../types/spark-error.ts";
import { ExpressionLowering, type Stage } from "./expression-lowering.ts";
import { namedExpr } from "./plan-builder.ts";

const NULL = px.lit.null(P_INT64);

export class SortedRows {
  readonly stage: Stage;
  readonly window: WindowExpr;
  /** Tells the steps of these windows from those of others. */
  readonly name: string;
  /** Int64, from 0 over all partitions. */
  readonly position: Px;
  /** The order keys, in form for comparing. */
  readonly keys: readonly Px[];
  readonly #partition: readonly Px[];
  readonly #known = new Map<string, Px>();
  readonly #before = new Map<Px, (at: Px) => Px>();

  constructor(stage: Stage, window: WindowExpr) {
    this.stage = stage;
    this.window = window;
    const cx = new ExpressionLowering(stage);
    const partition = window.partitionBy.filter((p) => p.kind !== "Literal");
    const varying = window.orderBy.filter((o) => o.child.kind !== "Literal");
    // A range may be moved along a constant key too.
    const order = varying.length === 0 ? window.orderBy.slice(0, 1) : varying;
    this.#partition = partition.map((p) => stage.materialize(px.cast(cx.lower(p), physicalType(p.dataType))));
    this.keys = order.map((o) => stage.materialize(px.cast(cx.lower(o.child), physicalType(o.child.dataType))));
    const by = [...this.#partition, ...this.keys];
    this.name = stage.plan.temp();
    if (by.length > 0) {
      stage.ref = stage.plan.add({
        op: "sort",
        input: stage.ref,
        by: by.map((k) => namedExpr("", k).expr),
        descending: [...partition.map(() => false), ...order.map((o) => o.descending)],
        nullsLast: [...partition.map(() => false), ...order.map((o) => o.nullsLast)],
        maintainOrder: true,
        window: { name: this.name, keys: partition.length },
      });
    }
    const index = stage.plan.temp();
    stage.ref = stage.plan.add({ op: "rowIndex", input: stage.ref, name: index });
    this.position = stage.materialize(px.cast(px.col(index), P_INT64));
  }

  #column(name: string, make: () => Px): Px {
    let made = this.#known.get(name);
    if (made === undefined) {
      made = this.stage.materialize(make());
      this.#known.set(name, made);
    }
    return made;
  }
  /** The row begins a run of equal keys. */
  #begins(keys: readonly Px[]): Px {
    const changed = keys.map((k) => px.neqMissing(k, px.shift(k, px.lit.i64(1))));
    return px.orAll([px.eq(this.position, px.lit.i64(0)), ...changed]);
  }
  get #newPartition(): Px {
    return this.#column("newPartition", () => this.#begins(this.#partition));
  }
  get #newPeers(): Px {
    return this.#column("newPeers", () => this.#begins([...this.#partition, ...this.keys]));
  }
  /** Where the run of the row begins, and where it ends (the position after its last row). */
  #startOf(begins: Px): Px {
    return px.fillNullForward(px.ternary(begins, this.position, NULL));
  }
  #endOf(begins: Px): Px {
    const next = px.shiftAndFill(begins, px.lit.i64(-1), px.lit.bool(true));
    return px.fillNullBackward(px.ternary(next, px.add(this.position, px.lit.i64(1)), NULL));
  }
  /** The first position of the partition; it also tells partitions apart. */
  get start(): Px {
    return this.#column("start", () => this.#startOf(this.#newPartition));
  }
  get end(): Px {
    return this.#column("end", () => this.#endOf(this.#newPartition));
  }
  get size(): Px {
    return this.#column("size", () => px.sub(this.end, this.start));
  }
  get peerStart(): Px {
    return this.#column("peerStart", () => this.#startOf(this.#newPeers));
  }
  get peerEnd(): Px {
    return this.#column("peerEnd", () => this.#endOf(this.#newPeers));
  }
  /** Numbers runs of peers over all partitions. */
  get peerNumber(): Px {
    return this.#column("peerNumber", () => px.cumSum(px.cast(this.#newPeers, P_INT64)));
  }

  /** How many values of the column stand before a position (up to one past the last). */
  valuesBefore(value: Px): (at: Px) => Px {
    let made = this.#before.get(value);
    if (made === undefined) {
      const count = this.stage.materialize(px.cast(px.cumCount(value), P_INT64));
      made = (at) => this.totalBefore(count, at);
      this.#before.set(value, made);
    }
    return made;
  }
  /** A running total (which includes its row) before a position. */
  totalBefore(total: Px, at: Px): Px {
    const previous = px.gather(total, px.sub(px.ternary(px.gt(at, px.lit.i64(0)), at, NULL), px.lit.i64(1)), false);
    return px.fillNull(previous, px.cast(px.lit.i64(0), P_INT64));
  }
}

export function constantOf(e: TypedExpr): unknown {
  const found = constantValue(e);
  if (found === undefined) throw unsupported("a window offset that is not a plain constant");
  return found.value;
}
