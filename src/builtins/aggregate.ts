/** The aggregates that everything uses: counts, sums, averages, extremes, first and last values, collections. */
import type { TypedExpr } from "../logical/expression.ts";
import type { FunctionRow } from "../logical/function-row.ts";
import {
  ANY,
  oneOf,
  ORDERABLE,
  T_BOOLEAN,
  T_DOUBLE,
  T_INTERVAL_DT,
  T_INTERVAL_YM,
  NUMERIC,
} from "../logical/input-type.ts";
import { boundedDecimal } from "../logical/coercion.ts";
import { implicit } from "../logical/build.ts";
import { prettyName } from "../logical/pretty.ts";
import { px, type Px } from "../polars/dsl.ts";
import { P_FLOAT64, P_INT64, P_NULL } from "../polars/polars-type.ts";
import { ArrayType, BOOLEAN, type DataType, DecimalType, DOUBLE, LONG } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { family, optionalConstant, param, rest, type RowSpec } from "./family.ts";
import { averageOf, sumOf, sumType } from "./sum.ts";

const SUMMABLE = oneOf(NUMERIC, T_INTERVAL_YM, T_INTERVAL_DT);

/** Null where the group has no value. */
export function unlessEmpty(value: Px, result: Px): Px {
  return px.ternary(px.gt(px.agg.count(value), px.lit.u32(0)), result, px.lit.null(P_NULL));
}

function averageType([e]: readonly TypedExpr[]): DataType {
  const t = (e as TypedExpr).dataType;
  if (t.kind === "decimal") return boundedDecimal(t.precision + 4, t.scale + 4);
  return t.kind === "interval_dt" || t.kind === "interval_ym" ? t : DOUBLE;
}
const average: RowSpec = {
  params: [param("expr", SUMMABLE)],
  returns: averageType,
  nullable: true,
  // A decimal average is a division of decimals: the sum by the count.
  rewrite: ([e], cx) => {
    const x = e as TypedExpr;
    if (x.dataType.kind !== "decimal") return undefined;
    const count = cx.cast(cx.call("count", [x]), new DecimalType(20, 0));
    return implicit(cx.call("/", [cx.call("sum", [x]), count]), averageType([x]), cx.mode, cx.timeZone);
  },
  aggregate: ([x], call, cx) => averageOf(x as Px, call, cx),
};

/** The least or greatest value; nested types have an order but no native minimum. */
function extreme(name: "min" | "max"): RowSpec {
  return {
    params: [param("expr", ORDERABLE)],
    coerce: (args) => {
      const e = args[0] as TypedExpr;
      if (!ORDERABLE.accepts(e.dataType)) {
        throw new AnalysisException("DATATYPE_MISMATCH.INVALID_ORDERING_TYPE", {
          sqlExpr: `"${name}(${prettyName(e)})"`,
          functionName: `\`${name}\``,
          dataType: `"${e.dataType.sql}"`,
        });
      }
      return args;
    },
    returns: ([e]) => (e as TypedExpr).dataType,
    nullable: true,
    ignoresDistinct: true,
    aggregate: ([x], call) => {
      const kind = call.args[0]?.dataType.kind ?? "void";
      const value = x as Px;
      if (kind === "void") return px.lit.null(P_NULL);
      if (["array", "struct", "binary", "boolean"].includes(kind)) {
        return px.agg.first(px.sort(px.dropNulls(value), name === "max", true));
      }
      // NaN is the greatest number: it wins a maximum, and is the minimum only of nothing else.
      if (kind === "float" || kind === "double") {
        if (name === "max") return px.agg.max(value, true);
        const least = px.agg.min(value, false);
        return px.coalesce(px.agg.min(px.dropNans(value), false), least, px.agg.firstNonNull(value));
      }
      return name === "max" ? px.agg.max(value) : px.agg.min(value);
    },
  };
}

/** `first(x[, ignoreNulls])` */
function edge(which: "first" | "last"): RowSpec {
  return {
    params: [param("expr", ANY), optionalConstant("isIgnoreNull", T_BOOLEAN)],
    returns: ([e]) => (e as TypedExpr).dataType,
    nullable: true,
    display: (args, call) =>
      `${call.name}(${args[0] ?? ""})${ignoresNulls(call.args) || call.ignoreNulls === true ? " ignore nulls" : ""}`,
    aggregate: ([x], call) => {
      const value = x as Px;
      const ignore = call.ignoreNulls === true || ignoresNulls(call.args);
      if (which === "first") return ignore ? px.agg.first(px.dropNulls(value)) : px.agg.first(value);
      return ignore ? px.agg.last(px.dropNulls(value)) : px.agg.last(value);
    },
  };
}
function ignoresNulls(args: readonly TypedExpr[]): boolean {
  const flag = args[1];
  return flag?.kind === "Literal" && flag.value === true;
}

/** Values that are not null, as a list. */
function collected(set: boolean): RowSpec {
  return {
    params: [param("expr", ANY)],
    returns: ([e]) => new ArrayType((e as TypedExpr).dataType, false),
    nullable: false,
    aggregate: ([x]) => {
      const values = px.dropNulls(x as Px);
      return px.agg.implode(set ? px.unique(values, true) : values);
    },
  };
}

/** Moments over doubles. `least`: how many values there must be for a result that is not null. */
function moment(least: number, aggregate: (x: Px) => Px): RowSpec {
  return {
    params: [param("expr", T_DOUBLE)],
    returns: DOUBLE,
    nullable: true,
    aggregate: ([x]) => {
      const value = x as Px;
      return px.ternary(
        px.ge(px.agg.count(value), px.lit.u32(least)),
        px.cast(aggregate(value), P_FLOAT64),
        px.lit.null(P_FLOAT64),
      );
    },
  };
}
/** Two columns, rows where both are there. */
function paired(aggregate: (x: Px, y: Px) => Px): RowSpec {
  return {
    params: [param("expr1", T_DOUBLE), param("expr2", T_DOUBLE)],
    returns: DOUBLE,
    nullable: true,
    aggregate: ([x, y]) => {
      const both = px.and(px.isNotNull(x as Px), px.isNotNull(y as Px));
      return px.cast(aggregate(px.filter(x as Px, both), px.filter(y as Px, both)), P_FLOAT64);
    },
  };
}

/** The value where another is greatest or least. */
function by(which: "max" | "min"): RowSpec {
  return {
    params: [param("x", ANY), param("y", ORDERABLE)],
    returns: ([x]) => (x as TypedExpr).dataType,
    nullable: true,
    ignoresDistinct: true,
    aggregate: ([x, y]) => {
      const present = px.isNotNull(y as Px);
      const values = px.filter(x as Px, present);
      const keys = px.filter(y as Px, present);
      // Spark keeps the last of several greatest, and the last of several least.
      return px.agg.last(px.sortBy(values, [keys], [which === "min"], [false]));
    },
  };
}

function booleanAggregate(name: "all" | "any"): RowSpec {
  return {
    params: [param("expr", T_BOOLEAN)],
    returns: BOOLEAN,
    nullable: true,
    aggregate: ([x]) => unlessEmpty(x as Px, name === "all" ? px.agg.all(x as Px, true) : px.agg.any(x as Px, true)),
  };
}

export const aggregateFunctions: readonly FunctionRow[] = family("agg", "aggregate", {
  count: {
    since: "1.0.0",
    params: [rest("expr", ANY)],
    coerce: (args) => {
      if (args.length === 0) {
        throw new AnalysisException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", {
          functionName: "`count`",
          expectedNum: "> 0",
          actualNum: "0",
          docroot: "https://spark.apache.org/docs/latest",
        });
      }
      return args;
    },
    returns: LONG,
    nullable: false,
    aggregate: (args, call) => {
      const nullable = args.filter((_, i) => call.args[i]?.kind !== "Literal");
      if (call.args.some((a) => a.kind === "Literal" && a.value === null)) return px.lit.i64(0);
      if (nullable.length === 0) {
        const first = args[0] as Px;
        const constantOnly = call.aggregate?.filter === undefined;
        if (call.aggregate?.distinct === true)
          return px.cast(px.ternary(px.gt(px.len(), px.lit.u32(0)), px.lit.i64(1), px.lit.i64(0)), P_INT64);
        return px.cast(constantOnly ? px.len() : px.agg.count(first), P_INT64);
      }
      if (nullable.length === 1) return px.cast(px.agg.count(nullable[0] as Px), P_INT64);
      // Rows in which no argument is null.
      const whole = px.andAll(nullable.map((v) => px.isNotNull(v)));
      return px.cast(px.agg.sum(px.cast(whole, P_INT64)), P_INT64);
    },
  },
  sum: {
    since: "1.0.0",
    params: [param("expr", SUMMABLE)],
    returns: sumType,
    nullable: true,
    aggregate: ([x], call, cx) => sumOf(x as Px, call, cx),
  },
  avg: { aliases: ["mean"], since: "1.0.0", ...average },
  max: { since: "1.0.0", ...extreme("max") },
  min: { since: "1.0.0", ...extreme("min") },
  first: { aliases: ["first_value"], since: "2.0.0", ...edge("first") },
  last: { aliases: ["last_value"], since: "2.0.0", ...edge("last") },
  any_value: { since: "3.4.0", ...edge("first"), ignoresDistinct: true },
  collect_list: {
    aliases: ["array_agg"],
    since: "2.0.0",
    ...collected(false),
    printedName: { array_agg: "collect_list" },
  },
  collect_set: { since: "2.0.0", ...collected(true) },
  stddev: { aliases: ["std", "stddev_samp"], since: "1.6.0", ...moment(2, (x) => px.agg.std(x, 1)) },
  stddev_pop: { since: "1.6.0", ...moment(1, (x) => px.agg.std(x, 0)) },
  variance: { aliases: ["var_samp"], since: "1.6.0", ...moment(2, (x) => px.agg.var(x, 1)) },
  var_pop: { since: "1.6.0", ...moment(1, (x) => px.agg.var(x, 0)) },
  skewness: { since: "1.6.0", ...moment(1, (x) => px.agg.skew(x, true)) },
  kurtosis: { since: "1.6.0", ...moment(1, (x) => px.agg.kurtosis(x, true, true)) },
  corr: { since: "1.6.0", ...paired((x, y) => px.agg.corr(x, y)) },
  covar_pop: { since: "2.0.0", ...paired((x, y) => px.agg.cov(x, y, 0)) },
  covar_samp: { since: "2.0.0", ...paired((x, y) => px.agg.cov(x, y, 1)) },
  max_by: { since: "3.0.0", ...by("max") },
  min_by: { since: "3.0.0", ...by("min") },
  bool_and: { aliases: ["every"], since: "3.0.0", ...booleanAggregate("all") },
  bool_or: { aliases: ["some", "any"], since: "3.0.0", ...booleanAggregate("any") },
  count_if: {
    since: "3.0.0",
    params: [param("expr", T_BOOLEAN)],
    returns: LONG,
    nullable: false,
    aggregate: ([x]) => px.cast(px.agg.sum(px.cast(px.coalesce(x as Px, px.lit.bool(false)), P_INT64)), P_INT64),
  },
});
