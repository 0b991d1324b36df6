import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readIpcStream } from "../../arrow/index.ts";
import { SparkSession } from "../../session/spark-session.ts";
import * as base from "../generated/spark/connect/base_pb.ts";
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
    expect(rowsOf(responses.filter(({ responseType }) => responseType.case !== "executionProgress"))).toHaveLength(7);
    const reports = responses.flatMap(({ responseType: r }) => (r.case === "executionProgress" ? [r.value] : []));
    expect(reports.length).toBeGreaterThan(1);
    expect(responses.at(-1)?.responseType.case).toBe("resultComplete");
    const last = reports.at(-1);
    expect(last?.numInflightTasks).toBe(0n);
    expect(last?.stages.length).toBeGreaterThan(0);
    expect(last?.stages.every((s) => s.done && s.numTasks === s.numCompletedTasks && s.numTasks > 0n)).toBe(true);
  });
});
