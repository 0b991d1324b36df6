import type { Engine } from "../engine/engine.ts";
import { cascadeTask } from "../udf/cascade.ts";
import { taskOf, type TaskOptions, type TaskSource } from "../udf/task.ts";

/** The tasks that `MAP PARALLEL` and `mapParallel` call by name, as `spark.tasks`. */
export class TaskRegistration {
  readonly #session: { readonly engine: Engine };
  /** @internal */
  constructor(session: { readonly engine: Engine }) {
    this.#session = session;
    const { tasks } = session.engine;
    tasks.load = (path) => cascadeTask(path, tasks);
  }

  /**
   * Names a task: a function of a row (an object by column names), a Pipeline, or the path of a module with the function's
   * name (`./model.js#classify`; the default export where there is none). An older task of that name is replaced.
   *
   * @example
   * ```ts
   * spark.tasks.register("classify", async ({ id }: { id: number }) => ({ even: id % 2 === 0 }), { returns: "even BOOLEAN" });
   * await spark.sql("MAP PARALLEL 4 'classify' USING (SELECT * FROM range(3))").show();
   * ```
   */
  register(name: string, task: TaskSource, options?: TaskOptions): void {
    this.#session.engine.tasks.add(taskOf(name, task, options));
  }
  /**
   * Forgets a task; whether there was one.
   *
   * @example
   * ```ts
   * console.log(spark.tasks.unregister("no such task")); // false
   * ```
   */
  unregister(name: string): boolean {
    return this.#session.engine.tasks.remove(name);
  }
  /**
   * The names of the tasks there are.
   *
   * @example
   * ```ts
   * console.log(spark.tasks.list());
   * ```
   */
  list(): readonly string[] {
    return this.#session.engine.tasks.names();
  }
}
