/** The names a program of fixtures/api may use; fixtures/record.py has the same for the other side. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { col, functions as F, lit, Observation, SparkSession, Window } from "../src/index.ts";
import type { DataFrame } from "../src/index.ts";
import * as types from "../src/types/index.ts";
import { FIXTURES } from "./case-files.ts";

export type Scope = { readonly [name: string]: unknown };

const scratch: string = mkdtempSync(join(tmpdir(), "parity-"));

/** Removes what the programs wrote. */
export function removeScratch(): void {
  rmSync(scratch, { recursive: true, force: true });
}

export function scopeOf(spark: SparkSession, tables: { readonly [name: string]: DataFrame }): Scope {
  return {
    ...types,
    spark,
    SparkSession,
    F,
    col,
    lit,
    expr: F.expr,
    when: F.when,
    Window,
    Observation,
    data: join(FIXTURES, "data").replaceAll(sep, "/"),
    tmp: mkdtempSync(join(scratch, "case-")).replaceAll(sep, "/"),
    files,
    lines,
    write: (path: string, text: string) => writeFileSync(path, text),
    prints: async (action: () => unknown) => (await printed(action)).text.trim() !== "",
    refusals: (...statements: readonly string[]) => refusals(spark, statements),
    date: (text: string) => types.Temporal.PlainDate.from(text),
    timestamp: (text: string) => types.Temporal.Instant.from(`${text}Z`),
    dec: (text: string) => new types.Decimal(text),
    bytes_: (...values: readonly number[]) => Uint8Array.from(values),
    nan: Number.NaN,
    inf: Number.POSITIVE_INFINITY,
    ...tables,
  };
}

const below = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** The files below a directory, with the parts that differ from run to run taken out. */
function files(path: string): string[] {
  return below(path)
    .map((file) => file.slice(path.length + 1).replaceAll(sep, "/"))
    .filter((file) => !file.endsWith(".crc"))
    .map((file) => file.replace(/part-\d+-[^./]*/, "part"))
    .sort();
}

/** The lines of all part files below a directory, sorted. */
function lines(path: string): string[] {
  return below(path)
    .filter((file) => /(^|[\\/])part-[^\\/]*$/.test(file))
    .flatMap((file) => readFileSync(file, "utf8").split("\n"))
    .filter((line) => line !== "")
    .sort();
}

/** What each statement is refused with: condition, parameters, and the words that are to blame. */
async function refusals(spark: SparkSession, statements: readonly string[]): Promise<string[]> {
  const answers: string[] = [];
  for (const statement of statements) {
    try {
      await spark.sql(statement).collect();
      answers.push("taken");
    } catch (error) {
      if (!(error instanceof types.SparkError)) throw error;
      const parameters = Object.entries(error.messageParameters).sort(([a], [b]) => (a < b ? -1 : 1));
      const blamed = error.queryContext.map((context) => context.fragment);
      answers.push([error.condition, ...parameters.map(([k, v]) => `${k}=${v}`), ...blamed].join(" | "));
    }
  }
  return answers;
}

/** Runs a program and keeps what it prints. */
export async function printed<T>(action: () => T | Promise<T>): Promise<{ result: Awaited<T>; text: string }> {
  let text = "";
  const log = console.log;
  console.log = (...values: readonly unknown[]) => {
    text += `${values.map(String).join(" ")}\n`;
  };
  try {
    return { result: await action(), text };
  } finally {
    console.log = log;
  }
}
