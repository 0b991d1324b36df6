/** Compares plans by what they say, without the identities that each DataFrame adds. */
import type { Relation } from "../plan/relation.ts";

export function samePlans(a: Relation, b: Relation): boolean {
  return a === b || canonicalText(a) === canonicalText(b);
}

/** A 32-bit hash (FNV-1a) of the plan's canonical text. */
export function planHash(plan: Relation): number {
  let hash = 0x811c9dc5;
  for (const char of canonicalText(plan)) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash | 0;
}

function canonicalText(plan: Relation): string {
  const planIds = new Map<number, number>();
  return JSON.stringify(plan, (key, value: unknown) => {
    if (key === "common" || key === "origin") return undefined;
    if (key === "planId" && typeof value === "number") {
      if (!planIds.has(value)) planIds.set(value, planIds.size);
      return planIds.get(value);
    }
    if (key === "data" && value instanceof Uint8Array) return value.length;
    if (value instanceof Uint8Array) return [...value];
    return typeof value === "bigint" ? `${value}n` : value;
  });
}
