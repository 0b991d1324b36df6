/** org.apache.spark.util.random.XORShiftRandom over halves of 32 bits. */

/** Scala's MurmurHash3.bytesHash of eight bytes. */
function hashOfLong(high: number, low: number, seed: number): number {
  let h = seed;
  // The bytes are those of a big-endian long, read as little-endian words.
  for (const word of [swap(high), swap(low)]) {
    let k = Math.imul(word, 0xcc9e2d51);
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    h ^= k;
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  }
  h ^= 8;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
function swap(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

export class XorShift {
  #high: number;
  #low: number;
  #gaussian: number | null = null;
  constructor(seed: bigint) {
    const high = Number(BigInt.asIntN(32, seed >> 32n));
    const low = Number(BigInt.asIntN(32, seed));
    this.#low = hashOfLong(high, low, 0x3c074a61);
    this.#high = hashOfLong(high, low, this.#low);
  }
  /** The lowest 32 bits of the next state. */
  nextInt(): number {
    let high = this.#high ^ ((this.#high << 21) | (this.#low >>> 11));
    let low = this.#low ^ (this.#low << 21);
    low ^= high >>> 3;
    high ^= (high << 4) | (low >>> 28);
    low ^= low << 4;
    this.#high = high;
    this.#low = low;
    return low;
  }
  nextDouble(): number {
    const upper = this.nextInt() & 0x3ffffff;
    return (upper * 0x8000000 + (this.nextInt() & 0x7ffffff)) * 2 ** -53;
  }
  nextGaussian(): number {
    if (this.#gaussian !== null) {
      const kept = this.#gaussian;
      this.#gaussian = null;
      return kept;
    }
    for (;;) {
      const a = 2 * this.nextDouble() - 1;
      const b = 2 * this.nextDouble() - 1;
      const s = a * a + b * b;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      this.#gaussian = b * factor;
      return a * factor;
    }
  }
}
