/** Queries under a limit of memory, ten times less than their data: the same answers as without, and no file left. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { col, type DataFrame, functions as F, SparkSession, type StageFinished, Window } from "../src/index.ts";

const scratch: string = mkdtempSync(join(tmpdir(), "limit-"));
const spill: string = join(scratch, "spill");
const spark: SparkSession = SparkSession.builder.getOrCreate();
const bounded: SparkSession = spark.newSession();
bounded.conf.set("spark.sparkwright.spill.dir", spill);
bounded.conf.set("spark.sparkwright.memory.limit", "140k");
const path: string = join(scratch, "rows");
const ROWS = 20_000;
beforeAll(async () => {
  // About 70 bytes a row in memory: 1.4 MB, ten times the limit.
  await spark
    .range(ROWS)
    .selectExpr(
      "id",
      "IF(id % 11 = 0, NULL, id * 7919 % 5000) AS k",
      "CASE id % 7 WHEN 0 THEN double('NaN') WHEN 1 THEN -0.0D WHEN 2 THEN 0.0D WHEN 3 THEN NULL ELSE id % 900 / 3D END AS d",
      "IF(id % 13 = 0, NULL, concat('a long enough text ', id * 31 % 7000)) AS text",
      "CAST(id % 4000 AS DECIMAL(25, 3)) AS dec",
      "array(id % 3, id % 5) AS list",
    )
    .write.parquet(path);
});
afterAll(async () => {
  await spark.stop();
  rmSync(scratch, { recursive: true });
});

const rows = (session: SparkSession): DataFrame => session.read.parquet(path);
/** Which of the two zeros stands for a group is as it comes. */
const texts = async (df: DataFrame): Promise<string[]> =>
  (await df.collect()).map((row) => String(row).replaceAll(/(?<==)-0\.0\b/g, "0.0"));
async function stagesOf(df: DataFrame): Promise<string[]> {
  const names: string[] = [];
  const stop = bounded.subscribe((event) => {
    if (event.type === "stageFinished") names.push((event satisfies StageFinished).name);
  });
  await df.collect().finally(stop);
  return names;
}
const left = (): string[] => (existsSync(spill) ? readdirSync(spill) : []);

async function same(make: (df: DataFrame, session: SparkSession) => DataFrame, ordered = false): Promise<void> {
  const [plain, limited] = [await texts(make(rows(spark), spark)), await texts(make(rows(bounded), bounded))];
  if (!ordered) {
    plain.sort();
    limited.sort();
  }
  expect(limited.length).toBe(plain.length);
  expect(limited).toEqual(plain);
  expect(left()).toEqual([]);
}

const keys = ["k", "d", "text", "dec", "list"] as const;
test.each(keys)("groups by %s", (key) =>
  same((df) => df.groupBy(key).agg(F.count("*"), F.sum("id"), F.max("text"), F.first("id"), F.avg("dec"))),
);
test("groups by several keys, then by one of them", () =>
  same((df) =>
    df.groupBy("d", "text").agg(F.count("*").alias("n")).groupBy("d").agg(F.sum("n"), F.count_distinct("text")),
  ));
test.each(keys)("distinct values of %s", (key) => same((df) => df.select(key).distinct()));
test("rows without duplicates in some columns", () => same((df) => df.dropDuplicates(["k", "d"])));
test.each(keys.slice(0, 4))("a stable sort by %s", (key) =>
  same((df) => df.orderBy(col(key).desc_nulls_first()).select(key, "id"), true),
);
test("a sort by several keys", () =>
  same((df) => df.orderBy(F.asc_nulls_last("d"), F.desc("text"), F.col("id")), true));
test("a sort by a constant and nearly constant key", () =>
  same((df) => df.orderBy(F.expr("IF(id = 5, 1, 0)"), "id"), true));
test.each(["inner", "left", "right", "full", "left_semi", "left_anti"] as const)("a %s join", (how) =>
  same((df) =>
    df
      .alias("a")
      .join(
        df.filter("id % 3 <> 0").selectExpr("id + 1 AS j", "k AS k2", "text AS t2").alias("b"),
        F.expr("a.id = b.j AND a.k <=> b.k2 + 1 - 1"),
        how,
      ),
  ),
);
test("a join on doubles and nulls", () =>
  same((df) => df.select("d", "id").join(df.groupBy("d").agg(F.max("id").alias("m")), "d")));
test("a join with a condition beyond equality", () =>
  same((df) => df.alias("a").join(df.select("id", "k").alias("b"), F.expr("a.id = b.id + 1 AND a.k > b.k"), "left")));
test("a join with itself over a sort, which is computed once", () =>
  same((df) => {
    const groups = df.groupBy("text").agg(F.sum("id").alias("s"));
    return groups.join(groups.withColumnRenamed("s", "other"), "text");
  }));
test("columns that are read no further than a filter", async () => {
  const count = (session: SparkSession): Promise<number> =>
    rows(session).groupBy("text").agg(F.sum("id").alias("s"), F.max("k")).filter("s > 9000").count();
  expect(await count(bounded)).toBe(await count(spark));
});
const byK = Window.partitionBy("k");
const windows: { readonly [name: string]: (df: DataFrame) => DataFrame } = {
  ranks: (df) => {
    const by = byK.orderBy(F.desc("text"), "id");
    return df.select("id", "k", F.row_number().over(by).alias("n"), F.percent_rank().over(by), F.ntile(7).over(by));
  },
  "neighbours and edges": (df) => {
    const by = byK.orderBy("id");
    return df.select("id", F.lag("text", 2).over(by), F.lead("d").over(by), F.last("text", true).over(by));
  },
  "running totals": (df) =>
    df.select("id", F.sum("id").over(byK.orderBy("id")), F.max("text").over(byK.orderBy("id").rowsBetween(-3, 2))),
  "whole partitions": (df) => df.select("id", F.avg("dec").over(byK), F.max("d").over(Window.partitionBy("text"))),
  "frames by value": (df) => df.select("id", F.sum("id").over(byK.orderBy("id").rangeBetween(-4000, 100))),
  "functions that Polars lacks": (df) => {
    const running = Window.partitionBy("text").orderBy("id");
    return df.select("id", F.percentile("d", F.lit(0.3)).over(byK), F.size(F.collect_set("k").over(running)));
  },
  "keys with nulls, NaN and two zeros": (df) =>
    df.select("id", F.rank().over(Window.partitionBy("d", "list").orderBy("id"))),
  "windows over windows": (df) =>
    df
      .select("id", "text", F.row_number().over(byK.orderBy("id")).alias("n"))
      .select(
        "id",
        F.sum("n").over(Window.partitionBy("text").orderBy("id")),
        F.count("*").over(Window.partitionBy("n")),
      ),
};
test.each(Object.entries(windows))("windows: %s", (_, make) => same(make));
test("windows are divided by their partitions", async () => {
  const names = await stagesOf(windows["ranks"]?.(rows(bounded)) ?? rows(bounded));
  expect(names).toContainEqual(expect.stringMatching(/^window in \d+ partitions$/));
});
test("windows without partitions, whose sort is divided", () =>
  same((df) =>
    df.select("id", F.row_number().over(Window.orderBy("text", "id")), F.lag("id").over(Window.orderBy("id"))),
  ));

test("distinct values without groups are gathered by themselves", async () => {
  const make = (df: DataFrame): DataFrame =>
    df.agg(
      F.count_distinct("text").alias("texts"),
      F.expr("sum(DISTINCT id) FILTER (WHERE id % 3 = 0)"),
      F.count_distinct("k", "d"),
      F.sum("id"),
      F.expr("count(DISTINCT text) FILTER (WHERE k > 90000)"),
    );
  await same(make);
  expect(await stagesOf(make(rows(bounded)))).toContainEqual(expect.stringMatching(/^distinct in \d+ partitions$/));
  await same((df) => df.filter("id < 0").agg(F.count_distinct("text"), F.sum_distinct("k")));
});
test("distinct values of few groups", async () => {
  const make = (df: DataFrame): DataFrame =>
    df
      .withColumn("g", F.expr("IF(id = 7, NULL, 1)"))
      .groupBy("g")
      .agg(F.count_distinct("text"), F.sum("id"), F.expr("sum(DISTINCT k) FILTER (WHERE id > 7)"));
  await same(make);
  expect(await stagesOf(make(rows(bounded)))).toContainEqual(expect.stringMatching(/^distinct in \d+ partitions$/));
});
test("a pivot of many values", () =>
  same((df) =>
    df
      .withColumn("p", F.expr("id % 8"))
      .groupBy("text")
      .pivot("p", [0, 1, 2, 3, 4, 5, 6, 7])
      .agg(F.sum("id"), F.max("d"))
      .withColumnRenamed("0_sum(id)", "zero"),
  ));
test("pairs of rows, all or those that a condition keeps", async () => {
  const all = (df: DataFrame): DataFrame =>
    df.select("id", "text").crossJoin(df.filter("id < 9").selectExpr("id AS b", "text AS t"));
  await same((df) => all(df).filter("(id + b) % 50 = 3"));
  const near = (df: DataFrame): DataFrame =>
    df
      .filter("id < 800")
      .select("id", "text")
      .join(df.selectExpr("id AS b", "text AS t").filter("b < 700"), F.expr("(id * 7 + b * 11) % 997 = 4"));
  await same(near);
  expect(await stagesOf(near(rows(bounded)))).toContainEqual(expect.stringMatching(/^cross in \d+ parts$/));
  await same((df) => df.filter("id < 2000").select("id").crossJoin(df.selectExpr("id AS b").filter("b < 40")));
});
test.each(["inner", "left", "right", "full", "left_semi", "left_anti"] as const)(
  "a %s join of rows with one key",
  async (how) => {
    const make = (df: DataFrame): DataFrame => {
      const some = df.filter("id < 500").selectExpr("IF(id % 30 = 0, id, 1) AS key", "id", "repeat(text, 30) AS text");
      const others = df
        .filter("id < 300")
        .selectExpr("IF(id % 20 = 0, id + 1, 1) AS key2", "id AS id2", "repeat(text, 30) AS text2");
      const joined = some.join(others, F.expr("key = key2"), how);
      return how.startsWith("left_") ? joined : joined.selectExpr("id", "id2", "length(text)", "length(text2)");
    };
    await same(make);
    // Of a side that only decides which rows stay, the keys are all that is kept.
    if (how.startsWith("left_")) return;
    expect(await stagesOf(make(rows(bounded)))).toContainEqual(expect.stringMatching(/^join of one key in \d+ parts$/));
  },
);

test("kernels", () => same((df) => df.select(F.md5("text").alias("h"), "id").filter("h > '8'"), true));
test("numbers of rows and random ones", async () => {
  const make = (df: DataFrame): DataFrame =>
    df.filter("id % 3 > 0").select("id", "text", F.monotonically_increasing_id().alias("n"), F.rand(5).alias("r"));
  await same((df) => make(df).filter("r < 0.5").withColumn("m", F.monotonically_increasing_id()), true);
  await same((df) => make(df).groupBy("text").agg(F.sum("n"), F.max("r")));
  await same((df) => df.filter("k > 7").sample(0.3, 11).groupBy("text").count());
});
test("a union of groups", () =>
  same((df) => df.groupBy("k").count().union(df.groupBy("d").count()).filter("count > 1")));
test("expectations of errors: a division that a filter guards, and one that it does not", async () => {
  await same((df) => df.withColumn("x", F.expr("100 div k")).filter("k > 0").groupBy("x").count());
  const fails = rows(bounded)
    .groupBy("text")
    .agg(F.sum(F.expr("100 div (id - 7)")));
  await expect(fails.collect()).rejects.toMatchObject({ condition: "DIVIDE_BY_ZERO" });
  expect(left()).toEqual([]);
});
test("writes", async () => {
  const out = join(scratch, "out");
  await rows(bounded).orderBy("text", "id").write.parquet(out);
  expect(await texts(spark.read.parquet(out))).toEqual(await texts(rows(spark).orderBy("text", "id")));
  expect(left()).toEqual([]);
});

test("what fits is not divided; what does not is", async () => {
  expect(await stagesOf(rows(bounded).groupBy("k").count().limit(3))).toContainEqual(
    expect.stringMatching(/^partition by \d+$/),
  );
  expect(await stagesOf(bounded.range(1000).groupBy("id").count())).toEqual(["groupBy"]);
  expect(await stagesOf(rows(bounded).orderBy("text").limit(5))).toEqual(["slice"]);
});

test("a step that needs far more than it seems to is stopped, and run again in partitions", async () => {
  const wide = (session: SparkSession): DataFrame =>
    session
      .range(120_000)
      .selectExpr("id * 7919 % 60000 AS k", "repeat(CAST(id + 100000 AS STRING), 500) AS text")
      .groupBy("k")
      .agg(F.max("text").alias("text"), F.count("*").alias("n"))
      .selectExpr("k", "n", "substr(text, 1, 6) AS text");
  const careful = spark.newSession();
  careful.conf.set("spark.sparkwright.spill.dir", spill);
  careful.conf.set("spark.sparkwright.memory.limit", "10m");
  const failed: unknown[] = [];
  const stop = careful.subscribe((event) => {
    if (event.type === "stageFinished" && event.error !== undefined) failed.push(event.error);
  });
  const limited = (await texts(wide(careful))).sort();
  stop();
  expect(failed.length).toBeGreaterThan(0);
  expect(limited).toEqual((await texts(wide(spark))).sort());
  expect(left()).toEqual([]);
}, 120_000);

test("rows that are only counted", () =>
  same((df) => {
    const [a, b] = [
      df.select("text", F.col("id").alias("a")),
      df.select(F.col("text").alias("t"), F.col("id").alias("b")),
    ];
    return a.join(b, F.expr("md5(text) = md5(t)")).agg(F.count("*"));
  }));

test("keys of collations, whoever else asks the hosts meanwhile", async () => {
  const names = "SELECT concat(IF(id % 2 = 0, 'Ab', 'aB'), id * 7 % 1501) COLLATE UNICODE_CI AS a FROM range(8000)";
  const groups = `SELECT count(*) AS n FROM (SELECT a, count(*) FROM (${names}) GROUP BY a)`;
  const pairs = `SELECT count(*) AS n FROM (${names}) JOIN (SELECT concat('AB', id) COLLATE UNICODE_CI AS b FROM range(1501)) ON a = b`;
  const asked = Array.from({ length: 2 }, () => [bounded.sql(groups), bounded.sql(pairs)]).flat();
  const counts = await Promise.all(asked.map((df) => texts(df)));
  expect(counts.flat()).toEqual(Array.from({ length: 2 }, () => ["Row(n=1501)", "Row(n=8000)"]).flat());
  expect(left()).toEqual([]);
});

test("queries at the same time share the limit", async () => {
  const sums = await Promise.all(
    [1, 2, 3].map((n) =>
      rows(bounded)
        .groupBy("text")
        .agg(F.sum(col("id").multiply(n)))
        .count(),
    ),
  );
  expect(new Set(sums).size).toBe(1);
});

test("any pipeline of such steps", async () => {
  const step: fc.Arbitrary<readonly [string, (df: DataFrame) => DataFrame]> = fc.constantFrom(
    ["filter", (df: DataFrame) => df.filter("coalesce(k, 3) % 5 < 4")] as const,
    ["distinct", (df: DataFrame) => df.distinct()] as const,
    ["group", (df: DataFrame) => df.groupBy("k", "text").agg(F.max("d").alias("d"), F.sum("id").alias("id"))] as const,
    ["sort", (df: DataFrame) => df.orderBy("text", "d", "k", "id")] as const,
    [
      "join",
      (df: DataFrame) =>
        df.join(df.select(F.col("id").plus(1).alias("id"), F.col("k").alias("k9")), "id", "left").drop("k9"),
    ] as const,
    ["kernel", (df: DataFrame) => df.withColumn("text", F.sha1("text"))] as const,
    ["union", (df: DataFrame) => df.union(df.filter("id % 2 = 0"))] as const,
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 4 }), async (steps) => {
      await same((df) => steps.reduce((made, [, apply]) => apply(made), df.select("id", "k", "d", "text")));
    }),
    { numRuns: 6 },
  );
}, 120_000);
