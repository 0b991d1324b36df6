/**
 * Expressions by precedence, loosest first: OR, AND, NOT, one predicate (`LIKE`, `IN`, `IS` ...), comparison, `|`, `^`,
 * `&`, shifts, `+ - ||`, `* / % DIV`, sign. Chains are read in loops, so a long one does not nest.
 */
import type { Alias, Expression, SortOrder } from "../plan/expression.ts";
import { hyphenCheckedName, isName, nameList, startsClause } from "./identifier.ts";
import { expression, internal, not, type Reader } from "./nodes.ts";
import { NUMBER_KINDS } from "./number-literal.ts";
import type { Parser } from "./parser.ts";
import { atPredicate, exists, predicate } from "./predicate.ts";
import { primary } from "./primary.ts";

export function anyExpression(p: Parser): Expression {
  return p.nested(disjunction);
}

/** A word that could be an operator is a name or alias if nothing to operate on follows. */
export function lacksOperand(p: Parser, offset: number): boolean {
  const kind = p.peek(offset);
  return kind === "eof" || kind === ";" || kind === "," || kind === ")" || kind === "]" || kind === "FROM";
}

function disjunction(p: Parser): Expression {
  const start = p.pos;
  const first = conjunction(p);
  if (p.kind !== "OR" || lacksOperand(p, 1)) return first;
  const terms = [first];
  while (p.kind === "OR" && !lacksOperand(p, 1)) {
    p.pos++;
    terms.push(conjunction(p));
  }
  return balanced(p, start, "or", terms);
}
function conjunction(p: Parser): Expression {
  const start = p.pos;
  const first = negation(p);
  if (p.kind !== "AND" || lacksOperand(p, 1)) return first;
  const terms = [first];
  while (p.kind === "AND" && !lacksOperand(p, 1)) {
    p.pos++;
    terms.push(negation(p));
  }
  return balanced(p, start, "and", terms);
}

/** A balanced tree over the terms: what walks it later need not go as deep as the chain is long. */
export function balanced(p: Reader, start: number, operator: string, terms: readonly Expression[]): Expression {
  const origin = p.origin(start);
  const build = (low: number, high: number): Expression => {
    if (low === high) return terms[low]!;
    const middle = high - low === 1 ? low : low + ((high - low) >> 1);
    const args = [build(low, middle), build(middle + 1, high)];
    return Object.freeze({
      kind: "UnresolvedFunction",
      nameParts: [operator],
      arguments: args,
      isInternal: true,
      origin,
    } as const);
  };
  return build(0, terms.length - 1);
}

function negation(p: Parser): Expression {
  const start = p.pos;
  let count = 0;
  while ((p.kind === "NOT" && isNegation(p)) || p.kind === "!") {
    p.pos++;
    count++;
  }
  let result = (p.kind === "EXISTS" ? exists(p) : undefined) ?? predicated(p);
  while (count-- > 0) result = not(p, start + count, result);
  return result;
}
/** NOT is a name where no operand follows. */
function isNegation(p: Parser): boolean {
  const next = p.peek();
  if (next === "." || lacksOperand(p, 1)) return false;
  return !(BINARY.has(next) && next !== "+" && next !== "-" && next !== "*" && next !== "DIV");
}

function predicated(p: Parser): Expression {
  const left = valueExpression(p);
  return atPredicate(p) ? predicate(p, left) : left;
}

const BINARY: ReadonlyMap<string, number> = new Map([
  ["*", 7],
  ["/", 7],
  ["%", 7],
  ["DIV", 7],
  ["+", 6],
  ["-", 6],
  ["||", 6],
  ["<<", 5],
  [">>", 5],
  [">>>", 5],
  ["&", 4],
  ["^", 3],
  ["|", 2],
  ["=", 1],
  ["<=>", 1],
  ["!=", 1],
  ["<", 1],
  ["<=", 1],
  [">", 1],
  [">=", 1],
]);
const FUNCTION_NAME: { readonly [operator: string]: string } = { "=": "==", DIV: "div" };

/** Before one of these words, `|` is a pipe operator like `|>`. */
const PIPE_WORDS: ReadonlySet<string> = new Set(
  `AGGREGATE ANTI AS ASOF BIN CLUSTER CROSS DISTRIBUTE DROP EXCEPT EXTEND FULL INNER INTERSECT JOIN LATERAL LEFT LIMIT
  MINUS NATURAL OFFSET ORDER PIVOT RIGHT SELECT SEMI SET SORT TABLESAMPLE UNION UNPIVOT WHERE WINDOW`.split(/\s+/),
);
/** A pipe operator is next. */
export function atPipe(p: Parser): boolean {
  return p.kind === "|>" || (p.kind === "|" && PIPE_WORDS.has(p.peek()));
}

/** The binary operator ahead; a shift to the right is several tokens. */
function binaryOperator(p: Parser): string | undefined {
  const kind = p.kind;
  if (kind === ">" && p.peek() === ">" && p.adjacent(p.pos) && !p.tokens.closing.has(p.pos)) {
    return p.peek(2) === ">" && p.adjacent(p.pos + 1) ? ">>>" : ">>";
  }
  if (kind === "|" && PIPE_WORDS.has(p.peek())) return undefined;
  if (kind === "DIV" && lacksOperand(p, 1)) return undefined;
  return BINARY.has(kind) ? kind : undefined;
}

/** Everything that binds tighter than a predicate; operators of at least this precedence. */
export function valueExpression(p: Parser, minimum = 1): Expression {
  const start = p.pos;
  let left = signed(p);
  for (;;) {
    const operator = binaryOperator(p);
    if (operator === undefined) return left;
    const precedence = BINARY.get(operator)!;
    if (precedence < minimum) return left;
    p.pos += operator === ">>" ? 2 : operator === ">>>" ? 3 : 1;
    const right = valueExpression(p, precedence + 1);
    left = internal(p, start, FUNCTION_NAME[operator] ?? operator, [left, right]);
  }
}

const SIGNS: { readonly [sign: string]: string } = { "-": "negative", "+": "positive", "~": "~" };
/** `-x`; a minus before a number belongs to the number. */
function signed(p: Parser): Expression {
  const start = p.pos;
  while (SIGNS[p.kind] !== undefined && !(p.kind === "-" && NUMBER_KINDS.has(p.peek()))) p.pos++;
  const signs = p.pos;
  let result = primary(p);
  for (let i = signs - 1; i >= start; i--) result = internal(p, i, SIGNS[p.kinds[i]!]!, [result]);
  return result;
}

/** An expression with an optional alias: `a`, `a AS b`, `a b`, `f(x) AS (c, d)`. */
export function namedExpression(p: Parser): Expression {
  const start = p.pos;
  const child = anyExpression(p);
  const isList = p.kind === "(" || (p.kind === "AS" && p.peek() === "(");
  const names = aliasNames(p);
  if (names === undefined) return child;
  const listed = isList && names.length === 1 ? ({ listed: true } as const) : {};
  return expression<Alias>(p, start, { kind: "Alias", child, names, ...listed });
}
function aliasNames(p: Parser): string[] | undefined {
  const kind = p.kind;
  if (kind === "," || kind === "FROM" ? !isName(p, kind) || startsClause(p) : kind === "eof") return undefined;
  if (kind === "AS" && (p.peek() === "(" || (isName(p, p.peek()) && (!startsClause(p, 1) || isMinus(p))))) {
    p.pos++;
    return p.kind === "(" ? nameList(p) : [hyphenCheckedName(p)];
  }
  if (kind === "(") return nameList(p);
  if (!isName(p, kind) || startsClause(p)) return undefined;
  return [hyphenCheckedName(p)];
}
/** `AS minus FROM t`: the word is the alias, for no query begins with FROM behind an alias AS. */
function isMinus(p: Parser): boolean {
  return p.peek(1) === "MINUS" && p.peek(2) === "FROM";
}
export function namedExpressions(p: Parser): Expression[] {
  return p.list(namedExpression);
}

/** `a DESC NULLS LAST` */
export function sortItem(p: Parser): SortOrder {
  const start = p.pos;
  const child = anyExpression(p);
  const direction = p.acceptAny("ASC", "DESC") === "DESC" ? "descending" : "ascending";
  let nullOrdering: "first" | "last" | undefined;
  if (p.kind === "NULLS" && (p.peek() === "FIRST" || p.peek() === "LAST")) {
    nullOrdering = p.peek() === "FIRST" ? "first" : "last";
    p.pos += 2;
  }
  const node = { kind: "SortOrder", child, direction } as const;
  return expression<SortOrder>(p, start, nullOrdering === undefined ? { ...node } : { ...node, nullOrdering });
}
