/** MT19937 as Apache Commons seeds it with a long. */

const WORDS = 624;
const MIDDLE = 397;

export class MersenneTwister {
  readonly #state: Int32Array = new Int32Array(WORDS);
  #at = WORDS;
  constructor(seed: bigint) {
    const key = [Number(BigInt.asIntN(32, seed >> 32n)), Number(BigInt.asIntN(32, seed))];
    const mt = this.#state;
    mt[0] = 19650218;
    for (let i = 1; i < WORDS; i++) mt[i] = Math.imul(1812433253, mt[i - 1]! ^ (mt[i - 1]! >>> 30)) + i;
    let i = 1;
    for (let k = 0; k < WORDS; k++) {
      mt[i] = (mt[i]! ^ Math.imul(mt[i - 1]! ^ (mt[i - 1]! >>> 30), 1664525)) + key[k % 2]! + (k % 2);
      if (++i >= WORDS) {
        mt[0] = mt[WORDS - 1]!;
        i = 1;
      }
    }
    for (let k = 0; k < WORDS - 1; k++) {
      mt[i] = (mt[i]! ^ Math.imul(mt[i - 1]! ^ (mt[i - 1]! >>> 30), 1566083941)) - i;
      if (++i >= WORDS) {
        mt[0] = mt[WORDS - 1]!;
        i = 1;
      }
    }
    mt[0] = 0x80000000;
  }
  #twist(): void {
    const mt = this.#state;
    let last = mt[0]!;
    for (let k = 0; k < WORDS; k++) {
      const next = mt[k === WORDS - 1 ? 0 : k + 1]!;
      const y = (last & 0x80000000) | (next & 0x7fffffff);
      mt[k] = mt[k < WORDS - MIDDLE ? k + MIDDLE : k + MIDDLE - WORDS]! ^ (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
      last = next;
    }
    this.#at = 0;
  }
  /** The next 32 bits, as a signed integer. */
  next(): number {
    if (this.#at >= WORDS) this.#twist();
    let y = this.#state[this.#at++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }
  skip(numbers: number): void {
    let left = numbers;
    for (; left > WORDS - this.#at; this.#twist()) left -= WORDS - this.#at;
    this.#at += left;
  }
}
