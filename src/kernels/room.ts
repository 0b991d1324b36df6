/** Numbers that are needed for a moment, again and again: too few each time for an array of their own. */

type Numbers = Int32Array | Uint32Array | Uint8Array;

/** Room for as many numbers as were ever needed at once. What it gives is another's after the next call. */
export class Room<T extends Numbers> {
  readonly #make: (size: number) => T;
  #numbers: T;
  constructor(make: (size: number) => T) {
    this.#make = make;
    this.#numbers = make(64);
  }
  /** At least so many numbers, whatever they are. */
  of(size: number): T {
    if (size > this.#numbers.length) this.#numbers = this.#make(size * 2);
    return this.#numbers;
  }
  /** Just so many zeros. */
  zeros(size: number): T {
    const numbers = this.of(size).subarray(0, size) as T;
    numbers.fill(0);
    return numbers;
  }
}
export const int32Room = (): Room<Int32Array> => new Room((size) => new Int32Array(size));
export const uint32Room = (): Room<Uint32Array> => new Room((size) => new Uint32Array(size));
export const byteRoom = (): Room<Uint8Array> => new Room((size) => new Uint8Array(size));
