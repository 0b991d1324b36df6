/** A line of a terminal that says how far the nodes of a run are. */
import type { ProgressOptions } from "../metrics/progress-bar.ts";
import type { NodeProgress, NodeStarted, PipelineSubscriber } from "./events.ts";

/**
 * A subscriber that shows, for each node under way, items done of all and those a cache had, and wipes the line off at the
 * end; `delay` and `interval` are in milliseconds. A stream that is no terminal is left alone.
 *
 * @example
 * ```ts
 * import { Pipeline, node, nodeProgress } from "sparkwright/pipeline";
 *
 * const square = node({ output: "y", inputs: ["x"], fn: (x: number) => x * x });
 * await new Pipeline([square]).map({ x: [1, 2, 3] }, { mapOver: "x", onEvent: nodeProgress() });
 * ```
 */
export function nodeProgress(options: ProgressOptions = {}): PipelineSubscriber {
  const { stream = process.stderr, delay = 500, interval = 200 } = options;
  if (stream.isTTY !== true) return () => {};
  const underWay = new Map<string, NodeStarted | NodeProgress>();
  let from = Number.POSITIVE_INFINITY;
  let drawn = false;
  const draw = (): void => {
    const width = Math.max(20, (stream.columns ?? 80) - 1);
    stream.write(`\r\u001b[K${[...underWay.values()].map(nodeText).join("  ").slice(0, width)}`);
    drawn = true;
  };
  return (event) => {
    const now = performance.now();
    switch (event.type) {
      case "pipelineStarted":
        from = now + delay;
        return;
      case "nodeStarted":
        underWay.set(event.node, event);
        return;
      case "nodeProgress":
        underWay.set(event.node, event);
        if (now < from) return;
        from = now + interval;
        draw();
        return;
      case "nodeFinished":
      case "nodeFailed":
        underWay.delete(event.node);
        return;
      case "pipelineFinished":
        underWay.clear();
        if (drawn) stream.write("\r\u001b[K");
        drawn = false;
    }
  };
}

function nodeText(event: NodeStarted | NodeProgress): string {
  const done = event.type === "nodeProgress" ? event.done : 0;
  const cached = event.type === "nodeProgress" && event.cached > 0 ? `, ${event.cached} cached` : "";
  return `${event.node} ${done}/${event.items}${cached}`;
}
