/** An engine host in a child process: it can be killed in the middle of a query, and may die without the app. */
import { type ChildProcess, fork } from "node:child_process";
import type { Socket } from "node:net";
import { threadEnvironment } from "./cpu-slots.ts";
import { type EngineHost, HOST_ENTRY, type HostEvents } from "./engine-host.ts";
import type { FromHost } from "./host-protocol.ts";

/** How much of the host's last words is kept. */
const LAST_WORDS = 2000;

/**
 * The GNU allocator gives large blocks back to the system at once, which clears their pages anew for the next batch: that took
 * a third of the processor's time where columns are of megabytes. Other allocators do not look at these.
 */
const ALLOCATOR = { MALLOC_MMAP_THRESHOLD_: String(64 * 2 ** 20), MALLOC_TRIM_THRESHOLD_: String(256 * 2 ** 20) };

/** No host outlives the app, not even one in the middle of a query. */
const living = new Set<ChildProcess>();
function killAll(): void {
  for (const child of living) child.kill("SIGKILL");
}

/** A host whose engine has so many threads; null: as many as it likes. */
export function startProcessHost(events: HostEvents, threads: number | null = null): EngineHost {
  const child = fork(HOST_ENTRY, {
    execArgv: [],
    env: { ...ALLOCATOR, ...threadEnvironment(threads) },
    serialization: "advanced",
    // A panic prints a report that nobody asked for; it is kept in case the process dies of it.
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let words = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (words = (words + text).slice(-LAST_WORDS)));
  child.on("message", (message) => events.message(message as FromHost));
  child.on("error", (error) => {
    words += error.message;
    // One that never came to life has no end either.
    if (child.pid === undefined) events.exit(words);
  });
  if (living.size === 0) process.on("exit", killAll);
  living.add(child);
  child.on("close", (code, signal) => {
    living.delete(child);
    if (living.size === 0) process.off("exit", killAll);
    const how = signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`;
    events.exit(words === "" ? how : `${how}: ${words.trim()}`);
  });
  const keepAlive = (alive: boolean): void => {
    const verb = alive ? "ref" : "unref";
    child[verb]();
    child.channel?.[verb]();
    (child.stderr as Socket | null)?.[verb]();
  };
  keepAlive(false);
  return {
    kind: "process",
    name: `process ${child.pid}`,
    send(message) {
      // A dead child's channel is closed; its end is reported by "close".
      if (child.connected) child.send(message, () => {});
    },
    keepAlive,
    kill: () => void child.kill("SIGKILL"),
  };
}
