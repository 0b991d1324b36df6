/** Pipelines that call a model: for each item or for batches, with levels fused or materialised. */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type DataFrame, functions as F, SparkSession } from "sparkwright";
import { node, Pipeline, stateful } from "sparkwright/pipeline";
import { type Benchmark, type Result, time } from "./harness.ts";
import { BATCH, BATCH_MS, CALL_MS, chunk, encode, encodeAll, find, Model, score } from "./retrieval-model.ts";

const ITEMS = 10_000;
/** Queries of the three maps: few, where tables between levels weigh most, and many, where the model does. */
const QUERIES = [10, 60] as const;

const url = new URL("retrieval-model.ts", import.meta.url).href;
const model = (): ReturnType<typeof stateful<[], Model>> => stateful(Model, { module: { url } });
const types = { text: "string", vector: "array<double>" };
const rowWise = node({ output: "vector", inputs: ["text"], use: model(), fn: encode, types });
const batched = node({
  output: "vector",
  inputs: ["text"],
  use: model(),
  batch: BATCH,
  fn: encodeAll,
  types,
  module: { url },
});

async function timedOnce(name: string, step: () => Promise<unknown>): Promise<Result> {
  const before = Model.made;
  const result = await time(name, step, 1, 0);
  return { ...result, name: `${name}, ${Model.made - before} model made` };
}

const encoded: Benchmark = {
  name: "encode",
  title: `encode ${ITEMS} items by a model of ${CALL_MS} ms a call, ${BATCH_MS} ms a batch of ${BATCH}`,
  async run() {
    const text = Array.from({ length: ITEMS }, (_, i) => `item ${i}`);
    const spark = SparkSession.builder.getOrCreate();
    const [batches, rows] = [new Pipeline([batched]), new Pipeline([rowWise])];
    const options = { mapOver: "text" } as const;
    return [
      await timedOnce("local, batches", () => batches.map({ text }, options)),
      await timedOnce("DataFrame, batches", () => batches.map({ text }, { ...options, spark })),
      await timedOnce("local, row by row", () => rows.map({ text }, options)),
      await timedOnce("DataFrame, row by row", () => rows.map({ text }, { ...options, spark })),
    ];
  },
};

const finder = node({
  output: "documents",
  inputs: ["query"],
  fn: find,
  types: { query: "string", documents: "array<string>" },
  module: { url },
});
const chunker = node({
  output: "chunks",
  inputs: ["document"],
  fn: chunk,
  types: { document: "string", chunks: "array<string>" },
  module: { url },
});
const scorer = node({
  output: "score",
  inputs: ["vector"],
  fn: score,
  types: { vector: "array<double>", score: "double" },
  module: { url },
});
const perChunk = new Pipeline([batched, scorer], { name: "chunk" });
const perDocument = new Pipeline(
  [
    chunker,
    perChunk.asNode({ inputMapping: { chunks: "text" }, outputMapping: { score: "scores" }, mapOver: "chunks" }),
  ],
  { name: "document" },
);
const perQuery = new Pipeline(
  [
    finder,
    perDocument.asNode({
      inputMapping: { documents: "document" },
      outputMapping: { scores: "scores" },
      mapOver: "documents",
    }),
  ],
  { name: "query" },
);
const retrieval = new Pipeline(
  [perQuery.asNode({ inputMapping: { queries: "query" }, outputMapping: { scores: "scores" }, mapOver: "queries" })],
  { name: "retrieval" },
);

/**
 * The same pipeline with a materialisation at each level: every list is made, and the next level's pipeline then mapped over
 * it. A call of the model has no more than one list's items.
 */
async function listByList(queries: readonly string[]): Promise<unknown> {
  const kept = stateful(Model, { keep: true });
  const own = node({ output: "vector", inputs: ["text"], use: kept, batch: BATCH, fn: encodeAll, types });
  const [finds, chunks, scores] = [new Pipeline([finder]), new Pipeline([chunker]), new Pipeline([own, scorer])];
  const all: number[][][] = [];
  for (const query of queries) {
    const ofQuery: number[][] = [];
    for (const document of (await finds.run({ query })).documents) {
      const texts = (await chunks.run({ document })).chunks;
      const answers = await scores.map({ text: texts }, { mapOver: "text", outputs: ["score"] });
      ofQuery.push(answers.map((answer) => answer.score));
    }
    all.push(ofQuery);
  }
  await kept.dispose();
  return all;
}

/**
 * Another program with a materialisation at each level, by hand: tables, each exploded, computed and kept, the lists then
 * regrouped level by level. Its batches are full too, so that it waits as long for the model as the fused pipeline.
 */
async function tableByTable(spark: SparkSession, queries: readonly string[]): Promise<unknown> {
  const own = new Model();
  const findUdf = F.udf(find, "array<string>");
  const chunkUdf = F.udf(chunk, "array<string>");
  const scoreUdf = F.udf(score, "double");
  const encodeUdf = F.udf.batch((texts: string[]) => encodeAll(own, texts), "array<double>", {
    input: "values",
    batchSize: BATCH,
  });
  const kept: DataFrame[] = [];
  const keep = async (table: DataFrame): Promise<DataFrame> => {
    const made = table.cache();
    await made.count();
    kept.push(made);
    return made;
  };
  const explode = (table: DataFrame, keys: readonly string[], list: string, item: string): DataFrame =>
    table.select(...keys, F.posexplode(list).alias(`p${keys.length}`, item));
  const start = spark.createDataFrame([[0, queries]], "row INT, queries ARRAY<STRING>");
  const level1 = await keep(explode(start, ["row"], "queries", "query").withColumn("documents", findUdf("query")));
  const documents = explode(level1, ["row", "p1"], "documents", "document");
  const level2 = await keep(documents.withColumn("chunks", chunkUdf("document")));
  const texts = explode(level2, ["row", "p1", "p2"], "chunks", "text");
  let lists = await keep(texts.withColumn("vector", encodeUdf("text")).withColumn("scores", scoreUdf("vector")));
  for (const keys of [["row", "p1", "p2"], ["row", "p1"], ["row"]]) {
    const collected = F.array_sort(F.collect_list(F.struct(`p${keys.length}`, "scores")));
    const scores = F.transform(collected, (item) => item.getField("scores")).alias("scores");
    lists = await keep(lists.groupBy(...keys).agg(scores));
  }
  const [answer] = await lists.collect();
  for (const table of kept) table.unpersist();
  return answer?.["scores"];
}

async function timedCalls(name: string, step: () => Promise<unknown>): Promise<Result> {
  const before = Model.calls;
  await step();
  return time(`${name} (${Model.calls - before} calls of the model)`, step, 5, 0);
}

const levels = (count: number): Benchmark => ({
  name: `levels-${count}`,
  title: `three maps in each other: ${count} queries > 5 documents > 6 chunks, encoded in batches of ${BATCH}`,
  async run() {
    const spark = SparkSession.builder.getOrCreate();
    const queries = Array.from({ length: count }, (_, i) => `query${i}`);
    const fused = JSON.stringify((await retrieval.run({ queries }, { spark })).scores);
    for (const other of [await listByList(queries), await tableByTable(spark, queries)]) {
      if (JSON.stringify(other) !== fused) throw new Error("the answers differ");
    }
    return [
      await timedCalls("DataFrame, fused", () => retrieval.run({ queries }, { spark })),
      await timedCalls("local, fused", () => retrieval.run({ queries })),
      await timedCalls("the same, each level's lists materialised", () => listByList(queries)),
      await timedCalls("by hand, each level a table, batches across lists", () => tableByTable(spark, queries)),
    ];
  },
});

const programs: Benchmark = {
  name: "programs",
  title: "the programs that toCode() writes of these three maps",
  async run() {
    // Inside of the package, so that its name means itself.
    const folder = fileURLToPath(new URL(`../dist/programs-${process.pid}`, import.meta.url));
    mkdirSync(folder, { recursive: true });
    try {
      const results: Result[] = [];
      const rows = [{ queries: Array.from({ length: QUERIES[1] }, (_, i) => `query${i}`) }];
      for (const optimized of [true, false]) {
        const file = join(folder, `${optimized ? "optimized" : "plain"}.ts`);
        writeFileSync(file, await retrieval.toCode({ rows, optimized, location: pathToFileURL(file).href }));
        const name = optimized ? "toCode({ optimized: true })" : "toCode()";
        const milliseconds = Array.from({ length: 3 }, () => {
          const { stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
          return Number(/rows in (\d+) ms/.exec(stderr)?.[1] ?? Number.NaN);
        });
        results.push({ name, milliseconds });
      }
      return results;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

export const encoding: readonly Benchmark[] = [encoded, ...QUERIES.map(levels), programs];
