/** Runs kernels over columns of a frame and puts the results beside them. */
import { readIpcStream } from "../arrow/ipc-reader.ts";
import { writeIpcStream } from "../arrow/ipc-writer.ts";
import type { ArrowBatch, ArrowVector } from "../arrow/vector.ts";
import { arrowFieldOf, hasInt128 } from "./arrow-type.ts";
import { px, pxToJson } from "./dsl.ts";
import { type NativeDataFrame, type NativeLazyFrame, native } from "./native.ts";
import type { KernelCall } from "./plan.ts";

export type RunKernel = (name: string, args: readonly ArrowVector[], options: unknown, rowCount: number) => ArrowVector;

/** An error thrown by a kernel, with the place in the query that called it. */
export class KernelFailure extends Error {
  readonly site: number | null;
  constructor(kernel: string, site: number | null, cause: unknown) {
    super(`kernel ${kernel}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.site = site;
  }
}

/** The frame with a column for each call. Only the columns that kernels read are copied out of the engine. */
export function addKernelColumns(
  frame: NativeDataFrame,
  calls: readonly KernelCall[],
  run: RunKernel,
): NativeLazyFrame {
  const fields = calls.map(({ out, outType }) => arrowFieldOf(out, outType));
  const batches = argumentBatches(frame, calls).map(({ length, column }): ArrowBatch => ({
    length,
    columns: calls.map((call) => runCall(call, column, length, run)),
  }));
  const results = native().readIpcStream(writeIpcStream({ fields }, batches), {});
  const whole = frame.hstack(results.getColumns()).lazy();
  const wide = calls.filter(({ outType }) => hasInt128(outType));
  if (wide.length === 0) return whole;
  // 128-bit integers came as the decimals that Arrow has.
  return whole.withColumns(
    wide.map(({ out, outType }) =>
      native()
        .JsExpr.deserialize(Buffer.from(pxToJson(px.cast(px.toPhysical(px.col(out)), outType))), "json")
        .alias(out),
    ),
  );
}

interface Arguments {
  readonly length: number;
  readonly column: (name: string) => ArrowVector;
}
function argumentBatches(frame: NativeDataFrame, calls: readonly KernelCall[]): readonly Arguments[] {
  const names = [...new Set(calls.flatMap((call) => call.args))];
  const none = (name: string): never => {
    throw new TypeError(`a kernel asks for the column "${name}", which it does not name`);
  };
  if (names.length === 0) return [{ length: frame.height, column: none }];
  const table = readIpcStream(ipcBytes(frame.select(names)));
  const position = new Map(table.schema.fields.map((field, i) => [field.name, i]));
  return table.batches.map((batch) => ({
    length: batch.length,
    column: (name) => batch.columns[position.get(name) ?? -1] ?? none(name),
  }));
}

function runCall(call: KernelCall, column: (name: string) => ArrowVector, rows: number, run: RunKernel): ArrowVector {
  try {
    const out = run(call.kernel, call.args.map(column), call.options, rows);
    if (out.length !== rows) throw new RangeError(`${out.length} values for ${rows} rows`);
    return out;
  } catch (error) {
    throw new KernelFailure(call.kernel, call.site ?? null, error);
  }
}

/** A frame as an Arrow IPC stream, in a buffer of its own. */
export function ipcBytes(frame: NativeDataFrame): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  frame.writeIpcStream(
    {
      write(chunk) {
        chunks.push(chunk);
        size += chunk.length;
      },
    },
    "uncompressed",
  );
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
