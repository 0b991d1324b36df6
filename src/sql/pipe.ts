/** Pipe operators: `FROM t |> WHERE a |> SELECT b`. */
import type { Alias, Expression, UnresolvedStar } from "../plan/expression.ts";
import type { Aggregate, Filter, Project, Relation, SubqueryAlias } from "../plan/relation.ts";
import { anyExpression, lacksOperand, namedExpressions } from "./expression.ts";
import { atJoin, join } from "./from.ts";
import { aggregated, groupBy, groupByClause } from "./group-by.ts";
import { withHints } from "./hint.ts";
import { hyphenCheckedName, multipartName } from "./identifier.ts";
import { attribute, expression, relation } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { pivot, unpivot } from "./pivot.ts";
import { atSetOperator, queryPrimary, setOperation } from "./query.ts";
import { queryOrganization } from "./query-organization.ts";
import { sample } from "./relation.ts";
import { selectHead } from "./select.ts";
import { binBy } from "./unsupported-relation.ts";
import { namedWindows, windowClause } from "./window-clause.ts";

export function pipeOperator(p: Parser, start: number, input: Relation): Relation {
  p.expectAny("|>", "|");
  if (atSetOperator(p)) return setOperation(p, start, input, queryPrimary);
  if (atJoin(p)) return join(p, start, input);
  switch (p.kind) {
    case "SELECT":
      return select(p, start, input);
    case "EXTEND":
      p.pos++;
      return projected(p, start, input, "EXTEND", [star(p), ...namedExpressions(p)]);
    case "SET":
      return set(p, start, input);
    case "DROP": {
      p.pos++;
      const except = p.list(multipartName);
      return projected(p, start, input, "DROP", [star(p, { except })]);
    }
    case "AS": {
      p.pos++;
      const alias = hyphenCheckedName(p);
      return relation<SubqueryAlias>(p, start, { kind: "SubqueryAlias", input, alias });
    }
    case "WHERE": {
      p.expect("WHERE");
      const condition = anyExpression(p);
      const filtered = relation<Filter>(p, start, { kind: "Filter", input, condition, fromPipe: true });
      if (windowClause(p) !== undefined) p.defer("NOT_ALLOWED_IN_PIPE_OPERATOR_WHERE.WINDOW_CLAUSE", {}, start);
      return filtered;
    }
    case "PIVOT":
    case "UNPIVOT":
      return pivoted(p, start, input);
    case "BIN":
      return binBy(p, start, input);
    case "TABLESAMPLE":
      return sample(p, start, input);
    case "AGGREGATE":
      return aggregate(p, start, input);
    default: {
      const clauses = p.pos;
      const result = queryOrganization(p, start, input, true);
      // An operator may be empty, at the end.
      return p.pos === clauses && p.kind !== "eof" && p.kind !== ")" ? p.fail() : result;
    }
  }
}

type PipeOperator = NonNullable<Project["pipeOperator"]>;
function projected(
  p: Parser,
  start: number,
  input: Relation,
  pipeOperator: PipeOperator,
  expressions: readonly Expression[],
): Relation {
  return relation<Project>(p, start, { kind: "Project", input, expressions, pipeOperator });
}
function star(p: Parser, rest: Pick<UnresolvedStar, "except" | "replace"> = {}): Expression {
  return expression<UnresolvedStar>(p, p.pos - 1, { kind: "UnresolvedStar", ...rest });
}

function select(p: Parser, start: number, input: Relation): Relation {
  const { hints, distinct, list } = selectHead(p);
  let result = p.at("GROUP", "BY")
    ? aggregated(groupByClause(p), list, input)
    : projected(p, start, input, "SELECT", list);
  if (distinct) result = relation(p, start, { kind: "Deduplicate", input: result });
  return withHints(p, start, hints, namedWindows(p, start, windowClause(p), result));
}

/** `SET a = 1, b = a`: each assignment sees those before it. */
function set(p: Parser, start: number, input: Relation): Relation {
  p.expect("SET");
  let result = input;
  do {
    const at = p.pos;
    const target = multipartName(p);
    if (target.length > 1) p.defer("_LEGACY_ERROR_TEMP_0035", { message: "|> SET of a qualified column" }, at);
    p.expect("=");
    const value = anyExpression(p);
    result = projected(p, start, result, "SET", [star(p, { replace: [{ name: target[0]!, expression: value }] })]);
  } while (p.accept(","));
  return result;
}

function pivoted(p: Parser, start: number, input: Relation): Relation {
  const isPivot = p.kind === "PIVOT";
  const result = isPivot ? pivot(p, start, input) : unpivot(p, start, input);
  if (p.kind === (isPivot ? "UNPIVOT" : "PIVOT")) {
    p.reject("NOT_ALLOWED_IN_FROM.UNPIVOT_WITH_PIVOT", {}, start);
  }
  return result;
}

/** `AGGREGATE GROUP BY` with nothing behind it is a column GROUP that is called BY. */
function groupAsColumn(p: Parser): Expression {
  const start = p.pos;
  const child = attribute(p, start, [p.text()]);
  p.expect("GROUP");
  const name = p.text();
  p.expect("BY");
  return expression<Alias>(p, start, { kind: "Alias", child, names: [name] });
}
/** `AGGREGATE sum(x) AS s GROUP BY y AS z`: the grouping columns, then the aggregates. */
function aggregate(p: Parser, start: number, input: Relation): Relation {
  p.expect("AGGREGATE");
  const bare = p.at("GROUP", "BY") && (lacksOperand(p, 2) || p.peek(2) === "|>");
  const list = bare ? [groupAsColumn(p)] : p.at("GROUP", "BY") || lacksOperand(p, 0) ? [] : namedExpressions(p);
  const clause = p.pos;
  const grouping = p.at("GROUP", "BY")
    ? groupBy(p, true)
    : ({ groupType: "groupBy", groupingExpressions: [] } as const);
  if (grouping.groupType !== "groupBy") {
    const words = p.kinds.slice(clause, p.pos);
    const sets = words.includes("ROLLUP")
      ? "GROUP BY ROLLUP"
      : words.includes("CUBE")
        ? "GROUP BY CUBE"
        : "GROUPING SETS";
    const what = grouping.groupType === "all" ? "GROUP BY ALL" : sets;
    p.defer("UNSUPPORTED_FEATURE.PIPE_OPERATOR_AGGREGATE_UNSUPPORTED_CASE", { case: what }, start);
  } else if (list.length === 0 && grouping.groupingExpressions.length === 0) {
    p.defer("_LEGACY_ERROR_TEMP_0035", { message: "|> AGGREGATE without columns" }, start);
  }
  const keys = grouping.groupingExpressions;
  return relation<Aggregate>(p, start, {
    kind: "Aggregate",
    input,
    ...grouping,
    groupingExpressions: keys.map((key) => (key.kind === "Alias" ? key.child : key)),
    aggregateExpressions: [...keys, ...list],
    fromSql: true,
    fromPipe: true,
  });
}
