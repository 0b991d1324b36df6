/** Estimates of DataSketches' HyperLogLog sketches. */
import { RAW_AT_STRIDES, STRIDES } from "./sketch-hll-data.ts";

/** How many values so many distinct coupons of 26 bits come from: counts, and what they stand for. */
const COUPONS: readonly number[] = [
  0, 1, 20, 400, 8000, 160000, 300000, 600000, 900000, 1200000, 1500000, 1800000, 2100000, 2400000, 2700000, 3000000,
];
const STAND_FOR: readonly number[] = [
  0, 1, 20.00000094374026, 400.0003963713384, 8000.158929460209, 160063.60677637596, 300223.70715976635,
  600895.593385617, 902016.8065120955, 1203588.498319951, 1505611.8245524743, 1808087.9449319066, 2111018.0231759353,
  2414403.22701425, 2718244.728205189, 3022543.702552454,
];
export function couponEstimate(count: number): number {
  return Math.max(
    interpolated(COUPONS, (i) => STAND_FOR[i] as number, count),
    count,
  );
}

/** From registers alone, without the order in which values came. */
export function compositeEstimate(lgK: number, inverse: number, zeros: number): number {
  const k = 2 ** lgK;
  const factor = lgK === 4 ? 0.673 : lgK === 5 ? 0.697 : lgK === 6 ? 0.709 : 0.7213 / (1 + 1.079 / k);
  const raw = (factor * k * k) / inverse;
  const xs = table(lgK);
  const stride = STRIDES[lgK - 4] as number;
  const last = xs.length - 1;
  if (raw < (xs[0] as number)) return 0;
  if (raw > (xs[last] as number)) return raw * ((stride * last) / (xs[last] as number));
  const adjusted = interpolated(xs, (i) => stride * i, raw);
  if (adjusted > 3 * k) return adjusted;
  const linear = zeros === 0 ? k * Math.log(k / 0.5) : k * (harmonic(k) - harmonic(zeros));
  const crossOver = lgK === 4 ? 0.718 : lgK === 5 ? 0.672 : 0.64;
  return (adjusted + linear) / 2 > crossOver * k ? adjusted : linear;
}

const tables = new Map<number, Float64Array>();
function table(lgK: number): Float64Array {
  let made = tables.get(lgK);
  if (made === undefined) {
    made = Float64Array.from((RAW_AT_STRIDES[lgK - 4] as string).split(" "), Number);
    tables.set(lgK, made);
  }
  return made;
}
/** By the cubic through four neighbouring points. */
function interpolated(xs: ArrayLike<number>, y: (i: number) => number, x: number): number {
  const last = xs.length - 1;
  if (x === xs[last]) return y(last);
  let left = 0;
  let right = last;
  while (left + 1 < right) {
    const middle = left + ((right - left) >> 1);
    if ((xs[middle] as number) <= x) left = middle;
    else right = middle;
  }
  const from = left === 0 ? 0 : left === last - 1 ? left - 2 : left - 1;
  const at = (i: number): number => xs[from + i] as number;
  let sum = 0;
  for (let i = 0; i < 4; i++) {
    let [top, bottom] = [1, 1];
    for (let j = 0; j < 4; j++) {
      if (j === i) continue;
      top *= x - at(j);
      bottom *= at(i) - at(j);
    }
    sum += (y(from + i) * top) / bottom;
  }
  return sum;
}
/** The sum of the inverses of 1 to n. */
function harmonic(n: number): number {
  if (n < 25) {
    let sum = 0;
    for (let i = n; i >= 1; i--) sum += 1 / i;
    return sum;
  }
  const square = 1 / (n * n);
  const euler = 0.577_215_664_901_532_9;
  let sum = Math.log(n) + euler + 1 / (2 * n);
  let power = square;
  for (const divisor of [-12, 120, -252, 240]) {
    sum += power / divisor;
    power *= square;
  }
  return sum;
}
