/**
 * DataSketches' HyperLogLog sketches (HLL_8): a list of up to eight coupons, a set of coupons, then a register for each
 * slot. A coupon is a slot (26 bits) and the number of leading zeros of a hash.
 */
import { float64At, int32At, putFloat64, putInt32 } from "./byte-words.ts";
import { HASH } from "./sketch-murmur.ts";
import { compositeEstimate, couponEstimate } from "./sketch-hll-estimate.ts";

const KEY_BITS = 26;
const KEY_MASK = (1 << KEY_BITS) - 1;
const LIST_SIZE = 8;
const LEAST_SET = 5;
const FAMILY = 7;

/** The coupon of the hash that stands in `HASH`. */
export function hashCoupon(): number {
  const high = HASH[3] as number;
  const zeros = high === 0 ? 32 + Math.clz32(HASH[2] as number) : Math.clz32(high);
  return ((Math.min(zeros, 62) + 1) << KEY_BITS) | ((HASH[0] as number) & KEY_MASK);
}

const NO_REGISTERS = new Uint8Array(0);
const NO_COUPONS = new Int32Array(0);

export class HllSketch {
  readonly lgK: number;
  mode: "list" | "set" | "hll" = "list";
  count = 0;
  #coupons: Int32Array;
  registers: Uint8Array = NO_REGISTERS;
  /** What an estimate in order of arrival has added up to; of no use once sketches were merged. */
  hip = 0;
  /** Sums of inverse powers of two: of values below 32, and of the others. */
  kxq0 = 0;
  kxq1 = 0;
  zeros = 0;
  merged = false;
  constructor(lgK: number, coupons: Int32Array = new Int32Array(LIST_SIZE)) {
    this.lgK = lgK;
    this.#coupons = coupons;
  }
  get empty(): boolean {
    return this.mode !== "hll" && this.count === 0;
  }

  update(coupon: number): void {
    if (coupon === 0) return;
    if (this.mode === "hll") this.#register(coupon & ((1 << this.lgK) - 1), coupon >>> KEY_BITS);
    else if (this.mode === "set") this.#toSet(coupon);
    else this.#toList(coupon);
  }
  #toList(coupon: number): void {
    for (let i = 0; i < this.count; i++) if (this.#coupons[i] === coupon) return;
    this.#coupons[this.count++] = coupon;
    if (this.count < LIST_SIZE) return;
    if (this.lgK < 8) {
      this.#promote();
      return;
    }
    const list = this.#coupons;
    this.mode = "set";
    this.#coupons = new Int32Array(1 << LEAST_SET);
    this.count = 0;
    for (const c of list) this.#toSet(c);
  }
  #toSet(coupon: number): void {
    const at = find(this.#coupons, coupon);
    if (this.#coupons[at] === coupon) return;
    this.#coupons[at] = coupon;
    this.count++;
    const size = this.#coupons.length;
    if (4 * this.count <= 3 * size) return;
    if (size === 1 << (this.lgK - 3)) {
      this.#promote();
      return;
    }
    const grown = new Int32Array(size * 2);
    for (const c of this.#coupons) if (c !== 0) grown[find(grown, c)] = c;
    this.#coupons = grown;
  }
  #promote(): void {
    const estimate = couponEstimate(this.count);
    const coupons = this.#coupons;
    this.#toRegisters();
    for (const c of coupons) if (c !== 0) this.update(c);
    this.hip = estimate;
  }
  #toRegisters(): void {
    const k = 1 << this.lgK;
    this.mode = "hll";
    this.registers = new Uint8Array(k);
    this.#coupons = NO_COUPONS;
    [this.hip, this.kxq0, this.kxq1, this.zeros] = [0, k, 0, k];
  }
  #register(slot: number, value: number): void {
    const old = this.registers[slot] as number;
    if (value <= old) return;
    this.registers[slot] = value;
    this.hip += (1 << this.lgK) / (this.kxq0 + this.kxq1);
    if (old < 32) this.kxq0 -= 2 ** -old;
    else this.kxq1 -= 2 ** -old;
    if (value < 32) this.kxq0 += 2 ** -value;
    else this.kxq1 += 2 ** -value;
    if (old === 0) this.zeros--;
  }

  estimate(): number {
    if (this.mode !== "hll") return couponEstimate(this.count);
    return this.merged ? compositeEstimate(this.lgK, this.kxq0 + this.kxq1, this.zeros) : this.hip;
  }

  /** Counts in another sketch what this one has. */
  countIn(other: HllSketch): void {
    const { registers } = this;
    if (this.mode !== "hll") {
      const coupons = this.#coupons;
      for (let i = 0; i < coupons.length; i++) other.update(coupons[i]!);
    } else
      for (let slot = 0; slot < registers.length; slot++) {
        const value = registers[slot]!;
        if (value !== 0) other.update((value << KEY_BITS) | slot);
      }
  }
  copy(): HllSketch {
    const made = new HllSketch(this.lgK, this.mode === "hll" ? NO_COUPONS : this.#coupons.slice());
    made.mode = this.mode;
    made.count = this.count;
    made.registers = this.mode === "hll" ? this.registers.slice() : NO_REGISTERS;
    made.hip = this.hip;
    made.kxq0 = this.kxq0;
    made.kxq1 = this.kxq1;
    made.zeros = this.zeros;
    made.merged = this.merged;
    return made;
  }
  /** The same with fewer slots. */
  downsampled(lgK: number): HllSketch {
    const made = new HllSketch(lgK);
    made.#toRegisters();
    this.countIn(made);
    [made.hip, made.merged] = [this.merged ? 0 : this.hip, this.merged];
    return made;
  }
  /** Takes the greater of each register. */
  absorb(other: HllSketch): void {
    const mask = (1 << this.lgK) - 1;
    const theirs = other.registers;
    const own = this.registers;
    for (let i = 0; i < theirs.length; i++) if (theirs[i]! > own[i & mask]!) own[i & mask] = theirs[i]!;
    this.merged = true;
    this.hip = 0;
    [this.kxq0, this.kxq1, this.zeros] = [0, 0, 0];
    for (const value of this.registers) {
      if (value < 32) this.kxq0 += 2 ** -value;
      else this.kxq1 += 2 ** -value;
      if (value === 0) this.zeros++;
    }
  }

  toBytes(): Uint8Array {
    const preamble = this.mode === "list" ? 2 : this.mode === "set" ? 3 : 10;
    const body = this.mode === "hll" ? this.registers.length : this.#coupons.length * 4;
    const out = new Uint8Array(preamble * 4 + body);
    out[0] = preamble;
    out[1] = 1;
    out[2] = FAMILY;
    out[3] = this.lgK;
    out[4] = this.mode === "hll" ? 0 : logOf(this.#coupons.length);
    out[5] = (this.empty ? 4 : 0) | (this.merged ? 16 : 0);
    out[6] = this.mode === "list" ? this.count : 0;
    out[7] = this.mode === "list" ? 8 : this.mode === "set" ? 9 : 10;
    if (this.mode === "set") putInt32(out, 8, this.count);
    if (this.mode === "hll") {
      putFloat64(out, 8, this.hip);
      putFloat64(out, 16, this.kxq0);
      putFloat64(out, 24, this.kxq1);
      putInt32(out, 32, this.zeros);
      out.set(this.registers, 40);
    } else
      for (let i = 0, at = preamble * 4; i < this.#coupons.length; i++, at += 4) putInt32(out, at, this.#coupons[i]!);
    return out;
  }
  static fromBytes(bytes: Uint8Array): HllSketch | undefined {
    if (bytes.length < 8 || bytes[1] !== 1 || bytes[2] !== FAMILY) return undefined;
    const [preamble, lgK, lgArray, flags, kind] = [bytes[0]!, bytes[3]!, bytes[4]!, bytes[5]!, bytes[7]!];
    if (preamble !== [2, 3, 10][kind & 3]) return undefined;
    if (lgK < 4 || lgK > 21 || ((kind >> 2) & 3) !== 2) return undefined;
    if ((flags & 4) !== 0 && (kind & 3) === 0) return new HllSketch(lgK);
    if ((kind & 3) === 2) {
      if (bytes.length < 40 + (1 << lgK)) return undefined;
      const made = new HllSketch(lgK, NO_COUPONS);
      made.mode = "hll";
      made.registers = bytes.slice(40, 40 + (1 << lgK));
      made.hip = float64At(bytes, 8);
      made.kxq0 = float64At(bytes, 16);
      made.kxq1 = float64At(bytes, 24);
      made.zeros = int32At(bytes, 32);
      made.merged = (flags & 16) !== 0;
      return made;
    }
    const compact = (flags & 8) !== 0;
    const count = (kind & 3) === 0 ? bytes[6]! : int32At(bytes, 8);
    const n = compact ? count : 1 << lgArray;
    if (bytes.length < preamble * 4 + n * 4) return undefined;
    const coupons = new Int32Array(n);
    for (let i = 0, at = preamble * 4; i < n; i++, at += 4) coupons[i] = int32At(bytes, at);
    const made = new HllSketch(lgK, compact ? undefined : coupons);
    if (compact) for (let i = 0; i < n; i++) made.update(coupons[i]!);
    else {
      made.mode = (kind & 3) === 0 ? "list" : "set";
      made.count = count;
    }
    return made;
  }
}
/** The logarithm of a power of two. */
function logOf(size: number): number {
  return 31 - Math.clz32(size);
}
function find(table: Int32Array, coupon: number): number {
  const mask = table.length - 1;
  const stride = ((coupon & KEY_MASK) >>> logOf(table.length)) | 1;
  let at = coupon & mask;
  while (table[at] !== 0 && table[at] !== coupon) at = (at + stride) & mask;
  return at;
}

/** A union under construction: never of more slots than `most`. */
export class HllUnion {
  sketch: HllSketch;
  readonly #most: number;
  constructor(most: number) {
    this.#most = most;
    this.sketch = new HllSketch(most);
  }
  add(source: HllSketch): void {
    if (source.empty) return;
    const gadget = this.sketch;
    if (source.mode !== "hll") {
      if (source.mode === "set" && gadget.empty && source.lgK === gadget.lgK) this.sketch = source.copy();
      else source.countIn(gadget);
      return;
    }
    if (gadget.mode !== "hll") {
      const made = source.lgK > this.#most ? source.downsampled(this.#most) : source.copy();
      gadget.countIn(made);
      this.sketch = made;
      return;
    }
    if (source.lgK < gadget.lgK) this.sketch = gadget.downsampled(source.lgK);
    this.sketch.absorb(source);
  }
}
