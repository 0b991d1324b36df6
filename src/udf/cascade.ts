/**
 * YAML files of steps, each a call of a registered task:
 *
 * ```yaml
 * name: enrich
 * returns: genre STRING, score DOUBLE
 * steps:
 *   - name: clean
 *     call: normalize          # a task registered under this name
 *     with: { text: ${row.title} }
 *   - name: judged
 *     call: judge
 *     with: { text: ${clean}, year: ${row.year} }
 * result: { genre: ${judged.genre}, score: ${judged.score} }
 * ```
 *
 * A step without `with` is given the row and the results of the steps before it, by their names. Without `result` the last
 * step's answer is the file's.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import type * as yaml from "yaml";
import type { MapTask, TaskRegistry } from "../plan/task.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { make } from "./task.ts";
import type { TaskInput } from "./task-function.ts";

const require = createRequire(import.meta.url);

interface Step {
  readonly name: string;
  readonly call: string;
  readonly with?: unknown;
}
interface Cascade {
  readonly name: string;
  readonly returns: string | undefined;
  readonly version: string | undefined;
  readonly steps: readonly Step[];
  readonly result: unknown;
}

/** The task of a file; what its steps call is looked up when it is read. */
export function cascadeTask(path: string, tasks: TaskRegistry): MapTask {
  const text = readText(path);
  const cascade = readCascade(path, text);
  const steps = cascade.steps.map((step) => ({ ...step, task: tasks.find(step.call) }));
  const one = async (row: TaskInput): Promise<unknown> => {
    const known: { [name: string]: unknown } = { row };
    let last: unknown = null;
    for (const step of steps) {
      const { row: _, ...results } = known;
      const input = step.with === undefined ? { ...row, ...results } : filled(step.with, known);
      last = await step.task.call(input as TaskInput);
      known[step.name] = last;
    }
    return cascade.result === undefined ? last : filled(cascade.result, known);
  };
  const many = (rows: readonly TaskInput[]): Promise<readonly unknown[]> =>
    Promise.all(
      rows.map((row) =>
        one(row).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))),
      ),
    );
  return make(cascade.name, { one, many }, { returns: cascade.returns, version: cascade.version }, text);
}
function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw broken(path, `it cannot be read: ${(error as Error).message}`, error);
  }
}

const REFERENCE = /\$\{\s*([\w.]+)\s*\}/g;
/** Values with `${name.path}` in place of which the value stands; a text of nothing else becomes the value itself. */
function filled(template: unknown, known: { readonly [name: string]: unknown }): unknown {
  if (Array.isArray(template)) return template.map((item) => filled(item, known));
  if (typeof template === "object" && template !== null) {
    return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, filled(value, known)]));
  }
  if (typeof template !== "string") return template;
  const whole = /^\$\{\s*([\w.]+)\s*\}$/.exec(template)?.[1];
  if (whole !== undefined) return lookUp(whole, known);
  return template.replaceAll(REFERENCE, (_, path: string) => String(lookUp(path, known) ?? ""));
}
function lookUp(path: string, known: { readonly [name: string]: unknown }): unknown {
  return path
    .split(".")
    .reduce<unknown>((at, key) => (at as { readonly [key: string]: unknown } | null)?.[key] ?? null, known);
}

function readCascade(path: string, text: string): Cascade {
  // Loaded with the first such file: it takes 30 ms, which programs without one need not wait for.
  const { parse } = require("yaml") as typeof yaml;
  let given: unknown;
  try {
    given = parse(text);
  } catch (error) {
    throw broken(path, `it is no YAML: ${(error as Error).message}`, error);
  }
  const file = given as { readonly [key: string]: unknown } | null;
  if (typeof file !== "object" || file === null || !Array.isArray(file["steps"]) || file["steps"].length === 0) {
    throw broken(path, "it has no list `steps`");
  }
  const text1 = (key: string): string | undefined => {
    const value = file[key];
    if (value === undefined || typeof value === "string") return value;
    if (typeof value === "number") return String(value);
    throw broken(path, `\`${key}\` must be text`);
  };
  const seen = new Set(["row"]);
  const steps = (file["steps"] as readonly unknown[]).map((item, i): Step => {
    const step = item as { readonly name?: unknown; readonly call?: unknown; readonly with?: unknown } | null;
    if (typeof step?.name !== "string" || typeof step.call !== "string") {
      throw broken(path, `step ${i + 1} must have a \`name\` and a \`call\``);
    }
    if (seen.has(step.name)) throw broken(path, `two steps are called ${step.name}`);
    checkReferences(path, `step ${step.name}`, step.with, seen);
    seen.add(step.name);
    return { name: step.name, call: step.call, ...(step.with === undefined ? {} : { with: step.with }) };
  });
  checkReferences(path, "result", file["result"], seen);
  const name = text1("name") ?? basename(path).replace(/\.ya?ml$/i, "");
  return { name, returns: text1("returns"), version: text1("version"), steps, result: file["result"] };
}
function checkReferences(path: string, where: string, template: unknown, known: ReadonlySet<string>): void {
  if (template === undefined) return;
  for (const [, reference = ""] of JSON.stringify(template).matchAll(REFERENCE)) {
    const first = reference.split(".")[0] ?? "";
    if (!known.has(first)) throw broken(path, `${where} refers to ${first}, which is no earlier step`);
  }
}
function broken(path: string, why: string, cause?: unknown): AnalysisException {
  return new AnalysisException(
    "SPARKWRIGHT_INVALID_TASK_FILE",
    { path },
    { message: `[SPARKWRIGHT_INVALID_TASK_FILE] The task file "${path}" is not usable: ${why}.`, cause },
  );
}
