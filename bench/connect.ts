/** PySpark's own client against this package's Connect server, Spark's and Sail's, in one run. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createServer, connect as connectTo } from "node:net";
import { fileURLToPath } from "node:url";
import { type Benchmark, missingPeer, output, PYTHON, type Result } from "./harness.ts";

type Task = "select" | "rows" | "queries";
interface Contender {
  readonly name: string;
  readonly missing: string | undefined;
  readonly start: (port: number) => ChildProcess;
}

const CLIENT = fileURLToPath(new URL("connect_client.py", import.meta.url));
const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
/** Sail's program, of the package `pysail`. */
const SAIL = process.env["SPARKWRIGHT_BENCH_SAIL"] ?? "sail";

const contenders: readonly Contender[] = [
  {
    name: "sparkwright",
    missing: missingPeer("pyspark"),
    start: (port) => run(process.execPath, [CLI, "connect-server", "--port", String(port)]),
  },
  {
    name: "spark",
    missing: missingPeer("pyspark"),
    start: (port) => run(PYTHON, ["-c", SPARK_SERVER, String(port)]),
  },
  {
    name: "sail",
    missing:
      spawnSync(SAIL, ["--version"]).status === 0
        ? undefined
        : `there is no ${SAIL} (SPARKWRIGHT_BENCH_SAIL names the program of pysail)`,
    start: (port) => run(SAIL, ["spark", "server", "--ip", "127.0.0.1", "--port", String(port)]),
  },
];

/** Replaces itself by Spark's server, which PySpark brings along. */
const SPARK_SERVER = `
import os, sys, pyspark
home = os.path.dirname(pyspark.__file__)
os.environ.update(SPARK_HOME=home, SPARK_LOCAL_IP="127.0.0.1", SPARK_CONNECT_MODE="0")
os.execv(home + "/bin/spark-submit", ["spark-submit",
  "--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "--master", "local[*]",
  "--conf", "spark.ui.enabled=false", "--conf", "spark.connect.grpc.binding.address=127.0.0.1",
  "--conf", "spark.connect.grpc.binding.port=" + sys.argv[1], "spark-internal"])`;

function run(command: string, args: readonly string[]): ChildProcess {
  return spawn(command, args, { stdio: "ignore" });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
async function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTo({ host: "127.0.0.1", port });
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
  });
}

const START_LIMIT = 120_000;
async function figures({
  missing,
  start,
}: Contender): Promise<{ readonly [task in Task]: readonly number[] } | string> {
  if (missing !== undefined) return missing;
  const port = await freePort();
  const server = start(port);
  try {
    for (const since = performance.now(); !(await listens(port));) {
      if (server.exitCode !== null || performance.now() - since > START_LIMIT) return "its server does not start";
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { status, stdout, stderr } = await output(PYTHON, [CLIENT, `sc://127.0.0.1:${port}`]);
    if (status !== 0) return `it failed: ${stderr.trim().split("\n").at(-1) ?? ""}`;
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}") as { readonly [task in Task]: readonly number[] };
  } finally {
    server.kill();
  }
}

let all: Promise<ReadonlyMap<string, Awaited<ReturnType<typeof figures>>>> | undefined;
async function measured(): Promise<ReadonlyMap<string, Awaited<ReturnType<typeof figures>>>> {
  const found = new Map<string, Awaited<ReturnType<typeof figures>>>();
  for (const contender of contenders) found.set(contender.name, await figures(contender));
  return found;
}

function benchmark(task: Task, title: string): Benchmark {
  return {
    name: `connect-${task}`,
    title: `PySpark over Spark Connect: ${title}`,
    async run() {
      all ??= measured();
      return [...(await all)].map(([name, times]): Result =>
        typeof times === "string" ? { name, skipped: times } : { name, milliseconds: times[task] },
      );
    },
  };
}

export const connect: readonly Benchmark[] = [
  benchmark("select", "SELECT 1, there and back"),
  benchmark("rows", "a million rows of three columns to an Arrow table"),
  benchmark("queries", "1,000 small queries one after the other"),
];
