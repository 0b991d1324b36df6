/** A dialect's text cut into tokens, so that every piece of it can be held against what the library made of it. */
import type { Dialect, Lexis } from "./dialect.ts";
import { refusal } from "./refusal.ts";

export interface Token {
  readonly kind: "word" | "quoted" | "string" | "number" | "symbol" | "end";
  /** A word in upper case, a symbol or number as written, the value of a string or quoted name. */
  readonly text: string;
  readonly start: number;
  /** Behind the last character. */
  readonly end: number;
}

const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const SYMBOL = /<=>|->>|->|<<|>>|<=|>=|<>|!=|\|\||&&|::|:=|=>|[-+*/%^&|~!<>=(),.;?:@#[\]{}]/y;
const SPACE = /[\s\u00a0]+/y;
/** Letters before a quote that change what the string means. */
const PREFIX = /^(?:E|B|X|N|R|U|RB|BR|_.*)$/;

/** All tokens of a text, and one for its end. What cannot be cut with certainty is refused. */
export function tokensOf(text: string, dialect: Dialect): Token[] {
  const tokens: Token[] = [];
  const refuse = (start: number, end: number): never => {
    throw refusal(dialect, text, start, Math.max(end, start + 1));
  };
  const match = (pattern: RegExp, at: number): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: Token["kind"], value: string, start: number, end: number): void => {
    tokens.push({ kind, text: value, start, end });
  };
  let at = 0;
  while (at < text.length) {
    const skipped = match(SPACE, at)?.length ?? commentLength(text, at, dialect.lexis, refuse);
    if (skipped > 0) {
      at += skipped;
      continue;
    }
    const character = text[at]!;
    const start = at;
    if (dialect.lexis.stringQuotes.includes(character)) {
      const previous = tokens.at(-1);
      const prefixed = previous?.kind === "word" && previous.end === at && PREFIX.test(previous.text);
      if (previous?.kind === "string" || prefixed || text.startsWith("U&", at - 2))
        refuse(previous?.start ?? at, at + 1);
      const { value, end } = quoted(text, at, dialect.lexis, refuse);
      push("string", value, start, end);
      at = end;
    } else if (character === dialect.lexis.nameQuote) {
      const { value, end } = quoted(text, at, NO_ESCAPES, refuse);
      push("quoted", value, start, end);
      at = end;
    } else {
      const word = match(WORD, at);
      const number = word === undefined ? match(NUMBER, at) : undefined;
      const symbol = match(SYMBOL, at);
      const found = word ?? number ?? symbol ?? refuse(at, at + 1);
      at += found.length;
      // 1a, 0xff and 1_000 are read differently everywhere.
      if (number !== undefined && match(WORD, at) !== undefined) refuse(start, at + 1);
      if (word !== undefined) push("word", word.toUpperCase(), start, at);
      else push(number === undefined ? "symbol" : "number", found, start, at);
    }
  }
  push("end", "", text.length, text.length);
  return tokens;
}

type Refuse = (start: number, end: number) => never;

function commentLength(text: string, at: number, lexis: Lexis, refuse: Refuse): number {
  const opening = lexis.lineComments.find((mark) => text.startsWith(mark, at));
  const isDashes = opening === "--" && lexis.spacedDashes === true;
  if (opening !== undefined && (!isDashes || at + 2 === text.length || /\s/.test(text[at + 2]!))) {
    const end = text.indexOf("\n", at);
    return (end < 0 ? text.length : end) - at;
  }
  if (!text.startsWith("/*", at)) return 0;
  if (lexis.livelyComments?.test(text.slice(at, at + 3)) === true) refuse(at, at + 3);
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    if (text.startsWith("*/", i)) {
      depth--;
      i++;
      if (depth === 0) return i + 1 - at;
    } else if (text.startsWith("/*", i) && (depth === 0 || lexis.nestedComments === true)) {
      depth++;
      i++;
    }
  }
  return refuse(at, text.length);
}

const NO_ESCAPES: Pick<Lexis, "escapes" | "otherEscapes"> = {};
/** A string or quoted name: a doubled quote stands for one. */
function quoted(
  text: string,
  at: number,
  lexis: Pick<Lexis, "escapes" | "otherEscapes">,
  refuse: Refuse,
): { value: string; end: number } {
  const quote = text[at]!;
  let value = "";
  for (let i = at + 1; i < text.length; i++) {
    const character = text[i]!;
    if (character === quote) {
      if (text[i + 1] !== quote) return { value, end: i + 1 };
      value += quote;
      i++;
    } else if (character === "\\" && lexis.escapes !== undefined) {
      const next = text[++i] ?? refuse(at, text.length);
      const escaped = lexis.escapes[next];
      if (escaped === undefined && lexis.otherEscapes !== "themselves") refuse(i - 1, i + 1);
      // Codes of characters are written differently everywhere.
      if (escaped === undefined && /[0-9xXuU]/.test(next)) refuse(i - 1, i + 1);
      value += escaped ?? next;
    } else value += character;
  }
  return refuse(at, text.length);
}
