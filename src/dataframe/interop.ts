/** Results as tables of other libraries. */
import type { Table } from "apache-arrow";
import { type ArrowBatch, readIpcStream, toApacheTable, toSparkForm, writeIpcTable } from "../arrow/index.ts";
import { type PolarsFrame, userFrame } from "../engine/polars-frame.ts";
import type { Relation } from "../plan/relation.ts";
import type { ActionOptions } from "./result-rows.ts";
import type { SessionContext } from "./session-context.ts";

/** All rows as an Arrow IPC stream with the types that Spark gives Arrow. */
async function ipcOf(
  context: SessionContext,
  plan: Relation,
  action: string,
  options: ActionOptions = {},
): Promise<Uint8Array> {
  return context.operations.run(options.signal, async (signal, tags) => {
    const { schema, batches } = await context.engine.execute(plan, { action, signal, tags });
    const parts: ArrowBatch[] = [];
    for await (const bytes of batches) parts.push(...readIpcStream(bytes).batches);
    return writeIpcTable(toSparkForm(schema, parts, { timeZone: context.sqlConf.timeZone }));
  });
}

export async function arrowTable(context: SessionContext, plan: Relation, options?: ActionOptions): Promise<Table> {
  return toApacheTable(await ipcOf(context, plan, "toArrow", options));
}

export async function polarsFrame(
  context: SessionContext,
  plan: Relation,
  options?: ActionOptions,
): Promise<PolarsFrame> {
  return userFrame(await ipcOf(context, plan, "toPolars", options));
}
