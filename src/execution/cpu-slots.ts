/** How a program's processors are shared by the stages that run at once. */
import { availableParallelism } from "node:os";

/** Read by the engine when it starts its threads, once in a process. */
const THREADS_VARIABLE = "POLARS_MAX_THREADS";

/**
 * How many threads a stage may have, or 0 if it must wait. `cpus`: the most that all stages may have together, `used`: those
 * of stages under way, `active`: stages under way and waiting, this one among them. Each gets the same share of what is
 * there. Shares are powers of two or all, so that hosts, which keep the threads that they were started with, find stages.
 */
export function threadShare(cpus: number, used: number, active: number): number {
  const free = used === 0 ? cpus : cpus - used;
  if (free <= 0) return 0;
  const share = Math.min(free, Math.max(1, Math.floor(cpus / Math.max(1, active))));
  return share === cpus ? cpus : 2 ** Math.floor(Math.log2(share));
}

/** Whether the variable is this program's own setting: hosts have theirs. */
let setHere = false;

/** The environment of a process whose engine shall have so many threads; null: as many as it likes. */
export function threadEnvironment(threads: number | null): NodeJS.ProcessEnv {
  if (threads !== null) return { ...process.env, [THREADS_VARIABLE]: String(threads) };
  if (!setHere) return process.env;
  const { [THREADS_VARIABLE]: own, ...rest } = process.env;
  void own;
  return rest;
}
/** Bounds the threads of an engine in this very process, which has not started yet. What the user set stays. */
export function boundOwnThreads(cpus: number | null): void {
  if (cpus === null || process.env[THREADS_VARIABLE] !== undefined) return;
  process.env[THREADS_VARIABLE] = String(cpus);
  setHere = true;
}

/** Threads of an engine that nobody bounded. */
export function unboundThreads(): number {
  const set = setHere ? NaN : Number(process.env[THREADS_VARIABLE]);
  return set > 0 ? set : availableParallelism();
}
