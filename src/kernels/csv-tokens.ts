/**
 * Cuts CSV records into fields the way Spark's parser does: quotes count only at the start of a field, an escape character
 * only inside quotes, and a quote that nobody escaped turns the rest up to the separator into plain text.
 */
import { KernelError } from "./kernel.ts";

export interface CsvDialect {
  readonly separator: string;
  /** Empty: none. */
  readonly quote: string;
  readonly escape: string;
  /** Escapes the escape character; absent: the escape character itself, unless that is the quote. */
  readonly escapeEscape?: string | undefined;
  readonly trimLeading: boolean;
  readonly trimTrailing: boolean;
}

/** Where fields go: as a part of the bytes given, in the order of the record. */
export interface FieldSink {
  /** Nothing stood between two separators. */
  missing(column: number): void;
  /** A quoted field of no characters, or one of nothing but trimmed space. */
  empty(column: number): void;
  field(column: number, bytes: Uint8Array, start: number, end: number): void;
}

const NEWLINE = 10;
const NONE = -1;
function byteOf(character: string, what: string): number {
  if (character === "" || character === "\0") return NONE;
  const code = character.charCodeAt(0);
  if (character.length > 1) {
    throw new KernelError("OPTION_VALUE_EXCEEDS_ONE_CHARACTER", { paramName: what, actualValue: character });
  }
  if (code > 127) throw new RangeError(`the ${what} must be one ASCII character`);
  return code;
}

export class CsvTokenizer {
  readonly #separator: Uint8Array;
  readonly #first: number;
  readonly #quote: number;
  readonly #escape: number;
  readonly #escapeEscape: number;
  readonly #trimLeading: boolean;
  readonly #trimTrailing: boolean;
  /** The byte that ends a record, or none where each record is given by itself. */
  readonly #newline: number;
  #scratch: Uint8Array = new Uint8Array(256);
  #used = 0;

  constructor(dialect: CsvDialect, multiLine: boolean) {
    this.#separator = new TextEncoder().encode(dialect.separator);
    this.#first = this.#separator[0] ?? NONE;
    this.#quote = byteOf(dialect.quote, "quote");
    this.#escape = byteOf(dialect.escape, "escape");
    const own = dialect.escapeEscape;
    this.#escapeEscape =
      own !== undefined ? byteOf(own, "escape of the escape") : this.#escape === this.#quote ? NONE : this.#escape;
    this.#trimLeading = dialect.trimLeading;
    this.#trimTrailing = dialect.trimTrailing;
    this.#newline = multiLine ? NEWLINE : NONE;
  }

  /** Reads one record from `start`; gives where the next begins. `sink` gets its fields, `count` how many they were. */
  record(bytes: Uint8Array, start: number, end: number, sink: FieldSink): number {
    const newline = this.#newline;
    const width = this.#separator.length;
    let at = start;
    let column = 0;
    for (;;) {
      if (this.#trimLeading) {
        while (at < end && (bytes[at] as number) <= 32 && bytes[at] !== newline && !this.#separates(bytes, at)) at++;
      }
      const byte = at < end ? (bytes[at] as number) : NONE;
      if (byte === NONE || byte === newline) {
        sink.missing(column++);
      } else if (byte === this.#first && this.#separates(bytes, at)) {
        sink.missing(column++);
      } else if (byte === this.#quote) {
        at = this.#quoted(bytes, at, end, sink, column++);
      } else {
        const from = at;
        at = this.#until(bytes, at, end);
        let to = at;
        if (this.#trimTrailing) while (to > from && (bytes[to - 1] as number) <= 32) to--;
        if (to === from) sink.empty(column++);
        else sink.field(column++, bytes, from, to);
      }
      if (at >= end) break;
      if (bytes[at] === newline) {
        at++;
        break;
      }
      at += width;
    }
    this.count = column;
    return at;
  }
  /** Fields of the last record. */
  count = 0;

  #separates(bytes: Uint8Array, at: number): boolean {
    const { length } = this.#separator;
    for (let i = 0; i < length; i++) if (bytes[at + i] !== this.#separator[i]) return false;
    return true;
  }
  /** The next separator or end of record. */
  #until(bytes: Uint8Array, from: number, end: number): number {
    const [first, newline] = [this.#first, this.#newline];
    const single = this.#separator.length === 1;
    let at = from;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte === newline || (byte === first && (single || this.#separates(bytes, at)))) break;
    }
    return at;
  }
  #ends(bytes: Uint8Array, at: number, end: number): boolean {
    return at >= end || bytes[at] === this.#newline || this.#separates(bytes, at);
  }

  /** From an opening quote to the separator (or end) after the field. */
  #quoted(bytes: Uint8Array, start: number, end: number, sink: FieldSink, column: number): number {
    const [quote, escape] = [this.#quote, this.#escape];
    for (let at = start + 1; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte === quote) {
        if (!this.#ends(bytes, at + 1, end)) break;
        if (at === start + 1) sink.empty(column);
        else sink.field(column, bytes, start + 1, at);
        return at + 1;
      }
      if (byte === escape) break;
    }
    this.#used = 0;
    const at = this.#escaped(bytes, start, end);
    if (this.#used === 0) sink.empty(column);
    else sink.field(column, this.#scratch, 0, this.#used);
    return at;
  }

  #put(byte: number): void {
    if (this.#used >= this.#scratch.length) {
      const grown = new Uint8Array(this.#scratch.length * 2);
      grown.set(this.#scratch);
      this.#scratch = grown;
    }
    this.#scratch[this.#used++] = byte;
  }

  /** The general case of a quoted field: its text goes to the scratch. */
  #escaped(bytes: Uint8Array, start: number, end: number): number {
    const [quote, escape, escapeEscape] = [this.#quote, this.#escape, this.#escapeEscape];
    let previous = NONE;
    let at = start + 1;
    if (at >= end) this.#put(quote);
    while (at < end) {
      const byte = bytes[at] as number;
      if (previous === quote && (byte <= 32 || this.#ends(bytes, at, end))) return this.#afterQuote(bytes, at, end);
      if (byte !== quote && byte !== escape) {
        if (previous === quote) {
          this.#put(quote);
          this.#put(byte);
          return this.#raw(bytes, at + 1, end);
        }
        if (previous === escape && escape !== NONE) this.#put(escape);
        while (at < end && bytes[at] !== quote && bytes[at] !== escape && bytes[at] !== escapeEscape) {
          this.#put(bytes[at++] as number);
        }
        if (at >= end) return end;
        previous = bytes[at++] as number;
        continue;
      }
      if (previous === quote && byte !== quote && previous !== escape) {
        // An escape after a closing quote: the field goes on as if it had not been quoted, and then beyond its separator.
        this.#put(quote);
        at = this.#unquoted(bytes, at, end);
        if (at >= end) return end;
        previous = bytes[at++] as number;
        continue;
      }
      previous = this.#stepped(byte, previous);
      at++;
    }
    return end;
  }
  /** A quote or escape character by what stood before it; gives what counts as having stood there. */
  #stepped(byte: number, previous: number): number {
    const [quote, escape, escapeEscape] = [this.#quote, this.#escape, this.#escapeEscape];
    if (byte === escape && previous === escapeEscape && escapeEscape !== NONE) {
      this.#put(escape);
      return NONE;
    }
    if (previous === escape && previous !== NONE) {
      this.#put(byte === quote ? quote : previous);
      return byte === quote ? NONE : byte;
    }
    if (byte === quote && previous === quote) this.#put(quote);
    return byte;
  }
  #unquoted(bytes: Uint8Array, from: number, end: number): number {
    const [quote, escape] = [this.#quote, this.#escape];
    let previous = bytes[from] as number;
    let at = from;
    for (; !this.#ends(bytes, at, end); at++) {
      const byte = bytes[at] as number;
      if (byte === quote || byte === escape) previous = this.#stepped(byte, previous);
      else {
        if (previous === quote) this.#put(quote);
        this.#put(byte);
        previous = byte;
      }
    }
    return at;
  }
  /** Space between the closing quote and the separator does not count; anything else makes the field plain text. */
  #afterQuote(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    while (at < end && (bytes[at] as number) <= 32 && !this.#ends(bytes, at, end)) at++;
    if (this.#ends(bytes, at, end)) return at;
    this.#put(this.#quote);
    for (let i = from; i <= at; i++) this.#put(bytes[i] as number);
    return this.#raw(bytes, at + 1, end);
  }
  /** A quote that was not escaped: the field is what stands in the file, from its first quote to the separator. */
  #raw(bytes: Uint8Array, from: number, end: number): number {
    this.#put(0);
    this.#scratch.copyWithin(1, 0, this.#used - 1);
    this.#scratch[0] = this.#quote;
    const to = this.#until(bytes, from, end);
    for (let i = from; i < to; i++) this.#put(bytes[i] as number);
    if (this.#trimTrailing) while (this.#used > 0 && (this.#scratch[this.#used - 1] as number) <= 32) this.#used--;
    return to;
  }
}
