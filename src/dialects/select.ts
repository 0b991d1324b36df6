/** SELECT: the list, FROM, WHERE, GROUP BY, HAVING, QUALIFY, WINDOW. */
import type { Alias, Expression, UnresolvedStar } from "../plan/expression.ts";
import type {
  Aggregate,
  Deduplicate,
  Filter,
  Having,
  NamedWindows,
  OneRow,
  Project,
  Qualify,
  Relation,
} from "../plan/relation.ts";
import { expression, relation } from "../sql/nodes.ts";
import { aliasName } from "./alias.ts";
import { type AstNode, functionName, isNode, itemsOf, nodeAt, nodesAt, textAt } from "./ast.ts";
import { expressionOf, expressionsOf } from "./expression.ts";
import { fromClause } from "./from.ts";
import { column } from "./leaf.ts";
import type { DialectReader } from "./reader.ts";
import { windowClause } from "./window.ts";

export function select(r: DialectReader, node: AstNode): Relation {
  const start = r.pos;
  if (node.type !== "select") r.refuse();
  r.expect("SELECT");
  const distinct = r.accept("DISTINCT");
  const list = selectList(r, node);
  const from = given(node.from) ? fromClause(r, node.from) : relation<OneRow>(r, start, { kind: "OneRow" });
  let result = from;
  if (given(node.where)) {
    r.expect("WHERE");
    result = relation<Filter>(r, start, { kind: "Filter", input: from, condition: expressionOf(r, node.where) });
  }
  result = grouped(r, start, node, list, result);
  const before = r.at("WINDOW") ? windowClause(r, nodeAt(node, "window")) : undefined;
  if (given(node.qualify)) {
    r.expect("QUALIFY");
    result = relation<Qualify>(r, start, { kind: "Qualify", input: result, condition: expressionOf(r, node.qualify) });
  }
  if (distinct) result = relation<Deduplicate>(r, start, { kind: "Deduplicate", input: result });
  const windows = before ?? (r.at("WINDOW") ? windowClause(r, nodeAt(node, "window")) : undefined);
  return windows === undefined
    ? result
    : relation<NamedWindows>(r, start, { kind: "NamedWindows", input: result, windows });
}
function given(value: unknown): boolean {
  return isNode(value) || (Array.isArray(value) && value.length > 0);
}

// ---- the list ----
function selectList(r: DialectReader, node: AstNode): Expression[] {
  if (node.columns === "*") return [column(r, { column: "*" })];
  return nodesAt(node, "columns").map((item, i) => {
    if (i > 0) r.expect(",");
    return selectItem(r, item);
  });
}
function selectItem(r: DialectReader, item: AstNode): Expression {
  const start = r.pos;
  const inner = nodeAt(item, "expr");
  if (inner === undefined) return r.refuse();
  const isStar = inner.type === "column_ref" && textAt(inner, "column") === "*";
  if (isStar) return starItem(r, start, item, inner);
  const value = expressionOf(r, inner);
  const child = r.depth === 0 ? (r.dialect.shown?.(value) ?? value) : value;
  const name = textAt(item, "as");
  if (name === undefined) return child;
  return expression<Alias>(r, start, { kind: "Alias", child, names: [aliasName(r, name)] });
}
/** `*`, `t.*`, `* EXCEPT (a)`, `* EXCLUDE (a)` */
function starItem(r: DialectReader, start: number, item: AstNode, star: AstNode): Expression {
  const all = column(r, star) as UnresolvedStar;
  const word = r.at("EXCEPT") ? "EXCEPT" : "EXCLUDE";
  const suffix = nodeAt(star, "suffix");
  const isExcept = item.type === "except" || (suffix !== undefined && functionName(suffix) === "EXCLUDE");
  if (!isExcept || !r.at(word)) return all;
  r.pos++;
  const names = r.at("(") ? exceptions(r) : [[r.name()]];
  const { origin: _, ...fields } = all;
  return expression<UnresolvedStar>(r, start, { ...fields, except: names });
}
function exceptions(r: DialectReader): string[][] {
  r.expect("(");
  const names = [[r.name()]];
  while (r.accept(",")) names.push([r.name()]);
  r.expect(")");
  return names;
}

// ---- GROUP BY, HAVING ----
type Grouping = Pick<Aggregate, "groupType" | "groupingExpressions">;

function grouped(
  r: DialectReader,
  start: number,
  node: AstNode,
  list: readonly Expression[],
  input: Relation,
): Relation {
  const groups = nodeAt(node, "groupby");
  const columns = groups === undefined ? node.groupby : groups.columns;
  const aggregate = (grouping: Grouping): Relation =>
    relation<Aggregate>(r, start, { kind: "Aggregate", input, ...grouping, aggregateExpressions: list, fromSql: true });
  const grouping = given(columns) ? groupingOf(r, columns) : undefined;
  if (given(node.having)) {
    r.expect("HAVING");
    const condition = expressionOf(r, node.having);
    const below = aggregate(grouping ?? { groupType: "groupBy", groupingExpressions: [] });
    return relation<Having>(r, start, { kind: "Having", input: below, condition });
  }
  if (grouping !== undefined) return aggregate(grouping);
  return relation<Project>(r, start, { kind: "Project", input, expressions: list });
}

function groupingOf(r: DialectReader, columns: unknown): Grouping {
  r.expect("GROUP", "BY");
  const [only, ...others] = itemsOf(columns);
  if (only?.kind === "leaf" && others.length === 0) {
    const name = functionName(only.node);
    if ((name === "ROLLUP" || name === "CUBE") && r.at(name, "(")) {
      r.pos += 2;
      const sets = expressionsOf(r, nodeAt(only.node, "args")?.value);
      r.expect(")");
      return { groupType: name === "ROLLUP" ? "rollup" : "cube", groupingExpressions: sets };
    }
    if (only.node.type === "origin" && r.accept("ALL")) return { groupType: "all", groupingExpressions: [] };
  }
  const expressions = expressionsOf(r, columns);
  const isRollup = r.accept("WITH", "ROLLUP");
  return { groupType: isRollup ? "rollup" : "groupBy", groupingExpressions: expressions };
}
