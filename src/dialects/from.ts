/** FROM: tables, subqueries and joins. The tree has them in a row; commas bind looser than joins. */
import type { Join, JoinType, LateralJoin, OneRow, ReadNamedTable, Relation, SubqueryAlias } from "../plan/relation.ts";
import { relation } from "../sql/nodes.ts";
import { aliasName } from "./alias.ts";
import { type AstNode, isNode, nodeAt, nodesAt, subqueryOf, textAt } from "./ast.ts";
import { expressionOf } from "./expression.ts";
import { nameList, subquery } from "./query.ts";
import type { DialectReader } from "./reader.ts";

export function fromClause(r: DialectReader, from: unknown): Relation {
  r.expect("FROM");
  return relations(r, from);
}

/** `a JOIN b ON ..., c` */
function relations(r: DialectReader, from: unknown): Relation {
  const start = r.pos;
  const nodes = inARow(r, from);
  const [first, ...others] = nodes;
  if (first === undefined) return r.refuse();
  const chains: { relation: Relation; lateral: boolean }[] = [{ lateral: false, relation: primary(r, first).relation }];
  for (const node of others) {
    if (r.accept(",")) {
      if (textAt(node, "join") !== undefined) r.refuse();
      chains.push(primary(r, node));
    } else {
      const chain = chains.at(-1)!;
      chain.relation = join(r, start, chain.relation, node);
    }
  }
  return chains
    .map(({ relation: right, lateral }) => ({ right, lateral }))
    .reduce<Relation | undefined>((left, { right, lateral }) => {
      if (left === undefined) return right;
      return lateral
        ? relation<LateralJoin>(r, start, { kind: "LateralJoin", left, right, joinType: "inner" })
        : relation<Join>(r, start, { kind: "Join", left, right, joinType: "inner" });
    }, undefined)!;
}
/** MySQL's tree has a parenthesis at the beginning apart from the joins behind it. */
function inARow(r: DialectReader, from: unknown): AstNode[] {
  if (Array.isArray(from)) return from.filter(isNode);
  if (!isNode(from) || !Array.isArray(from.expr)) return r.refuse();
  return [{ expr: { type: "tables", expr: from.expr } }, ...nodesAt(from, "joins")];
}

function primary(r: DialectReader, node: AstNode): { relation: Relation; lateral: boolean } {
  const start = r.pos;
  if (node.type === "dual") {
    r.expect("DUAL");
    return { relation: relation<OneRow>(r, start, { kind: "OneRow" }), lateral: false };
  }
  const inner = nodeAt(node, "expr");
  if (inner === undefined) return { relation: aliased(r, start, node, table(r, node)), lateral: false };
  const lateral = r.accept("LATERAL");
  if (inner.type === "tables") {
    if (lateral) r.refuse();
    r.expect("(");
    const joined = relations(r, inner.expr);
    r.expect(")");
    return { relation: aliased(r, start, node, joined), lateral };
  }
  const query = subqueryOf(inner);
  if (query === undefined) return r.refuse("a table function");
  return { relation: aliased(r, start, node, subquery(r, query)), lateral };
}

function table(r: DialectReader, node: AstNode): Relation {
  const start = r.pos;
  const name = r.token.kind === "quoted" && r.dialect.name === "bigquery" ? r.name().split(".") : [r.name()];
  while (r.accept(".")) name.push(r.name());
  const known = textAt(node, "table") ?? "";
  if (name.at(-1)!.toLowerCase() !== known.split(".").at(-1)!.toLowerCase()) r.refuse(undefined, start);
  if (r.at("(")) r.refuse("a table function", start);
  return relation<ReadNamedTable>(r, start, { kind: "ReadNamedTable", nameParts: name });
}

function aliased(r: DialectReader, start: number, node: AstNode, input: Relation): Relation {
  const known = textAt(node, "as");
  if (known === undefined || atJoin(r)) return input;
  const alias = aliasName(r, /^[^(]*/.exec(known)![0]);
  const columnAliases = r.at("(") ? nameList(r) : undefined;
  return relation<SubqueryAlias>(r, start, {
    kind: "SubqueryAlias",
    input,
    alias,
    ...(columnAliases === undefined ? {} : { columnAliases }),
  });
}

/** NATURAL and CROSS, which some grammars take for the alias of the table before them. */
function atJoin(r: DialectReader): boolean {
  if (r.at("CROSS")) return r.peek().text === "JOIN";
  return r.at("NATURAL") && /^(?:JOIN|INNER|LEFT|RIGHT|FULL)$/.test(r.peek().text);
}

function join(r: DialectReader, start: number, left: Relation, node: AstNode): Relation {
  const isNatural = r.accept("NATURAL");
  const joinType = joinTypeOf(r, node);
  const { relation: right, lateral } = primary(r, node);
  if (lateral) {
    if (isNatural || (joinType !== "inner" && joinType !== "left" && joinType !== "cross")) r.refuse(undefined, start);
    const joinCondition = onClause(r, node);
    return relation<LateralJoin>(r, start, {
      kind: "LateralJoin",
      left,
      right,
      joinType: joinType as LateralJoin["joinType"],
      ...(joinCondition === undefined ? {} : { joinCondition }),
    });
  }
  if (isNatural) return relation<Join>(r, start, { kind: "Join", left, right, joinType, isNatural });
  const joinCondition = onClause(r, node);
  if (joinCondition !== undefined) {
    return relation<Join>(r, start, { kind: "Join", left, right, joinType, joinCondition });
  }
  if (r.accept("USING")) {
    if (!Array.isArray(node.using)) r.refuse();
    return relation<Join>(r, start, { kind: "Join", left, right, joinType, usingColumns: nameList(r) });
  }
  return relation<Join>(r, start, { kind: "Join", left, right, joinType });
}
function onClause(r: DialectReader, node: AstNode): ReturnType<typeof expressionOf> | undefined {
  if (!isNode(node.on)) return undefined;
  r.expect("ON");
  return expressionOf(r, node.on);
}

const TYPES: { readonly [word: string]: JoinType } = {
  INNER: "inner",
  CROSS: "cross",
  LEFT: "left",
  RIGHT: "right",
  FULL: "full",
};
function joinTypeOf(r: DialectReader, node: AstNode): JoinType {
  const at = r.pos;
  const word = r.token.text;
  const type = TYPES[word];
  if (type !== undefined) {
    r.pos++;
    if (type !== "inner" && type !== "cross") r.accept("OUTER");
  }
  r.expect("JOIN");
  const known = (textAt(node, "join") ?? "").replace(" OUTER", "").replace(/^JOIN$/, "INNER JOIN");
  // CROSS may have become an alias.
  const expected = type === undefined ? "INNER JOIN" : `${word} JOIN`;
  if (known !== expected && !(type === "cross" && known === "INNER JOIN")) r.refuse(undefined, at);
  return type ?? "inner";
}
