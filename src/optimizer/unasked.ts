/**
 * Operands that nothing asks for. Spark leaves them out before it runs a query, and with them the errors that their values
 * would raise: `named_struct('a', 1 / 0, 'b', 2).b` is 2. Only what may raise an error is left out here; the rest costs nothing.
 */
import { mayRaise } from "../builtins/guards.ts";
import { plainArgs } from "../builtins/map.ts";
import { isStrict } from "../builtins/operand-order.ts";
import {
  boolLit,
  children,
  exists,
  intLit,
  isFoldable,
  isNullLiteral,
  nullLit,
  transformUp,
} from "../logical/build.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import { mapExpressions, transformRelations } from "../logical/tree.ts";
import { bindBuiltin } from "./calls.ts";

export function leaveUnasked(plan: Logical): Logical {
  return transformRelations(plan, (rel) =>
    mapExpressions(rel, (e) => (exists(e, (x) => leaves(x) !== undefined) ? transformUp(e, (x) => leaves(x) ?? x) : e)),
  );
}

function isCall(e: TypedExpr | undefined, ...names: readonly string[]): e is Call {
  return e?.kind === "Call" && names.includes(e.fn.name);
}
function isLiteral(e: TypedExpr, value: boolean): boolean {
  return e.kind === "Literal" && e.value === value;
}
function position(e: TypedExpr | undefined): number | undefined {
  return e?.kind === "Literal" && typeof e.value === "number" ? e.value : undefined;
}
/** The expression without what nothing asks for, if there is such. */
function leaves(e: TypedExpr): TypedExpr | undefined {
  if (e.kind !== "Call" || e.args.length === 0) return undefined;
  const [first, second] = e.args;
  if (e.aggregate !== undefined) {
    // Values that are never null are counted as rows are.
    const counts = e.fn.name === "count" && !e.aggregate.distinct && e.args.every((x) => !x.nullable);
    return counts && e.args.some(mayRaise) ? { ...e, args: [intLit(1)] } : undefined;
  }
  switch (e.fn.name) {
    case "get_struct_field":
      return fieldOf(first, position(second));
    case "get_array_struct_fields":
      return isCall(first, "array") && mayRaise(first) ? fieldsOf(e, first) : undefined;
    case "get_array_item":
    case "get": {
      const at = position(second);
      return isCall(first, "array") && at !== undefined && mayRaise(first) ? first.args[at] : undefined;
    }
    case "get_map_value":
      // A constant map is made before.
      return isCall(first, "map") && !isFoldable(first) && second !== undefined ? valueOf(e, first, second) : undefined;
    case "isnull":
    case "isnotnull": {
      const isKnown = first !== undefined && !first.nullable && mayRaise(first);
      return isKnown ? boolLit(e.fn.name === "isnotnull") : undefined;
    }
    case "in": {
      const [value, ...list] = e.args;
      const isNull = value !== undefined && (isNullLiteral(value) || list.every(isNullLiteral));
      return isNull && e.args.some(mayRaise) ? nullLit(e.dataType) : undefined;
    }
    case "and":
    case "or": {
      const decides = e.args.some((x) => isLiteral(x, e.fn.name === "or"));
      return decides && e.args.some(mayRaise) ? boolLit(e.fn.name === "or") : undefined;
    }
    default: {
      const isNull = e.replacement === undefined && isStrict(e.fn) && e.args.some(isNullLiteral);
      return isNull && e.args.some(mayRaise) ? nullLit(e.dataType) : undefined;
    }
  }
}
/** The field of a struct that is made on the spot. */
function fieldOf(made: TypedExpr | undefined, at: number | undefined): TypedExpr | undefined {
  if (at === undefined || !isCall(made, "struct", "named_struct") || !children(made).some(mayRaise)) return undefined;
  const value = made.args[made.fn.name === "struct" ? at : 2 * at + 1];
  return value?.kind === "Alias" ? value.child : value;
}
function fieldsOf(e: Call, array: Call): TypedExpr | undefined {
  const at = position(e.args[1]);
  const fields = array.args.map((made) => fieldOf(made, at));
  return fields.every((field) => field !== undefined)
    ? { ...bindBuiltin("array", fields), dataType: e.dataType }
    : undefined;
}
/** The keys are compared one by one: one may be null, or there twice. */
function valueOf(e: Call, map: Call, key: TypedExpr): TypedExpr {
  const args = plainArgs(map.args, map).map((x, i) => (i % 2 === 0 ? bindBuiltin("=", [key, x]) : x));
  return { ...bindBuiltin("when", args), dataType: e.dataType, nullable: true };
}
