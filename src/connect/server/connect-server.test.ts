import { randomUUID } from "node:crypto";
import { crc32 } from "node:zlib";
import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { status } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeRows } from "../../arrow/index.ts";
import { SparkSession } from "../../session/spark-session.ts";
import { LONG, STRING, StructField, StructType } from "../../types/data-type.ts";
import * as base from "../generated/spark/connect/base_pb.ts";
import type { ExpressionSchema } from "../generated/spark/connect/expressions_pb.ts";
import { Join_JoinType, type Relation, type RelationSchema } from "../generated/spark/connect/relations_pb.ts";
import { errorInfo, planOf, RawClient, rowsOf, sqlRelation } from "./raw-client.ts";
import { type ConnectServer, startConnectServer } from "./start-server.ts";

type RelationInit = MessageInitShape<typeof RelationSchema>;
type ExpressionInit = MessageInitShape<typeof ExpressionSchema>;

let spark: SparkSession;
let server: ConnectServer;
const clients: RawClient[] = [];
const client = (sessionId?: string): RawClient => {
  const made = new RawClient(server.port, sessionId === undefined ? {} : { sessionId });
  clients.push(made);
  return made;
};
const range = (end: number): RelationInit => ({ relType: { case: "range", value: { end: BigInt(end), step: 1n } } });
const failure = async (work: Promise<unknown>): Promise<ReturnType<typeof errorInfo>> => {
  try {
    await work;
  } catch (error) {
    return errorInfo(error);
  }
  throw new Error("it did not fail");
};

beforeAll(async () => {
  spark = SparkSession.builder.getOrCreate();
  server = await startConnectServer(spark, { port: 0, detachedMs: 400, sessionIdleMs: 60_000 });
});
afterAll(async () => {
  for (const one of clients) one.close();
  await server.stop();
  await spark.stop();
});

describe("results", () => {
  it("come as schema, batches, end, with ids of their own", async () => {
    const responses = await client().execute({ root: range(3) });
    expect(rowsOf(responses)).toEqual([[0], [1], [2]]);
    expect(new Set(responses.map((r) => r.responseId)).size).toBe(responses.length);
  });
  it("have a batch even where there are no rows", async () => {
    const responses = await client().execute({ root: range(0) });
    const cases = responses.map((r) => r.responseType.case ?? "schema").filter((c) => c !== "executionProgress");
    expect(cases).toEqual(["schema", "arrowBatch", "resultComplete"]);
    expect(rowsOf(responses)).toEqual([]);
  });
  it("echo the session and name the server's", async () => {
    const one = client();
    const all = [...(await one.execute({ root: range(1) })), ...(await one.execute({ root: range(1) }))];
    expect(new Set(all.map((r) => r.sessionId))).toEqual(new Set([one.sessionId]));
    expect(new Set(all.map((r) => r.serverSideSessionId)).size).toBe(1);
  });
  it("are printed by the server", async () => {
    const shown = { relType: { case: "showString", value: { input: range(2), numRows: 1, truncate: 20 } } } as const;
    expect(await client().rows(shown)).toEqual([["+---+\n| id|\n+---+\n|  0|\n+---+\nonly showing top 1 row"]]);
    const html = { relType: { case: "htmlString", value: { input: range(1), numRows: 5, truncate: 20 } } } as const;
    expect(await client().rows(html)).toEqual([
      ["<table border='1'>\n<tr><th>id</th></tr>\n<tr><td>0</td></tr>\n</table>\n"],
    ]);
  });
  it("come from local relations, inline and cached", async () => {
    const schema = new StructType([new StructField("a", LONG), new StructField("b", STRING)]);
    const data = encodeRows(schema, [
      [1, "x"],
      [2, null],
    ]);
    const one = client();
    const inline = { relType: { case: "localRelation", value: { data, schema: "x INT, y STRING" } } } as const;
    expect(await one.rows(inline)).toEqual([
      [1, "x"],
      [2, null],
    ]);
    const hash = "ab12";
    expect(await addArtifact(one, "cache/damaged", data, 1)).toBe(false);
    expect(await addArtifact(one, `cache/${hash}`, data)).toBe(true);
    const { statuses } = await one.unary(
      "ArtifactStatus",
      base.ArtifactStatusesRequestSchema,
      base.ArtifactStatusesResponseSchema,
      { names: [`cache/${hash}`, "cache/damaged"] },
    );
    expect(Object.values(statuses).map(({ exists }) => exists)).toEqual([true, false]);
    const cached: RelationInit = { relType: { case: "chunkedCachedLocalRelation", value: { dataHashes: [hash] } } };
    expect(await one.rows(cached)).toHaveLength(2);
    expect((await failure(client().rows(cached))).reason).toContain("InvalidPlanInput");
  });
});

async function addArtifact(one: RawClient, name: string, data: Uint8Array, crc = crc32(data)): Promise<boolean> {
  const request = create(base.AddArtifactsRequestSchema, {
    sessionId: one.sessionId,
    payload: { case: "batch", value: { artifacts: [{ name, data: { data, crc: BigInt(crc) } }] } },
  });
  const bytes = await one.bytes("AddArtifacts", toBinary(base.AddArtifactsRequestSchema, request));
  return fromBinary(base.AddArtifactsResponseSchema, bytes).artifacts[0]?.isCrcSuccessful ?? false;
}

describe("sessions", () => {
  it("have views and configurations of their own", async () => {
    const [one, other] = [client(), client()];
    await one.sql("CREATE TEMPORARY VIEW mine AS SELECT 1 AS x");
    expect(await one.sql("SELECT * FROM mine")).toEqual([[1]]);
    expect((await failure(other.sql("SELECT * FROM mine"))).metadata["errorClass"]).toBe("TABLE_OR_VIEW_NOT_FOUND");
    await one.config({
      opType: { case: "set", value: { pairs: [{ key: "spark.sql.session.timeZone", value: "Asia/Tokyo" }] } },
    });
    const zoneOf = async (session: RawClient): Promise<string | undefined> =>
      (await session.config({ opType: { case: "get", value: { keys: ["spark.sql.session.timeZone"] } } })).pairs[0]
        ?.value;
    expect(await zoneOf(one)).toBe("Asia/Tokyo");
    expect(await zoneOf(other)).not.toBe("Asia/Tokyo");
  });
  it("are bound late: a view that was replaced changes the plan over it", async () => {
    const one = client();
    await one.sql("CREATE TEMPORARY VIEW v AS SELECT 1 AS x");
    const plan = {
      relType: { case: "read", value: { readType: { case: "namedTable", value: { unparsedIdentifier: "v" } } } },
    } as const;
    expect(await one.rows(plan)).toEqual([[1]]);
    await one.sql("CREATE OR REPLACE TEMPORARY VIEW v AS SELECT 'a' AS y");
    expect(await one.rows(plan)).toEqual([["a"]]);
  });
  it("are copied with what they hold", async () => {
    const one = client();
    await one.sql("CREATE TEMPORARY VIEW kept AS SELECT 7 AS x");
    const newSessionId = randomUUID();
    await one.unary("CloneSession", base.CloneSessionRequestSchema, base.CloneSessionResponseSchema, { newSessionId });
    expect(await client(newSessionId).sql("SELECT * FROM kept")).toEqual([[7]]);
  });
  it("call the tasks of the program that serves them", async () => {
    spark.tasks.register("negate", ({ id }: { id: number }) => -id);
    expect(await client().sql("MAP PARALLEL 2 'negate' USING (SELECT id FROM range(3))")).toEqual([
      [0, "0"],
      [1, "-1"],
      [2, "-2"],
    ]);
    const { metadata } = await failure(client().sql("MAP 'steps.yaml' USING (SELECT id FROM range(3))"));
    expect(metadata["errorClass"]).toBe("SPARKWRIGHT_TASK_NOT_FOUND");
  });
  it("put their variables into SQL", async () => {
    const one = client();
    await one.config({ opType: { case: "set", value: { pairs: [{ key: "least", value: "1" }] } } });
    expect(await one.sql("SELECT id FROM range(3) WHERE id > ${least}")).toEqual([[2]]);
  });
  it("are over once released", async () => {
    const one = client();
    await one.rows(range(1));
    await one.unary("ReleaseSession", base.ReleaseSessionRequestSchema, base.ReleaseSessionResponseSchema, {});
    const { metadata } = await failure(one.rows(range(1)));
    expect(metadata["errorClass"]).toBe("INVALID_HANDLE.SESSION_CLOSED");
  });
  it("must have an id, and must not have changed", async () => {
    expect((await failure(client("nobody").rows(range(1)))).metadata["errorClass"]).toBe("INVALID_HANDLE.FORMAT");
    const one = client();
    await one.rows(range(1));
    const stale = one.unary("Config", base.ConfigRequestSchema, base.ConfigResponseSchema, {
      clientObservedServerSideSessionId: randomUUID(),
      operation: { opType: { case: "getAll", value: {} } },
    });
    expect((await failure(stale)).metadata["errorClass"]).toBe("INVALID_HANDLE.SESSION_CHANGED");
  });
});

describe("columns of DataFrames", () => {
  type Kind = NonNullable<Exclude<RelationInit, Relation>["relType"]>;
  const planned = (planId: number, relType: Kind): RelationInit => ({ relType, common: { planId: BigInt(planId) } });
  const column = (planId: number, name: string): ExpressionInit => ({
    exprType: { case: "unresolvedAttribute", value: { unparsedIdentifier: name, planId: BigInt(planId) } },
  });
  const equal = (a: ExpressionInit, b: ExpressionInit): ExpressionInit => ({
    exprType: { case: "unresolvedFunction", value: { functionName: "==", arguments: [a, b] } },
  });
  const filtered = (planId: number, input: RelationInit, condition: ExpressionInit): RelationInit =>
    planned(planId, { case: "filter", value: { input, condition } });
  const join = (left: RelationInit, right: RelationInit, joinCondition: ExpressionInit): RelationInit => ({
    relType: { case: "join", value: { left, right, joinCondition, joinType: Join_JoinType.INNER } },
  });
  const select = (input: RelationInit, ...expressions: ExpressionInit[]): RelationInit => ({
    relType: { case: "project", value: { input, expressions } },
  });
  const a = planned(1, { case: "range", value: { end: 2n, step: 1n } });
  const positive = filtered(2, a, { exprType: { case: "expressionString", value: { expression: "id > 0" } } });
  const conditionOf = async (relation: RelationInit): Promise<string | undefined> =>
    (await failure(client().rows(relation))).metadata["errorClass"];

  it("are ambiguous in both sides of a self-join", async () => {
    expect(await conditionOf(join(a, a, equal(column(1, "id"), column(1, "id"))))).toBe("AMBIGUOUS_COLUMN_REFERENCE");
    const joined = join(a, positive, equal(column(1, "id"), column(2, "id")));
    expect(await conditionOf(select(joined, column(1, "id")))).toBe("AMBIGUOUS_COLUMN_REFERENCE");
  });
  it("mean the side itself before what is below a side", async () => {
    const joined = join(a, positive, equal(column(1, "id"), column(2, "id")));
    expect(await client().rows(joined)).toEqual([[1, 1]]);
    expect(await client().rows(select(joined, column(2, "id")))).toEqual([[1]]);
  });
  it("must be of a DataFrame that is there", async () => {
    expect(await conditionOf(select(a, column(9, "id")))).toBe("CANNOT_RESOLVE_DATAFRAME_COLUMN");
    expect(await conditionOf(select(a, column(1, "nope")))).toBe("CANNOT_RESOLVE_DATAFRAME_COLUMN");
  });
});

describe("configurations", () => {
  it("have Spark's defaults; an unknown one is an error of its own", async () => {
    const one = client();
    const get = (key: string): ReturnType<RawClient["config"]> =>
      one.config({ opType: { case: "get", value: { keys: [key] } } });
    expect((await get("spark.sql.shuffle.partitions")).pairs).toMatchObject([{ value: "200" }]);
    const { metadata } = await failure(get("no.such.name"));
    expect(metadata["errorClass"]).toBe("SQL_CONF_NOT_FOUND");
    expect(JSON.parse(metadata["classes"] ?? "[]")).toContain("org.apache.spark.SparkNoSuchElementException");
    const option = await one.config({ opType: { case: "getOption", value: { keys: ["no.such.name"] } } });
    expect(option.pairs).toMatchObject([{ key: "no.such.name" }]);
    const keys = ["spark.sql.ansi.enabled", "spark.sql.warehouse.dir"];
    expect((await one.config({ opType: { case: "isModifiable", value: { keys } } })).pairs.map((p) => p.value)).toEqual(
      ["true", "false"],
    );
  });
});

describe("reattaching", () => {
  it("goes on behind the last response, and again from the start", async () => {
    const one = client();
    const operationId = randomUUID();
    const seen = await one.execute(
      { root: range(5) },
      { operationId, reattachable: true, until: (r) => r.schema !== undefined },
    );
    expect(seen).toHaveLength(1);
    const rest = await one.reattach(operationId, seen[0]?.responseId);
    expect(rowsOf([...seen, ...rest])).toHaveLength(5);
    expect(rowsOf(await one.reattach(operationId))).toHaveLength(5);
  });
  it("is over once released", async () => {
    const one = client();
    const operationId = randomUUID();
    await one.execute({ root: range(5) }, { operationId, reattachable: true });
    await one.unary("ReleaseExecute", base.ReleaseExecuteRequestSchema, base.ReleaseExecuteResponseSchema, {
      operationId,
      release: { case: "releaseAll", value: {} },
    });
    const { metadata } = await failure(one.reattach(operationId));
    expect(metadata["errorClass"]).toBe("INVALID_HANDLE.OPERATION_NOT_FOUND");
  });
  it("forgets what was released one by one", async () => {
    const one = client();
    const operationId = randomUUID();
    const responses = await one.execute({ root: range(5) }, { operationId, reattachable: true });
    await one.unary("ReleaseExecute", base.ReleaseExecuteRequestSchema, base.ReleaseExecuteResponseSchema, {
      operationId,
      release: { case: "releaseUntil", value: { responseId: responses[0]?.responseId ?? "" } },
    });
    const { metadata } = await failure(one.reattach(operationId));
    expect(metadata["errorClass"]).toBe("INVALID_CURSOR.POSITION_NOT_AVAILABLE");
  });
});

describe("failures", () => {
  it("tell class, condition, state and parameters, and the place on request", async () => {
    const one = client();
    const { metadata, reason } = await failure(one.sql("SELECT nope FROM range(3)"));
    expect(reason).toBe("org.apache.spark.sql.AnalysisException");
    expect(metadata).toMatchObject({ errorClass: "UNRESOLVED_COLUMN.WITH_SUGGESTION", sqlState: "42703" });
    const details = await one.unary(
      "FetchErrorDetails",
      base.FetchErrorDetailsRequestSchema,
      base.FetchErrorDetailsResponseSchema,
      { errorId: metadata["errorId"] ?? "" },
    );
    const thrown = details.errors[details.rootErrorIdx ?? -1]?.sparkThrowable;
    expect(thrown?.messageParameters["objectName"]).toBe("`nope`");
    expect(thrown?.queryContexts[0]).toMatchObject({ fragment: "nope", startIndex: 7 });
  });
  it("come from rows too", async () => {
    const { metadata } = await failure(client().sql("SELECT 1 / id FROM range(1)"));
    expect(metadata["errorClass"]).toBe("DIVIDE_BY_ZERO");
  });
  it("name what is not supported", async () => {
    const one = client();
    const refused = { relType: { case: "mlRelation", value: {} } } as const;
    expect((await failure(one.rows(refused))).metadata["errorClass"]).toBe("UNSUPPORTED_FEATURE");
    expect((await failure(one.rows({}))).reason).toContain("InvalidPlanInput");
  });
});

describe("interrupts", () => {
  const endless = sqlRelation("SELECT count(*) FROM range(1000000000) a JOIN range(1000000000) b ON a.id < b.id");
  it("stop operations by tag", async () => {
    const one = client();
    const operationId = randomUUID();
    const running = failure(one.execute({ root: endless }, { operationId, tags: ["slow"] }));
    const interrupt = async (): Promise<readonly string[]> => {
      const { interruptedIds } = await one.unary(
        "Interrupt",
        base.InterruptRequestSchema,
        base.InterruptResponseSchema,
        {
          interruptType: base.InterruptRequest_InterruptType.TAG,
          interrupt: { case: "operationTag", value: "slow" },
        },
      );
      return interruptedIds;
    };
    // Until the server knows the operation there is nothing to stop.
    await expect.poll(interrupt).toEqual([operationId]);
    expect((await running).metadata["errorClass"]).toBe("OPERATION_CANCELED");
  });
  it("a client that vanishes leaves nothing behind", async () => {
    // A server of its own: what others have left behind goes at any time.
    const own = await startConnectServer(spark, { port: 0, detachedMs: 1000 });
    const one = new RawClient(own.port);
    const operationId = randomUUID();
    const gone = new AbortController();
    const running = one
      .execute({ root: endless }, { operationId, reattachable: true, signal: gone.signal })
      .catch(() => undefined);
    await expect.poll(() => own.operationCount).toBe(1);
    gone.abort();
    await running;
    await expect.poll(() => own.operationCount).toBe(0);
    one.close();
    await own.stop();
  });
});

describe("safety", () => {
  it("random and truncated messages harm nobody", { timeout: 60_000 }, async () => {
    const one = client();
    const good = toBinary(
      base.ExecutePlanRequestSchema,
      create(base.ExecutePlanRequestSchema, {
        sessionId: one.sessionId,
        plan: planOf({ root: sqlRelation("SELECT id, upper('x') FROM range(3) WHERE id > 1") }),
      }),
    );
    let seed = 7;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return seed % below;
    };
    const methods = ["AnalyzePlan", "Config", "Interrupt", "ReleaseExecute", "FetchErrorDetails", "ArtifactStatus"];
    for (let i = 0; i < 300; i++) {
      const bytes = Uint8Array.from(good.subarray(0, i % 3 === 0 ? random(good.length) : good.length));
      for (let k = 0; k < 1 + (i % 5); k++) if (bytes.length > 0) bytes[random(bytes.length)] = random(256);
      const ends = [one.streamBytes("ExecutePlan", bytes), one.bytes(methods[i % methods.length] ?? "", bytes)];
      await Promise.allSettled(ends);
    }
    expect(await one.rows(range(2))).toEqual([[0], [1]]);
  });
  it("listens to this machine alone unless it is guarded", async () => {
    await expect(startConnectServer(spark, { port: 0, host: "0.0.0.0" })).rejects.toThrow("token or TLS");
    const open = await startConnectServer(spark, { port: 0, host: "0.0.0.0", token: "secret" });
    await open.stop();
  });
  it("asks for the token", async () => {
    const guarded = await startConnectServer(spark, { port: 0, token: "secret" });
    const [without, wrong, right] = [{}, { token: "other" }, { token: "secret" }].map(
      (options) => new RawClient(guarded.port, options),
    ) as [RawClient, RawClient, RawClient];
    await expect(without.rows(range(1))).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
    await expect(wrong.analyze({ case: "sparkVersion", value: {} })).rejects.toMatchObject({
      code: status.UNAUTHENTICATED,
    });
    expect(await right.rows(range(1))).toEqual([[0]]);
    for (const one of [without, wrong, right]) one.close();
    await guarded.stop();
  });
  it("serves 200 sessions at once", { timeout: 120_000 }, async () => {
    const many = Array.from({ length: 200 }, () => client());
    const answers = await Promise.all(
      many.map(async (one, i) => {
        await one.config({ opType: { case: "set", value: { pairs: [{ key: "my.number", value: String(i) }] } } });
        return one.sql(`SELECT sum(id) + ${i} FROM range(10)`);
      }),
    );
    expect(answers).toEqual(many.map((_, i) => [[45 + i]]));
  });
  it("closes idle sessions", async () => {
    const brief = await startConnectServer(spark, { port: 0, sessionIdleMs: 2000 });
    const one = new RawClient(brief.port);
    await one.rows(range(1));
    expect(brief.sessionCount).toBe(1);
    await expect.poll(() => brief.sessionCount).toBe(0);
    one.close();
    await brief.stop();
  });
});
