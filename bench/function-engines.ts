/** The two engines that functions.ts compares: asked query by query, in turn, wall clock and processor time of each. */
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { SparkSession } from "sparkwright";
import { PEERS, PYTHON } from "./harness.ts";

/** What one query took at best: the machine may be busy with other things, and that only adds. */
export interface Times {
  readonly wall: number;
  /** Of all threads and processes of the engine; NaN where the system does not tell. */
  readonly cpu: number;
}

/** A quick function is run more often, a slow one not again and again. */
const [LEAST_RUNS, MOST_RUNS] = [3, 7];
const [ENOUGH_MS, TOO_LONG_MS] = [400, 6000];
/** A peer that has not answered by then is ended, and another one started for the next query. */
const PATIENCE_MS = 180_000;

/** Milliseconds of processor that a process has used, by two clocks. */
interface Used {
  /** Of all its threads, also those that have ended; a hundredth of a second at a time. */
  readonly coarse: number;
  /** Of the threads that there are. */
  readonly fine: number;
}
const TICK_MS = 10;
function processUsed(pid: number): Used {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    const tasks = readdirSync(`/proc/${pid}/task`);
    const fine = tasks.reduce((sum, task) => sum + taskNanos(pid, task), 0) / 1e6;
    return { coarse: (Number(fields[11]) + Number(fields[12])) * TICK_MS, fine };
  } catch {
    return { coarse: NaN, fine: NaN };
  }
}
function taskNanos(pid: number, task: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]);
  } catch {
    return 0;
  }
}
/** What processes have used meanwhile; NaN where there is no /proc. */
function usedSince(before: ReadonlyMap<number, Used>): number {
  return [...before].reduce((sum, [pid, was]) => {
    const is = processUsed(pid);
    return sum + Math.max(is.fine - was.fine, is.coarse - was.coarse - TICK_MS);
  }, 0);
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

export class OwnEngine {
  readonly #spark: SparkSession;
  constructor(spark: SparkSession) {
    this.#spark = spark;
  }
  async time(query: string, except?: number): Promise<Times | string> {
    const hosts = process.platform === "linux" ? children().filter((pid) => pid !== except) : [];
    const pids = [process.pid, ...hosts];
    let best: Times | undefined;
    const begin = performance.now();
    try {
      for (let run = -1; run < MOST_RUNS; run++) {
        const before = new Map(pids.map((pid) => [pid, processUsed(pid)]));
        const start = performance.now();
        await this.#spark.sql(query).collect();
        const took: Times = { wall: performance.now() - start, cpu: usedSince(before) };
        best = run <= 0 ? took : least(best, took);
        const passed = performance.now() - begin;
        if (passed > TOO_LONG_MS || (run + 1 >= LEAST_RUNS && passed > ENOUGH_MS)) break;
      }
    } catch (error) {
      return String(error).split("\n")[0] ?? "";
    }
    return best ?? "not run";
  }
  /** Milliseconds at best that the kernels of a query take in one thread, with the way out of the engine and back. */
  async kernelTime(query: string): Promise<number> {
    const spark = this.#spark;
    let best = Infinity;
    let took = 0;
    const stop = spark.subscribe((event) => {
      if (event.type !== "stageFinished") return;
      for (const { operator, ms } of event.operators ?? []) if (operator === "kernel") took += ms;
    });
    spark.conf.set("spark.sparkwright.metrics.level", "operator");
    spark.conf.set("spark.sparkwright.engine.cpus", 1);
    const begin = performance.now();
    for (let run = -1; run < MOST_RUNS && performance.now() - begin < TOO_LONG_MS; run++) {
      took = 0;
      await spark.sql(query).collect();
      best = Math.min(best, took);
    }
    spark.conf.unset("spark.sparkwright.engine.cpus");
    spark.conf.unset("spark.sparkwright.metrics.level");
    stop();
    return best;
  }
}
function least(a: Times | undefined, b: Times): Times {
  return a === undefined ? b : { wall: Math.min(a.wall, b.wall), cpu: Math.min(a.cpu, b.cpu) };
}

/** PySpark in a process of its own, started when first asked, and again after it has ended. */
export class PeerEngine {
  readonly #views: string;
  #child: ChildProcess | undefined;
  #lines: AsyncIterator<string> | undefined;
  constructor(views: { readonly [name: string]: string }) {
    this.#views = JSON.stringify(views);
  }
  get pid(): number | undefined {
    return this.#child?.pid;
  }
  async time(query: string): Promise<Times | string> {
    const child = (this.#child ??= this.#start());
    this.#lines ??= createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    const patience = setTimeout(() => child.kill(), PATIENCE_MS);
    child.stdin!.write(`${JSON.stringify(query)}\n`);
    const { value, done } = await this.#lines.next();
    clearTimeout(patience);
    if (done === true) {
      this.#child = this.#lines = undefined;
      return "the peer has ended";
    }
    const answer = JSON.parse(value) as { wall?: number; cpu?: number | null; error?: string };
    return answer.error ?? { wall: answer.wall ?? NaN, cpu: answer.cpu ?? NaN };
  }
  #start(): ChildProcess {
    const child = spawn(PYTHON, [PEERS, "pyspark", "columns", this.#views], { stdio: ["pipe", "pipe", "ignore"] });
    // Where it has ended, the answer that does not come says so.
    child.stdin.on("error", () => undefined);
    return child;
  }
  end(): void {
    this.#child?.stdin!.end();
  }
}
