/**
 * What the program's thread and the thread that holds the connection say to each other. Messages of the protocol travel
 * as their bytes: the thread of the program makes them, the other only sends them.
 */
import type { MessagePort } from "node:worker_threads";
import type { Artifact } from "./artifacts.ts";
import type { ConnectTarget } from "./connect-url.ts";
import type { Failure } from "./failure.ts";
import type { InterruptTarget, SessionIdentity } from "./session-client.ts";

export interface WorkerData {
  readonly target: ConnectTarget;
  /** Answers to synchronous questions. */
  readonly syncPort: MessagePort;
  /** At 0 counts these answers, and wakes who waits for one; at 1 is the {@link WorkerState}. */
  readonly counter: Int32Array;
}

/** How the thread is: who sleeps hears no event of it. */
export const WorkerState = { STARTING: 0, RUNNING: 1, ENDED: 2 } as const;

export type Ask =
  /** Of `AnalyzePlanRequest`, whose session the worker fills in. */
  | { readonly type: "analyze"; readonly request: Uint8Array; readonly artifacts: readonly Artifact[] }
  /** Of `ConfigRequest`. */
  | { readonly type: "config"; readonly request: Uint8Array }
  /** A plan whose result is small: all responses at once. `ordered`: what is asked behind it waits for it. */
  | {
      readonly type: "execute";
      readonly plan: Uint8Array;
      readonly artifacts: readonly Artifact[];
      readonly operationId: string;
      readonly tags: readonly string[];
      readonly ordered: boolean;
    }
  /** A plan whose result is read batch by batch, as the reader asks for more. */
  | {
      readonly type: "stream";
      readonly plan: Uint8Array;
      readonly artifacts: readonly Artifact[];
      readonly operationId: string;
      readonly tags: readonly string[];
    }
  /** What the program itself wants the server to have; sent whether or not it has something of that name. */
  | { readonly type: "upload"; readonly artifacts: readonly Artifact[] }
  /** A copy of the session on the server. */
  | { readonly type: "clone"; readonly newSessionId: string }
  | { readonly type: "interrupt"; readonly target: InterruptTarget }
  | { readonly type: "release" };

export type ToWorker =
  | { readonly type: "session"; readonly session: string; readonly identity: SessionIdentity }
  | { readonly type: "ask"; readonly session: string; readonly id: number; readonly sync: boolean; readonly ask: Ask }
  /** The reader of a stream wants the next responses. */
  | { readonly type: "more"; readonly id: number }
  /** The reader of a stream, or who waits for an answer, has gone. `interrupt`: the work itself is not wanted either. */
  | { readonly type: "cancel"; readonly id: number; readonly interrupt: boolean };

/** One response of an execution: Arrow data, or the bytes of any other message. */
export type Piece =
  | { readonly type: "batch"; readonly data: Uint8Array; readonly rows: number }
  | { readonly type: "response"; readonly bytes: Uint8Array };

export type FromWorker =
  | { readonly type: "answer"; readonly id: number; readonly bytes: Uint8Array }
  | { readonly type: "pieces"; readonly id: number; readonly pieces: readonly Piece[]; readonly done: boolean }
  /** Of a running execution, as soon as it is known: `ExecutionProgress`. */
  | { readonly type: "progress"; readonly id: number; readonly bytes: Uint8Array }
  | { readonly type: "ids"; readonly id: number; readonly ids: readonly string[] }
  | { readonly type: "failed"; readonly id: number; readonly failure: Failure };
