/** Laws of expressions and predicates: random trees over a table of awkward values. */
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { cellReader, readIpcStream } from "../src/arrow/index.ts";
import type { EmbeddedEngine } from "../src/engine/embedded-engine.ts";
import { runLowered } from "../src/engine/run-lowered.ts";
import { type DataFrame, SparkSession } from "../src/index.ts";
import { lowerQuery } from "../src/lowering/index.ts";
import { optimize } from "../src/optimizer/index.ts";

const spark: SparkSession = SparkSession.builder.config("spark.sparkwright.longType", "bigint").create();
afterAll(() => spark.stop());

const ROWS: readonly string[] = [
  "(0, 0L, 0.5D, '', true)",
  "(1, -1L, -0.0D, 'a', false)",
  "(-3, 7L, 2.25D, 'ab%c', null)",
  "(null, 100L, double('NaN'), null, true)",
  "(12, null, null, 'Ab_c', false)",
  "(5, 3L, double('Infinity'), '12', null)",
];
const NAMES = ["i", "l", "d", "s", "b"];
const table: DataFrame = spark.sql(
  `SELECT *, monotonically_increasing_id() AS n FROM VALUES ${ROWS.join(", ")} AS t(${NAMES.join(", ")})`,
);
table.createOrReplaceTempView("t");

type Text = fc.Arbitrary<string>;
interface Trees {
  readonly expression: Text;
  readonly predicate: Text;
}
/** Random trees over these columns, or over constants alone. */
const trees = (numbers: readonly string[], texts: readonly string[], truths: readonly string[]): Trees =>
  fc.letrec<{ expression: string; predicate: string; text: string }>((tie) => {
    const [n, p, s] = [tie("expression"), tie("predicate"), tie("text")];
    const of = (template: string, ...parts: readonly Text[]): Text =>
      fc.tuple(...parts).map((given) => given.reduce((made, part) => made.replace("?", () => part), template));
    const oneOf = (leaves: readonly Text[], ...inner: readonly Text[]): Text =>
      fc.oneof({ maxDepth: 4, withCrossShrink: true }, ...leaves, ...inner);
    return {
      expression: oneOf(
        [fc.constantFrom(...numbers, "0", "1", "-2", "3L", "0.5D", "CAST(NULL AS INT)")],
        of("(? + ?)", n, n),
        of("(? - ?)", n, n),
        of("(? * ?)", n, n),
        of("(? / ?)", n, n),
        of("try_divide(?, ?)", n, n),
        of("(? % ?)", n, n),
        of("(- ?)", n),
        of("abs(?)", n),
        of("coalesce(?, ?)", n, n),
        of("nullif(?, ?)", n, n),
        of("greatest(?, ?)", n, n),
        of("if(?, ?, ?)", p, n, n),
        of("CASE WHEN ? THEN ? WHEN ? THEN ? ELSE ? END", p, n, p, n, n),
        of("CASE WHEN ? <> 0 THEN ? / 2 END", n, n),
        of("length(?)", s),
      ),
      predicate: oneOf(
        [fc.constantFrom(...truths, "true", "false", "CAST(NULL AS BOOLEAN)")],
        of("(? = ?)", n, n),
        of("(? < ?)", n, n),
        of("(? >= ?)", n, n),
        of("(? <=> ?)", n, n),
        of("(? = ?)", s, s),
        of("(? < ?)", s, s),
        of("(? LIKE 'a%')", s),
        of("(? IS NULL)", n),
        of("(? IN (?, 1, NULL))", n, n),
        of("(? BETWEEN ? AND 5)", n, n),
        of("(? AND ?)", p, p),
        of("(? OR ?)", p, p),
        of("(NOT ?)", p),
      ),
      text: oneOf(
        [fc.constantFrom(...texts, "'a'", "''", "CAST(NULL AS STRING)")],
        of("upper(?)", s),
        of("concat(?, ?)", s, s),
        of("substring(?, 2, 1)", s),
        of("coalesce(?, ?)", s, s),
        of("if(?, ?, ?)", p, s, s),
      ),
    };
  });

const { expression: number, predicate } = trees(["i", "l", "d"], ["s"], ["b"]);
const { predicate: constant } = trees([], [], []);

type Answer = { readonly rows: readonly string[] } | { readonly error: string };
const show = (value: unknown): string => (Object.is(value, -0) ? "-0" : String(value));

async function answer(run: () => Promise<readonly unknown[]>): Promise<Answer> {
  try {
    return { rows: (await run()).map(show) };
  } catch (error) {
    const { condition } = error as { readonly condition?: string };
    // An error without a condition is a defect, whatever the law says.
    if (condition === undefined || condition === "INTERNAL_ERROR") throw error;
    return { error: condition };
  }
}
async function column(df: DataFrame): Promise<readonly unknown[]> {
  return (await df.collect<{ x: unknown }>()).map((row) => row.x);
}
/** The answer to a plan, lowered as analysed or as optimised. */
async function lowered(df: DataFrame, optimized: boolean): Promise<readonly unknown[]> {
  const engine = spark.engine as EmbeddedEngine;
  const plan = await engine.analyze(df.plan);
  const query = lowerQuery(optimized ? optimize(plan) : plan);
  const values: unknown[] = [];
  for await (const bytes of runLowered(engine.conf, query, {})) {
    for (const batch of readIpcStream(bytes).batches) {
      const [field] = query.schema.fields;
      if (field === undefined) continue;
      const read = cellReader(batch.columns[0] as never, field.dataType, { long: "bigint" } as never);
      for (let row = 0; row < batch.length; row++) values.push(read(row));
    }
  }
  return values;
}

const RUNS = { numRuns: 40 };

describe("a random expression", () => {
  test("has the same value optimised and not", () =>
    fc.assert(
      fc.asyncProperty(number, predicate, async (x, p) => {
        const df = spark.sql(`SELECT ${x} AS x FROM t WHERE ${p}`);
        const [optimised, plain] = [await answer(() => lowered(df, true)), await answer(() => lowered(df, false))];
        // As in Spark, an operand that nothing asks for is left out, and its errors with it.
        if ("rows" in plain) expect(optimised).toEqual(plain);
      }),
      RUNS,
    ));

  test("has the same value over columns and over constants", () =>
    fc.assert(
      fc.asyncProperty(number, fc.constantFrom(...ROWS.keys()), async (x, row) => {
        const cells = (ROWS[row] as string).slice(1, -1).split(", ");
        const typed = ["INT", "BIGINT", "DOUBLE", "STRING", "BOOLEAN"].map((type, i) => `CAST(${cells[i]} AS ${type})`);
        const folded = x.replace(/\b[ildsb]\b(?!\()/g, (name) => typed[NAMES.indexOf(name)] as string);
        const overColumns = await answer(() => column(spark.sql(`SELECT ${x} AS x FROM t WHERE n = ${row}`)));
        const overConstants = await answer(() => column(spark.sql(`SELECT ${folded} AS x`)));
        // A constant null decides before anything is asked that might fail.
        if ("rows" in overColumns) expect(overConstants).toEqual(overColumns);
      }),
      RUNS,
    ));

  test("has the same value at once and through a column that is kept", () =>
    fc.assert(
      fc.asyncProperty(number, number, async (x, y) => {
        const atOnce = spark.sql(`SELECT coalesce(${x}, ${y}) AS x FROM t`);
        const kept = spark.sql(`SELECT ${x} AS left, ${y} AS right FROM t`).cache();
        const stepwise = await answer(() => column(kept.selectExpr("coalesce(left, right) AS x")));
        kept.unpersist();
        // Computed ahead, the second operand may fail where it would not have been asked for.
        if ("rows" in stepwise) expect(await answer(() => column(atOnce))).toEqual(stepwise);
      }),
      RUNS,
    ));
});

describe("a random predicate", () => {
  test("splits a table in three", () =>
    fc.assert(
      fc.asyncProperty(predicate, async (p) => {
        const rows = async (df: DataFrame): Promise<string[]> => (await df.collect()).map(String);
        const split = await answer(async () =>
          (
            await Promise.all([table.filter(p), table.filter(`NOT (${p})`), table.filter(`(${p}) IS NULL`)].map(rows))
          ).flat(),
        );
        if ("rows" in split) expect(split.rows.toSorted()).toEqual((await rows(table)).toSorted());
      }),
      RUNS,
    ));

  test("keeps the rows for which it is true as a column", () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(predicate, constant), async (p) => {
        const kept = await answer(async () => [await table.filter(p).count()]);
        const marked = await answer(async () => [
          (await column(table.selectExpr(`${p} AS x`))).filter((x) => x === true).length,
        ]);
        expect(kept).toEqual(marked);
      }),
      RUNS,
    ));
});
