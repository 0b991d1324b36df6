/** What a plan of a message says, without where and when its client made it: plans that say the same have one digest. */
import { createHash, type Hash } from "node:crypto";
import type { Relation as RelationMessage } from "../generated/spark/connect/relations_pb.ts";

interface Digests {
  /** Without the ids of its relations. */
  readonly bare: string;
  readonly withIds: string;
  /** Whether columns refer to relations by these ids. */
  readonly refers: boolean;
}

/** Each relation is read once, however many relations are above it. */
const known = new WeakMap<RelationMessage, Digests>();

export function planDigest(message: RelationMessage): string {
  const { bare, withIds, refers } = digestsOf(message);
  return refers ? withIds : bare;
}

function digestsOf(message: RelationMessage): Digests {
  const before = known.get(message);
  if (before !== undefined) return before;
  const reading = new Reading();
  reading.add(message.relType);
  const digests = reading.finish(message.common?.planId);
  known.set(message, digests);
  return digests;
}

class Reading {
  readonly #bare: Hash = createHash("sha256");
  readonly #withIds: Hash = createHash("sha256");
  #refers = false;

  add(value: unknown, key = ""): void {
    if (typeof value !== "object" || value === null) {
      // Both clients' columns (`df["x"]`) and subqueries name relations so.
      if (key === "planId") this.#refers ||= value !== undefined;
      this.#both(`${typeof value} ${String(value)}\n`);
    } else if (value instanceof Uint8Array) {
      this.#both(`bytes ${value.length}\n`);
      this.#both(value);
    } else if (isRelation(value)) {
      const { bare, withIds, refers } = digestsOf(value);
      this.#bare.update(bare);
      this.#withIds.update(withIds);
      this.#refers ||= refers;
    } else {
      const entries = Object.entries(value);
      this.#both(`${Array.isArray(value) ? "list" : "message"} ${entries.length}\n`);
      for (const [name, inside] of entries) {
        // Where in its program the client made it.
        if (name === "common") continue;
        this.#both(`${name}\n`);
        this.add(inside, name);
      }
    }
  }
  finish(planId: bigint | undefined): Digests {
    this.#withIds.update(`id ${String(planId)}`);
    return { bare: this.#bare.digest("hex"), withIds: this.#withIds.digest("hex"), refers: this.#refers };
  }
  #both(part: string | Uint8Array): void {
    this.#bare.update(part);
    this.#withIds.update(part);
  }
}

function isRelation(value: object): value is RelationMessage {
  return "$typeName" in value && value.$typeName === "spark.connect.Relation";
}
