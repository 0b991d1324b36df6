/**
 * SQL text to tokens. Tokens live in parallel arrays; a token's kind is a string:
 * a keyword in upper case (`SELECT`), a symbol as written (`<=`, `||`), or a class of tokens in lower case:
 *
 *  - `ident`, `bident` (in backticks), `string` ('...', r'...'), `dstring` ("..."), `code` ($$ ... $$)
 *  - `integer`, `decimal`, `exponent`, and with a suffix `bigint` (1L), `smallint` (1S), `tinyint` (1Y), `float`,
 *    `double`, `bigdecimal` (1BD)
 *  - `unknown`, `eof`
 *
 * Kinds are compared by identity, as every one of them is an interned string.
 */
import { keywordOf } from "./keywords.ts";

export interface Tokens {
  readonly kinds: readonly string[];
  readonly starts: readonly number[];
  /** Exclusive. */
  readonly ends: readonly number[];
  /** 1-based line of the token's start. */
  readonly lines: readonly number[];
  /** Offset at which each line starts, the first line at 0. */
  readonly lineStarts: readonly number[];
  /** Places of `>` that close a type, or may for all the lexer knows: no shift begins there. */
  readonly closing: ReadonlySet<number>;
  /** Offset of a block comment that never ends. */
  readonly unclosedComment: number | undefined;
}

/** Words that types in angle brackets begin with. */
const NESTING: ReadonlySet<string> = new Set(["ARRAY", "MAP", "STRUCT"]);
const SPACE = 1;
const DIGIT = 2;
const LETTER = 4;
const CLASS = new Uint8Array(128);
for (const c of "\t\n\v\f\r ") CLASS[c.charCodeAt(0)] = SPACE;
for (let c = 48; c <= 57; c++) CLASS[c] = DIGIT;
for (let c = 65; c <= 90; c++) CLASS[c] = CLASS[c + 32] = LETTER;
CLASS[95] = LETTER;

const UNICODE_SPACE = /[\u00A0\u1680\u2000-\u200A\u2028\u202F\u205F\u3000]/;
const UNICODE_LETTER = /\p{L}/u;

const SYMBOLS2 = new Set(["==", "<>", "!=", "<=", "!>", ">=", "!<", "<<", "||", "|>", "::", "->", "=>", "*/"]);
/** Other spellings. */
const CANONICAL: { readonly [symbol: string]: string } = { "==": "=", "<>": "!=", "!>": "<=", "!<": ">=" };
/** The interned form of a two-character symbol. */
const SYMBOL: { readonly [symbol: string]: string } = Object.fromEntries(
  [...SYMBOLS2].map((s) => [s, CANONICAL[s] ?? s]),
);
/** Characters that can begin a symbol of two. */
const LONGER = new Uint8Array(128);
for (const symbol of SYMBOLS2) LONGER[symbol.charCodeAt(0)] = 1;
const SYMBOLS1 = ";(),.[]!=<>+-*/%~&|^:@?";
const ONE: readonly (string | undefined)[] = Array.from({ length: 128 }, (_, c) => {
  const symbol = String.fromCharCode(c);
  return SYMBOLS1.includes(symbol) ? symbol : undefined;
});

/** Length in code units of the letter at `at` outside ASCII, or 0. */
function wideLetter(sql: string, at: number): number {
  const point = sql.codePointAt(at);
  if (point === undefined || point < 128 || !UNICODE_LETTER.test(String.fromCodePoint(point))) return 0;
  return point > 0xffff ? 2 : 1;
}

/** `>` is always a token of its own (types nest: `array<array<int>>`); the expression parser joins shifts. */
export function tokenize(sql: string): Tokens {
  const kinds: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const lines: number[] = [];
  const lineStarts: number[] = [0];
  const length = sql.length;
  const closing = new Set<number>();
  /** How many of the words that types begin with have not yet met a `>`, and where the last shift ends. */
  let open = 0;
  let shiftEnd = 0;
  let unclosedComment: number | undefined;
  let line = 1;
  let at = 0;

  function isWordPart(i: number): number {
    const c = sql.charCodeAt(i);
    if (c < 128) return (CLASS[c]! & (LETTER | DIGIT)) !== 0 ? 1 : 0;
    return Number.isNaN(c) ? 0 : wideLetter(sql, i);
  }
  function wordEnd(i: number): number {
    for (let n = isWordPart(i); n !== 0; n = isWordPart(i)) i += n;
    return i;
  }
  function digitsEnd(i: number): number {
    while (sql.charCodeAt(i) >= 48 && sql.charCodeAt(i) <= 57) i++;
    return i;
  }
  /** The end of `e+10` at i, or i. */
  function exponentEnd(i: number): number {
    if ((sql.charCodeAt(i) | 32) !== 101) return i;
    const sign = sql[i + 1] === "+" || sql[i + 1] === "-" ? 2 : 1;
    const end = digitsEnd(i + sign);
    return end === i + sign ? i : end;
  }
  function suffix(i: number): [kind: string, length: number] {
    const c = sql.charCodeAt(i) | 32;
    if (c === 100) return ["double", 1];
    if (c === 102) return ["float", 1];
    if (c === 98 && (sql.charCodeAt(i + 1) | 32) === 100) return ["bigdecimal", 2];
    return ["", 0];
  }
  function push(kind: string, end: number): void {
    kinds.push(kind);
    starts.push(at);
    ends.push(end);
    lines.push(line);
    at = end;
  }
  function countLines(from: number, to: number): void {
    for (let i = sql.indexOf("\n", from); i !== -1 && i < to; i = sql.indexOf("\n", i + 1)) {
      line++;
      lineStarts.push(i + 1);
    }
  }
  /** A token that may span lines. */
  function pushLong(kind: string, end: number): void {
    const from = at;
    push(kind, end);
    countLines(from, end);
  }

  function number(): void {
    const whole = digitsEnd(at);
    let end = whole;
    let isDecimal = false;
    if (sql[whole] === ".") {
      end = digitsEnd(whole + 1);
      isDecimal = end > whole + 1 || whole > at;
    }
    if (isDecimal) {
      // A decimal is one only if no letter or digit follows it: `1.a` is `1`, `.`, `a`.
      const exponent = exponentEnd(end);
      const [kind, size] = suffix(exponent);
      if (size > 0 && isWordPart(exponent + size) === 0) return push(kind, exponent + size);
      if (exponent > end && isWordPart(exponent) === 0) return push("exponent", exponent);
      if (isWordPart(end) === 0) return push("decimal", end);
      if (whole === at) return push(".", at + 1);
    }
    const exponent = exponentEnd(whole);
    const word = wordEnd(whole);
    const [kind, size] = suffix(exponent);
    if (size > 0 && exponent + size >= word) return push(kind, exponent + size);
    if (exponent > whole && exponent >= word) return push("exponent", exponent);
    if (word === whole) return push("integer", whole);
    if (word === whole + 1) {
      const c = sql.charCodeAt(whole) | 32;
      if (c === 108) return push("bigint", word);
      if (c === 115) return push("smallint", word);
      if (c === 121) return push("tinyint", word);
    }
    push("ident", word);
  }

  /** Past the closing quote, or -1. A doubled quote and a backslash do not close. */
  function quotedEnd(i: number, quote: string, escapes: boolean): number {
    for (i++; i < length; i++) {
      const c = sql[i];
      if (c === "\\" && escapes) i++;
      else if (c === quote) {
        if (sql[i + 1] === quote) i++;
        else return i + 1;
      }
    }
    return -1;
  }

  function word(): void {
    const c = sql.charCodeAt(at) | 32;
    const next = sql[at + 1];
    if (c === 114 && (next === "'" || next === '"')) {
      const close = sql.indexOf(next, at + 2);
      if (close !== -1) return pushLong("string", close + 1);
    }
    let end = wordEnd(at);
    if (sql.startsWith("://", end)) {
      // A path written without quotes: one token, so that the error can name it.
      for (end += 3; isWordPart(end) !== 0 || (end < length && "/-.?=&#%".includes(sql[end]!));) end++;
      return push("ident", end);
    }
    const kind = end - at > 20 ? "ident" : (keywordOf(sql.slice(at, end)) ?? "ident");
    if (NESTING.has(kind)) open++;
    push(kind, end);
  }

  /** Spark reads `>>` as two tokens after a word such as ARRAY, whether it begins a type or a call. */
  function greater(): void {
    if (open > 0 && at >= shiftEnd) {
      open--;
      closing.add(kinds.length);
    } else if (at >= shiftEnd && sql[at + 1] === ">") shiftEnd = at + (sql[at + 2] === ">" ? 3 : 2);
    push(">", at + 1);
  }
  function blockComment(): void {
    const from = at;
    let depth = 1;
    let i = at + 2;
    while (depth > 0) {
      if (i >= length) {
        unclosedComment = from;
        break;
      }
      if (sql[i] === "*" && sql[i + 1] === "/") {
        depth--;
        i += 2;
      } else if (sql[i] === "/" && sql[i + 1] === "*" && sql[i + 2] !== "+") {
        depth++;
        i += 2;
      } else i++;
    }
    countLines(from, i);
    at = i;
  }
  function lineComment(): void {
    const from = at;
    for (;;) {
      const end = sql.indexOf("\n", at);
      if (end === -1) {
        at = length;
        break;
      }
      at = end + 1;
      if (sql[end - 1] !== "\\") break;
    }
    countLines(from, at);
  }
  /** `$tag$ ... $tag$` */
  function dollarQuoted(): boolean {
    const tag = /^\$[a-z]*\$/i.exec(sql.slice(at, at + 64))?.[0];
    const close = tag === undefined ? -1 : sql.indexOf(tag, at + tag.length);
    if (tag === undefined || close === -1) return false;
    pushLong("code", close + tag.length);
    return true;
  }

  while (at < length) {
    const c = sql.charCodeAt(at);
    const kind = c < 128 ? CLASS[c]! : 0;
    if (kind === SPACE) {
      at++;
      if (c === 10) {
        line++;
        lineStarts.push(at);
      }
    } else if (kind === LETTER) word();
    else if (kind === DIGIT) number();
    else if (c === 46 && sql.charCodeAt(at + 1) >= 48 && sql.charCodeAt(at + 1) <= 57) number();
    else if (c === 39 || c === 34 || c === 96) {
      const quote = sql[at]!;
      const end = quotedEnd(at, quote, c !== 96);
      if (end === -1) push("unknown", at + 1);
      else pushLong(c === 39 ? "string" : c === 34 ? "dstring" : "bident", end);
    } else if (c === 45 && sql.charCodeAt(at + 1) === 45) lineComment();
    else if (c === 47 && sql.charCodeAt(at + 1) === 42) {
      if (sql[at + 2] === "+") push("/*+", at + 3);
      else blockComment();
    } else if (c === 36 && dollarQuoted()) continue;
    else if (c === 64 && (sql.charCodeAt(at + 1) | 32) === 118) push("@V", at + 2);
    else if (c < 128) {
      const two = LONGER[c] === 1 ? sql.slice(at, at + 2) : "";
      if (two === "<=" && sql[at + 2] === ">") push("<=>", at + 3);
      else if (SYMBOLS2.has(two)) push(SYMBOL[two]!, at + 2);
      else if (c === 62) greater();
      else push(ONE[c] ?? "unknown", at + 1);
    } else if (UNICODE_SPACE.test(sql[at]!)) at++;
    else if (wideLetter(sql, at) > 0) word();
    else push("unknown", at + (sql.codePointAt(at)! > 0xffff ? 2 : 1));
  }
  push("eof", length);
  return { kinds, starts, ends, lines, lineStarts, closing, unclosedComment };
}
