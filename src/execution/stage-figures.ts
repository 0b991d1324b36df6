/** What a host measures of a plan that it runs. */
import { statSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
import type { OperatorStats } from "../metrics/query-events.ts";
import type { InterpreterContext } from "../polars/interpreter.ts";
import { countUses } from "../polars/plan-analysis.ts";
import { rangeRows } from "../polars/range.ts";
import type { PolarsPlan } from "../polars/plan.ts";
import type { HostFigures, MetricsLevel } from "./host-protocol.ts";

const INT64_BYTES = 8;

export class StageFigures {
  /** The context to run the plan in. */
  readonly context: InterpreterContext;
  readonly #operators: OperatorStats[] | null;
  readonly #input: { readonly rows: number | null; readonly bytes: number };
  readonly #cpu = process.cpuUsage();
  #encodeMs = 0;

  constructor(plan: PolarsPlan, level: MetricsLevel, context: InterpreterContext) {
    this.#input = inputOf(plan, context);
    if (level === "stage") {
      this.#operators = null;
      this.context = context;
      return;
    }
    const operators: OperatorStats[] = [];
    this.#operators = operators;
    this.context = {
      ...context,
      onStep(step, frame, ms) {
        const operator = plan.nodes[step]?.op ?? "";
        operators.push({ step, operator, rows: frame.height, bytes: frame.estimatedSize(), ms });
      },
    };
  }
  encoded(ms: number): void {
    this.#encodeMs += ms;
  }
  totals(): HostFigures {
    const { user, system } = process.cpuUsage(this.#cpu);
    return {
      rowsIn: this.#input.rows,
      bytesIn: this.#input.bytes,
      encodeMs: this.#encodeMs,
      cpuMs: isMainThread ? (user + system) / 1000 : null,
      operators: this.#operators,
    };
  }
}

/** Rows and bytes of the plan's sources, each once. */
function inputOf(plan: PolarsPlan, context: InterpreterContext): { rows: number | null; bytes: number } {
  let rows: number | null = 0;
  let bytes = 0;
  const add = (more: number | null, size: number): void => {
    rows = rows === null || more === null ? null : rows + more;
    bytes += size;
  };
  for (const ref of countUses(plan).keys()) {
    const node = plan.nodes[ref];
    if (node === undefined) continue;
    if (node.op === "frame") {
      const frame = context.frame(node.id);
      add(frame.height, frame.estimatedSize());
    } else if (node.op === "range") {
      const count = Number(rangeRows(node));
      add(count, count * INT64_BYTES);
    } else if ("paths" in node) {
      add(
        null,
        node.paths.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0),
      );
    }
  }
  return { rows, bytes };
}
