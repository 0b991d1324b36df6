/** Ranking and offset functions. How they run is in `lowering/window.ts`; they make sense only in a window. */
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import {
  ANY,
  type InputType,
  NUMERIC,
  oneOf,
  T_BOOLEAN,
  T_INT,
  T_TIMESTAMP,
  T_TIMESTAMP_NTZ,
} from "../logical/input-type.ts";
import { isFoldable, literal } from "../logical/build.ts";
import { onlyType } from "../logical/coercion.ts";
import { prettyName } from "../logical/pretty.ts";
import { DOUBLE, INT, NULL } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { unexpectedInput } from "./bind.ts";
import { family, optional, param, rest, type RowSpec } from "./family.ts";
import { coerceTo, folded, literalOf, mismatch, nonFoldable, numberOf } from "./support.ts";

const VOID: InputType = onlyType(NULL);

/** `lag(x, offset, default, ignoreNulls)`: the default is given the type of x. */
function offsetFunction(): RowSpec {
  return {
    params: [
      optional("input", ANY),
      optional("offset", T_INT),
      optional("default", ANY),
      optional("ignoreNulls", T_BOOLEAN),
    ],
    ignoreNullsAt: 3,
    coerce: (args, cx) => {
      const [x = literal(null, NULL), offset = literal(1, INT), fallback = literal(null, NULL)] = args;
      if (cx.name === "lag") refuseNegation(offset, cx);
      const [, at, other] = coerceTo([x, offset, fallback], [ANY, T_INT, oneOf(onlyType(x.dataType), VOID)], cx);
      if (offset.dataType.kind !== "integer") {
        throw new AnalysisException("_LEGACY_ERROR_TEMP_1035", { prettyName: cx.name });
      }
      if (!isFoldable(offset)) {
        throw mismatch(cx.name, args, "NON_FOLDABLE_INPUT", {
          inputName: "`offset`",
          inputType: '"INT"',
          inputExpr: cx.name === "lag" ? `"(- ${prettyName(offset)})"` : `"${prettyName(offset)}"`,
        });
      }
      const fallen = fallback.dataType.kind === "void" ? literal(null, x.dataType) : (other as TypedExpr);
      return [x, folded(at as TypedExpr, cx), fallen];
    },
    returns: ([x]) => (x as TypedExpr).dataType,
    nullTreatment: true,
    nullable: ([x, , fallback]) => (x as TypedExpr).nullable || fallback === undefined || fallback.nullable,
    display: (args, call) => `${call.name}(${args[0] ?? "NULL"}, ${args[1] ?? "1"}, ${args[2] ?? "NULL"})`,
  };
}
/** Spark negates the offset of `lag` before it looks at its type. */
function refuseNegation(offset: TypedExpr, cx: BindContext): void {
  if (offset.kind !== "Literal" || offset.value === null) return;
  if (NUMERIC.accepts(offset.dataType) || offset.dataType.kind.startsWith("interval")) return;
  throw new AnalysisException("FAILED_FUNCTION_CALL", { funcName: `\`${cx.name}\`` });
}
/** Takes arguments as Spark does, and leaves them out of sight. */
function rank(printed: string): RowSpec {
  return { params: [rest("children", ANY)], returns: INT, nullable: false, display: () => printed };
}

const MOMENT = oneOf(T_TIMESTAMP, T_TIMESTAMP_NTZ);

export const windowFunctions: readonly FunctionRow[] = family("window", "window", {
  row_number: { since: "2.0.0", returns: INT, nullable: false },
  rank: { since: "2.0.0", ...rank("RANK()") },
  dense_rank: { since: "2.0.0", ...rank("DENSE_RANK()") },
  percent_rank: { since: "2.0.0", ...rank("PERCENT_RANK()"), returns: DOUBLE },
  cume_dist: { since: "2.0.0", returns: DOUBLE, nullable: false },
  ntile: {
    since: "2.0.0",
    params: [optional("buckets", ANY)],
    coerce: (args, cx) => {
      const [n = literal(1, INT)] = args as readonly [TypedExpr?];
      if (!isFoldable(n)) throw nonFoldable(cx.name, args, 0, "buckets", n.dataType.sql);
      if (n.dataType.kind !== "integer") throw unexpectedInput(cx.name, args, 0, T_INT.label);
      const buckets = folded(n, cx);
      const count = numberOf(buckets);
      if (count !== undefined && count <= 0) {
        throw mismatch(cx.name, args, "VALUE_OUT_OF_RANGE", {
          exprName: "buckets",
          valueRange: "(0, 2147483647]",
          currentValue: String(count),
        });
      }
      return [buckets];
    },
    returns: INT,
    nullable: false,
    display: (args, call) => `${call.name}(${args[0] ?? "1"})`,
  },
  lag: { since: "2.0.0", ...offsetFunction() },
  lead: { since: "2.0.0", ...offsetFunction() },
  counter_diff: {
    since: "4.2.0",
    params: [optional("value", ANY), optional("start_time", ANY)],
    coerce: (args, cx) => {
      const [value, start] = args as readonly [TypedExpr?, TypedExpr?];
      if (value === undefined) {
        throw new AnalysisException("REQUIRED_PARAMETER_NOT_FOUND", {
          routineName: `\`${cx.name}\``,
          parameterName: "`value`",
          index: "0",
        });
      }
      if (!NUMERIC.accepts(value.dataType) && value.dataType.kind !== "void") {
        throw unexpectedInput(cx.name, args, 0, NUMERIC.label);
      }
      if (start !== undefined && !MOMENT.accepts(start.dataType) && start.dataType.kind !== "void") {
        throw unexpectedInput(cx.name, args, 1, MOMENT.label);
      }
      return args;
    },
    returns: ([value]) => ((value as TypedExpr).dataType.kind === "void" ? DOUBLE : (value as TypedExpr).dataType),
    nullable: true,
  },
  nth_value: {
    since: "3.1.0",
    params: [param("input", ANY), param("offset", ANY), optional("ignoreNulls", ANY)],
    ignoreNullsAt: 2,
    coerce: (args, cx) => {
      const [x, at] = coerceTo(args, [ANY, T_INT], cx) as [TypedExpr, TypedExpr];
      if (!isFoldable(at)) throw nonFoldable(cx.name, args, 1, "offset", at.dataType.sql);
      const offset = folded(at, cx);
      if (Number(literalOf(offset) ?? 0) <= 0) {
        throw mismatch(cx.name, args, "VALUE_OUT_OF_RANGE", {
          exprName: "offset",
          valueRange: "(0, 9223372036854775807]",
          currentValue: `${String(literalOf(offset) ?? 0)}L`,
        });
      }
      return [x, offset];
    },
    nullTreatment: true,
    display: (args, call) => `${call.name}(${args.join(", ")})${call.ignoreNulls === true ? " ignore nulls" : ""}`,
    returns: ([x]) => (x as TypedExpr).dataType,
    nullable: true,
  },
});
