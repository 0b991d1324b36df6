/** Commands: what is done for its effect. */
import { randomUUID } from "node:crypto";
import { quoteText } from "../../types/name-text.ts";
import { AnalysisException, unsupported } from "../../types/spark-error.ts";
import { invalidPlan, required } from "../codec/invalid-plan.ts";
import type { CheckpointCommand, Command, CreateDataFrameViewCommand } from "../generated/spark/connect/commands_pb.ts";
import type { Operation } from "./operation.ts";
import type { PlanReader } from "./plan-reader.ts";
import { registerFunction } from "./user-function-call.ts";
import { runSqlCommand } from "./sql-command.ts";
import { runMergeInto, runWrite, runWriteV2 } from "./write-command.ts";

export async function runCommand(reader: PlanReader, operation: Operation, { commandType: c }: Command): Promise<void> {
  const { session } = reader;
  switch (c.case) {
    case undefined:
      throw invalidPlan("the command has no type");
    case "sqlCommand":
      return runSqlCommand(reader, operation, c.value);
    case "createDataframeView":
      return createView(reader, c.value);
    case "writeOperation":
      return runWrite(reader, c.value);
    case "writeOperationV2":
      return runWriteV2(reader, c.value);
    case "checkpointCommand":
      return checkpoint(reader, operation, c.value);
    case "removeCachedRemoteRelationCommand": {
      const plan = session.checkpoints.get(c.value.relation?.relationId ?? "");
      session.checkpoints.delete(c.value.relation?.relationId ?? "");
      if (plan?.kind === "CachedRelation") await session.engine.uncache(plan.cacheId);
      return;
    }
    case "getResourcesCommand":
      return operation.send({ responseType: { case: "getResourcesCommandResult", value: { resources: {} } } });
    case "registerFunction":
      return registerFunction(session, c.value);
    case "registerTableFunction":
      throw unsupported(
        `the table function ${c.value.functionName}: functions of the client's language do not run here`,
      );
    case "registerDataSource":
      throw unsupported("data sources of the client's language");
    case "mergeIntoTableCommand":
      return runMergeInto(reader, c.value);
    case "writeStreamOperationStart":
    case "streamingQueryCommand":
    case "streamingQueryManagerCommand":
    case "streamingQueryListenerBusCommand":
      throw unsupported("streaming queries");
    case "mlCommand":
      throw unsupported("machine learning");
    case "pipelineCommand":
      throw unsupported("pipelines");
    case "createResourceProfileCommand":
      throw unsupported("resource profiles");
    case "executeExternalCommand":
      throw unsupported("external commands");
    case "extension":
      throw unsupported(`the command extension ${c.value.typeUrl}`);
  }
}

async function createView(reader: PlanReader, command: CreateDataFrameViewCommand): Promise<void> {
  const { name, isGlobal, replace } = command;
  const query = await reader.relation(command.input);
  const { engine } = reader.session;
  const nameParts = viewName(name);
  await engine.prepare(query, { signal: reader.signal });
  engine.runSync({ kind: "CreateView", nameParts, viewType: isGlobal ? "globalTemp" : "localTemp", replace, query });
}

/** The name of a temporary view is one identifier, perhaps in backticks. */
function viewName(name: string): readonly string[] {
  const quoted = /^`((?:[^`]|``)+)`$/.exec(name)?.[1]?.replaceAll("``", "`");
  if (quoted !== undefined) return [quoted];
  if (/^[\p{L}\p{N}_]+$/u.test(name)) return [name];
  if (/^[\p{L}\p{N}_]+(\.[\p{L}\p{N}_]+)+$/u.test(name)) {
    throw new AnalysisException("TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS", { actualName: quoteText(name) });
  }
  const message = `${name} cannot be the name of a view.`;
  throw new AnalysisException("_LEGACY_ERROR_TEMP_1321", { viewName: name }, { message });
}

/** Keeps the rows of a plan under an id that the client may use as a relation. */
async function checkpoint(reader: PlanReader, operation: Operation, command: CheckpointCommand): Promise<void> {
  const { session, signal } = reader;
  const input = await reader.relation(required(command.relation, "the relation"));
  const { local, eager } = command;
  const plan = await session.engine.checkpoint(input, { local, eager }, { signal, action: "checkpoint" });
  const relationId = randomUUID();
  session.checkpoints.set(relationId, plan);
  await operation.send({ responseType: { case: "checkpointCommandResult", value: { relation: { relationId } } } });
}
