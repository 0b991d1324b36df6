import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as otel from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { debugLog } from "./debug-log.ts";
import { eventLog } from "./event-log.ts";
import { openTelemetry } from "./open-telemetry.ts";
import { progressBar } from "./progress-bar.ts";
import type { QueryEvent, Subscriber } from "./query-events.ts";
import { Subscribers } from "./subscribers.ts";

/** A query of two stages, told to a subscriber; `between` is called while the second stage runs. */
function run(subscriber: Subscriber, between: () => void = () => {}, error?: Error): void {
  const subscribers = new Subscribers();
  subscribers.add(subscriber);
  const query = subscribers.begin("collect");
  const first = query.stage("scanParquet", "0 scan");
  first.input(null, 1000);
  first.output(10, 80);
  first.busy(4, 6);
  first.finish();
  const second = query.stage("udf", "*1 embed");
  second.input(10, 80);
  second.count("calls", 3);
  second.count("calls");
  second.expect(4);
  second.output(5, 40);
  second.morsel();
  between();
  query.output(5, 40);
  query.finish(error);
}

describe("events", () => {
  test("come in order, with what was measured", () => {
    const events: QueryEvent[] = [];
    run((event) => events.push(event));
    expect(events.map(({ type }) => type)).toEqual([
      "queryStarted",
      "stageStarted",
      "stageFinished",
      "stageStarted",
      "stageProgress",
      "stageFinished",
      "queryFinished",
    ]);
    expect(events[2]).toMatchObject({ rowsIn: null, bytesIn: 1000, rowsOut: 10, bytesOut: 80, busyMs: 4, cpuMs: 6 });
    expect(events[4]).toMatchObject({ done: 1, total: 4, rows: 5 });
    expect(events[5]).toMatchObject({ rowsIn: 10, counters: { calls: 4 }, cpuMs: null, operators: null });
    expect(events[6]).toMatchObject({ rows: 5, bytes: 40 });
  });
  test("of a failed query close its open stages with the error", () => {
    const events: QueryEvent[] = [];
    run((event) => events.push(event), undefined, new Error("no"));
    expect(events.filter((event) => "error" in event).map(({ type }) => type)).toEqual([
      "stageFinished",
      "queryFinished",
    ]);
  });
  test("reach the others where a subscriber throws, which is logged once", () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const subscribers = new Subscribers();
    const seen: string[] = [];
    subscribers.add(() => {
      throw new Error("no disk");
    });
    const stop = subscribers.add(({ type }) => seen.push(type));
    subscribers.begin("count").finish();
    stop();
    subscribers.begin("count").finish();
    expect(seen).toEqual(["queryStarted", "queryFinished"]);
    expect(log).toHaveBeenCalledTimes(1);
    log.mockRestore();
  });
});

describe("progress bar", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const bar = (isTTY: boolean): { readonly written: string[]; readonly subscriber: Subscriber } => {
    const written: string[] = [];
    const stream = { isTTY, columns: 40, write: (text: string) => written.push(text) };
    return { written, subscriber: progressBar({ stream, delay: 100, interval: 50 }) };
  };
  test("is drawn on a terminal, and wiped off", () => {
    const { written, subscriber } = bar(true);
    run(subscriber, () => vi.advanceTimersByTime(160));
    expect(written).toEqual(["\r\u001b[K[udf ======>                       1/4]", expect.any(String), "\r\u001b[K"]);
  });
  test("is not drawn for a short query", () => {
    const { written, subscriber } = bar(true);
    run(subscriber, () => vi.advanceTimersByTime(90));
    expect(written).toEqual([]);
  });
  test("is not drawn where there is no terminal", () => {
    const { written, subscriber } = bar(false);
    run(subscriber, () => vi.advanceTimersByTime(500));
    expect(written).toEqual([]);
  });
});

test("the debug log has a line for each event", () => {
  const lines: string[] = [];
  run(debugLog((line) => lines.push(line.replace(/^\S+ /, "").replace(/in [\d.]+ ms$/, "in T ms"))));
  expect(lines).toEqual([
    "query 1 collect started",
    "query 1 stage 0 (scanParquet) started",
    "query 1 stage 0 (scanParquet) finished: in ? rows, 1000 B, out 10 rows, 80 B, busy 4.0 ms",
    "query 1 stage 1 (udf) started",
    "query 1 stage 1: 1 of 4 morsels, 5 rows",
    "query 1 stage 1 (udf) finished: in 10 rows, 80 B, out 5 rows, 40 B, busy 0.0 ms, calls 4",
    "query 1 collect finished: 5 rows, 40 B in T ms",
  ]);
});

test("the event log is lines of JSON, errors too", () => {
  const directory = mkdtempSync(join(tmpdir(), "events-"));
  const path = join(directory, "log", "queries.jsonl");
  run(eventLog(path), undefined, Object.assign(new Error("1/0"), { condition: "DIVIDE_BY_ZERO" }));
  const events = readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly error?: unknown });
  expect(events.length).toBe(7);
  expect(events[6]?.error).toEqual({ name: "Error", message: "1/0", condition: "DIVIDE_BY_ZERO" });
  rmSync(directory, { recursive: true });
});

test("OpenTelemetry has a span for the query and below it one for each stage, and metrics", () => {
  interface Seen {
    readonly name: string;
    readonly parent: string | undefined;
    attributes: object;
    ended?: boolean;
    status?: unknown;
  }
  const spans: Seen[] = [];
  const recorded: { readonly [name: string]: number[] } = {
    "sparkwright.rows": [],
    "sparkwright.bytes": [],
    "sparkwright.query.duration": [],
    "sparkwright.stage.busy": [],
  };
  const key = otel.createContextKey("parent");
  const startSpan = (name: string, { attributes }: { attributes: object }, context: otel.Context): otel.Span => {
    const seen: Seen = { name, parent: context.getValue(key) as string | undefined, attributes };
    spans.push(seen);
    return {
      name,
      setAttributes: (more: object) => void (seen.attributes = { ...seen.attributes, ...more }),
      setStatus: (status: unknown) => void (seen.status = status),
      end: () => void (seen.ended = true),
    } as unknown as otel.Span;
  };
  const instrument = (name: string) => ({
    add: (value: number) => void recorded[name]?.push(value),
    record: (value: number) => void recorded[name]?.push(value),
  });
  const api = {
    context: otel.context,
    trace: {
      getTracer: () => ({ startSpan }),
      setSpan: (context: otel.Context, span: otel.Span) =>
        context.setValue(key, (span as unknown as { name: string }).name),
    },
    metrics: { getMeter: () => ({ createCounter: instrument, createHistogram: instrument }) },
  };
  run(openTelemetry(api), undefined, new Error("no"));
  expect(spans.map(({ name, parent, ended }) => [name, parent, ended])).toEqual([
    ["sparkwright.query", undefined, true],
    ["sparkwright.stage", "sparkwright.query", true],
    ["sparkwright.stage", "sparkwright.query", true],
  ]);
  expect(spans[2]?.attributes).toMatchObject({ "sparkwright.rows_in": 10, "sparkwright.counter.calls": 4 });
  expect(spans[0]?.status).toEqual({ code: otel.SpanStatusCode.ERROR, message: "no" });
  expect(recorded["sparkwright.rows"]).toEqual([5]);
  expect(recorded["sparkwright.stage.busy"]?.length).toBe(2);
  // The API itself fits; without an SDK its spans do nothing.
  run(openTelemetry(otel));
});
