/** A pipeline as something that is called for a row: what `MAP PARALLEL` and other callers need of it. */
import type { DataType } from "../types/data-type.ts";
import type { RunSettings } from "./run-context.ts";
import type { Values } from "./node-types.ts";

/** Made by `pipeline.asTask()`. */
export interface PipelineTask {
  readonly name: string;
  /** What a row must have, by name. */
  readonly inputs: readonly string[];
  /** What an answer has, with Spark's types where the nodes declare them. */
  readonly outputs: readonly { readonly name: string; readonly type: DataType | undefined }[];
  /** Runs the pipeline once for each row and gives the answers in their order; batches hold rows together. */
  callAll(rows: readonly Values[], settings?: RunSettings): Promise<readonly Values[]>;
  /** Runs the pipeline for one row. */
  call(row: Values, settings?: RunSettings): Promise<Values>;
}
