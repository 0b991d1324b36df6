/** Apache Spark's own Connect server, from the pyspark package of a Python. */
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, type RunningServer, startServer } from "./server-process.ts";

const CONNECT_SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer";
const CATALYST = "org.apache.spark.sql.catalyst.optimizer";

/** As the recorder of the answers has it (fixtures/record.py). */
const SETTINGS: { readonly [key: string]: string } = {
  "spark.driver.memory": "2g",
  "spark.ui.enabled": "false",
  "spark.sql.session.timeZone": "UTC",
  "spark.sql.shuffle.partitions": "2",
  "spark.sql.optimizer.excludedRules": `${CATALYST}.ConvertToLocalRelation`,
  "spark.driver.bindAddress": "127.0.0.1",
  "spark.driver.host": "127.0.0.1",
  "spark.connect.grpc.binding.address": "127.0.0.1",
  "spark.driver.extraJavaOptions": "-Duser.timezone=UTC -Duser.language=en -Duser.country=US",
};

/** Where that Python keeps Spark 4.3, or why it cannot be started. */
export function findSpark(python: string): { readonly home: string } | { readonly missing: string } {
  const program = "import os, pyspark; print(pyspark.__version__); print(os.path.dirname(pyspark.__file__))";
  const { status, stdout } = spawnSync(python, ["-c", program], { encoding: "utf8" });
  const [version = "", home = ""] = (stdout ?? "").trim().split(/\r?\n/);
  if (status !== 0 || home === "") return { missing: `${python} has no pyspark` };
  if (!version.startsWith("4.3.")) return { missing: `${python} has pyspark ${version}, not 4.3` };
  if (spawnSync("java", ["-version"]).status !== 0) return { missing: "there is no Java" };
  return { home };
}

export async function startSparkServer(python: string, home: string): Promise<RunningServer> {
  const port = await freePort();
  const scratch = mkdtempSync(join(tmpdir(), "spark-connect-"));
  const settings = {
    ...SETTINGS,
    "spark.connect.grpc.binding.port": String(port),
    "spark.sql.warehouse.dir": join(scratch, "warehouse"),
  };
  const args = Object.entries(settings).flatMap(([key, value]) => ["--conf", `${key}=${value}`]);
  const submit = join(home, "bin", process.platform === "win32" ? "spark-submit.cmd" : "spark-submit");
  return startServer(
    submit,
    ["--class", CONNECT_SERVER, "--name", "parity", "--master", "local[2]", ...args, "spark-internal"],
    {
      ready: /Spark Connect server started/,
      url: () => `sc://127.0.0.1:${port}`,
      env: {
        SPARK_HOME: home,
        SPARK_CONNECT_MODE: "0",
        SPARK_LOCAL_IP: "127.0.0.1",
        PYSPARK_PYTHON: python,
        TZ: "UTC",
        // Others' settings of Spark would be used too.
        SPARK_REMOTE: undefined,
      },
      deadlineMs: 300_000,
    },
  );
}
