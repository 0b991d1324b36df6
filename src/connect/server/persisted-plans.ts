/** Plans that a client asked to keep (`df.cache()`): where they occur in later plans, the kept result is used. */
import { createHash, randomUUID } from "node:crypto";
import { clone, toBinary } from "@bufbuild/protobuf";
import type { EmbeddedEngine } from "../../engine/embedded-engine.ts";
import type { StorageLevel } from "../generated/spark/connect/common_pb.ts";
import { type Relation as RelationMessage, RelationSchema } from "../generated/spark/connect/relations_pb.ts";

interface Persisted {
  readonly cacheId: string;
  readonly level: StorageLevel | undefined;
}

export class PersistedPlans {
  readonly #byDigest: Map<string, Persisted> = new Map();
  /** Plan ids of what is kept: only relations with one of these are looked up. */
  readonly #planIds: Map<bigint, number> = new Map();

  find(message: RelationMessage): Persisted | undefined {
    const planId = message.common?.planId;
    if (planId === undefined || !this.#planIds.has(planId)) return undefined;
    return this.#byDigest.get(digestOf(message));
  }
  persist(engine: EmbeddedEngine, message: RelationMessage, level: StorageLevel | undefined): void {
    const digest = digestOf(message);
    if (this.#byDigest.has(digest)) return;
    const cacheId = randomUUID();
    engine.cache(cacheId);
    this.#byDigest.set(digest, { cacheId, level });
    this.#count(message, 1);
  }
  async unpersist(engine: EmbeddedEngine, message: RelationMessage): Promise<void> {
    const digest = digestOf(message);
    const found = this.#byDigest.get(digest);
    if (found === undefined) return;
    this.#byDigest.delete(digest);
    this.#count(message, -1);
    await engine.uncache(found.cacheId);
  }
  async clear(engine: EmbeddedEngine): Promise<void> {
    const all = [...this.#byDigest.values()];
    this.#byDigest.clear();
    this.#planIds.clear();
    await Promise.all(all.map(({ cacheId }) => engine.uncache(cacheId)));
  }

  #count(message: RelationMessage, by: number): void {
    const planId = message.common?.planId;
    if (planId === undefined) return;
    const count = (this.#planIds.get(planId) ?? 0) + by;
    if (count > 0) this.#planIds.set(planId, count);
    else this.#planIds.delete(planId);
  }
}

/** The plan without where in the client's program it was made. */
function digestOf(message: RelationMessage): string {
  const bare = clone(RelationSchema, message);
  if (bare.common !== undefined) delete bare.common.origin;
  return createHash("sha256").update(toBinary(RelationSchema, bare)).digest("hex");
}
