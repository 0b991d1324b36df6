/** MurmurHash3 of 128 bits, as DataSketches hashes its keys. On halves of 32 bits, without bigint. */

/** The result of the last call: both 64-bit words, low half first. Overwritten by the next. */
export const HASH: Int32Array = new Int32Array(4);

const C1H = 0x87c37b91 | 0;
const C1L = 0x114253d5;
const C2H = 0x4cf5ad43;
const C2L = 0x2745937f;

let ph = 0;
let pl = 0;
/** (ph, pl) = a * b modulo 2^64. */
function multiply(ah: number, al: number, bh: number, bl: number): void {
  const a0 = al & 0xffff;
  const a1 = al >>> 16;
  const b0 = bl & 0xffff;
  const b1 = bl >>> 16;
  const p00 = a0 * b0;
  const p01 = a0 * b1;
  const p10 = a1 * b0;
  const middle = (p00 >>> 16) + (p01 & 0xffff) + (p10 & 0xffff);
  pl = ((middle & 0xffff) << 16) | (p00 & 0xffff);
  ph = (a1 * b1 + (p01 >>> 16) + (p10 >>> 16) + (middle >>> 16) + Math.imul(ah, bl) + Math.imul(al, bh)) | 0;
}
/** The state: h1 and h2. */
let h1h = 0;
let h1l = 0;
let h2h = 0;
let h2l = 0;

function mix1(h: number, l: number): void {
  multiply(h, l, C1H, C1L);
  multiply((ph << 31) | (pl >>> 1), (pl << 31) | (ph >>> 1), C2H, C2L);
  h1h ^= ph;
  h1l ^= pl;
}
function mix2(h: number, l: number): void {
  multiply(h, l, C2H, C2L);
  // Rotated by 33: the halves change places.
  multiply((pl << 1) | (ph >>> 31), (ph << 1) | (pl >>> 31), C1H, C1L);
  h2h ^= ph;
  h2l ^= pl;
}
/** h1 += h2 */
function addTo1(): void {
  const low = (h1l >>> 0) + (h2l >>> 0);
  h1h = (h1h + h2h + (low > 0xffffffff ? 1 : 0)) | 0;
  h1l = low | 0;
}
function addTo2(): void {
  const low = (h2l >>> 0) + (h1l >>> 0);
  h2h = (h2h + h1h + (low > 0xffffffff ? 1 : 0)) | 0;
  h2l = low | 0;
}
/** h * 5 + constant, into (ph, pl). */
function times5(h: number, l: number, constant: number): void {
  multiply(h, l, 0, 5);
  const low = (pl >>> 0) + constant;
  ph = (ph + (low > 0xffffffff ? 1 : 0)) | 0;
  pl = low | 0;
}
function block(k1h: number, k1l: number, k2h: number, k2l: number): void {
  mix1(k1h, k1l);
  let h = (h1h << 27) | (h1l >>> 5);
  let l = (h1l << 27) | (h1h >>> 5);
  [h1h, h1l] = [h, l];
  addTo1();
  times5(h1h, h1l, 0x52dce729);
  [h1h, h1l] = [ph, pl];
  mix2(k2h, k2l);
  h = (h2h << 31) | (h2l >>> 1);
  l = (h2l << 31) | (h2h >>> 1);
  [h2h, h2l] = [h, l];
  addTo2();
  times5(h2h, h2l, 0x38495ab5);
  [h2h, h2l] = [ph, pl];
}
function stir(h: number, l: number): void {
  multiply(h, l ^ (h >>> 1), 0xff51afd7 | 0, 0xed558ccd | 0);
  multiply(ph, pl ^ (ph >>> 1), 0xc4ceb9fe | 0, 0x1a85ec53);
  pl ^= ph >>> 1;
}
/** The low half of the last step's mix of a number. */
export function stirred(value: number): number {
  stir(value >> 31, value);
  return pl;
}
function finish(length: number): void {
  h1l ^= length;
  h2l ^= length;
  addTo1();
  addTo2();
  stir(h1h, h1l);
  [h1h, h1l] = [ph, pl];
  stir(h2h, h2l);
  [h2h, h2l] = [ph, pl];
  addTo1();
  addTo2();
  HASH[0] = h1l;
  HASH[1] = h1h;
  HASH[2] = h2l;
  HASH[3] = h2h;
}
function begin(seed: number): void {
  h1h = 0;
  h1l = seed;
  h2h = 0;
  h2l = seed;
}

/** The seed that DataSketches uses unless told another. */
export const SEED = 9001;

/** Of one 64-bit word. */
export function hashWord(high: number, low: number): void {
  begin(SEED);
  mix1(high, low);
  finish(8);
}
function word(data: Uint8Array, i: number): number {
  return data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16) | (data[i + 3]! << 24);
}
export function hashBytes(data: Uint8Array, from: number, to: number): void {
  begin(SEED);
  let i = from;
  for (; i <= to - 16; i += 16) block(word(data, i + 4), word(data, i), word(data, i + 12), word(data, i + 8));
  const rest = new Uint8Array(16);
  rest.set(data.subarray(i, to));
  if (to - i > 8) mix2(word(rest, 12), word(rest, 8));
  if (to > i) mix1(word(rest, 4), word(rest, 0));
  finish(to - from);
}
