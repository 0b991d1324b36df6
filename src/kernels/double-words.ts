/** The words of a double, as fdlibm takes doubles apart. */
const words = new Int32Array(2);
const double = new Float64Array(words.buffer);

/** The upper half of a double's bits. */
export function high(x: number): number {
  double[0] = x;
  return words[1]!;
}
export function lowOf(x: number): number {
  double[0] = x;
  return words[0]!;
}
/** The double with the lower half of its bits zero. */
export function headOf(x: number): number {
  double[0] = x;
  words[0] = 0;
  return double[0];
}
/** The double with another upper half. */
export function withHigh(x: number, bits: number): number {
  double[0] = x;
  words[1] = bits;
  return double[0];
}
/** The double of an upper half, the lower one zero. */
export function fromHigh(bits: number): number {
  words[0] = 0;
  words[1] = bits;
  return double[0]!;
}
