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
  flatten(value, items);
  return items;
}

function flatten(value: unknown, items: Item[]): void {
  if (Array.isArray(value)) {
    value.forEach((element, i) => {
      if (i > 0) push(items, ",");
      flatten(element, items);
    });
  } else if (isNode(value)) flattenNode(value, items);
}

function flattenNode(node: AstNode, items: Item[]): void {
  switch (node.type) {
    case "expr":
      return flatten(node.expr, items);
    case "expr_list":
      return flatten(node.value, items);
    case "binary_expr":
      return flattenBinary(node, items);
    case "unary_expr":
      push(items, String(node.operator));
      return flatten(node.expr, items);
    case "cast":
      if (node.symbol !== "::") break;
      flatten(node.expr, items);
      for (const target of nodesAt(node, "target")) items.push({ kind: "cast", node: target });
      return;
    case "function":
      // `NOT (a) = b` is read as a call of NOT, and EXISTS as one, too.
      if (!/^(?:NOT|EXISTS)$/.test(functionName(node))) break;
      push(items, functionName(node));
      return flatten(node.args, items);
    case "number":
    case "bigint":
      // A sign became part of the number.
      if (Object.is(node.value, -0) || String(node.value).startsWith("-")) push(items, "-");
  }
  items.push({ kind: "leaf", node });
}

function flattenBinary(node: AstNode, items: Item[]): void {
  const operator = String(node.operator).toUpperCase();
  flatten(node.left, items);
  push(items, operator);
  const { right } = node;
  if (operator.endsWith("BETWEEN") && isNode(right) && Array.isArray(right.value)) {
    const [low, high] = right.value as unknown[];
    flatten(low, items);
    push(items, "AND");
    flatten(high, items);
  } else if (/(^| )IN$/.test(operator) && isNode(right) && right.type === "expr_list") {
    items.push({ kind: "leaf", node: right });
  } else flatten(right, items);
  const escape = isNode(right) ? (nodeAt(right, "escape") ?? nodeAt(node, "escape")) : nodeAt(node, "escape");
  if (escape !== undefined) {
    push(items, "ESCAPE");
    flatten(escape.value, items);
  }
}

function push(items: Item[], operator: string): void {
  for (const word of operator.toUpperCase().split(/\s+/)) items.push({ kind: "operator", word });
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
