/** Row functions in every place of a query: same values as plain calls, one call for each row and query. */
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import * as F from "../functions/index.ts";
import type { Column } from "../functions/column.ts";
import { Window } from "../functions/window.ts";
import type { Row } from "../types/row.ts";
import { rowValues } from "../types/row.ts";
import { PythonException, SparkError } from "../types/spark-error.ts";
import { SparkSession } from "./spark-session.ts";

const { col, lit } = F;
const spark = SparkSession.builder.getOrCreate().newSession();
afterAll(() => spark.stop());

let calls = 0;
beforeEach(() => void (calls = 0));
const plus = F.udf(function plus(a: number, b: number): number {
  calls++;
  return a + b;
}, "long");
const df = spark.range(4);
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

describe("calls", () => {
  test("with plain values just run", () => {
    expect(plus(1, 2)).toBe(3);
    expect(plus.func(3, 4)).toBe(7);
    expectTypeOf(plus(1, 2)).toEqualTypeOf<number>();
    expectTypeOf(plus("id", "id")).toEqualTypeOf<Column>();
    expectTypeOf(plus(col("id"), 1)).toEqualTypeOf<Column>();
    // @ts-expect-error a function that gives text is no int
    F.udf((x: number) => `${x}`, "int");
    // @ts-expect-error one argument is missing
    plus(1);
  });
  test("with columns are named as PySpark names them", () => {
    expect(df.select(plus("id", "id"), plus(col("id"), lit(1)), F.udf((x: number) => x, "int")("id")).columns).toEqual([
      "plus(id, id)",
      "plus(id, 1)",
      "<lambda>(id)",
    ]);
    expect(String(plus("id", "id"))).toBe("Column<'plus(id, id)'>");
  });
  test("give a nullable column of the declared type", () => {
    expect(df.select(plus("id", "id")).schema.simpleString()).toBe("struct<plus(id, id):bigint>");
    expect(df.select(plus("id", "id")).schema.fields[0]?.nullable).toBe(true);
  });
  test("with a wrong number of arguments fail at once", async () => {
    const few = await failureOf(() => df.select((plus as unknown as (...c: string[]) => Column)("id")));
    expect(few.condition).toBe("WRONG_NUM_ARGS.WITHOUT_SUGGESTION");
    const many = await failureOf(() => df.select((plus as unknown as (...c: string[]) => Column)("id", "id", "id")));
    expect(many.condition).toBe("WRONG_NUM_ARGS.WITHOUT_SUGGESTION");
  });
});

describe("one call for each row and query", () => {
  const cases: readonly (readonly [string, () => Promise<unknown>, unknown, number])[] = [
    ["select", () => df.select(plus("id", "id")).collect(), [[0], [2], [4], [6]], 4],
    [
      "written twice",
      () => df.select(plus("id", "id"), plus("id", "id").plus(1).alias("b")).collect(),
      [
        [0, 1],
        [2, 3],
        [4, 5],
        [6, 7],
      ],
      4,
    ],
    ["nested", () => df.select(plus(plus("id", "id"), "id")).collect(), [[0], [3], [6], [9]], 8],
    ["with a step between", () => df.select(plus(plus("id", "id").plus(1), "id")).collect(), [[1], [4], [7], [10]], 8],
    [
      "a filter beside it comes first",
      () => df.filter(plus("id", "id").gt(2).and(col("id").lt(3))).collect(),
      [[2]],
      3,
    ],
    [
      "a filter above it goes below",
      () => df.withColumn("p", plus("id", "id")).filter("id < 2").collect(),
      [
        [0, 0],
        [1, 2],
      ],
      2,
    ],
    [
      "a limit goes below it",
      () => df.withColumn("p", plus("id", "id")).limit(2).collect(),
      [
        [0, 0],
        [1, 2],
      ],
      2,
    ],
    ["unused", () => df.withColumn("p", plus("id", "id")).select("id").collect(), [[0], [1], [2], [3]], 0],
    [
      "group by and aggregate",
      () =>
        df
          .groupBy(plus("id", lit(0)).mod(2).alias("k"))
          .agg(F.sum(plus("id", "id")))
          .orderBy("k")
          .collect(),
      [
        [0, 4],
        [1, 8],
      ],
      8,
    ],
    ["over aggregates", () => df.agg(plus(F.sum("id"), F.max("id"))).collect(), [[9]], 1],
    ["sort key", () => df.orderBy(plus("id", lit(0)).desc()).collect(), [[3], [2], [1], [0]], 4],
    [
      "join key",
      () =>
        df
          .join(df.toDF("j"), plus("id", "id").eq(col("j")))
          .orderBy("id")
          .collect(),
      [
        [0, 0],
        [1, 2],
      ],
      4,
    ],
    [
      "key of a left join",
      () =>
        df
          .join(df.toDF("j"), plus("id", "id").eq(col("j")), "left")
          .orderBy("id")
          .collect(),
      [
        [0, 0],
        [1, 2],
        [2, null],
        [3, null],
      ],
      4,
    ],
    [
      "over pairs",
      () => df.join(df.toDF("j"), plus("id", "j").eq(5)).orderBy("id").collect(),
      [
        [2, 3],
        [3, 2],
      ],
      16,
    ],
    [
      "window input and key",
      () =>
        df
          .select(
            "id",
            F.sum(plus("id", "id"))
              .over(Window.partitionBy(plus("id", lit(1)).mod(2)).orderBy("id"))
              .alias("w"),
          )
          .orderBy("id")
          .collect(),
      [
        [0, 0],
        [1, 2],
        [2, 4],
        [3, 8],
      ],
      8,
    ],
    [
      "branch of CASE",
      () => df.select(F.when(col("id").gt(1), plus("id", lit(10))).otherwise(0)).collect(),
      [[0], [0], [12], [13]],
      4,
    ],
    [
      "inside explode",
      () =>
        df
          .limit(2)
          .select(F.explode(F.array(plus("id", "id"), col("id"))))
          .collect(),
      [[0], [0], [2], [1]],
      2,
    ],
    [
      "joined with itself",
      () => {
        const a = df.withColumn("p", plus("id", "id"));
        return a
          .join(a.toDF("x", "y"), col("id").eq(col("x")))
          .select("p", "y")
          .orderBy("p")
          .collect();
      },
      [
        [0, 0],
        [2, 2],
        [4, 4],
        [6, 6],
      ],
      4,
    ],
    [
      "united with itself",
      () => {
        const a = df.select(plus("id", "id"));
        return a.union(a).collect();
      },
      [[0], [2], [4], [6], [0], [2], [4], [6]],
      4,
    ],
    [
      "in a subquery",
      () => {
        spark.udf.register("plus", plus);
        return spark.sql("SELECT id FROM range(5) WHERE id IN (SELECT plus(id, 1) FROM range(3))").collect();
      },
      [[1], [2], [3]],
      3,
    ],
    ["no rows", () => df.filter("id > 10").select(plus("id", "id")).collect(), [], 0],
  ];
  test.each(cases)("%s", async (_, run, expected, count) => {
    expect(values((await run()) as Row[])).toEqual(expected);
    expect(calls).toBe(count);
  });
  test("once for a cached result", async () => {
    const cached = df.withColumn("p", plus("id", "id")).cache();
    await cached.collect();
    await cached.filter("id = 1").collect();
    expect(calls).toBe(4);
    cached.unpersist();
  });
  test("count() needs no call", async () => {
    expect(await df.withColumn("p", plus("id", "id")).count()).toBe(4);
    expect(calls).toBe(0);
  });
  test("a nondeterministic one wherever it is written", async () => {
    const next = F.udf(() => ++calls, "int").asNondeterministic();
    expect(next.deterministic).toBe(false);
    await df.select(next().alias("a"), next().alias("b"), F.nvl(next(), lit(0)).alias("c")).collect();
    expect(calls).toBe(12);
    const grouped = await failureOf(() => df.agg(F.sum(next())));
    expect(grouped.condition).toBe("AGGREGATE_FUNCTION_WITH_NONDETERMINISTIC_EXPRESSION");
  });
});

describe("values", () => {
  test("are those that collect gives, and fit the declared type", async () => {
    const rows = spark.sql(
      "SELECT * FROM VALUES ('ann', 1, 1.5d, true), (NULL, 2, NULL, NULL), ('bö', 3, 2d, false) AS t(s, n, x, b)",
    );
    const seen: unknown[] = [];
    const see = F.udf((...args: unknown[]) => void seen.push(args), "int");
    await rows.select(see("s", "n", "x", "b")).collect();
    expect(seen).toEqual([
      ["ann", 1, 1.5, true],
      [null, 2, null, null],
      ["bö", 3, 2, false],
    ]);
    const made = rows.select(
      F.udf((s: string | null) => s?.toUpperCase(), "string")("s").alias("a"),
      F.udf((n: number) => (n % 2 === 0 ? null : n / 2), "double")("n").alias("b"),
      F.udf((n: number) => [n, n + 1], "array<int>")("n").alias("c"),
      F.udf((n: number) => ({ n, t: "x" }), "n INT, t STRING")("n").alias("d"),
      F.udf((b: boolean | null) => b === true, "boolean")("b").alias("e"),
      F.udf((n: number) => BigInt(n) << 40n, "bigint")("n").alias("f"),
    );
    expect((await made.collect()).map((r) => JSON.parse(JSON.stringify(r)) as unknown)).toEqual([
      { a: "ANN", b: 0.5, c: [1, 2], d: { n: 1, t: "x" }, e: true, f: 2 ** 40 },
      { a: null, b: null, c: [2, 3], d: { n: 2, t: "x" }, e: false, f: 2 ** 41 },
      { a: "BÖ", b: 1.5, c: [3, 4], d: { n: 3, t: "x" }, e: false, f: 3 * 2 ** 40 },
    ]);
  });
  test("longs are numbers, or bigint by configuration; beyond 2^53 they say so", async () => {
    const big = spark.sql("SELECT 9007199254740993L AS n");
    const same = F.udf((n: unknown) => typeof n, "string");
    expect((await failureOf(() => big.select(same("n")).collect())).condition).toBe("VALUE_OUT_OF_BOUNDS");
    spark.conf.set("spark.sparkwright.longType", "bigint");
    expect(values(await big.select(same("n")).collect())).toEqual([["bigint"]]);
    spark.conf.unset("spark.sparkwright.longType");
  });
  test("many rows keep their order", async () => {
    const rows = await spark
      .range(300_000)
      .select(plus("id", lit(1)).alias("p"), "id")
      .collect();
    expect(rows.every((r, i) => r["p"] === i + 1 && r["id"] === i)).toBe(true);
    expect(calls).toBe(300_000);
  });
});

describe("failures", () => {
  test("name function and row, and have the user's error as cause", async () => {
    const bad = F.udf(function bad(x: number): number {
      if (x === 2) throw new RangeError("no twos");
      return x;
    }, "int");
    const error = await failureOf(() => df.select(bad("id")).collect());
    expect(error).toBeInstanceOf(PythonException);
    expect(error.condition).toBe("FAILED_EXECUTE_UDF");
    expect(error.sqlState).toBe("39000");
    expect(error.messageParameters).toMatchObject({
      functionName: "`bad`",
      row: "id = 2n",
      reason: "RangeError: no twos",
    });
    expect(error.cause).toBeInstanceOf(RangeError);
    expect((error.cause as Error).stack).toContain("bad");
  });
  test("values can be kept out of them", async () => {
    spark.conf.set("spark.sparkwright.udf.redactValues", "true");
    const error = await failureOf(() => df.select(F.udf((x: number) => x + 0.5, "int")("id")).collect());
    spark.conf.unset("spark.sparkwright.udf.redactValues");
    expect(error.messageParameters).toMatchObject({
      row: "id = ?",
      reason: "TypeError: it returned a number, which is no int",
    });
  });
  test("a result that does not fit is one", async () => {
    const results: readonly (readonly [unknown, string])[] = [
      [0.5, "int"],
      [300, "byte"],
      ["1", "double"],
      [1, "string"],
      [2 ** 60, "bigint"],
      [1, "boolean"],
      [["a"], "array<int>"],
    ];
    for (const [value, type] of results) {
      const error = await failureOf(() => df.select(F.udf(() => value, type)()).collect());
      expect([type, error.condition]).toEqual([type, "FAILED_EXECUTE_UDF"]);
    }
  });
  test("outer joins do not take a function of both sides, lambdas take none", async () => {
    const join = await failureOf(() => df.join(df.toDF("j"), plus("id", "j").eq(5), "left").collect());
    expect(join.condition).toBe("UNSUPPORTED_FEATURE.PYTHON_UDF_IN_ON_CLAUSE");
    const inner = await failureOf(() => df.select(F.transform(F.array("id"), (x) => plus(x, x))));
    expect(inner.condition).toBe("UNSUPPORTED_FEATURE.LAMBDA_FUNCTION_WITH_PYTHON_UDF");
  });
  test("leave no files behind", async () => {
    const stages = (): string[] =>
      readdirSync(tmpdir()).filter((name) => name.startsWith(`sparkwright-stage-${process.pid}-`));
    await failureOf(() => df.select(F.udf(() => 0.5, "int")()).collect());
    await df.select(plus("id", "id")).collect();
    expect(stages()).toEqual([]);
  });
});

describe("in SQL", () => {
  test("by name, whatever the case, until dropped; built-in names stay", async () => {
    spark.udf.register("plusTwo", (x: number) => x + 2, "long");
    expect(spark.catalog.functionExists("plusTwo")).toBe(true);
    expect(values(await spark.sql("SELECT plusTwo(id), PLUSTWO(id) FROM range(2)").collect())).toEqual([
      [2, 2],
      [3, 3],
    ]);
    spark.udf.register("upper", () => "mine", "string");
    expect(values(await spark.sql("SELECT upper('a')").collect())).toEqual([["A"]]);
    spark.sql("DROP TEMPORARY FUNCTION plusTwo");
    expect((await failureOf(() => spark.sql("SELECT plusTwo(1)"))).condition).toBe("UNRESOLVED_ROUTINE");
    expect((await failureOf(() => spark.udf.register("p", plus, "int"))).condition).toBe(
      "CANNOT_SPECIFY_RETURN_TYPE_FOR_UDF",
    );
  });
});
