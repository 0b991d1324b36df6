import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import * as F from "../functions/index.ts";
import { SparkSession } from "../session/spark-session.ts";
import { OperationCanceledError } from "../types/spark-error.ts";
import { type CacheKey, node, Pipeline, PipelineError, type PipelineEvent, stateful } from "./index.ts";
import { localAnswers, randomPipeline } from "./testing.ts";

const spark = SparkSession.builder.appName("pipelines").getOrCreate();
afterAll(async () => await spark.stop());

const words = node({
  output: "words",
  inputs: ["text"],
  fn: (text: string) => text.split(" "),
  types: { text: "string", words: "array<string>" },
});
const length = node({
  output: "length",
  inputs: ["word", "plus"],
  batch: 3,
  fn: (all: readonly string[], plus: readonly number[]) => all.map((word, i) => word.length + (plus[i] ?? 0)),
  types: { word: "string", plus: "int", length: "int" },
});
const lengths = new Pipeline([length], { name: "each" }).asNode({
  inputMapping: { words: "word" },
  outputMapping: { length: "lengths" },
  mapOver: "words",
});
const pipeline = new Pipeline([words, lengths], { name: "measure" });

describe("the DataFrame back end", () => {
  test("gives the answers of the local one", async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const random = randomPipeline(g);
        const local = await localAnswers(random);
        const schema = Object.entries(random.types).map(([name, type]) => `${name} ${type}`);
        const data = random.rows.map((row) => [...Object.keys(random.types).map((name) => row[name]), true]);
        const table = spark.createDataFrame(data, [...schema, "one BOOLEAN"].join(", "));
        const outputs = random.outputs as never[];
        const rows = await random.pipeline
          .applyTo(table, { outputs })
          .select(...random.outputs)
          .collect();
        expect(rows.map((row) => Object.fromEntries(random.outputs.map((name) => [name, row[name]])))).toEqual(local);
        for (const [i, row] of random.rows.slice(0, 1).entries()) {
          expect(await random.pipeline.run(row, { outputs, spark })).toEqual(local[i]);
        }
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  test("is lazy, and a column like others", async () => {
    let calls = 0;
    const counted = node({
      output: "n",
      inputs: ["id"],
      fn: (id: number) => (calls++, id * 2),
      types: { n: "double" },
    });
    const table = new Pipeline([counted]).applyTo(spark.range(10)).filter(F.col("id").geq(5));
    expect(table.dtypes).toEqual([
      ["id", "bigint"],
      ["n", "double"],
    ]);
    expect(calls).toBe(0);
    const sums = await table.agg(F.sum("n").alias("sum")).collect<{ sum: number }>();
    expect(sums[0]?.sum).toBe(70);
    // The filter is below the functions.
    expect(calls).toBe(5);
  });

  test("runs and maps values of the program", async () => {
    expect(await pipeline.run({ text: "a bc def", plus: 1 }, { spark })).toEqual({
      words: ["a", "bc", "def"],
      lengths: [2, 3, 4],
    });
    const mapped = await pipeline.map({ text: ["x yy", "", "zzz"], plus: 0 }, { mapOver: "text", spark });
    expect(mapped).toEqual(await pipeline.map({ text: ["x yy", "", "zzz"], plus: 0 }, { mapOver: "text" }));
    expect(await pipeline.map({ text: [], plus: 0 }, { mapOver: "text", spark })).toEqual([]);
  });

  test("fills batches across rows and levels, and makes an object once", async () => {
    const sizes: number[] = [];
    let made = 0;
    let disposed = 0;
    class Model {
      constructor() {
        made++;
      }
      encode(texts: readonly string[]): number[][] {
        sizes.push(texts.length);
        return texts.map((text) => [text.length]);
      }
      dispose(): void {
        disposed++;
      }
    }
    const use = stateful(Model);
    const types = { vector: "array<double>" };
    const fn = (model: Model, texts: readonly string[]): number[][] => model.encode(texts);
    const encode = node({ output: "vector", inputs: ["text"], use, batch: 16, fn, types });
    const each = new Pipeline([encode]).asNode({ inputMapping: { texts: "text" }, mapOver: "texts" });
    const data = Array.from({ length: 20 }, (_, i) => [Array.from({ length: i % 4 }, (_, j) => "x".repeat(j))]);
    const rows = await new Pipeline([each]).applyTo(spark.createDataFrame(data, "texts ARRAY<STRING>")).collect();
    expect(rows.map((row) => row["vector"])).toEqual(data.map(([texts]) => texts?.map((text) => [text.length])));
    expect(sizes).toEqual([16, 14]);
    expect([made, disposed]).toEqual([1, 1]);
  });

  test("structs are plain objects; values without a type are handed over as they are", async () => {
    const seen: unknown[] = [];
    const look = node({
      output: "out",
      inputs: ["person", "by"],
      fn: (person: { name: string; tags: string[] }, by: (text: string) => string) => {
        seen.push(person);
        return { name: by(person.name), tags: person.tags };
      },
      types: { out: "struct<name string, tags array<string>>" },
    });
    const person = { name: "Ann", tags: ["a"] };
    const result = await new Pipeline([look]).run({ person, by: (text) => text.toUpperCase() }, { spark });
    expect(seen).toStrictEqual([person]);
    expect(result).toStrictEqual({ out: { name: "ANN", tags: ["a"] } });
  });

  test("keeps results in a cache and tells of its nodes", async () => {
    const cache = new Map<string, { readonly value: unknown }>();
    const kept = {
      get: (key: CacheKey) => Promise.resolve(cache.get(key.hash)),
      set: (key: CacheKey, value: unknown) => Promise.resolve(void cache.set(key.hash, { value })),
    };
    let calls = 0;
    const types = { y: "double" };
    const square = node({ output: "y", inputs: ["x"], version: 1, fn: (x: number) => (calls++, x * x), types });
    const said: string[] = [];
    const onEvent = (event: PipelineEvent): void => {
      if (event.type === "nodeFinished") said.push(`${event.node} ${event.calls} ${event.cached}`);
    };
    const options = { mapOver: "x", spark, cache: kept, onEvent } as const;
    const squares = new Pipeline([square]);
    await squares.map({ x: [1, 2, 3] }, options);
    expect(await squares.map({ x: [3, 4] }, options)).toEqual([{ y: 9 }, { y: 16 }]);
    expect(await squares.map({ x: [4] }, { mapOver: "x", cache: kept })).toEqual([{ y: 16 }]);
    expect(calls).toBe(4);
    expect(said).toEqual(["y 3 0", "y 1 1"]);
  });

  test("bound inputs are no columns", async () => {
    const table = spark.createDataFrame([["one two"]], ["text"]);
    const rows = await pipeline
      .bind({ plus: 5 })
      .applyTo(table, { outputs: ["lengths"] })
      .collect();
    expect(rows.map((row) => row["lengths"])).toEqual([[8, 8]]);
    expect(() => pipeline.applyTo(table)).toThrow("UNRESOLVED_COLUMN");
  });

  test("a function that fails fails the query, naming node, row and item", async () => {
    const fragile = node({
      name: "fragile",
      output: "out",
      inputs: ["x"],
      fn: (x: number) => {
        if (x === 3) throw new Error("three");
        return x;
      },
      types: { out: "double" },
    });
    const each = new Pipeline([fragile], { name: "each" }).asNode({ inputMapping: { xs: "x" }, mapOver: "xs" });
    const table = spark.createDataFrame([[[1, 2]], [[2, 3]]], "xs ARRAY<DOUBLE>");
    const failure = new Pipeline([each]).applyTo(table).collect();
    await expect(failure).rejects.toBeInstanceOf(PipelineError);
    await expect(failure).rejects.toThrow("Node each/fragile failed at row 1 at item 1 of `xs`: three");
  });

  test("a result that does not fit its type is an error of its node", async () => {
    const fn = (x: number): unknown => (x === 2 ? "two" : x);
    const odd = node({ name: "odd", output: "out", inputs: ["x"], fn, types: { out: "array<int>" } });
    const each = new Pipeline([odd], { name: "each" }).asNode({ inputMapping: { xs: "x" }, mapOver: "xs" });
    const table = spark.createDataFrame([[[]], [[2]]], "xs ARRAY<DOUBLE>");
    await expect(new Pipeline([each]).applyTo(table).collect()).rejects.toThrow(
      /^\[PIPELINE_WRONG_RESULT\] Node each\/odd made a value of `out` that does not fit: .* at row 1\.$/,
    );
  });

  test("is given up by a signal, which the functions see", async () => {
    let told = false;
    const wait = node({
      output: "out",
      inputs: ["x"],
      fn(x: number): Promise<number> {
        return new Promise((resolve) => this.signal.addEventListener("abort", () => ((told = true), resolve(x))));
      },
      types: { out: "double" },
    });
    const run = new Pipeline([wait]).run({ x: 1 }, { spark, signal: AbortSignal.timeout(300) });
    await expect(run).rejects.toBeInstanceOf(OperationCanceledError);
    expect(told).toBe(true);
  });

  test("the plan is shown", () => {
    expect(pipeline.planText({ outputs: ["lengths"] })).toBe(
      [
        "== Pipeline Plan: 2 calls, 1 explode, 1 regroup ==",
        "Input [text: string, plus: int]",
        "Call words(text) -> words",
        "Explode [words]",
        "  Call in batches of 3 each/length(item of words, plus) -> each/length  over words",
        "Regroup [each/length] by row, in order",
        "Output [lengths: array<int>]",
        "",
      ].join("\n"),
    );
  });
});

test("a pipeline is a task of MAP PARALLEL", async () => {
  let made = 0;
  class Model {
    constructor() {
      made++;
    }
    size(text: string): Promise<number> {
      return Promise.resolve(text.length);
    }
  }
  const size = node({
    output: "size",
    inputs: ["text"],
    use: stateful(Model),
    fn: (model: Model, text: string) => model.size(text),
    types: { size: "int" },
  });
  spark.tasks.register("measure", new Pipeline([size], { name: "measure" }));
  const rows = await spark
    .sql("MAP PARALLEL 2 'measure' USING (SELECT id, repeat('x', CAST(id AS INT)) AS text FROM range(4))")
    .collect();
  expect(rows.map((row) => row["size"])).toEqual([0, 1, 2, 3]);
  expect(made).toBe(1);
});
