/** A kernel step divided into parts, as the threads see it that make them: in memory that they share. */
import type { KernelCall } from "../polars/plan.ts";

export interface KernelJob {
  readonly id: number;
  readonly calls: readonly KernelCall[];
  /** Arrow streams of the arguments. */
  readonly parts: readonly Uint8Array<SharedArrayBuffer>[];
  /** How many parts other threads have finished, then the state of each part. */
  readonly words: Int32Array<SharedArrayBuffer>;
}
export interface KernelResult {
  readonly job: number;
  readonly part: number;
  readonly bytes: Uint8Array;
}

const STATES = ["waiting", "taken", "done", "failed"] as const;
export type PartState = (typeof STATES)[number];
const [WAITING, TAKEN] = [0, 1];
const at = (part: number): number => part + 1;

export function newWords(parts: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4 * at(parts)));
}
/** Takes the next part for the caller; null where all are taken. */
export function takePart({ parts, words }: KernelJob): number | null {
  for (let part = 0; part < parts.length; part++) {
    if (Atomics.compareExchange(words, at(part), WAITING, TAKEN) === WAITING) return part;
  }
  return null;
}
export function partState({ words }: KernelJob, part: number): PartState {
  return STATES[Atomics.load(words, at(part))] ?? "waiting";
}
export const finishedParts = ({ words }: KernelJob): number => Atomics.load(words, 0);
/** Says how a part ended, and wakes who waits for it. Its result must have been sent before. */
export function finishPart({ words }: KernelJob, part: number, state: "done" | "failed"): void {
  Atomics.store(words, at(part), STATES.indexOf(state));
  Atomics.add(words, 0, 1);
  Atomics.notify(words, 0);
}
