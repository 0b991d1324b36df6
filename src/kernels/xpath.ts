/** XPath 1.0 over XML trees, as the processor of the JDK answers without namespaces. */
import { textOf, type XmlNode } from "./xml-tree.ts";
import { type Axis, parseXPath, type Step, type XPath, XPathSyntaxError } from "./xpath-syntax.ts";

export type XPathValue = string | number | boolean | readonly XmlNode[];
interface Context {
  readonly node: XmlNode;
  readonly position: number;
  readonly size: number;
}
/** The expression cannot be evaluated, or has no value of the wanted kind. */
export class XPathError extends Error {}

/** Compiles once, evaluates against the root of each document. */
export function compileXPath(text: string): (root: XmlNode) => XPathValue {
  const expression = parseXPath(text);
  checkCalls(expression);
  return (root) => evaluate(expression, { node: root, position: 1, size: 1 });
}
function checkCalls(e: XPath): void {
  switch (e.kind) {
    case "binary":
      checkCalls(e.left);
      return checkCalls(e.right);
    case "negate":
      return checkCalls(e.operand);
    case "filter":
      checkCalls(e.base);
      return e.predicates.forEach(checkCalls);
    case "path":
      if (e.start !== null && e.start !== "root") checkCalls(e.start);
      return e.steps.forEach((s) => s.predicates.forEach(checkCalls));
    case "call": {
      const found = Object.hasOwn(FUNCTIONS, e.name) ? FUNCTIONS[e.name] : undefined;
      if (found === undefined) throw new XPathSyntaxError(`Could not find function: ${e.name}`);
      const [least, most] = found.count;
      if (e.args.length < least || e.args.length > most) {
        throw new XPathSyntaxError(`${e.name} does not take ${e.args.length} arguments`);
      }
      return e.args.forEach(checkCalls);
    }
    default:
  }
}

export function textValue(value: XPathValue): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return numberText(value);
  if (typeof value === "boolean") return String(value);
  return value.length === 0 ? "" : textOf(value[0]!);
}
export function numberValue(value: XPathValue): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const text = textValue(value).replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, "");
  return /^-?(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
}
export function booleanValue(value: XPathValue): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0 && !Number.isNaN(value);
  return value.length > 0;
}
export function nodesValue(value: XPathValue): readonly XmlNode[] {
  if (typeof value === "object") return value;
  const kind = { string: "STRING", number: "NUMBER", boolean: "BOOLEAN" }[typeof value as "string"];
  throw new XPathError(`Can not convert #${kind} to a NodeList!`);
}
/** Never in scientific notation. */
function numberText(value: number): string {
  if (!Number.isFinite(value) || value === 0) return String(value + 0);
  const found = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(String(value));
  if (found === null) return String(value);
  const [, sign, first, rest = "", power] = found;
  const exponent = Number(power);
  const digits = first! + rest;
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  return `${sign}${digits.padEnd(exponent + 1, "0")}`;
}

function evaluate(e: XPath, cx: Context): XPathValue {
  switch (e.kind) {
    case "text":
    case "number":
      return e.value;
    case "variable":
      throw new XPathError(`the variable ${e.name} has no value`);
    case "negate":
      return -numberValue(evaluate(e.operand, cx));
    case "call":
      return FUNCTIONS[e.name]!.run(e.args, cx);
    case "filter":
      return e.predicates.reduce((nodes, p) => filtered(nodes, p), nodesValue(evaluate(e.base, cx)));
    case "path": {
      let nodes: readonly XmlNode[];
      if (e.start === null) nodes = [cx.node];
      else if (e.start === "root") nodes = [rootOf(cx.node)];
      else nodes = nodesValue(evaluate(e.start, cx));
      for (const step of e.steps) nodes = stepped(nodes, step);
      return nodes;
    }
    default:
      return binary(e, cx);
  }
}
function rootOf(node: XmlNode): XmlNode {
  let at = node;
  while (at.parent !== null) at = at.parent;
  return at;
}
function binary(e: XPath & { kind: "binary" }, cx: Context): XPathValue {
  const left = evaluate(e.left, cx);
  if (e.operator === "and" && !booleanValue(left)) return false;
  if (e.operator === "or" && booleanValue(left)) return true;
  const right = evaluate(e.right, cx);
  switch (e.operator) {
    case "and":
    case "or":
      return booleanValue(right);
    case "|":
      return inOrder([...nodesValue(left), ...nodesValue(right)]);
    case "+":
      return numberValue(left) + numberValue(right);
    case "-":
      return numberValue(left) - numberValue(right);
    case "*":
      return numberValue(left) * numberValue(right);
    case "div":
      return numberValue(left) / numberValue(right);
    case "mod":
      return numberValue(left) % numberValue(right);
    default:
      return compares(left, right, e.operator);
  }
}
type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";
function compared<T extends string | number | boolean>(a: T, b: T, operator: Comparison): boolean {
  switch (operator) {
    case "=":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    default:
      return a >= b;
  }
}
/** Of sets of nodes some node must compare. */
function compares(left: XPathValue, right: XPathValue, operator: Comparison): boolean {
  const equality = operator === "=" || operator === "!=";
  if (typeof left === "boolean" || typeof right === "boolean") {
    if (equality) return compared(booleanValue(left), booleanValue(right), operator);
    const [a, b] = [left, right].map((v) => numberValue(typeof v === "object" ? booleanValue(v) : v));
    return compared(a!, b!, operator);
  }
  if (typeof left === "object") return left.some((n) => compares(textOf(n), right, operator));
  if (typeof right === "object") return right.some((n) => compares(left, textOf(n), operator));
  if (equality && typeof left === "string" && typeof right === "string") return compared(left, right, operator);
  return compared(numberValue(left), numberValue(right), operator);
}

/** Each node once, in the order of the document. */
function inOrder(nodes: readonly XmlNode[]): readonly XmlNode[] {
  return [...new Set(nodes)].sort((a, b) => a.order - b.order);
}
function filtered(nodes: readonly XmlNode[], predicate: XPath): readonly XmlNode[] {
  const size = nodes.length;
  return nodes.filter((node, i) => {
    const value = evaluate(predicate, { node, position: i + 1, size });
    return typeof value === "number" ? value === i + 1 : booleanValue(value);
  });
}
function stepped(nodes: readonly XmlNode[], step: Step): readonly XmlNode[] {
  const found: XmlNode[] = [];
  for (const node of nodes) {
    const passed = axisOf(node, step.axis).filter((n) => passes(n, step));
    for (const n of step.predicates.reduce(filtered, passed as readonly XmlNode[])) found.push(n);
  }
  return nodes.length === 1 && !REVERSE.has(step.axis) ? found : inOrder(found);
}
const REVERSE: ReadonlySet<Axis> = new Set(["ancestor", "ancestor-or-self", "preceding", "preceding-sibling"]);

function passes(node: XmlNode, { test, axis, deep }: Step): boolean {
  switch (test.kind) {
    case "node":
      return true;
    case "instruction":
      return node.kind === "instruction" && (test.target === null || test.target === node.name);
    case "name":
      // No prefix stands for a namespace here.
      if (node.kind !== (axis === "attribute" ? "attribute" : "element") || test.prefix !== null) return false;
      if (test.name === "*") return true;
      // Behind `//` an element with a prefix is none of that name.
      return test.name === (deep === true && axis === "child" ? node.name : localName(node));
    default:
      return node.kind === test.kind;
  }
}
function localName(node: XmlNode): string {
  return node.name.slice(node.name.indexOf(":") + 1);
}
function descendants(node: XmlNode, into: XmlNode[] = []): XmlNode[] {
  const stack = [...node.children].reverse();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    into.push(next);
    for (let i = next.children.length - 1; i >= 0; i--) stack.push(next.children[i]!);
  }
  return into;
}
function siblings(node: XmlNode): readonly XmlNode[] {
  return node.kind === "attribute" || node.parent === null ? [] : node.parent.children;
}
function ancestors(node: XmlNode, into: XmlNode[] = []): XmlNode[] {
  for (let at = node.parent; at !== null; at = at.parent) into.push(at);
  return into;
}
/** In the order of the axis: reverse axes begin at the nearest node. */
function axisOf(node: XmlNode, axis: Axis): readonly XmlNode[] {
  switch (axis) {
    case "child":
      return node.children;
    case "attribute":
      return node.attributes.filter((a) => !/^xmlns(?::|$)/.test(a.name));
    case "self":
      return [node];
    case "parent":
      return node.parent === null ? [] : [node.parent];
    case "descendant":
      return descendants(node);
    case "descendant-or-self":
      return descendants(node, [node]);
    case "ancestor":
      return ancestors(node);
    case "ancestor-or-self":
      return ancestors(node, [node]);
    case "following-sibling":
      return siblings(node).filter((n) => n.order > node.order);
    case "preceding-sibling":
      return siblings(node)
        .filter((n) => n.order < node.order)
        .reverse();
    case "following": {
      const last = node.kind === "attribute" ? node : (descendants(node).at(-1) ?? node);
      return descendants(rootOf(node)).filter((n) => n.order > last.order);
    }
    case "preceding": {
      const above = new Set(ancestors(node));
      return descendants(rootOf(node))
        .filter((n) => n.order < node.order && !above.has(n))
        .reverse();
    }
    default:
      return [];
  }
}

interface XPathFunction {
  readonly count: readonly [least: number, most: number];
  readonly run: (args: readonly XPath[], cx: Context) => XPathValue;
}
type Run = (values: readonly XPathValue[], cx: Context) => XPathValue;
function takes(least: number, most: number, run: Run): XPathFunction {
  return {
    count: [least, most],
    run: (args, cx) =>
      run(
        args.map((a) => evaluate(a, cx)),
        cx,
      ),
  };
}
/** Of the argument, or of the context node where there is none. */
function ofText(run: (text: string) => XPathValue): XPathFunction {
  return takes(0, 1, ([v], cx) => run(v === undefined ? textOf(cx.node) : textValue(v)));
}
function ofNode(run: (node: XmlNode) => string): XPathFunction {
  return takes(0, 1, ([v], cx) => {
    const node = v === undefined ? cx.node : nodesValue(v)[0];
    return node === undefined ? "" : run(node);
  });
}
function ofNumber(run: (value: number) => number): XPathFunction {
  return takes(1, 1, ([v]) => run(numberValue(v!)));
}
function ofTexts(run: (a: string, b: string) => XPathValue): XPathFunction {
  return takes(2, 2, ([a, b]) => run(textValue(a!), textValue(b!)));
}
function substring(text: string, from: number, length: number): string {
  const first = Math.round(from);
  const end = first + Math.round(length);
  let out = "";
  for (let i = 0; i < text.length; i++) if (i + 1 >= first && i + 1 < end) out += text[i];
  return out;
}
function translated(text: string, from: string, to: string): string {
  let out = "";
  for (const c of text.split("")) {
    const at = from.indexOf(c);
    out += at < 0 ? c : (to[at] ?? "");
  }
  return out;
}
const FUNCTIONS: { readonly [name: string]: XPathFunction } = {
  last: takes(0, 0, (_, cx) => cx.size),
  position: takes(0, 0, (_, cx) => cx.position),
  count: takes(1, 1, ([v]) => nodesValue(v!).length),
  // Without a document type no attribute is an identifier.
  id: takes(1, 1, () => []),
  "local-name": ofNode(localName),
  "namespace-uri": ofNode(() => ""),
  name: ofNode((n) => n.name),
  string: ofText((text) => text),
  concat: takes(2, Number.POSITIVE_INFINITY, (values) => values.map(textValue).join("")),
  "starts-with": ofTexts((a, b) => a.startsWith(b)),
  contains: ofTexts((a, b) => a.includes(b)),
  "substring-before": ofTexts((a, b) => a.slice(0, Math.max(0, a.indexOf(b)))),
  "substring-after": ofTexts((a, b) => (a.includes(b) ? a.slice(a.indexOf(b) + b.length) : "")),
  substring: takes(2, 3, ([text, from, length]) =>
    substring(
      textValue(text!),
      numberValue(from!),
      length === undefined ? Number.POSITIVE_INFINITY : numberValue(length),
    ),
  ),
  "string-length": ofText((text) => text.length),
  "normalize-space": ofText((text) => text.replace(/[ \t\n\r]+/g, " ").replace(/^ | $/g, "")),
  translate: takes(3, 3, ([text, from, to]) => translated(textValue(text!), textValue(from!), textValue(to!))),
  boolean: takes(1, 1, ([v]) => booleanValue(v!)),
  not: takes(1, 1, ([v]) => !booleanValue(v!)),
  true: takes(0, 0, () => true),
  false: takes(0, 0, () => false),
  // The language is an attribute of a namespace, and there are none.
  lang: takes(1, 1, () => false),
  number: takes(0, 1, ([v], cx) => numberValue(v ?? textOf(cx.node))),
  sum: takes(1, 1, ([v]) => nodesValue(v!).reduce((sum, n) => sum + numberValue(textOf(n)), 0)),
  floor: ofNumber(Math.floor),
  ceiling: ofNumber(Math.ceil),
  round: ofNumber(Math.round),
};
