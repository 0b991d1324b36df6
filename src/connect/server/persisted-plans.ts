/** Plans that a client asked to keep (`df.cache()`): where they occur in later plans, the kept result is used. */
import { randomUUID } from "node:crypto";
import type { EmbeddedEngine } from "../../engine/embedded-engine.ts";
import type { StorageLevel } from "../generated/spark/connect/common_pb.ts";
import type { Relation as RelationMessage } from "../generated/spark/connect/relations_pb.ts";
import { planDigest } from "./plan-digest.ts";

interface Persisted {
  readonly cacheId: string;
  readonly level: StorageLevel | undefined;
}

export class PersistedPlans {
  readonly #byDigest: Map<string, Persisted> = new Map();

  find(message: RelationMessage): Persisted | undefined {
    return this.#byDigest.size === 0 ? undefined : this.#byDigest.get(planDigest(message));
  }
  persist(engine: EmbeddedEngine, message: RelationMessage, level: StorageLevel | undefined): void {
    const digest = planDigest(message);
    if (this.#byDigest.has(digest)) return;
    const cacheId = randomUUID();
    engine.cache(cacheId);
    this.#byDigest.set(digest, { cacheId, level });
  }
  async unpersist(engine: EmbeddedEngine, message: RelationMessage): Promise<void> {
    const digest = planDigest(message);
    const found = this.#byDigest.get(digest);
    if (found === undefined) return;
    this.#byDigest.delete(digest);
    await engine.uncache(found.cacheId);
  }
  async clear(engine: EmbeddedEngine): Promise<void> {
    const all = [...this.#byDigest.values()];
    this.#byDigest.clear();
    await Promise.all(all.map(({ cacheId }) => engine.uncache(cacheId)));
  }
}
