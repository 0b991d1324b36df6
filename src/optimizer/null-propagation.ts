/** What a null among the operands decides, and what is never null, before anything is worked out. */
import { isStrict } from "../builtins/operand-order.ts";
import { boolLit, intLit, isFoldable, isNullLiteral, nullLit, transformUp } from "../logical/build.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";
import { bindBuiltin } from "./calls.ts";

export function propagateNulls(e: TypedExpr): TypedExpr {
  return transformUp(e, (x) => {
    if (x.kind === "Cast") return isNullLiteral(x.child) ? nullLit(x.dataType) : x;
    return x.kind === "Call" ? ofCall(x) : x;
  });
}
function ofCall(e: Call): TypedExpr {
  if (e.replacement !== undefined) return isNullLiteral(e.replacement) ? nullLit(e.dataType) : e;
  const [first, second] = e.args;
  switch (e.fn.name) {
    case "isnull":
      return first?.nullable === false ? boolLit(false) : e;
    case "isnotnull":
      return first?.nullable === false ? boolLit(true) : e;
    case "<=>":
      if (first !== undefined && second !== undefined && (isNullLiteral(first) || isNullLiteral(second))) {
        return ofCall(bindBuiltin("isnull", [isNullLiteral(first) ? second : first]) as Call);
      }
      return e;
    case "coalesce": {
      const left = e.args.filter((a) => !isNullLiteral(a));
      if (left.length === 0) return nullLit(e.dataType);
      return left.length === 1 ? (left[0] as TypedExpr) : left.length === e.args.length ? e : { ...e, args: left };
    }
    case "in":
      return first !== undefined && isNullLiteral(first) ? nullLit(e.dataType) : e;
    case "count":
      if (e.aggregate?.distinct === true || e.args.some((a) => a.nullable) || !e.args.some(isFoldable)) return e;
      return { ...e, args: [intLit(1)] };
    default:
      return isStrict(e.fn) && e.args.some(isNullLiteral) ? nullLit(e.dataType) : e;
  }
}

/** Branches that constant conditions decide. */
export function decideBranches(e: TypedExpr): TypedExpr {
  return transformUp(e, (x) => {
    if (x.kind !== "Call") return x;
    if (x.replacement !== undefined && x.fn.kind === "scalar") return isDecided(x.replacement) ? x.replacement : x;
    switch (x.fn.name) {
      case "if":
      case "when":
        return ofBranches(x);
      case "coalesce":
        return x.args[0]?.nullable === false ? x.args[0] : x;
      default:
        return x;
    }
  });
}
/** Whether a call is no longer what it stood for. */
function isDecided(e: TypedExpr): boolean {
  return e.kind !== "Call" || !["if", "when", "coalesce"].includes(e.fn.name);
}
function ofBranches(e: Call): TypedExpr {
  const left: TypedExpr[] = [];
  for (let i = 0; i < e.args.length; i += 2) {
    const condition = e.args[i] as TypedExpr;
    const value = e.args[i + 1];
    if (value === undefined) left.push(condition);
    else if (condition.kind !== "Literal") left.push(condition, value);
    else if (condition.value === true) {
      left.push(value);
      break;
    }
  }
  if (left.length === 1) return left[0] as TypedExpr;
  if (left.length === 0) return nullLit(e.dataType);
  return left.length === e.args.length ? e : { ...e, args: left };
}
