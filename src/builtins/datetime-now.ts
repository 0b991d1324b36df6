/** The moment the query began, in its several forms: the same wherever it stands in the query. */
import type { Call } from "../logical/expression.ts";
import type { FunctionRow, LowerContext } from "../logical/function-row.ts";
import { intLit } from "../logical/build.ts";
import { T_INT } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import {
  type DataType,
  DATE,
  isNanos,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  TimestampLTZNanosType,
  TimestampNTZNanosType,
  TimeType,
} from "../types/data-type.ts";
import { AnalysisException, SparkException } from "../types/spark-error.ts";
import { offsetMicros } from "../types/time-zone.ts";
import { family, optionalConstant, type RowSpec } from "./family.ts";
import { nanosOf, requireNanos } from "./nanos.ts";
import { coerceTo, folded, numberOf } from "./support.ts";

const DAY_US = 86_400_000_000n;
function localMicros(call: Call, cx: LowerContext): bigint {
  return cx.queryStart + offsetMicros(cx.queryStart, call.timeZone);
}
function days(micros: bigint): bigint {
  return (micros - (((micros % DAY_US) + DAY_US) % DAY_US)) / DAY_US;
}
function now(
  since: string,
  returns: DataType,
  value: (call: Call, cx: LowerContext) => Px,
  aliases: readonly string[] = [],
): RowSpec {
  return { since, aliases, returns, nullable: false, foldable: false, lower: value };
}
/** With a precision Spark's functions give timestamps of nanoseconds, which are off in a release. */
function nowOfPrecision(since: string, returns: DataType, value: (call: Call, cx: LowerContext) => Px): RowSpec {
  return {
    ...now(since, returns, value),
    params: [optionalConstant("precision", T_INT)],
    coerce: (args, cx) => {
      if (args.length === 0) return args;
      const precision = numberOf(coerceTo(args, [T_INT], cx).map((e) => folded(e, cx))[0]);
      if (precision === 6) return [];
      if (precision === undefined || precision < 7 || precision > 9) {
        const type = returns.kind === "timestamp" ? "TIMESTAMP_LTZ" : "TIMESTAMP_NTZ";
        throw new SparkException("INVALID_TIMESTAMP_PRECISION", { precision: String(precision), type });
      }
      requireNanos(cx.conf);
      return args.map((e) => folded(e, cx));
    },
    returns: (args) => {
      const precision = numberOf(args[0]);
      if (precision === undefined) return returns;
      return returns.kind === "timestamp" ? new TimestampLTZNanosType(precision) : new TimestampNTZNanosType(precision);
    },
    display: (args, call) => `${call.name === "now" && args.length > 0 ? "current_timestamp" : call.name}()`,
    // The clock shows microseconds.
    lower: (call, cx) => {
      const micros = value(call, cx);
      return isNanos(call.dataType) ? nanosOf(micros, px.lit.i64(0)) : micros;
    },
  };
}
function timeOfDay(call: Call, cx: LowerContext): Px {
  const ofDay = ((localMicros(call, cx) % DAY_US) + DAY_US) % DAY_US;
  const unit = 10n ** BigInt(6 - (numberOf(call.args[0]) ?? 6));
  return px.lit.i64((ofDay - (ofDay % unit)) * 1000n);
}

export const datetimeNowFunctions: readonly FunctionRow[] = family("datetime", "scalar", {
  current_date: {
    ...now("1.5.0", DATE, (call, cx) => px.lit.date(Number(days(localMicros(call, cx)))), ["curdate"]),
    printedName: { curdate: "current_date" },
  },
  current_timestamp: nowOfPrecision("1.5.0", TIMESTAMP, (_call, cx) => px.lit.datetime(cx.queryStart)),
  now: nowOfPrecision("1.6.0", TIMESTAMP, (_call, cx) => px.lit.datetime(cx.queryStart)),
  localtimestamp: nowOfPrecision("3.4.0", TIMESTAMP_NTZ, (call, cx) => px.lit.datetime(localMicros(call, cx))),
  current_time: {
    since: "4.1.0",
    aliases: ["localtime"],
    params: [optionalConstant("precision", T_INT)],
    coerce: (args, cx) => {
      const [precision] = coerceTo(args.length === 0 ? [intLit(6)] : args, [T_INT], cx).map((e) => folded(e, cx));
      const n = numberOf(precision) ?? -1;
      if (n >= 0 && n <= 6) return [precision!];
      throw new AnalysisException("DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE", {
        exprName: "`precision`",
        valueRange: "[0, 6]",
        currentValue: String(n),
        sqlExpr: `"current_time(${n})"`,
      });
    },
    display: ([precision = "6"]) => `current_time(${precision})`,
    returns: ([precision]) => new TimeType(numberOf(precision) ?? 6),
    nullable: false,
    foldable: false,
    lower: timeOfDay,
  },
});
