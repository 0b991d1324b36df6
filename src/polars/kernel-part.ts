/** Runs kernels over an Arrow stream of their arguments. Needs no engine, so that any thread can do it. */
import { type IpcInput, readIpcStream } from "../arrow/ipc-reader.ts";
import { writeIpcStream } from "../arrow/ipc-writer.ts";
import type { ArrowBatch, ArrowVector } from "../arrow/vector.ts";
import { arrowFieldOf } from "./arrow-type.ts";
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

/** The columns that calls read, each once. */
export function argumentNames(calls: readonly KernelCall[]): readonly string[] {
  return [...new Set(calls.flatMap((call) => call.args))];
}

/** A stream with a column for each call, of as many rows. */
export function kernelPart(args: IpcInput, calls: readonly KernelCall[], run: RunKernel): Uint8Array<ArrayBuffer> {
  const table = readIpcStream(args);
  const position = new Map(table.schema.fields.map((field, i) => [field.name, i]));
  const batches = table.batches.map(({ length, columns }) => {
    return resultBatch(calls, length, run, (name) => columns[position.get(name) ?? -1] ?? unnamed(name));
  });
  return stream(calls, batches);
}

/** The results of calls that read no columns, for so many rows. */
export function kernelRows(rows: number, calls: readonly KernelCall[], run: RunKernel): Uint8Array<ArrayBuffer> {
  return stream(calls, [resultBatch(calls, rows, run, unnamed)]);
}

function unnamed(name: string): never {
  throw new TypeError(`a kernel asks for the column "${name}", which it does not name`);
}
function stream(calls: readonly KernelCall[], batches: readonly ArrowBatch[]): Uint8Array<ArrayBuffer> {
  return writeIpcStream({ fields: calls.map(({ out, outType }) => arrowFieldOf(out, outType)) }, batches);
}
function resultBatch(
  calls: readonly KernelCall[],
  length: number,
  run: RunKernel,
  column: (name: string) => ArrowVector,
): ArrowBatch {
  return { length, columns: calls.map((call) => runCall(call, column, length, run)) };
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
