/** One task of a Python worker: it is told the function, given Arrow streams, and gives Arrow batches. */
import type { ArrowBatch } from "../../arrow/index.ts";
import { canceledError } from "../../execution/canceled.ts";
import { PythonException } from "../../types/spark-error.ts";
import { readArrowStream } from "./arrow-stream.ts";
import { MessageWriter } from "./byte-stream.ts";
import type { PythonWorker, PythonWorkers } from "./python-workers.ts";

const START_OF_INIT_MESSAGE = -8;
const START_ARROW_STREAM = -6;
const END_OF_STREAM = -4;
const TIMING_DATA = -3;
const PYTHON_EXCEPTION_THROWN = -2;
const END_OF_DATA_SECTION = -1;

/** A function as the client pickled it, and where its arguments are among the columns. */
export interface PythonFunctionInfo {
  readonly command: Uint8Array;
  readonly offsets: readonly { readonly offset: number; readonly name?: string | undefined }[];
}
export interface PythonTableFunctionInfo extends PythonFunctionInfo {
  readonly returnType: string;
  readonly name: string;
  readonly partitionChildIndexes: readonly number[];
  readonly analyzeResult?: Uint8Array | undefined;
}
/** What a worker must know to begin. */
export interface PythonTask {
  readonly pythonVersion: string;
  readonly filesDirectory: string;
  readonly includes: readonly string[];
  readonly evalType: number;
  readonly runnerConf: { readonly [name: string]: string };
  readonly evalConf: { readonly [name: string]: string };
  readonly function: PythonFunctionInfo | PythonTableFunctionInfo;
}

let lastTask = 0n;

/** Runs a task; `input` are the bytes after its description, in pieces. The batches come while the input is written. */
export async function* runPythonTask(
  workers: PythonWorkers,
  task: PythonTask,
  input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<ArrowBatch, void, undefined> {
  if (signal.aborted) throw canceledError();
  const worker = await workers.acquire();
  const kill = (): void => workers.kill(worker);
  signal.addEventListener("abort", kill, { once: true });
  let finished = false;
  let writing: Promise<unknown> = Promise.resolve();
  try {
    worker.socket.ref();
    writing = writeTask(worker, task, input).catch((error: unknown) => error);
    yield* readResult(worker);
    finished = true;
    const failure = await writing;
    if (failure instanceof Error) throw failure;
  } catch (error) {
    if (signal.aborted) throw canceledError();
    const failure = finished ? undefined : await Promise.race([writing, Promise.resolve()]);
    // Where the input failed, that is what went wrong.
    throw failure instanceof Error && !(error instanceof PythonException) ? failure : error;
  } finally {
    signal.removeEventListener("abort", kill);
    if (finished && !signal.aborted) workers.release(worker);
    else kill();
  }
}

async function writeTask(
  worker: PythonWorker,
  task: PythonTask,
  input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const content = initMessage(task);
  await write(worker, new MessageWriter().int(START_OF_INIT_MESSAGE).bytes(content).finish());
  for await (const bytes of input) await write(worker, bytes);
  await write(worker, new MessageWriter().int(END_OF_STREAM).finish());
}
function write({ socket }: PythonWorker, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
}

async function* readResult({ reader }: PythonWorker): AsyncGenerator<ArrowBatch, void, undefined> {
  for (;;) {
    const mark = await reader.int();
    switch (mark) {
      case START_ARROW_STREAM:
        yield* readArrowStream(reader);
        break;
      case TIMING_DATA:
        // Three moments and a duration, then what was spilled to memory and to disk.
        await reader.skip(6 * 8);
        break;
      case PYTHON_EXCEPTION_THROWN: {
        const text = (await reader.bytes()).toString();
        throw new PythonException(null, {}, { message: text });
      }
      case END_OF_DATA_SECTION: {
        const accumulators = await reader.int();
        for (let i = 0; i < accumulators; i++) await reader.bytes();
        if ((await reader.int()) !== END_OF_STREAM) throw new Error("the Python worker cannot be used again");
        return;
      }
      default:
        throw new Error(`the Python worker wrote the unknown mark ${mark}`);
    }
  }
}

function initMessage(task: PythonTask): Buffer {
  const context = {
    isBarrier: false,
    connInfo: null,
    secret: null,
    stageId: 0,
    partitionId: 0,
    attemptNumber: 0,
    taskAttemptId: Number(lastTask++),
    cpus: 1,
    cpuAmount: "1",
    resources: {},
    localProperties: {},
  };
  const out = new MessageWriter()
    .int(0)
    .text(task.pythonVersion)
    .text(JSON.stringify(context))
    .text(task.filesDirectory)
    .int(task.includes.length);
  for (const name of task.includes) out.text(name);
  // There are no broadcast variables.
  out.flag(false).int(0).int(task.evalType);
  for (const conf of [task.runnerConf, task.evalConf]) {
    const entries = Object.entries(conf);
    out.int(entries.length);
    for (const [name, value] of entries) out.text(name).text(value);
  }
  if ("returnType" in task.function) tableFunction(out, task.function);
  else scalarFunction(out.int(1), task.function);
  return out.finish();
}
function offsets(out: MessageWriter, info: PythonFunctionInfo): void {
  out.int(info.offsets.length);
  for (const { offset, name } of info.offsets) {
    out.int(offset).flag(name !== undefined);
    if (name !== undefined) out.text(name);
  }
}
function scalarFunction(out: MessageWriter, info: PythonFunctionInfo): void {
  offsets(out, info);
  out.int(1).bytes(info.command).long(0n);
}
function tableFunction(out: MessageWriter, info: PythonTableFunctionInfo): void {
  offsets(out, info);
  out.int(info.partitionChildIndexes.length);
  for (const index of info.partitionChildIndexes) out.int(index);
  out.flag(info.analyzeResult !== undefined);
  if (info.analyzeResult !== undefined) out.bytes(info.analyzeResult);
  out.bytes(info.command).text(info.returnType).text(info.name);
}
