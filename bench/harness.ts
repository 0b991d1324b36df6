/** Timing: medians of several runs after a warm-up, all contenders in one run, ratios to the first. */
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** One contender's times in milliseconds, or why there are none. */
export interface Result {
  readonly name: string;
  readonly milliseconds?: readonly number[];
  readonly skipped?: string;
  /** What was measured, where it is no time. */
  readonly figure?: string;
}
export interface Benchmark {
  readonly name: string;
  /** What is timed, in a line. */
  readonly title: string;
  run(): Promise<readonly Result[]>;
}

const RUNS = 7;

export async function time(name: string, step: () => unknown, runs: number = RUNS, warmUp = 2): Promise<Result> {
  const milliseconds: number[] = [];
  for (let run = -warmUp; run < runs; run++) {
    const start = performance.now();
    await step();
    if (run >= 0) milliseconds.push(performance.now() - start);
  }
  return { name, milliseconds };
}

/** The peers' interpreter. Whatever package it has takes part. */
export const PYTHON: string = process.env["SPARKWRIGHT_BENCH_PYTHON"] ?? "python3";
export const PEERS: string = fileURLToPath(new URL("peers.py", import.meta.url));

/** Times that bench/peers.py takes, in a process of its own. */
export async function peer(engine: string, task: string, ...args: readonly string[]): Promise<Result> {
  const missing = missingPeer(engine);
  if (missing !== undefined) return { name: engine, skipped: missing };
  const { status, stdout, stderr } = await output(PYTHON, [PEERS, engine, task, ...args]);
  if (status !== 0) return { name: engine, skipped: `it failed: ${stderr.trim().split("\n").at(-1) ?? ""}` };
  return { name: engine, milliseconds: JSON.parse(stdout.trim().split("\n").at(-1) ?? "[]") as number[] };
}
export function missingPeer(engine: string): string | undefined {
  const { status, error } = spawnSync(PYTHON, ["-c", `import ${engine}`], { encoding: "utf8" });
  if (error !== undefined) return `there is no ${PYTHON} (SPARKWRIGHT_BENCH_PYTHON names the peers' interpreter)`;
  return status === 0 ? undefined : `${PYTHON} has no package ${engine}`;
}

export interface Output {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
export async function output(command: string, args: readonly string[]): Promise<Output> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, stdout, stderr })));
}

/** How long a program takes from its start until it has printed something. */
export async function timeProgram(name: string, command: string, args: readonly string[], runs = 5): Promise<Result> {
  const milliseconds: number[] = [];
  for (let run = -1; run < runs; run++) {
    const start = performance.now();
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "ignore"] });
    const ended = new Promise((resolve) => child.on("close", resolve));
    const printed = await new Promise<boolean>((resolve) => {
      child.stdout.once("data", () => resolve(true));
      void ended.then(() => resolve(false));
    });
    const took = performance.now() - start;
    await ended;
    if (!printed) return { name, skipped: "it printed nothing" };
    if (run >= 0) milliseconds.push(took);
  }
  return { name, milliseconds };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Medians, the spread, and how many times as long as the first each took. */
export function report(results: readonly Result[]): string {
  const first = results.find((r) => r.milliseconds !== undefined);
  const base = median(first?.milliseconds ?? []);
  const width = Math.max(...results.map(({ name }) => name.length));
  return results
    .map(({ name, milliseconds, skipped, figure }) => {
      if (figure !== undefined) return `  ${name.padEnd(width)}  ${figure}`;
      if (milliseconds === undefined) return `  ${name.padEnd(width)}  skipped: ${skipped ?? ""}`;
      const middle = median(milliseconds);
      const spread = `${format(Math.min(...milliseconds))} .. ${format(Math.max(...milliseconds))}`;
      return `  ${name.padEnd(width)}  ${format(middle).padStart(8)} ms  x ${(middle / base).toFixed(2).padEnd(7)} (${spread})`;
    })
    .join("\n");
}
function format(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 10 ? 2 : milliseconds < 100 ? 1 : 0);
}
