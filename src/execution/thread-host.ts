/** An engine host in a worker thread. */
import { Worker } from "node:worker_threads";
import { type EngineHost, HOST_ENTRY, type HostEvents } from "./engine-host.ts";
import type { FromHost } from "./host-protocol.ts";

export function startThreadHost(events: HostEvents): EngineHost {
  // The app's own flags (a debugger, a loader) are not for the host.
  const worker = new Worker(HOST_ENTRY, { execArgv: [], stdout: false, stderr: false });
  let reason = "it ended";
  worker.on("message", (message: FromHost) => events.message(message));
  worker.on("error", (error) => (reason = error.message));
  worker.on("exit", () => events.exit(reason));
  worker.unref();
  return {
    kind: "thread",
    name: `thread ${worker.threadId}`,
    send: (message) => worker.postMessage(message),
    keepAlive(alive) {
      if (alive) worker.ref();
      else worker.unref();
    },
    kill() {
      worker.unref();
      void worker.terminate();
    },
  };
}
