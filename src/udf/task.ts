/** Tasks of what users register: functions, pipelines, modules. */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { MapTask } from "../plan/task.ts";
import { type DataType, STRING, StructField, StructType } from "../types/data-type.ts";
import { PySparkTypeError } from "../types/spark-error.ts";
import { returnTypeOf } from "./function-source.ts";
import { type TaskCalls, taskFunction, type TaskInput } from "./task-function.ts";

/** A function of a row by column names; with `batch_size`, of an array of rows, giving as many answers. */
export type TaskCallable = (input: never) => unknown;
/** What can be a task: a function, what has `asTask()` (a Pipeline), the path of a module (`./model.js#classify`). */
export type TaskSource = TaskCallable | PipelineLike | string;
/** Options of a task. */
export interface TaskOptions {
  /** What it gives, as DDL or a StructType; without it one column of text. */
  readonly returns?: DataType | string | undefined;
  /** Kept answers of another version are not used. By default it follows the function's text. */
  readonly version?: string | undefined;
}
interface PipelineLike {
  asTask(): {
    readonly outputs: readonly { readonly name: string; readonly type: DataType | undefined }[];
    call(row: TaskInput): Promise<unknown>;
    callAll(rows: readonly TaskInput[]): Promise<readonly unknown[]>;
  };
}
type Calls = Pick<TaskCalls, "one" | "many">;

export function taskOf(name: string, source: TaskSource, options: TaskOptions = {}): MapTask {
  if (typeof source === "function")
    return make(name, functionCalls(source), options, Function.prototype.toString.call(source));
  if (typeof source === "string") return make(name, moduleCalls(source), options, source);
  if (typeof source === "object" && source !== null && typeof source.asTask === "function") {
    const task = source.asTask();
    const fields = task.outputs.map((o) => new StructField(o.name, o.type ?? STRING));
    const calls: Calls = { one: (row) => task.call(row), many: (rows) => task.callAll(rows) };
    return make(name, calls, { returns: new StructType(fields), ...options }, "pipeline");
  }
  throw new PySparkTypeError("NOT_EXPECTED_TYPE", {
    arg_name: "task",
    expected_type: "function, Pipeline or module path",
    arg_type: source === null ? "null" : typeof source,
  });
}
export function make(name: string, calls: Calls, options: TaskOptions, text: string): MapTask {
  const { returns, version = createHash("sha256").update(text).digest("hex").slice(0, 12) } = options;
  const type = returns === undefined ? undefined : returnTypeOf(returns, "returns");
  /** Answers by the type that they were brought to. */
  const byType = new Map<string, Map<string, unknown>>();
  return {
    name,
    version,
    returns: type === undefined || type.kind === "struct" ? type : new StructType([new StructField("result", type)]),
    call: (row) => calls.one(row),
    kept: () => [...byType.values()].reduce((sum, m) => sum + m.size, 0),
    scalar(names, result, mapOptions) {
      const shape = `${result.json()} ${names.join("\u0000")}`;
      let own = byType.get(shape);
      if (own === undefined) byType.set(shape, (own = new Map()));
      return taskFunction({ name, version, ...calls, kept: own }, names, result, mapOptions);
    },
  };
}

function functionCalls(func: TaskCallable): Calls {
  return { one: (row) => func(row as never), many: (rows) => func(rows as never) };
}
/** A module's default export, or the one behind `#`; loaded by the first call. */
function moduleCalls(path: string): Calls {
  const [file = "", exported = "default"] = path.split("#");
  let loading: Promise<TaskCallable> | undefined;
  const load = async (): Promise<TaskCallable> => {
    const url = /^(file|data|node):/.test(file) ? file : pathToFileURL(resolve(file)).href;
    const module = (await import(url)) as { readonly [name: string]: unknown };
    const found = module[exported];
    if (typeof found !== "function") throw new TypeError(`"${file}" exports no function ${exported}`);
    return found as TaskCallable;
  };
  const call = async (input: unknown): Promise<unknown> => (await (loading ??= load()))(input as never);
  return { one: call, many: call };
}
