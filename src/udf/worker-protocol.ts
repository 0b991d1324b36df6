/** What the app and the threads that run users' functions say to each other. Columns are not copied: their memory is shared. */
import type { ArrowVector, LongForm } from "../arrow/index.ts";
import type { TypeJson } from "../types/data-type.ts";

/** A function as a thread can load it. */
export interface WorkerFunction {
  readonly module: string;
  readonly exported: string;
  /** A class: constructed once in each thread, with these arguments; `method` is called. */
  readonly construct?: { readonly args: readonly unknown[]; readonly method: string } | undefined;
  readonly batch: { readonly batchSize: number; readonly input: "typed" | "values" | "arrow" } | undefined;
  readonly name: string;
  readonly returnType: TypeJson;
  readonly args: readonly { readonly name: string; readonly type: TypeJson }[];
  readonly timeZone: string;
  readonly longType: LongForm;
  readonly redactValues: boolean;
}
export type ToWorker =
  | { readonly type: "open"; readonly use: number; readonly fn: WorkerFunction }
  | {
      readonly type: "run";
      readonly use: number;
      readonly call: number;
      readonly columns: readonly ArrowVector[];
      /** The part of the columns that is wanted. */
      readonly start: number;
      readonly end: number;
    }
  | { readonly type: "close"; readonly use: number; readonly call: number };
export type FromWorker =
  | {
      readonly type: "done";
      readonly call: number;
      readonly column: ArrowVector | null;
      /** What the functions have counted in the call. */
      readonly counts: ReadonlyMap<string, number>;
    }
  | { readonly type: "failed"; readonly call: number; readonly error: WorkerError };
/** An error as it crosses: classes do not. */
export interface WorkerError {
  readonly condition: string | null;
  readonly parameters: { readonly [name: string]: string };
  readonly message: string;
  readonly cause: { readonly name: string; readonly message: string; readonly stack: string | undefined } | undefined;
}
