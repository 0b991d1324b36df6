/** Functions of whole relations, of groups and of pairs of groups; aggregate functions. */
import { Table, tableFromArrays, type RecordBatch } from "apache-arrow";
import { afterAll, describe, expect, test } from "vitest";
import * as F from "../functions/index.ts";
import { Window } from "../functions/window.ts";
import type { Row } from "../types/row.ts";
import { rowValues } from "../types/row.ts";
import { SparkError } from "../types/spark-error.ts";
import { SparkSession } from "./spark-session.ts";

const { col, lit } = F;
const spark = SparkSession.builder.getOrCreate().newSession();
afterAll(() => spark.stop());

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

describe("mapInArrow and mapPartitions", () => {
  test("give batches for batches, one at a time", async () => {
    let batches = 0;
    const made = spark.range(300_000).mapInArrow(async function* (input: AsyncIterable<RecordBatch>) {
      for await (const batch of input) {
        batches++;
        const ids = batch.getChildAt(0)?.toArray() as BigInt64Array;
        yield tableFromArrays({
          n: ids.filter((x) => x % 100_000n === 0n),
          s: Array.from({ length: ids.filter((x) => x % 100_000n === 0n).length }, () => "x"),
        });
      }
    }, "s STRING, n LONG");
    expect(made.schema.simpleString()).toBe("struct<s:string,n:bigint>");
    expect(values(await made.filter("n > 0").collect())).toEqual([
      ["x", 100_000],
      ["x", 200_000],
    ]);
    expect(batches).toBeGreaterThan(1);
  });
  test("give rows for rows", async () => {
    const made = spark.range(5).mapPartitions(async function* (rows) {
      let sum = 0;
      for await (const row of rows) {
        sum += row["id"] as number;
        if (sum % 2 === 0) yield { sum, id: row["id"] };
        else yield [row["id"], sum];
      }
    }, "id INT, sum INT");
    expect(values(await made.orderBy("id").collect())).toEqual([
      [0, 0],
      [1, 1],
      [2, 3],
      [3, 6],
      [4, 10],
    ]);
  });
  test("may end early, and may give nothing", async () => {
    const firstRow = spark.range(1_000_000).mapPartitions(async function* (rows) {
      for await (const row of rows) {
        yield [row["id"]];
        return;
      }
    }, "id LONG");
    expect(values(await firstRow.collect())).toEqual([[0]]);
    expect(
      await spark
        .range(3)
        .mapPartitions(() => [], "id LONG")
        .count(),
    ).toBe(0);
  });
  test("wrong columns and errors fail by name", async () => {
    const wrong = await failureOf(() =>
      spark
        .range(1)
        .mapInArrow(() => [tableFromArrays({ x: [1] })], "y INT")
        .collect(),
    );
    expect(wrong.messageParameters["reason"]).toBe("TypeError: the table it gave lacks y and has x too many");
    const thrown = await failureOf(() =>
      spark
        .range(1)
        .mapPartitions(function fails() {
          throw new Error("no");
        }, "y INT")
        .collect(),
    );
    expect(thrown.messageParameters).toMatchObject({ functionName: "`fails`", reason: "Error: no" });
  });
});

describe("applyInArrow", () => {
  const df = spark.range(10).withColumn("k", col("id").mod(3)).withColumn("v", col("id").cast("double"));
  test("sees each group whole, with its keys", async () => {
    const made = df.groupBy("k").applyInArrow(
      (keys: readonly unknown[], table: Table) =>
        tableFromArrays({
          k: BigInt64Array.of(BigInt(keys[0] as number)),
          n: Int32Array.of(table.numRows),
          s: Float64Array.of([...(table.getChild("v") ?? [])].reduce<number>((a, b) => a + b, 0)),
        }),
      "k LONG, n INT, s DOUBLE",
    );
    expect(values(await made.orderBy("k").collect())).toEqual([
      [0, 4, 18],
      [1, 3, 12],
      [2, 3, 15],
    ]);
  });
  test("groups over many batches, null keys, no rows", async () => {
    const big = spark.range(400_000).select(F.when(col("id").mod(3).neq(0), col("id").mod(3)).alias("k"));
    const counted = big.groupBy("k").applyInArrow((table: Table) => new Table(table.slice(0, 1)), "k LONG");
    expect(values(await counted.orderBy("k").collect())).toEqual([[null], [1], [2]]);
    const sizes: number[] = [];
    await big
      .groupBy("k")
      .applyInArrow((table: Table) => (sizes.push(table.numRows), table.slice(0, 0)), "k LONG")
      .collect();
    expect(sizes.sort((a, b) => b - a)).toEqual([133_334, 133_333, 133_333]);
    expect(
      await df
        .filter("id > 100")
        .groupBy("k")
        .applyInArrow((t: Table) => t, df.schema)
        .count(),
    ).toBe(0);
  });
  test("groups by an expression, or all rows as one group", async () => {
    const one = (t: Table): Table => tableFromArrays({ n: Int32Array.of(t.numRows) });
    expect(values(await df.groupBy(col("id").gt(6)).applyInArrow(one, "n INT").orderBy("n").collect())).toEqual([
      [3],
      [7],
    ]);
    expect(values(await df.groupBy().applyInArrow(one, "n INT").collect())).toEqual([[10]]);
  });
  test("a failure names the keys", async () => {
    const error = await failureOf(() =>
      df
        .groupBy("k")
        .applyInArrow((): Table => {
          throw new Error("no");
        }, "n INT")
        .collect(),
    );
    expect(error.messageParameters).toMatchObject({ row: "k = 0", reason: "Error: no" });
  });
  test("of two groupings: pairs of groups, one of which may be empty", async () => {
    const left = spark.createDataFrame(
      [
        [1, "a"],
        [2, "b"],
        [1, "c"],
      ],
      "k INT, l STRING",
    );
    const right = spark.createDataFrame(
      [
        [1, 10.5],
        [3, 30.5],
      ],
      "k INT, r DOUBLE",
    );
    const made = left
      .groupBy("k")
      .cogroup(right.groupBy("k"))
      .applyInArrow(
        (keys: readonly unknown[], l: Table, r: Table) =>
          tableFromArrays({
            k: Int32Array.of(keys[0] as number),
            l: Int32Array.of(l.numRows),
            r: Int32Array.of(r.numRows),
            names: [l.schema.names.join() + r.schema.names.join()],
          }),
        "k INT, l INT, r INT, names STRING",
      );
    expect(values(await made.orderBy("k").collect())).toEqual([
      [1, 2, 1, "k,lk,r"],
      [2, 1, 0, "k,lk,r"],
      [3, 0, 1, "k,lk,r"],
    ]);
    const self = left
      .groupBy("k")
      .cogroup(left.groupBy("k"))
      .applyInArrow((l: Table, _r: Table) => l, left.schema);
    expect(await self.count()).toBe(3);
  });
});

describe("aggregate functions", () => {
  const total = F.udaf(
    {
      name: "total",
      init: () => 0,
      update: (s: number, x: number | null) => s + (x ?? 100),
      merge: (a, b) => a + b,
      finish: (s) => s,
    },
    "double",
  );
  const all = F.udaf(
    {
      name: "all",
      init: (): string[] => [],
      update: (s, x: string, y: string) => void s.push(x + y),
      merge: (a, b) => [...a, ...b],
      finish: (s) => s.toSorted().join(),
    },
    "string",
  );
  const df = spark.sql("SELECT * FROM VALUES ('a', 1d), ('b', 2d), ('a', 3d), ('b', NULL), ('a', 3d) AS t(k, v)");
  test("run when called with values", () => {
    expect(total(5)).toBe(5);
  });
  test("of groups, with built-in ones, of several arguments, of none", async () => {
    const made = df
      .groupBy("k")
      .agg(total("v"), F.count("*"), all("k", lit("!")).alias("s"))
      .orderBy("k");
    expect(made.columns).toEqual(["k", "total(v)", "count(1)", "s"]);
    expect(values(await made.collect())).toEqual([
      ["a", 7, 3, "a!,a!,a!"],
      ["b", 102, 2, "b!,b!"],
    ]);
    const rows = F.udaf(
      { init: () => 0, update: (s: number) => s + 1, merge: (a, b) => a + b, finish: (s) => s },
      "int",
    );
    expect(values(await df.agg(rows()).collect())).toEqual([[5]]);
    expect(values(await df.filter("k = 'z'").agg(total("v")).collect())).toEqual([[0]]);
  });
  test("in SQL, with DISTINCT, FILTER, HAVING and grouping sets", async () => {
    spark.udf.register("total", total);
    df.createOrReplaceTempView("t");
    expect(
      values(
        await spark
          .sql("SELECT k, total(DISTINCT v), total(v) FILTER (WHERE v < 3) FROM t GROUP BY k ORDER BY k")
          .collect(),
      ),
    ).toEqual([
      ["a", 4, 1],
      ["b", 102, 2],
    ]);
    expect(values(await spark.sql("SELECT k FROM t GROUP BY k HAVING total(v) > 50").collect())).toEqual([["b"]]);
    expect(values(await spark.sql("SELECT k, total(v) FROM t GROUP BY ROLLUP (k) ORDER BY k").collect())).toEqual([
      [null, 109],
      ["a", 7],
      ["b", 102],
    ]);
  });
  test("over windows: the partition, running, sliding", async () => {
    const byKey = Window.partitionBy("k");
    const rows = byKey.orderBy("v");
    const made = df.select(
      "k",
      "v",
      total("v").over(byKey).alias("w"),
      total("v").over(rows.rowsBetween(Window.unboundedPreceding, 0)).alias("r"),
      total("v").over(rows.rowsBetween(-1, 0)).alias("s"),
      F.row_number().over(rows).alias("n"),
    );
    expect(values(await made.orderBy("k", "n").collect())).toEqual([
      ["a", 1, 7, 1, 1, 1],
      ["a", 3, 7, 4, 4, 2],
      ["a", 3, 7, 7, 6, 3],
      ["b", null, 102, 100, 100, 1],
      ["b", 2, 102, 102, 102, 2],
    ]);
  });
  test("over large frames fold no row again for each frame", async () => {
    const calls = { update: 0, merge: 0 };
    const sum = F.udaf(
      {
        init: () => ({ n: 0, rows: 0 }),
        update: (s, x: number | null) => {
          calls.update++;
          s.n += x ?? 0;
          s.rows++;
        },
        merge: (a, b) => {
          calls.merge++;
          a.n += b.n;
          a.rows += b.rows;
        },
        finish: (s) => (s.rows === 0 ? null : s.n),
      },
      "long",
    );
    const rows = spark
      .range(4000)
      .selectExpr("id % 3 AS k", "CASE WHEN id % 7 > 0 THEN id END AS v", "id div 5 AS o", "id");
    const byKey = Window.partitionBy("k").orderBy("id");
    const byValue = Window.partitionBy("k").orderBy("o");
    const frames = {
      running: byKey.rowsBetween(Window.unboundedPreceding, 0),
      sliding: byKey.rowsBetween(-200, 3),
      ahead: byKey.rowsBetween(5, 90),
      rest: byKey.rowsBetween(0, Window.unboundedFollowing),
      values: byValue.rangeBetween(-40, 10),
      all: Window.orderBy("id").rowsBetween(-500, 500),
    };
    for (const [name, frame] of Object.entries(frames)) {
      Object.assign(calls, { update: 0, merge: 0 });
      const made = rows.select(
        sum("v").over(frame).alias("own"),
        F.sum("v").over(frame).alias("spark"),
        F.count("*").over(frame).alias("n"),
      );
      const wrong = (await made.collect()).filter(
        (row) => row["own"] !== (row["n"] === 0 ? null : (row["spark"] ?? 0)),
      );
      expect([name, wrong.slice(0, 3).map(String)]).toEqual([name, []]);
      expect([name, calls.update <= 2.2 * 4000, calls.merge <= 2.2 * 4000]).toEqual([name, true, true]);
    }
    const kept = rows.selectExpr("k", "id", "v");
    kept.createOrReplaceTempView("framed");
    spark.udf.register("own_sum", sum);
    const [filtered] = await spark
      .sql(
        "SELECT count_if(own <> coalesce(s, 0)) AS wrong FROM (SELECT own_sum(v) FILTER (WHERE id % 2 = 0) OVER w AS own, " +
          "sum(v) FILTER (WHERE id % 2 = 0) OVER w AS s FROM framed WINDOW w AS (PARTITION BY k ORDER BY id " +
          "ROWS BETWEEN 10 PRECEDING AND 10 FOLLOWING))",
      )
      .collect();
    expect(filtered?.["wrong"]).toBe(0);
  });
  test("merge the parts of large groups, and name the row that fails", async () => {
    let merges = 0;
    const sum = F.udaf(
      {
        init: () => ({ n: 0 }),
        update: (s, x: number) => void (s.n += x),
        merge: (a, b) => {
          merges++;
          return { n: a.n + b.n };
        },
        finish: (s) => s.n,
      },
      "long",
    );
    expect(values(await spark.range(200_000).agg(sum("id")).collect())).toEqual([[19_999_900_000]]);
    expect(merges).toBe(3);
    const bad = F.udaf(
      {
        init: () => 0,
        update: (s: number, x: number) => {
          if (x === 2) throw new Error("two");
          return s;
        },
        merge: (a) => a,
        finish: (s) => s,
      },
      "long",
    );
    const error = await failureOf(() => spark.range(5).agg(bad("id")).collect());
    expect(error.messageParameters).toMatchObject({ functionName: "`udaf`", row: "id = 2" });
  });
});
