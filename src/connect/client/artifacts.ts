/** Data that plans refer to by name: sent once, in pieces small enough for any server. */
import { crc32 } from "node:zlib";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { type AddArtifactsRequest, AddArtifactsRequestSchema } from "../generated/spark/connect/base_pb.ts";

export interface Artifact {
  /** `cache/<sha256>` and the like. */
  readonly name: string;
  readonly data: Uint8Array;
}

/** What every request says of its sender. */
export interface Sender {
  readonly sessionId: string;
  readonly clientType: string;
  readonly userContext?: { readonly userId: string; readonly userName: string };
  readonly clientObservedServerSideSessionId?: string;
}

/** Bytes of one piece, as Spark's clients cut them. */
const CHUNK = 32 * 1024;

type Payload = NonNullable<MessageInitShape<typeof AddArtifactsRequestSchema>["payload"]>;

/** The requests of one upload: small artifacts together, large ones in pieces. */
export function* artifactRequests(
  artifacts: readonly Artifact[],
  sender: Sender,
): Generator<AddArtifactsRequest, void, undefined> {
  const request = (payload: Payload): AddArtifactsRequest => create(AddArtifactsRequestSchema, { ...sender, payload });
  let batch: Artifact[] = [];
  let size = 0;
  const flush = (): Payload => {
    const sent = batch.map(({ name, data }) => ({ name, data: chunk(data) }));
    batch = [];
    size = 0;
    return { case: "batch", value: { artifacts: sent } };
  };
  for (const artifact of artifacts) {
    const { name, data } = artifact;
    if (data.byteLength <= CHUNK) {
      if (batch.length > 0 && size + data.byteLength > CHUNK) yield request(flush());
      batch.push(artifact);
      size += data.byteLength;
      continue;
    }
    if (batch.length > 0) yield request(flush());
    yield request({
      case: "beginChunk",
      value: {
        name,
        totalBytes: BigInt(data.byteLength),
        numChunks: BigInt(Math.ceil(data.byteLength / CHUNK)),
        initialChunk: chunk(data.subarray(0, CHUNK)),
      },
    });
    for (let at = CHUNK; at < data.byteLength; at += CHUNK) {
      yield request({ case: "chunk", value: chunk(data.subarray(at, at + CHUNK)) });
    }
  }
  if (batch.length > 0) yield request(flush());
}

function chunk(data: Uint8Array): { readonly data: Uint8Array; readonly crc: bigint } {
  return { data, crc: BigInt(crc32(data)) };
}
