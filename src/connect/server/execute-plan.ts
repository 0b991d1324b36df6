/** `ExecutePlan`: runs the plan of an operation and hands its responses over. */
import { readIpcStream } from "../../arrow/index.ts";
import type { ResultStream } from "../../engine/engine.ts";
import { internalCells } from "../../engine/internal-cells.ts";
import type { LiteralValue } from "../../plan/expression.ts";
import type { Relation } from "../../plan/relation.ts";
import type { StructField } from "../../types/data-type.ts";
import { encodeDataType } from "../codec/data-type.ts";
import { encodeLiteral } from "../codec/literal.ts";
import type { Plan } from "../generated/spark/connect/base_pb.ts";
import { sentBatches } from "./arrow-result.ts";
import { runCommand } from "./command.ts";
import type { ConnectSession } from "./connect-session.ts";
import type { Operation } from "./operation.ts";
import { type Observation, operationOf, PlanReader } from "./plan-reader.ts";

/** Runs to the end; what goes wrong ends the operation and is told to who reads it. */
export async function executePlan(
  session: ConnectSession,
  operation: Operation,
  plan: Plan | undefined,
): Promise<void> {
  try {
    await run(session, operation, plan);
    await operation.send({ responseType: { case: "resultComplete", value: {} } });
    operation.end("succeeded");
  } catch (error) {
    operation.end(operation.controller.signal.aborted ? "cancelled" : "failed", error);
  }
}

async function run(session: ConnectSession, operation: Operation, plan: Plan | undefined): Promise<void> {
  const { signal } = operation.controller;
  const given = operationOf(plan);
  const reader = new PlanReader(session, signal);
  if ("command" in given) {
    await runCommand(reader, operation, given.command);
    await observe(session, operation, reader);
    return;
  }
  const relation = await reader.relation(given.relation);
  const result = await session.engine.execute(relation, { signal, action: "collect" });
  await operation.send({ schema: encodeDataType(result.schema) });
  let startOffset = 0;
  for await (const { rowCount, data } of sentBatches(session.engine.conf, result)) {
    const value = { rowCount: BigInt(rowCount), data, startOffset: BigInt(startOffset) };
    await operation.send({ responseType: { case: "arrowBatch", value } });
    startOffset += rowCount;
  }
  await observe(session, operation, reader);
}

/** The metrics that the plan asked to observe, over the rows that pass the place where it asked. */
async function observe(session: ConnectSession, operation: Operation, reader: PlanReader): Promise<void> {
  for (const observation of reader.observations.values()) {
    const result = await session.engine.execute(metricsOf(observation), { signal: operation.controller.signal });
    const [values, keys] = [await firstRow(result), result.schema.names];
    await operation.send({
      observedMetrics: [
        {
          name: observation.name,
          planId: observation.planId,
          keys,
          values: result.schema.fields.map(({ dataType }, i) => encodeLiteral(values[i] ?? null, dataType)),
        },
      ],
    });
  }
}

function metricsOf({ input, metrics }: Observation): Relation {
  return {
    kind: "Aggregate",
    input,
    groupType: "groupBy",
    groupingExpressions: [],
    aggregateExpressions: metrics,
  };
}

async function firstRow(result: ResultStream): Promise<LiteralValue[]> {
  for await (const bytes of result.batches) {
    for (const batch of readIpcStream(bytes).batches) {
      if (batch.length === 0) continue;
      return result.schema.fields.map((field: StructField, i) => {
        const column = batch.columns[i];
        if (column === undefined) throw new TypeError(`the result lacks the column "${field.name}"`);
        return internalCells(column, field.dataType)(0) as LiteralValue;
      });
    }
  }
  return [];
}
