/** MAP PARALLEL from SQL and from the API: calls in flight, order, types, kept answers, failures, EXPLAIN. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { node, Pipeline } from "./index.ts";
import type { Row } from "../types/row.ts";
import { rowValues } from "../types/row.ts";
import { SparkError } from "../types/spark-error.ts";
import { SparkSession } from "../session/spark-session.ts";

const spark = SparkSession.builder.getOrCreate().newSession();
const directory = mkdtempSync(join(tmpdir(), "map-parallel-"));
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

let calls: unknown[] = [];
let inFlight = 0;
let most = 0;
beforeEach(() => {
  calls = [];
  most = 0;
});
spark.tasks.register("slow", async ({ id }: { id: number }) => {
  calls.push(id);
  most = Math.max(most, ++inFlight);
  await sleep(50);
  inFlight--;
  return `<${id}>`;
});
spark.tasks.register("parity", ({ id }: { id: number }) => {
  calls.push(id);
  return { Even: id % 2 === 0, half: id / 2, name: `n${id}` };
});
spark.tasks.register("odd", ({ id }: { id: number }) => {
  calls.push(id);
  if (id === 2) throw new Error("no twos");
  return id;
});

describe("calls", () => {
  test("so many at once, in the order of the rows", async () => {
    const made = spark.sql("MAP PARALLEL 10 'slow' USING (SELECT id FROM range(100))");
    expect(made.schema.simpleString()).toBe("struct<id:bigint,result:string>");
    const rows = await made.collect();
    expect(values(rows)).toEqual(Array.from({ length: 100 }, (_, i) => [i, `<${i}>`]));
    expect(most).toBe(10);
  });
  test("RVBBIT before it, a name for the answer", async () => {
    const made = spark.sql("RVBBIT MAP 'slow' AS answer USING (SELECT id FROM range(2))");
    expect(values(await made.collect())).toEqual([
      [0, "<0>"],
      [1, "<1>"],
    ]);
    expect(made.columns).toEqual(["id", "answer"]);
  });
  test("of batches", async () => {
    spark.tasks.register("batch", (rows: readonly { id: number }[]) => {
      calls.push(rows.length);
      return rows.map((r) => (r.id === 3 ? new Error("three") : r.id * 10));
    });
    const made = spark.sql(
      "MAP PARALLEL 2 'batch' AS (x INT) USING (SELECT id FROM range(7)) WITH (batch_size = 3, on_error = 'null')",
    );
    expect(values(await made.collect())).toEqual([
      [0, 0],
      [1, 10],
      [2, 20],
      [3, null],
      [4, 40],
      [5, 50],
      [6, 60],
    ]);
    expect(calls).toEqual([3, 3, 1]);
  });
  test("once for equal inputs with DISTINCT", async () => {
    const made = spark.sql(
      "MAP DISTINCT PARALLEL 3 'parity' AS (name STRING) USING (SELECT id % 3 AS id FROM range(10))",
    );
    expect(values(await made.collect())).toEqual(Array.from({ length: 10 }, (_, i) => [i % 3, `n${i % 3}`]));
    expect(calls.toSorted()).toEqual([0, 1, 2]);
  });
});

describe("answers", () => {
  test("are cast to the declared types by Spark's rules", async () => {
    const made = spark.sql("MAP 'parity' AS (even BOOLEAN, half DOUBLE, name STRING) USING (SELECT id FROM range(2))");
    expect(made.schema.simpleString()).toBe("struct<id:bigint,even:boolean,half:double,name:string>");
    expect(values(await made.collect())).toEqual([
      [0, true, 0, "n0"],
      [1, false, 0.5, "n1"],
    ]);
    spark.tasks.register("typed", () => ({ d: "2024-02-03", n: 7, m: "12.345", l: [1, 2] }));
    const typed = await spark
      .sql("MAP 'typed' AS (d DATE, n BIGINT, m DECIMAL(5,2), l ARRAY<INT>) USING (SELECT 1 AS x)")
      .collect();
    expect(JSON.parse(JSON.stringify(typed))).toEqual([{ x: 1, d: "2024-02-03", n: 7, m: "12.35", l: [1, 2] }]);
    const bad = await failureOf(() => spark.sql("MAP 'parity' AS (name INT) USING (SELECT 1 AS id)").collect());
    expect(bad.condition).toBe("CAST_INVALID_INPUT");
  });
  test("have the task's own columns, or one of text (JSON of objects)", async () => {
    spark.tasks.register("own", ({ id }: { id: number }) => ({ a: id, b: "x" }), { returns: "a INT, b STRING" });
    expect(spark.sql("MAP 'own' USING (SELECT 1 AS id)").schema.simpleString()).toBe("struct<id:int,a:int,b:string>");
    expect(values(await spark.sql("MAP 'parity' USING (SELECT 2 AS id)").collect())).toEqual([
      [2, '{"Even":true,"half":1,"name":"n2"}'],
    ]);
  });
  test("are kept across queries by version and inputs", async () => {
    const query = "MAP 'parity' AS (name STRING) USING (SELECT id FROM range(3)) WITH (cache = true)";
    await spark.sql(query).collect();
    await spark.sql(query).collect();
    expect(calls).toEqual([0, 1, 2]);
    expect(values(await spark.sql(query.replace("range(3)", "range(4)")).collect())).toHaveLength(4);
    expect(calls).toEqual([0, 1, 2, 3]);
    let n = 0;
    for (const version of ["1", "1", "2"]) {
      spark.tasks.register(
        "kept",
        () => {
          n++;
          return null;
        },
        { version },
      );
      for (let i = 0; i < 2; i++)
        await spark.sql("MAP 'kept' USING (SELECT 1 AS id UNION ALL SELECT 2) WITH (cache = true)").collect();
    }
    expect(n).toBe(6);
  });
});

describe("an ordinary table", () => {
  test("in FROM, joins, CTEs, views, and as a table", async () => {
    const map = "MAP 'parity' AS (name STRING) USING (SELECT id FROM range(3))";
    expect(
      values(
        await spark
          .sql(`SELECT m.name, r.id FROM (${map}) m JOIN range(5) r ON r.id = m.id + 1 ORDER BY r.id`)
          .collect(),
      ),
    ).toEqual([
      ["n0", 1],
      ["n1", 2],
      ["n2", 3],
    ]);
    expect(values(await spark.sql(`WITH m AS (${map}) SELECT upper(name) FROM m WHERE id > 1`).collect())).toEqual([
      ["N2"],
    ]);
    spark.sql(`CREATE OR REPLACE TEMP VIEW mapped AS ${map}`);
    expect(await spark.table("mapped").count()).toBe(3);
    await spark.sql(`CREATE TABLE made AS ${map}`);
    expect(values(await spark.sql("SELECT name FROM made ORDER BY id").collect())).toEqual([["n0"], ["n1"], ["n2"]]);
    await spark.sql(`${map} WITH (as_table = 'made_too')`);
    calls = [];
    expect(values(await spark.sql("SELECT * FROM made_too ORDER BY id").collect())).toEqual([
      [0, "n0"],
      [1, "n1"],
      [2, "n2"],
    ]);
    expect(calls).toEqual([]);
  });
  test("a condition on the input comes before the calls", async () => {
    await spark
      .sql("SELECT * FROM (MAP 'parity' AS (name STRING) USING (SELECT id FROM range(100))) WHERE id < 2")
      .collect();
    expect(calls).toEqual([0, 1]);
  });
  test("from the API", async () => {
    const made = spark.range(3).mapParallel("parity", { workers: 2, returns: "name STRING" });
    expect(values(await made.collect())).toEqual([
      [0, "n0"],
      [1, "n1"],
      [2, "n2"],
    ]);
    const own = spark.range(2).mapParallel(async ({ id }: { id: number }) => id + 1, { result: "next" });
    expect(values(await own.collect())).toEqual([
      [0, "1"],
      [1, "2"],
    ]);
  });
  test("EXPLAIN runs nothing", async () => {
    const [row] = await spark
      .sql(
        "EXPLAIN MAP DISTINCT PARALLEL 7 'parity' AS (name STRING) USING (SELECT id FROM range(12)) WITH (batch_size = 4)",
      )
      .collect();
    const text = String(row?.at(0));
    expect(text).toContain("workers: 7, 4 rows a call");
    expect(text).toContain("estimated calls: 3 at most");
    expect(text).toContain("Range (0, 12, step=1)");
    expect(text).toContain("|-- name: string");
    expect(calls).toEqual([]);
    const [cached] = await spark
      .sql("EXPLAIN MAP 'parity' AS (name STRING) USING (SELECT id FROM range(3)) WITH (cache = true, as_table = 't')")
      .collect();
    expect(String(cached?.at(0))).toMatch(/cache hits: of \d+ kept answers/);
  });
});

describe("failures", () => {
  const query = "MAP 'odd' AS (x INT) USING (SELECT id FROM range(4))";
  test("name task and row, and leave no table behind", async () => {
    const error = await failureOf(() => spark.sql(query).collect());
    expect(error.condition).toBe("FAILED_EXECUTE_UDF");
    expect(error.messageParameters).toMatchObject({ functionName: "`odd`", row: "id = 2", reason: "Error: no twos" });
    await failureOf(async () => await spark.sql(`${query} WITH (as_table = 'half_written')`));
    expect(spark.catalog.tableExists("half_written")).toBe(false);
  });
  test("give null with on_error", async () => {
    expect(values(await spark.sql(`${query} WITH (on_error = 'null')`).collect())).toEqual([
      [0, 0],
      [1, 1],
      [2, null],
      [3, 3],
    ]);
  });
  test("are tried again, and timed", async () => {
    let tries = 0;
    spark.tasks.register("flaky", async () => {
      if (++tries < 3) throw new Error("not yet");
      return "ok";
    });
    expect(values(await spark.sql("MAP 'flaky' USING (SELECT 1 AS id) WITH (retries = 2)").collect())).toEqual([
      [1, "ok"],
    ]);
    const late = await failureOf(() =>
      spark.sql("MAP 'slow' USING (SELECT 1 AS id) WITH (timeout = '10ms')").collect(),
    );
    expect(late.messageParameters["reason"]).toContain("longer than 10 ms");
  });
  test("of the statement", async () => {
    expect((await failureOf(() => spark.sql("MAP 'unknown' USING (SELECT 1)"))).condition).toBe(
      "SPARKWRIGHT_TASK_NOT_FOUND",
    );
    for (const wrong of ["retries = 'x'", "timeout = 'soon'", "colour = 'red'"]) {
      expect((await failureOf(() => spark.sql(`MAP 'odd' USING (SELECT 1) WITH (${wrong})`))).condition).toBe(
        "INVALID_SQL_SYNTAX",
      );
    }
    expect((await failureOf(() => spark.sql("MAP PARALLEL 'odd' USING (SELECT 1)"))).condition).toBe(
      "PARSE_SYNTAX_ERROR",
    );
  });
});

describe("tasks", () => {
  test("of a Pipeline", async () => {
    const twice = node({ output: "twice", inputs: ["id"], fn: (id: number) => id * 2 });
    spark.tasks.register("pipeline", new Pipeline([twice]));
    expect(values(await spark.sql("MAP 'pipeline' AS (twice INT) USING (SELECT id FROM range(3))").collect())).toEqual([
      [0, 0],
      [1, 2],
      [2, 4],
    ]);
  });
  test("of a module", async () => {
    const path = join(directory, "model.mjs");
    writeFileSync(path, "export const triple = ({ id }) => id * 3;\nexport default ({ id }) => id;\n");
    spark.tasks.register("module", `${path}#triple`);
    expect(values(await spark.sql("MAP 'module' AS (x INT) USING (SELECT id FROM range(3))").collect())).toEqual([
      [0, 0],
      [1, 3],
      [2, 6],
    ]);
  });
  test("of a YAML file of steps", async () => {
    spark.tasks.register("shout", ({ text }: { text: string }) => text.toUpperCase());
    spark.tasks.register("count", ({ words, year }: { words: string; year: number }) => ({
      n: words.length,
      year: year + 1,
    }));
    const path = join(directory, "enrich.yaml");
    writeFileSync(
      path,
      `
name: enrich
returns: loud STRING, n INT, next INT
steps:
  - name: loud
    call: shout
    with: { text: "\${row.title}!" }
  - name: counted
    call: count
    with: { words: "\${loud}", year: "\${row.year}" }
result: { loud: "\${loud}", n: "\${counted.n}", next: "\${counted.year}" }
`,
    );
    const made = spark.sql(`MAP PARALLEL 2 '${path}' USING (SELECT 'hey' AS title, 1999 AS year)`);
    expect(values(await made.collect())).toEqual([["hey", 1999, "HEY!", 4, 2000]]);
    writeFileSync(
      join(directory, "bad.yaml"),
      "steps:\n  - name: a\n    call: shout\n    with: { text: '${later}' }\n",
    );
    const error = await failureOf(() => spark.sql(`MAP '${join(directory, "bad.yaml")}' USING (SELECT 1)`));
    expect(error.message).toContain("step a refers to later, which is no earlier step");
  });
});
