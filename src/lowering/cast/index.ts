/** Spark's cast on physical forms, in its three modes. */
import type { CastContext } from "./context.ts";
import { castValue, register } from "./dispatch.ts";
import { toArray, toMap, toStruct } from "./nested.ts";
import { toBinary } from "./to-binary.ts";
import { toBoolean } from "./to-boolean.ts";
import { toDate, toTime, toTimestamp, toTimestampNtz } from "./to-datetime.ts";
import { toDecimal } from "./to-decimal.ts";
import { toCalendar, toDayTime, toYearMonth } from "./to-interval.ts";
import { toInteger, toReal } from "./to-number.ts";
import { prettyText, toStringCast } from "./to-string.ts";
import type { EvalMode, TypedExpr } from "../../logical/expression.ts";
import type { LowerContext } from "../../logical/function-row.ts";
import type { Px } from "../../polars/dsl.ts";
import { type DataType, STRING } from "../../types/data-type.ts";

register(toStringCast, "string", "char", "varchar");
register(toBoolean, "boolean");
register(toBinary, "binary");
register(toInteger, "byte", "short", "integer", "long");
register(toReal, "float", "double");
register(toDecimal, "decimal");
register(toDate, "date");
register(toTimestamp, "timestamp");
register(toTimestampNtz, "timestamp_ntz");
register(toTime, "time");
register(toDayTime, "interval_dt");
register(toYearMonth, "interval_ym");
register(toCalendar, "interval");
register(toArray, "array");
register(toMap, "map");
register(toStruct, "struct");

export function lowerCast(
  value: Px,
  from: DataType,
  to: DataType,
  mode: EvalMode,
  timeZone: string,
  cx: LowerContext,
  expr?: TypedExpr,
): Px {
  return castValue(value, { from, to, mode, zone: timeZone, cx, expr });
}

/** The text that show() prints for a value. */
export function lowerPrettyText(value: Px, from: DataType, timeZone: string, cx: LowerContext): Px {
  const c: CastContext = { from, to: STRING, mode: "ansi", zone: timeZone, cx, expr: undefined };
  return prettyText(value, c);
}
