/** Files that a client sends (`AddArtifacts`), in memory: rows of large local relations, and modules for functions. */
import { crc32 } from "node:zlib";
import { SparkException } from "../../types/spark-error.ts";
import { invalidPlan } from "../codec/invalid-plan.ts";
import type {
  AddArtifactsRequest,
  AddArtifactsRequest_ArtifactChunk as Chunk,
} from "../generated/spark/connect/base_pb.ts";

/** More bytes than this one session may not leave here. */
const MAX_BYTES = 1024 * 1024 * 1024;

export interface ArtifactSummary {
  readonly name: string;
  readonly isCrcSuccessful: boolean;
}

export class ArtifactStore {
  readonly #artifacts: Map<string, Uint8Array> = new Map();
  #bytes = 0;
  /** Grows with each artifact. */
  version = 0;

  get(name: string): Uint8Array | undefined {
    return this.#artifacts.get(name);
  }
  namesUnder(prefix: string): readonly string[] {
    return [...this.#artifacts.keys()].filter((name) => name.startsWith(prefix));
  }
  has(name: string): boolean {
    return this.#artifacts.has(name);
  }
  /** The content of `cache/<hash>`. */
  cached(hash: string): Uint8Array {
    const bytes = this.#artifacts.get(`cache/${hash}`);
    if (bytes === undefined) throw invalidPlan(`not found any cached local relation with the hash: ${hash}`);
    return bytes;
  }
  add(name: string, bytes: Uint8Array): void {
    this.#bytes += bytes.length - (this.#artifacts.get(name)?.length ?? 0);
    if (this.#bytes > MAX_BYTES) {
      this.#bytes -= bytes.length;
      const message = `the session's artifacts are larger than ${MAX_BYTES} bytes`;
      throw new SparkException("INTERNAL_ERROR", { message });
    }
    this.#artifacts.set(name, bytes);
    this.version++;
  }
  /** Copies what another session has: the bytes are shared, they never change. */
  addAll(other: ArtifactStore): void {
    for (const [name, bytes] of other.#artifacts) this.add(name, bytes);
  }
  clear(): void {
    this.#artifacts.clear();
    this.#bytes = 0;
  }
}

/** Takes the requests of one `AddArtifacts` stream. What arrives damaged is not stored. */
export class ArtifactReceiver {
  readonly #store: ArtifactStore;
  readonly summaries: ArtifactSummary[] = [];
  #open: { readonly name: string; readonly chunks: Uint8Array[]; missing: bigint; intact: boolean } | undefined;
  constructor(store: ArtifactStore) {
    this.#store = store;
  }

  take({ payload }: AddArtifactsRequest): void {
    switch (payload.case) {
      case undefined:
        throw invalidPlan("the request has no artifact");
      case "batch":
        for (const { name, data } of payload.value.artifacts) {
          this.#begin(name, 1n);
          this.#append(data);
        }
        return;
      case "beginChunk":
        this.#begin(payload.value.name, payload.value.numChunks);
        this.#append(payload.value.initialChunk);
        return;
      case "chunk":
        this.#append(payload.value);
    }
  }
  #begin(name: string, numChunks: bigint): void {
    if (this.#open !== undefined) throw invalidPlan(`the artifact ${this.#open.name} is not complete`);
    if (name === "" || name.startsWith("/") || name.split(/[/\\]/).includes("..")) {
      throw invalidPlan(`"${name}" is no name of an artifact`);
    }
    this.#open = { name, chunks: [], missing: numChunks, intact: true };
  }
  #append(chunk: Chunk | undefined): void {
    const open = this.#open;
    if (open === undefined || chunk === undefined) throw invalidPlan("a chunk belongs to no artifact");
    open.intact &&= BigInt(crc32(chunk.data)) === chunk.crc;
    open.chunks.push(chunk.data);
    if (--open.missing > 0n) return;
    if (open.intact) this.#store.add(open.name, Buffer.concat(open.chunks));
    this.summaries.push({ name: open.name, isCrcSuccessful: open.intact });
    this.#open = undefined;
  }
}
