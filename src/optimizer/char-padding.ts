/**
 * Comparisons of char(n) columns: with constants and with each other, where the shorter one is padded. Expressions over
 * such columns are strings like others.
 */
import { constantValue } from "../builtins/constant.ts";
import { exists, intLit, isFoldable, mapChildren, stringLit } from "../logical/build.ts";
import { charLength } from "../logical/char-type.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import { expressions, mapExpressions, transformRelations } from "../logical/tree.ts";
import { charTypesInUse } from "../types/data-type.ts";
import { bindBuiltin } from "./calls.ts";

const COMPARISONS: ReadonlySet<string> = new Set(["!=", "<>", "=", "==", "<=>", "<", "<=", ">", ">="]);

export function padCharComparisons(plan: Logical): Logical {
  return charTypesInUse() ? padded(plan) : plan;
}
function padded(plan: Logical): Logical {
  return transformRelations(plan, (rel) =>
    expressions(rel).some((e) => exists(e, concerns)) ? mapExpressions(rel, expression) : rel,
  );
}
const concerns = (e: TypedExpr): boolean => declaredLength(e) !== undefined || e.kind === "Subquery";

function expression(e: TypedExpr): TypedExpr {
  const mapped = mapChildren(e, expression);
  if (mapped.kind === "Subquery") return { ...mapped, plan: padded(mapped.plan) };
  if (mapped.kind !== "Call") return mapped;
  if (COMPARISONS.has(mapped.fn.name) || mapped.fn.name === "in") return call(mapped);
  return mapped;
}
function call(e: Call): TypedExpr {
  const lengths = e.args.map(declaredLength);
  if (lengths.every((n) => n !== undefined)) return toLongest(e, lengths);
  const column = e.args.findIndex((_, i) => lengths[i] !== undefined);
  if (column === -1 || (column > 0 && e.fn.name === "in")) return e;
  const rest = e.args.filter((_, i) => i !== column);
  if (!rest.every((x) => x.dataType.kind === "string" && isFoldable(x))) return e;
  return toLongest(
    e,
    e.args.map((arg, i) => lengths[i] ?? constantLength(arg)),
  );
}
/** Of a column, also one of the query around. */
function declaredLength(e: TypedExpr): number | undefined {
  if (e.kind === "Attribute" && e.dataType.kind === "string") return charLength(e.metadata);
  return e.kind === "OuterReference" ? declaredLength(e.attribute) : undefined;
}
function constantLength(e: TypedExpr): number | undefined {
  const value = constantValue(e)?.value;
  return typeof value === "string" ? Array.from(value).length : undefined;
}
function toLongest(e: Call, lengths: readonly (number | undefined)[]): TypedExpr {
  const longest = Math.max(...lengths.map((n) => n ?? 0));
  return {
    ...e,
    args: e.args.map((arg, i) => {
      // A constant whose value is found out later is padded then, if it is shorter.
      const length = lengths[i];
      if (arg.kind === "Literal" && arg.value === null) return arg;
      return length === longest ? arg : paddedTo(arg, longest, length === undefined);
    }),
  };
}
function paddedTo(e: TypedExpr, length: number, mayBeLonger: boolean): TypedExpr {
  const made = bindBuiltin("rpad", [e, intLit(length), stringLit(" ")]);
  if (!mayBeLonger) return made;
  return bindBuiltin("if", [bindBuiltin("<", [bindBuiltin("length", [e]), intLit(length)]), made, e]);
}
