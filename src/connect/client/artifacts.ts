/** Data that plans refer to by name: sent once, in pieces small enough for any server. */
import { closeSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { type AddArtifactsRequest, AddArtifactsRequestSchema } from "../generated/spark/connect/base_pb.ts";

/** `cache/<sha256>` and the like, with the bytes, or the file that has them. */
export type Artifact =
  | { readonly name: string; readonly data: Uint8Array }
  | { readonly name: string; readonly path: string; readonly size: number };

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
  let batch: { readonly name: string; readonly data: Uint8Array }[] = [];
  let size = 0;
  const flush = (): Payload => {
    const sent = batch.map(({ name, data }) => ({ name, data: chunk(data) }));
    batch = [];
    size = 0;
    return { case: "batch", value: { artifacts: sent } };
  };
  for (const artifact of artifacts) {
    const { name } = artifact;
    const totalBytes = "data" in artifact ? artifact.data.byteLength : artifact.size;
    if (totalBytes <= CHUNK) {
      if (batch.length > 0 && size + totalBytes > CHUNK) yield request(flush());
      const [data = new Uint8Array()] = piecesOf(artifact);
      batch.push({ name, data });
      size += totalBytes;
      continue;
    }
    if (batch.length > 0) yield request(flush());
    const header = { name, totalBytes: BigInt(totalBytes), numChunks: BigInt(Math.ceil(totalBytes / CHUNK)) };
    let isFirst = true;
    for (const piece of piecesOf(artifact)) {
      if (isFirst) yield request({ case: "beginChunk", value: { ...header, initialChunk: chunk(piece) } });
      else yield request({ case: "chunk", value: chunk(piece) });
      isFirst = false;
    }
  }
  if (batch.length > 0) yield request(flush());
}

/** The bytes, a chunk at a time: a file is read as it is sent. */
function* piecesOf(artifact: Artifact): Generator<Uint8Array, void, undefined> {
  if ("data" in artifact) {
    for (let at = 0; at < artifact.data.byteLength; at += CHUNK) yield artifact.data.subarray(at, at + CHUNK);
    return;
  }
  const file = openSync(artifact.path, "r");
  try {
    for (;;) {
      const piece = new Uint8Array(CHUNK);
      let length = 0;
      while (length < CHUNK) {
        const read = readSync(file, piece, length, CHUNK - length, null);
        if (read === 0) break;
        length += read;
      }
      if (length > 0) yield piece.subarray(0, length);
      if (length < CHUNK) return;
    }
  } finally {
    closeSync(file);
  }
}

function chunk(data: Uint8Array): { readonly data: Uint8Array; readonly crc: bigint } {
  return { data, crc: BigInt(crc32(data)) };
}
