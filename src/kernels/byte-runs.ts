/** Runs of bytes within others, without views of them. */

/** Whether two runs are the same. */
export function isSameRun(
  data: Uint8Array,
  start: number,
  end: number,
  other: Uint8Array,
  from = 0,
  to: number = other.length,
): boolean {
  if (end - start !== to - from) return false;
  for (let i = start, k = from; i < end; i++, k++) if (data[i] !== other[k]) return false;
  return true;
}
/** Nothing but blanks in Java's sense: all characters to U+0020. */
export function isBlankRun(data: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (data[i]! > 32) return false;
  return true;
}
