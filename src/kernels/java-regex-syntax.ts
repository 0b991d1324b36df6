/**
 * A parser of java.util.regex patterns (JDK 17). The tree is written out again as a JavaScript or a Rust pattern by
 * java-regex-emit.ts; only what both lack is refused.
 *
 * @see https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/regex/Pattern.html
 */
import { type ClassItem, type ClassNode, namedClass, posixOrUnicode, predefined } from "./java-regex-class.ts";

export type RegexNode =
  | { readonly kind: "char"; readonly code: number; readonly fold: Fold }
  | { readonly kind: "class"; readonly set: ClassNode }
  | { readonly kind: "sequence"; readonly items: readonly RegexNode[] }
  | { readonly kind: "choice"; readonly options: readonly RegexNode[] }
  | { readonly kind: "capture"; readonly index: number; readonly child: RegexNode }
  | { readonly kind: "look"; readonly ahead: boolean; readonly negated: boolean; readonly child: RegexNode }
  | { readonly kind: "atomic"; readonly child: RegexNode }
  | {
      readonly kind: "repeat";
      readonly min: number;
      readonly max: number;
      readonly mode: "greedy" | "lazy" | "possessive";
      readonly child: RegexNode;
    }
  | { readonly kind: "backreference"; readonly index: number; readonly fold: Fold }
  | { readonly kind: "assertion"; readonly what: Assertion; readonly unixLines: boolean };

/** Where a position is: start and end of input or line, end but for a last line break, word boundaries. */
export type Assertion = "start" | "end" | "lastLine" | "lineStart" | "lineEnd" | "word" | "notWord";
/** Which letters count as equal to their other case. */
export type Fold = "none" | "ascii" | "unicode";

export interface JavaRegex {
  readonly root: RegexNode;
  readonly groupCount: number;
  readonly names: ReadonlyMap<string, number>;
}

/** The pattern is none of Java's, or uses a feature that neither engine has (`unsupported`). */
export class JavaRegexError extends Error {
  readonly unsupported: boolean;
  constructor(message: string, unsupported = false) {
    super(message);
    this.unsupported = unsupported;
  }
}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly x: boolean;
  readonly d: boolean;
  readonly u: boolean;
  readonly U: boolean;
}
const NO_FLAGS: Flags = { i: false, m: false, s: false, x: false, d: false, u: false, U: false };

export function parseJavaRegex(pattern: string): JavaRegex {
  const parser = new Parser(pattern);
  const root = parser.choice();
  if (!parser.done) throw new JavaRegexError(`Unmatched closing ')'`);
  return { root, groupCount: parser.groupCount, names: parser.names };
}

const SIMPLE_ESCAPES: { readonly [c: string]: number } = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 };

/** Java's parser, too, overflows its stack at some hundreds of levels. */
const MAX_DEPTH = 600;

class Parser {
  readonly #chars: readonly string[];
  #at = 0;
  #flags: Flags = NO_FLAGS;
  #depth = 0;
  groupCount = 0;
  readonly names: Map<string, number> = new Map();

  constructor(pattern: string) {
    this.#chars = [...pattern];
  }
  get done(): boolean {
    return this.#at >= this.#chars.length;
  }
  #fold(): Fold {
    return this.#flags.i ? (this.#flags.u || this.#flags.U ? "unicode" : "ascii") : "none";
  }
  #peek(ahead = 0): string {
    return this.#chars[this.#at + ahead] ?? "";
  }
  #take(): string {
    const c = this.#chars[this.#at++];
    if (c === undefined) throw new JavaRegexError("Unexpected end of the pattern");
    return c;
  }
  #accept(text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.#peek(i) !== text[i]) return false;
    this.#at += text.length;
    return true;
  }
  #skipComments(): void {
    while (this.#flags.x && !this.done) {
      if (/[ \t\n\v\f\r]/.test(this.#peek())) this.#at++;
      else if (this.#peek() === "#") {
        while (!this.done && !/[\n\r\u0085\u2028\u2029]/.test(this.#peek())) this.#at++;
      } else return;
    }
  }

  choice(): RegexNode {
    if (++this.#depth > MAX_DEPTH) throw new JavaRegexError("Groups are nested too deeply");
    const outer = this.#flags;
    const options = [this.#sequence()];
    while (this.#accept("|")) options.push(this.#sequence());
    this.#flags = outer;
    this.#depth--;
    return options.length === 1 ? options[0]! : { kind: "choice", options };
  }

  #sequence(): RegexNode {
    const items: RegexNode[] = [];
    for (;;) {
      this.#skipComments();
      const c = this.#peek();
      if (c === "" || c === "|" || c === ")") break;
      const atom = this.#atom();
      if (atom === null) continue;
      const quoted = atom.length > 1;
      // A quantifier after \Q..\E belongs to the last character only.
      if (quoted) items.push(...atom.slice(0, -1));
      if (atom.length > 0) items.push(this.#quantified(atom.at(-1)!));
    }
    return items.length === 1 ? items[0]! : { kind: "sequence", items };
  }

  /** null for what only sets flags. */
  #atom(): readonly RegexNode[] | null {
    const c = this.#take();
    switch (c) {
      case "(":
        return this.#group();
      case "[":
        return [{ kind: "class", set: this.#class() }];
      case ".":
        return [
          { kind: "class", set: predefined(this.#flags.s ? "all" : this.#flags.d ? "dotUnix" : "dot", this.#flags.U) },
        ];
      case "^":
        return [this.#assertion(this.#flags.m ? "lineStart" : "start")];
      case "$":
        return [this.#assertion(this.#flags.m ? "lineEnd" : "lastLine")];
      case "\\":
        return this.#escape();
      case "*":
      case "+":
      case "?":
        throw new JavaRegexError(`Dangling meta character '${c}'`);
      case "{":
        throw new JavaRegexError("Illegal repetition");
      default:
        return [this.#char(c.codePointAt(0)!)];
    }
  }
  #assertion(what: Assertion): RegexNode {
    return { kind: "assertion", what, unixLines: this.#flags.d };
  }
  #char(code: number): RegexNode {
    return { kind: "char", code, fold: this.#fold() };
  }

  #quantified(child: RegexNode): RegexNode {
    this.#skipComments();
    let min = 0;
    let max = Number.POSITIVE_INFINITY;
    if (this.#accept("*")) min = 0;
    else if (this.#accept("+")) min = 1;
    else if (this.#accept("?")) max = 1;
    else if (this.#accept("{")) {
      const digits = (): number => {
        let text = "";
        while (/[0-9]/.test(this.#peek())) text += this.#take();
        if (text === "") throw new JavaRegexError("Illegal repetition");
        if (Number(text) > 2147483647) throw new JavaRegexError("Illegal repetition range");
        return Number(text);
      };
      min = digits();
      max = min;
      if (this.#accept(",")) max = this.#peek() === "}" ? Number.POSITIVE_INFINITY : digits();
      if (!this.#accept("}")) throw new JavaRegexError("Unclosed counted closure");
      if (max < min) throw new JavaRegexError("Illegal repetition range");
    } else return child;
    const mode = this.#accept("?") ? "lazy" : this.#accept("+") ? "possessive" : "greedy";
    return { kind: "repeat", min, max, mode, child };
  }

  #group(): readonly RegexNode[] | null {
    const flags = this.#flags;
    const close = (make: (child: RegexNode) => RegexNode): readonly RegexNode[] => {
      const child = this.choice();
      if (!this.#accept(")")) throw new JavaRegexError("Unclosed group");
      this.#flags = flags;
      return [make(child)];
    };
    const capture = (): readonly RegexNode[] => {
      const index = ++this.groupCount;
      return close((child) => ({ kind: "capture", index, child }));
    };
    if (!this.#accept("?")) return capture();
    const look = (ahead: boolean, negated: boolean): readonly RegexNode[] =>
      close((child) => ({ kind: "look", ahead, negated, child }));
    if (this.#accept(":")) return close((child) => child);
    if (this.#accept(">")) return close((child) => ({ kind: "atomic", child }));
    if (this.#accept("=")) return look(true, false);
    if (this.#accept("!")) return look(true, true);
    if (this.#accept("<=")) return look(false, false);
    if (this.#accept("<!")) return look(false, true);
    if (this.#accept("<")) {
      const name = this.#name(">");
      if (this.names.has(name)) throw new JavaRegexError(`Named capturing group <${name}> is already defined`);
      this.names.set(name, this.groupCount + 1);
      return capture();
    }
    return this.#inlineFlags(close);
  }
  #name(end: string): string {
    let name = "";
    while (/[A-Za-z0-9]/.test(this.#peek())) name += this.#take();
    if (!/^[A-Za-z]/.test(name)) throw new JavaRegexError("capturing group name does not start with a Latin letter");
    if (!this.#accept(end)) throw new JavaRegexError("named capturing group is missing trailing '>'");
    return name;
  }
  #inlineFlags(close: (make: (child: RegexNode) => RegexNode) => readonly RegexNode[]): readonly RegexNode[] | null {
    const next: { -readonly [K in keyof Flags]: boolean } = { ...this.#flags };
    let on = true;
    for (;;) {
      const c = this.#take();
      if (c === "-" && on) on = false;
      else if (Object.hasOwn(NO_FLAGS, c)) next[c as keyof Flags] = on;
      else if (c === ")") {
        this.#flags = next;
        return null;
      } else if (c === ":") {
        this.#flags = next;
        return close((child) => child);
      } else throw new JavaRegexError("Unknown inline modifier");
    }
  }

  #escape(): readonly RegexNode[] {
    const c = this.#take();
    switch (c) {
      case "Q":
        return this.#quoted();
      case "A":
        return [this.#assertion("start")];
      case "z":
        return [this.#assertion("end")];
      case "Z":
        return [this.#assertion("lastLine")];
      case "b":
        if (this.#peek() === "{") throw new JavaRegexError("\\b{g} is not supported", true);
        return [this.#assertion("word")];
      case "B":
        return [this.#assertion("notWord")];
      case "G":
        throw new JavaRegexError("\\G is not supported", true);
      case "R":
        return [lineBreak()];
      case "X":
        return [grapheme()];
      case "k": {
        if (!this.#accept("<")) throw new JavaRegexError("\\k is not followed by '<' for named capturing group");
        const name = this.#name(">");
        const index = this.names.get(name);
        if (index === undefined) throw new JavaRegexError(`named capturing group <${name}> does not exist`);
        return [{ kind: "backreference", index, fold: this.#fold() }];
      }
      default:
        if (/[1-9]/.test(c)) return [this.#reference(Number(c))];
        this.#at--;
        return [this.#classEscape()];
    }
  }
  /** As many digits as there are groups so far; at least one. */
  #reference(first: number): RegexNode {
    let index = first;
    while (/[0-9]/.test(this.#peek())) {
      const longer = index * 10 + Number(this.#peek());
      if (longer > this.groupCount) break;
      index = longer;
      this.#at++;
    }
    return { kind: "backreference", index, fold: this.#fold() };
  }
  #quoted(): readonly RegexNode[] {
    const nodes: RegexNode[] = [];
    while (!this.done && !this.#accept("\\E")) nodes.push(this.#char(this.#take().codePointAt(0)!));
    return nodes;
  }
  /** An escape that stands for a character or a class, after the backslash. */
  #classEscape(): RegexNode {
    const set = this.#setEscape();
    return typeof set === "number" ? this.#char(set) : { kind: "class", set };
  }
  #setEscape(): number | ClassNode {
    const c = this.#take();
    const { U } = this.#flags;
    switch (c) {
      case "d":
      case "D":
      case "s":
      case "S":
      case "w":
      case "W":
      case "h":
      case "H":
      case "v":
      case "V":
        return predefined(c, U);
      case "p":
      case "P": {
        let name = this.#take();
        if (name === "{") {
          name = "";
          while (this.#peek() !== "}") name += this.#take();
          this.#at++;
        } else return namedClass(name, c === "P", this.#fold());
        return posixOrUnicode(name, c === "P", U, this.#fold());
      }
      case "0": {
        let text = "";
        while (text.length < 3 && /[0-7]/.test(this.#peek()) && Number.parseInt(text + this.#peek(), 8) < 256)
          text += this.#take();
        if (text === "") throw new JavaRegexError("Illegal octal escape sequence");
        return Number.parseInt(text, 8);
      }
      case "x":
        if (this.#accept("{")) {
          let text = "";
          while (this.#peek() !== "}") text += this.#take();
          this.#at++;
          if (!/^[0-9A-Fa-f]+$/.test(text) || Number.parseInt(text, 16) > 0x10ffff) {
            throw new JavaRegexError("Hexadecimal codepoint is too big");
          }
          return Number.parseInt(text, 16);
        }
        return this.#hex(2);
      case "u": {
        const high = this.#hex(4);
        // A surrogate pair may be written as two escapes.
        if (high >= 0xd800 && high < 0xdc00 && this.#peek() === "\\" && this.#peek(1) === "u") {
          this.#at += 2;
          return ((high - 0xd800) << 10) + (this.#hex(4) - 0xdc00) + 0x10000;
        }
        return high;
      }
      case "c":
        return this.#take().codePointAt(0)! ^ 64;
      case "N":
        throw new JavaRegexError("\\N{..} is not supported", true);
      default: {
        const code = SIMPLE_ESCAPES[c];
        if (code !== undefined) return code;
        if (/[A-Za-z]/.test(c)) throw new JavaRegexError("Illegal/unsupported escape sequence");
        return c.codePointAt(0)!;
      }
    }
  }
  #hex(digits: number): number {
    let text = "";
    while (text.length < digits) text += this.#take();
    if (!/^[0-9A-Fa-f]+$/.test(text)) throw new JavaRegexError("Illegal hexadecimal escape sequence");
    return Number.parseInt(text, 16);
  }

  /** After the opening bracket, up to and with the closing one. */
  #class(): ClassNode {
    const negated = this.#accept("^");
    const fold = this.#fold();
    const operands: ClassItem[][] = [[]];
    for (let first = true; ; first = false) {
      this.#skipComments();
      const items = operands.at(-1)!;
      if (this.done) throw new JavaRegexError("Unclosed character class");
      if (this.#peek() === "]" && !first) {
        this.#at++;
        break;
      }
      if (this.#accept("&&")) {
        while (this.#peek() === "&") this.#at++;
        operands.push([]);
        continue;
      }
      if (this.#accept("[")) {
        items.push({ kind: "nested", set: this.#class() });
        continue;
      }
      if (this.#accept("\\Q")) {
        while (!this.done && !this.#accept("\\E")) {
          const code = this.#take().codePointAt(0)!;
          items.push({ kind: "range", from: code, to: code, fold });
        }
        continue;
      }
      const from = this.#classChar();
      if (typeof from !== "number") {
        items.push({ kind: "nested", set: from });
        continue;
      }
      let to = from;
      if (this.#peek() === "-" && this.#peek(1) !== "]" && this.#peek(1) !== "[" && this.#peek(1) !== "") {
        this.#at++;
        const end = this.#classChar();
        if (typeof end !== "number" || end < from) throw new JavaRegexError("Illegal character range");
        to = end;
      }
      items.push({ kind: "range", from, to, fold });
    }
    return { negated, operands: operands.filter((o, i) => i === 0 || o.length > 0) };
  }
  #classChar(): number | ClassNode {
    const c = this.#take();
    return c === "\\" ? this.#setEscape() : c.codePointAt(0)!;
  }
}

function lineBreak(): RegexNode {
  const crlf: RegexNode = {
    kind: "sequence",
    items: [13, 10].map((code) => ({ kind: "char", code, fold: "none" })),
  };
  return { kind: "choice", options: [crlf, { kind: "class", set: predefined("v", false) }] };
}
/** Near enough: a character and the marks after it. */
function grapheme(): RegexNode {
  const marks: RegexNode = { kind: "class", set: namedClass("M", false, "none") };
  const options: RegexNode[] = [
    {
      kind: "sequence",
      items: [
        { kind: "class", set: namedClass("M", true, "none") },
        { kind: "repeat", min: 0, max: Number.POSITIVE_INFINITY, mode: "possessive", child: marks },
      ],
    },
    marks,
  ];
  return { kind: "choice", options };
}
