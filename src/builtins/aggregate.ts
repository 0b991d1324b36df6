/** The aggregates that everything uses: counts, sums, averages, extremes, first and last values, collections. */
import type { EvalMode, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import {
  ANY,
  oneOf,
  ORDERABLE,
  T_BOOLEAN,
  T_DOUBLE,
  T_INT,
  T_INTERVAL_DT,
  T_INTERVAL_YM,
  NUMERIC,
} from "../logical/input-type.ts";
import { boundedDecimal } from "../logical/coercion.ts";
import { implicit, literal } from "../logical/build.ts";
import { sqlText } from "../logical/pretty.ts";
import { px, type Px } from "../polars/dsl.ts";
import { P_FLOAT64, P_INT64, P_NULL } from "../polars/polars-type.ts";
import {
  ArrayType,
  BOOLEAN,
  type DataType,
  DecimalType,
  DOUBLE,
  INT,
  LONG,
  DayTimeIntervalType,
  YearMonthIntervalType,
} from "../types/data-type.ts";
import { hasMap } from "../types/map-inside.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { family, missing, optional, param, rest, type RowSpec } from "./family.ts";
import { unexpectedInput } from "./bind.ts";
import { coerceTo, mismatch, quotedType } from "./support.ts";
import { withOneZero } from "./one-zero.ts";
import { averageOf, sumOf, sumType } from "./sum.ts";

const SUMMABLE = oneOf(NUMERIC, T_INTERVAL_YM, T_INTERVAL_DT);

/** Null where the group has no value. */
export function unlessEmpty(value: Px, result: Px): Px {
  return px.ternary(px.gt(px.agg.count(value), px.lit.u32(0)), result, px.lit.null(P_NULL));
}

/** Timestamps add up as seconds; other moments do not. */
function summed(args: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] {
  const [x] = args as readonly [TypedExpr];
  const kind = x.dataType.kind;
  if (kind === "timestamp") return [implicit(x, DOUBLE, cx.mode, cx.timeZone)];
  if (SUMMABLE.accepts(x.dataType) || kind === "string" || kind === "void") return coerceTo(args, [SUMMABLE], cx);
  throw unexpectedInput(cx.name, args, 0, '"NUMERIC" or "ANSI INTERVAL"');
}
function averageType([e]: readonly TypedExpr[]): DataType {
  const t = (e as TypedExpr).dataType;
  if (t.kind === "decimal") return boundedDecimal(t.precision + 4, t.scale + 4);
  if (t.kind === "interval_ym") return new YearMonthIntervalType();
  return t.kind === "interval_dt" ? new DayTimeIntervalType() : DOUBLE;
}
/** The quotient has the average's own type at once: one of a division would be rounded a first time. */
function decimalAverage(x: TypedExpr, sum: TypedExpr, mode: EvalMode, cx: BindContext): TypedExpr {
  const count = cx.cast(cx.call("count", [x]), new DecimalType(20, 0));
  return { ...cx.call("/", [sum, count], { mode }), dataType: averageType([x]) } as TypedExpr;
}
const average: RowSpec = {
  params: [param("child", SUMMABLE)],
  coerce: summed,
  returns: averageType,
  nullable: true,
  // A decimal average is a division of decimals: the sum by the count.
  rewrite: ([e], cx) => {
    const x = e as TypedExpr;
    if (x.dataType.kind !== "decimal") return undefined;
    return decimalAverage(x, cx.call("sum", [x]), cx.mode, cx);
  },
  aggregate: ([x], call, cx) => averageOf(x as Px, call, cx),
};

function invalidOrdering(name: string, args: readonly TypedExpr[], t: DataType): AnalysisException {
  return mismatch(name, args, "INVALID_ORDERING_TYPE", { functionName: `\`${name}\``, dataType: quotedType(t) });
}
/** The most values that max_by and min_by give. */
const MOST_BY = 100_000;

/** The greatest finite number of 32 bits. */
const MAX_FLOAT = 3.4028234663852886e38;
/** The least or greatest value; nested types have an order but no native minimum. */
function extreme(name: "min" | "max"): RowSpec {
  return {
    params: [param("expr", ORDERABLE)],
    coerce: (args) => {
      const e = args[0] as TypedExpr;
      if (!ORDERABLE.accepts(e.dataType)) {
        throw invalidOrdering(name, args, e.dataType);
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
        if (name === "max") {
          // Polars begins this maximum with the least finite number, which nothing but infinity is below.
          const most = px.agg.max(value, true);
          const least = px.lit.f64(kind === "double" ? -Number.MAX_VALUE : -MAX_FLOAT);
          return px.ternary(px.le(px.cast(most, P_FLOAT64), least), px.agg.max(value, false), most);
        }
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
    params: [param("expr", ANY), optional("isIgnoreNull", ANY)],
    coerce: (args, cx) => {
      const flag = args[1];
      if (flag !== undefined && (flag.kind !== "Literal" || typeof flag.value !== "boolean")) {
        const funcName = cx.name.replace("_value", cx.name === "any_value" ? "_value" : "");
        throw new AnalysisException("_LEGACY_ERROR_TEMP_1210", { funcName });
      }
      return args;
    },
    returns: ([e]) => (e as TypedExpr).dataType,
    nullable: true,
    nullTreatment: true,
    // IGNORE NULLS prints as the plain function, and so does the flag, but not that of first_value and last_value.
    display: (args, call) => {
      const printed = call.ignoreNulls === undefined ? call.name : call.name.replace("_value", "");
      return `${call.name === "any_value" ? call.name : printed}(${args[0] ?? ""})`;
    },
    aggregate: ([x], call) => {
      const value = x as Px;
      const ignore = call.ignoreNulls ?? ignoresNulls(call.args);
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
function collected(name: "collect_list" | "collect_set"): RowSpec {
  const set = name === "collect_set";
  return {
    params: [param("expr", ANY)],
    coerce: (args) => {
      if (set && hasMap((args[0] as TypedExpr).dataType)) {
        throw mismatch(name, args, "UNSUPPORTED_INPUT_TYPE", {
          functionName: `\`${name}\``,
          dataType: '"MAP" or "COLLATED STRING"',
        });
      }
      return args;
    },
    returns: ([e], cx) => new ArrayType((e as TypedExpr).dataType, cx.ignoreNulls === false),
    nullable: false,
    nullTreatment: true,
    display: (args, call) => `${name}(${args[0] ?? ""})${call.ignoreNulls === false ? " RESPECT NULLS" : ""}`,
    aggregate: ([x], call) => {
      const values = call.ignoreNulls === false ? (x as Px) : px.dropNulls(x as Px);
      if (!set) return px.agg.implode(values);
      return px.agg.implode(px.unique(withOneZero(values, (call.args[0] as TypedExpr).dataType), true));
    },
  };
}
/** The value where another is greatest or least. */
function by(which: "max" | "min"): RowSpec {
  return {
    params: [param("x", ANY), param("y", ANY), optional("k", T_INT)],
    values: 2,
    coerce: (args, cx) => {
      const [x, y, k] = args as readonly [TypedExpr, TypedExpr, TypedExpr?];
      if (!ORDERABLE.accepts(y.dataType)) throw invalidOrdering(`${which}_by`, args, y.dataType);
      if (k === undefined) return args;
      const [, , count] = coerceTo(args, [ANY, ANY, T_INT], cx) as [TypedExpr, TypedExpr, TypedExpr];
      const found = cx.constant(count);
      if (found === undefined) {
        throw mismatch(cx.name, args, "NON_FOLDABLE_INPUT", {
          inputName: "k",
          inputType: "int",
          inputExpr: sqlText(count),
        });
      }
      const n = Number(found.value ?? 0);
      if (n < 1 || n > MOST_BY) {
        throw mismatch(cx.name, args, "VALUE_OUT_OF_RANGE", {
          exprName: "`k`",
          valueRange: `[1, ${MOST_BY}]`,
          currentValue: String(n),
        });
      }
      return [x, y, literal(n, INT)];
    },
    returns: ([x, , k]) => {
      const t = (x as TypedExpr).dataType;
      return k === undefined ? t : new ArrayType(t, true);
    },
    nullable: true,
    ignoresDistinct: true,
    aggregate: ([x, y], call) => {
      const present = px.isNotNull(y as Px);
      const values = px.filter(x as Px, present);
      const keys = px.filter(y as Px, present);
      const k = call.args[2];
      if (k !== undefined) {
        const sorted = px.sortBy(values, [keys], [which === "max"], [false]);
        const best = px.slice(sorted, px.lit.i64(0), px.lit.i64(Number((k as { value: unknown }).value)));
        return unlessEmpty(y as Px, px.agg.implode(best));
      }
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
        throw new AnalysisException("WRONG_NUM_ARGS.WITH_SUGGESTION", {
          functionName: "`count`",
          expectedNum: " >= 1",
          actualNum: "0",
          legacyNum: "0",
          legacyConfKey: '"spark.sql.legacy.allowParameterlessCount"',
          legacyConfValue: '"true"',
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
          return px.cast(px.gt(constantOnly ? px.len() : px.agg.count(first), px.lit.u32(0)), P_INT64);
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
    params: [param("child", SUMMABLE)],
    coerce: summed,
    returns: sumType,
    nullable: true,
    aggregate: ([x], call, cx) => sumOf(x as Px, call, cx),
  },
  avg: { aliases: ["mean"], since: "1.0.0", ...average },
  try_sum: {
    since: "3.3.0",
    params: [param("child", SUMMABLE)],
    coerce: summed,
    nullable: true,
    rewrite: ([x], cx) => cx.call("sum", [x as TypedExpr], { mode: "try" }),
  },
  try_avg: {
    since: "3.3.0",
    params: [param("child", SUMMABLE)],
    coerce: summed,
    nullable: true,
    rewrite: ([e], cx) => {
      const x = e as TypedExpr;
      const mode = "try";
      if (x.dataType.kind !== "decimal") return cx.call("avg", [x], { mode });
      return decimalAverage(x, cx.call("sum", [x], { mode }), mode, cx);
    },
  },
  /** For programs: SQL has no name for it. */
  product: {
    params: [param("child", T_DOUBLE)],
    returns: DOUBLE,
    nullable: true,
    aggregate: ([x]) => unlessEmpty(x as Px, px.agg.product(x as Px)),
  },
  measure: missing("metric views are not supported"),
  max: { since: "1.0.0", ...extreme("max") },
  min: { since: "1.0.0", ...extreme("min") },
  first: { aliases: ["first_value"], since: "2.0.0", ...edge("first") },
  last: { aliases: ["last_value"], since: "2.0.0", ...edge("last") },
  any_value: { since: "3.4.0", ...edge("first"), ignoresDistinct: true },
  collect_list: { aliases: ["array_agg"], since: "2.0.0", ...collected("collect_list") },
  collect_set: { since: "2.0.0", ...collected("collect_set") },
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
