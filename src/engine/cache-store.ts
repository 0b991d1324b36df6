/** Results that `cache()` and `checkpoint()` keep: uncompressed Arrow IPC files that any engine host can scan. */
import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logical } from "../logical/relation.ts";
import { lowerQuery } from "../lowering/index.ts";
import { inputs } from "../logical/tree.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";
import { poolFor } from "./pools.ts";
import { SparkException } from "../types/spark-error.ts";
import { forgetOwnedDirectory, makeOwnedDirectory } from "../execution/owned-directory.ts";
import { removeTemporary } from "../execution/temporary-files.ts";
import { runnable } from "./folding.ts";
import { runStaged, stagesOf } from "./user-stages.ts";

interface KeepOptions {
  /** Of a checkpoint: there is no way to compute it again, so that it is kept until the end. */
  readonly isCheckpoint?: boolean;
  /** Where the file is to be, and to stay when the program ends; the store's own directory where absent. */
  readonly directory?: string | undefined;
}
interface Entry extends KeepOptions {
  path?: string;
  /** Set while the result is being computed: others wait for it instead of computing it again. */
  filling?: Promise<void> | undefined;
}

export class CacheStore {
  private readonly entries = new Map<string, Entry>();
  private directory: string | null = null;
  private users = 0;

  /** Sessions of one application share the store: each is counted until it leaves. */
  join(): void {
    this.users++;
  }
  leave(): Promise<void> {
    this.users--;
    return this.users > 0 ? this.clear() : this.end();
  }

  enable(cacheId: string, options: KeepOptions = {}): void {
    if (!this.entries.has(cacheId)) this.entries.set(cacheId, { ...options });
  }
  has(cacheId: string): boolean {
    return this.entries.has(cacheId);
  }
  path(cacheId: string): string | undefined {
    return this.entries.get(cacheId)?.path;
  }

  /** Computes what the plan reads from caches that are still empty, innermost first. */
  async fill(engine: EmbeddedEngine, plan: Logical, options: ExecuteOptions): Promise<void> {
    const wanted: Extract<Logical, { kind: "Cached" }>[] = [];
    const seen = new Set<Logical>();
    const stack = [plan];
    for (let rel = stack.pop(); rel !== undefined; rel = stack.pop()) {
      if (seen.has(rel)) continue;
      seen.add(rel);
      if (rel.kind === "Cached" && rel.isCheckpoint === true && !this.has(rel.cacheId)) {
        throw new SparkException("CHECKPOINT_RDD_BLOCK_ID_NOT_FOUND", { rddBlockId: rel.cacheId });
      }
      if (rel.kind === "Cached" && this.has(rel.cacheId)) {
        if (this.path(rel.cacheId) !== undefined) continue;
        wanted.push(rel);
      }
      stack.push(...inputs(rel));
    }
    for (const rel of wanted.reverse()) {
      const entry = this.entries.get(rel.cacheId);
      if (entry === undefined || entry.path !== undefined) continue;
      entry.filling ??= this.compute(engine, rel, entry, options).finally(() => {
        entry.filling = undefined;
      });
      await entry.filling;
    }
  }
  private async compute(
    engine: EmbeddedEngine,
    rel: Extract<Logical, { kind: "Cached" }>,
    entry: Entry,
    options: ExecuteOptions,
  ): Promise<void> {
    if (entry.directory !== undefined) mkdirSync(entry.directory, { recursive: true });
    else this.directory ??= makeOwnedDirectory(tmpdir(), "cache");
    const path = join(entry.directory ?? (this.directory as string), `${rel.cacheId}.arrow`);
    const staged = stagesOf(engine, await runnable(engine, rel.input, options));
    const lowered = lowerQuery(staged.plan, staged.lowering);
    const nodes = [...lowered.plan.nodes, { op: "sink", input: lowered.plan.root, path, format: "ipc" } as const];
    const sink = { ...lowered, plan: { nodes, root: nodes.length - 1 } };
    try {
      for await (const batch of runStaged(engine, staged, sink, { ...options, action: "cache" })) void batch;
    } catch (error) {
      await removeTemporary(poolFor(engine.conf), path);
      throw error;
    }
    if (this.entries.get(rel.cacheId) === entry) entry.path = path;
    else await rm(path, { force: true });
  }

  async drop(cacheId: string): Promise<void> {
    const path = this.path(cacheId);
    this.entries.delete(cacheId);
    if (path !== undefined) await rm(path, { force: true });
  }
  /** Forgets what can be computed again. */
  async clear(): Promise<void> {
    const cached = [...this.entries].filter(([, { isCheckpoint }]) => isCheckpoint !== true);
    await Promise.all(cached.map(([cacheId]) => this.drop(cacheId)));
  }
  private async end(): Promise<void> {
    this.entries.clear();
    const { directory } = this;
    this.directory = null;
    if (directory === null) return;
    await rm(directory, { recursive: true, force: true });
    forgetOwnedDirectory(directory);
  }
}
