/** Ranking and offset functions. How they run is in `lowering/window.ts`; they make sense only in a window. */
import type { TypedExpr } from "../logical/expression.ts";
import type { FunctionRow } from "../logical/function-row.ts";
import { ANY, T_BOOLEAN, T_INT } from "../logical/input-type.ts";
import { implicit, literal } from "../logical/build.ts";
import { widerTypeForTwo } from "../logical/coercion.ts";
import { prettyName } from "../logical/pretty.ts";
import { DOUBLE, INT, NULL } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { family, optional, optionalConstant, param, constant, type RowSpec } from "./family.ts";

/** `lag(x, offset, default)`: the default is given the type of x. */
function offsetFunction(): RowSpec {
  return {
    params: [param("input", ANY), optionalConstant("offset", T_INT), optional("default", ANY)],
    coerce: (args, cx) => {
      const [x, offset = literal(1, INT), fallback = literal(null, NULL)] = args as readonly [
        TypedExpr,
        TypedExpr?,
        TypedExpr?,
      ];
      const t = widerTypeForTwo(x.dataType, fallback.dataType, cx.ansi);
      if (t === undefined || (fallback.dataType.kind !== "void" && t.kind !== x.dataType.kind)) {
        throw new AnalysisException("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", {
          sqlExpr: `"${cx.name}(${args.map(prettyName).join(", ")})"`,
          paramIndex: "third",
          inputSql: `"${prettyName(fallback)}"`,
          inputType: `"${fallback.dataType.sql}"`,
          requiredType: `"${x.dataType.sql}"`,
        });
      }
      const value = cx.constant(implicit(offset, INT, cx.mode, cx.timeZone))?.value;
      return [
        x,
        value === undefined ? offset : literal(value as number, INT),
        fallback.dataType.kind === "void"
          ? literal(null, x.dataType)
          : implicit(fallback, x.dataType, cx.mode, cx.timeZone),
      ];
    },
    returns: ([x]) => (x as TypedExpr).dataType,
    nullable: ([x, , fallback]) => (x as TypedExpr).nullable || fallback === undefined || fallback.nullable,
    display: (args, call) => `${call.name}(${args[0] ?? ""}, ${args[1] ?? "1"}, ${args[2] ?? "NULL"})`,
  };
}
const rank: RowSpec = { returns: INT, nullable: false };

export const windowFunctions: readonly FunctionRow[] = family("window", "window", {
  row_number: { since: "2.0.0", ...rank },
  rank: { since: "2.0.0", ...rank },
  dense_rank: { since: "2.0.0", ...rank },
  percent_rank: { since: "2.0.0", returns: DOUBLE, nullable: false },
  cume_dist: { since: "2.0.0", returns: DOUBLE, nullable: false },
  ntile: { since: "2.0.0", params: [constant("buckets", T_INT)], returns: INT, nullable: false },
  lag: { since: "2.0.0", ...offsetFunction() },
  lead: { since: "2.0.0", ...offsetFunction() },
  nth_value: {
    since: "3.1.0",
    params: [param("input", ANY), constant("offset", T_INT), optionalConstant("ignoreNulls", T_BOOLEAN)],
    returns: ([x]) => (x as TypedExpr).dataType,
    nullable: true,
  },
});
