/** Named tasks that `MAP PARALLEL` calls for rows: functions, pipelines, modules, files of steps. */
import type { DataType, StructType } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { ScalarFunction } from "./user-function.ts";

/** How a task is called. */
export interface MapOptions {
  /** Calls in flight. */
  readonly workers: number;
  /** One call for all rows of the same input. */
  readonly distinct: boolean;
  /** Answers are kept for later queries. */
  readonly cache: boolean;
  /** Rows that a call is given together; absent: one, not in an array. */
  readonly batchSize?: number | undefined;
  readonly onError: "raise" | "null";
  readonly timeoutMs?: number | undefined;
  readonly retries: number;
}
export const MAP_DEFAULTS: MapOptions = { workers: 4, distinct: false, cache: false, onError: "raise", retries: 0 };

export interface MapTask {
  readonly name: string;
  /** Answers of another version are not used. */
  readonly version: string;
  /** What it declares to give. */
  readonly returns: StructType | undefined;
  /** Answers that are kept of this version. */
  readonly kept: () => number;
  /** Its answer for one row, as it gives it. */
  call(row: { readonly [column: string]: unknown }): unknown;
  /** The function of columns of these names; its result has the type `result`, in which simple values are text. */
  scalar(names: readonly string[], result: DataType, options: MapOptions): ScalarFunction;
}

/** The tasks that a session knows. */
export class TaskRegistry {
  readonly #tasks = new Map<string, MapTask>();
  /** Makes a task of a file of steps; set by who can read such files. */
  load: ((path: string) => MapTask) | undefined;
  /** Another registry, whose tasks are known here too. */
  shared: TaskRegistry | undefined;

  add(task: MapTask): void {
    this.#tasks.set(task.name.toLowerCase(), task);
  }
  remove(name: string): boolean {
    return this.#tasks.delete(name.toLowerCase());
  }
  names(): readonly string[] {
    return [...new Set([...this.#tasks.values()].map((task) => task.name).concat(this.shared?.names() ?? []))];
  }
  get(name: string): MapTask | undefined {
    return this.#tasks.get(name.toLowerCase()) ?? this.shared?.get(name);
  }
  /** A task by its name, or of a YAML file. */
  find(name: string): MapTask {
    const known = this.get(name);
    if (known !== undefined) return known;
    if (/\.ya?ml$/i.test(name) && this.load !== undefined) return this.load(name);
    const names = this.names();
    const hint =
      names.length === 0 ? "None is registered: see `spark.tasks.register`" : `There are ${names.join(", ")}`;
    throw new AnalysisException(
      "SPARKWRIGHT_TASK_NOT_FOUND",
      { task: name },
      { message: `[SPARKWRIGHT_TASK_NOT_FOUND] There is no task "${name}". ${hint}.` },
    );
  }
}
