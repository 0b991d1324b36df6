/** One engine host as the pool sees it. */
import type { FromHost, ToHost } from "./host-protocol.ts";

export type HostKind = "thread" | "process";

export interface HostEvents {
  message(message: FromHost): void;
  /** The host is gone; `reason` says how, as far as known. */
  exit(reason: string): void;
}

export interface EngineHost {
  readonly kind: HostKind;
  /** For people: "thread 3", "process 4711". */
  readonly name: string;
  send(message: ToHost): void;
  /** Whether the host keeps the program alive. */
  keepAlive(alive: boolean): void;
  /**
   * Ends the host: a process at once, whatever it is doing; a thread only when the query it is in has ended, until when
   * it does not keep the program alive.
   */
  kill(): void;
}

/** The entry beside this file, in TypeScript as this file is, or built. */
export const HOST_ENTRY: URL = new URL(
  import.meta.url.endsWith(".ts") ? "./host-worker.ts" : "./host-worker.js",
  import.meta.url,
);
