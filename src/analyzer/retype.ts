/** Types of an expression whose columns have become nullable: grouping sets blank out what queries group by. */
import { castNullable } from "../logical/cast-rules.ts";
import { sameType } from "../logical/coercion.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext } from "../logical/function-row.ts";

/** The node with what its children, as they are now, make of its nullability and of that inside its type. */
export function retypedNode(e: TypedExpr, cx: BindContext): TypedExpr {
  switch (e.kind) {
    case "Alias":
      return { ...e, dataType: e.child.dataType, nullable: e.child.nullable };
    case "Lambda":
      return { ...e, dataType: e.body.dataType, nullable: e.body.nullable };
    case "Cast":
      return { ...e, nullable: castNullable(e.child, e.dataType, e.mode) };
    case "Call": {
      const { fn, args, replacement } = e;
      const own: BindContext = { ...cx, mode: e.mode, timeZone: e.timeZone, name: e.name, origin: e.origin };
      const returns = typeof fn.returns === "function" ? fn.returns(args, own) : fn.returns;
      const dataType = returns ?? replacement?.dataType ?? e.dataType;
      const nullable =
        typeof fn.nullable === "function"
          ? fn.nullable(args, own)
          : (fn.nullable ?? replacement?.nullable ?? args.some((a) => a.nullable));
      return { ...e, nullable, dataType: sameType(dataType, e.dataType) ? dataType : e.dataType };
    }
    default:
      return e;
  }
}
