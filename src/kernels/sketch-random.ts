/** java.util.Random: the same numbers from the same seed. */
const MASK = (1n << 48n) - 1n;
const STEP = 0x5deece66dn;

export class JavaRandom {
  #state: bigint;
  constructor(seed: bigint | number) {
    this.#state = (BigInt(seed) ^ STEP) & MASK;
  }
  /** The next bits as a signed number. */
  next(bits: number): number {
    this.#state = (this.#state * STEP + 0xbn) & MASK;
    return Number(BigInt.asIntN(32, this.#state >> BigInt(48 - bits)));
  }
  nextInt(bound: number): number {
    if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(this.next(31))) >> 31n);
    for (;;) {
      const bits = this.next(31);
      const value = bits % bound;
      // Beyond the last whole multiple of the bound Java's int overflows, and it draws again.
      if (bits - value + (bound - 1) <= 0x7fffffff) return value;
    }
  }
  nextDouble(): number {
    return (this.next(26) * 2 ** 27 + this.next(27)) / 2 ** 53;
  }
}
