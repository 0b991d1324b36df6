/** Percentiles and the mode. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, WithinGroup } from "../logical/function-row.ts";
import { doubleLit, literal } from "../logical/build.ts";
import {
  ANY,
  arrayOf,
  type InputType,
  INTEGRAL,
  NUMERIC,
  oneOf,
  T_DOUBLE,
  T_INTERVAL_DT,
  T_INTERVAL_YM,
  T_TIME,
} from "../logical/input-type.ts";
import { prettyName, sqlText } from "../logical/pretty.ts";
import type { ModeOptions } from "../kernels/aggregate-mode.ts";
import type { PercentileOptions } from "../kernels/aggregate-percentile.ts";
import {
  ArrayType,
  BOOLEAN,
  BYTE,
  type DataType,
  DayTimeIntervalType,
  DOUBLE,
  INT,
  YearMonthIntervalType,
} from "../types/data-type.ts";
import { doubleText } from "../types/calendar.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { Px } from "../polars/dsl.ts";
import { outputExpr } from "../polars/physical-type.ts";
import { constantDoubles } from "./aggregate-constants.ts";
import { family, optional, param, type RowSpec } from "./family.ts";
import { withOneZero } from "./one-zero.ts";
import { coerceTo, folded, literalOf, mismatch, numberOf } from "./support.ts";

type Args = readonly TypedExpr[];
const MEASURABLE: InputType = {
  ...oneOf(NUMERIC, T_INTERVAL_DT, T_INTERVAL_YM, T_TIME),
  label: '(("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH") or "TIME")',
};
/** What percentages are cast to. */
export function percentageType({ dataType }: TypedExpr): InputType {
  return dataType.kind === "array" ? arrayOf(T_DOUBLE) : T_DOUBLE;
}
/** The value, the percentage and the frequency in their types. */
function typed(args: Args, cx: BindContext): readonly TypedExpr[] {
  return coerceTo(args, [MEASURABLE, percentageType(args[1] as TypedExpr), INTEGRAL], cx);
}

/** The percentages as a literal array (or a literal number), checked. `shown` are the arguments that errors name. */
export function percentages(e: TypedExpr, shown: Args, cx: BindContext): TypedExpr {
  const found = constantDoubles(e, cx);
  if (found === undefined) {
    throw mismatch(cx.name, shown, "NON_FOLDABLE_INPUT", {
      inputName: "`percentage`",
      inputType: `"${e.dataType.sql}"`,
      inputExpr: `"${prettyName(e)}"`,
    });
  }
  if (found === null) throw mismatch(cx.name, shown, "UNEXPECTED_NULL", { exprName: "percentage" });
  if (found.some((p) => p < 0 || p > 1)) {
    throw mismatch(cx.name, shown, "VALUE_OUT_OF_RANGE", {
      exprName: "percentage",
      valueRange: "[0.0, 1.0]",
      currentValue: found.map((p) => `${doubleText(p)}D`).join(","),
    });
  }
  return e.dataType.kind === "array"
    ? literal([...found], new ArrayType(DOUBLE, false))
    : doubleLit(found[0] as number);
}
/** An interval's percentile is an interval of all fields, a time's a time; a number's is a double. */
function valueType(t: DataType): DataType {
  if (t.kind === "time") return t;
  if (t.kind === "interval_ym") return new YearMonthIntervalType();
  return t.kind === "interval_dt" ? new DayTimeIntervalType() : DOUBLE;
}
function percentileType([x, p]: Args): DataType {
  const t = valueType((x as TypedExpr).dataType);
  return (p as TypedExpr).dataType.kind === "array" ? new ArrayType(t, false) : t;
}
function percentileOptions(call: Call, discrete: boolean, descending: boolean): PercentileOptions {
  const [x, p, frequency] = call.args as readonly [TypedExpr, TypedExpr, TypedExpr?];
  const value = literalOf(p);
  const t = x.dataType;
  // With WITHIN GROUP the third argument is the direction.
  const isOrder = frequency?.dataType.kind === "boolean";
  return {
    percentages: Array.isArray(value) ? (value as number[]) : [value as number],
    list: Array.isArray(value),
    discrete,
    legacy: call.args[3] !== undefined,
    descending,
    scale: t.kind === "decimal" ? t.scale : 0,
    result: t.kind === "interval_ym" ? "int" : t.kind === "interval_dt" || t.kind === "time" ? "long" : "double",
    frequency: isOrder || literalOf(frequency) === undefined ? null : (numberOf(frequency) ?? 0),
    frequencyName: frequency === undefined ? "" : prettyName(frequency),
  };
}

/** With the frequency that Spark adds. */
function shownPercentile(args: Args): Args {
  return args.length < 3 ? [...args, literal(1, INT)] : args;
}

/** `percentile_cont(p) WITHIN GROUP (ORDER BY x [DESC])`: the arguments x, p and whether it is descending. */
const inverse: WithinGroup = {
  required: () => true,
  arguments: (given, { child, descending }) => [child, ...given, literal(descending, BOOLEAN)],
};
function inverseDistribution(name: string, discrete: boolean): RowSpec {
  return {
    since: "4.0.0",
    params: [param("expr", MEASURABLE), param("percentage", ANY), param("reverse", ANY)],
    coerce: (args, cx) => {
      const [, , reverse] = args as readonly [TypedExpr, TypedExpr, TypedExpr];
      const shown = args.slice(0, 2);
      const [value, p] = typed(shown, cx) as [TypedExpr, TypedExpr];
      const legacy = cx.conf("spark.sql.legacy.percentileDiscCalculation") === "true";
      return [value, percentages(p, shown, cx), reverse, ...(legacy ? [literal(true, BOOLEAN)] : [])];
    },
    returns: percentileType,
    nullable: true,
    plainWindowOnly: true,
    withinGroup: inverse,
    display: (args, call) =>
      `${name}(${args[1] ?? ""}) WITHIN GROUP (ORDER BY ${args[0] ?? ""}${literalOf(call.args[2]) === true ? " DESC" : ""})`,
    groupKernel: {
      name: "percentile",
      options: (call) => percentileOptions(call, discrete, literalOf(call.args[2]) === true),
    },
  };
}

/** `mode() WITHIN GROUP (ORDER BY x)` takes the least of several (its direction is a byte), `mode(x)` any. */
const modeOrdering: WithinGroup = {
  required: (given) => given === 0,
  label: "mode",
  arguments: (_, { child, descending }) => [child, literal(descending ? -1 : 1, BYTE)],
};
function modeTie(call: Call): ModeOptions["tie"] {
  if (call.args[1] === undefined) return "any";
  return literalOf(call.args[1]) === true ? "least" : "greatest";
}

export const percentileFunctions: readonly FunctionRow[] = family("agg", "aggregate", {
  percentile: {
    since: "2.1.0",
    params: [param("col", MEASURABLE), param("percentage", ANY), optional("frequency", INTEGRAL)],
    coerce: (args, cx) => {
      const [value, p, ...frequency] = typed(args, cx) as [TypedExpr, TypedExpr, TypedExpr?];
      return [
        value,
        percentages(p, shownPercentile(args), cx),
        ...(frequency as TypedExpr[]).map((e) => folded(e, cx)),
      ];
    },
    returns: percentileType,
    nullable: true,
    display: (args, call) => `${call.name}(${[...args, ...(args.length < 3 ? ["1"] : [])].join(", ")})`,
    groupKernel: {
      name: "percentile",
      options: (call) => percentileOptions(call, false, false),
    },
  },
  percentile_cont: inverseDistribution("percentile_cont", false),
  percentile_disc: inverseDistribution("percentile_disc", true),
  median: {
    since: "3.4.0",
    params: [param("col", MEASURABLE)],
    plainWindowOnly: true,
    nullable: true,
    rewrite: ([x], cx) => cx.call("percentile", [x as TypedExpr, doubleLit(0.5)]),
  },
  mode: {
    since: "3.4.0",
    params: [param("col", ANY), optional("deterministic", ANY)],
    withinGroup: modeOrdering,
    coerce: (args, cx) => {
      const [x, flag] = args as readonly [TypedExpr, TypedExpr?];
      if (flag === undefined) return [x];
      if (flag.dataType.kind === "byte") return [x, literal(literalOf(flag) === 1, BOOLEAN)];
      const found = cx.constant(flag);
      if (found === undefined) {
        throw new AnalysisException("NON_FOLDABLE_ARGUMENT", {
          funcName: quoteText(cx.name),
          paramName: "`deterministic`",
          paramType: '"BOOLEAN"',
        });
      }
      if (found.value === null) {
        throw new AnalysisException("DATATYPE_MISMATCH.UNEXPECTED_NULL", {
          sqlExpr: `"${sqlText(flag)}"`,
          exprName: "`deterministic`",
        });
      }
      if (flag.dataType.kind !== "boolean") {
        throw new AnalysisException("UNEXPECTED_INPUT_TYPE", {
          paramIndex: "second",
          functionName: quoteText(cx.name),
          requiredType: '"BOOLEAN"',
          inputSql: `"${prettyName(flag)}"`,
          inputType: `"${flag.dataType.sql}"`,
        });
      }
      // A flag that is false leaves the choice open, as no flag does.
      return found.value === true ? [x, literal(true, BOOLEAN)] : [x];
    },
    returns: ([x]) => (x as TypedExpr).dataType,
    nullable: true,
    display: (args, call) => {
      const tie = modeTie(call);
      const reverse = tie === "least" ? " DESC" : "";
      return tie === "any" ? `mode(${args[0] ?? ""})` : `mode() WITHIN GROUP (ORDER BY ${args[0] ?? ""}${reverse})`;
    },
    groupKernel: {
      name: "mode",
      options: (call): ModeOptions => ({ tie: modeTie(call) }),
      collect: ([x], call) => {
        const type = (call.args[0] as TypedExpr).dataType;
        return [outputExpr(withOneZero(x as Px, type), type)];
      },
    },
  },
});
