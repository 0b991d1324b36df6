/** Poisson numbers as samples with replacement draw them: by multiplication, over the generator WELL19937c. */

const WORDS = 624;
/** Panneton, L'Ecuyer and Matsumoto: Improved long-period generators based on linear recurrences modulo 2 (2006). */
class Well19937c {
  readonly #state: Int32Array = new Int32Array(WORDS);
  #at = 0;
  constructor(seed: bigint) {
    const v = this.#state;
    v[0] = Number(BigInt.asIntN(32, seed >> 32n));
    v[1] = Number(BigInt.asIntN(32, seed));
    // What the seed leaves open is spread from it, two words back, in signed arithmetic.
    for (let i = 2; i < WORDS; i++) {
      const word = BigInt(v[i - 2]!);
      v[i] = Number(BigInt.asIntN(32, 1812433253n * (word ^ (word >> 30n)) + BigInt(i)));
    }
  }
  #word(ahead: number): number {
    return this.#state[(this.#at + ahead) % WORDS]!;
  }
  /** The upper bits of the next number. */
  #next(bits: number): number {
    const [before, beforeThat] = [(this.#at + WORDS - 1) % WORDS, (this.#at + WORDS - 2) % WORDS];
    const [v0, v70, v179, v449] = [this.#word(0), this.#word(70), this.#word(179), this.#word(449)];
    const z0 = (0x80000000 & this.#state[before]!) ^ (0x7fffffff & this.#state[beforeThat]!);
    const z1 = v0 ^ (v0 << 25) ^ (v70 ^ (v70 >>> 27));
    const z2 = (v179 >>> 9) ^ (v449 ^ (v449 >>> 1));
    const z3 = z1 ^ z2;
    let z4 = z0 ^ (z1 ^ (z1 << 9)) ^ (z2 ^ (z2 << 21)) ^ (z3 ^ (z3 >>> 21));
    this.#state[this.#at] = z3;
    this.#state[before] = z4;
    this.#state[beforeThat]! &= 0x80000000;
    this.#at = before;
    z4 ^= (z4 << 7) & 0xe46e1700;
    z4 ^= (z4 << 15) & 0x9b868000;
    return z4 >>> (32 - bits);
  }
  nextDouble(): number {
    return (this.#next(26) * 0x4000000 + this.#next(26)) * 2 ** -52;
  }
}

/** From this mean on another method is used. */
export const LARGE_MEAN = 40;
/** How often each row comes, with a mean below {@link LARGE_MEAN}. */
export class PoissonCounts {
  readonly #random: Well19937c;
  readonly #mean: number;
  readonly #limit: number;
  constructor(seed: bigint, mean: number) {
    this.#random = new Well19937c(seed);
    this.#mean = mean;
    this.#limit = Math.exp(-mean);
  }
  next(): number {
    let count = 0;
    for (let product = 1; count < 1000 * this.#mean; count++) {
      product *= this.#random.nextDouble();
      if (product < this.#limit) break;
    }
    return count;
  }
}
