/** Where in the user's program a node was made, for the query contexts of errors. */
import { fileURLToPath } from "node:url";
import type { Origin } from "../plan/origin.ts";

/** The folder of this package's code, whose frames are passed over. */
const PACKAGE = fileURLToPath(new URL("..", import.meta.url));

/** The method called and the line it was called at. The line is looked for only when it is asked for. */
class CallSite implements Origin {
  readonly fragment: string;
  readonly #trace: { readonly stack?: string } = {};

  constructor(fragment: string) {
    this.fragment = fragment;
    Error.captureStackTrace(this.#trace, CallSite);
  }
  /** `file:line`, as PySpark tells it; empty where no line outside of this package is on the stack. */
  get callSite(): string {
    for (const frame of (this.#trace.stack ?? "").split("\n").slice(1)) {
      const [, file = "", line = ""] = /\(?((?:file:\/\/)?[^\s()]+):(\d+):\d+\)?$/.exec(frame) ?? [];
      const path = file.startsWith("file://") ? fileURLToPath(file) : file;
      if (path !== "" && !path.startsWith("node:") && !path.startsWith(PACKAGE)) return `${path}:${line}`;
    }
    return "";
  }
}

/** The origin of a node made by a method of the API. */
export function calledBy(fragment: string): Origin {
  return new CallSite(fragment);
}
