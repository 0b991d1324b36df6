/** Results as tables of other libraries. */
import type { Table } from "apache-arrow";
import { type ArrowBatch, readIpcStream, writeIpcStream } from "../arrow/index.ts";
import { type PolarsFrame, userFrame } from "../engine/polars-frame.ts";
import type { Relation } from "../plan/relation.ts";
import { sparkField, sparkVector } from "./arrow-output.ts";
import type { ActionOptions } from "./result-rows.ts";
import type { SessionContext } from "./session-context.ts";

/** All rows as an Arrow IPC stream with the types that Spark gives Arrow. */
async function ipcOf(
  context: SessionContext,
  plan: Relation,
  action: string,
  options: ActionOptions = {},
): Promise<Uint8Array> {
  const operation = context.operations.begin(options.signal);
  try {
    const result = await context.engine.execute(plan, { action, signal: operation.signal });
    const fields = result.schema.fields.map((f) =>
      sparkField(f.name, f.dataType, f.nullable, context.sqlConf.timeZone),
    );
    const batches: ArrowBatch[] = [];
    for await (const bytes of result.batches) {
      for (const { length, columns } of readIpcStream(bytes).batches) {
        batches.push({ length, columns: fields.map((field, i) => sparkVector(columns[i] as never, field)) });
      }
    }
    return writeIpcStream({ fields }, batches);
  } finally {
    operation.end();
  }
}

export async function arrowTable(context: SessionContext, plan: Relation, options?: ActionOptions): Promise<Table> {
  const [ipc, arrow] = await Promise.all([ipcOf(context, plan, "toArrow", options), import("apache-arrow")]);
  return arrow.tableFromIPC(ipc);
}

export async function polarsFrame(
  context: SessionContext,
  plan: Relation,
  options?: ActionOptions,
): Promise<PolarsFrame> {
  return userFrame(await ipcOf(context, plan, "toPolars", options));
}
