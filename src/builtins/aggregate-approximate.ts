/** Aggregates that estimate: distinct counts, percentiles, histograms, counts by hash. Bitmaps. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { isFoldable, literal } from "../logical/build.ts";
import {
  ANY,
  ANY_ARRAY,
  arrayOf,
  INTEGRAL,
  type InputType,
  NUMERIC,
  oneOf,
  T_BINARY,
  T_DATE,
  T_DOUBLE,
  T_INT,
  T_INTERVAL_DT,
  T_INTERVAL_YM,
  T_LONG,
  T_STRING,
  T_TIME,
  T_TIMESTAMP,
  T_TIMESTAMP_NTZ,
} from "../logical/input-type.ts";
import type { FrequentOptions } from "../kernels/aggregate-frequent.ts";
import type { HistogramOptions } from "../kernels/aggregate-histogram.ts";
import type { CountMinOptions } from "../kernels/sketch-count-min.ts";
import type { HllppOptions } from "../kernels/sketch-hllpp.ts";
import type { QuantileOptions } from "../kernels/sketch-quantile.ts";
import { px, type Px } from "../polars/dsl.ts";
import {
  ArrayType,
  BINARY,
  type DataType,
  DOUBLE,
  INT,
  LONG,
  NULL,
  StructField,
  StructType,
} from "../types/data-type.ts";
import { doubleText } from "../types/calendar.ts";
import { hasMap } from "../types/map-inside.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { percentages, percentageType } from "./aggregate-percentile.ts";
import { constantDoubles } from "./aggregate-constants.ts";
import { unexpectedInput } from "./bind.ts";
import { family, optional, param, type RowSpec } from "./family.ts";
import { coerceTo, folded, literalOf, mismatch, nonFoldable, numberOf } from "./support.ts";

type Args = readonly TypedExpr[];
function scaleOf(t: DataType | undefined): number {
  return t?.kind === "decimal" ? t.scale : 0;
}

/** Bits of the register's number for a standard deviation. */
function precisionOf(deviation: number): number {
  return Math.ceil((2 * Math.log(1.106 / deviation)) / Math.log(2));
}
const approxCountDistinct: RowSpec = {
  since: "1.6.0",
  params: [param("expr", ANY), optional("relativeSD", ANY)],
  coerce: (args, cx) => {
    const [x, deviation] = args as readonly [TypedExpr, TypedExpr?];
    const kind = deviation?.dataType.kind ?? "double";
    const found = deviation === undefined ? [0.05] : constantDoubles(deviation, cx);
    const [value] = found ?? [];
    if (value === undefined || (kind !== "double" && kind !== "decimal")) {
      throw new AnalysisException(
        "_LEGACY_ERROR_TEMP_1104",
        {},
        { message: "The relative deviation must be a constant DOUBLE." },
      );
    }
    if (precisionOf(value) < 4) {
      throw new AnalysisException("FAILED_FUNCTION_CALL", { funcName: `\`${cx.name}\`` });
    }
    // The hash is taken of each row; the aggregate sees hashes alone.
    const hashed = cx.call("if", [cx.call("isnull", [x]), literal(null, LONG), cx.call("xxhash64", [x])]);
    return [hashed, literal(value, DOUBLE)];
  },
  returns: LONG,
  nullable: false,
  display: (args, call) => `${call.name}(${args[0] ?? ""})`,
  groupKernel: {
    name: "hllpp",
    options: (call): HllppOptions => ({ precision: precisionOf(numberOf(call.args[1]) ?? 0.05) }),
  },
};

const SORTED_VALUES: InputType = {
  ...oneOf(NUMERIC, T_DATE, T_TIMESTAMP, T_TIMESTAMP_NTZ, T_INTERVAL_YM, T_INTERVAL_DT, T_TIME),
  label:
    '("NUMERIC" or "DATE" or "TIMESTAMP" or "TIMESTAMP_NTZ" or "INTERVAL YEAR TO MONTH" or "INTERVAL DAY TO SECOND" or "TIME")',
};
const PERCENTAGES = oneOf(T_DOUBLE, arrayOf(T_DOUBLE));

/** The values an estimate is made of as they are, but texts as doubles; the other arguments in their types. */
function measured(args: Args, others: readonly InputType[], cx: BindContext): readonly TypedExpr[] {
  const [x] = args as readonly [TypedExpr];
  if (x.dataType.kind === "boolean") throw unexpectedInput(cx.name, args, 0, SORTED_VALUES.label);
  return coerceTo(args, [SORTED_VALUES, ...others], cx);
}
const percentileApprox: RowSpec = {
  aliases: ["approx_percentile"],
  since: "2.1.0",
  params: [param("col", ANY), param("percentage", ANY), optional("accuracy", ANY)],
  coerce: (args, cx) => {
    const [, p, accuracy = literal(10_000, INT)] = args as readonly [TypedExpr, TypedExpr, TypedExpr?];
    const shown = [args[0] as TypedExpr, p, accuracy];
    const [x, portion, given] = measured(shown, [percentageType(p), INTEGRAL], cx) as [TypedExpr, TypedExpr, TypedExpr];
    const nulls = p.dataType.kind === "array" && p.dataType.containsNull && constantDoubles(p, cx) === null;
    if (nulls) throw unexpectedInput(cx.name, shown, 1, PERCENTAGES.label);
    const found = percentages(portion, shown, cx);
    if (!isFoldable(accuracy)) throw nonFoldable(cx.name, shown, 2, "accuracy", given.dataType.sql);
    const n = literalOf(folded(given, cx));
    if (n === null) throw mismatch(cx.name, shown, "UNEXPECTED_NULL", { exprName: "accuracy" });
    const value = Number(n);
    if (value <= 0 || value > 2_147_483_647) {
      throw mismatch(cx.name, shown, "VALUE_OUT_OF_RANGE", {
        exprName: "accuracy",
        valueRange: "(0, 2147483647]",
        currentValue: `${value}L`,
      });
    }
    return [x, found, literal(value, INT)];
  },
  returns: ([x, p]) => {
    const t = (x as TypedExpr).dataType;
    return (p as TypedExpr).dataType.kind === "array" ? new ArrayType(t, false) : t;
  },
  nullable: true,
  display: (args, call) => `${call.name}(${[...args, ...(args.length < 3 ? ["10000"] : [])].join(", ")})`,
  groupKernel: {
    name: "percentile_approx",
    options: (call): QuantileOptions => {
      const value = literalOf(call.args[1]);
      return {
        percentages: Array.isArray(value) ? (value as number[]) : [value as number],
        list: Array.isArray(value),
        accuracy: numberOf(call.args[2]) ?? 10_000,
        scale: scaleOf(call.args[0]?.dataType),
        wide: false,
      };
    },
  },
};

const histogramNumeric: RowSpec = {
  since: "3.3.0",
  params: [param("expr", ANY), param("nb", ANY)],
  coerce: (args, cx) => {
    const [, nb] = args as readonly [TypedExpr, TypedExpr];
    const [x, given] = measured(args, [T_INT], cx) as [TypedExpr, TypedExpr];
    if (!isFoldable(nb)) throw nonFoldable(cx.name, args, 1, "nb", "INT");
    const n = literalOf(folded(given, cx));
    if (n === null) throw mismatch(cx.name, args, "UNEXPECTED_NULL", { exprName: "nb" });
    if (Number(n) < 2) {
      throw mismatch(cx.name, args, "VALUE_OUT_OF_RANGE", {
        exprName: "nb",
        valueRange: "[2, 2147483647]",
        currentValue: String(n),
      });
    }
    return [x, literal(Number(n), INT)];
  },
  returns: ([x]) =>
    new ArrayType(new StructType([new StructField("x", (x as TypedExpr).dataType), new StructField("y", DOUBLE)])),
  nullable: true,
  groupKernel: {
    name: "histogram_numeric",
    options: (call): HistogramOptions => ({
      bins: numberOf(call.args[1]) ?? 2,
      scale: scaleOf(call.args[0]?.dataType),
    }),
  },
};

/** eps, confidence and seed must be constants of their very types. */
function countMinOptions(call: Call): CountMinOptions {
  const [, eps, confidence, seed] = call.args;
  return {
    width: Math.ceil(2 / (numberOf(eps) ?? 1)),
    depth: Math.ceil(-Math.log(1 - (numberOf(confidence) ?? 0)) / Math.log(2)),
    seed: Number(BigInt.asIntN(32, BigInt((literalOf(seed as TypedExpr) ?? 0) as bigint))),
  };
}
const COUNTABLE = oneOf(INTEGRAL, T_STRING, T_BINARY);
const countMinSketch: RowSpec = {
  since: "2.2.0",
  params: [param("column", ANY), param("epsilon", ANY), param("confidence", ANY), param("seed", ANY)],
  coerce: (args, cx) => {
    const inputs = [COUNTABLE, T_DOUBLE, T_DOUBLE, INTEGRAL];
    const names = ["", "eps", "confidence", "seed"];
    args.forEach((e, i) => {
      const input = inputs[i] as InputType;
      if (!input.accepts(e.dataType) && e.dataType.kind !== "void")
        throw unexpectedInput(cx.name, args, i, input.label);
      if (i > 0 && !isFoldable(e)) throw nonFoldable(cx.name, args, i, names[i] as string, i === 3 ? "INT" : "DOUBLE");
    });
    const constants = args.slice(1).map((e) => folded(e, cx));
    constants.forEach((e, i) => {
      if (literalOf(e) === null) throw mismatch(cx.name, args, "UNEXPECTED_NULL", { exprName: names[i + 1] as string });
    });
    const [eps, confidence] = constants.map(numberOf);
    const range = (exprName: string, value: number): AnalysisException =>
      mismatch(cx.name, args, "VALUE_OUT_OF_RANGE", {
        exprName,
        valueRange: "(0.0, 1.0]",
        currentValue: `${doubleText(value)}D`,
      });
    if (eps !== undefined && eps <= 0) throw range("eps", eps);
    if (confidence !== undefined && (confidence <= 0 || confidence >= 1)) throw range("confidence", confidence);
    return [args[0] as TypedExpr, ...constants];
  },
  returns: BINARY,
  nullable: false,
  groupKernel: { name: "count_min", options: countMinOptions },
};

function bitmap(name: "bitmap_construct" | "bitmap_merge", input: InputType, operation?: "and" | "or"): RowSpec {
  return {
    since: "3.5.0",
    params: [param("child", input)],
    returns: BINARY,
    nullable: false,
    groupKernel: { name, options: () => ({ operation }) },
  };
}
/** Behind `freqItems`; SQL does not know it. */
const collectFrequentItems: RowSpec = {
  since: "3.4.0",
  params: [param("expr", ANY), param("size", T_INT)],
  returns: ([x]) => new ArrayType((x as TypedExpr).dataType, (x as TypedExpr).nullable),
  nullable: false,
  groupKernel: {
    name: "frequent_items",
    options: (call): FrequentOptions => ({ size: numberOf(call.args[1]) ?? 1 }),
  },
};
/** The distinct elements of the group's arrays. */
const collectUnion: RowSpec = {
  since: "4.2.0",
  params: [param("expr", ANY_ARRAY)],
  coerce: (args, cx) => {
    const t = (args[0] as TypedExpr).dataType;
    if (t.kind !== "array") throw unexpectedInput(cx.name, args, 0, '"ARRAY"');
    if (hasMap(t)) {
      throw mismatch(cx.name, args, "UNSUPPORTED_INPUT_TYPE", {
        functionName: `\`${cx.name}\``,
        dataType: '"MAP" or "COLLATED STRING"',
      });
    }
    return args;
  },
  returns: ([e]) => {
    const t = (e as TypedExpr).dataType;
    return new ArrayType(t.kind === "array" ? t.elementType : NULL, false);
  },
  nullable: false,
  aggregate: ([x]) => {
    const elements = px.explode(px.dropNulls(x as Px), false, false);
    return px.agg.implode(px.unique(px.dropNulls(elements), true));
  },
};

export const approximateAggregates: readonly FunctionRow[] = family("agg", "aggregate", {
  approx_count_distinct: approxCountDistinct,
  percentile_approx: percentileApprox,
  histogram_numeric: histogramNumeric,
  count_min_sketch: countMinSketch,
  collect_frequent_items: collectFrequentItems,
  bitmap_construct_agg: bitmap("bitmap_construct", T_LONG),
  bitmap_or_agg: bitmap("bitmap_merge", T_BINARY, "or"),
  bitmap_and_agg: bitmap("bitmap_merge", T_BINARY, "and"),
  collect_union: collectUnion,
});
