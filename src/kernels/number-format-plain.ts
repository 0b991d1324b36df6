/**
 * Number formats of nothing but digits and a point (`9999.99`), for numbers that a double holds: from bytes and to bytes. The
 * others, and texts and numbers that do not fit, are those of number-format.ts.
 */
const MOST_DIGITS = 15;
const [ZERO, POINT, BLANK] = [48, 46, 32];

/** The decimals of a number that is no such one. */
export const NO_NUMBER: number = Number.NaN;

export class PlainNumberFormat {
  readonly #whole: number;
  readonly #scale: number;
  readonly #unit: number;
  readonly #limit: number;
  /** Characters of every text. */
  readonly width: number;
  private constructor(whole: number, scale: number) {
    this.#whole = whole;
    this.#scale = scale;
    this.#unit = 10 ** scale;
    this.#limit = 10 ** (whole + scale);
    this.width = whole + 1 + scale;
  }
  /** Undefined for other formats. */
  static of(format: string): PlainNumberFormat | undefined {
    const found = /^(9+)[.D](9+)$/i.exec(format);
    if (found === null || format.length > MOST_DIGITS + 1) return undefined;
    return new PlainNumberFormat(found[1]!.length, found[2]!.length);
  }
  /** The unscaled value of digits with at most a point among them; {@link NO_NUMBER} for other texts. */
  parse(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    let value = 0;
    for (; at < end; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit >>> 0 > 9) break;
      value = value * 10 + digit;
    }
    const whole = at - start;
    if (whole > this.#whole) return NO_NUMBER;
    let fraction = 0;
    if (at < end) {
      if (bytes[at] !== POINT) return NO_NUMBER;
      for (at++; at < end; at++) {
        const digit = bytes[at]! - ZERO;
        if (digit >>> 0 > 9) return NO_NUMBER;
        value = value * 10 + digit;
        fraction++;
      }
    }
    if (fraction > this.#scale || whole + fraction === 0) return NO_NUMBER;
    return value * (this.#unit / 10 ** fraction);
  }
  /** Writes {@link width} bytes, or nothing where the digits do not fit: then false. `unit` is what makes 1 of the number. */
  format(unscaled: number, unit: number, out: Uint8Array, start: number): boolean {
    const size = Math.abs(unscaled);
    if (!(size <= Number.MAX_SAFE_INTEGER)) return false;
    const given = unit <= this.#unit ? size * (this.#unit / unit) : size / (unit / this.#unit);
    // Digits behind the format's last one must be zeros.
    if (given >= this.#limit || !Number.isInteger(given)) return false;
    let at = start + this.width;
    let rest = given;
    for (let i = 0; i < this.#scale; i++) {
      const next = Math.floor(rest / 10);
      out[--at] = ZERO + rest - next * 10;
      rest = next;
    }
    out[--at] = POINT;
    do {
      const next = Math.floor(rest / 10);
      out[--at] = ZERO + rest - next * 10;
      rest = next;
    } while (rest > 0);
    out.fill(BLANK, start, at);
    return true;
  }
}
