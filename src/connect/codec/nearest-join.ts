/** Joins with the nearest rows, as lateral joins: for each row on the left the first rows on the right by a distance. */
import { nearestRows } from "../../dataframe/nearest-rows.ts";
import type { Expression, SortOrder } from "../../plan/expression.ts";
import type { Relation } from "../../plan/relation.ts";
import type { AsOfJoin, NearestByJoin } from "../generated/spark/connect/relations_pb.ts";
import type { RelationDecoder } from "./decode-relation.ts";
import { invalidPlan } from "./invalid-plan.ts";

export function nearestByJoin(decoder: RelationDecoder, join: NearestByJoin): Relation {
  const ranking = decoder.expression(join.rankingExpression);
  const direction = join.direction.toLowerCase();
  if (direction !== "distance" && direction !== "similarity") throw invalidPlan("the direction of the join is unknown");
  const order: SortOrder =
    direction === "distance"
      ? { kind: "SortOrder", child: ranking, direction: "ascending", nullOrdering: "last" }
      : { kind: "SortOrder", child: ranking, direction: "descending", nullOrdering: "last" };
  return {
    kind: "LateralJoin",
    left: decoder.decode(join.left),
    right: nearestRows(decoder.decode(join.right), order, join.numResults),
    joinType: typeOf(join.joinType),
  };
}

export function asOfJoin(decoder: RelationDecoder, join: AsOfJoin): Relation {
  const { usingColumns, joinExpr, tolerance, allowExactMatches, direction } = join;
  const left = decoder.expression(join.leftAsOf);
  const right = decoder.expression(join.rightAsOf);
  const leftRelation = decoder.decode(join.left);
  const rightRelation = decoder.decode(join.right);
  const before = call(allowExactMatches ? ">=" : ">", left, right);
  const after = call(allowExactMatches ? "<=" : "<", left, right);
  const [behind, ahead] = [call("-", left, right), call("-", right, left)];
  const conditions: Expression[] = [];
  let distance: Expression;
  switch (direction.toLowerCase()) {
    case "backward":
      conditions.push(before);
      distance = behind;
      break;
    case "forward":
      conditions.push(after);
      distance = ahead;
      break;
    case "nearest":
      if (!allowExactMatches) conditions.push(call("not", call("==", left, right)));
      distance = call("when", call(">", left, right), behind, ahead);
      break;
    default:
      throw invalidPlan(`the direction ${direction} of the join is unknown`);
  }
  if (tolerance !== undefined) conditions.push(call("<=", distance, decoder.expression(tolerance)));
  if (joinExpr !== undefined) conditions.push(decoder.expression(joinExpr));
  for (const name of usingColumns) {
    const of = (relation: Relation): Expression => {
      const planId = relation.common?.planId;
      return { kind: "UnresolvedAttribute", nameParts: [name], ...(planId === undefined ? {} : { planId }) };
    };
    conditions.push(call("==", of(leftRelation), of(rightRelation)));
  }
  const [condition, ...more] = conditions;
  const matching: Relation =
    condition === undefined
      ? rightRelation
      : { kind: "Filter", input: rightRelation, condition: more.reduce((a, b) => call("and", a, b), condition) };
  return {
    kind: "LateralJoin",
    left: leftRelation,
    right: nearestRows(matching, { kind: "SortOrder", child: distance, direction: "ascending" }, 1),
    joinType: typeOf(join.joinType),
  };
}

function typeOf(joinType: string): "inner" | "left" {
  switch (joinType.toLowerCase().replaceAll("_", "")) {
    case "inner":
      return "inner";
    case "left":
    case "leftouter":
      return "left";
    default:
      throw invalidPlan(`the type ${joinType} of the join is unknown`);
  }
}
function call(name: string, ...args: readonly Expression[]): Expression {
  return { kind: "UnresolvedFunction", nameParts: [name], arguments: args, isInternal: true };
}
