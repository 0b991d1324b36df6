/** For tests of the parser: trees of expressions and queries written as SQL, with every parenthesis. */
import type { Expression, SortOrder, UnresolvedFunction, Window } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";

const name = (part: string): string => `\`${part.replaceAll("`", "``")}\``;
const names = (parts: readonly string[]): string => parts.map(name).join(".");
const list = (items: readonly Expression[]): string => items.map(printed).join(", ");
const text = (value: string): string => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

const INFIX: { readonly [name: string]: string } = {
  ...Object.fromEntries("+ - * / % < <= > >= <=> != & | ^ ||".split(" ").map((sign) => [sign, sign])),
  "==": "=",
  div: "DIV",
  and: "AND",
  or: "OR",
  like: "LIKE",
  ilike: "ILIKE",
  rlike: "RLIKE",
};
const POSTFIX: { readonly [name: string]: string } = {
  isnull: "IS NULL",
  isnotnull: "IS NOT NULL",
  istrue: "IS TRUE",
  isfalse: "IS FALSE",
};
const PREFIX: { readonly [name: string]: string } = { not: "NOT", negative: "-", "~": "~" };

/** An expression as SQL. */
export function printed(e: Expression): string {
  switch (e.kind) {
    case "Literal":
      return literal(e.value, e.dataType.sql);
    case "UnresolvedAttribute":
      return names(e.nameParts);
    case "UnresolvedStar":
      return e.target === undefined ? "*" : `${names(e.target)}.*`;
    case "Alias":
      return `${printed(e.child)} AS ${name(e.names[0]!)}`;
    case "Cast":
      return `${e.evalMode === "try" ? "TRY_CAST" : "CAST"}(${printed(e.child)} AS ${e.dataType.sql})`;
    case "UnresolvedExtractValue":
      return `(${printed(e.child)})[${printed(e.extraction)}]`;
    case "LambdaFunction":
      return `(${e.arguments.map((v) => names(v.nameParts)).join(", ")}) -> ${printed(e.function)}`;
    case "SortOrder":
      return sortOrder(e);
    case "Window":
      return `${printed(e.windowFunction)} OVER (${windowSpec(e)})`;
    case "SubqueryExpression": {
      const query = `(${printedQuery(e.plan)})`;
      if (e.subqueryType === "exists") return `(EXISTS ${query})`;
      return e.subqueryType === "in" ? `(${list(e.inValues!)} IN ${query})` : query;
    }
    case "UnresolvedFunction":
      return call(e);
    default:
      throw new Error(`not written: ${e.kind}`);
  }
}
function literal(value: unknown, type: string): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return text(value);
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  return type === "BIGINT" ? `${String(value)}L` : String(value as number);
}
function call(e: UnresolvedFunction): string {
  const [a, b, c] = e.arguments;
  const [called] = e.nameParts as [string];
  if (e.isInternal !== true) {
    const distinct = e.isDistinct === true ? "DISTINCT " : "";
    const filter = e.filter === undefined ? "" : ` FILTER (WHERE ${printed(e.filter)})`;
    return `${names(e.nameParts)}(${distinct}${list(e.arguments)})${filter}`;
  }
  if (called in INFIX) return `(${printed(a!)} ${INFIX[called]} ${printed(b!)})`;
  if (called in POSTFIX) return `(${printed(a!)} ${POSTFIX[called]})`;
  if (called in PREFIX) return `(${PREFIX[called]} (${printed(a!)}))`;
  if (called === "between") return `(${printed(a!)} BETWEEN ${printed(b!)} AND ${printed(c!)})`;
  if (called === "in") return `(${printed(a!)} IN (${list(e.arguments.slice(1))}))`;
  if (called === "when") return caseWhen(e.arguments);
  throw new Error(`not written: ${called}`);
}
function caseWhen(args: readonly Expression[]): string {
  let result = "CASE";
  for (let i = 0; i + 1 < args.length; i += 2) result += ` WHEN ${printed(args[i]!)} THEN ${printed(args[i + 1]!)}`;
  return args.length % 2 === 1 ? `${result} ELSE ${printed(args.at(-1)!)} END` : `${result} END`;
}
function sortOrder({ child, direction, nullOrdering }: SortOrder): string {
  const nulls = nullOrdering === undefined ? "" : ` NULLS ${nullOrdering.toUpperCase()}`;
  return `${printed(child)}${direction === "descending" ? " DESC" : ""}${nulls}`;
}
function windowSpec({ partitionSpec, orderSpec }: Window): string {
  const partition = partitionSpec.length === 0 ? "" : `PARTITION BY ${list(partitionSpec)} `;
  return orderSpec.length === 0 ? partition : `${partition}ORDER BY ${list(orderSpec)}`;
}

/** A query as SQL. */
export function printedQuery(rel: Relation): string {
  switch (rel.kind) {
    case "WithCTE": {
      const ctes = rel.ctes.map((cte) => `${name(cte.name)} AS (${printedQuery(cte.plan)})`).join(", ");
      return `WITH ${ctes} ${printedQuery(rel.input)}`;
    }
    case "Limit":
      return `${ended(rel.input)} LIMIT ${printed(rel.limit)}`;
    case "Sort":
      return `${ended(rel.input)} ORDER BY ${list(rel.order)}`;
    case "SetOperation":
      return `(${printedQuery(rel.left)}) ${rel.setOpType.toUpperCase()}${rel.isAll ? " ALL" : ""} (${printedQuery(rel.right)})`;
    case "Deduplicate":
    case "Project":
    case "Having":
    case "Aggregate":
      return select(rel);
    default:
      throw new Error(`no query: ${rel.kind}`);
  }
}
/** A query to which ORDER BY or LIMIT may be put. */
function ended(rel: Relation): string {
  return rel.kind === "Limit" || rel.kind === "WithCTE" ? `(${printedQuery(rel)})` : printedQuery(rel);
}
function select(rel: Relation): string {
  const distinct = rel.kind === "Deduplicate" ? " DISTINCT" : "";
  const core = rel.kind === "Deduplicate" ? rel.input : rel;
  const below = core.kind === "Having" ? core.input : core;
  if (below.kind !== "Project" && below.kind !== "Aggregate") throw new Error(`no list: ${below.kind}`);
  const [columns, group] =
    below.kind === "Project"
      ? [below.expressions, ""]
      : [below.aggregateExpressions, ` GROUP BY ${list(below.groupingExpressions)}`];
  const having = core.kind === "Having" ? ` HAVING ${printed(core.condition)}` : "";
  return `SELECT${distinct} ${list(columns)}${from(below.input)}${group}${having}`;
}
function from(rel: Relation): string {
  if (rel.kind === "Filter") return `${from(rel.input)} WHERE ${printed(rel.condition)}`;
  return rel.kind === "OneRow" ? "" : ` FROM ${table(rel)}`;
}
function table(rel: Relation): string {
  switch (rel.kind) {
    case "ReadNamedTable":
      return names(rel.nameParts);
    case "SubqueryAlias":
      return `${rel.input.kind === "ReadNamedTable" ? names(rel.input.nameParts) : `(${printedQuery(rel.input)})`} AS ${name(rel.alias)}`;
    case "Join": {
      const on = rel.joinCondition === undefined ? "" : ` ON ${printed(rel.joinCondition)}`;
      const right = rel.right.kind === "Join" ? `(${table(rel.right)})` : table(rel.right);
      return `${table(rel.left)} ${rel.joinType.toUpperCase()} JOIN ${right}${on}`;
    }
    default:
      throw new Error(`no table: ${rel.kind}`);
  }
}
