import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import type { ExecutePlanResponse } from "../generated/spark/connect/base_pb.ts";
import { complete, FakeTransport, PLAN, response, rpcError, SERVER, SESSION, stream } from "./fake-transport.ts";
import { errorOf, RemoteFailure } from "./failure.ts";
import { artifactOf, forwardedFile } from "./local-files.ts";
import { SessionClient } from "./session-client.ts";
import { RpcCode } from "./transport.ts";

const OPERATION = "00000000-0000-4000-8000-00000000000a";

function clientOf(transport: FakeTransport): { readonly client: SessionClient; readonly waits: number[] } {
  const waits: number[] = [];
  const clock = {
    sleep: (ms: number) => {
      waits.push(ms);
      return Promise.resolve();
    },
    random: () => 0,
    now: () => 0,
  };
  const identity = { sessionId: SESSION, userId: "ann", userAgent: "test" };
  return { client: new SessionClient(transport, identity, { clock }), waits };
}

async function run(client: SessionClient, signal?: AbortSignal): Promise<string[]> {
  const ids: string[] = [];
  const options = { operationId: OPERATION, tags: ["nightly"], signal };
  for await (const answer of client.execute(PLAN, options)) ids.push(answer.responseId);
  return ids;
}

const failureIn = (run: Promise<unknown>): Promise<Error> =>
  run.then(
    () => new Error("it did not fail"),
    (error: unknown) => (error instanceof RemoteFailure ? errorOf(error.failure) : (error as Error)),
  );
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("an execution", () => {
  test("is reattachable, marked, and released piece by piece", async () => {
    const transport = new FakeTransport();
    transport.streams.push(stream([response("1"), response("2"), complete("3")]));
    const { client } = clientOf(transport);
    expect(await run(client)).toEqual(["1", "2", "3"]);
    await settled();
    expect(transport.requests("executePlan")[0]).toMatchObject({
      sessionId: SESSION,
      userContext: { userId: "ann" },
      operationId: OPERATION,
      tags: ["nightly"],
      requestOptions: [
        { requestOption: { case: "reattachOptions", value: { reattachable: true } } },
        { requestOption: { case: "resultChunkingOptions" } },
      ],
    });
    const releases = transport.requests("releaseExecute").map(({ release }) => (release as { case: string }).case);
    expect(releases[0]).toBe("releaseUntil");
    expect(releases.at(-1)).toBe("releaseAll");
  });

  test("goes on behind the last response where the stream broke", async () => {
    const transport = new FakeTransport();
    transport.streams.push(
      stream([response("1")], rpcError(RpcCode.UNAVAILABLE)),
      stream([response("2")], rpcError(RpcCode.UNAVAILABLE)),
      stream([complete("3")]),
    );
    const { client, waits } = clientOf(transport);
    expect(await run(client)).toEqual(["1", "2", "3"]);
    expect(transport.methods).toEqual(["executePlan", "reattachExecute", "reattachExecute"]);
    expect(transport.requests("reattachExecute").map(({ lastResponseId }) => lastResponseId)).toEqual(["1", "2"]);
    expect(waits).toEqual([50, 50]);
  });

  test("reattaches where the server ended the stream, and where its time was over", async () => {
    const transport = new FakeTransport();
    transport.streams.push(
      stream([response("1")]),
      stream([], rpcError(RpcCode.DEADLINE_EXCEEDED)),
      stream([complete("2")]),
    );
    const { client, waits } = clientOf(transport);
    expect(await run(client)).toEqual(["1", "2"]);
    expect(waits).toEqual([]);
  });

  test("is sent again where it never arrived", async () => {
    const transport = new FakeTransport();
    transport.streams.push(
      stream([], rpcError(RpcCode.UNAVAILABLE)),
      stream([], rpcError(RpcCode.INTERNAL, "[INVALID_HANDLE.OPERATION_NOT_FOUND] no such operation")),
      stream([complete("1")]),
    );
    expect(await run(clientOf(transport).client)).toEqual(["1"]);
    expect(transport.methods).toEqual(["executePlan", "reattachExecute", "executePlan"]);
  });

  test("is not sent again where a part of its answer has arrived", async () => {
    const transport = new FakeTransport();
    transport.streams.push(
      stream([response("1")], rpcError(RpcCode.UNAVAILABLE)),
      stream([], rpcError(RpcCode.INTERNAL, "[INVALID_HANDLE.OPERATION_NOT_FOUND] no such operation")),
    );
    const error = await failureIn(run(clientOf(transport).client));
    expect(error).toMatchObject({ name: "PySparkRuntimeError", condition: "RESPONSE_ALREADY_RECEIVED" });
  });

  test("is not sent again and again to a server that does not know the session", async () => {
    const transport = new FakeTransport();
    transport.streams.push(
      stream([], rpcError(RpcCode.INTERNAL, "[INVALID_HANDLE.SESSION_NOT_FOUND] no such session")),
    );
    await failureIn(run(clientOf(transport).client));
    expect(transport.methods).toEqual(["executePlan"]);
  });

  test("waits as long as the server asks for", async () => {
    const transport = new FakeTransport();
    transport.streams.push(
      stream([], rpcError(RpcCode.INTERNAL, "busy", { retryDelayMs: 1500 })),
      stream([complete("1")]),
    );
    const { client, waits } = clientOf(transport);
    await run(client);
    expect(waits).toEqual([1500]);
  });

  test("is given up after fifteen tries", async () => {
    const transport = new FakeTransport();
    for (let i = 0; i < 20; i++) transport.streams.push(stream([], rpcError(RpcCode.UNAVAILABLE, "refused")));
    const { client, waits } = clientOf(transport);
    expect(await failureIn(run(client))).toMatchObject({
      message: expect.stringMatching(/cannot be reached.*refused/),
    });
    expect(waits).toHaveLength(15);
    expect(waits.slice(0, 6)).toEqual([50, 200, 800, 3200, 12_800, 51_200]);
    expect(waits.at(-1)).toBe(60_000);
  });

  test("that is not read to its end is released", async () => {
    const transport = new FakeTransport();
    transport.streams.push(stream([response("1"), response("2"), complete("3")]));
    for await (const _ of clientOf(transport).client.execute(PLAN, { operationId: OPERATION, tags: [] })) break;
    await settled();
    expect(transport.requests("releaseExecute").at(-1)).toMatchObject({ release: { case: "releaseAll" } });
  });

  test("that is aborted is interrupted on the server", async () => {
    const transport = new FakeTransport();
    const abort = new AbortController();
    transport.streams.push(async function* (_request, { signal }): AsyncGenerator<ExecutePlanResponse> {
      yield response("1");
      await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
      throw rpcError(RpcCode.CANCELLED);
    });
    const running = failureIn(run(clientOf(transport).client, abort.signal));
    await settled();
    abort.abort();
    await running;
    expect(transport.requests("interrupt")).toMatchObject([{ interrupt: { case: "operationId", value: OPERATION } }]);
    expect(transport.methods).not.toContain("reattachExecute");
  });
});

describe("errors", () => {
  const metadata = {
    classes: JSON.stringify(["org.apache.spark.SparkArithmeticException", "java.lang.ArithmeticException"]),
    errorClass: "DIVIDE_BY_ZERO",
    sqlState: "22012",
    messageParameters: JSON.stringify({ config: "c" }),
    errorId: "e1",
  };
  const failed = rpcError(RpcCode.INTERNAL, "[DIVIDE_BY_ZERO] cut", { info: { reason: "x", metadata } });

  test("are those of the embedded engine, with what the server tells when asked", async () => {
    const transport = new FakeTransport();
    transport.streams.push(stream([], failed));
    transport.unaryAnswers["fetchErrorDetails"] = ({ errorId }) => ({
      rootErrorIdx: 0,
      errors: [
        {
          errorTypeHierarchy: ["org.apache.spark.SparkArithmeticException", "java.lang.ArithmeticException"],
          message: `[DIVIDE_BY_ZERO] all of it (${String(errorId)})`,
          stackTrace: [{ declaringClass: "A", methodName: "b", fileName: "A.scala", lineNumber: 7 }],
          sparkThrowable: {
            errorClass: "DIVIDE_BY_ZERO",
            sqlState: "22012",
            messageParameters: { config: "c" },
            queryContexts: [
              { contextType: 0, objectType: "", objectName: "", fragment: "1/0", startIndex: 7, stopIndex: 9 },
            ],
          },
        },
      ],
    });
    expect(await failureIn(run(clientOf(transport).client))).toMatchObject({
      name: "ArithmeticException",
      condition: "DIVIDE_BY_ZERO",
      sqlState: "22012",
      messageParameters: { config: "c" },
      message: "[DIVIDE_BY_ZERO] all of it (e1)",
      queryContext: [{ contextType: "SQL", fragment: "1/0", startIndex: 7, stopIndex: 9 }],
    });
  });

  test("keep what came with them where the server tells no more", async () => {
    const transport = new FakeTransport();
    transport.streams.push(stream([], failed));
    transport.unaryAnswers["fetchErrorDetails"] = () => {
      throw rpcError(RpcCode.UNAVAILABLE);
    };
    expect(await failureIn(run(clientOf(transport).client))).toMatchObject({
      name: "ArithmeticException",
      condition: "DIVIDE_BY_ZERO",
      messageParameters: { config: "c" },
    });
  });

  test("of classes that are not known here are unknown exceptions", async () => {
    const transport = new FakeTransport();
    const info = { reason: "x", metadata: { classes: '["com.example.Odd"]' } };
    transport.streams.push(stream([], rpcError(RpcCode.INTERNAL, "odd", { info })));
    expect(await failureIn(run(clientOf(transport).client))).toMatchObject({
      name: "UnknownException",
      message: "odd",
    });
  });
});

describe("a session", () => {
  test("is of one server process: another has forgotten it", async () => {
    const transport = new FakeTransport();
    const { client } = clientOf(transport);
    transport.unaryAnswers["config"] = () => ({ pairs: [] });
    await client.config({});
    transport.unaryAnswers["config"] = () => ({ pairs: [], serverSideSessionId: "server-2" });
    expect(await failureIn(client.config({}))).toMatchObject({ message: expect.stringMatching(/restarted/) });
    // Nothing is sent any more.
    const sent = transport.calls.length;
    expect(await failureIn(client.config({}))).toMatchObject({ message: expect.stringMatching(/closed/) });
    expect(transport.calls).toHaveLength(sent);
  });

  test("tells the server which process it saw", async () => {
    const transport = new FakeTransport();
    const { client } = clientOf(transport);
    await client.config({});
    await client.config({});
    const seen = transport.requests("config").map((request) => request["clientObservedServerSideSessionId"]);
    expect(seen).toEqual([undefined, SERVER]);
  });

  test("is released once", async () => {
    const transport = new FakeTransport();
    const { client } = clientOf(transport);
    await client.release();
    await client.release();
    expect(transport.methods).toEqual(["releaseSession"]);
    expect(await failureIn(client.config({}))).toMatchObject({ message: expect.stringMatching(/stopped/) });
  });

  test("interrupts all work, by tag, or one operation", async () => {
    const transport = new FakeTransport();
    transport.unaryAnswers["interrupt"] = () => ({ interruptedIds: ["a"] });
    const { client } = clientOf(transport);
    expect(await client.interrupt({ all: true })).toEqual(["a"]);
    await client.interrupt({ tag: "t" });
    await client.interrupt({ operationId: "o" });
    expect(transport.requests("interrupt")).toMatchObject([
      { interruptType: 1 },
      { interruptType: 2, interrupt: { case: "operationTag", value: "t" } },
      { interruptType: 3, interrupt: { case: "operationId", value: "o" } },
    ]);
  });
});

test("a session is cloned under an id of the client's", async () => {
  const transport = new FakeTransport();
  transport.unaryAnswers["cloneSession"] = ({ newSessionId }) => ({ newSessionId, newServerSideSessionId: "server-9" });
  const { client } = clientOf(transport);
  expect(await client.clone("b")).toBe("b");
  expect(transport.requests("cloneSession")).toMatchObject([{ sessionId: SESSION, newSessionId: "b" }]);
});

describe("artifacts", () => {
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i % 251);

  test("are sent where the server lacks them, small ones together, large ones in pieces", async () => {
    const transport = new FakeTransport();
    transport.unaryAnswers["artifactStatus"] = () => ({ statuses: { "cache/here": { exists: true } } });
    const { client } = clientOf(transport);
    await client.uploadMissing([
      { name: "cache/here", data: bytes(10) },
      { name: "cache/a", data: bytes(10) },
      { name: "cache/b", data: bytes(20) },
      { name: "cache/large", data: bytes(70_000) },
      { name: "cache/c", data: bytes(1) },
    ]);
    const [requests = []] = transport.uploads;
    expect(requests.map(({ payload }) => payload.case)).toEqual(["batch", "beginChunk", "chunk", "chunk", "batch"]);
    expect(requests[0]?.payload.value).toMatchObject({ artifacts: [{ name: "cache/a" }, { name: "cache/b" }] });
    expect(requests[1]?.payload.value).toMatchObject({ name: "cache/large", totalBytes: 70_000n, numChunks: 3n });
    const chunks = requests.slice(1, 4).map(({ payload }) => payload.value as never) as {
      initialChunk?: { data: Uint8Array };
      data?: Uint8Array;
    }[];
    const joined = chunks.flatMap((chunk) => [...(chunk.initialChunk?.data ?? chunk.data ?? [])]);
    expect(joined).toEqual([...bytes(70_000)]);
  });

  test("of the program's own are sent whatever the server has, from their files", async () => {
    const directory = mkdtempSync(join(tmpdir(), "artifacts-"));
    const [large, small, empty] = ["large.jar", "small.csv", "empty.csv"].map((name) => join(directory, name));
    writeFileSync(large as string, bytes(100_000));
    writeFileSync(small as string, bytes(7));
    writeFileSync(empty as string, "");
    const transport = new FakeTransport();
    await clientOf(transport).client.upload([
      artifactOf(large as string, "jar"),
      artifactOf(pathToFileURL(small as string).href, "file"),
      artifactOf(empty as string, "file"),
    ]);
    rmSync(directory, { recursive: true });
    expect(transport.methods).toEqual(["addArtifacts"]);
    const [requests = []] = transport.uploads;
    expect(requests.map(({ payload }) => payload.case)).toEqual(["beginChunk", "chunk", "chunk", "chunk", "batch"]);
    expect(requests[0]?.payload.value).toMatchObject({ name: "jars/large.jar", totalBytes: 100_000n, numChunks: 4n });
    const last = requests[3]?.payload.value as { readonly data: Uint8Array };
    expect([...last.data]).toEqual([...bytes(100_000).subarray(3 * 32_768)]);
    expect(requests[4]?.payload.value).toMatchObject({
      artifacts: [
        { name: "files/small.csv", data: { data: bytes(7) } },
        { name: "files/empty.csv", data: { data: bytes(0) } },
      ],
    });
  });

  test("that are nothing the server could use are refused", () => {
    expect(() => artifactOf("model.bin", "jar")).toThrow(
      expect.objectContaining({ condition: "UNSUPPORTED_OPERATION" }),
    );
    expect(() => artifactOf("https://host/a.jar", "jar")).toThrow(/https scheme/);
    expect(() => artifactOf("nowhere.jar", "jar")).toThrow(/no file/);
    expect(() => forwardedFile("package.json", "relative")).toThrow(/absolute/);
  });

  test("carry the sum that CRC-32 gives", async () => {
    const transport = new FakeTransport();
    await clientOf(transport).client.upload([{ name: "x", data: new TextEncoder().encode("123456789") }]);
    expect(transport.uploads[0]?.[0]?.payload.value).toMatchObject({ artifacts: [{ data: { crc: 0xcbf43926n } }] });
  });
});
