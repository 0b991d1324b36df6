/** One relation of FROM: a table, a query in parentheses, VALUES, a table function. */
import { UNNAMED_SUBQUERY } from "../types/name-text.ts";
import type { Expression, SortOrder, SubqueryExpression } from "../plan/expression.ts";
import type { Limit, ReadNamedTable, Relation, Sample, SubqueryAlias, TableValuedFunction } from "../plan/relation.ts";
import { anyExpression, lacksOperand, sortItem, valueExpression } from "./expression.ts";
import { nestedRelation } from "./from.ts";
import { argument } from "./function-call.ts";
import { nameReference, type NameReference } from "./identifier-clause.ts";
import { isName, isStrictName, name, nameList, startsClause, strictName } from "./identifier.ts";
import { integer } from "./integer.ts";
import { expression, relation } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { propertyMap } from "./property.ts";
import { inlineTable, query } from "./query.ts";
import { atString, stringText } from "./string-literal.ts";
import { atSubquery, subquery } from "./subquery.ts";
import { changesRelation, jsonTable, streamRelation, watermarked } from "./unsupported-relation.ts";

// ---- aliases ----
export type TableAlias = Pick<SubqueryAlias, "alias" | "columnAliases">;

/** `AS t(a, b)`, if one is next. */
export function tableAlias(p: Parser): TableAlias | undefined {
  if (p.kind === "AS" && isStrictName(p, p.peek()) && !startsClause(p, 1)) p.pos++;
  else if (!isStrictName(p, p.kind) || startsClause(p)) return undefined;
  const alias = strictName(p);
  return p.kind === "(" ? { alias, columnAliases: nameList(p) } : { alias };
}
export function aliased(p: Parser, start: number, input: Relation): Relation {
  const alias = tableAlias(p);
  return alias === undefined ? input : relation<SubqueryAlias>(p, start, { kind: "SubqueryAlias", input, ...alias });
}

// ---- relations ----
export function relationPrimary(p: Parser): Relation {
  const start = p.pos;
  switch (p.kind) {
    case "(":
      return inParentheses(p);
    case "VALUES":
      if (p.peek() !== "." && (p.peek() === "(" || (!lacksOperand(p, 1) && !startsClause(p, 1)))) return inlineTable(p);
      break;
    case "JSON_TABLE":
      if (p.peek() === "(") return jsonTable(p);
      break;
    case "STREAM":
      if (p.peek() === "(" || (isName(p, p.peek()) && !startsClause(p, 1) && p.peek() !== "AS"))
        return streamRelation(p);
      break;
    default:
  }
  if (!isName(p, p.kind)) p.fail();
  const table = nameReference(p);
  if (p.kind === "(") return tableFunction(p, start, table);
  if (p.kind === "CHANGES" && startsClause(p)) return changesRelation(p, start, table.nameParts);
  const base = namedTableRest(p, start, table);
  return aliased(p, start, watermarked(p, start, sampled(p, start, base)));
}

/** A relation that may stand behind LATERAL is next: a query or a table function. */
export function mayBeLateral(p: Parser): boolean {
  if (p.kind === "(") return atSubquery(p);
  if (p.kind === "VALUES") return false;
  let i = 0;
  while (isName(p, p.peek(i)) && p.peek(i + 1) === ".") i += 2;
  return isName(p, p.peek(i)) && p.peek(i + 1) === "(";
}

function inParentheses(p: Parser): Relation {
  const start = p.pos;
  const plan = atSubquery(p) ? p.attempt("subquery", subquery) : undefined;
  const inner = plan ?? nestedRelation(p);
  const input = watermarked(p, start, sampled(p, start, inner));
  const alias = tableAlias(p) ?? (plan === undefined ? undefined : { alias: UNNAMED_SUBQUERY });
  return alias === undefined ? input : relation<SubqueryAlias>(p, start, { kind: "SubqueryAlias", input, ...alias });
}

/** The table of `TABLE t`. */
export function namedTable(p: Parser): Relation {
  const start = p.pos;
  return relation<ReadNamedTable>(p, start, { kind: "ReadNamedTable", ...nameReference(p) });
}
function namedTableRest(p: Parser, start: number, table: NameReference): Relation {
  const named = p.origin(start);
  const timeTravel = temporal(p);
  const options = p.at("WITH", "(") ? tableOptions(p) : undefined;
  const read = relation<ReadNamedTable>(p, start, {
    kind: "ReadNamedTable",
    ...table,
    ...(timeTravel === undefined ? {} : { timeTravel }),
    ...(options === undefined ? {} : { options }),
  });
  // An unknown table stands at its name, not at the moment.
  return timeTravel === undefined ? read : Object.freeze({ ...read, common: { origin: named } });
}
/** `WITH (key = value, ...)` */
export function tableOptions(p: Parser): { readonly [key: string]: string } {
  p.expect("WITH");
  return propertyMap(p);
}

/** `VERSION AS OF 1`, `TIMESTAMP AS OF '...'`, `t@1`, `t@v1` */
function temporal(p: Parser): ReadNamedTable["timeTravel"] {
  if (p.accept("@") || p.accept("@V")) return { version: version(p) };
  if (p.kind === "FOR" && startsClause(p)) p.pos++;
  if (p.peek() !== "AS" || p.peek(2) !== "OF") return undefined;
  const word = p.acceptAny("VERSION", "SYSTEM_VERSION", "TIMESTAMP", "SYSTEM_TIME");
  if (word === undefined) return undefined;
  p.expect("AS", "OF");
  return word.endsWith("VERSION") ? { version: version(p) } : { timestamp: valueExpression(p) };
}
export function version(p: Parser): string {
  return atString(p) ? stringText(p) : String(integer(p));
}

// ---- TABLESAMPLE ----
export function sampled(p: Parser, start: number, input: Relation): Relation {
  if (p.kind !== "TABLESAMPLE" || !startsClause(p)) return input;
  return sample(p, start, input);
}
export function sample(p: Parser, start: number, input: Relation): Relation {
  const at = p.pos;
  p.expect("TABLESAMPLE");
  p.acceptAny("BERNOULLI", "SYSTEM");
  p.expect("(");
  if (p.kind === ")") p.reject("_LEGACY_ERROR_TEMP_0014", {}, at); // empty
  let fraction: number | undefined;
  let limit: Expression | undefined;
  if (p.kind === "BUCKET" && p.peek() === "integer") {
    p.pos++;
    const bucket = integer(p);
    p.expect("OUT", "OF");
    fraction = bucket / integer(p);
    if (p.accept("ON")) p.reject("_LEGACY_ERROR_TEMP_0015", {}, at); // no buckets of a column
  } else {
    const number = p.kind === "-" ? 1 : 0;
    if (p.peek(number + 1) === "PERCENT" && /^(?:integer|decimal)$/.test(p.peek(number))) {
      const sign = p.accept("-") ? -1 : 1;
      fraction = (sign * Number(p.text())) / 100;
      p.pos += 2;
    } else {
      const amount = p.pos;
      limit = anyExpression(p);
      if (p.kind === "PERCENT" && limit.kind === "Literal" && typeof limit.value === "number") {
        fraction = limit.value / 100;
        limit = undefined;
        p.pos++;
      } else if (!p.accept("ROWS")) {
        // Byte lengths are no sample here, and anything else is no byte length.
        const isLength = /^[0-9]+[bkmg]$/i.test(p.textFrom(amount));
        p.reject(isLength ? "_LEGACY_ERROR_TEMP_0015" : "_LEGACY_ERROR_TEMP_0016", {}, at);
      }
    }
  }
  p.expect(")");
  let seed: number | undefined;
  if (p.acceptAll("REPEATABLE", "(")) {
    seed = integer(p);
    p.expect(")");
  }
  if (limit !== undefined) return relation<Limit>(p, start, { kind: "Limit", input, limit });
  if (!(fraction! >= 0 && fraction! <= 1)) p.reject("INVALID_TABLESAMPLE_FRACTION", { fraction: `${fraction}` }, at);
  return relation<Sample>(p, start, {
    kind: "Sample",
    input,
    lowerBound: 0,
    upperBound: fraction!,
    withReplacement: false,
    ...(seed === undefined ? {} : { seed: BigInt(seed) }),
  });
}

// ---- table functions ----
function tableFunction(p: Parser, start: number, called: NameReference): Relation {
  p.expect("(");
  const args = p.kind === ")" ? [] : p.list(tableArgument);
  p.expect(")");
  const isUnnest = called.nameParts.length === 1 && p.kinds[start] === "UNNEST";
  const withOrdinality = isUnnest && p.acceptAll("WITH", "ORDINALITY");
  const input = relation<TableValuedFunction>(p, start, {
    kind: "TableValuedFunction",
    ...called,
    arguments: args,
    ...(withOrdinality ? { withOrdinality } : {}),
  });
  return aliased(p, start, watermarked(p, start, input));
}

/** An argument: a value, or `TABLE(query)`, either perhaps by name. */
function tableArgument(p: Parser): Expression {
  const start = p.pos;
  if (p.kind === "TABLE" && (p.peek() === "(" || (isName(p, p.peek()) && !lacksOperand(p, 1)))) {
    return p.attempt("table argument", tableValue) ?? argument(p);
  }
  if (isName(p, p.kind) && p.peek() === "=>" && p.peek(2) === "TABLE") {
    const key = name(p);
    p.pos++;
    const value = p.attempt("table argument", tableValue);
    if (value !== undefined) return expression(p, start, { kind: "NamedArgument", key, value });
    p.pos = start;
  }
  return argument(p);
}

function tableValue(p: Parser): Expression {
  const start = p.pos;
  p.expect("TABLE");
  let plan: Relation;
  if (p.kind === "(") {
    plan = p.attempt("subquery", subqueryOrTable) ?? p.fail();
  } else plan = namedTable(p);
  const partitioning = tablePartitioning(p);
  if (p.kind !== "," && p.kind !== ")") p.fail();
  return expression<SubqueryExpression>(p, start, {
    kind: "SubqueryExpression",
    subqueryType: "table",
    plan,
    ...partitioning,
  });
}
function subqueryOrTable(p: Parser): Relation {
  p.expect("(");
  const plan = p.attempt("table query", query) ?? namedTable(p);
  p.expect(")");
  return plan;
}
/** `PARTITION BY (a, b) ORDER BY c` of a table argument, the parentheses optional. */
function tablePartitioning(p: Parser): Pick<SubqueryExpression, "partitionSpec" | "orderSpec" | "withSinglePartition"> {
  let partitionSpec: Expression[] | undefined;
  const withSinglePartition = p.acceptAll("WITH", "SINGLE", "PARTITION");
  if (!withSinglePartition && (p.acceptAll("PARTITION", "BY") || p.acceptAll("DISTRIBUTE", "BY"))) {
    partitionSpec = itemList(p, anyExpression);
  }
  let orderSpec: SortOrder[] | undefined;
  if ((withSinglePartition || partitionSpec) && (p.acceptAll("ORDER", "BY") || p.acceptAll("SORT", "BY"))) {
    orderSpec = itemList(p, sortItem);
  }
  return {
    ...(partitionSpec === undefined ? {} : { partitionSpec }),
    ...(orderSpec === undefined ? {} : { orderSpec }),
    ...(withSinglePartition ? { withSinglePartition } : {}),
  };
}
/** `a`, `(a, b)`; without parentheses a comma may be the call's own. */
function itemList<T>(p: Parser, item: (p: Parser) => T): T[] {
  const start = p.pos;
  if (p.kind === "(") {
    p.pos++;
    const items = p.list(item);
    if (p.accept(")") && (p.at(",") || p.at(")") || p.peek() === "BY")) return items;
    p.pos = start;
  }
  return p.list(item);
}
