/**
 * A reader of JSON text with the liberties of Jackson's parser that Spark's options grant. It goes forward over the
 * text and makes no tree.
 */
import { doubleText } from "../types/calendar.ts";

/** The text is no JSON at the place reached. */
export class JsonTextError extends Error {}

export interface JsonLiberties {
  readonly allowComments?: boolean;
  readonly allowUnquotedFieldNames?: boolean;
  readonly allowSingleQuotes?: boolean;
  readonly allowNumericLeadingZeros?: boolean;
  readonly allowNonNumericNumbers?: boolean;
  readonly allowBackslashEscapingAnyCharacter?: boolean;
  readonly allowUnquotedControlChars?: boolean;
}
/** What functions without options allow. */
export const PLAIN_LIBERTIES: JsonLiberties = { allowSingleQuotes: true };

export type JsonKind = "object" | "array" | "string" | "integer" | "float" | "true" | "false" | "null";
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const LOOSE_NUMBER = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;
const NON_NUMERIC = /NaN|[+-]?INF|[+-]?Infinity/y;
const ESCAPES: { readonly [c: string]: string } = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  '"': '"',
  "/": "/",
  "\\": "\\",
};

export class JsonScanner {
  readonly text: string;
  readonly #liberties: JsonLiberties;
  /** Where the next character is. */
  at = 0;
  /** Whether a container was entered: a number beside the root must end in a blank. */
  #entered = false;

  constructor(text: string, liberties: JsonLiberties) {
    this.text = text;
    this.#liberties = liberties;
  }
  fail(): never {
    throw new JsonTextError(`no JSON at position ${this.at}`);
  }
  #skipBlanks(): void {
    const { text } = this;
    for (;;) {
      const c = text.charCodeAt(this.at);
      if (c === 32 || c === 10 || c === 13 || c === 9) this.at++;
      else if (c === 47 && this.#liberties.allowComments === true) this.#comment();
      else return;
    }
  }
  #comment(): void {
    const block = this.text.charAt(this.at + 1) === "*";
    if (!block && this.text.charAt(this.at + 1) !== "/") this.fail();
    const end = this.text.indexOf(block ? "*/" : "\n", this.at + 2);
    if (block && end < 0) this.fail();
    this.at = end < 0 ? this.text.length : end + (block ? 2 : 1);
  }
  /** Nothing but blanks is left. */
  get atEnd(): boolean {
    this.#skipBlanks();
    return this.at >= this.text.length;
  }
  /** What the next value is; it is not consumed. */
  kind(): JsonKind {
    this.#skipBlanks();
    const c = this.text.charCodeAt(this.at);
    switch (c) {
      case 123:
        return "object";
      case 91:
        return "array";
      case 34:
        return "string";
      case 39:
        if (this.#liberties.allowSingleQuotes === true) return "string";
        return this.fail();
      case 116:
        return this.#word("true");
      case 102:
        return this.#word("false");
      case 110:
        return this.#word("null");
      default:
        return this.#numberKind();
    }
  }
  #word<T extends string>(word: T): T {
    if (!this.text.startsWith(word, this.at)) this.fail();
    const next = this.text.charCodeAt(this.at + word.length);
    // A longer word is none.
    if ((next >= 97 && next <= 122) || (next >= 65 && next <= 90) || (next >= 48 && next <= 57)) this.fail();
    return word;
  }
  #numberKind(): JsonKind {
    const found = this.#matchNumber();
    return found[1] === undefined && found[2] === undefined && !/[NI]/.test(found[0]) ? "integer" : "float";
  }
  #matchNumber(): RegExpExecArray {
    const pattern = this.#liberties.allowNumericLeadingZeros === true ? LOOSE_NUMBER : NUMBER;
    pattern.lastIndex = this.at;
    let found = pattern.exec(this.text);
    if (found === null && this.#liberties.allowNonNumericNumbers !== false) {
      NON_NUMERIC.lastIndex = this.at;
      found = NON_NUMERIC.exec(this.text);
      if (found !== null && this.#liberties.allowNonNumericNumbers === undefined) found = null;
    }
    if (found === null) return this.fail();
    const next = this.text.charCodeAt(this.at + found[0].length);
    // Only a blank, a separator or a comment may follow.
    const separated = this.#entered && (next === 44 || next === 93 || next === 125);
    if (!(next !== next || next <= 32 || separated || next === 47)) this.fail();
    return found;
  }
  /** The text of a number. */
  number(): string {
    const found = this.#matchNumber()[0];
    this.at += found.length;
    return found;
  }
  /** Passes true, false or null. */
  word(kind: "true" | "false" | "null"): void {
    this.at += kind.length;
  }

  string(): string {
    const { text } = this;
    const quote = text.charCodeAt(this.at);
    const start = ++this.at;
    for (let i = start; ; i++) {
      const c = text.charCodeAt(i);
      if (c === quote) {
        this.at = i + 1;
        return text.slice(start, i);
      }
      if (c === 92 || c < 32 || c !== c) {
        this.at = i;
        return text.slice(start, i) + this.#restOfString(quote);
      }
    }
  }
  /** From the first character that is not plain. */
  #restOfString(quote: number): string {
    const { text } = this;
    let out = "";
    for (;;) {
      const c = text.charCodeAt(this.at);
      if (c !== c) this.fail();
      if (c === quote) {
        this.at++;
        return out;
      }
      if (c === 92) {
        out += this.#escape();
        continue;
      }
      if (c < 32 && this.#liberties.allowUnquotedControlChars !== true) this.fail();
      out += text[this.at++];
    }
  }
  #escape(): string {
    const c = this.text.charAt(this.at + 1);
    this.at += 2;
    if (c === "u") {
      const digits = this.text.slice(this.at, this.at + 4);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail();
      this.at += 4;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const known = ESCAPES[c];
    if (known !== undefined) return known;
    const loose =
      this.#liberties.allowBackslashEscapingAnyCharacter === true ||
      (c === "'" && this.#liberties.allowSingleQuotes === true);
    return loose && c !== "" ? c : this.fail();
  }

  /** Enters an object: the first name, or null where there is none. After its value call {@link nextName}. */
  firstName(): string | null {
    this.at++;
    this.#entered = true;
    this.#skipBlanks();
    if (this.text.charCodeAt(this.at) === 125) {
      this.at++;
      return null;
    }
    return this.#name();
  }
  nextName(): string | null {
    this.#skipBlanks();
    const c = this.text.charCodeAt(this.at++);
    if (c === 125) return null;
    if (c !== 44) this.fail();
    this.#skipBlanks();
    return this.#name();
  }
  #name(): string {
    const c = this.text.charCodeAt(this.at);
    let name: string;
    if (c === 34 || (c === 39 && this.#liberties.allowSingleQuotes === true)) name = this.string();
    else if (this.#liberties.allowUnquotedFieldNames === true) {
      const found = /[\p{L}\p{N}_$]+/uy;
      found.lastIndex = this.at;
      const m = found.exec(this.text);
      if (m === null) return this.fail();
      name = m[0];
      this.at += name.length;
    } else return this.fail();
    this.#skipBlanks();
    if (this.text.charCodeAt(this.at++) !== 58) this.fail();
    return name;
  }
  /** Enters an array: whether there is an element. After each element call {@link nextElement}. */
  firstElement(): boolean {
    this.at++;
    this.#entered = true;
    this.#skipBlanks();
    if (this.text.charCodeAt(this.at) === 93) {
      this.at++;
      return false;
    }
    return true;
  }
  nextElement(): boolean {
    this.#skipBlanks();
    const c = this.text.charCodeAt(this.at++);
    if (c === 93) return false;
    if (c !== 44) this.fail();
    return true;
  }

  /** Passes over a value. */
  skip(): void {
    const kind = this.kind();
    switch (kind) {
      case "object":
        for (let name = this.firstName(); name !== null; name = this.nextName()) this.skip();
        return;
      case "array":
        for (let more = this.firstElement(); more; more = this.nextElement()) this.skip();
        return;
      case "string":
        this.string();
        return;
      case "integer":
      case "float":
        this.number();
        return;
      default:
        this.word(kind);
    }
  }
  /** The value as Jackson writes it again: without blanks, floats as doubles. */
  copy(): string {
    const kind = this.kind();
    switch (kind) {
      case "object": {
        const parts: string[] = [];
        for (let name = this.firstName(); name !== null; name = this.nextName())
          parts.push(`${copiedText(name)}:${this.copy()}`);
        return `{${parts.join(",")}}`;
      }
      case "array": {
        const parts: string[] = [];
        for (let more = this.firstElement(); more; more = this.nextElement()) parts.push(this.copy());
        return `[${parts.join(",")}]`;
      }
      case "string":
        return copiedText(this.string());
      case "integer":
        return integerText(this.number());
      case "float":
        return floatJson(this.number());
      default:
        this.word(kind);
        return kind;
    }
  }
}

/** A string in quotes with Jackson's escapes. */
export function jsonQuoted(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters to escape
  if (!/["\\\u0000-\u001f]/.test(text)) return `"${text}"`;
  return JSON.stringify(text.toWellFormed()).replace(
    /\\u00[01][0-9a-f]/g,
    (code) => `\\u${code.slice(2).toUpperCase()}`,
  );
}
/** What is copied goes by way of bytes, which Jackson does not write characters beyond 16 bits to. */
function copiedText(text: string): string {
  return jsonQuoted(text).replace(
    /[\ud800-\udfff]/g,
    (half) => `\\u${half.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
}
function integerText(text: string): string {
  return text.length < 16 && !/^-?0./.test(text) ? text : String(BigInt(text));
}
/** The double that a JSON number (or NaN, INF ..) means. */
export function doubleOfJson(text: string): number {
  if (!/[NI]/.test(text)) return Number(text);
  if (text === "NaN") return Number.NaN;
  return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
function floatJson(text: string): string {
  const value = doubleOfJson(text);
  return Number.isFinite(value) ? doubleText(value) : `"${doubleText(value)}"`;
}
