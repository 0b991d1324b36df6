/** Errors of pipelines. Their conditions are this package's own, not Spark's. */
import { type MessageParameters, OperationCanceledError, SparkError } from "../types/spark-error.ts";

/** What can be wrong with a pipeline or its run, with the text that tells it. */
const MESSAGES = {
  PIPELINE_CYCLE: "The nodes depend on each other in a circle: <path>.",
  PIPELINE_DUPLICATE_OUTPUT: "The output `<name>` is made by two nodes: <first> and <second>.",
  PIPELINE_MISSING_INPUT: "Inputs are missing: <names>.",
  PIPELINE_UNKNOWN_NAME: "`<name>` is no <role> of the pipeline<suggestion>.",
  PIPELINE_COMPUTED_INPUT: "`<name>` is computed by node <node> and cannot be given.",
  PIPELINE_INVALID_NODE: "Node <node>: <problem>.",
  PIPELINE_NOT_A_LIST: "The pipeline maps over `<name>`, which must be a list and is <actual><item>.",
  PIPELINE_LENGTHS_DIFFER: "Lists mapped together must be of one length: <lengths><item>.",
  PIPELINE_NODE_FAILED: "Node <node> failed<item>: <reason>",
  PIPELINE_WRONG_RESULT: "Node <node> <problem><item>.",
  PIPELINE_VALUE_NOT_CACHEABLE: "A cache cannot keep <value> (<place>).",
  PIPELINE_TYPE_UNKNOWN: "The Spark type of `<name>` is not known: say it in `types` of node <node>.",
  PIPELINE_NOT_PRINTABLE: "Node <node> cannot be written as code: <problem>.",
} as const;

export type PipelineCondition = keyof typeof MESSAGES;

/**
 * A pipeline that is built wrongly, is given wrong inputs, or has a node that failed (then `cause` is what it threw).
 * `condition` says which, `messageParameters` name the parts; `sqlState` is null.
 */
export class PipelineError extends SparkError {
  constructor(condition: PipelineCondition, parameters: MessageParameters, cause?: unknown) {
    const text = MESSAGES[condition].replace(/<(\w+)>/g, (_, name: string) => parameters[name] ?? "");
    super(condition, parameters, { message: `[${condition}] ${text}`, cause });
  }
}

/** What a run that was given up by its signal rejects with. */
export function canceled(signal: AbortSignal): OperationCanceledError {
  const message = "[OPERATION_CANCELED] Operation has been canceled. SQLSTATE: HY008";
  return new OperationCanceledError("OPERATION_CANCELED", {}, { message, cause: signal.reason });
}

/** The text of an error a user's function threw, which may be anything. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
