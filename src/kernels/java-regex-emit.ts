/** Writes the tree of a Java pattern as a JavaScript or a Rust pattern. */
import { type ClassNode, classText, codeText, otherCases, spans } from "./java-regex-class.ts";
import { type JavaRegex, type RegexNode } from "./java-regex-syntax.ts";

export interface JsPattern {
  /** For `new RegExp(source, "v")`. */
  readonly source: string;
  /** JavaScript's number of each of Java's groups; 0 is 0. */
  readonly groups: readonly number[];
}

/** `ascii`: the text has only ASCII, so that cheaper forms do. */
export function toJavaScript(regex: JavaRegex, ascii: boolean): JsPattern {
  // The numbers of groups that come later are known only after a first writing.
  const first = new JsWriter(ascii, []);
  first.write(regex.root);
  const second = new JsWriter(ascii, first.groups);
  const source = second.write(regex.root);
  return { source, groups: second.groups };
}

const BREAK = "[\\n\\r\\u0085\\u2028\\u2029]";
const WORD = "[\\p{L}\\p{Nd}_]";

class JsWriter {
  readonly groups: number[] = [0];
  readonly #ascii: boolean;
  readonly #known: readonly number[];
  #count = 0;
  constructor(ascii: boolean, known: readonly number[]) {
    this.#ascii = ascii;
    this.#known = known;
  }
  write(node: RegexNode): string {
    switch (node.kind) {
      case "char":
        return charText(node);
      case "class":
        return classText(node.set);
      case "sequence":
        return node.items.map((n) => (n.kind === "choice" ? `(?:${this.write(n)})` : this.write(n))).join("");
      case "choice":
        return node.options.map((n) => this.write(n)).join("|");
      case "capture":
        this.groups[node.index] = ++this.#count;
        return `(${this.write(node.child)})`;
      case "look":
        return `(?${node.ahead ? "" : "<"}${node.negated ? "!" : "="}${this.write(node.child)})`;
      case "atomic":
        return this.#atomic(() => this.write(node.child));
      case "backreference":
        return this.#known.length > 0 && this.#known[node.index] === undefined
          ? "(?!)" // A group that does not exist never matches.
          : this.#reference(this.#known[node.index] ?? 0);
      case "repeat": {
        if (node.mode === "possessive") return this.#atomic(() => this.#repeat(node));
        return this.#repeat(node);
      }
      case "assertion":
        return this.#assertion(node);
    }
  }
  #reference(index: number): string {
    // In a group of its own, so that a digit after it is no part of the number.
    return `(?:\\${index})`;
  }
  /** What a lookahead has matched is never tried otherwise: match it, then take it by reference. */
  #atomic(inside: () => string): string {
    const index = ++this.#count;
    return `(?:(?=(${inside()}))${this.#reference(index)})`;
  }
  #repeat(node: RegexNode & { kind: "repeat" }): string {
    const { child } = node;
    const text = this.write(child);
    const single = child.kind === "char" || child.kind === "class" || child.kind === "capture";
    return `${single ? text : `(?:${text})`}${quantifier(node)}`;
  }
  #assertion(node: RegexNode & { kind: "assertion" }): string {
    const end = "$";
    switch (node.what) {
      case "start":
        return "^";
      case "end":
        return end;
      case "lastLine":
        return node.unixLines ? `(?=\\n?${end})` : `(?:(?=(?:\\r\\n|${BREAK})?${end})(?!(?<=\\r)\\n))`;
      case "lineStart":
        return node.unixLines ? "(?:^|(?<=\\n)(?!$))" : `(?:^|(?<=${BREAK})(?!(?<=\\r)\\n|$))`;
      case "lineEnd":
        return node.unixLines ? `(?=\\n|${end})` : `(?:(?=${BREAK}|${end})(?!(?<=\\r)\\n))`;
      case "word":
        return this.#ascii ? "\\b" : `(?:(?<!${WORD})(?=${WORD})|(?<=${WORD})(?!${WORD}))`;
      case "notWord":
        return this.#ascii ? "\\B" : `(?:(?<!${WORD})(?!${WORD})|(?<=${WORD})(?=${WORD}))`;
    }
  }
}

function charText({ code, fold }: { readonly code: number; readonly fold: "none" | "ascii" | "unicode" }): string {
  if (fold === "none") return codeText(code);
  const cases = spans(code, code, fold);
  if (cases.length === 1) return codeText(code);
  return `[${[...new Set(cases.map(([c]) => codeText(c)))].join("")}]`;
}
function quantifier({ min, max, mode }: RegexNode & { kind: "repeat" }): string {
  const most = max === Number.POSITIVE_INFINITY;
  let text: string;
  if (min === 0 && most) text = "*";
  else if (min === 1 && most) text = "+";
  else if (min === 0 && max === 1) text = "?";
  else text = most ? `{${min},}` : min === max ? `{${min}}` : `{${min},${max}}`;
  return mode === "lazy" ? `${text}?` : text;
}

/** The engine refuses groups nested more deeply than 250 levels. */
const MAX_RUST_DEPTH = 200;
/** Size of what Rust would compile, above which a pattern is left to JavaScript. */
const MAX_RUST_SIZE = 2000;

/**
 * The pattern for Polars, which uses Rust's engine; null where Rust cannot say it. `whole: false` allows a form that may
 * match a line break after the true match, at the end: enough to tell whether and where something matches.
 */
export function toRust(regex: JavaRegex, whole = true): string | null {
  let size = 0;
  const tail = whole ? null : lastOf(regex.root);
  let depth = 0;
  const write = (node: RegexNode, times: number): string | null => {
    size += times;
    if (size > MAX_RUST_SIZE || depth >= MAX_RUST_DEPTH) return null;
    depth++;
    const text = written(node, times);
    depth--;
    return text;
  };
  const written = (node: RegexNode, times: number): string | null => {
    switch (node.kind) {
      case "char":
        return charText(node);
      case "class":
        return inRust(node.set) ? classText(node.set) : null;
      case "sequence": {
        const parts = node.items.map((n) => write(n, times));
        if (parts.includes(null)) return null;
        return parts.map((p, i) => (node.items[i]!.kind === "choice" ? `(?:${p})` : p)).join("");
      }
      case "choice": {
        const parts = node.options.map((n) => write(n, times));
        return parts.includes(null) ? null : parts.join("|");
      }
      case "capture": {
        const child = write(node.child, times);
        return child === null ? null : `(${child})`;
      }
      case "repeat": {
        if (node.mode === "possessive") return null;
        const bound = node.max === Number.POSITIVE_INFINITY ? Math.max(node.min, 1) : Math.max(node.max, 1);
        const child = write(node.child, times * bound);
        return child === null ? null : `(?:${child})${quantifier(node)}`;
      }
      case "assertion":
        if (node.what === "start") return "\\A";
        if (node.what === "end") return "\\z";
        if (node.what === "word") return "\\b";
        if (node.what === "notWord") return "\\B";
        if (node.what === "lastLine" && node === tail) return "(?:\\r\\n|[\\n\\r\\u{85}\\u{2028}\\u{2029}])?\\z";
        return null;
      case "look":
      case "atomic":
      case "backreference":
        return null;
    }
  };
  return write(regex.root, 1);
}
/** Properties that both engines surely know; of scripts the common ones, as the newest are not in every engine. */
const RUST_PROPERTY =
  /^(L|Lu|Ll|Lt|Lm|Lo|M|N|Nd|Nl|No|P|Pc|Pd|S|Sc|Sm|Z|Zs|Cc|Alphabetic|Lowercase|Uppercase|White_Space|Script=(Latin|Greek|Cyrillic|Arabic|Hebrew|Han|Hiragana|Katakana|Hangul|Thai|Devanagari))$/;
function inRust(set: ClassNode): boolean {
  return set.operands.every((items) =>
    items.every((item) => {
      if (item.kind === "nested") return inRust(item.set);
      return item.kind === "range" || RUST_PROPERTY.test(item.name);
    }),
  );
}
/** The node that every match ends with, if there is one. */
function lastOf(node: RegexNode): RegexNode | null {
  if (node.kind === "sequence") return node.items.length === 0 ? null : lastOf(node.items.at(-1)!);
  return node;
}

/** The length in characters below which nothing matches. */
export function shortestMatch(node: RegexNode): number {
  switch (node.kind) {
    case "char":
    case "class":
      return 1;
    case "sequence":
      return node.items.reduce((sum, n) => sum + shortestMatch(n), 0);
    case "choice":
      return Math.min(...node.options.map(shortestMatch));
    case "capture":
    case "atomic":
      return shortestMatch(node.child);
    case "repeat":
      return node.min * shortestMatch(node.child);
    case "look":
    case "assertion":
    case "backreference":
      return 0;
  }
}

/** The text that the pattern stands for if it is only characters, none of which has another case to match. */
export function plainText(regex: JavaRegex): string | null {
  const items = regex.root.kind === "sequence" ? regex.root.items : [regex.root];
  let text = "";
  for (const n of items) {
    if (n.kind !== "char" || (n.fold !== "none" && (otherCases(n.code).length > 0 || charText(n).startsWith("["))))
      return null;
    text += String.fromCodePoint(n.code);
  }
  return text;
}
