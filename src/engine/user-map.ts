/** The batches that a user's function makes of those of a file, or of the groups of its rows. */
import {
  type ArrowBatch,
  type ArrowVector,
  IpcFileReader,
  IpcFileWriter,
  physicalSchema,
  takeVector,
} from "../arrow/index.ts";
import { canceledError } from "../execution/canceled.ts";
import type { Attribute } from "../logical/expression.ts";
import type { GroupCut, MapBatchesNode } from "../logical/relation.ts";
import type { StageRecorder } from "../metrics/query-recorder.ts";
import type { RowGroup, UserFunctionContext } from "../plan/user-function.ts";
import { scriptLines } from "./script-process.ts";
import { StructField, StructType } from "../types/data-type.ts";

/** Reads the first columns of `path`, which are `given`, and writes what the function makes of them to `result`. */
export async function mapFile(
  node: MapBatchesNode,
  given: readonly Attribute[],
  path: string,
  result: string,
  context: UserFunctionContext,
  recorder: StageRecorder | null,
): Promise<void> {
  const { function: fn } = node;
  const reader = new IpcFileReader(path);
  const writer = new IpcFileWriter(result, physicalSchema(fn.rowType));
  recorder?.expect(reader.batches);
  const write = (batch: ArrowBatch): void => {
    if (context.signal.aborted) throw canceledError();
    const bytes = writer.append(batch);
    recorder?.output(batch.length, bytes);
  };
  try {
    const source = batchesOf(reader, given.length, recorder);
    const schemas = node.sides.map(schemaOf);
    if (fn.kind === "partition") {
      const [own = []] = node.sides;
      const picked = pick(source, own, given);
      for await (const batch of fn.run(picked, schemas[0] as StructType, context)) write(batch);
    } else if (fn.kind === "script") {
      for await (const batch of scriptLines(fn.script, source, context.signal)) write(batch);
    } else {
      for await (const group of groupsOf(source, node, given)) {
        for (const batch of await fn.run(group, schemas, context)) write(batch);
      }
    }
    writer.finish();
  } finally {
    reader.close();
    writer.close();
  }
}
function schemaOf(attributes: readonly Attribute[]): StructType {
  return new StructType(attributes.map((a) => new StructField(a.name, a.dataType, a.nullable, a.metadata)));
}

async function* batchesOf(
  reader: IpcFileReader,
  columns: number,
  recorder: StageRecorder | null,
): AsyncGenerator<ArrowBatch, void, undefined> {
  for (let i = 0; i < reader.batches; i++) {
    const batch = reader.read(i, columns);
    recorder?.input(batch.length, null);
    yield batch;
    recorder?.morsel();
    // Others may have waited for the function to give way.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
async function* pick(
  source: AsyncIterable<ArrowBatch>,
  wanted: readonly Attribute[],
  given: readonly Attribute[],
): AsyncGenerator<ArrowBatch, void, undefined> {
  for await (const batch of source) yield columnsOf(batch, wanted, given);
}
function columnsOf(batch: ArrowBatch, wanted: readonly Attribute[], given: readonly Attribute[]): ArrowBatch {
  const columns = wanted.map((a) => batch.columns[given.findIndex((g) => g.id === a.id)] as ArrowVector);
  return { length: batch.length, columns };
}

/** Groups of rows, cut where a row says that one begins; one is held at a time. */
async function* groupsOf(
  source: AsyncIterable<ArrowBatch>,
  node: MapBatchesNode,
  given: readonly Attribute[],
): AsyncGenerator<RowGroup, void, undefined> {
  const { keys, start, side } = node.groups as GroupCut;
  const keySchema = schemaOf(keys);
  const at = (a: Attribute): number => given.findIndex((g) => g.id === a.id);
  let open: { keys: ArrowBatch; sides: ArrowBatch[][] } | undefined;
  for await (const batch of source) {
    const starts = batch.columns[at(start)]?.data as Uint8Array;
    const sides = side === undefined ? undefined : (batch.columns[at(side)]?.data as Int32Array);
    const begins = (i: number): boolean => (((starts[i >> 3] ?? 0) >> (i & 7)) & 1) === 1;
    let from = 0;
    for (let i = 0; i <= batch.length; i++) {
      const cut = i === batch.length || begins(i) || (sides !== undefined && sides[i] !== sides[from]);
      if (!cut || (i === 0 && i < batch.length && !begins(i))) continue;
      if (i > from && open !== undefined) {
        const which = sides?.[from] ?? 0;
        const piece = columnsOf(batch, node.sides[which] ?? [], given);
        open.sides[which]?.push(slice(piece, from, i));
      }
      if (i < batch.length && begins(i)) {
        if (open !== undefined) yield { ...open, keySchema };
        open = { keys: slice(columnsOf(batch, keys, given), i, i + 1), sides: node.sides.map(() => []) };
      }
      from = i;
    }
  }
  if (open !== undefined) yield { ...open, keySchema };
}
function slice({ length, columns }: ArrowBatch, from: number, to: number): ArrowBatch {
  if (from === 0 && to === length) return { length, columns };
  const rows = Int32Array.from({ length: to - from }, (_, i) => from + i);
  return { length: to - from, columns: columns.map((c) => takeVector(c, rows)) };
}
