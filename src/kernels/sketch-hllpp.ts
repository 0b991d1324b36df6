/** approx_count_distinct: HyperLogLog++ over 64-bit hashes, with Spark's registers and estimates. */
import { Int64Builder } from "../arrow/builders.ts";
import { type ArrowVector, isValid } from "../arrow/vector.ts";
import type { GroupKernel } from "./group-kernel.ts";
import { BIASES, RAW_ESTIMATES, THRESHOLDS } from "./sketch-hllpp-data.ts";

export interface HllppOptions {
  /** Bits of the hash that choose the register. */
  readonly precision: number;
}

/** The argument is a column of hashes; null is not counted. */
export const hllpp: GroupKernel = (columns, options, groups) => {
  const [hashes] = columns as readonly [ArrowVector];
  const { precision: p } = options as HllppOptions;
  const data = hashes.data as BigInt64Array;
  const words =
    hashes.type.kind === "null" ? new Uint32Array(0) : new Uint32Array(data.buffer, data.byteOffset, data.length * 2);
  const registers = new Uint8Array(1 << p);
  const out = new Int64Builder(undefined, groups);
  let [from, to] = [-1, -1];
  return {
    add: (start, end) => {
      // A frame that grows goes on with what it has seen.
      if (start !== from || end < to) {
        registers.fill(0);
        [from, to] = [start, start];
      }
      for (let i = to; i < end; i++) {
        if (!isValid(hashes, i)) continue;
        const high = words[i * 2 + 1] as number;
        const low = words[i * 2] as number;
        const register = high >>> (32 - p);
        const rest = (high << p) | (low >>> (32 - p));
        const zeros = rest === 0 ? 32 + Math.clz32((low << p) | (1 << (p - 1))) : Math.clz32(rest);
        if (zeros + 1 > (registers[register] as number)) registers[register] = zeros + 1;
      }
      to = end;
      out.append(estimate(registers, p));
    },
    finish: () => out.finish(),
  };
};

/** Negative powers of two. */
const INVERSE: Float64Array = Float64Array.from({ length: 66 }, (_, i) => 2 ** -i);

function estimate(registers: Uint8Array, p: number): number {
  const m = registers.length;
  let inverse = 0;
  let empty = 0;
  for (const r of registers) {
    inverse += INVERSE[r] as number;
    if (r === 0) empty++;
  }
  const raw = alpha(p, m) / inverse;
  const corrected = (): number => (p < 19 && raw < 5 * m ? raw - bias(raw, p) : raw);
  if (empty === 0) return Math.round(corrected());
  const linear = m * Math.log(m / empty);
  const small = (p < 19 && linear <= (THRESHOLDS[p - 4] as number)) || raw <= 2.5 * m;
  return Math.round(small ? linear : corrected());
}
function alpha(p: number, m: number): number {
  const factor = p === 4 ? 0.673 : p === 5 ? 0.697 : p === 6 ? 0.709 : 0.7213 / (1 + 1.079 / m);
  return factor * m * m;
}

const tables = new Map<number, readonly [Float64Array, Float64Array]>();
function table(p: number): readonly [Float64Array, Float64Array] {
  let made = tables.get(p);
  if (made === undefined) {
    const [raw, biases] = [RAW_ESTIMATES, BIASES].map((t) =>
      Float64Array.from((t[p - 4] as string).split(" "), Number),
    );
    made = [raw as Float64Array, biases as Float64Array];
    tables.set(p, made);
  }
  return made;
}
const NEIGHBOURS = 6;
/** The mean bias of the nearest published estimates. */
function bias(raw: number, p: number): number {
  const [estimates, biases] = table(p);
  const n = estimates.length;
  let at = 0;
  while (at < n && (estimates[at] as number) < raw) at++;
  const distance = (i: number): number => (raw - (estimates[i] as number)) ** 2;
  let low = Math.max(at - NEIGHBOURS + 1, 0);
  let high = Math.min(low + NEIGHBOURS, n);
  while (high < n && distance(high) < distance(low)) {
    low++;
    high++;
  }
  let sum = 0;
  for (let i = low; i < high; i++) sum += biases[i] as number;
  return sum / (high - low);
}
