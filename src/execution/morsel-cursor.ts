import type { PolarsPlan } from "../polars/plan.ts";
import { type MorselPath, morselPlan } from "./morsels.ts";

/** A part of a plan's rows. */
export interface Morsel {
  readonly plan: PolarsPlan;
  /** Rows of the source that it reads. */
  readonly rows: number;
}

/** Cuts a plan's sources into parts, one after the other. */
export class MorselCursor {
  readonly #plan: PolarsPlan;
  readonly #paths: readonly MorselPath[];
  readonly #rows: readonly number[];
  #path = 0;
  #offset = 0;
  #before = 0;
  #done = 0;
  #size = 1;

  /** `rows` of each source. */
  constructor(plan: PolarsPlan, paths: readonly MorselPath[], rows: readonly number[]) {
    this.#plan = plan;
    this.#paths = paths;
    this.#rows = rows;
  }
  /** Parts in all, if the rest are as large as the last. */
  get total(): number {
    const rest = this.#rows.map((rows, i) => (i < this.#path ? 0 : rows - (i === this.#path ? this.#offset : 0)));
    return this.#done + rest.reduce((sum, rows) => sum + Math.ceil(rows / this.#size), 0);
  }
  /** The next rows of a source, at most so many; null at the end. An empty plan has one part. */
  next(rows: number): Morsel | null {
    this.#size = Math.max(1, rows);
    while (this.#path < this.#paths.length) {
      const path = this.#paths[this.#path] as MorselPath;
      const left = (this.#rows[this.#path] ?? 0) - this.#offset;
      const last = this.#path === this.#paths.length - 1;
      if (left > 0 || (last && this.#done === 0)) {
        const length = Math.min(left, this.#size);
        const plan = morselPlan(this.#plan, path, this.#offset, length, this.#before);
        this.#offset += length;
        this.#done++;
        if (length === 0) this.#path++;
        return { plan, rows: length };
      }
      this.#before += this.#rows[this.#path] ?? 0;
      this.#path++;
      this.#offset = 0;
    }
    return null;
  }
}
