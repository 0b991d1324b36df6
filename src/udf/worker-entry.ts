/** A thread that runs users' functions. */
import { parentPort } from "node:worker_threads";
import { type ArrowVector, sliceVector } from "../arrow/index.ts";
import type { OpenFunction, UserFunctionContext } from "../plan/user-function.ts";
import { callContext } from "../plan/call-context.ts";
import { dataTypeFromJson } from "../types/data-type.ts";
import { SparkError } from "../types/spark-error.ts";
import { openBatchFunction } from "./batch-function.ts";
import { policyOf } from "./call-policy.ts";
import { openRowFunction } from "./row-function.ts";
import type { AnyFunction } from "./row-loop.ts";
import { disposeOf, Instance } from "./instance.ts";
import type { FromWorker, ToWorker, WorkerError, WorkerFunction } from "./worker-protocol.ts";

interface Use {
  /** What has been counted and not told yet. */
  readonly counts: Map<string, number>;
  readonly open: Promise<OpenFunction>;
  readonly dispose: () => Promise<void>;
}
const uses = new Map<number, Use>();

function openUse(fn: WorkerFunction): Use {
  let instance: Instance | undefined;
  const counts = new Map<string, number>();
  const load = async (): Promise<OpenFunction> => {
    const module = (await import(fn.module)) as { readonly [name: string]: unknown };
    const found = module[fn.exported];
    if (typeof found !== "function") throw new TypeError(`"${fn.module}" exports no function ${fn.exported}`);
    let func = found as AnyFunction;
    if (fn.construct !== undefined) {
      instance = new Instance(found as never, fn.construct.args);
      func = instance.method(fn.construct.method);
    }
    const args = fn.args.map((a) => ({ name: a.name, dataType: dataTypeFromJson(a.type) }));
    const context: UserFunctionContext = {
      timeZone: fn.timeZone,
      longType: fn.longType,
      redactValues: fn.redactValues,
      signal: new AbortController().signal,
      count: (name, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by),
      called: () => {},
      gpus: 0,
      atEnd: () => {},
    };
    const source = { name: fn.name, func, returnType: dataTypeFromJson(fn.returnType) };
    const open =
      fn.batch === undefined
        ? openRowFunction(source, args, context)
        : openBatchFunction(source, { ...policyOf(), ...fn.batch }, args, context);
    return { ...open, evaluate: (columns, rows) => callContext.run(context, () => open.evaluate(columns, rows)) };
  };
  return { counts, open: load(), dispose: async () => disposeOf(instance) };
}

async function handle(message: ToWorker): Promise<FromWorker | undefined> {
  if (message.type === "open") {
    const use = openUse(message.fn);
    // A failure is told by the first call.
    use.open.catch(() => {});
    uses.set(message.use, use);
    return undefined;
  }
  const { call } = message;
  const use = uses.get(message.use);
  try {
    if (use === undefined) throw new Error("the function is not open");
    if (message.type === "close") {
      uses.delete(message.use);
      await use.dispose();
      return { type: "done", call, column: null, counts: use.counts };
    }
    const open = await use.open;
    const columns = message.columns.map((c) => sliceVector(c, message.start, message.end));
    const column = trimmed(await open.evaluate(columns, message.end - message.start));
    const counts = new Map(use.counts);
    use.counts.clear();
    return { type: "done", call, column, counts };
  } catch (error) {
    return { type: "failed", call, error: crossing(error) };
  }
}
/** A message copies whole buffers: of one that is larger than its column, only the column is sent. */
function trimmed(column: ArrowVector): ArrowVector {
  const data = column.data.byteLength < column.data.buffer.byteLength ? column.data.slice() : column.data;
  return { ...column, data };
}
function crossing(error: unknown): WorkerError {
  const plain = (e: unknown): WorkerError["cause"] =>
    e instanceof Error ? { name: e.name, message: e.message, stack: e.stack } : undefined;
  if (error instanceof SparkError) {
    const { condition, messageParameters: parameters, message, cause } = error;
    return { condition, parameters, message, cause: plain(cause) };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { condition: null, parameters: {}, message, cause: plain(error) };
}

let last: Promise<void> = Promise.resolve();
parentPort?.on("message", (message: ToWorker) => {
  // One after the other: a function's memory serves one batch at a time.
  last = last.then(async () => {
    const answer = await handle(message);
    if (answer !== undefined) parentPort?.postMessage(answer);
  });
});
