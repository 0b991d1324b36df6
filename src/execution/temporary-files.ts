/** Files that hosts write for a query and that must not outlive it. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { HostPool } from "./host-pool.ts";
import { forgetOwnedDirectory, makeOwnedDirectory } from "./owned-directory.ts";

/** How long a caller waits for a host that was given up: a process is gone sooner, a thread may take minutes. */
const PATIENCE_MS = 2000;

/**
 * Removes a file or directory that a host may still be writing to: once the hosts that were given up are gone, or now and
 * then again.
 */
export async function removeTemporary(pool: HostPool, path: string): Promise<void> {
  const remove = (): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 3 });
  const quiet = pool.quiet();
  const waiting = new AbortController();
  const late = delay(PATIENCE_MS, true, { ref: false, signal: waiting.signal }).catch(() => false);
  const isLate = await Promise.race([quiet.then(() => false), late]);
  waiting.abort();
  await remove();
  if (isLate) void quiet.then(remove);
}

/** A directory for what a query must put aside, made when something is. */
export class SpillDirectory {
  readonly #pool: HostPool;
  readonly #base: string;
  #path: string | null = null;
  #last = 0;

  constructor(pool: HostPool, base: string) {
    this.#pool = pool;
    this.#base = base;
  }
  /** A path that nothing has yet. */
  newPath(extension = ""): string {
    this.#path ??= makeOwnedDirectory(this.#base, "spill");
    return join(this.#path, `${++this.#last}${extension}`);
  }
  async remove(): Promise<void> {
    const path = this.#path;
    this.#path = null;
    if (path === null) return;
    await removeTemporary(this.#pool, path);
    forgetOwnedDirectory(path);
  }
}
