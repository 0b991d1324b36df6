/** How much memory a slow consumer costs, by the size of what it reads: each figure from a program of its own. */
import { fileURLToPath } from "node:url";
import { type Benchmark, output, type Result } from "./harness.ts";

const PROGRAM = fileURLToPath(new URL("memory-program.ts", import.meta.url));
const ROWS = 500_000;

export const slowConsumer: Benchmark = {
  name: "memory",
  title: "peak memory while a slow consumer reads 0.5, 2 and 8 M rows of about 40 bytes (Linux)",
  async run() {
    const results: Result[] = [];
    for (const task of ["parquet", "csv", "held"]) {
      for (const factor of [1, 4, 16]) {
        const name = `${TITLES[task]}, ${factor / 2} M rows`;
        const { status, stdout, stderr } = await output(process.execPath, [PROGRAM, task, String(ROWS * factor)]);
        results.push(
          status === 0
            ? { name, figure: stdout.trim().split("\n").at(-1) ?? "" }
            : { name, skipped: stderr.trim().split("\n").at(-1) ?? "it failed" },
        );
      }
    }
    return results;
  },
};
const TITLES: { readonly [task: string]: string } = {
  parquet: "read by row groups",
  csv: "put aside in a file first",
  held: "for comparison, collect() to Arrow",
};
