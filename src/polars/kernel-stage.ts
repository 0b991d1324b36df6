/** Runs kernels over columns of a frame and puts the results beside them, in several threads where that pays. */
import { hasInt128 } from "./arrow-type.ts";
import { px, pxToJson } from "./dsl.ts";
import type { IpcInput } from "../arrow/ipc-reader.ts";
import { argumentNames, kernelPart, kernelRows, type RunKernel } from "./kernel-part.ts";
import { FrameParts } from "./frame-parts.ts";
import { ipcBytes, ipcChunks } from "./ipc-bytes.ts";
import { type NativeDataFrame, type NativeLazyFrame, native } from "./native.ts";
import type { KernelCall } from "./plan.ts";
import { isPureKernel } from "./row-wise.ts";

/** Threads that run kernels, the caller's among them. */
export interface KernelThreads {
  readonly count: number;
  /** Whether so much work is better divided, beginning to end. */
  pays(ms: number): boolean;
  /**
   * The results of the parts, in their order. `own` makes that of one in the caller's thread; what it throws for the first
   * part that fails is thrown.
   */
  run(
    calls: readonly KernelCall[],
    parts: readonly Uint8Array<SharedArrayBuffer>[],
    own: (part: Uint8Array) => Uint8Array,
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
  const own = (part: IpcInput): Uint8Array => kernelPart(part, calls, run);
  const first = Math.ceil(args.height / FIRST_SHARE);
  const divisible = threads !== undefined && threads.count > 1 && first < args.height && calls.every(isPureKernel);
  if (!divisible || args.estimatedSize() < SMALL_BYTES) return native().readIpcStream(own(ipcChunks(args)), {});
  // Copying out of the engine takes as long in one thread as for several.
  const parts = new FrameParts(args);
  const sample = ipcChunks(parts.rows(0, first));
  const start = performance.now();
  const results: Uint8Array[] = [own(sample)];
  const rest = args.height - first;
  const expected = ((performance.now() - start) / first) * rest;
  if (!threads.pays(expected)) results.push(own(ipcChunks(parts.rows(first, rest))));
  else {
    const rows = Math.ceil(rest / (threads.count * PARTS_PER_THREAD));
    const shared: Uint8Array<SharedArrayBuffer>[] = [];
    for (let at = first; at < args.height; at += rows) {
      shared.push(ipcBytes(parts.rows(at, Math.min(rows, args.height - at)), sharedBytes));
    }
    results.push(...threads.run(calls, shared, own));
  }
  const frames = results.map((bytes) => native().readIpcStream(bytes, {}).lazy());
  return native().concatLf(frames, "vertical", false, false, false, true).collectSync("in-memory");
}

const sharedBytes = (size: number): Uint8Array<SharedArrayBuffer> => new Uint8Array(new SharedArrayBuffer(size));
