/** How much memory a slow consumer costs, by the size of what it reads: each figure from a program of its own. */
import { fileURLToPath } from "node:url";
import { type Benchmark, output, type Result } from "./harness.ts";

const PROGRAM = fileURLToPath(new URL("memory-program.ts", import.meta.url));
const ROWS = 500_000;

async function measure(name: string, task: string, rows: number): Promise<Result> {
  const { status, stdout, stderr } = await output(process.execPath, [PROGRAM, task, String(rows)]);
  const last = (text: string): string => text.trim().split("\n").at(-1) ?? "";
  return status === 0 ? { name, figure: last(stdout) } : { name, skipped: last(stderr) };
}

export const memoryLimit: Benchmark = {
  name: "limit",
  title: "peak memory of 2 M rows of about 40 bytes, without a limit and with one of 32 MiB (Linux)",
  async run() {
    const results: Result[] = [];
    for (const task of ["sort", "groups", "window", "distinct"]) {
      results.push(await measure(TITLES[task] ?? task, task, 4 * ROWS));
      results.push(await measure(`${TITLES[task] ?? task}, limited`, `bounded-${task}`, 4 * ROWS));
    }
    return results;
  },
};

export const slowConsumer: Benchmark = {
  name: "memory",
  title: "peak memory while a slow consumer reads 0.5, 2 and 8 M rows of about 40 bytes (Linux)",
  async run() {
    const results: Result[] = [];
    for (const task of ["parquet", "csv", "held"]) {
      for (const factor of [1, 4, 16]) {
        results.push(await measure(`${TITLES[task]}, ${factor / 2} M rows`, task, ROWS * factor));
      }
    }
    return results;
  },
};
const TITLES: { readonly [task: string]: string } = {
  parquet: "read by row groups",
  csv: "put aside in a file first",
  sort: "sort by a text",
  groups: "a group for each row",
  window: "numbers within partitions",
  distinct: "a distinct count of each row",
  held: "for comparison, collect() to Arrow",
};
