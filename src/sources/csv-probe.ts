/**
 * A look at the bytes of CSV files: does the engine's own reader, which is fast, find the same fields in them as Spark's
 * parser? It does where quotes stand around whole fields, nothing is escaped and no line is blank.
 */
import { isUtf8 } from "node:buffer";
import { closeSync, openSync, readSync } from "node:fs";
import type { CsvOptions } from "../lowering/csv-options.ts";
import type { CsvShape } from "../logical/scan-facts.ts";
import type { ListedFile } from "./listing.ts";

export type ByteShape = Omit<CsvShape, "inferred">;

const CHUNK = 4 * 1024 * 1024;
const known = new Map<string, ByteShape>();
const MAX_KNOWN = 4096;

/** What all the files have in common. */
export function csvShape(files: readonly ListedFile[], options: CsvOptions): ByteShape {
  const shape = { plain: true, quoted: false, quotedEmpty: false, fewest: Number.MAX_SAFE_INTEGER, most: 0 };
  for (const file of files) {
    if (file.size === 0) continue;
    const one = fileShape(file, options);
    shape.quoted ||= one.quoted;
    shape.quotedEmpty ||= one.quotedEmpty;
    shape.fewest = Math.min(shape.fewest, one.fewest);
    shape.most = Math.max(shape.most, one.most);
    if (!one.plain) return { ...shape, plain: false };
  }
  return shape;
}
function fileShape(file: ListedFile, o: CsvOptions): ByteShape {
  const dialect = [o.separator, o.quote, o.escape, o.comment, o.lineSep, o.multiLine, o.trimLeading, o.trimTrailing];
  const key = JSON.stringify([file.path, file.size, file.modified, ...dialect]);
  let found = known.get(key);
  if (found === undefined) {
    found = probe(file.path, o);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, found);
  }
  return found;
}

const KIND = { plain: 0, separator: 1, newline: 2, quote: 3, back: 4, escape: 5 } as const;

function probe(path: string, options: CsvOptions): ByteShape {
  const walk = new Walk(options);
  const fd = openSync(path, "r");
  const bytes = Buffer.allocUnsafe(CHUNK + 4);
  let carried = 0;
  try {
    for (let first = true; ; first = false) {
      const got = readSync(fd, bytes, carried, CHUNK, null);
      if (got === 0) break;
      const total = carried + got;
      const from = first && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : carried;
      // A character may be cut by the end of the chunk: its bytes are looked at with the next one.
      let whole = total;
      while (whole > 0 && total - whole < 4 && (bytes[whole - 1] as number) >= 0x80) whole--;
      const valid = isUtf8(bytes.subarray(0, whole === 0 ? total : whole));
      if (!valid || !walk.chunk(bytes, from, total)) return walk.shape(false);
      bytes.copy(bytes, 0, whole, total);
      carried = total - whole;
    }
  } finally {
    closeSync(fd);
  }
  return walk.shape(walk.finish());
}

class Walk {
  readonly #classes = new Uint8Array(256);
  readonly #multiLine: boolean;
  readonly #comment: number;
  readonly #quoteEscapes: boolean;
  readonly #trims: boolean;
  #state: "start" | "field" | "quoted" | "after" | "back" = "start";
  #fields = 1;
  /** Nothing but blanks so far in this line. */
  #blank = true;
  #lineStart = true;
  #quotedLength = 0;
  #quoted = false;
  #quotedEmpty = false;
  #fewest = Number.MAX_SAFE_INTEGER;
  #most = 0;

  constructor(o: CsvOptions) {
    const set = (text: string | undefined, kind: number): void => {
      if (text !== undefined && text !== "") this.#classes[text.charCodeAt(0)] = kind;
    };
    if (o.lineSep === undefined) this.#classes[13] = KIND.back;
    set(o.escape, KIND.escape);
    set(o.lineSep ?? "\n", KIND.newline);
    set(o.separator, KIND.separator);
    set(o.quote, KIND.quote);
    this.#multiLine = o.multiLine;
    this.#comment = o.comment === "" ? -1 : o.comment.charCodeAt(0);
    this.#quoteEscapes = o.escape === o.quote;
    this.#trims = o.trimLeading || o.trimTrailing;
  }

  /** False at the first thing that the engine would see otherwise. */
  chunk(bytes: Uint8Array, from: number, to: number): boolean {
    const classes = this.#classes;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number;
      const kind = classes[byte] as number;
      if (this.#state === "quoted") {
        if (kind === KIND.quote) this.#state = "after";
        else if (kind === KIND.escape || kind === KIND.back) return false;
        else if (kind === KIND.newline && !this.#multiLine) return false;
        else this.#quotedLength++;
        continue;
      }
      if (this.#state === "after") {
        if (kind === KIND.quote && this.#quoteEscapes) {
          this.#state = "quoted";
          this.#quotedLength++;
          continue;
        }
        if (kind !== KIND.separator && kind !== KIND.newline && kind !== KIND.back) return false;
        if (this.#quotedLength === 0) this.#quotedEmpty = true;
      } else if (this.#state === "back" && kind !== KIND.newline) return false;
      if (this.#lineStart) {
        if (byte === this.#comment) return false;
        this.#lineStart = false;
      }
      switch (kind) {
        case KIND.plain:
        case KIND.escape:
          this.#state = "field";
          if (byte > 32) {
            this.#blank = false;
            // Most bytes are parts of plain fields.
            while (at + 1 < to && (classes[bytes[at + 1] as number] as number) === KIND.plain) at++;
          }
          break;
        case KIND.separator:
          if (byte > 32) this.#blank = false;
          this.#fields++;
          this.#state = "start";
          break;
        case KIND.newline:
          if (!this.#endLine()) return false;
          break;
        case KIND.back:
          this.#state = "back";
          break;
        case KIND.quote:
          if (this.#state !== "start" || this.#trims) return false;
          this.#state = "quoted";
          this.#quotedLength = 0;
          this.#quoted = true;
          this.#blank = false;
          break;
      }
    }
    return true;
  }
  #endLine(): boolean {
    if (this.#blank) return false;
    this.#fewest = Math.min(this.#fewest, this.#fields);
    this.#most = Math.max(this.#most, this.#fields);
    this.#fields = 1;
    this.#blank = true;
    this.#lineStart = true;
    this.#state = "start";
    return true;
  }
  finish(): boolean {
    if (this.#state === "quoted" || this.#state === "back") return false;
    if (this.#state === "after" && this.#quotedLength === 0) this.#quotedEmpty = true;
    return this.#lineStart || this.#endLine();
  }
  shape(plain: boolean): ByteShape {
    return { plain, quoted: this.#quoted, quotedEmpty: this.#quotedEmpty, fewest: this.#fewest, most: this.#most };
  }
}
