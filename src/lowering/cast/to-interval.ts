/** Casts to day-time, year-month and calendar intervals. */
import { castOverflow, type Cast, type CastContext, nullOf, siteOf } from "./context.ts";
import { intLiteral, truncatingDiv } from "../../builtins/integer-arithmetic.ts";
import { isIntegral, isString } from "../../logical/coercion.ts";
import { px, type Px } from "../../polars/dsl.ts";
import { physicalType } from "../../polars/physical-type.ts";
import { type DayTimeIntervalType, INTERVAL, type YearMonthIntervalType } from "../../types/data-type.ts";
import { scaleDown } from "../../builtins/decimal-arithmetic.ts";
import { rawText } from "./context.ts";

const MICROS: readonly bigint[] = [86_400_000_000n, 3_600_000_000n, 60_000_000n, 1_000_000n];

export const toDayTime: Cast = (value, c) => {
  const to = c.to as DayTimeIntervalType;
  const unit = MICROS[to.endField] as bigint;
  if (isString(c.from)) return ofText(value, c);
  if (c.from.kind === "interval_dt") {
    if (to.endField === 3 || c.from.endField <= to.endField) return value;
    return px.mul(truncatingDiv(c.cx.share(value), px.lit.i64(unit), "Int64", c.cx, unit), px.lit.i64(unit));
  }
  return ofNumber(value, unit, c);
};
export const toYearMonth: Cast = (value, c) => {
  const to = c.to as YearMonthIntervalType;
  if (isString(c.from)) return ofText(value, c);
  if (c.from.kind === "interval_ym") {
    if (to.endField === 1 || c.from.endField === 0) return value;
    return px.mul(truncatingDiv(c.cx.share(value), px.lit.i32(12), "Int32", c.cx, 12n), px.lit.i32(12));
  }
  return ofNumber(value, to.endField === 0 ? 12n : 1n, c);
};
/** A text that is no calendar interval is null in every mode. */
export const toCalendar: Cast = (value, c) =>
  isString(c.from) ? c.cx.kernel("text_to_interval", [value], INTERVAL) : nullOf(c.to);

/** Checked in every mode but try. */
function checked(given: Px, wide: Px, c: CastContext): Px {
  const target = physicalType(c.to);
  const made = px.cast(wide, target, "nonstrict");
  if (c.mode === "try") return made;
  const shared = c.cx.share(made);
  const lost = px.and(px.isNull(shared), px.isNotNull(given));
  return c.cx.raiseIf(lost, castOverflow(c), shared, rawText(given, c.from));
}
function ofNumber(value: Px, unit: bigint, c: CastContext): Px {
  const given = c.cx.share(value);
  const wide = px.cast(given, "Int128");
  if (isIntegral(c.from)) return checked(given, px.mul(wide, intLiteral(unit, "Int128")), c);
  if (c.from.kind !== "decimal") return nullOf(c.to);
  const product = px.mul(wide, intLiteral(unit, "Int128"));
  return checked(given, scaleDown(product, c.from.scale, "Int128", c.cx), c);
}

const DAY_TIME = ["DAY", "HOUR", "MINUTE", "SECOND"] as const;
const DAY_TIME_FORM = ["d", "h", "m", "s.n"] as const;
/** The forms that the message names. */
export function intervalForms(to: DayTimeIntervalType | YearMonthIntervalType): string {
  let form: string;
  let units: string;
  if (to.kind === "interval_ym") {
    const [start, end] = [to.startField === 0 ? "YEAR" : "MONTH", to.endField === 0 ? "YEAR" : "MONTH"];
    form = to.startField !== to.endField ? "y-m" : to.startField === 0 ? "y" : "m";
    units = start === end ? start : `${start} TO ${end}`;
  } else {
    form = DAY_TIME_FORM.slice(to.startField, to.endField + 1)
      .join(":")
      .replace(/^d:/, "d ");
    const [start, end] = [DAY_TIME[to.startField], DAY_TIME[to.endField]];
    units = to.startField === to.endField ? start : `${start} TO ${end}`;
  }
  return `\`[+|-]${form}\`, \`INTERVAL [+|-]'[+|-]${form}' ${units}\``;
}
function ofText(value: Px, c: CastContext): Px {
  const to = c.to as DayTimeIntervalType | YearMonthIntervalType;
  const given = c.cx.share(value);
  const options = { kind: to.kind, start: to.startField, end: to.endField };
  const made = c.cx.kernel("text_to_ansi_interval", [given], to, options);
  if (c.mode === "try") return made;
  const dayTime = to.kind === "interval_dt";
  const site = siteOf(c, ([input = ""]) => ({
    condition: `INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING${dayTime ? "_WITH_NOTICE" : ""}`,
    parameters: {
      intervalStr: dayTime ? "day-time" : "year-month",
      supportedFormat: intervalForms(to),
      typeName: to.simpleString(),
      input,
    },
  }));
  const shared = c.cx.share(made);
  return c.cx.raiseIf(px.and(px.isNull(shared), px.isNotNull(given)), site, shared, given);
}
