/**
 * DataSketches' HyperLogLog sketches (HLL_8): a list of up to eight coupons, a set of coupons, then a register for each
 * slot. A coupon is a slot (26 bits) and the number of leading zeros of a hash.
 */
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

export class HllSketch {
  readonly lgK: number;
  mode: "list" | "set" | "hll" = "list";
  count = 0;
  #coupons: Int32Array = new Int32Array(LIST_SIZE);
  registers: Uint8Array = new Uint8Array(0);
  /** What an estimate in order of arrival has added up to; of no use once sketches were merged. */
  hip = 0;
  /** Sums of inverse powers of two: of values below 32, and of the others. */
  kxq0 = 0;
  kxq1 = 0;
  zeros = 0;
  merged = false;
  constructor(lgK: number) {
    this.lgK = lgK;
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
    this.#coupons = new Int32Array(0);
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

  *coupons(): Generator<number> {
    if (this.mode !== "hll") {
      for (const c of this.#coupons) if (c !== 0) yield c;
      return;
    }
    for (let slot = 0; slot < this.registers.length; slot++) {
      const value = this.registers[slot] as number;
      if (value !== 0) yield (value << KEY_BITS) | slot;
    }
  }
  copy(): HllSketch {
    const made = new HllSketch(this.lgK);
    Object.assign(made, { ...this, registers: this.registers.slice() });
    made.#coupons = this.#coupons.slice();
    return made;
  }
  /** The same with fewer slots. */
  downsampled(lgK: number): HllSketch {
    const made = new HllSketch(lgK);
    made.#toRegisters();
    for (const c of this.coupons()) made.update(c);
    [made.hip, made.merged] = [this.merged ? 0 : this.hip, this.merged];
    return made;
  }
  /** Takes the greater of each register. */
  absorb(other: HllSketch): void {
    const mask = (1 << this.lgK) - 1;
    other.registers.forEach((value, i) => {
      if (value > (this.registers[i & mask] as number)) this.registers[i & mask] = value;
    });
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
    const view = new DataView(out.buffer);
    const lgArray = this.mode === "hll" ? 0 : Math.log2(this.#coupons.length);
    const flags = (this.empty ? 4 : 0) | (this.merged ? 16 : 0);
    const mode = { list: 8, set: 9, hll: 10 }[this.mode];
    out.set([preamble, 1, FAMILY, this.lgK, lgArray, flags, this.mode === "list" ? this.count : 0, mode]);
    if (this.mode === "set") view.setInt32(8, this.count, true);
    if (this.mode === "hll") {
      view.setFloat64(8, this.hip, true);
      view.setFloat64(16, this.kxq0, true);
      view.setFloat64(24, this.kxq1, true);
      view.setInt32(32, this.zeros, true);
      out.set(this.registers, 40);
    } else this.#coupons.forEach((c, i) => view.setInt32(preamble * 4 + i * 4, c, true));
    return out;
  }
  static fromBytes(bytes: Uint8Array): HllSketch | undefined {
    const [preamble = 0, version, family, lgK = 0, lgArray = 0, flags = 0, listCount = 0, kind = 0] = bytes;
    const wanted = [2, 3, 10][kind & 3];
    if (bytes.length < 8 || version !== 1 || family !== FAMILY || preamble !== wanted) return undefined;
    if (lgK < 4 || lgK > 21 || ((kind >> 2) & 3) !== 2) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const made = new HllSketch(lgK);
    if ((flags & 4) !== 0 && (kind & 3) === 0) return made;
    if ((kind & 3) === 2) {
      if (bytes.length < 40 + (1 << lgK)) return undefined;
      made.#toRegisters();
      made.registers.set(bytes.subarray(40, 40 + (1 << lgK)));
      made.hip = view.getFloat64(8, true);
      made.kxq0 = view.getFloat64(16, true);
      made.kxq1 = view.getFloat64(24, true);
      made.zeros = view.getInt32(32, true);
      made.merged = (flags & 16) !== 0;
      return made;
    }
    const compact = (flags & 8) !== 0;
    const count = (kind & 3) === 0 ? listCount : view.getInt32(8, true);
    const n = compact ? count : 1 << lgArray;
    if (bytes.length < preamble * 4 + n * 4) return undefined;
    const coupons = Int32Array.from({ length: n }, (_, i) => view.getInt32(preamble * 4 + i * 4, true));
    if (compact) for (const c of coupons) made.update(c);
    else {
      made.mode = (kind & 3) === 0 ? "list" : "set";
      made.#coupons = coupons;
      made.count = count;
    }
    return made;
  }
}
function find(table: Int32Array, coupon: number): number {
  const mask = table.length - 1;
  const stride = ((coupon & KEY_MASK) >>> Math.log2(table.length)) | 1;
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
      else for (const c of source.coupons()) gadget.update(c);
      return;
    }
    if (gadget.mode !== "hll") {
      const made = source.lgK > this.#most ? source.downsampled(this.#most) : source.copy();
      for (const c of gadget.coupons()) made.update(c);
      this.sketch = made;
      return;
    }
    if (source.lgK < gadget.lgK) this.sketch = gadget.downsampled(source.lgK);
    this.sketch.absorb(source);
  }
}
