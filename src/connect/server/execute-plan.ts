/** `ExecutePlan`: runs the plan of an operation and hands its responses over. */
import type { Expression } from "../../plan/expression.ts";
import type { Relation } from "../../plan/relation.ts";
import { INT } from "../../types/data-type.ts";
import { parseMilliseconds } from "../../catalog/conf-value.ts";
import { encodeDataType } from "../codec/data-type.ts";
import { encodeLiteral } from "../codec/literal.ts";
import type { Plan } from "../generated/spark/connect/base_pb.ts";
import { sentBatches } from "./arrow-result.ts";
import { runCommand } from "./command.ts";
import type { ConnectSession } from "./connect-session.ts";
import { firstRow } from "./first-row.ts";
import type { Operation } from "./operation.ts";
import { rowsTaken } from "./observed-rows.ts";
import { type Observation, operationOf, PlanReader } from "./plan-reader.ts";
import { ProgressReport } from "./progress-report.ts";

/** Spark's default of `spark.connect.progress.reportInterval`, in milliseconds. */
const REPORT_INTERVAL = 2000;
/** Spark's default of `spark.connect.session.resultChunking.maxChunkSize`. */
const MAX_CHUNK = 120_795_955;

const ONE: Expression = { kind: "Literal", value: 1, dataType: INT };

/** The client puts batches together that come in pieces of so many bytes at most. */
export interface Chunking {
  readonly preferredBytes: number | undefined;
}

/** Runs to the end; what goes wrong ends the operation and is told to who reads it. */
export async function executePlan(
  session: ConnectSession,
  operation: Operation,
  plan: Plan | undefined,
  chunking?: Chunking,
): Promise<void> {
  try {
    const interval = session.engine.conf.getOr("spark.connect.progress.reportInterval", null);
    const report = new ProgressReport(operation, parseMilliseconds(interval ?? "") ?? REPORT_INTERVAL);
    await report.during(() => run(session, operation, plan, report, chunking));
    await operation.send({ responseType: { case: "resultComplete", value: {} } });
    operation.end("succeeded");
  } catch (error) {
    operation.end(operation.controller.signal.aborted ? "cancelled" : "failed", error);
  }
}

async function run(
  session: ConnectSession,
  operation: Operation,
  plan: Plan | undefined,
  report: ProgressReport,
  chunking: Chunking | undefined,
): Promise<void> {
  const { signal } = operation.controller;
  const given = operationOf(plan);
  const reader = new PlanReader(session, signal);
  if ("command" in given) {
    report.begin();
    await runCommand(reader, operation, given.command);
    await observe(session, operation, reader);
    return;
  }
  const relation = await reader.relation(given.relation);
  const result = await session.engine.execute(relation, { signal, action: "collect" });
  await operation.send({ schema: encodeDataType(result.schema) });
  report.begin();
  let startOffset = 0;
  for await (const { rowCount, data } of sentBatches(session.engine.conf, result)) {
    const place = { rowCount: BigInt(rowCount), startOffset: BigInt(startOffset) };
    if (chunking === undefined) {
      await operation.send({ responseType: { case: "arrowBatch", value: { ...place, data } } });
    } else {
      const chunks = chunksOf(data, chunking);
      for (const [i, chunk] of chunks.entries()) {
        const value = { ...place, data: chunk, chunkIndex: BigInt(i), numChunksInBatch: BigInt(chunks.length) };
        await operation.send({ responseType: { case: "arrowBatch", value } });
      }
    }
    startOffset += rowCount;
  }
  await observe(session, operation, reader);
}

function chunksOf(data: Uint8Array, { preferredBytes }: Chunking): Uint8Array[] {
  const size = preferredBytes !== undefined && preferredBytes > 0 ? Math.min(preferredBytes, MAX_CHUNK) : MAX_CHUNK;
  const count = Math.max(1, Math.ceil(data.length / size));
  return Array.from({ length: count }, (_, i) => data.subarray(i * size, (i + 1) * size));
}

/** The metrics that the plan asked to observe, over the rows that pass the place where it asked. */
async function observe(session: ConnectSession, operation: Operation, reader: PlanReader): Promise<void> {
  for (const observation of reader.observations.values()) {
    const { signal } = operation.controller;
    const { input, limit, through } = observation;
    // Of a limit of no rows Spark runs nothing below.
    if (limit?.rows === 0) continue;
    const count = (relation: Relation): Promise<number> => rowCount(session, relation, signal);
    const rows = limit === undefined ? input : await rowsTaken(input, limit, { count, through });
    const result = await session.engine.execute(metricsOf(rows, observation), { signal });
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

async function rowCount(session: ConnectSession, input: Relation, signal: AbortSignal): Promise<number> {
  const count: Expression = { kind: "UnresolvedFunction", nameParts: ["count"], arguments: [ONE], isInternal: true };
  const [value] = await firstRow(await session.engine.execute(aggregate(input, [count]), { signal }));
  return Number(value);
}

function metricsOf(input: Relation, { metrics }: Observation): Relation {
  return aggregate(input, metrics);
}
function aggregate(input: Relation, metrics: readonly Expression[]): Relation {
  return {
    kind: "Aggregate",
    input,
    groupType: "groupBy",
    groupingExpressions: [],
    aggregateExpressions: metrics,
  };
}
