/** `px.random.*`: always with a seed, since Polars shares equal expressions. */
import { fn, type Px } from "../px.ts";
import { f64, i64, u64 } from "./literal.ts";
import { add, cast, hash, mul, rustdiv } from "./core.ts";
import { rowNumbers } from "./range.ts";
import { P_FLOAT64 } from "../polars-type.ts";

export function shuffle(px: Px, seed: number): Px {
  return fn({ Random: { method: "Shuffle", seed } }, px);
}
export function sampleN(px: Px, n: Px, withReplacement: boolean, seed: number): Px {
  return fn(
    {
      Random: { method: { Sample: { is_fraction: false, with_replacement: withReplacement, shuffle: false } }, seed },
    },
    px,
    n,
  );
}
export function sampleFraction(px: Px, fraction: Px, withReplacement: boolean, seed: number): Px {
  return fn(
    {
      Random: { method: { Sample: { is_fraction: true, with_replacement: withReplacement, shuffle: false } }, seed },
    },
    px,
    fraction,
  );
}
/** Uniform in [0, 1), a function of the seed and an integer column. */
export function uniformOf(index: Px, seed: number): Px {
  const bits = rustdiv(hash(index, [seed, 0x9e3779b9, 0x7f4a7c15, 0x85ebca6b]), u64(2048));
  return mul(cast(bits, P_FLOAT64), f64(2 ** -53));
}
/** Uniform in [0, 1) by row number. */
export function uniform(seed: number): Px {
  return uniformOf(add(rowNumbers(), i64(0)), seed);
}
