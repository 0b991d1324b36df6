/** What clients in other languages and of other versions send, where it is not what PySpark 4.3 sends. */
import { createHash } from "node:crypto";
import { crc32, zstdCompressSync } from "node:zlib";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeRows } from "../../arrow/index.ts";
import { SparkSession } from "../../session/spark-session.ts";
import { LONG, StructField, StructType } from "../../types/data-type.ts";
import * as base from "../generated/spark/connect/base_pb.ts";
import { LocalRelationSchema, RelationSchema } from "../generated/spark/connect/relations_pb.ts";
import { errorInfo, RawClient, rowsOf, sqlRelation } from "./raw-client.ts";
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

async function detailsOf(work: Promise<unknown>): Promise<{
  readonly condition: string | undefined;
  readonly error: base.FetchErrorDetailsResponse_Error | undefined;
}> {
  const failure = await work.then(
    () => new Error("it did not fail"),
    (error: unknown) => error,
  );
  const { metadata } = errorInfo(failure);
  const details = await client.unary(
    "FetchErrorDetails",
    base.FetchErrorDetailsRequestSchema,
    base.FetchErrorDetailsResponseSchema,
    { errorId: metadata["errorId"] ?? "" },
  );
  return { condition: metadata["errorClass"], error: details.errors[details.rootErrorIdx ?? -1] };
}

describe("PySpark before 4.1", () => {
  it("caches a large local relation as one message", async () => {
    const schema = new StructType([new StructField("a", LONG)]);
    const message = create(LocalRelationSchema, { data: encodeRows(schema, [[1], [2]]), schema: "a BIGINT" });
    const data = toBinary(LocalRelationSchema, message);
    const hash = createHash("sha256").update(data).digest("hex");
    const request = create(base.AddArtifactsRequestSchema, {
      sessionId: client.sessionId,
      payload: {
        case: "batch",
        value: { artifacts: [{ name: `cache/${hash}`, data: { data, crc: BigInt(crc32(data)) } }] },
      },
    });
    const answer = await client.bytes("AddArtifacts", toBinary(base.AddArtifactsRequestSchema, request));
    expect(fromBinary(base.AddArtifactsResponseSchema, answer).artifacts[0]?.isCrcSuccessful).toBe(true);
    expect(await client.rows({ relType: { case: "cachedLocalRelation", value: { hash } } })).toEqual([[1], [2]]);
  });
});

describe("clients on the JVM", () => {
  it("ask how plans are compressed, and compress them", async () => {
    const keys = ["threshold", "defaultAlgorithm"].map((name) => `spark.connect.session.planCompression.${name}`);
    const { pairs } = await client.config({ opType: { case: "get", value: { keys } } });
    expect(pairs.map(({ value }) => value)).toEqual(["10485760", "ZSTD"]);
    const plan = toBinary(RelationSchema, create(RelationSchema, sqlRelation("SELECT 7 AS x")));
    const request = create(base.ExecutePlanRequestSchema, {
      sessionId: client.sessionId,
      plan: {
        opType: {
          case: "compressedOperation",
          value: {
            data: zstdCompressSync(plan),
            opType: base.Plan_CompressedOperation_OpType.RELATION,
            compressionCodec: base.CompressionCodec.ZSTD,
          },
        },
      },
    });
    const bytes = toBinary(base.ExecutePlanRequestSchema, request);
    expect(rowsOf(await client.streamBytes("ExecutePlan", bytes))).toEqual([[7]]);
  });
  it("get the text alone of an error that Spark does not have", async () => {
    const refused = client.rows({ relType: { case: "mlRelation", value: {} } });
    const { condition, error } = await detailsOf(refused);
    expect(condition).toBe("UNSUPPORTED_FEATURE");
    expect(error?.sparkThrowable?.errorClass).toBeUndefined();
    expect(error?.message).toContain("ml_relation");
  });
  it("get all parameters of the text of an error", async () => {
    const { condition, error } = await detailsOf(client.rows(sqlRelation("SELECT * FROM nowhere")));
    expect(condition).toBe("TABLE_OR_VIEW_NOT_FOUND");
    expect(error?.sparkThrowable?.messageParameters).toEqual({
      relationName: "`nowhere`",
      searchPath: "[`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`]",
    });
  });
});

describe("clients in Go", () => {
  it("ask for settings of the server's process", async () => {
    const { pairs } = await client.config({ opType: { case: "get", value: { keys: ["spark.executor.id"] } } });
    expect(pairs[0]?.value).toBe("driver");
    const all = await client.config({ opType: { case: "getAll", value: {} } });
    expect(all.pairs.find(({ key }) => key === "spark.executor.id")?.value).toBe("driver");
  });
});

describe("streaming", () => {
  it("is refused by name, also where only the kind of plan is asked for", async () => {
    const stream = {
      relType: {
        case: "read",
        value: { isStreaming: true, readType: { case: "dataSource", value: { format: "rate" } } },
      },
    } as const;
    const plan = { opType: { case: "root", value: stream } } as const;
    expect((await detailsOf(client.rows(stream))).error?.message).toContain("streaming reads");
    const analysis = client.analyze({ case: "isStreaming", value: { plan } });
    expect((await detailsOf(analysis)).error?.message).toContain("streaming reads");
  });
});
