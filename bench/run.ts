/** `npm run bench -- [NAME ...]`: times this package beside its peers, on this machine, in one run. */
import { availableParallelism } from "node:os";
import { collectRows } from "./collect-rows.ts";
import { connect } from "./connect.ts";
import { encoding } from "./encoding.ts";
import { builtInFunctions } from "./functions.ts";
import { type Benchmark, PYTHON, report } from "./harness.ts";
import { pipeline } from "./pipeline.ts";
import { planning } from "./planning.ts";
import { queries } from "./query.ts";
import { memoryLimit, slowConsumer } from "./memory.ts";
import { startUp } from "./start-up.ts";
import { userFunctions } from "./udf.ts";

const BENCHMARKS: readonly Benchmark[] = [
  startUp,
  pipeline,
  collectRows,
  ...planning,
  ...queries,
  userFunctions,
  builtInFunctions,
  slowConsumer,
  memoryLimit,
  ...encoding,
  ...connect,
];

const wanted: readonly string[] = process.argv.slice(2);
const chosen: readonly Benchmark[] =
  wanted.length === 0 ? BENCHMARKS : BENCHMARKS.filter(({ name }) => wanted.some((part) => name.startsWith(part)));

if (chosen.length === 0) {
  console.error(`No such benchmark. There are: ${BENCHMARKS.map(({ name }) => name).join(", ")}`);
  process.exitCode = 1;
} else {
  console.log(
    `Node ${process.version}, ${availableParallelism()} cores; peers of ${PYTHON}. Medians, ratio, (least .. most).`,
  );
}
for (const { name, title, run } of chosen) {
  console.log(`\n${name}: ${title}`);
  console.log(report(await run()));
}
