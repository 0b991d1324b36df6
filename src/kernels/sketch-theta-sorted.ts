/** Unions, intersections and differences of two theta sketches, whose hashes are in ascending order: one walk along both. */
import type { Room } from "./room.ts";
import { type Compact, EMPTY, WHOLE } from "./sketch-theta.ts";

type Operation = "union" | "intersection" | "difference";

/** All hashes count for a union: it must not have more of them than its size. They are in `room` until it is asked again. */
export function sortedSet(operation: Operation, a: Compact, b: Compact, room: Room<Uint32Array>): Compact {
  if (a.empty || b.empty) {
    if (operation === "intersection") return EMPTY;
    if (operation === "difference" || b.empty) return a;
    return b;
  }
  const theta = a.theta < b.theta ? a.theta : b.theta;
  const [thetaHigh, thetaLow] = [Number(theta >> 32n), Number(theta & 0xffffffffn)];
  const [x, y] = [a.words, b.words];
  const out = room.of(x.length + (operation === "union" ? y.length : 0));
  const [first, second, both] = [operation !== "intersection", operation === "union", operation !== "difference"];
  let [i, k, to] = [0, 0, 0];
  while (i < x.length || (second && k < y.length)) {
    // Past its end either has nothing before the other's next.
    const side = i >= x.length ? 1 : k >= y.length ? -1 : order(x, i, y, k);
    const [words, at] = side > 0 ? [y, k] : [x, i];
    if (side <= 0) i += 2;
    if (side >= 0) k += 2;
    if (!(side === 0 ? both : side < 0 ? first : second)) continue;
    const [low, high] = [words[at]!, words[at + 1]!];
    if (high > thetaHigh || (high === thetaHigh && low >= thetaLow)) break;
    out[to++] = low;
    out[to++] = high;
  }
  return { theta, empty: operation !== "union" && to === 0 && theta === WHOLE, words: out.subarray(0, to) };
}
function order(x: Uint32Array, i: number, y: Uint32Array, k: number): number {
  return x[i + 1]! - y[k + 1]! || x[i]! - y[k]!;
}
