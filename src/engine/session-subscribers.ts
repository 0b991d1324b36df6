/** Which subscribers a session has: those that were added, and those that its configuration asks for. */
import type { SqlConf } from "../catalog/sql-conf.ts";
import { eventLog, eventLogPath } from "../metrics/event-log.ts";
import { progressBar } from "../metrics/progress-bar.ts";
import { Subscribers } from "../metrics/subscribers.ts";

const bySession = new WeakMap<SqlConf, Subscribers>();

/** The subscribers of the session whose configuration this is. */
export function subscribersOf(conf: SqlConf): Subscribers {
  let found = bySession.get(conf);
  if (found === undefined) {
    found = new Subscribers();
    bySession.set(conf, found);
    if (isTrue(conf, "spark.ui.showConsoleProgress")) found.add(progressBar());
    if (isTrue(conf, "spark.eventLog.enabled")) found.add(eventLog(eventLogPath(conf.get("spark.eventLog.dir") ?? "")));
  }
  return found;
}
function isTrue(conf: SqlConf, key: string): boolean {
  return /^\s*true\s*$/i.test(conf.getOr(key, "false"));
}
