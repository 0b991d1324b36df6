/** The tokens of a dialect's text, read in step with the library's tree: each must be accounted for. */
import type { Expression } from "../plan/expression.ts";
import type { Origin } from "../plan/origin.ts";
import type { Dialect } from "./dialect.ts";
import { refusal } from "./refusal.ts";
import { type Token, tokensOf } from "./token.ts";

export class DialectReader {
  readonly sql: string;
  readonly dialect: Dialect;
  readonly tokens: readonly Token[];
  pos = 0;
  /** How many subqueries are open. */
  depth = 0;
  /** How many `?` were read. */
  ordinals = 0;

  constructor(sql: string, dialect: Dialect) {
    this.sql = sql;
    this.dialect = dialect;
    this.tokens = tokensOf(sql, dialect);
  }

  get token(): Token {
    return this.tokens[this.pos]!;
  }
  peek(offset = 1): Token {
    return this.tokens[Math.min(this.pos + offset, this.tokens.length - 1)]!;
  }
  /** The next tokens are these words or symbols. */
  at(...texts: readonly string[]): boolean {
    return texts.every((text, i) => isFixed(this.peek(i)) && this.peek(i).text === text);
  }
  /** Reads all of these words or symbols, or nothing. */
  accept(...texts: readonly string[]): boolean {
    if (!this.at(...texts)) return false;
    this.pos += texts.length;
    return true;
  }
  expect(...texts: readonly string[]): void {
    if (!this.accept(...texts)) this.refuse();
  }
  /** The next token as written. */
  written(pos: number = this.pos): string {
    const { start, end } = this.tokens[pos]!;
    return this.sql.slice(start, end);
  }
  /** Reads a name. */
  name(): string {
    const { kind, text } = this.token;
    if (kind !== "word" && kind !== "quoted") this.refuse();
    const name = kind === "word" ? this.written() : text;
    this.pos++;
    return name;
  }
  /** Reads a string. */
  string(): string {
    const { kind, text } = this.token;
    if (kind !== "string") this.refuse();
    this.pos++;
    return text;
  }

  origin(start: number, end: number = this.pos - 1): Origin {
    const from = this.tokens[start]!.start;
    const stop = this.tokens[Math.max(start, end)]!.end - 1;
    const lineStart = this.sql.lastIndexOf("\n", from - 1) + 1;
    return {
      sqlText: this.sql,
      start: from,
      stop: Math.max(from, stop),
      line: this.#lineOf(from),
      column: from - lineStart,
    };
  }
  #lines: number[] | undefined;
  #lineOf(offset: number): number {
    this.#lines ??= [...this.sql.matchAll(/\n/g)].map(({ index }) => index);
    let [low, high] = [0, this.#lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#lines[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  }

  /** The next token, or the tokens from `start` to the last one read, are not translated. */
  refuse(why?: string, start: number = this.pos): never {
    const from = this.tokens[start]!;
    const to = this.tokens[Math.max(start, this.pos - 1)]!;
    throw refusal(this.dialect, this.sql, from.start, to.end, why);
  }
  /** An expression that is not translated. */
  refuseNode(why: string, { origin }: Expression): never {
    throw refusal(this.dialect, this.sql, origin?.start ?? 0, (origin?.stop ?? 0) + 1, why);
  }
}

function isFixed({ kind }: Token): boolean {
  return kind === "word" || kind === "symbol";
}
