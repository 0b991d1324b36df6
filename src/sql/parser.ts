/**
 * The state of one parse: the tokens, the place reached, and what the rules of all files share. Rules are functions
 * that take it as their first parameter and leave it behind what they read.
 */
import type { Expression } from "../plan/expression.ts";
import type { Origin } from "../plan/origin.ts";
import { STRING, type StringType } from "../types/data-type.ts";
import type { MessageParameters, ParseException } from "../types/spark-error.ts";
import { tokenize, type Tokens } from "./lexer.ts";
import { DEFAULT_OPTIONS, type ParserOptions } from "./options.ts";
import { isStackOverflow } from "../types/stack-overflow.ts";
import { parseErrorAt } from "./parse-error.ts";

/** Nesting beyond this is refused, so that neither this parser nor what walks its trees overflows the stack. */
const MAX_DEPTH = 1200;

interface Attempt {
  readonly result: unknown;
  readonly end: number;
  readonly deferred: readonly ParseException[];
}
const FAILED: Attempt = { result: undefined, end: -1, deferred: [] };

/** Ends a rule that does not fit. One object for all: choices fail often, and only the farthest place counts. */
const MISFIT = new Error("a rule does not fit");
/** Thrown at {@link MAX_DEPTH}. */
const TOO_DEEP = new Error("too deep");

export class Parser {
  readonly sql: string;
  readonly options: ParserOptions;
  readonly tokens: Tokens;
  readonly kinds: readonly string[];
  pos = 0;
  /** Inside BEGIN ... END every statement ends with a semicolon. */
  inScript: boolean = false;
  /** Names of the command that only an expression gives. */
  readonly computedNames: Map<number, Expression> = new Map();
  /** The text has several statements, with semicolons between them. */
  severalStatements: boolean = false;
  /** Words that end a query here although they could be aliases (`DO` in `FOR x AS SELECT 1 DO`). */
  stopWords: ReadonlySet<string> = new Set();
  /** What STRING without COLLATE is, and a text: `DEFAULT COLLATION` says otherwise for the query behind it. */
  defaultString: StringType = STRING;
  /** Which kinds of parameter markers the text has. */
  readonly markers: Set<"named" | "positional"> = new Set();
  #depth = 0;
  #ordinals: Map<number, number> | undefined;
  /** The last run of opening parentheses looked at. */
  #run: readonly [start: number, end: number] = [0, 0];
  /** The farthest token at which a rule did not fit. */
  #farthest = 0;
  /** Errors of what was read rightly, such as `DATE 'x'`; they count if the whole text has no error of syntax. */
  #deferred: ParseException[] = [];
  readonly #attempts = new Map<string, Map<number, Attempt>>();

  constructor(sql: string, options: ParserOptions = DEFAULT_OPTIONS) {
    this.sql = sql;
    this.options = options;
    this.tokens = tokenize(sql);
    this.kinds = this.tokens.kinds;
  }

  // ---- looking ahead and reading ----
  get kind(): string {
    return this.kinds[this.pos]!;
  }
  peek(offset = 1): string {
    return this.kinds[this.pos + offset] ?? "eof";
  }
  /** The next tokens have these kinds. */
  at(...kinds: string[]): boolean {
    for (let i = 0; i < kinds.length; i++) if (this.kinds[this.pos + i] !== kinds[i]) return false;
    return true;
  }
  accept(kind: string): boolean {
    if (this.kinds[this.pos] !== kind) return false;
    this.pos++;
    return true;
  }
  /** Reads all of these kinds, or nothing. */
  acceptAll(...kinds: string[]): boolean {
    if (!this.at(...kinds)) return false;
    this.pos += kinds.length;
    return true;
  }
  /** Reads one of these kinds and returns it. */
  acceptAny(...kinds: string[]): string | undefined {
    const kind = this.kind;
    if (!kinds.includes(kind)) return undefined;
    this.pos++;
    return kind;
  }
  expect(...kinds: string[]): void {
    for (const kind of kinds) if (!this.accept(kind)) this.fail();
  }
  expectAny(...kinds: string[]): string {
    return this.acceptAny(...kinds) ?? this.fail();
  }
  /** The text of a token; by default of the next one. */
  text(pos: number = this.pos): string {
    return this.sql.slice(this.tokens.starts[pos], this.tokens.ends[pos]);
  }
  /** The text from a token to the last one read. */
  textFrom(start: number): string {
    return this.sql.slice(this.tokens.starts[start], this.tokens.ends[Math.max(start, this.pos - 1)]);
  }
  /** Reads the rest of the statement and returns its text. */
  restText(): string {
    const start = this.pos;
    if (this.inScript || this.severalStatements) while (this.kind !== ";" && this.kind !== "eof") this.pos++;
    else {
      this.pos = this.kinds.length - 1;
      while (this.pos > start && this.kinds[this.pos - 1] === ";") this.pos--;
    }
    return this.pos === start ? "" : this.textFrom(start);
  }
  /** Two tokens with nothing between them. */
  adjacent(pos: number): boolean {
    return this.tokens.ends[pos] === this.tokens.starts[pos + 1];
  }
  /** `item (, item)*` */
  list<T>(item: (p: this) => T): T[] {
    const items = [item(this)];
    while (this.accept(",")) items.push(item(this));
    return items;
  }
  /** `( item (, item)* )` */
  parenthesized<T>(item: (p: this) => T): T[] {
    this.expect("(");
    const items = this.list(item);
    this.expect(")");
    return items;
  }

  /** How many `?` stand before this one. */
  ordinalOf(pos: number): number {
    this.#ordinals ??= new Map(
      this.kinds.flatMap((kind, i) => (kind === "?" ? [i] : [])).map((at, ordinal) => [at, ordinal]),
    );
    return this.#ordinals.get(pos)!;
  }
  /** The first token behind the opening parentheses at `pos`. */
  pastParentheses(pos: number): number {
    if (pos >= this.#run[0] && pos < this.#run[1]) return this.#run[1];
    let end = pos;
    while (this.kinds[end] === "(") end++;
    this.#run = [pos, end];
    return end;
  }

  // ---- where nodes come from ----
  /** The span from a token to the last one read. */
  origin(start: number, end: number = this.pos - 1): Origin {
    const { starts, ends, lines, lineStarts } = this.tokens;
    const from = starts[start]!;
    return {
      sqlText: this.sql,
      start: from,
      stop: Math.max(from, ends[Math.max(start, end)]! - 1),
      line: lines[start]!,
      column: from - lineStarts[lines[start]! - 1]!,
    };
  }

  // ---- errors ----
  /** The next token (or the one at `pos`) does not fit. */
  fail(pos: number = this.pos): never {
    if (pos > this.#farthest) this.#farthest = pos;
    throw MISFIT;
  }
  /** What was read from token `start` on is wrong. */
  reject(condition: string, parameters: MessageParameters, start: number): never {
    throw this.error(condition, parameters, start, Math.max(start, this.pos - 1));
  }
  /** The same, but only if the rest of the text is right; the parse goes on. */
  defer(condition: string, parameters: MessageParameters, start: number): void {
    this.#deferred.push(this.error(condition, parameters, start, Math.max(start, this.pos - 1)));
  }
  error(condition: string, parameters: MessageParameters, from: number, to: number): ParseException {
    const { start, stop, line, column } = this.origin(from, to) as Required<Origin>;
    return parseErrorAt(this.sql, condition, parameters, { start, stop, line, column });
  }
  /** Runs a whole parse: the text must end after it, and an error is the one that got farthest. */
  run<T>(rule: (p: this) => T, trailing?: string): T {
    try {
      const result = rule(this);
      if (trailing !== undefined) while (this.accept(trailing));
      if (this.kind !== "eof") this.fail();
      this.#checkComments();
      if (this.#deferred.length > 0) throw this.#deferred[0]!;
      return result;
    } catch (error) {
      // The error is made up here, where there is room on the stack.
      if (error === TOO_DEEP) throw this.error("FAILED_TO_PARSE_TOO_COMPLEX", {}, this.pos, this.pos);
      if (isStackOverflow(error)) throw this.error("FAILED_TO_PARSE_TOO_COMPLEX", {}, 0, this.pos);
      if (error !== MISFIT) throw this.#deferred[0] ?? error;
      this.#checkComments();
      throw this.#syntaxError(this.#farthest);
    }
  }
  #syntaxError(pos: number): ParseException {
    const found = this.kinds[pos] === "eof" ? "end of input" : `'${this.text(pos)}'`;
    return this.error("PARSE_SYNTAX_ERROR", { error: found, hint: "" }, pos, pos);
  }
  #checkComments(): void {
    const open = this.tokens.unclosedComment;
    if (open !== undefined) throw parseErrorAt(this.sql, "UNCLOSED_BRACKETED_COMMENT", {}, this.#placeOf(open));
  }
  #placeOf(offset: number): { start: number; stop: number; line: number; column: number } {
    const before = this.sql.slice(0, offset);
    const column = offset - (before.lastIndexOf("\n") + 1);
    return { start: offset, stop: this.sql.length - 1, line: before.split("\n").length, column };
  }

  // ---- nesting and choices ----
  /** Counts a level of nesting around a rule. */
  nested<T>(rule: (p: this) => T): T {
    if (++this.#depth > MAX_DEPTH) throw TOO_DEEP;
    const result = rule(this);
    this.#depth--;
    return result;
  }
  /**
   * Tries a rule; without success the place is as before and the result undefined. What a rule did at a place is
   * remembered by its name, so that nested choices stay linear. Errors other than of syntax end the parse.
   */
  attempt<T>(name: string, rule: (p: this) => T): T | undefined {
    let known = this.#attempts.get(name);
    if (known === undefined) this.#attempts.set(name, (known = new Map()));
    const start = this.pos;
    const before = known.get(start);
    if (before !== undefined) {
      if (before === FAILED) return undefined;
      this.pos = before.end;
      this.#deferred.push(...before.deferred);
      return before.result as T;
    }
    const depth = this.#depth;
    const deferred = this.#deferred.length;
    try {
      const result = rule(this);
      known.set(start, { result, end: this.pos, deferred: this.#deferred.slice(deferred) });
      return result;
    } catch (error) {
      if (error !== MISFIT) throw error;
      known.set(start, FAILED);
      this.pos = start;
      this.#depth = depth;
      this.#deferred.length = deferred;
      return undefined;
    }
  }
}
