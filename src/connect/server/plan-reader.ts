/** Plans of messages as plans of the engine, in a session; asks and runs what must be known for that on the way. */
import { zstdDecompressSync } from "node:zlib";
import { parserOptions } from "../../engine/sql-options.ts";
import { substitute } from "../../engine/substitute.ts";
import type { Expression } from "../../plan/expression.ts";
import type { Relation } from "../../plan/relation.ts";
import { type DecoderHost, RelationDecoder } from "../codec/decode-relation.ts";
import { invalidPlan, InvalidPlanInput, required } from "../codec/invalid-plan.ts";
import {
  CompressionCodec,
  type Plan,
  type Plan_CompressedOperation as CompressedOperation,
  Plan_CompressedOperation_OpType as OpType,
} from "../generated/spark/connect/base_pb.ts";
import { type Command, CommandSchema } from "../generated/spark/connect/commands_pb.ts";
import type { Expression as ExpressionMessage } from "../generated/spark/connect/expressions_pb.ts";
import { type Relation as RelationMessage, RelationSchema } from "../generated/spark/connect/relations_pb.ts";
import type { ConnectSession } from "./connect-session.ts";
import { foundRelation } from "./found-relation.ts";
import { limitOver, type ObservedLimit } from "./observed-rows.ts";
import { userFunctionCall } from "./user-function-call.ts";
import { readMessage } from "../codec/read-message.ts";

/** Compressed plans may become this large. */
const MAX_PLAN_BYTES = 1024 * 1024 * 1024;

/** What a plan asks to observe while it runs. */
export interface Observation {
  readonly name: string;
  readonly planId: bigint;
  readonly input: Relation;
  readonly metrics: readonly Expression[];
  /** What limits the rows that are observed. */
  readonly limit: ObservedLimit | undefined;
  /** The limit's input over other rows than those that are observed. */
  readonly through: (input: Relation) => Promise<Relation>;
}

/** Thrown by decoding where it lacks the plan of a relation that must be found first. */
class NotFoundYet extends Error {
  readonly relation: RelationMessage;
  readonly decoder: RelationDecoder;
  constructor(relation: RelationMessage, decoder: RelationDecoder) {
    super("a relation must be found first");
    this.relation = relation;
    this.decoder = decoder;
  }
}

export class PlanReader {
  readonly session: ConnectSession;
  readonly signal: AbortSignal | undefined;
  readonly observations: Map<string, Observation> = new Map();
  readonly #found: Map<RelationMessage, Relation> = new Map();
  readonly #decoder: RelationDecoder;
  #limit: number | undefined;

  constructor(session: ConnectSession, signal?: AbortSignal) {
    this.session = session;
    this.signal = signal;
    this.#decoder = new RelationDecoder(this.#host());
  }

  /** The plan of a relation. */
  async relation(message: RelationMessage | undefined): Promise<Relation> {
    const given = required(message, "a relation");
    return this.#retrying(() => this.#decoder.decode(given));
  }
  async expressions(messages: readonly ExpressionMessage[]): Promise<Expression[]> {
    return this.#retrying(() => messages.map((message) => this.#decoder.expression(message)));
  }
  get decoder(): RelationDecoder {
    return this.#decoder;
  }
  /** Reads with what was found so far until nothing more must be found. */
  async #retrying<T>(read: () => T): Promise<T> {
    for (;;) {
      try {
        return read();
      } catch (error) {
        if (!(error instanceof NotFoundYet)) throw error;
        this.signal?.throwIfAborted();
        const { relation, decoder } = error;
        const reader: RelationReader = {
          session: this.session,
          signal: this.signal,
          relation: (message, limit) => {
            this.#limit = limit;
            return this.#retrying(() => decoder.decode(required(message, "a relation")));
          },
          expressions: (messages) => this.#retrying(() => decoder.expressions([...messages])),
        };
        this.#found.set(relation, await foundRelation(reader, relation));
      }
    }
  }

  #host(): DecoderHost {
    const { session } = this;
    const { engine, spark } = session;
    return {
      timeZone: spark.sqlConf.timeZone,
      defaultSource: spark.sqlConf.get("spark.sql.sources.default") ?? "parquet",
      parserOptions: (parameters) => ({ ...parserOptions(engine.conf, undefined), parameters }),
      substituted: (text) => substitute(text, engine.conf),
      cachedBytes: (hash) => session.artifacts.cached(hash),
      checkpointed: (id) => {
        const plan = session.checkpoints.get(id);
        if (plan === undefined) throw invalidPlan(`No DataFrame with id ${id} is found in the session`);
        return plan;
      },
      found: (message, decoder) => {
        const plan = this.#found.get(message);
        if (plan === undefined) throw new NotFoundYet(message, decoder);
        return plan;
      },
      observed: ({ name, input, metrics }, path, decoder) => {
        if (decoder.isReplacing) return input;
        const message = path.at(-1) as RelationMessage;
        const limit = limitOver(path, decoder, this.#limit);
        this.observations.set(name, {
          name,
          planId: message.common?.planId ?? 0n,
          input,
          metrics,
          limit,
          through: (plan) => this.#retrying(() => decoder.decodeWith(limit?.top ?? message, { message, plan })),
        });
        // Observed for nobody: it is the analysis that says what is wrong with the metrics.
        return { kind: "CollectMetrics", input, name, metrics };
      },
      kept: (message, plan) => {
        const persisted = session.persisted.find(message);
        if (persisted === undefined) return plan;
        return { kind: "CachedRelation", input: plan, cacheId: persisted.cacheId };
      },
      userFunction: (message, decoder) => userFunctionCall(session, message, decoder),
    };
  }
}

/** How a relation that must be found reads the relations and expressions in it. */
export interface RelationReader {
  readonly session: ConnectSession;
  readonly signal: AbortSignal | undefined;
  /** `limit`: how many rows of it will be read, where that is known. */
  readonly relation: (message: RelationMessage | undefined, limit?: number) => Promise<Relation>;
  readonly expressions: (messages: readonly ExpressionMessage[]) => Promise<Expression[]>;
}

/** The relation or the command of a plan, decompressed. */
export function operationOf(
  plan: Plan | undefined,
): { readonly relation: RelationMessage } | { readonly command: Command } {
  const { opType } = required(plan, "the plan");
  switch (opType.case) {
    case undefined:
      throw invalidPlan("the plan has neither a relation nor a command");
    case "root":
      return { relation: opType.value };
    case "command":
      return { command: opType.value };
    case "compressedOperation":
      return decompressed(opType.value);
  }
}
export function rootOf(plan: Plan | undefined): RelationMessage {
  const operation = operationOf(plan);
  if ("relation" in operation) return operation.relation;
  throw invalidPlan("the plan is a command where it must be a relation");
}

function decompressed({ data, opType, compressionCodec }: CompressedOperation): ReturnType<typeof operationOf> {
  if (compressionCodec !== CompressionCodec.ZSTD) throw invalidPlan("the plan is compressed in an unknown way");
  if (opType !== OpType.RELATION && opType !== OpType.COMMAND) throw invalidPlan("the compressed plan has no type");
  try {
    const bytes = zstdDecompressSync(data, { maxOutputLength: MAX_PLAN_BYTES });
    if (opType === OpType.RELATION) return { relation: readMessage(RelationSchema, bytes) };
    return { command: readMessage(CommandSchema, bytes) };
  } catch (cause) {
    const parameters = { errorMsg: cause instanceof Error ? cause.message : String(cause) };
    throw new InvalidPlanInput("CONNECT_INVALID_PLAN.CANNOT_PARSE", parameters, { cause });
  }
}
