import type { RangeNode } from "./plan.ts";

/** How many integers a range has. */
export function rangeRows({ start, end, step }: RangeNode): bigint {
  const sign = step < 0n ? -1n : 1n;
  const span = (end - start) * sign;
  return span <= 0n ? 0n : (span + step * sign - 1n) / (step * sign);
}
