/**
 * Every built-in function over columns of a Parquet file, beside PySpark local: a count of the values, so that they are all
 * made and none leaves its engine. `SPARKWRIGHT_BENCH_FUNCTIONS` is a pattern of the functions wanted, `SPARKWRIGHT_BENCH_OUT` a
 * file that gets a line of JSON for each as soon as it is timed.
 */
import { appendFileSync } from "node:fs";
import { SparkSession } from "sparkwright";
import { functionData, ROWS } from "./function-data.ts";
import { OwnEngine, PeerEngine, type Times } from "./function-engines.ts";
import { AGGREGATES, QUERIES, SCALAR, SKETCHES, WINDOWS } from "./function-expressions.ts";
import { type Benchmark, missingPeer, type Result } from "./harness.ts";

interface Case {
  readonly family: string;
  readonly name: string;
  /** Rows with the values as `r`, or a query that counts them itself. */
  readonly rows?: string;
  readonly query?: string;
}
interface Timed extends Case {
  /** Where a kernel makes a value for each row: milliseconds that it takes. */
  readonly kernel?: number | undefined;
  readonly own: Times | string;
  readonly peer: Times | string;
}

/** Simple values that a kernel should make in a second of one core. */
const KERNEL_FLOOR = 5_000_000;

function lines(families: {
  readonly [family: string]: string;
}): readonly { family: string; name: string; text: string }[] {
  return Object.entries(families).flatMap(([family, block]) =>
    block
      .trim()
      .split("\n")
      .map((line) => {
        const named = /^\s*(\S[^:('{]*?|:|\S\S?): (.*)$/.exec(line);
        const text = named?.[2] ?? line.trim().replace(/,$/, "");
        return { family, name: named?.[1] ?? /^[\w$]+/.exec(text)?.[0] ?? text, text };
      }),
  );
}

/**
 * A query that counts the values of `r`. A count of what cannot be null would be a count of rows, in both engines: there the
 * values may be null as far as the engines know.
 */
function counting(rows: string, spark: SparkSession): string {
  const nullable = spark.sql(rows).schema.fields.some(({ name, nullable: may }) => name === "r" && may);
  return `SELECT count(${nullable ? "r" : "IF(id >= 0, r, NULL)"}) FROM (${rows})`;
}
async function usesKernel(query: string, spark: SparkSession): Promise<boolean> {
  const plan = await spark.sql(`EXPLAIN EXTENDED ${query}`).collect();
  return plan.some((row) => /^[ *]*\d+ kernel /m.test(String(row["plan"])));
}
function cases(): readonly Case[] {
  return [
    ...lines(SCALAR).map(({ text, ...c }) => ({
      ...c,
      rows: `SELECT id, ${text} AS r FROM t`,
    })),
    ...lines(AGGREGATES).map(({ text, ...c }) => {
      const keys = text.startsWith("grouping") ? "CUBE(k)" : "k";
      return {
        ...c,
        rows: `SELECT k AS id, ${text} AS r FROM t GROUP BY ${keys}`,
      };
    }),
    ...lines(SKETCHES).map(({ family, name, text }) => ({
      family,
      name,
      query:
        family === "sketch"
          ? `SELECT count(${text}) FROM sketches`
          : `SELECT count(r) FROM (SELECT ${text} AS r FROM sketches GROUP BY k)`,
    })),
    ...lines(WINDOWS).map(({ text, ...c }) => ({
      ...c,
      rows: `SELECT id, ${text} OVER (PARTITION BY k ORDER BY id) AS r FROM t`,
    })),
    ...lines(QUERIES).map(({ text, ...c }) => ({ ...c, query: text })),
  ];
}

/** Values of a second. */
const rate = (ms: number): number => ROWS / (ms / 1000);
const millions = (values: number): string => (values / 1e6).toFixed(1);
const whole = (ms: number): string => ((ms * 1_000_000) / ROWS).toFixed(0);
function figure({ own, peer, kernel }: Timed): string {
  if (typeof own === "string") return `not measured: ${own}`;
  const values = kernel === undefined ? Infinity : rate(kernel);
  const slow =
    kernel === undefined ? "" : `   kernel, ${millions(values)} M/s${values < KERNEL_FLOOR ? " (slow)" : ""}`;
  const mine = `${whole(own.wall).padStart(6)} (${whole(own.cpu)})`.padEnd(15);
  if (typeof peer === "string") return `${mine} PySpark: ${peer.slice(0, 80)}${slow}`;
  const ratio = `${(peer.wall / own.wall).toFixed(1).padStart(6)} (${(peer.cpu / own.cpu).toFixed(1)})`;
  return `${mine} ${whole(peer.wall).padStart(6)} (${whole(peer.cpu)})`.padEnd(32) + ratio.padEnd(15) + slow;
}

export const builtInFunctions: Benchmark = {
  name: "functions",
  title: "ms per million rows, beside PySpark local and the ratio; in brackets the processor's time of all threads",
  async run() {
    const spark = SparkSession.builder.getOrCreate();
    spark.conf.set("spark.sql.timeType.enabled", "true");
    const views = await functionData(spark);
    for (const [name, path] of Object.entries(views)) spark.read.parquet(path).createOrReplaceTempView(name);
    const wanted = new RegExp(process.env["SPARKWRIGHT_BENCH_FUNCTIONS"] ?? "");
    const chosen = cases().filter(({ family, name, rows, query }) =>
      wanted.test(`${family}: ${name} ${rows ?? query}`),
    );
    const missing = missingPeer("pyspark");
    const peer = missing === undefined ? new PeerEngine(views) : undefined;
    const own = new OwnEngine(spark);
    const timed: Timed[] = [];
    const out = process.env["SPARKWRIGHT_BENCH_OUT"];
    for (const one of chosen) {
      let query: string;
      let kernel: number | undefined;
      try {
        query = one.query ?? counting(one.rows ?? "", spark);
        if (one.rows !== undefined && (await usesKernel(query, spark))) kernel = await own.kernelTime(query);
      } catch (error) {
        timed.push({ ...one, own: String(error).split("\n")[0] ?? "", peer: "" });
        continue;
      }
      const theirs = (await peer?.time(query)) ?? missing ?? "";
      const ours = await own.time(query, peer?.pid);
      timed.push({ ...one, query, kernel, own: ours, peer: theirs });
      if (out !== undefined) appendFileSync(out, `${JSON.stringify(timed.at(-1))}\n`);
    }
    peer?.end();
    return [...timed.map((t): Result => ({ name: `${t.family}: ${t.name}`, figure: figure(t) })), ...summary(timed)];
  },
};

function summary(timed: readonly Timed[]): readonly Result[] {
  const compared = timed.filter((t) => typeof t.own !== "string" && typeof t.peer !== "string");
  const ratio = ({ own, peer }: Timed, by: keyof Times): number => (peer as Times)[by] / (own as Times)[by];
  const slower = (by: keyof Times): readonly Timed[] =>
    compared.filter((t) => ratio(t, by) < 1).toSorted((a, b) => ratio(a, by) - ratio(b, by));
  const list = (some: readonly Timed[], figure: (t: Timed) => string): string =>
    `${some.length}: ${some.map((t) => `${t.name} ${figure(t)}`).join(", ")}`;
  const [byWall, byCpu] = [slower("wall"), slower("cpu")];
  const kernels = timed.flatMap(({ name, kernel }) => (kernel === undefined ? [] : [{ name, values: rate(kernel) }]));
  const slow = kernels.filter(({ values }) => values < KERNEL_FLOOR).toSorted((a, b) => a.values - b.values);
  return [
    { name: "compared", figure: `${compared.length} of ${timed.length}` },
    { name: "slower than PySpark", figure: list(byWall, (t) => ratio(t, "wall").toFixed(2)) },
    { name: "more processor time", figure: list(byCpu, (t) => ratio(t, "cpu").toFixed(2)) },
    {
      name: "slower by both",
      figure: list(
        byWall.filter((t) => byCpu.includes(t)),
        (t) => ratio(t, "wall").toFixed(2),
      ),
    },
    { name: "kernels", figure: `${kernels.length}` },
    {
      name: `kernels below ${KERNEL_FLOOR / 1e6} M values/s of a core`,
      figure: `${slow.length}: ${slow.map(({ name, values }) => `${name} ${millions(values)}`).join(", ")}`,
    },
  ];
}
