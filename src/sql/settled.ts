/** Queries of constants and operators alone: nothing in them has to be looked up to know what they give. */
import type { Expression } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import { ArrayType, type DataType, STRING, type StringType } from "../types/data-type.ts";

export function isSettled(plan: Relation): boolean {
  switch (plan.kind) {
    case "OneRow":
      return true;
    case "Project":
      return isSettled(plan.input) && plan.expressions.every((e) => e.kind === "Alias" && isConstant(e.child));
    case "Filter":
      return isSettled(plan.input) && isConstant(plan.condition);
    case "Limit":
    case "Deduplicate":
      return isSettled(plan.input);
    default:
      return false;
  }
}
function isConstant(e: Expression): boolean {
  switch (e.kind) {
    case "Literal":
      return true;
    case "Cast":
      return isConstant(e.child);
    case "UnresolvedFunction":
      return e.isInternal === true && e.arguments.every(isConstant);
    default:
      return false;
  }
}

/** A settled query with plain strings in the place of the one type. */
export function withPlainStrings(plan: Relation, text: StringType): Relation {
  const within = (rel: Relation): Relation => withPlainStrings(rel, text);
  switch (plan.kind) {
    case "Project":
      return { ...plan, input: within(plan.input), expressions: plan.expressions.map((e) => plain(e, text)) };
    case "Filter":
      return { ...plan, input: within(plan.input), condition: plain(plan.condition, text) };
    case "Limit":
    case "Deduplicate":
      return { ...plan, input: within(plan.input) };
    default:
      return plan;
  }
}
function plain(e: Expression, text: StringType): Expression {
  switch (e.kind) {
    case "Literal":
      return { ...e, dataType: plainType(e.dataType, text) };
    case "Alias":
      return { ...e, child: plain(e.child, text) };
    case "Cast":
      return { ...e, child: plain(e.child, text), dataType: plainType(e.dataType, text) };
    case "UnresolvedFunction":
      return { ...e, arguments: e.arguments.map((a) => plain(a, text)) };
    default:
      return e;
  }
}
function plainType(t: DataType, text: StringType): DataType {
  if (t === text) return STRING;
  return t.kind === "array" ? new ArrayType(plainType(t.elementType, text), t.containsNull) : t;
}
