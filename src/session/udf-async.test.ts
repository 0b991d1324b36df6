/** Functions of columns, functions that give promises, functions that give rows. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Vector } from "apache-arrow";
import { afterAll, describe, expect, test } from "vitest";
import * as F from "../functions/index.ts";
import { RetryAfter } from "../udf/call-policy.ts";
import type { Row } from "../types/row.ts";
import { rowValues } from "../types/row.ts";
import { SparkError } from "../types/spark-error.ts";
import { SparkSession } from "./spark-session.ts";

const { col } = F;
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

describe("batch functions", () => {
  test("take and give typed arrays; where one has no value the result is null", async () => {
    const sizes: number[] = [];
    const twice = F.udf.batch(
      (x: Float64Array) => {
        sizes.push(x.length);
        return x.map((v) => v * 2);
      },
      "double",
      { batchSize: 1000 },
    );
    const df = spark.range(2500).select(F.when(col("id").mod(7).neq(0), col("id").cast("double")).alias("x"));
    const rows = await df.select(twice("x").alias("y")).collect();
    expect(rows.every((r, i) => r["y"] === (i % 7 === 0 ? null : i * 2))).toBe(true);
    expect(sizes).toEqual([1000, 1000, 500]);
  });
  test("each number type has its array, text comes as strings with null", async () => {
    const seen: unknown[] = [];
    const see = F.udf.batch((...columns: ArrayLike<unknown>[]) => {
      seen.push(...columns);
      return Array.from({ length: columns[0]?.length ?? 0 }, () => null);
    }, "int");
    await spark
      .sql(
        "SELECT * FROM VALUES (1Y, 2S, 3, 4L, 5f, 6d, 'a', true), (1Y, 2S, 3, 4L, 5f, 6d, NULL, NULL) t(a, b, c, d, e, f, g, h)",
      )
      .select(see("a", "b", "c", "d", "e", "f", "g", "h"))
      .collect();
    expect(seen).toEqual([
      Int8Array.of(1, 1),
      Int16Array.of(2, 2),
      Int32Array.of(3, 3),
      BigInt64Array.of(4n, 4n),
      Float32Array.of(5, 5),
      Float64Array.of(6, 6),
      ["a", null],
      [true, null],
    ]);
  });
  test("Vectors of apache-arrow, in and out", async () => {
    const { vectorFromArray } = await import("apache-arrow");
    const upper = F.udf.batch(
      (s: Vector) => vectorFromArray(s.toArray().map((x: string | null) => x?.toUpperCase() ?? null) as string[]),
      "string",
      { input: "arrow" },
    );
    const df = spark.sql("SELECT * FROM VALUES ('a'), (NULL), ('b') AS t(s)");
    expect(values(await df.select(upper("s")).collect())).toEqual([["A"], [null], ["B"]]);
  });
  test("plain arrays of values", async () => {
    const f = F.udf.batch((s: (number | null)[]) => s.map((x) => (x === null ? -1 : x * 2)), "int", {
      input: "values",
    });
    expect(values(await spark.sql("SELECT * FROM VALUES (1), (NULL) AS t(n)").select(f("n")).collect())).toEqual([
      [2],
      [-1],
    ]);
  });
  test("a wrong number of results fails", async () => {
    const f = F.udf.batch((x: BigInt64Array) => x.slice(1), "long");
    const error = await failureOf(() => spark.range(3).select(f("id")).collect());
    expect(error.messageParameters["reason"]).toBe("TypeError: it returned 2 values for a batch of 3 rows");
  });
  test("a row's Error is its own: nulled, retried or raised alone", async () => {
    const calls: number[][] = [];
    const flaky = async (xs: BigInt64Array): Promise<(bigint | Error)[]> => {
      calls.push([...xs].map(Number));
      return [...xs].map((x) => (x === 2n && (calls.length < 3 || xs.length > 1) ? new Error("no two") : x));
    };
    const nulled = F.udf.batch(flaky, "long", { onError: "null" });
    expect(values(await spark.range(4).select(nulled("id")).collect())).toEqual([[0], [1], [null], [3]]);
    expect(calls).toEqual([[0, 1, 2, 3]]);
    calls.length = 0;
    const retried = F.udf.batch(flaky, "long", { retries: 3, backoffMs: 1 });
    expect(values(await spark.range(4).select(retried("id")).collect())).toEqual([[0], [1], [2], [3]]);
    expect(calls).toEqual([[0, 1, 2, 3], [2], [2]]);
    const error = await failureOf(() => spark.range(4).select(F.udf.batch(flaky, "long")("id")).collect());
    expect(error.messageParameters["row"]).toBe("id = 2n");
  });
});

describe("asynchronous functions", () => {
  test("have so many calls in flight, and keep the order of the rows", async () => {
    let inFlight = 0;
    let most = 0;
    const slow = F.udf(
      async (x: number) => {
        most = Math.max(most, ++inFlight);
        await sleep((7 * x) % 5);
        inFlight--;
        return x * 10;
      },
      "long",
      { concurrency: 6 },
    );
    const rows = await spark.range(60).select("id", slow("id").alias("y")).collect();
    expect(rows.every((r) => r["y"] === (r["id"] as number) * 10)).toBe(true);
    expect(rows.map((r) => r["id"])).toEqual([...Array(60).keys()]);
    expect(most).toBe(6);
  });
  test("need not say that they are", async () => {
    let calls = 0;
    const f = F.udf((x: number) => Promise.resolve(++calls && x + 1), "int");
    expect(values(await spark.range(3).select(f("id")).collect())).toEqual([[1], [2], [3]]);
    expect(calls).toBe(3);
    await expect(f(1)).resolves.toBe(2);
  });
  test("are given up after timeoutMs, with their signal", async () => {
    const aborted: unknown[] = [];
    const f = F.udf(
      (x: number) =>
        new Promise<number>((resolve) => {
          if (x !== 1) return resolve(x);
          F.udf.context().signal.addEventListener("abort", () => aborted.push(x));
        }),
      "long",
      { timeoutMs: 30, onError: "null" },
    );
    expect(values(await spark.range(3).select(f("id")).collect())).toEqual([[0], [null], [2]]);
    expect(aborted).toEqual([1]);
    const error = await failureOf(() =>
      spark
        .range(3)
        .select(F.udf(f.func, "long", { timeoutMs: 20 })("id"))
        .collect(),
    );
    expect(error.messageParameters["reason"]).toBe("TimeoutError: the call took longer than 20 ms");
  });
  test("are tried again with doubling pauses, or when they say", async () => {
    const times: number[] = [];
    const f = F.udf(
      async (x: number) => {
        if (x !== 1) return x;
        times.push(performance.now());
        if (times.length === 3) throw new RetryAfter(300);
        if (times.length < 5) throw new Error("not yet");
        return 100;
      },
      "long",
      { retries: 4, backoffMs: 20 },
    );
    expect(values(await spark.range(3).select(f("id")).collect())).toEqual([[0], [100], [2]]);
    const pauses = times.slice(1).map((t, i) => t - (times[i] as number));
    expect(pauses[0]).toBeGreaterThanOrEqual(18);
    expect(pauses[1]).toBeGreaterThanOrEqual(38);
    expect(pauses[2]).toBeGreaterThanOrEqual(295);
    expect(pauses[3]).toBeGreaterThanOrEqual(150);
  });
  test("a handler answers for those that failed", async () => {
    const f = F.udf(
      async (x: number) => {
        if (x === 1) throw new Error("one");
        return x;
      },
      "long",
      { onError: (error, x) => -100 - x - (error as Error).message.length },
    );
    expect(values(await spark.range(3).select(f("id")).collect())).toEqual([[0], [-104], [2]]);
  });
  test("a failure names the row and stops the others", async () => {
    let calls = 0;
    const f = F.udf(
      async (x: number) => {
        calls++;
        await sleep(1);
        if (x === 3) throw new Error("three");
        return x;
      },
      "long",
      { concurrency: 2 },
    );
    const error = await failureOf(() => spark.range(1000).select(f("id")).collect());
    expect(error.messageParameters["row"]).toBe("id = 3");
    expect(calls).toBeLessThan(10);
  });
  test("the action's signal reaches the calls", async () => {
    const stop = new AbortController();
    let aborted = 0;
    const f = F.udf(
      async (x: number) => {
        const { signal } = F.udf.context();
        signal.addEventListener("abort", () => aborted++);
        if (x === 5) setTimeout(() => stop.abort(), 5);
        await sleep(x < 5 ? 0 : 10_000, undefined, { signal });
        return x;
      },
      "long",
      { concurrency: 4 },
    );
    const error = await failureOf(() => spark.range(100).select(f("id")).collect({ signal: stop.signal }));
    expect(error.condition).toBe("OPERATION_CANCELED");
    expect(aborted).toBeGreaterThan(0);
  });
  test("tell subscribers of their calls", async () => {
    const events: unknown[] = [];
    const stop = spark.subscribe((event) => events.push(event));
    const f = F.udf(async (x: number) => {
      F.udf.context().count("tokens", 3);
      return x;
    }, "long");
    await spark.range(5).select(f("id")).collect();
    stop();
    expect(events).toContainEqual(
      expect.objectContaining({ type: "stageFinished", name: "udf <lambda>", rowsIn: 5, counters: { tokens: 15 } }),
    );
    expect(events).toContainEqual(expect.objectContaining({ type: "stageProgress", done: 5, total: 5 }));
  });
  test("count batches where calls are not what is counted", async () => {
    const progress: { readonly done: number; readonly total: number | null }[] = [];
    const stop = spark.subscribe((event) => {
      if (event.type === "stageProgress") progress.push({ done: event.done, total: event.total });
    });
    const batch = F.udf.batch((x: BigInt64Array) => x, "long", { batchSize: 10 });
    await spark
      .range(100)
      .select(batch("id"), F.udf((x: number) => Promise.resolve(x), "long")("id"))
      .collect();
    stop();
    expect(progress.every(({ done, total }) => total === null || done <= total)).toBe(true);
  });
  test("options out of range are refused", async () => {
    expect((await failureOf(() => F.udf(async () => 1, "int", { concurrency: 0 }))).condition).toBe(
      "VALUE_OUT_OF_BOUNDS",
    );
  });
});

describe("generators", () => {
  const upTo = F.udf(function* upTo(n: number) {
    for (let i = 0; i < n; i++) yield [i, `${i}`];
  }, "i INT, s STRING");
  test("give rows in a select list", async () => {
    const made = spark.range(3).select("id", upTo("id"));
    expect(made.schema.simpleString()).toBe("struct<id:bigint,i:int,s:string>");
    expect(values(await made.collect())).toEqual([
      [1, 0, "0"],
      [2, 0, "0"],
      [2, 1, "1"],
    ]);
    expect(values(await spark.range(2).select(upTo("id").alias("x", "y")).collect())).toEqual([[0, "0"]]);
  });
  test("may be asynchronous, give objects, or single values", async () => {
    const later = F.udf(async function* (n: number) {
      for (let i = 0; i < n; i++) {
        await sleep(1);
        yield { b: i, a: "x" };
      }
    }, "a STRING, b INT");
    expect(values(await spark.range(3).select(later("id")).collect())).toEqual([
      ["x", 0],
      ["x", 0],
      ["x", 1],
    ]);
    const single = F.udf(function* (n: number) {
      yield n;
      yield n;
    }, "long");
    expect(values(await spark.range(2).select(single("id")).collect())).toEqual([[0], [0], [1], [1]]);
  });
  test("in SQL: as a table, LATERAL, LATERAL VIEW [OUTER], in the select list", async () => {
    spark.udf.register("up_to", upTo);
    expect(values(await spark.sql("SELECT * FROM up_to(2)").collect())).toEqual([
      [0, "0"],
      [1, "1"],
    ]);
    expect(values(await spark.sql("SELECT id, i FROM range(3), LATERAL up_to(id) ORDER BY id, i").collect())).toEqual([
      [1, 0],
      [2, 0],
      [2, 1],
    ]);
    expect(
      values(await spark.sql("SELECT id, a FROM range(3) LATERAL VIEW up_to(id) t AS a, b ORDER BY id, a").collect()),
    ).toEqual([
      [1, 0],
      [2, 0],
      [2, 1],
    ]);
    expect(
      values(
        await spark.sql("SELECT id, a FROM range(2) LATERAL VIEW OUTER up_to(id) t AS a, b ORDER BY id").collect(),
      ),
    ).toEqual([
      [0, null],
      [1, 0],
    ]);
    expect(values(await spark.sql("SELECT up_to(id) FROM range(2)").collect())).toEqual([[0, "0"]]);
  });
  test("as PySpark's udtf: functions and classes with eval", async () => {
    const squares = F.udtf(
      class Squares {
        *eval(from: number, to: number): Generator<number[]> {
          for (let i = from; i <= to; i++) yield [i, i * i];
        }
      },
      { returnType: "num INT, squared INT" },
    );
    spark.udtf.register("squares", squares);
    expect(values(await spark.sql("SELECT * FROM squares(2, 3)").collect())).toEqual([
      [2, 4],
      [3, 9],
    ]);
    expect((await failureOf(() => spark.sql("SELECT * FROM squares(2)"))).condition).toBe(
      "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
    );
    expect((await failureOf(() => spark.udtf.register("x", F.udf(() => 1, "int") as never))).condition).toBe(
      "CANNOT_REGISTER_UDTF",
    );
    const terminated = class {
      *eval(): Generator<number> {
        yield 1;
      }
      *terminate(): Generator<number> {
        yield 2;
      }
    };
    expect((await failureOf(() => F.udtf(terminated, { returnType: "x INT" }))).condition).toBe("UNSUPPORTED_FEATURE");
  });
});

describe("under a limit", () => {
  test("a condition is called until enough rows have passed it", async () => {
    let calls = 0;
    const even = F.udf((x: number) => ++calls > 0 && x % 2 === 0, "boolean");
    const df = spark.range(1_000_000).filter(even("id"));
    expect(values(await df.limit(3).collect())).toEqual([[0], [2], [4]]);
    expect(calls).toBeLessThan(200_000);
    expect(values(await df.select(col("id").plus(1)).offset(2).limit(2).collect())).toEqual([[5], [7]]);
    calls = 0;
    const slow = F.udf(async (x: number) => ++calls > 0 && x % 10 === 0, "boolean", { concurrency: 8 });
    expect(values(await spark.range(100_000).filter(slow("id")).take(3))).toEqual([[0], [10], [20]]);
    expect(calls).toBe(64);
    expect(await spark.range(100).filter(slow("id")).limit(50).collect()).toHaveLength(10);
  });
});
