/** Numbers in little-endian bytes. A `DataView` for each value of a column costs more than what is read through it. */
const REAL = new Float64Array(1);
const BYTES = new Uint8Array(REAL.buffer);

/** Words of four bytes at multiples of four; none where bytes do not stand so in memory. */
export function wordsOf(bytes: Uint8Array): Int32Array {
  if ((bytes.byteOffset & 3) !== 0) return new Int32Array(0);
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}
/** Four bytes as a signed integer. */
export function int32At(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
/** The lowest 32 bits of a number. */
export function putInt32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}
export function float64At(bytes: Uint8Array, at: number): number {
  for (let i = 0; i < 8; i++) BYTES[i] = bytes[at + i]!;
  return REAL[0]!;
}
export function putFloat64(bytes: Uint8Array, at: number, value: number): void {
  REAL[0] = value;
  for (let i = 0; i < 8; i++) bytes[at + i] = BYTES[i]!;
}
