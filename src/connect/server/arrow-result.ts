/** The engine's batches as Spark Connect sends them: each a whole Arrow stream with one record batch. */
import type { SqlConf } from "../../catalog/sql-conf.ts";
import {
  type ArrowBatch,
  columnAppender,
  readIpcStream,
  takeVector,
  toSparkForm,
  writeIpcTable,
} from "../../arrow/index.ts";
import type { ResultStream } from "../../engine/engine.ts";
import type { StructType } from "../../types/data-type.ts";

export interface SentBatch {
  readonly rowCount: number;
  readonly data: Uint8Array;
}

/** Clients take messages of 128 MiB at most. Batches above this are cut in halves. */
const MAX_BYTES = 32 * 1024 * 1024;

/** At least one batch, which is empty where there are no rows. */
export async function* sentBatches(conf: SqlConf, result: ResultStream): AsyncGenerator<SentBatch, void, undefined> {
  const encode = encoder(conf, result.schema);
  let any = false;
  for await (const bytes of result.batches) {
    for (const batch of readIpcStream(bytes).batches) {
      if (batch.length === 0) continue;
      any = true;
      for (const part of parts(batch, bytes.length)) yield { rowCount: part.length, data: encode([part]) };
    }
  }
  if (!any) yield { rowCount: 0, data: encode([emptyBatch(result.schema)]) };
}

/** All rows in one Arrow stream. */
export async function arrowStream(conf: SqlConf, result: ResultStream): Promise<Uint8Array> {
  const batches: ArrowBatch[] = [];
  for await (const bytes of result.batches) batches.push(...readIpcStream(bytes).batches);
  return encoder(conf, result.schema)(batches);
}

function encoder(conf: SqlConf, schema: StructType): (batches: readonly ArrowBatch[]) => Uint8Array {
  const largeVarTypes = conf.boolean("spark.sql.execution.arrow.useLargeVarTypes");
  const { timeZone } = conf;
  return (batches) => writeIpcTable(toSparkForm(schema, batches, { timeZone, largeVarTypes }));
}

function* parts(batch: ArrowBatch, bytes: number): Generator<ArrowBatch, void, undefined> {
  const count = Math.min(batch.length, Math.ceil(bytes / MAX_BYTES));
  if (count <= 1) {
    yield batch;
    return;
  }
  const size = Math.ceil(batch.length / count);
  for (let from = 0; from < batch.length; from += size) {
    const length = Math.min(size, batch.length - from);
    const rows = Int32Array.from({ length }, (_, i) => from + i);
    yield { length, columns: batch.columns.map((column) => takeVector(column, rows)) };
  }
}

function emptyBatch({ fields }: StructType): ArrowBatch {
  return { length: 0, columns: fields.map(({ dataType }) => columnAppender(dataType).builder.finish()) };
}
