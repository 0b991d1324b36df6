/**
 * The library's tree, of which nothing is believed but the order of its leaves and the kinds of its nodes. Its shapes
 * differ between grammars, so that fields are looked up as they are met.
 */
export interface AstNode {
  readonly type?: string;
  readonly [field: string]: unknown;
}

export function isNode(value: unknown): value is AstNode {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
export function nodeAt(node: AstNode, field: string): AstNode | undefined {
  const value = node[field];
  return isNode(value) ? value : undefined;
}
export function nodesAt(node: AstNode, field: string): readonly AstNode[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}
export function textAt(node: AstNode, field: string): string | undefined {
  const value = node[field];
  return typeof value === "string" ? value : undefined;
}

/** A query in parentheses. */
export function subqueryOf(node: AstNode): AstNode | undefined {
  return nodeAt(node, "ast") ?? (node.type === "select" ? node : undefined);
}

/** An expression in the order in which it is written: operands, and the words and symbols between them. */
export type Item =
  | { readonly kind: "operator"; readonly word: string }
  | { readonly kind: "cast"; readonly node: AstNode }
  | { readonly kind: "leaf"; readonly node: AstNode };

/** Operators of several spellings. */
const SPELLING: { readonly [word: string]: string } = { "&&": "AND", "||": "OR", "!=": "<>", "!": "NOT", MOD: "%" };
/** One spelling for each operator; `||` is OR to some grammars. */
export function spelled(word: string): string {
  return SPELLING[word] ?? word;
}

/** The items of a node, of a list with commas between, or of nothing. */
export function itemsOf(value: unknown): Item[] {
  const items: Item[] = [];
  // Chains of operators are as deep as they are long: no recursion.
  const parts: Part[] = [inside(value)];
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    if (part.kind !== "inside") items.push(part);
    else for (const inner of partsOf(part.value).reverse()) parts.push(inner);
  }
  return items;
}

/** An item, or what holds more of them. */
type Part = Item | { readonly kind: "inside"; readonly value: unknown };

function inside(value: unknown): Part {
  return { kind: "inside", value };
}
function words(operator: string): Part[] {
  return operator
    .toUpperCase()
    .split(/\s+/)
    .map((word) => ({ kind: "operator", word }));
}

function partsOf(value: unknown): Part[] {
  if (Array.isArray(value)) return value.flatMap((element, i) => [...(i > 0 ? words(",") : []), inside(element)]);
  return isNode(value) ? nodeParts(value) : [];
}

function nodeParts(node: AstNode): Part[] {
  const leaf: Part = { kind: "leaf", node };
  switch (node.type) {
    case "expr":
      return [inside(node.expr)];
    case "expr_list":
      return [inside(node.value)];
    case "binary_expr":
      return binaryParts(node);
    case "unary_expr":
      return [...words(String(node.operator)), inside(node.expr)];
    case "cast":
      if (node.symbol !== "::") return [leaf];
      return [inside(node.expr), ...nodesAt(node, "target").map((target): Part => ({ kind: "cast", node: target }))];
    case "function":
      // `NOT (a) = b` is read as a call of NOT, and EXISTS as one, too.
      if (!/^(?:NOT|EXISTS)$/.test(functionName(node))) return [leaf];
      return [...words(functionName(node)), inside(node.args)];
    case "number":
    case "bigint":
      // A sign became part of the number.
      return Object.is(node.value, -0) || String(node.value).startsWith("-") ? [...words("-"), leaf] : [leaf];
    default:
      return [leaf];
  }
}

function binaryParts(node: AstNode): Part[] {
  const operator = String(node.operator).toUpperCase();
  const { right } = node;
  const escape = (isNode(right) ? nodeAt(right, "escape") : undefined) ?? nodeAt(node, "escape");
  return [
    inside(node.left),
    ...words(operator),
    ...rightParts(operator, right),
    ...(escape === undefined ? [] : [...words("ESCAPE"), inside(escape.value)]),
  ];
}
function rightParts(operator: string, right: unknown): Part[] {
  if (operator.endsWith("BETWEEN") && isNode(right) && Array.isArray(right.value)) {
    const [low, high] = right.value as unknown[];
    return [inside(low), ...words("AND"), inside(high)];
  }
  const isList = /(^| )IN$/.test(operator) && isNode(right) && right.type === "expr_list";
  return isList ? [{ kind: "leaf", node: right }] : [inside(right)];
}

/** The name of a call in upper case; of a qualified one, all parts. */
export function functionName(node: AstNode): string {
  if (typeof node.name === "string") return node.name.toUpperCase();
  const name = nodeAt(node, "name");
  if (name === undefined) return "";
  const schema = nodeAt(name, "schema");
  const parts = [...(schema === undefined ? [] : [schema]), ...nodesAt(name, "name")];
  return parts.map((part) => String(part.value).toUpperCase()).join(".");
}
