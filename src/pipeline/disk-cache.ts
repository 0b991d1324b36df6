/** Results of nodes kept between runs. */
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CacheKey } from "./cache-key.ts";
import { decodeValue, type Encoded, encodeValue } from "./value-codec.ts";

/** Keeps results of nodes. {@link DiskCache} is one; others may be written. */
export interface ResultCache {
  /** What is kept under the key, or undefined where there is nothing: a kept null or undefined is a value. */
  get(key: CacheKey): Promise<{ readonly value: unknown } | undefined>;
  set(key: CacheKey, value: unknown): Promise<void>;
}

/** The form of the files; those of another are not read. */
const FORMAT = 1;

/**
 * A folder with a file for each result. A file appears whole or not at all, so runs and processes may share a folder; one
 * that cannot be read counts as absent and is written again.
 *
 * Kept are the results of nodes that have a `version`, under that version, the node's names, what it `use`s, and the values
 * of its inputs. Whatever else a function depends on belongs into the version.
 *
 * @example
 * ```ts
 * import { DiskCache, Pipeline, node } from "sparkwright/pipeline";
 *
 * let calls = 0;
 * const slow = node({ output: "y", inputs: ["x"], version: 1, fn: (x: number) => (calls++, x * x) });
 * const cache = new DiskCache("results");
 * await cache.clear();
 * await new Pipeline([slow]).map({ x: [1, 2, 3] }, { mapOver: "x", cache });
 * await new Pipeline([slow]).map({ x: [3, 2, 1] }, { mapOver: "x", cache });
 * console.log(calls); // 3
 * ```
 */
export class DiskCache implements ResultCache {
  readonly directory: string;

  /** @param directory - made when the first result is kept */
  constructor(directory: string) {
    this.directory = directory;
  }
  async get(key: CacheKey): Promise<{ readonly value: unknown } | undefined> {
    let text: string;
    try {
      text = await readFile(this.#fileOf(key), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
    try {
      const { format, value } = JSON.parse(text) as { readonly format: number; readonly value: Encoded };
      return format === FORMAT ? { value: decodeValue(value) } : undefined;
    } catch {
      return undefined;
    }
  }
  /** @throws PipelineError with `PIPELINE_VALUE_NOT_CACHEABLE` for a result that has no text, such as a function */
  async set(key: CacheKey, value: unknown): Promise<void> {
    const encoded = encodeValue(value, `result of node ${key.node}`);
    const file = this.#fileOf(key);
    await mkdir(join(file, ".."), { recursive: true });
    const whole = `${file}.${randomUUID()}.tmp`;
    try {
      await writeFile(whole, JSON.stringify({ format: FORMAT, node: key.node, value: encoded }));
      await rename(whole, file);
    } catch (error) {
      await rm(whole, { force: true });
      // Windows does not rename over a file that another run is reading, which then holds the same result.
      if ((await this.get(key)) === undefined) throw error;
    }
  }
  /** Forgets all results. */
  async clear(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
  #fileOf({ hash }: CacheKey): string {
    return join(this.directory, hash.slice(0, 2), `${hash.slice(2)}.json`);
  }
}
