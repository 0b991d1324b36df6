/** Runs kernels over columns of a frame and puts the results beside them, in several threads where that pays. */
import { readIpcStream } from "../arrow/ipc-reader.ts";
import { hasInt128 } from "./arrow-type.ts";
import { px, pxToJson } from "./dsl.ts";
import { argumentNames, kernelPart, kernelRows, type RowRange, type RunKernel } from "./kernel-part.ts";
import { ipcBytes } from "./ipc-bytes.ts";
import { type NativeDataFrame, type NativeLazyFrame, native } from "./native.ts";
import type { KernelCall } from "./plan.ts";
import { isPureKernel } from "./row-wise.ts";

/** Threads that run kernels, the caller's among them. */
export interface KernelThreads {
  readonly count: number;
  /** Whether so much work is better divided, beginning to end. */
  pays(ms: number): boolean;
  /**
   * The results of parts of the arguments, an Arrow stream, in their order. `own` makes that of one in the caller's thread; what
   * it throws for the first part that fails is thrown.
   */
  run(
    calls: readonly KernelCall[],
    args: Uint8Array<SharedArrayBuffer>,
    parts: readonly RowRange[],
    own: (part: RowRange) => Uint8Array,
  ): readonly Uint8Array[];
}

/** Arguments of fewer bytes are not worth a look at how long they take. */
const SMALL_BYTES = 128 * 1024;
/** The first part, which tells how long the others will take, is so much of the whole. */
const FIRST_SHARE = 32;
/** Parts for each thread, so that all end at about the same time. */
const PARTS_PER_THREAD = 3;

/** The frame with a column for each call. Only the columns that kernels read are copied out of the engine. */
export function addKernelColumns(
  frame: NativeDataFrame,
  calls: readonly KernelCall[],
  run: RunKernel,
  threads?: KernelThreads,
): NativeLazyFrame {
  const results = resultColumns(frame, calls, run, threads);
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

function resultColumns(
  frame: NativeDataFrame,
  calls: readonly KernelCall[],
  run: RunKernel,
  threads: KernelThreads | undefined,
): NativeDataFrame {
  const names = argumentNames(calls);
  if (names.length === 0) return native().readIpcStream(kernelRows(frame.height, calls, run), {});
  const args = frame.select(names);
  const rows = args.height;
  const first = roundUp(rows / FIRST_SHARE);
  const divisible = threads !== undefined && threads.count > 1 && first < rows && calls.every(isPureKernel);
  if (!divisible || args.estimatedSize() < SMALL_BYTES) {
    return native().readIpcStream(kernelPart(readIpcStream(ipcBytes(args)), calls, run), {});
  }
  // At once: the engine writes all elements of all lists for each part that it is asked for.
  const bytes = ipcBytes(args, sharedBytes);
  const table = readIpcStream(bytes);
  const own = (part: RowRange): Uint8Array => kernelPart(table, calls, run, part);
  const start = performance.now();
  const results: Uint8Array[] = [own([0, first])];
  const expected = ((performance.now() - start) / first) * (rows - first);
  if (!threads.pays(expected)) results.push(own([first, rows]));
  else {
    const size = roundUp((rows - first) / (threads.count * PARTS_PER_THREAD));
    const parts: RowRange[] = [];
    for (let at = first; at < rows; at += size) parts.push([at, Math.min(at + size, rows)]);
    results.push(...threads.run(calls, bytes, parts, own));
  }
  const frames = results.map((bytes) => native().readIpcStream(bytes, {}).lazy());
  return native().concatLf(frames, "vertical", false, false, false, true).collectSync("in-memory");
}

/** To rows that begin a byte of a bitmap. */
const roundUp = (rows: number): number => Math.ceil(rows / 8) * 8;
const sharedBytes = (size: number): Uint8Array<SharedArrayBuffer> => new Uint8Array(new SharedArrayBuffer(size));
