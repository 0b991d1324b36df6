/** Texts of a client's rows as files of a session, for readers of files: `spark.read.json(df)`. */
import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { forgetOwnedDirectory, makeOwnedDirectory } from "../../execution/owned-directory.ts";

export class TextFiles {
  #directory: string | undefined;
  #count = 0;

  /** A file with the texts as its lines; the same texts are the same file. */
  async write(texts: AsyncIterable<readonly string[]>): Promise<string> {
    this.#directory ??= makeOwnedDirectory(tmpdir(), "texts");
    mkdirSync(this.#directory, { recursive: true });
    const draft = join(this.#directory, `draft-${this.#count++}`);
    const file = openSync(draft, "w");
    const hash = createHash("sha256");
    try {
      for await (const some of texts) {
        const lines = some.map((text) => `${text}\n`).join("");
        hash.update(lines);
        writeSync(file, lines);
      }
    } finally {
      closeSync(file);
    }
    const path = join(this.#directory, hash.digest("hex"));
    renameSync(draft, path);
    return path;
  }
  close(): void {
    if (this.#directory === undefined) return;
    rmSync(this.#directory, { recursive: true, force: true });
    forgetOwnedDirectory(this.#directory);
    this.#directory = undefined;
  }
}
