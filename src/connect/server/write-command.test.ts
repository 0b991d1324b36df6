import type { MessageInitShape } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SparkSession } from "../../session/spark-session.ts";
import { type CommandSchema, WriteOperationV2_Mode as Mode } from "../generated/spark/connect/commands_pb.ts";
import type { ExpressionSchema } from "../generated/spark/connect/expressions_pb.ts";
import { MergeAction_ActionType as Action } from "../generated/spark/connect/expressions_pb.ts";
import { errorInfo, RawClient, sqlRelation } from "./raw-client.ts";
import { type ConnectServer, startConnectServer } from "./start-server.ts";

type ExpressionInit = MessageInitShape<typeof ExpressionSchema>;

let spark: SparkSession;
let server: ConnectServer;
let client: RawClient;

beforeAll(async () => {
  spark = SparkSession.builder.getOrCreate();
  server = await startConnectServer(spark, { port: 0 });
  client = new RawClient(server.port);
});
afterAll(async () => {
  await client.sql("DROP TABLE IF EXISTS written");
  client.close();
  await server.stop();
  await spark.stop();
});

const run = (command: NonNullable<MessageInitShape<typeof CommandSchema>["commandType"]>): Promise<unknown> =>
  client.execute({ command: { commandType: command } as MessageInitShape<typeof CommandSchema> });
async function conditionOf(work: Promise<unknown>): Promise<string | undefined> {
  const failure = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure === undefined) return undefined;
  const { reason, metadata } = errorInfo(failure);
  const { tableName = "", operation = "" } = JSON.parse(metadata["messageParameters"] ?? "{}") as Record<
    string,
    string
  >;
  return [reason.split(".").at(-1), metadata["errorClass"], tableName, operation].filter(Boolean).join(" ");
}
const text = (expression: string): ExpressionInit => ({
  exprType: { case: "expressionString", value: { expression } },
});

describe("DataFrame.writeTo", () => {
  const write = (tableName: string, mode: Mode, partitioningColumns: ExpressionInit[] = []): Promise<unknown> =>
    run({
      case: "writeOperationV2",
      value: {
        input: sqlRelation("SELECT 1 AS id, DATE '2024-01-01' AS d"),
        tableName,
        mode,
        provider: "parquet",
        partitioningColumns,
      },
    });
  const years: ExpressionInit = {
    exprType: { case: "unresolvedFunction", value: { functionName: "years", arguments: [text("d")] } },
  };
  it("makes tables, and does with them what Spark does", async () => {
    expect(await conditionOf(write("written", Mode.APPEND))).toBe("AnalysisException TABLE_OR_VIEW_NOT_FOUND");
    expect(await conditionOf(write("written", Mode.CREATE))).toBeUndefined();
    expect(await client.sql("SELECT id FROM written")).toEqual([[1]]);
    expect(await conditionOf(write("written", Mode.CREATE))).toBe("AnalysisException TABLE_OR_VIEW_ALREADY_EXISTS");
    for (const mode of [Mode.REPLACE, Mode.CREATE_OR_REPLACE]) {
      expect(await conditionOf(write("written", mode))).toBe(
        "AnalysisException UNSUPPORTED_FEATURE.TABLE_OPERATION `spark_catalog`.`default`.`written` REPLACE TABLE AS SELECT",
      );
    }
    for (const mode of [Mode.APPEND, Mode.OVERWRITE, Mode.OVERWRITE_PARTITIONS]) {
      expect(await conditionOf(write("written", mode))).toBe("AnalysisException _LEGACY_ERROR_TEMP_1012");
    }
    expect(await conditionOf(write("by_year", Mode.CREATE, [years]))).toBe(
      "SparkUnsupportedOperationException UNSUPPORTED_PARTITION_TRANSFORM",
    );
  });
});

describe("DataFrame.mergeInto", () => {
  const merge = (targetTableName: string, condition: string, ...actions: ExpressionInit[]): Promise<unknown> =>
    run({
      case: "mergeIntoTableCommand",
      value: {
        targetTableName,
        sourceTablePlan: {
          relType: { case: "subqueryAlias", value: { input: sqlRelation("SELECT 1 AS id"), alias: "s" } },
        },
        mergeCondition: text(condition),
        matchActions: actions,
      },
    });
  const action = (actionType: Action, key?: string): ExpressionInit => ({
    exprType: {
      case: "mergeAction",
      value: { actionType, assignments: key === undefined ? [] : [{ key: text(key), value: text("s.id") }] },
    },
  });
  const remove = action(Action.DELETE);
  it("checks its names, then is refused as for Spark's own tables", async () => {
    await client.sql("CREATE TABLE IF NOT EXISTS written AS SELECT 1 AS id, 2 AS d");
    await client.sql("CREATE TEMPORARY VIEW merged AS SELECT 1 AS id");
    expect(await conditionOf(merge("written", "s.id = written.id"))).toBe(
      "SparkRuntimeException NO_MERGE_ACTION_SPECIFIED",
    );
    expect(await conditionOf(merge("nowhere", "true", remove))).toBe("AnalysisException TABLE_OR_VIEW_NOT_FOUND");
    const unresolved = "AnalysisException UNRESOLVED_COLUMN.WITH_SUGGESTION";
    expect(await conditionOf(merge("written", "s.x = written.id", remove))).toBe(unresolved);
    expect(await conditionOf(merge("written", "s.id = written.id", action(Action.UPDATE, "x")))).toBe(unresolved);
    const refused = "SparkUnsupportedOperationException UNSUPPORTED_FEATURE.TABLE_OPERATION";
    expect(await conditionOf(merge("written", "s.id = written.id", action(Action.UPDATE, "d")))).toBe(
      `${refused} \`spark_catalog\`.\`default\`.\`written\` MERGE INTO TABLE`,
    );
    expect(await conditionOf(merge("merged", "s.id = merged.id", remove))).toBe(
      `${refused} \`unknown\` MERGE INTO TABLE`,
    );
  });
});
