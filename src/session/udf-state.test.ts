/** Objects with state behind functions, and functions in threads. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import * as F from "../functions/index.ts";
import type { Row } from "../types/row.ts";
import { rowValues } from "../types/row.ts";
import { SparkError } from "../types/spark-error.ts";
import { SparkSession } from "./spark-session.ts";

const { col } = F;
const spark = SparkSession.builder.getOrCreate().newSession();
const directory = mkdtempSync(join(tmpdir(), "udf-state-"));
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await spark.stop();
});
const values = (rows: readonly Row[]): unknown[] => rows.map((row) => [...rowValues(row)]);
async function failureOf(run: () => unknown): Promise<SparkError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof SparkError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

let log: string[] = [];
beforeEach(() => void (log = []));
class Encoder {
  readonly #shift: number;
  constructor(shift: number) {
    log.push(`new ${shift}`);
    this.#shift = shift;
  }
  call(x: number): number {
    if (x === 1000) throw new Error("too much");
    return x + this.#shift;
  }
  async later(x: number): Promise<number> {
    await sleep(1);
    return x * this.#shift;
  }
  columns(x: BigInt64Array): BigInt64Array {
    return x.map((v) => v - BigInt(this.#shift));
  }
  async dispose(): Promise<void> {
    await sleep(1);
    log.push("disposed");
  }
}

describe("objects with state", () => {
  test("are made once for a query, when first needed, and disposed of", async () => {
    const encode = F.udf.class(Encoder, { args: [5], returnType: "long" });
    expect(
      values(
        await spark
          .range(3)
          .select(encode("id"), encode(encode("id")))
          .collect(),
      ),
    ).toEqual([
      [5, 10],
      [6, 11],
      [7, 12],
    ]);
    expect(log).toEqual(["new 5", "disposed"]);
    await spark.range(3).filter("id > 5").select(encode("id")).collect();
    expect(log).toEqual(["new 5", "disposed"]);
  });
  test("by a method, asynchronous or of columns", async () => {
    const later = F.udf.class(Encoder, { args: [3], method: "later", returnType: "long", concurrency: 4 });
    expect(values(await spark.range(3).select(later("id")).collect())).toEqual([[0], [3], [6]]);
    const columns = F.udf.class(Encoder, { args: [1], method: "columns", batch: true, returnType: "long" });
    expect(values(await spark.range(2).select(columns("id")).collect())).toEqual([[-1], [0]]);
    expect(log).toEqual(["new 3", "disposed", "new 1", "disposed"]);
    expect((await failureOf(() => F.udf.class(Encoder, { method: "none" }))).condition).toBe("NOT_CALLABLE");
  });
  test("are disposed of when the query fails or is given up", async () => {
    const encode = F.udf.class(Encoder, { args: [1], returnType: "long" });
    await failureOf(() => spark.range(2000).select(encode("id")).collect());
    expect(log).toEqual(["new 1", "disposed"]);
    log = [];
    const stop = new AbortController();
    const later = F.udf.class(Encoder, { args: [1], method: "later", returnType: "long", concurrency: 1 });
    const watch = setInterval(() => log.length > 0 && stop.abort(), 10);
    const error = await failureOf(() => spark.range(100_000).select(later("id")).collect({ signal: stop.signal }));
    clearInterval(watch);
    expect(error.condition).toBe("OPERATION_CANCELED");
    expect(log).toEqual(["new 1", "disposed"]);
  });
  test("hold the GPUs they ask for", async () => {
    const one = F.udf.class(Encoder, { args: [1], method: "later", returnType: "long", resources: { gpus: 1 } });
    const error = await failureOf(() => spark.range(2).select(one("id")).collect());
    expect(error.message).toContain("spark.sparkwright.resources.gpus is 0");
    spark.conf.set("spark.sparkwright.resources.gpus", "1");
    log = [];
    await Promise.all([1, 2].map(() => spark.range(2).select(one("id")).collect()));
    spark.conf.unset("spark.sparkwright.resources.gpus");
    expect(log.filter((x) => x === "disposed")).toHaveLength(2);
  });
});

describe("threads", () => {
  const module = join(directory, "functions.mjs");
  const marks = join(directory, "marks.txt");
  writeFileSync(
    module,
    `import { appendFileSync } from "node:fs";
import { threadId } from "node:worker_threads";
export const scale = (x) => x * 2 + 1;
export const upper = (s) => (s === null ? null : s.toUpperCase());
export const pair = (n) => [n, null, n + 1];
export const thread = () => threadId;
export const bad = (x) => { if (x === 50000) throw new RangeError("fifty"); return x; };
export const forever = () => { for (;;); };
export const plus = (a) => a.map((x) => x + 1);
export class Model {
  constructor(shift) { this.shift = shift; appendFileSync(${JSON.stringify(marks)}, "new "); }
  call(x) { return x + this.shift; }
  dispose() { appendFileSync(${JSON.stringify(marks)}, "disposed "); }
}
`,
  );
  const at = (name: string): { module: string; export: string } => ({ module, export: name });

  test("run a function by module and export, rows in order", async () => {
    const scale = F.udf(at("scale"), "double", { worker: true });
    expect(spark.range(1).select(scale("id")).columns).toEqual(["scale(id)"]);
    const rows = await spark
      .range(300_000)
      .select(scale(col("id").cast("double")).alias("y"), "id")
      .collect();
    expect(rows.every((r) => r["y"] === (r["id"] as number) * 2 + 1)).toBe(true);
    expect(await scale(4)).toBe(9);
  });
  test("text, nulls and nested values cross", async () => {
    const df = spark
      .range(40_000)
      .select(F.when(col("id").mod(3).neq(0), F.concat(F.lit("s"), col("id"))).alias("s"), col("id"));
    const [upper, pair] = [
      F.udf(at("upper"), "string", { worker: true }),
      F.udf(at("pair"), "array<int>", { worker: true }),
    ];
    const rows = await df.select("id", upper("s").alias("u"), pair("id").alias("p")).collect();
    expect(rows.every((r) => r["u"] === ((r["id"] as number) % 3 === 0 ? null : `S${r["id"] as number}`))).toBe(true);
    expect(rows.at(-1)?.["p"]).toEqual([39_999, null, 40_000]);
    const plus = F.udf.batch(at("plus"), "double", { worker: true, batchSize: 64 });
    expect(
      values(
        await spark
          .range(3)
          .select(plus(col("id").cast("double")))
          .collect(),
      ),
    ).toEqual([[1], [2], [3]]);
  });
  test("several work at a time", async () => {
    const rows = await spark
      .range(100_000)
      .select(F.udf(at("thread"), "int", { worker: true, threads: 2 })().alias("t"))
      .distinct()
      .collect();
    expect(rows).toHaveLength(2);
  });
  test("tell what their functions count", async () => {
    const counting = join(directory, "counting.mjs");
    const functions = new URL("../functions/udf.ts", import.meta.url).href;
    const code = `import { udf } from ${JSON.stringify(functions)};
export const counted = (x) => { udf.context().count("seen"); return x; };`;
    writeFileSync(counting, code);
    const counters: unknown[] = [];
    const stop = spark.subscribe((event) => {
      if (event.type === "stageFinished") counters.push(event.counters);
    });
    const counted = F.udf({ module: counting, export: "counted" }, "long", { worker: true, threads: 2 });
    await spark.range(100).select(counted("id")).collect().finally(stop);
    expect(counters).toContainEqual({ seen: 100 });
  });
  test("have one object each, disposed of in the end", async () => {
    const model = F.udf.class(at("Model"), { args: [7], returnType: "long", worker: true, threads: 1 });
    expect(values(await spark.range(2).select(model("id")).collect())).toEqual([[7], [8]]);
    expect(readFileSync(marks, "utf8")).toBe("new disposed ");
  });
  test("a failure names the row, and has the stack of the user's function", async () => {
    const error = await failureOf(() =>
      spark
        .range(100_000)
        .select(F.udf(at("bad"), "long", { worker: true })("id"))
        .collect(),
    );
    expect(error.condition).toBe("FAILED_EXECUTE_UDF");
    expect(error.messageParameters["row"]).toBe("id = 50000n");
    expect((error.cause as Error).name).toBe("RangeError");
    expect((error.cause as Error).stack).toContain("functions.mjs");
    const missing = await failureOf(() =>
      spark
        .range(1)
        .select(F.udf(at("none"), "long", { worker: true })("id"))
        .collect()
        .catch((e: unknown) => {
          throw e instanceof SparkError ? e : new SparkError(null, {}, { message: String(e) });
        }),
    );
    expect(missing.message).toContain("exports no function none");
  });
  test("are ended when the query is given up", async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 500);
    const error = await failureOf(() =>
      spark
        .range(10)
        .select(F.udf(at("forever"), "int", { worker: true })())
        .collect({ signal: stop.signal }),
    );
    expect(error.condition).toBe("OPERATION_CANCELED");
    expect(
      values(
        await spark
          .range(1)
          .select(F.udf(at("scale"), "double", { worker: true })("id"))
          .collect(),
      ),
    ).toEqual([[1]]);
  });
  test("run functions and classes that are given as values, by their text", async () => {
    const collatz = F.udf(
      (n: number) => {
        let steps = 0;
        for (let x = n; x > 1; steps++) x = x % 2 === 0 ? x / 2 : 3 * x + 1;
        return steps;
      },
      "int",
      { worker: true, threads: 2 },
    );
    const df = spark.range(1, 8).select(collatz("id").alias("steps"));
    expect(values(await df.collect())).toEqual([[0], [1], [7], [2], [5], [8], [16]]);
    expect(collatz(27)).toBe(111);
    const halves = F.udf.batch((x: Float64Array) => x.map((v) => Math.round(v / 2)), "double", { worker: true });
    expect(
      values(
        await spark
          .range(3)
          .select(halves(col("id").cast("double")))
          .collect(),
      ),
    ).toEqual([[0], [1], [1]]);
    class Shifted {
      readonly by: number;
      constructor(by: number) {
        this.by = by;
      }
      call(x: number): number {
        return x + this.by;
      }
    }
    const shifted = F.udf.class(Shifted, { args: [7], returnType: "long", worker: true, threads: 1 });
    expect(spark.range(2).select(shifted("id")).columns).toEqual(["Shifted(id)"]);
    expect(values(await spark.range(2).select(shifted("id")).collect())).toEqual([[7], [8]]);
  });
  test("refuse by name what a function uses from around it", async () => {
    const [factor, offset] = [2, 1];
    const made = async (make: () => unknown): Promise<string> => (await failureOf(make)).message;
    const worker = { worker: true } as const;
    expect(await made(() => F.udf((x: number) => x * factor + offset, "int", worker))).toMatch(/`factor`, `offset`/);
    expect(await made(() => F.udf.batch((x: Float64Array) => x.fill(factor), "double", worker))).toMatch(/`factor`/);
    class Base {}
    class Derived extends Base {
      call(): number {
        return 1;
      }
    }
    expect(await made(() => F.udf.class(Derived, { returnType: "int", ...worker }))).toMatch(/`Base`/);
    function asked(this: { readonly n: number }): number {
      return this.n;
    }
    expect(await made(() => F.udf(asked as () => number, "int", worker))).toMatch(/`this`/);
    expect(await made(() => F.udf(() => import.meta.url, "string", worker))).toMatch(/import/);
    expect(await made(() => F.udf(Math.abs, "double", worker))).toMatch(/no text/);
    expect(await made(() => F.udf((async () => 1) as never, "int", worker))).toMatch(/asynchronous/);
    function* rows(): Generator<number> {
      yield 1;
    }
    expect(await made(() => F.udf(rows as never, "int", worker))).toMatch(/generator/);
  });
});
