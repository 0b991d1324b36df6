/** Runs plans and turns the engine's batches into rows. */
import { type LongForm, RowReader } from "../arrow/index.ts";
import type { Relation } from "../plan/relation.ts";
import type { Row } from "../types/row.ts";
import type { RunningOperation } from "./operations.ts";
import type { SessionContext } from "./session-context.ts";

/** Options that every action takes. */
export interface ActionOptions {
  /** Gives up the work; the promise rejects at once. */
  readonly signal?: AbortSignal | undefined;
}
/** Options of actions that give rows. */
export interface RowOptions extends ActionOptions {
  /**
   * What values of type long become; `number` by default, where a value beyond 2^53-1 is an error. The session's default is
   * `spark.sparkwright.longType`.
   */
  readonly long?: LongForm | undefined;
}

/** Rows batch by batch, as the engine gives them; the operation begins at the first call, where none has begun before. */
export async function* rowBatches(
  context: SessionContext,
  plan: Relation | Promise<Relation>,
  action: string,
  options: RowOptions = {},
  operation: RunningOperation = context.operations.begin(options.signal),
): AsyncGenerator<Row[], void, undefined> {
  try {
    const { schema, batches } = await context.engine.execute(await plan, {
      action,
      signal: operation.signal,
      tags: operation.tags,
    });
    const reader = new RowReader(schema, { long: options.long ?? context.sqlConf.longType });
    for await (const batch of batches) yield reader.read(batch);
  } finally {
    operation.end();
  }
}

export async function allRows(
  context: SessionContext,
  plan: Relation | Promise<Relation>,
  action: string,
  options: RowOptions = {},
  operation?: RunningOperation,
): Promise<Row[]> {
  const parts: Row[][] = [];
  for await (const rows of rowBatches(context, plan, action, options, operation)) parts.push(rows);
  return parts.length === 1 ? (parts[0] as Row[]) : parts.flat();
}
