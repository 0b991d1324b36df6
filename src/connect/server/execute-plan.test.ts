import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readIpcStream } from "../../arrow/index.ts";
import { SparkSession } from "../../session/spark-session.ts";
import * as base from "../generated/spark/connect/base_pb.ts";
import type { ExpressionSchema } from "../generated/spark/connect/expressions_pb.ts";
import type { RelationSchema } from "../generated/spark/connect/relations_pb.ts";
import { planOf, RawClient, rowsOf, sqlRelation } from "./raw-client.ts";
import { type ConnectServer, startConnectServer } from "./start-server.ts";

let spark: SparkSession;
let server: ConnectServer;
let client: RawClient;

beforeAll(async () => {
  spark = SparkSession.builder.getOrCreate();
  server = await startConnectServer(spark, { port: 0 });
  client = new RawClient(server.port);
});
afterAll(async () => {
  client.close();
  await server.stop();
  await spark.stop();
});

describe("batches in pieces", () => {
  type Options = MessageInitShape<typeof base.ResultChunkingOptionsSchema>;
  const batches = async (options: Options): Promise<base.ExecutePlanResponse_ArrowBatch[]> => {
    const request = create(base.ExecutePlanRequestSchema, {
      sessionId: client.sessionId,
      plan: planOf({ root: sqlRelation("SELECT id FROM range(2000)") }),
      requestOptions: [{ requestOption: { case: "resultChunkingOptions", value: options } }],
    });
    const responses = await client.streamBytes("ExecutePlan", toBinary(base.ExecutePlanRequestSchema, request));
    return responses.flatMap(({ responseType }) => (responseType.case === "arrowBatch" ? [responseType.value] : []));
  };
  it("are of the size that the client prefers, and numbered", async () => {
    const chunks = await batches({ allowArrowBatchChunking: true, preferredArrowChunkSize: 3000n });
    expect(chunks.length).toBeGreaterThan(4);
    expect(chunks.map(({ chunkIndex }) => Number(chunkIndex))).toEqual(chunks.map((_, i) => i));
    expect(new Set(chunks.map(({ numChunksInBatch }) => Number(numChunksInBatch)))).toEqual(new Set([chunks.length]));
    expect(chunks.every(({ data, rowCount }) => data.length <= 3000 && rowCount === 2000n)).toBe(true);
    const whole = readIpcStream(Buffer.concat(chunks.map(({ data }) => data)));
    expect(whole.batches.map(({ length }) => length)).toEqual([2000]);
  });
  it("are one piece where that is enough, and are not numbered unasked", async () => {
    const [one, ...more] = await batches({ allowArrowBatchChunking: true, preferredArrowChunkSize: 0n });
    expect([one?.chunkIndex, one?.numChunksInBatch, more.length]).toEqual([0n, 1n, 0]);
    const [plain] = await batches({ allowArrowBatchChunking: false, preferredArrowChunkSize: 10n });
    expect([plain?.chunkIndex, plain?.numChunksInBatch, plain?.rowCount]).toEqual([undefined, undefined, 2000n]);
  });
});

describe("progress", () => {
  it("is told while a query runs, and its end", async () => {
    const set = { pairs: [{ key: "spark.connect.progress.reportInterval", value: "1ms" }] };
    await client.config({ opType: { case: "set", value: set } });
    const root = sqlRelation("SELECT id % 7 AS k, count(*) AS n FROM range(3000000) GROUP BY 1 ORDER BY 1");
    const responses = await client.execute({ root });
    expect(rowsOf(responses)).toHaveLength(7);
    const reports = responses.flatMap(({ responseType: r }) => (r.case === "executionProgress" ? [r.value] : []));
    expect(reports.length).toBeGreaterThan(1);
    expect(responses.at(-1)?.responseType.case).toBe("resultComplete");
    const last = reports.at(-1);
    expect(last?.numInflightTasks).toBe(0n);
    expect(last?.stages.length).toBeGreaterThan(0);
    expect(last?.stages.every((s) => s.done && s.numTasks === s.numCompletedTasks && s.numTasks > 0n)).toBe(true);
  });
});

describe("observations", () => {
  type RelationInit = MessageInitShape<typeof RelationSchema>;
  const text = (expression: string): MessageInitShape<typeof ExpressionSchema> => ({
    exprType: { case: "expressionString", value: { expression } },
  });
  const input: RelationInit = { relType: { case: "range", value: { end: 100n, step: 1n } } };
  const observed: RelationInit = {
    relType: {
      case: "collectMetrics",
      value: { input, name: "seen", metrics: [text("count(*) AS n"), text("max(id) AS m")] },
    },
  };
  const limit = (child: RelationInit, rows: number): RelationInit => ({
    relType: { case: "limit", value: { input: child, limit: rows } },
  });
  const filter = (child: RelationInit, condition: string): RelationInit => ({
    relType: { case: "filter", value: { input: child, condition: text(condition) } },
  });
  const select = (child: RelationInit, ...expressions: string[]): RelationInit => ({
    relType: { case: "project", value: { input: child, expressions: expressions.map(text) } },
  });
  const seen = async (root: RelationInit): Promise<unknown> => {
    const metrics = (await client.execute({ root })).flatMap((response) => response.observedMetrics);
    return metrics.map(({ values }) => values.map(({ literalType }) => Number(literalType.value)));
  };
  it("are of the rows that it takes to fill a limit above", async () => {
    expect(await seen(observed)).toEqual([[100, 99]]);
    expect(await seen(limit(observed, 3))).toEqual([[3, 2]]);
    expect(await seen(limit(filter(observed, "id > 10"), 3))).toEqual([[14, 13]]);
    expect(await seen(limit(filter(select(observed, "id * 2 AS twice"), "twice > 50"), 3))).toEqual([[29, 28]]);
    expect(await seen(limit(filter(observed, "id > 97"), 3))).toEqual([[100, 99]]);
    const shown: RelationInit = { relType: { case: "showString", value: { input: observed, numRows: 4 } } };
    expect(await seen(shown)).toEqual([[5, 4]]);
  });
  it("are of all rows where all are needed, and of none below a limit of none", async () => {
    expect(await seen(limit(select(observed, "max(id)"), 1))).toEqual([[100, 99]]);
    expect(await seen(limit(select(observed, "row_number() OVER (ORDER BY id)"), 1))).toEqual([[100, 99]]);
    expect(await seen(limit(observed, 0))).toEqual([]);
  });
});
