/** XPath 1.0 from text to a tree. */

export type Axis =
  | "ancestor"
  | "ancestor-or-self"
  | "attribute"
  | "child"
  | "descendant"
  | "descendant-or-self"
  | "following"
  | "following-sibling"
  | "namespace"
  | "parent"
  | "preceding"
  | "preceding-sibling"
  | "self";
export type NodeTest =
  | { readonly kind: "name"; readonly prefix: string | null; readonly name: string }
  | { readonly kind: "node" | "text" | "comment" }
  | { readonly kind: "instruction"; readonly target: string | null };
export interface Step {
  readonly axis: Axis;
  readonly test: NodeTest;
  readonly predicates: readonly XPath[];
  /** Stands behind `//`. */
  readonly deep?: boolean;
}
export type BinaryOperator =
  "or" | "and" | "=" | "!=" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "div" | "mod" | "|";
export type XPath =
  | { readonly kind: "binary"; readonly operator: BinaryOperator; readonly left: XPath; readonly right: XPath }
  | { readonly kind: "negate"; readonly operand: XPath }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly XPath[] }
  | { readonly kind: "filter"; readonly base: XPath; readonly predicates: readonly XPath[] }
  /** From `start`, from the root of the document ("root") or from the context node (null). */
  | { readonly kind: "path"; readonly start: XPath | "root" | null; readonly steps: readonly Step[] };

/** The text is no XPath expression. */
export class XPathSyntaxError extends Error {}

interface Token {
  readonly kind: "name" | "number" | "text" | "symbol" | "operator" | "end";
  readonly text: string;
}
const AXES: ReadonlySet<string> = new Set<Axis>([
  "ancestor",
  "ancestor-or-self",
  "attribute",
  "child",
  "descendant",
  "descendant-or-self",
  "following",
  "following-sibling",
  "namespace",
  "parent",
  "preceding",
  "preceding-sibling",
  "self",
]);
const NODE_TYPES: ReadonlySet<string> = new Set(["node", "text", "comment", "processing-instruction"]);
const TOKEN =
  /\s*(?:(\d+(?:\.\d*)?|\.\d+)|"([^"]*)"|'([^']*)'|(::|\.\.|\/\/|!=|<=|>=|[()[\].@,/|+\-=<>*$:])|([\p{L}_][\p{L}\p{M}\p{N}_.\-\u00b7]*)|(\S))/uy;

/** After these a name is no operator and a star is a name test. */
const OPENING: ReadonlySet<string> = new Set(["@", "::", "(", "[", ",", "$", ":"]);
function tokens(text: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let m = TOKEN.exec(text); m !== null; m = TOKEN.exec(text)) {
    const [, number, double, single, symbol, name, other] = m;
    if (other !== undefined) throw new XPathSyntaxError(`unexpected ${other}`);
    const last = found.at(-1);
    const operand = last !== undefined && last.kind !== "operator" && !OPENING.has(last.text);
    if (number !== undefined) found.push({ kind: "number", text: number });
    else if (double !== undefined || single !== undefined) found.push({ kind: "text", text: double ?? single ?? "" });
    else if (name !== undefined) {
      const isOperator = operand && ["and", "or", "div", "mod"].includes(name);
      found.push({ kind: isOperator ? "operator" : "name", text: name });
    } else if (symbol === "*") found.push({ kind: operand ? "operator" : "symbol", text: "*" });
    else if (/^(?:[/|+\-=<>]|\/\/|!=|<=|>=)$/.test(symbol!)) found.push({ kind: "operator", text: symbol! });
    else found.push({ kind: "symbol", text: symbol! });
  }
  return found;
}

const LEVELS: readonly (readonly string[])[] = [
  ["or"],
  ["and"],
  ["=", "!="],
  ["<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "div", "mod"],
];
const END: Token = { kind: "end", text: "the end of the expression" };
const ANY_NODE: NodeTest = { kind: "node" };
const DESCENDANTS: Step = { axis: "descendant-or-self", test: ANY_NODE, predicates: [] };

class XPathParser {
  readonly #tokens: readonly Token[];
  #at = 0;
  constructor(text: string) {
    this.#tokens = tokens(text);
  }
  whole(): XPath {
    const found = this.#binary(0);
    if (this.#at < this.#tokens.length) throw this.#unexpected("the end of the expression");
    return found;
  }
  #peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? END;
  }
  /** Whether the next token is this symbol, and past it then. */
  #take(text: string): boolean {
    const next = this.#peek();
    if (next.text !== text || (next.kind !== "symbol" && next.kind !== "operator")) return false;
    this.#at++;
    return true;
  }
  #is(text: string, ahead = 0): boolean {
    const next = this.#peek(ahead);
    return next.text === text && (next.kind === "symbol" || next.kind === "operator");
  }
  #expect(text: string): void {
    if (!this.#take(text)) throw this.#unexpected(`'${text}'`);
  }
  #unexpected(wanted: string): XPathSyntaxError {
    return new XPathSyntaxError(`${wanted} was expected, but ${this.#peek().text} was found`);
  }
  #binary(level: number): XPath {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (let next = this.#peek(); next.kind === "operator" && operators.includes(next.text); next = this.#peek()) {
      this.#at++;
      left = { kind: "binary", operator: next.text as BinaryOperator, left, right: this.#binary(level + 1) };
    }
    return left;
  }
  #unary(): XPath {
    // The JDK takes one sign only.
    const negative = this.#take("-");
    let found = this.#path();
    while (this.#take("|")) found = { kind: "binary", operator: "|", left: found, right: this.#path() };
    return negative ? { kind: "negate", operand: found } : found;
  }
  #path(): XPath {
    const primary = this.#primary();
    if (primary !== null) {
      const predicates = this.#predicates();
      const base: XPath = predicates.length === 0 ? primary : { kind: "filter", base: primary, predicates };
      if (!this.#is("/") && !this.#is("//")) return base;
      return { kind: "path", start: base, steps: this.#moreSteps([]) };
    }
    if (this.#take("/")) return { kind: "path", start: "root", steps: this.#isStep() ? this.#steps([]) : [] };
    if (this.#take("//")) return { kind: "path", start: "root", steps: this.#steps([DESCENDANTS]) };
    return { kind: "path", start: null, steps: this.#steps([]) };
  }
  #isStep(): boolean {
    const { kind, text } = this.#peek();
    return kind === "name" || (kind === "symbol" && ["@", ".", "..", "*"].includes(text));
  }
  #steps(before: readonly Step[]): Step[] {
    const step = this.#step();
    return this.#moreSteps([...before, before.at(-1) === DESCENDANTS ? { ...step, deep: true } : step]);
  }
  #moreSteps(before: readonly Step[]): Step[] {
    const steps = [...before];
    for (;;) {
      const deep = this.#take("//");
      if (deep) steps.push(DESCENDANTS);
      else if (!this.#take("/")) return steps;
      steps.push(deep ? { ...this.#step(), deep } : this.#step());
    }
  }
  #step(): Step {
    if (this.#take(".")) return { axis: "self", test: ANY_NODE, predicates: [] };
    if (this.#take("..")) return { axis: "parent", test: ANY_NODE, predicates: [] };
    let axis: Axis = "child";
    if (this.#take("@")) axis = "attribute";
    else if (this.#peek().kind === "name" && this.#is("::", 1)) {
      if (!AXES.has(this.#peek().text)) throw new XPathSyntaxError(`there is no axis ${this.#peek().text}`);
      axis = this.#peek().text as Axis;
      this.#at += 2;
    }
    return { axis, test: this.#test(), predicates: this.#predicates() };
  }
  #test(): NodeTest {
    if (this.#take("*")) return { kind: "name", prefix: null, name: "*" };
    const { kind, text } = this.#peek();
    if (kind !== "name") throw this.#unexpected("a location path");
    this.#at++;
    if (NODE_TYPES.has(text) && this.#take("(")) {
      const target = text === "processing-instruction" && this.#peek().kind === "text" ? this.#peek().text : null;
      if (target !== null) this.#at++;
      this.#expect(")");
      if (text === "processing-instruction") return { kind: "instruction", target };
      return { kind: text as "node" | "text" | "comment" };
    }
    if (!this.#take(":")) return { kind: "name", prefix: null, name: text };
    if (this.#take("*")) return { kind: "name", prefix: text, name: "*" };
    if (this.#peek().kind !== "name") throw this.#unexpected("a name");
    return { kind: "name", prefix: text, name: this.#tokens[this.#at++]!.text };
  }
  #predicates(): XPath[] {
    const found: XPath[] = [];
    while (this.#take("[")) {
      found.push(this.#binary(0));
      this.#expect("]");
    }
    return found;
  }
  /** Null where a location path stands. */
  #primary(): XPath | null {
    const { kind, text } = this.#peek();
    if (kind === "number" || kind === "text") {
      this.#at++;
      return kind === "text" ? { kind, value: text } : { kind, value: Number(text) };
    }
    if (this.#take("(")) {
      const inner = this.#binary(0);
      this.#expect(")");
      return inner;
    }
    if (this.#take("$")) {
      if (this.#peek().kind !== "name") throw this.#unexpected("a name");
      return { kind: "variable", name: this.#tokens[this.#at++]!.text };
    }
    if (kind !== "name" || !this.#is("(", 1) || NODE_TYPES.has(text)) return null;
    this.#at += 2;
    const args: XPath[] = [];
    if (!this.#take(")")) {
      do args.push(this.#binary(0));
      while (this.#take(","));
      this.#expect(")");
    }
    return { kind: "call", name: text, args };
  }
}

export function parseXPath(text: string): XPath {
  return new XPathParser(text).whole();
}
