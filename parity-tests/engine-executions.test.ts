/** How often the engine runs and what analysis costs: no run in a transformation, one for an action, time linear in steps. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { HostPool } from "../src/execution/host-pool.ts";
import { col, type Column, type DataFrame, functions as F, lit, SparkSession, Window } from "../src/index.ts";

const spark: SparkSession = SparkSession.builder.config("spark.sparkwright.longType", "bigint").getOrCreate();
const scratch: string = mkdtempSync(join(tmpdir(), "executions-"));
afterAll(async () => {
  await spark.stop();
  rmSync(scratch, { recursive: true });
});

const executions = vi.spyOn(HostPool.prototype, "execute");
beforeEach(() => void executions.mockClear());
const runs = (): number => executions.mock.calls.length;

const people: DataFrame = spark.createDataFrame(
  [
    ["Ann", "SoHo", 31],
    ["Ben", "SoHo", null],
    ["Cid", "Inwood", 27],
  ],
  "name STRING, zone STRING, age INT",
);

describe("executions", () => {
  const transformations: { readonly [name: string]: () => DataFrame } = {
    select: () => people.select("name", col("age").plus(1)),
    filter: () => people.filter("age > 30"),
    withColumn: () => people.withColumn("next", col("age").plus(1)),
    drop: () => people.drop("age"),
    distinct: () => people.distinct(),
    orderBy: () => people.orderBy(F.desc("age")),
    limit: () => people.limit(1),
    sample: () => people.sample(0.5, 1),
    union: () => people.union(people),
    join: () => people.join(people.groupBy("zone").count(), "zone"),
    groupBy: () => people.groupBy("zone").agg(F.avg("age")),
    "pivot with values": () => people.groupBy().pivot("zone", ["SoHo"]).count(),
    window: () => people.withColumn("n", F.row_number().over(Window.partitionBy("zone").orderBy("age"))),
    fillna: () => people.fillna(0),
    describe: () => people.describe(),
    sql: () => spark.sql("SELECT count(*) FROM {people}".replace("{people}", "VALUES (1), (2) AS t(a)")),
  };
  test.each(Object.entries(transformations))("%s runs nothing, and once when collected", async (_, make) => {
    const df = make();
    df.createOrReplaceTempView("made");
    expect([df.columns.length > 0, spark.table("made").columns.length > 0]).toEqual([true, true]);
    expect(runs()).toBe(0);
    await df.collect();
    expect(runs()).toBe(1);
  });

  const actions: { readonly [name: string]: (df: DataFrame) => Promise<unknown> } = {
    collect: (df) => df.collect(),
    count: (df) => df.count(),
    first: (df) => df.first(),
    head: (df) => df.head(2),
    take: (df) => df.take(1),
    tail: (df) => df.tail(1),
    isEmpty: (df) => df.isEmpty(),
    toArrow: (df) => df.toArrow(),
    foreach: (df) => df.foreach(() => undefined),
    toLocalIterator: (df) => Array.fromAsync(df.toLocalIterator()),
    show: async (df) => {
      const log = vi.spyOn(console, "log").mockImplementation(() => {});
      await df.show().finally(() => log.mockRestore());
    },
    "write.parquet": (df) => df.write.mode("overwrite").parquet(join(scratch, "written")),
  };
  test.each(Object.entries(actions))("%s runs once", async (_, act) => {
    await act(people.filter("age > 0").orderBy("name"));
    expect(runs()).toBe(1);
  });

  test("explain, schema and printSchema run nothing", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    try {
      people.printSchema();
      await people.filter("age > 0").explain("extended");
    } finally {
      log.mockRestore();
    }
    expect(runs()).toBe(0);
  });

  test("a cached plan is computed once, whatever is built on it", async () => {
    const cached = people.withColumn("r", F.rand()).cache();
    expect(runs()).toBe(0);
    const first = await cached.collect();
    const filled = runs();
    expect(filled).toBeLessThanOrEqual(2);
    expect(await cached.collect()).toEqual(first);
    expect(await cached.filter("age > 0").count()).toBe(2);
    // One for each action, none to compute the plan again.
    expect(runs()).toBe(filled + 2);
    await Promise.all([cached.count(), cached.groupBy("zone").count().collect()]);
    expect(runs()).toBe(filled + 4);
    cached.unpersist();
  });

  test("actions at the same time fill a cache once", async () => {
    const cached = people.withColumn("r", F.rand()).cache();
    const sums = await Promise.all([1, 2, 3].map(() => cached.agg(F.sum("r")).first()));
    expect(new Set(sums.map(String)).size).toBe(1);
    expect(runs()).toBe(4);
    cached.unpersist();
  });

  test("the values of a pivot are asked for once", async () => {
    const pivoted = people.groupBy().pivot("zone").count();
    expect(runs()).toBe(0);
    await pivoted.analyzed();
    expect(runs()).toBe(1);
    expect(pivoted.columns).toEqual(["Inwood", "SoHo"]);
    await pivoted.collect();
    await pivoted.select("SoHo").collect();
    expect(runs()).toBe(3);
  });

  test("the schema of files is asked for once, and runs no query", async () => {
    const path = join(scratch, "facts");
    await people.write.mode("overwrite").parquet(path);
    executions.mockClear();
    const describe_ = vi.spyOn(HostPool.prototype, "describe");
    const read = spark.read.parquet(path);
    for (let i = 0; i < 3; i++) expect(read.filter("age > 0").columns).toEqual(["name", "zone", "age"]);
    expect(runs()).toBe(0);
    expect(describe_.mock.calls.length).toBeLessThanOrEqual(1);
    await read.collect();
    expect(runs()).toBe(1);
    describe_.mockRestore();
  });
});

describe("deep and wide plans", () => {
  const chain =
    (step: Column, start: number) =>
    (n: number): DataFrame => {
      let df = spark.range(3).withColumn("x", lit(start).cast("bigint"));
      for (let i = 0; i < n; i++) df = df.withColumn("x", step);
      return df;
    };
  const repeat = (n: number, joint: string, one: (i: number) => string): string =>
    Array.from({ length: n }, (_, i) => one(i)).join(joint);

  // Each takes a size; `size` is the one that must run.
  const shapes: readonly {
    readonly name: string;
    readonly size: number;
    readonly make: (n: number) => DataFrame;
    readonly value?: bigint | number;
  }[] = [
    { name: "withColumn x + 1", size: 2000, make: chain(col("x").plus(1), 1), value: 2001n },
    { name: "withColumn x + x", size: 2000, make: chain(col("x").plus(col("x")), 0), value: 0n },
    {
      name: "a sum of id and ones",
      size: 1000,
      make: (n) => spark.range(3).selectExpr(`id + ${repeat(n - 1, " + ", () => "1")} AS x`),
      value: 999n,
    },
    {
      name: "a sum of Columns",
      size: 1000,
      make: (n) =>
        spark.range(3).select(
          Array.from({ length: n }, () => lit(1))
            .reduce<Column>((a, b) => a.plus(b), col("id"))
            .alias("x"),
        ),
      value: 1000n,
    },
    {
      name: "CASE of many branches",
      size: 500,
      make: (n) =>
        spark
          .range(3)
          .selectExpr(`CASE ${repeat(n, " ", (i) => `WHEN id + 1 = ${n - i} THEN 100 div (id + ${i})`)} END AS x`),
    },
    {
      name: "nested guarded divisions",
      size: 40,
      make: (n) => {
        let e = "id";
        for (let i = 0; i < n; i++) e = `CASE WHEN id <> 0 THEN (${e}) / id ELSE 5 END`;
        return spark.range(1, 3).selectExpr(`${e} AS x`);
      },
      value: 2 ** -39,
    },
    {
      name: "columns",
      size: 1000,
      make: (n) =>
        spark.range(3).select(
          ...Array.from({ length: n }, (_, i) =>
            col("id")
              .plus(i)
              .alias(i === 0 ? "x" : `c${i}`),
          ),
        ),
      value: 0n,
    },
  ];
  test.each(shapes)("$size of $name run", async ({ make, size, value }) => {
    const row = await make(size).orderBy("x").first<{ x: unknown }>();
    if (value !== undefined) expect(row?.x).toBe(value);
  });

  test.each(shapes)("analysis of $name is linear", ({ make, size }) => {
    const n = Math.max(10, size >> 2);
    // The processor's time of this thread, so that a busy machine does not count.
    const best = { 1: Infinity, 4: Infinity };
    for (let run = 0; run < 5; run++) {
      for (const times of [1, 4] as const) {
        const start = process.threadCpuUsage();
        expect(make(n * times).columns).toContain("x");
        const { user, system } = process.threadCpuUsage(start);
        best[times] = Math.min(best[times], (user + system) / 1000);
      }
    }
    // Four times the steps: about four times the time, sixteen times if it were quadratic.
    expect(best[4] / Math.max(best[1], 2)).toBeLessThan(10);
  });

  test("x + x beyond the range of a long is an error, not a wrapped number", async () => {
    await expect(chain(col("x").plus(col("x")), 1)(70).collect()).rejects.toMatchObject({
      condition: "ARITHMETIC_OVERFLOW",
    });
    const [row] = await chain(col("x").plus(col("x")), 1)(60).collect<{ x: bigint }>();
    expect(row?.x).toBe(2n ** 60n);
  });
});

describe("giving up", () => {
  test("collect rejects at once, and the next query works", async () => {
    const endless = spark
      .range(10 ** 7)
      .alias("a")
      .join(spark.range(10 ** 7).alias("b"), F.expr("a.id * 3 % 7 > b.id % 11 + 8"));
    const controller = new AbortController();
    const pending = endless.count({ signal: controller.signal });
    await new Promise((resolve) => setTimeout(resolve, 300));
    controller.abort();
    // The query itself would take hours.
    await expect(pending).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
    expect(await spark.range(5).count()).toBe(5);
  });
  test("a signal that is aborted already runs nothing", async () => {
    await expect(people.collect({ signal: AbortSignal.abort() })).rejects.toMatchObject({
      condition: "OPERATION_CANCELED",
    });
  });
  test("interruptAll stops what runs", async () => {
    const endless = spark
      .range(10 ** 7)
      .crossJoin(spark.range(10 ** 7).toDF("other"))
      .filter("id * 3 % 7 > other % 11 + 8");
    const pending = endless.count();
    pending.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await spark.interruptAll()).length).toBe(1);
    await expect(pending).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
  });
});

test("a program ends by itself after a query", () => {
  const source = new URL("../src/index.ts", import.meta.url).href;
  const program = `
    const { SparkSession } = await import(${JSON.stringify(source)});
    console.log(await SparkSession.builder.getOrCreate().range(3).count());`;
  const { status, stdout, signal } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    encoding: "utf8",
    timeout: 20_000,
  });
  expect({ status, signal, stdout: stdout.trim() }).toEqual({ status: 0, signal: null, stdout: "3" });
});
