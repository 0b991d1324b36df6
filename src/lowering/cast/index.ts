/** Spark's cast on physical forms, in its three modes. */
import type { Cast } from "./context.ts";
import { castValue, register } from "./dispatch.ts";
import { toArray, toMap, toStruct } from "./nested.ts";
import { toBinary } from "./to-binary.ts";
import { toBoolean } from "./to-boolean.ts";
import { toDate, toTime, toTimestamp, toTimestampNtz } from "./to-datetime.ts";
import { toDecimal } from "./to-decimal.ts";
import { toCalendar, toDayTime, toYearMonth } from "./to-interval.ts";
import { toNanos } from "./to-nanos.ts";
import { toInteger, toReal } from "./to-number.ts";
import { textForm } from "../../builtins/text-form.ts";
import type { EvalMode, TypedExpr } from "../../logical/expression.ts";
import type { LowerContext } from "../../logical/function-row.ts";
import type { Px } from "../../polars/dsl.ts";
import type { DataType } from "../../types/data-type.ts";

const toText: Cast = (value, c) =>
  textForm(value, c.from, { cx: c.cx, zone: c.zone, pretty: false, exponents: c.mode === "legacy" });
register(toText, "string", "char", "varchar");
register(toBoolean, "boolean");
register(toBinary, "binary");
register(toInteger, "byte", "short", "integer", "long");
register(toReal, "float", "double");
register(toDecimal, "decimal");
register(toDate, "date");
register(toTimestamp, "timestamp");
register(toTimestampNtz, "timestamp_ntz");
register(toNanos, "timestamp_ltz_nanos", "timestamp_ntz_nanos");
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
