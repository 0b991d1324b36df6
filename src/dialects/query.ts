/** Queries: WITH, set operations, ORDER BY and LIMIT around SELECT. */
import type { Expression } from "../plan/expression.ts";
import type { Limit, Offset, Relation, SetOperation, Sort, WithCTE } from "../plan/relation.ts";
import { relation } from "../sql/nodes.ts";
import { type AstNode, nodeAt, nodesAt, subqueryOf, textAt } from "./ast.ts";
import { expressionOf } from "./expression.ts";
import { knownName } from "./leaf.ts";
import type { DialectReader } from "./reader.ts";
import { select } from "./select.ts";
import { sortItems } from "./sort.ts";

/** `( query )` */
export function subquery(r: DialectReader, node: AstNode): Relation {
  r.expect("(");
  r.depth++;
  const result = query(r, node);
  r.depth--;
  r.expect(")");
  return result;
}

export function query(r: DialectReader, node: AstNode): Relation {
  const start = r.pos;
  const ctes = withClause(r, node);
  const body = setOperations(r, start, node);
  return ctes === undefined ? body : relation<WithCTE>(r, start, { kind: "WithCTE", input: body, ...ctes });
}

// ---- WITH ----
function withClause(r: DialectReader, node: AstNode): Pick<WithCTE, "recursive" | "ctes"> | undefined {
  const given = nodesAt(node, "with");
  if (given.length === 0) return undefined;
  r.expect("WITH");
  const recursive = given.some((cte) => cte.recursive === true);
  if (recursive) r.expect("RECURSIVE");
  const ctes = given.map((cte, i) => {
    if (i > 0) r.expect(",");
    return namedQuery(r, cte);
  });
  return { recursive, ctes };
}
function namedQuery(r: DialectReader, cte: AstNode): WithCTE["ctes"][number] {
  const start = r.pos;
  const name = knownName(r, String(nodeAt(cte, "name")?.value));
  const columnAliases = r.at("(") ? nameList(r) : undefined;
  r.expect("AS");
  const stmt = nodeAt(cte, "stmt");
  const inner = stmt === undefined ? undefined : subqueryOf(stmt);
  const plan = inner === undefined ? r.refuse() : subquery(r, inner);
  return { name, ...(columnAliases === undefined ? {} : { columnAliases }), plan, origin: r.origin(start) };
}
/** `(a, b)` */
export function nameList(r: DialectReader): string[] {
  r.expect("(");
  const names = [r.name()];
  while (r.accept(",")) names.push(r.name());
  r.expect(")");
  return names;
}

// ---- set operations ----
interface Operation {
  readonly setOpType: SetOperation["setOpType"];
  readonly isAll: boolean;
}
const OPERATIONS: { readonly [word: string]: SetOperation["setOpType"] } = {
  UNION: "union",
  INTERSECT: "intersect",
  EXCEPT: "except",
  MINUS: "except",
};

/** The tree has the queries of a chain one inside the other; INTERSECT may bind tighter than they stand. */
function setOperations(r: DialectReader, start: number, first: AstNode): Relation {
  const operands: Relation[] = [];
  const operations: Operation[] = [];
  let last = first;
  for (let node: AstNode | undefined = first; node !== undefined; node = nodeAt(node, "_next")) {
    if (node !== first) operations.push(operation(r, last));
    operands.push(operand(r, node, node === first));
    last = node;
  }
  const isAlone = operands.length === 1;
  const result = isAlone ? operands[0]! : combined(r, start, operands, operations);
  // The order of the whole stands with the last query, or with the first where the last has parentheses.
  const own = last.parentheses_symbol === true ? undefined : last;
  const order = own === undefined ? nodesAt(first, "_orderby") : nodesAt(own, "orderby");
  const limit = own === undefined ? nodeAt(first, "_limit") : nodeAt(own, "limit");
  return ended(r, start, result, order, limit);
}
function operation(r: DialectReader, node: AstNode): Operation {
  const start = r.pos;
  const setOpType = OPERATIONS[r.token.text];
  if (setOpType === undefined || r.token.kind !== "word") return r.refuse();
  r.pos++;
  const isAll = r.accept("ALL");
  if (!isAll) r.accept("DISTINCT");
  const [word, quantifier] = (textAt(node, "set_op") ?? "").toUpperCase().split(" ");
  if (word !== r.tokens[start]!.text || (quantifier === "ALL") !== isAll) r.refuse(undefined, start);
  return { setOpType, isAll };
}
function operand(r: DialectReader, node: AstNode, isFirst: boolean): Relation {
  const start = r.pos;
  if (!isFirst && nodesAt(node, "with").length > 0) r.refuse("WITH inside a set operation");
  if (node.parentheses_symbol !== true) return select(r, node);
  r.expect("(");
  const body = select(r, node);
  const result = ended(r, start, body, nodesAt(node, "orderby"), nodeAt(node, "limit"));
  r.expect(")");
  return result;
}

function combined(
  r: DialectReader,
  start: number,
  operands: readonly Relation[],
  operations: readonly Operation[],
): Relation {
  const mixed = new Set(operations.map(({ setOpType }) => setOpType === "intersect")).size === 2;
  if (mixed && !r.dialect.intersectBindsTighter) r.refuse("INTERSECT among other set operations", start);
  const join = (left: Relation, right: Relation, how: Operation): Relation =>
    relation<SetOperation>(r, start, { kind: "SetOperation", left, right, ...how });
  const terms = [operands[0]!];
  const between: Operation[] = [];
  operations.forEach((how, i) => {
    const right = operands[i + 1]!;
    if (how.setOpType === "intersect") terms.push(join(terms.pop()!, right, how));
    else {
      between.push(how);
      terms.push(right);
    }
  });
  return between.reduce((left, how, i) => join(left, terms[i + 1]!, how), terms[0]!);
}

// ---- ORDER BY, LIMIT ----
function ended(
  r: DialectReader,
  start: number,
  input: Relation,
  orderBy: readonly AstNode[],
  limits: AstNode | undefined,
): Relation {
  const order = sortItems(r, orderBy);
  let result = order.length === 0 ? input : relation<Sort>(r, start, { kind: "Sort", input, order, isGlobal: true });
  const { limit, offset } = limitsOf(r, nodesAt(limits ?? {}, "value"));
  if (offset !== undefined) result = relation<Offset>(r, start, { kind: "Offset", input: result, offset });
  return limit === undefined ? result : relation<Limit>(r, start, { kind: "Limit", input: result, limit });
}
/** `LIMIT 3 OFFSET 2`, `LIMIT 2, 3`, `LIMIT ALL`, `OFFSET 2` */
function limitsOf(r: DialectReader, nodes: readonly AstNode[]): { limit?: Expression; offset?: Expression } {
  const left = [...nodes];
  const next = (): Expression => expressionOf(r, left.shift());
  const result: { limit?: Expression; offset?: Expression } = {};
  if (left.length > 0 && r.accept("LIMIT")) {
    if (r.accept("ALL")) left.shift();
    else result.limit = next();
    if (left.length > 0 && r.accept(",")) {
      result.offset = result.limit!;
      result.limit = next();
    }
  }
  if (left.length > 0 && r.accept("OFFSET")) result.offset = next();
  if (left.length > 0) r.refuse();
  return result;
}
