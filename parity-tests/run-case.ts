/** Runs a case on this package and gives the answer in the form of the recorded ones. */
import { compileFunction } from "node:vm";
import { DataFrame, SparkError, SparkSession } from "../src/index.ts";
import { type Answer, type Case, type CaseFile, digest, type Json, statementsOf, type TypeJson } from "./case-files.ts";
import { encodeCell, encodeValue } from "./encode.ts";
import { printed, removeScratch, scopeOf } from "./scope.ts";

/** The session from which those of the cases are made: on the embedded engine, or on a Spark Connect server. */
export function openRoot(url?: string): SparkSession {
  const { builder } = SparkSession;
  builder.appName("parity").config({
    "spark.sql.session.timeZone": "UTC",
    "spark.sparkwright.longType": "bigint",
  });
  return (url === undefined ? builder : builder.remote(url)).create();
}

/** Ends the sessions and removes what the programs wrote. */
export async function tearDown(root: SparkSession): Promise<void> {
  await root.stop();
  removeScratch();
}

interface Opened {
  readonly spark: SparkSession;
  readonly tables: { readonly [name: string]: DataFrame };
}

/** A session of its own for the file, and another for each case that has settings. */
export class CaseRunner {
  readonly #root: SparkSession;
  readonly #file: CaseFile;
  #shared: Promise<Opened> | undefined;
  constructor(root: SparkSession, file: CaseFile) {
    this.#root = root;
    this.#file = file;
  }

  async run(given: Case): Promise<Answer> {
    const { conf, name, parts } = given;
    const identity = { case: name, of: digest(this.#file, given) };
    try {
      const own = Object.keys(conf).length > 0;
      const opened = await (own ? this.#open(conf) : (this.#shared ??= this.#open({})));
      const program = parts["sql"] === undefined ? programOf(parts["ts"] ?? "", name) : statementsIn(parts["sql"]);
      const { result, text } = await printed(async () => answerOf(await program(opened)));
      return { ...identity, ...(result.value === null && text !== "" ? { text } : result) };
    } catch (error) {
      return { ...identity, error: errorOf(error) };
    }
  }

  async #open(conf: { readonly [key: string]: string }): Promise<Opened> {
    const spark = this.#root.newSession();
    for (const [key, value] of Object.entries({ ...this.#file.conf, ...conf })) spark.conf.set(key, value);
    const tables: { [name: string]: DataFrame } = {};
    for (const [name, sql] of Object.entries(this.#file.tables)) {
      tables[name] = await spark.sql(sql);
      tables[name].createOrReplaceTempView(name);
    }
    return { spark, tables };
  }
}

type Program = (opened: Opened) => Promise<unknown>;

function statementsIn(sql: string): Program {
  return async ({ spark }) => {
    let last: DataFrame | undefined;
    for (const statement of statementsOf(sql)) last = await spark.sql(statement);
    return last;
  };
}

/** A program is one expression, or statements with a `return`. */
function programOf(source: string, name: string): Program {
  const statements = source.includes("\n") || /^(const|let|return|await)\b/.test(source);
  const body = statements ? source : `return (${source});`;
  return async ({ spark, tables }) => {
    const scope = scopeOf(spark, tables);
    const program = compileFunction(`return (async () => { ${body}\n })();`, Object.keys(scope), { filename: name });
    return (await (program as (...values: readonly unknown[]) => Promise<unknown>)(...Object.values(scope))) as unknown;
  };
}

async function answerOf(result: unknown): Promise<Pick<Answer, "schema" | "rows" | "value">> {
  if (!(result instanceof DataFrame)) return { value: encodeValue(result) };
  const df = await result.analyzed();
  const schema = JSON.parse(df.schema.json()) as TypeJson;
  const rows = (await df.collect()).map((row) => encodeCell(row, schema) as Json[]);
  return { schema, rows };
}

function errorOf(error: unknown): NonNullable<Answer["error"]> {
  // An error without a condition is a bug of ours, not an answer.
  if (!(error instanceof Error) || !("condition" in error)) throw error;
  const { condition, sqlState } = error as { condition?: string | null; sqlState?: string | null };
  return {
    class: error.constructor.name,
    message: error.message.split("\n", 1)[0] ?? "",
    ...(error instanceof SparkError ? { parameters: error.getMessageParameters() } : {}),
    ...(condition === undefined ? {} : { condition }),
    ...(sqlState === undefined ? {} : { sqlState }),
  };
}
