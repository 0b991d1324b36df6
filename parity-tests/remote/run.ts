/**
 * Runs the cases of fixtures/ through a Spark Connect server and compares with Spark's recorded answers.
 *
 *     node parity-tests/remote/run.ts             a Spark 4.3 server, started and stopped here (PYTHON names the Python)
 *     node parity-tests/remote/run.ts --own       this package's server
 *     node parity-tests/remote/run.ts --url sc://host:port
 *     ... --only "api/window"                     cases whose "subject: name" matches
 *     ... --shard 1/2                             every second file
 *     ... --list                                  writes what differs as known-differences has it
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Answer, type Case, type CaseFile, readCaseFiles } from "../case-files.ts";
import { difference, sameAnswer } from "../compare.ts";
import { CaseRunner, openRoot, tearDown } from "../run-case.ts";
import { startOwnServer } from "./own-server.ts";
import type { RunningServer } from "./server-process.ts";
import { findSpark, startSparkServer } from "./spark-server.ts";

/** The share of cases that must agree with a Spark server, in percent. */
const LEAST = 98;

/** How often a case is asked again that fails in another way than Spark did when it was recorded. */
const CHANCES = 4;

type Reasons = { readonly [subject: string]: { readonly [name: string]: string } };

const { values } = parseArgs({
  options: {
    own: { type: "boolean" },
    url: { type: "string" },
    only: { type: "string" },
    shard: { type: "string" },
    list: { type: "boolean" },
  },
});

function reasonsOf(file: string): Reasons {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")) as Reasons;
}

async function serverOf(): Promise<RunningServer | undefined> {
  if (values.url !== undefined) return { url: values.url, stop: () => Promise.resolve() };
  if (values.own === true) return startOwnServer();
  const python = process.env["PYTHON"] ?? "python3";
  const found = findSpark(python);
  if ("home" in found) return startSparkServer(python, found.home);
  console.log(`skipped: ${found.missing}. Set PYTHON to one with pyspark[connect]==4.3.0, and have Java 17.`);
  return undefined;
}

function chosen(): CaseFile[] {
  const [part = 1, parts = 1] = (values.shard ?? "1/1").split("/").map(Number);
  const only = new RegExp(values.only ?? "");
  return [...readCaseFiles("api"), ...readCaseFiles("sql")]
    .filter((_, i) => i % parts === part - 1)
    .map((file) => ({ ...file, cases: file.cases.filter(({ name }) => only.test(`${file.subject}: ${name}`)) }))
    .filter(({ cases }) => cases.length > 0);
}

/** The answer, or what went wrong with asking. */
function answerTo(runner: CaseRunner, given: Case, want: Answer): Promise<Answer | string> {
  return runner.run(given).then(
    (answer) => ({ ...answer, sorted: want.sorted === true }),
    (error: unknown) => String(error),
  );
}
const isSame = (got: Answer | string, want: Answer): boolean => typeof got !== "string" && sameAnswer(got, want);
const areErrors = (got: Answer | string, want: Answer): boolean =>
  typeof got !== "string" && got.error !== undefined && want.error !== undefined;

async function main(): Promise<void> {
  const server = await serverOf();
  if (server === undefined) return;
  // The server is a process of its own: it must not outlive a run that is broken off.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void server.stop().finally(() => process.exit(1)));
  }
  const known = reasonsOf(values.own === true ? "../known-differences.json" : "known-differences.json");
  const root = openRoot(server.url);
  const count = { all: 0, same: 0, known: 0, unknown: 0, healed: 0 };
  const list: { [subject: string]: { [name: string]: string } } = {};
  try {
    for (const file of chosen()) {
      const runner = new CaseRunner(root, file);
      for (const given of file.cases) {
        const want = file.answers.get(given.name);
        if (want === undefined) continue;
        count.all++;
        const reason = known[file.subject]?.[given.name];
        let got = await answerTo(runner, given, want);
        // Where several rows fail, it is up to Spark's tasks which of them is told of.
        for (let i = 0; i < CHANCES && areErrors(got, want) && !isSame(got, want); i++) {
          got = await answerTo(runner, given, want);
        }
        const same = isSame(got, want);
        if (same) count.same++;
        if (same && reason !== undefined && values.own !== true) {
          count.healed++;
          console.log(`${file.subject}: ${given.name}\n    now as Spark has it: ${reason}`);
        }
        if (same) continue;
        count[reason === undefined ? "unknown" : "known"]++;
        if (reason !== undefined) continue;
        const text = typeof got === "string" ? got : difference(got, want);
        console.log(`${file.subject}: ${given.name}\n    ${text}`);
        (list[file.subject] ??= {})[given.name] = text.slice(0, 200);
      }
      console.log(`# ${file.subject} done: ${count.same} of ${count.all} agree`);
    }
  } finally {
    await tearDown(root);
    await server.stop();
  }
  const percent = (100 * count.same) / Math.max(1, count.all);
  console.log(
    `${count.same} of ${count.all} answers agree (${percent.toFixed(2)} %), ${count.known} differ for a known reason, ` +
      `${count.unknown} for none, ${count.healed} no longer differ`,
  );
  if (values.list === true) console.log(JSON.stringify(list, null, 2));
  if (count.unknown > 0 || count.healed > 0 || percent < LEAST) process.exitCode = 1;
}

await main();
