/** Seeds and weights of random transformations. */
import { randomBytes } from "node:crypto";

/** The seed given, or one of 64 random bits, fixed when the DataFrame is made. */
export function randomSeed(seed: number | bigint | null | undefined): bigint {
  return seed === undefined || seed === null ? randomBytes(8).readBigInt64LE() : BigInt(seed);
}

/** 0, the running sums of the weights in proportion to their total, ... 1. */
export function cumulativeWeights(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const bounds = [0];
  for (const weight of weights) bounds.push((bounds.at(-1) ?? 0) + weight / total);
  return bounds;
}
