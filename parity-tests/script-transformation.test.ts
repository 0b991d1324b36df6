/** Programs of TRANSFORM: much goes through them, their failures are told, and they end with the query. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { SparkSession } from "../src/index.ts";

const spark: SparkSession = SparkSession.builder.getOrCreate();
const scratch: string = mkdtempSync(join(tmpdir(), "script-"));
afterAll(async () => {
  await spark.stop();
  rmSync(scratch, { recursive: true });
});
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("more lines than a pipe holds go through and come back in order", async () => {
  const rows = await spark
    .sql(
      `SELECT count(*) AS n, sum(id) AS s, bool_and(t = concat('row ', id)) AS same
       FROM (SELECT TRANSFORM(id, concat('row ', id)) USING 'cat' AS (id BIGINT, t STRING) FROM range(100000))`,
    )
    .collect();
  expect(rows.map((r) => [...r])).toEqual([[100000, 4999950000, true]]);
});

test("the program's status and words are in the error", async () => {
  const failed = spark.sql("SELECT TRANSFORM(id) USING 'cat; echo no luck >&2; exit 3' FROM range(5)").collect();
  await expect(failed).rejects.toMatchObject({ name: "SparkException", condition: null });
  await expect(failed).rejects.toThrow("status 3: no luck");
});

test("a program that stops reading has answered", async () => {
  const df = spark.sql("SELECT TRANSFORM(id) USING 'head -n 2' AS (id INT) FROM range(100000)");
  expect((await df.collect()).map((r) => r.id)).toEqual([0, 1]);
});

test("bytes that are no UTF-8 become replacement characters", async () => {
  const df = spark.sql(String.raw`SELECT TRANSFORM(1) USING r'printf "\303\251\n\377x"' AS (a)`);
  expect((await df.collect()).map((r) => r.a)).toEqual(["é", "\uFFFDx"]);
});

test("it ends with the query, and what it started", async () => {
  const pids = join(scratch, "pids");
  const script = `sleep 1000 & echo $$ $! > ${pids}.new; mv ${pids}.new ${pids}; wait`;
  const controller = new AbortController();
  const result = spark.sql(`SELECT TRANSFORM(1) USING '${script}'`).collect({ signal: controller.signal });
  result.catch(() => {});
  const started = async (): Promise<number[]> => {
    for (;;) {
      try {
        return readFileSync(pids, "utf8").trim().split(" ").map(Number);
      } catch {
        await sleep(20);
      }
    }
  };
  const running = await started();
  expect(running.every(isRunning)).toBe(true);
  controller.abort();
  await expect(result).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
  while (running.some(isRunning)) await sleep(20);
});
