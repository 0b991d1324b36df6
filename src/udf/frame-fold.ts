/**
 * Folding the frames of a window one after the other: what consecutive frames share is folded once. Two stacks make a queue
 * of rows of which the fold is always known: in front states of the rows from each row on, behind the state of all rows that
 * came since. A row is updated and merged about twice, however large its frames.
 */
import type { Aggregator } from "./aggregate-function.ts";
import { copyOf, isCopyable } from "./state-copy.ts";

type AnyAggregator = Aggregator<readonly never[], unknown, unknown>;

/** The rows of one frame. */
export interface FrameRows {
  readonly length: number;
  /** Where the row stands among all rows; ascending. */
  position(i: number): number;
  values(i: number): readonly unknown[];
}

export class FrameFold {
  readonly #aggregator: AnyAggregator;
  /** Positions of the rows in the queue, from `#head` on. */
  #positions: number[] = [];
  #head = 0;
  /** States of the rows from one row on to the last of the front; the first row's last. */
  #front: unknown[] = [];
  #back: unknown;
  #backRows = 0;

  constructor(aggregator: AnyAggregator) {
    this.#aggregator = aggregator;
    this.#back = aggregator.init();
  }

  /** The state of the frame, for `finish` alone. */
  fold(rows: FrameRows): unknown {
    if (rows.length === 0) return this.#aggregator.init();
    const known = this.#keep(rows);
    if (known === 0) this.#clear();
    // Rows behind the front cannot be taken out of their state: all that are left become the front.
    if (this.#front.length + this.#backRows > known) this.#rebuild(rows);
    else this.#append(rows, known);
    for (let i = known; i < rows.length; i++) this.#positions.push(rows.position(i));
    return this.#state(rows);
  }

  /** Drops what the frame has no more; gives how many of its rows are left in the queue. */
  #keep(rows: FrameRows): number {
    const first = rows.position(0);
    let at = this.#head;
    while (at < this.#positions.length && (this.#positions[at] as number) < first) at++;
    const dropped = at - this.#head;
    this.#head = at;
    const left = this.#positions.length - at;
    // Frames of other partitions, or in another order, have nothing in common with the queue.
    const last = this.#positions[this.#positions.length - 1];
    if (left === 0 || left > rows.length || this.#positions[at] !== first || rows.position(left - 1) !== last) return 0;
    this.#front.length = Math.max(0, this.#front.length - dropped);
    if (this.#head > 1024 && this.#head * 2 > this.#positions.length) {
      this.#positions = this.#positions.slice(this.#head);
      this.#head = 0;
    }
    return left;
  }
  #clear(): void {
    this.#positions = [];
    this.#head = 0;
    this.#front = [];
    this.#back = this.#aggregator.init();
    this.#backRows = 0;
  }
  #append(rows: FrameRows, from: number): void {
    for (let i = from; i < rows.length; i++) this.#back = this.#updated(this.#back, rows.values(i));
    this.#backRows += rows.length - from;
  }
  #rebuild(rows: FrameRows): void {
    this.#front = [];
    this.#back = this.#aggregator.init();
    this.#backRows = 0;
    let state: unknown;
    for (let i = rows.length - 1; i >= 0; i--) {
      const own = this.#updated(this.#aggregator.init(), rows.values(i));
      state = i === rows.length - 1 ? own : this.#merged(own, state);
      this.#front.push(state);
    }
  }
  #state(rows: FrameRows): unknown {
    const front = this.#front.at(-1);
    if (this.#front.length === 0) return this.#back;
    if (this.#backRows === 0) return front;
    // Merging may change its first state, which the rows after this one need as it is.
    if (isCopyable(front)) return this.#merged(copyOf(front), this.#back);
    let state = this.#aggregator.init();
    for (let i = 0; i < rows.length; i++) state = this.#updated(state, rows.values(i));
    return state;
  }

  #updated(state: unknown, values: readonly unknown[]): unknown {
    return (this.#aggregator.update(state, ...(values as never[])) as unknown) ?? state;
  }
  #merged(first: unknown, second: unknown): unknown {
    return (this.#aggregator.merge(first, second) as unknown) ?? first;
  }
}
