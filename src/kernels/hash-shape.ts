/** What the hash kernels must know of a type beyond its Arrow form. */
export type HashShape =
  | { readonly interval?: boolean; readonly nanos?: boolean; readonly children?: readonly HashShape[] }
  | null
  | undefined;

/** A 128-bit count of nanoseconds as whole microseconds and the 0 to 999 below. */
export function microsAndBelow(data: BigInt64Array, row: number): readonly [micros: bigint, below: number] {
  const nanos = (data[row * 2 + 1]! << 64n) | BigInt.asUintN(64, data[row * 2]!);
  const below = ((nanos % 1000n) + 1000n) % 1000n;
  return [(nanos - below) / 1000n, Number(below)];
}

const SCRATCH = new Uint8Array(16);
/** A 128-bit integer as the fewest big-endian bytes in two's complement (java.math.BigInteger.toByteArray). */
export function bigEndian(data: BigInt64Array, row: number): Uint8Array {
  const view = new DataView(SCRATCH.buffer);
  view.setBigInt64(0, data[row * 2 + 1]!);
  view.setBigInt64(8, data[row * 2]!);
  const sign = SCRATCH[0]! >= 128 ? 255 : 0;
  let from = 0;
  while (from < 15 && SCRATCH[from] === sign && SCRATCH[from + 1]! >= 128 === (sign === 255)) from++;
  return SCRATCH.subarray(from);
}
