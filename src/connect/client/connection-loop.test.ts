/** What the thread that holds the connection hands on, and when. */
import { create, toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import {
  ExecutePlanResponse_ExecutionProgressSchema as PROGRESS,
  PlanSchema,
} from "../generated/spark/connect/base_pb.ts";
import { ConnectionLoop } from "./connection-loop.ts";
import { complete, FakeTransport, PLAN, response, SESSION, stream } from "./fake-transport.ts";
import { ProgressHandlers } from "./progress.ts";
import type { Ask, FromWorker } from "./worker-protocol.ts";

const identity = { sessionId: SESSION, userAgent: "test" };
const plan = toBinary(PlanSchema, PLAN);
const settled = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
};

function loopOver(transport: FakeTransport): { readonly loop: ConnectionLoop; readonly sent: FromWorker[] } {
  const sent: FromWorker[] = [];
  const loop = new ConnectionLoop(transport, (message) => sent.push(message));
  loop.receive({ type: "session", session: "s", identity });
  return { loop, sent };
}
const execution = { plan, operationId: "o", tags: [], artifacts: [] };
const batch = (id: number, more: object = {}): ReturnType<typeof response> =>
  response(String(id), { case: "arrowBatch", value: { data: Uint8Array.of(id), rowCount: 1n, ...more } as never });
const tasksDone = (numCompletedTasks: bigint): ReturnType<typeof create<typeof PROGRESS>> =>
  create(PROGRESS, {
    stages: [{ stageId: 3n, numTasks: 4n, numCompletedTasks, inputBytesRead: 80n, done: false }],
    numInflightTasks: 2n,
  });
const progress = (completed: bigint): ReturnType<typeof response> =>
  response("p", { case: "executionProgress", value: tasksDone(completed) });

describe("a stream", () => {
  test("is read only as far as its reader asks, and a little ahead", async () => {
    let read = 0;
    const transport = new FakeTransport();
    transport.streams.push(async function* () {
      for (; read < 100; read++) yield await Promise.resolve(batch(read));
      yield complete("end");
    });
    const { loop, sent } = loopOver(transport);
    loop.receive({ type: "ask", session: "s", id: 1, sync: false, ask: { ...execution, type: "stream" } });
    await settled();
    const ahead = read;
    expect(ahead).toBeLessThan(5);
    loop.receive({ type: "more", id: 1 });
    await settled();
    expect(read).toBe(ahead + 1);
    loop.receive({ type: "cancel", id: 1, interrupt: false });
    await settled();
    expect(read).toBeLessThan(ahead + 3);
    expect(sent.at(-1)).toMatchObject({ type: "pieces", done: true });
    expect(transport.requests("releaseExecute").at(-1)).toMatchObject({ release: { case: "releaseAll" } });
  });

  test("puts batches together that the server cut", async () => {
    const transport = new FakeTransport();
    const cut = [0n, 1n, 2n].map((chunkIndex) => batch(Number(chunkIndex), { chunkIndex, numChunksInBatch: 3n }));
    transport.streams.push(stream([...cut, complete("end")]));
    const { loop, sent } = loopOver(transport);
    loop.receive({ type: "ask", session: "s", id: 1, sync: false, ask: { ...execution, type: "stream" } });
    await settled();
    const pieces = sent.flatMap((message) => (message.type === "pieces" ? message.pieces : []));
    const batches = pieces.flatMap((piece) => (piece.type === "batch" ? [[...piece.data]] : []));
    expect(batches).toEqual([[0, 1, 2]]);
  });

  test("that lacks a chunk fails", async () => {
    const transport = new FakeTransport();
    transport.streams.push(stream([batch(0, { chunkIndex: 1n, numChunksInBatch: 2n }), complete("end")]));
    const { loop, sent } = loopOver(transport);
    loop.receive({ type: "ask", session: "s", id: 1, sync: false, ask: { ...execution, type: "stream" } });
    await settled();
    expect(sent.at(-1)).toMatchObject({ type: "failed", failure: { message: expect.stringMatching(/chunk 1/) } });
  });
});

describe("progress", () => {
  test.each(["stream", "execute"] as const)("of a plan to %s is told at once, beside the answer", async (type) => {
    const transport = new FakeTransport();
    transport.streams.push(stream([progress(1n), progress(4n), complete("end")]));
    const { loop, sent } = loopOver(transport);
    const ask: Ask = type === "stream" ? { ...execution, type } : { ...execution, type, ordered: true };
    loop.receive({ type: "ask", session: "s", id: 1, sync: false, ask });
    await settled();
    expect(sent.map((message) => message.type).slice(0, 2)).toEqual(["progress", "progress"]);
    expect(sent.at(-1)).toMatchObject({ type: "pieces", done: true });
  });

  test("is told to handlers, once with done at the end", () => {
    const told: unknown[][] = [];
    const handlers = new ProgressHandlers();
    const handler = (...args: unknown[]): void => void told.push(args);
    expect(handlers.watch("o", undefined)).toBeUndefined();
    handlers.add(handler);
    handlers.add(handler);
    const watch = handlers.watch("o", undefined);
    watch?.see(create(PROGRESS, {}));
    watch?.see(tasksDone(1n));
    watch?.end();
    watch?.end();
    const stage = { stageId: 3, numTasks: 4, numCompletedTasks: 1, numBytesRead: 80, done: false };
    expect(told).toEqual([
      [[stage], 2, "o", false],
      [[stage], 2, "o", true],
    ]);
    expect([handlers.remove(handler), handlers.remove(handler)]).toEqual([true, false]);
  });
});
