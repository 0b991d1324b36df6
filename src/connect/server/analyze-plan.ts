/** `AnalyzePlan`: what can be said of a plan without running it. */
import type { MessageInitShape } from "@bufbuild/protobuf";
import { samePlans, planHash } from "../../dataframe/plan-semantics.ts";
import type { ExplainMode } from "../../engine/engine.ts";
import { dataTypeFromJson, type StructType, type TypeJson } from "../../types/data-type.ts";
import { treeString } from "../../types/tree-string.ts";
import { encodeDataType, parsedType } from "../codec/data-type.ts";
import { invalidPlan, required } from "../codec/invalid-plan.ts";
import {
  type AnalyzePlanRequest,
  AnalyzePlanRequest_Explain_ExplainMode as Mode,
  type AnalyzePlanResponseSchema,
  type Plan,
} from "../generated/spark/connect/base_pb.ts";
import type { ConnectSession } from "./connect-session.ts";
import { PlanReader, rootOf } from "./plan-reader.ts";

type Result = NonNullable<MessageInitShape<typeof AnalyzePlanResponseSchema>["result"]>;

const EXPLAIN_MODES: { readonly [mode: number]: ExplainMode } = {
  [Mode.SIMPLE]: "simple",
  [Mode.EXTENDED]: "extended",
  [Mode.CODEGEN]: "codegen",
  [Mode.COST]: "cost",
  [Mode.FORMATTED]: "formatted",
};
const NO_STORAGE = { useDisk: false, useMemory: false, useOffHeap: false, deserialized: false, replication: 1 };

export async function analyzePlan(
  session: ConnectSession,
  { analyze: a }: AnalyzePlanRequest,
  signal: AbortSignal,
): Promise<Result> {
  const { engine } = session;
  const planOf = (plan: Plan | undefined): ReturnType<PlanReader["relation"]> =>
    new PlanReader(session, signal).relation(rootOf(plan));
  const schemaOf = async (plan: Plan | undefined): Promise<StructType> => {
    const relation = await planOf(plan);
    await engine.prepare(relation, { signal });
    return engine.schema(relation);
  };
  switch (a.case) {
    case undefined:
      throw invalidPlan("the analysis has no type");
    case "schema":
      return { case: "schema", value: { schema: encodeDataType(await schemaOf(a.value.plan)) } };
    case "explain": {
      const mode = EXPLAIN_MODES[a.value.explainMode];
      if (mode === undefined) throw invalidPlan("the mode of explain is unknown");
      return { case: "explain", value: { explainString: await engine.explain(await planOf(a.value.plan), mode) } };
    }
    case "treeString": {
      const schema = await schemaOf(a.value.plan);
      return { case: "treeString", value: { treeString: treeString(schema, a.value.level) } };
    }
    case "isLocal":
      return { case: "isLocal", value: { isLocal: (await planOf(a.value.plan)).kind === "LocalRelation" } };
    case "isStreaming":
      // A streaming plan is refused in decoding it.
      await planOf(a.value.plan);
      return { case: "isStreaming", value: { isStreaming: engine.isStreaming() } };
    case "inputFiles":
      return { case: "inputFiles", value: { files: await engine.inputFiles(await planOf(a.value.plan), { signal }) } };
    case "sparkVersion":
      return { case: "sparkVersion", value: { version: session.spark.version } };
    case "ddlParse":
      return { case: "ddlParse", value: { parsed: encodeDataType(parsedType(a.value.ddlString)) } };
    case "jsonToDdl": {
      const type = dataTypeFromJson(JSON.parse(a.value.jsonString) as TypeJson);
      if (type.kind !== "struct") throw invalidPlan("the type is no struct");
      return { case: "jsonToDdl", value: { ddlString: type.toDDL() } };
    }
    case "sameSemantics": {
      const [target, other] = [await planOf(a.value.targetPlan), await planOf(a.value.otherPlan)];
      return { case: "sameSemantics", value: { result: samePlans(target, other) } };
    }
    case "semanticHash":
      return { case: "semanticHash", value: { result: planHash(await planOf(a.value.plan)) } };
    case "persist":
      session.persisted.persist(engine, required(a.value.relation, "the relation"), a.value.storageLevel);
      return { case: "persist", value: {} };
    case "unpersist":
      await session.persisted.unpersist(engine, required(a.value.relation, "the relation"));
      return { case: "unpersist", value: {} };
    case "getStorageLevel": {
      const persisted = session.persisted.find(required(a.value.relation, "the relation"));
      const storageLevel =
        persisted === undefined
          ? NO_STORAGE
          : (persisted.level ?? { ...NO_STORAGE, useDisk: true, useMemory: true, deserialized: true });
      return { case: "getStorageLevel", value: { storageLevel } };
    }
  }
}
