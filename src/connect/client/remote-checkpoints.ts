/** Checkpoints on a server: relations that only it knows, by their ids, for as long as the program refers to them. */
import { create, toBinary } from "@bufbuild/protobuf";
import type { CheckpointOptions } from "../../engine/engine.ts";
import type { RemoteRelation } from "../../plan/relation.ts";
import { PySparkAssertionError } from "../../types/spark-error.ts";
import { readMessage } from "../codec/read-message.ts";
import { ExecutePlanResponseSchema } from "../generated/spark/connect/base_pb.ts";
import { type Command, CommandSchema } from "../generated/spark/connect/commands_pb.ts";
import { type Relation as RelationMessage, RelationSchema } from "../generated/spark/connect/relations_pb.ts";
import type { Piece } from "./worker-protocol.ts";

export class RemoteCheckpoints {
  /** Tells of relations that no plan of the program names any more. */
  readonly #unused: FinalizationRegistry<string>;

  /** `send` has a command run, whatever becomes of it. */
  constructor(send: (command: Command) => void) {
    this.#unused = new FinalizationRegistry((relationId) => send(removal(relationId)));
  }

  /** What the server answered, as a plan. */
  relation(pieces: readonly Piece[]): RemoteRelation {
    const relationId = checkpointIn(pieces);
    const relType = { case: "cachedRemoteRelation", value: { relationId } } as const;
    const message = toBinary(RelationSchema, create(RelationSchema, { relType }));
    // Plans are copied, but all copies have these bytes.
    this.#unused.register(message, relationId);
    return { kind: "RemoteRelation", message };
  }
}

export function checkpointCommand(relation: RelationMessage, how: CheckpointOptions): Command {
  const { local, eager, storageLevel } = how;
  const value = {
    relation,
    local,
    eager,
    ...(storageLevel === undefined ? {} : { storageLevel: { ...storageLevel } }),
  };
  return create(CommandSchema, { commandType: { case: "checkpointCommand", value } });
}

function removal(relationId: string): Command {
  const value = { relation: { relationId } };
  return create(CommandSchema, { commandType: { case: "removeCachedRemoteRelationCommand", value } });
}

function checkpointIn(pieces: readonly Piece[]): string {
  for (const piece of pieces) {
    if (piece.type !== "response") continue;
    const { responseType } = readMessage(ExecutePlanResponseSchema, piece.bytes);
    const { relation } = responseType.case === "checkpointCommandResult" ? responseType.value : {};
    if (relation !== undefined) return relation.relationId;
  }
  throw new PySparkAssertionError(null, {}, { message: "The server answered a checkpoint with no relation." });
}
