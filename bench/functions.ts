/**
 * Every built-in function over columns of a Parquet file, beside PySpark local: a count of the values, so that they are all
 * made and none leaves its engine. `SPARKWRIGHT_BENCH_FUNCTIONS` is a pattern of the functions wanted, `SPARKWRIGHT_BENCH_OUT` a
 * file that gets a line of JSON for each as soon as it is timed.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, appendFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { SparkSession } from "sparkwright";
import { functionData, ROWS } from "./function-data.ts";
import { AGGREGATES, QUERIES, SCALAR, SKETCHES, WINDOWS } from "./function-expressions.ts";
import { type Benchmark, missingPeer, PEERS, PYTHON, type Result } from "./harness.ts";

/** What one query took at best: the machine may be busy with other things, and that only adds. */
interface Times {
  readonly wall: number;
  /** Of all threads and processes of the engine; NaN where the system does not tell. */
  readonly cpu: number;
}
interface Case {
  readonly family: string;
  readonly name: string;
  /** Rows with the values as `r`, or a query that counts them itself. */
  readonly rows?: string;
  readonly query?: string;
  /** Whether a kernel takes part. */
  readonly kernel?: boolean;
}
interface Timed extends Case {
  readonly own: Times | string;
  readonly peer: Times | string;
}

const RUNS = 3;
/** A slow function is not run again and again. */
const ENOUGH_MS = 6000;
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

/** Milliseconds of processor that a process has used; NaN where there is no /proc. */
function processCpu(pid: number | "self"): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return NaN;
  }
}
function children(): readonly number[] {
  const own = String(process.pid);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1] === own;
      } catch {
        return false;
      }
    })
    .map(Number);
}

class OwnEngine {
  readonly #spark: SparkSession;
  constructor(spark: SparkSession) {
    this.#spark = spark;
  }
  async time(query: string, except?: number): Promise<Times | string> {
    const hosts = process.platform === "linux" ? children().filter((pid) => pid !== except) : [];
    const cpuNow = (): number => hosts.reduce((sum, pid) => sum + processCpu(pid), processCpu("self"));
    let best: Times | undefined;
    const begin = performance.now();
    try {
      for (let run = -1; run < RUNS; run++) {
        const [start, cpu] = [performance.now(), cpuNow()];
        await this.#spark.sql(query).collect();
        const took: Times = { wall: performance.now() - start, cpu: cpuNow() - cpu };
        best = run <= 0 ? took : least(best, took);
        if (performance.now() - begin > ENOUGH_MS) break;
      }
    } catch (error) {
      return String(error).split("\n")[0] ?? "";
    }
    return best ?? "not run";
  }
}
function least(a: Times | undefined, b: Times): Times {
  return a === undefined ? b : { wall: Math.min(a.wall, b.wall), cpu: Math.min(a.cpu, b.cpu) };
}

/** PySpark in a process of its own, asked query by query, so that both engines run in turn. */
class PeerEngine {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  constructor(views: { readonly [name: string]: string }) {
    this.#child = spawn(PYTHON, [PEERS, "pyspark", "columns", JSON.stringify(views)], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }
  get pid(): number | undefined {
    return this.#child.pid;
  }
  async time(query: string): Promise<Times | string> {
    this.#child.stdin!.write(`${JSON.stringify(query)}\n`);
    const { value, done } = await this.#lines.next();
    if (done === true) return "the peer has ended";
    const answer = JSON.parse(value) as { wall?: number; cpu?: number | null; error?: string };
    return answer.error ?? { wall: answer.wall ?? NaN, cpu: answer.cpu ?? NaN };
  }
  end(): void {
    this.#child.stdin!.end();
  }
}

const whole = (ms: number): string => ((ms * 1_000_000) / ROWS).toFixed(0);
function figure({ own, peer, kernel }: Timed): string {
  if (typeof own === "string") return `not measured: ${own}`;
  const rate = ROWS / (own.cpu / 1000);
  const slow = kernel === true && rate < KERNEL_FLOOR ? `   kernel, ${(rate / 1e6).toFixed(1)} M/s` : "";
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
      try {
        query = one.query ?? counting(one.rows ?? "", spark);
      } catch (error) {
        timed.push({ ...one, own: String(error).split("\n")[0] ?? "", peer: "" });
        continue;
      }
      const theirs = (await peer?.time(query)) ?? missing ?? "";
      const ours = await own.time(query, peer?.pid);
      timed.push({ ...one, query, own: ours, peer: theirs });
      if (out !== undefined) appendFileSync(out, `${JSON.stringify(timed.at(-1))}\n`);
    }
    peer?.end();
    return [...timed.map((t): Result => ({ name: `${t.family}: ${t.name}`, figure: figure(t) })), ...summary(timed)];
  },
};

function summary(timed: readonly Timed[]): readonly Result[] {
  const compared = timed.filter((t) => typeof t.own !== "string" && typeof t.peer !== "string");
  const ratio = ({ own, peer }: Timed, by: keyof Times): number => (peer as Times)[by] / (own as Times)[by];
  const slower = compared.filter((t) => ratio(t, "wall") < 1).toSorted((a, b) => ratio(a, "wall") - ratio(b, "wall"));
  const slowerCpu = compared.filter((t) => ratio(t, "cpu") < 1);
  const text = (t: Timed): string => `${t.name} ${ratio(t, "wall").toFixed(2)}`;
  return [
    { name: "compared", figure: `${compared.length} of ${timed.length}` },
    { name: "slower than PySpark", figure: `${slower.length}: ${slower.map(text).join(", ")}` },
    { name: "more processor time", figure: `${slowerCpu.length}: ${slowerCpu.map(({ name }) => name).join(", ")}` },
  ];
}
