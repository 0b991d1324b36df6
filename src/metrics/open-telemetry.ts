import type { QueryEvent, StageFinished, Subscriber } from "./query-events.ts";

type Attributes = { [name: string]: string | number | boolean };
interface Span {
  setAttributes(attributes: Attributes): unknown;
  setStatus(status: { code: number; message?: string }): unknown;
  end(endTime?: number): void;
}
interface Counter {
  add(value: number, attributes?: Attributes): void;
}
interface Histogram {
  record(value: number, attributes?: Attributes): void;
}
/** The part of `@opentelemetry/api` (1.x) that {@link openTelemetry} calls; the module itself is one. */
export interface OpenTelemetryApi<Context = unknown, ApiSpan extends Span = Span> {
  readonly trace: {
    getTracer(name: string): {
      startSpan(name: string, options: { startTime: number; attributes: Attributes }, context: Context): ApiSpan;
    };
    setSpan(context: Context, span: ApiSpan): Context;
  };
  readonly context: { active(): Context };
  readonly metrics: {
    getMeter(name: string): {
      createCounter(name: string, options?: { unit?: string; description?: string }): Counter;
      createHistogram(name: string, options?: { unit?: string; description?: string }): Histogram;
    };
  };
}

/** OpenTelemetry's `SpanStatusCode.ERROR`. */
const ERROR = 2;
const NAME = "sparkwright";

/**
 * A subscriber that makes OpenTelemetry spans and metrics: a span `sparkwright.query` for each query, under the span that is
 * active where the action is called, with a span `sparkwright.stage` for each stage; counters `sparkwright.rows` and
 * `sparkwright.bytes` of what queries give, and histograms `sparkwright.query.duration` and `sparkwright.stage.busy` in
 * milliseconds. The API is handed in: the package does not depend on it.
 *
 * @see {@link https://spark.apache.org/docs/latest/monitoring.html}
 * @example
 * ```ts no-run
 * import { openTelemetry, SparkSession } from "sparkwright";
 * import * as api from "@opentelemetry/api";
 *
 * SparkSession.builder.getOrCreate().subscribe(openTelemetry(api));
 * ```
 */
export function openTelemetry<Context, ApiSpan extends Span>(api: OpenTelemetryApi<Context, ApiSpan>): Subscriber {
  const tracer = api.trace.getTracer(NAME);
  const meter = api.metrics.getMeter(NAME);
  const rows = meter.createCounter("sparkwright.rows", { description: "Rows that queries gave" });
  const bytes = meter.createCounter("sparkwright.bytes", { unit: "By", description: "Arrow data that queries gave" });
  const duration = meter.createHistogram("sparkwright.query.duration", { unit: "ms" });
  const busy = meter.createHistogram("sparkwright.stage.busy", { unit: "ms" });
  const queries = new Map<number, { readonly span: ApiSpan; readonly context: Context }>();
  const stages = new Map<string, ApiSpan>();

  return (event: QueryEvent) => {
    switch (event.type) {
      case "queryStarted": {
        const parent = api.context.active();
        const attributes = { "sparkwright.query": event.queryId, "sparkwright.action": event.action };
        const span = tracer.startSpan("sparkwright.query", { startTime: event.time, attributes }, parent);
        queries.set(event.queryId, { span, context: api.trace.setSpan(parent, span) });
        return;
      }
      case "stageStarted": {
        const attributes = {
          "sparkwright.query": event.queryId,
          "sparkwright.stage": event.stageId,
          "sparkwright.stage.name": event.name,
        };
        const parent = queries.get(event.queryId)?.context ?? api.context.active();
        const span = tracer.startSpan("sparkwright.stage", { startTime: event.time, attributes }, parent);
        stages.set(`${event.queryId} ${event.stageId}`, span);
        return;
      }
      case "stageProgress":
        return;
      case "stageFinished": {
        const key = `${event.queryId} ${event.stageId}`;
        const span = stages.get(key);
        stages.delete(key);
        span?.setAttributes(figures(event));
        close(span, event);
        busy.record(event.busyMs, { "sparkwright.stage.name": event.name });
        return;
      }
      case "queryFinished": {
        const span = queries.get(event.queryId)?.span;
        queries.delete(event.queryId);
        span?.setAttributes({ "sparkwright.rows": event.rows, "sparkwright.bytes": event.bytes });
        close(span, event);
        const attributes = { "sparkwright.action": event.action };
        rows.add(event.rows, attributes);
        bytes.add(event.bytes, attributes);
        duration.record(event.ms, attributes);
      }
    }
  };
}

function figures(event: StageFinished): Attributes {
  const attributes: Attributes = {
    "sparkwright.rows_out": event.rowsOut,
    "sparkwright.bytes_out": event.bytesOut,
    "sparkwright.busy_ms": event.busyMs,
  };
  if (event.rowsIn !== null) attributes["sparkwright.rows_in"] = event.rowsIn;
  if (event.bytesIn !== null) attributes["sparkwright.bytes_in"] = event.bytesIn;
  for (const [name, value] of Object.entries(event.counters)) attributes[`sparkwright.counter.${name}`] = value;
  return attributes;
}
function close(span: Span | undefined, event: { readonly error?: unknown; readonly time: number }): void {
  const { error, time } = event;
  if (error !== undefined) {
    span?.setStatus({ code: ERROR, message: error instanceof Error ? error.message : String(error) });
  }
  span?.end(time);
}
