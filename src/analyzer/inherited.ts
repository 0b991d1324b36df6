import { isAggregateCall, transformUp } from "../logical/build.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";

/** What an aggregate stands for, its aggregates under the same DISTINCT and FILTER. */
export function inherited(call: Call, replacement: TypedExpr): TypedExpr {
  return transformUp(replacement, (x) =>
    x.kind === "Call" && isAggregateCall(x)
      ? { ...x, aggregate: { ...call.aggregate, distinct: call.aggregate?.distinct ?? false } }
      : x,
  );
}
