/** Numbers of a few digits, read from ASCII. NaN stands for all others, which take a closer look. */
const [MINUS, POINT, ZERO] = [45, 46, 48] as const;
/** So many digits are exact in a double, and so is the power of ten that divides them. */
const MAX_DIGITS = 15;
const TENS: readonly number[] = Array.from({ length: MAX_DIGITS + 1 }, (_, i) => 10 ** i);

/** What integers of Spark's types stay below, and are not less than the negative of; of longs only what doubles hold. */
export const INTEGER_LIMITS: { readonly [kind: string]: number } = {
  byte: 2 ** 7,
  short: 2 ** 15,
  integer: 2 ** 31,
  long: 2 ** 53,
};

/** Digits, perhaps after a minus. */
export function shortInteger(bytes: Uint8Array, start: number, end: number): number {
  const first = start < end && bytes[start] === MINUS ? start + 1 : start;
  if (first === end || end - first > MAX_DIGITS) return NaN;
  let value = 0;
  for (let i = first; i < end; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return first === start || value === 0 ? value : -value;
}
/** Digits with a point among them or none, perhaps after a minus: the nearest double. */
export function shortReal(bytes: Uint8Array, start: number, end: number): number {
  const first = start < end && bytes[start] === MINUS ? start + 1 : start;
  let value = 0;
  let point = -1;
  for (let i = first; i < end; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (digit === POINT - ZERO && point < 0) point = i;
    else return NaN;
  }
  const digits = end - first - (point < 0 ? 0 : 1);
  if (digits <= 0 || digits > MAX_DIGITS || point === first || point === end - 1) return NaN;
  // Both exact, so that the quotient is rounded once.
  if (point >= 0) value /= TENS[end - 1 - point]!;
  return first === start ? value : -value;
}
