/** PIVOT and UNPIVOT. */
import type { Alias, Expression } from "../plan/expression.ts";
import type { Aggregate, Relation, SubqueryAlias, Unpivot } from "../plan/relation.ts";
import { anyExpression, namedExpressions } from "./expression.ts";
import { hyphenCheckedName, isName, multipartName, name, nameList, startsClause } from "./identifier.ts";
import { attribute, expression, relation } from "./nodes.ts";
import type { Parser } from "./parser.ts";

/** `AS x` or `x` behind a closing parenthesis. */
function optionalAlias(p: Parser): string | undefined {
  if (p.kind === "AS" && isName(p, p.peek())) p.pos++;
  else if (!isName(p, p.kind) || startsClause(p)) return undefined;
  return hyphenCheckedName(p);
}
function aliasedAs(p: Parser, start: number, input: Relation): Relation {
  const alias = optionalAlias(p);
  return alias === undefined ? input : relation<SubqueryAlias>(p, start, { kind: "SubqueryAlias", input, alias });
}

/** `PIVOT (sum(x) AS s FOR y IN (1 AS one, 2))`: grouped by the columns that are not named in it. */
export function pivot(p: Parser, start: number, input: Relation): Relation {
  p.expect("PIVOT", "(");
  p.stopWords = new Set(["FOR"]);
  const aggregateExpressions = namedExpressions(p);
  p.stopWords = new Set();
  p.expect("FOR");
  const at = p.pos;
  const names = p.kind === "(" ? nameList(p) : [hyphenCheckedName(p)];
  const columns = names.map((column) => attribute(p, at, [column]));
  p.expect("IN");
  const values = p.parenthesized(pivotValue);
  p.expect(")");
  const result = relation<Aggregate>(p, start, {
    kind: "Aggregate",
    input,
    groupType: "pivot",
    groupingExpressions: [],
    aggregateExpressions,
    fromSql: true,
    pivot: { columns, values },
  });
  return aliasedAs(p, start, result);
}
function pivotValue(p: Parser): Expression {
  const start = p.pos;
  const child = anyExpression(p);
  const alias = optionalAlias(p);
  return alias === undefined ? child : expression<Alias>(p, start, { kind: "Alias", child, names: [alias] });
}

type UnpivotValue = NonNullable<Unpivot["values"]>[number];

/** `UNPIVOT (v FOR n IN (a, b AS bee))` or, for several values a row, `UNPIVOT ((v, w) FOR n IN ((a, b), (c, d)))` */
export function unpivot(p: Parser, start: number, input: Relation): Relation {
  p.expect("UNPIVOT");
  const nulls = p.acceptAny("INCLUDE", "EXCLUDE");
  if (nulls !== undefined) p.expect("NULLS");
  p.expect("(");
  const isMany = p.kind === "(";
  const valueColumnNames = isMany ? p.parenthesized(name) : [name(p)];
  p.expect("FOR");
  const variableColumnName = name(p);
  p.expect("IN");
  const values = p.parenthesized((inner): UnpivotValue => {
    const columns = isMany ? inner.parenthesized(column) : [column(inner)];
    const alias = optionalAlias(inner);
    return alias === undefined ? { columns } : { columns, alias };
  });
  p.expect(")");
  for (const { columns } of values) {
    if (columns.length !== valueColumnNames.length)
      p.reject("UNPIVOT_VALUE_SIZE_MISMATCH", { names: valueColumnNames.join(", ") }, start);
  }
  const result = relation<Unpivot>(p, start, {
    kind: "Unpivot",
    input,
    values,
    variableColumnName,
    valueColumnNames,
    includeNulls: nulls === "INCLUDE",
  });
  return aliasedAs(p, start, result);
}
function column(p: Parser): Expression {
  const start = p.pos;
  return attribute(p, start, multipartName(p));
}
