/** Large plans travel compressed, where the server and this Node can (Spark 4.3, Node 22.15). */
import * as zlib from "node:zlib";
import { create, toBinary } from "@bufbuild/protobuf";
import {
  CompressionCodec,
  type Plan,
  Plan_CompressedOperation_OpType as OpType,
  PlanSchema,
} from "../generated/spark/connect/base_pb.ts";
import { CommandSchema } from "../generated/spark/connect/commands_pb.ts";
import { RelationSchema } from "../generated/spark/connect/relations_pb.ts";

export const THRESHOLD = "spark.connect.session.planCompression.threshold";
export const ALGORITHM = "spark.connect.session.planCompression.defaultAlgorithm";

/** Bytes below which the server is not even asked: compressing such a plan saves less than the question costs. */
const WORTH_ASKING = 64 * 1024;

/** Reads settings of the session by their names; an error where the server does not know them. */
export type ReadSettings = (keys: readonly string[]) => Promise<readonly (string | undefined)[]>;

/** Absent in a Node that is too old. */
const { zstdCompressSync: compress } = zlib as Partial<typeof zlib>;

export class PlanCompression {
  readonly #read: ReadSettings;
  readonly #worthAsking: number;
  /** Bytes above which plans are compressed; infinite where they never are. */
  #threshold: Promise<number> | undefined;

  constructor(read: ReadSettings, worthAsking: number = WORTH_ASKING) {
    this.#read = read;
    this.#worthAsking = worthAsking;
  }

  /** The plan as it is to be sent. `size`: bytes of the message it came in. */
  async of(plan: Plan, size: number): Promise<Plan> {
    if (size < this.#worthAsking || compress === undefined) return plan;
    const threshold = await (this.#threshold ??= this.#ask());
    if (size <= threshold) return plan;
    const operation = operationOf(plan);
    if (operation === undefined || operation.bytes.byteLength <= threshold) return plan;
    const { bytes, opType } = operation;
    const value = { data: compress(bytes), opType, compressionCodec: CompressionCodec.ZSTD };
    return create(PlanSchema, { opType: { case: "compressedOperation", value } });
  }

  /** The server could not read what was sent: plans go as they are from now on. */
  giveUp(): void {
    this.#threshold = Promise.resolve(Number.POSITIVE_INFINITY);
  }

  async #ask(): Promise<number> {
    try {
      const [threshold, algorithm] = await this.#read([THRESHOLD, ALGORITHM]);
      const bytes = Number(threshold ?? -1);
      return algorithm === "ZSTD" && bytes >= 0 ? bytes : Number.POSITIVE_INFINITY;
    } catch {
      // Servers before 4.1 have no such settings, and cannot read such plans.
      return Number.POSITIVE_INFINITY;
    }
  }
}

function operationOf({ opType }: Plan): { readonly bytes: Uint8Array; readonly opType: OpType } | undefined {
  if (opType.case === "root") return { bytes: toBinary(RelationSchema, opType.value), opType: OpType.RELATION };
  if (opType.case === "command") return { bytes: toBinary(CommandSchema, opType.value), opType: OpType.COMMAND };
  return undefined;
}
