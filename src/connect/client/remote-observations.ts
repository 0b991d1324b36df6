/** Metrics that a server takes while it runs a plan, and who wants to know them. */
import { encodeInternalRows } from "../../arrow/index.ts";
import type { MetricsObserver } from "../../engine/engine.ts";
import type { CollectMetrics } from "../../plan/relation.ts";
import { StructField, StructType } from "../../types/data-type.ts";
import { PySparkRuntimeError } from "../../types/spark-error.ts";
import { decodeLiteral } from "../codec/literal.ts";
import { readMessage } from "../codec/read-message.ts";
import {
  type ExecutePlanResponse_ObservedMetrics as ObservedMetrics,
  ExecutePlanResponseSchema,
} from "../generated/spark/connect/base_pb.ts";
import type { Piece } from "./worker-protocol.ts";

export class RemoteObservations {
  /** Those whose first action has not ended, by their names. */
  readonly #waiting = new Map<string, MetricsObserver>();

  add({ name }: CollectMetrics, observer: MetricsObserver): void {
    this.#waiting.set(name, observer);
  }

  /** Looks through the responses of an execution for metrics. */
  see(piece: Piece): void {
    if (this.#waiting.size === 0 || piece.type !== "response") return;
    for (const metrics of readMessage(ExecutePlanResponseSchema, piece.bytes).observedMetrics) this.#tell(metrics);
  }

  #tell({ name, keys, values, errors, rootErrorIdx }: ObservedMetrics): void {
    const observer = this.#waiting.get(name);
    if (observer === undefined) return;
    this.#waiting.delete(name);
    if (errors.length > 0) {
      const message = errors[rootErrorIdx ?? 0]?.message ?? "The metrics could not be taken.";
      observer.fail(new PySparkRuntimeError(null, {}, { message }));
      return;
    }
    const literals = values.map((value) => decodeLiteral(value));
    const fields = literals.map(({ dataType }, i) => new StructField(keys[i] ?? "", dataType, true));
    const schema = new StructType(fields);
    observer.deliver(schema, [encodeInternalRows(schema, [literals.map(({ value }) => value)] as never)]);
  }
}
