/** This package's own Spark Connect server. */
import { fileURLToPath } from "node:url";
import { type RunningServer, startServer } from "./server-process.ts";

const CLI = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

export function startOwnServer(...more: readonly string[]): Promise<RunningServer> {
  const args = [CLI, "connect-server", "--port", "0", "--conf", "spark.sql.session.timeZone=UTC", ...more];
  return startServer(process.execPath, args, {
    ready: /on (sc:\/\/\S+)/,
    url: ([, url = ""]) => url,
    deadlineMs: 60_000,
  });
}
