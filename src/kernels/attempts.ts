/** Rows that a quick reader is tried on: where it gives up too often, it is no longer asked. */

const ENOUGH_MORE = 1000;

export class Attempts {
  #done = 0;
  #given = 0;
  /** Whether the next row should be tried. */
  get worthwhile(): boolean {
    return this.#given <= this.#done + ENOUGH_MORE;
  }
  /** Takes note of how a row went. */
  note(done: boolean): boolean {
    if (done) this.#done++;
    else this.#given++;
    return done;
  }
}
