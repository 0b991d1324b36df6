/** Ranking and offset functions. How they run is in `lowering/window.ts`; they make sense only in a window. */
import type { TypedExpr } from "../logical/expression.ts";
import type { FunctionRow } from "../logical/function-row.ts";
import { ANY, NUMERIC, oneOf, T_BOOLEAN, T_INT, T_TIMESTAMP, T_TIMESTAMP_NTZ } from "../logical/input-type.ts";
import { implicit, isFoldable, literal } from "../logical/build.ts";
import { isAtomic, isString, widerTypeForTwo } from "../logical/coercion.ts";
import { prettyName } from "../logical/pretty.ts";
import { DOUBLE, INT, NULL } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { unexpectedInput } from "./bind.ts";
import { constant, family, optional, optionalConstant, param, rest, type RowSpec } from "./family.ts";
import { coerceTo, folded, literalOf, mismatch, nonFoldable, numberOf } from "./support.ts";

/** `lag(x, offset, default)`: the default is given the type of x. */
function offsetFunction(): RowSpec {
  return {
    params: [param("input", ANY), optional("offset", T_INT), optional("default", ANY)],
    coerce: (args, cx) => {
      const [x, offset = literal(1, INT), fallback = literal(null, NULL)] = args as readonly [
        TypedExpr,
        TypedExpr?,
        TypedExpr?,
      ];
      const t = widerTypeForTwo(x.dataType, fallback.dataType, cx.ansi);
      // Text is read as a value of the type, now if it is a constant.
      const read = cx.ansi && isString(fallback.dataType) && isAtomic(x.dataType);
      if (!read && (t === undefined || (fallback.dataType.kind !== "void" && t.kind !== x.dataType.kind))) {
        throw new AnalysisException("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", {
          sqlExpr: `"${cx.name}(${args.map(prettyName).join(", ")})"`,
          paramIndex: "third",
          inputSql: `"${prettyName(fallback)}"`,
          inputType: `"${fallback.dataType.sql}"`,
          requiredType: `"${x.dataType.sql}"`,
        });
      }
      if (!isFoldable(offset)) throw nonFoldable(cx.name, args, 1, "offset", "INT");
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
    nullTreatment: true,
    nullable: ([x, , fallback]) => (x as TypedExpr).nullable || fallback === undefined || fallback.nullable,
    display: (args, call) => `${call.name}(${args[0] ?? ""}, ${args[1] ?? "1"}, ${args[2] ?? "NULL"})`,
  };
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
      if (!isFoldable(n)) throw nonFoldable(cx.name, args, 0, "buckets", "INT");
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
    params: [param("input", ANY), constant("offset", T_INT), optionalConstant("ignoreNulls", T_BOOLEAN)],
    coerce: (args, cx) => {
      const [x, n, ...others] = args as readonly [TypedExpr, TypedExpr, ...TypedExpr[]];
      if (others[0] !== undefined && others[0].dataType.kind !== "boolean") {
        throw new AnalysisException("INVALID_PARAMETER_VALUE.BOOLEAN", {
          functionName: `\`${cx.name}\``,
          parameter: "`ignoreNulls`",
          invalidValue: `"${prettyName(others[0])}"`,
        });
      }
      if (!isFoldable(n)) throw nonFoldable(cx.name, args, 1, "offset", "INT");
      const [at] = coerceTo([n], [T_INT], cx) as [TypedExpr];
      const offset = folded(at, cx);
      if (Number(literalOf(offset) ?? 0) <= 0) {
        throw mismatch(cx.name, args, "VALUE_OUT_OF_RANGE", {
          exprName: "offset",
          valueRange: "(0, 9223372036854775807]",
          currentValue: `${String(literalOf(offset) ?? 0)}L`,
        });
      }
      return [x, offset, ...others];
    },
    nullTreatment: true,
    display: (args, call) =>
      `${call.name}(${args.slice(0, 2).join(", ")})${call.ignoreNulls === true ? " ignore nulls" : ""}`,
    returns: ([x]) => (x as TypedExpr).dataType,
    nullable: true,
  },
});
