/** Runs PySpark's doctests (`doctests.py`) against a server of this package. */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { startConnectServer } from "../../src/connect/index.ts";
import { SparkSession } from "../../src/session/spark-session.ts";

export interface ExampleResult {
  readonly example: string;
  readonly passed: boolean;
  readonly got: string;
}

/** The interpreter to use: `SPARKWRIGHT_PYTHON`, else `python3`; undefined where it lacks PySpark's Connect client. */
export function pythonWithPySpark(): string | undefined {
  const python = process.env["SPARKWRIGHT_PYTHON"] ?? "python3";
  const { status } = spawnSync(python, ["-c", "import pyspark.sql.connect.session"], { stdio: "ignore" });
  return status === 0 ? python : undefined;
}

export async function runDoctests(
  python: string,
  modules: readonly string[],
  part = "",
  tell: (result: ExampleResult) => void = () => {},
): Promise<ExampleResult[]> {
  // As Spark's own doctests are run.
  const settings = { "spark.sql.timeType.enabled": "true", "spark.sql.session.timeZone": "UTC" };
  const spark = SparkSession.builder.config(settings).getOrCreate();
  const server = await startConnectServer(spark, { port: 0, python });
  try {
    const script = new URL("doctests.py", import.meta.url).pathname;
    const remote = `sc://127.0.0.1:${server.port}`;
    const child = spawn(python, ["-W", "ignore", script, remote, modules.join(","), part], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const results: ExampleResult[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const result = JSON.parse(line) as ExampleResult;
      results.push(result);
      tell(result);
    }
    return results;
  } finally {
    await server.stop();
    await spark.stop();
  }
}

/** Examples that fail, and why, by patterns of their names. */
export function knownFailures(): readonly { readonly pattern: RegExp; readonly reason: string }[] {
  const text = readFileSync(new URL("known-failures.json", import.meta.url), "utf8");
  const known = JSON.parse(text) as { readonly [reason: string]: readonly string[] };
  return Object.entries(known).flatMap(([reason, patterns]) =>
    patterns.map((pattern) => ({ pattern: new RegExp(`^${pattern}( |$)`), reason })),
  );
}
