/** Casts to date, timestamp, timestamp_ntz and time. */
import { castOverflow, type Cast, type CastContext, invalidInput, nullOf, orFail, siteOf } from "./context.ts";
import { instantOf, localOf } from "../../builtins/zone.ts";
import { isIntegral, isString } from "../../logical/coercion.ts";
import { px, type Px } from "../../polars/dsl.ts";
import { P_DATETIME, P_DURATION } from "../../polars/polars-type.ts";
import { doubleText, floatText } from "../../types/calendar.ts";
import { localToUtcMicros, offsetMicros } from "../../types/time-zone.ts";
import { DATE, INT, LONG, StructField, StructType, type TimeType, TIMESTAMP_NTZ } from "../../types/data-type.ts";
import { intLiteral, truncatingDiv } from "../../builtins/integer-arithmetic.ts";

const DAY_US = 86_400_000_000n;

export const toDate: Cast = (value, c) => {
  switch (c.from.kind) {
    case "string":
    case "char":
    case "varchar": {
      const special = specialDay(c);
      if (special !== undefined) return px.lit.date(special);
      const given = c.cx.share(value);
      return orFail(given, c.cx.kernel("text_to_date", [given], DATE), c, invalidInput);
    }
    case "timestamp":
      return px.dt.date(localOf(value, c.zone, c.cx));
    case "timestamp_ntz":
      return px.dt.date(value);
    default:
      return nullOf(c.to);
  }
};

export const toTimestamp: Cast = (value, c) => {
  const { from } = c;
  if (isString(from)) return timestampOfText(value, c);
  if (isIntegral(from)) return timestampOfSeconds(value, c);
  switch (from.kind) {
    case "boolean":
      return px.cast(px.cast(value, "Int64"), P_DATETIME);
    case "date":
      return instantOf(px.cast(value, P_DATETIME), c.zone, c.cx);
    case "timestamp_ntz":
      return instantOf(value, c.zone, c.cx);
    case "time":
      return instantOf(onToday(value, c), c.zone, c.cx);
    case "decimal": {
      // Microseconds, what is left of them cut off.
      const shift = 6 - from.scale;
      const wide = px.cast(value, "Int128");
      const unit = 10n ** BigInt(Math.abs(shift));
      const micros =
        shift >= 0
          ? px.mul(wide, intLiteral(unit, "Int128"))
          : truncatingDiv(c.cx.share(wide), intLiteral(unit, "Int128"), "Int128", c.cx, unit);
      return px.cast(px.cast(micros, "Int64", "overflowing"), P_DATETIME);
    }
    case "float":
    case "double":
      return timestampOfReal(value, c);
    default:
      return nullOf(c.to);
  }
};
export const toTimestampNtz: Cast = (value, c) => {
  switch (c.from.kind) {
    case "string":
    case "char":
    case "varchar": {
      const special = specialMoment(c);
      if (special !== undefined) return px.lit.datetime(special);
      const given = c.cx.share(value);
      return orFail(given, c.cx.kernel("text_to_timestamp_ntz", [given], TIMESTAMP_NTZ), c, invalidInput);
    }
    case "date":
      return px.cast(value, P_DATETIME);
    case "timestamp":
      return localOf(value, c.zone, c.cx);
    case "time":
      return onToday(value, c);
    default:
      return nullOf(c.to);
  }
};
export const toTime: Cast = (value, c) => {
  const cut = (nanos: Px): Px => {
    const { precision } = c.to as TimeType;
    if (precision >= 9 || (c.from.kind === "time" && c.from.precision <= precision)) return nanos;
    const unit = px.lit.i64(10n ** BigInt(9 - precision));
    return px.mul(px.floordiv(nanos, unit), unit);
  };
  switch (c.from.kind) {
    case "string":
    case "char":
    case "varchar": {
      const given = c.cx.share(value);
      return orFail(given, cut(c.cx.kernel("text_to_time", [given], LONG)), c, invalidInput);
    }
    case "time":
      return cut(value);
    case "timestamp":
      return cut(timeOfDay(localOf(value, c.zone, c.cx)));
    case "timestamp_ntz":
      return cut(timeOfDay(value));
    default:
      return nullOf(c.to);
  }
};
function timeOfDay(local: Px): Px {
  return px.mul(px.mod(px.cast(local, "Int64"), px.lit.i64(DAY_US)), px.lit.i64(1000));
}
/** The wall clock today at a time of day. */
function onToday(nanos: Px, c: CastContext): Px {
  const now = px.cast(localOf(px.lit.datetime(c.cx.queryStart), c.zone, c.cx), "Int64");
  const midnight = px.mul(px.floordiv(now, px.lit.i64(DAY_US)), px.lit.i64(DAY_US));
  return px.cast(px.add(midnight, px.floordiv(nanos, px.lit.i64(1000))), P_DATETIME);
}

/** Words that Spark reads as moments, in constants only. */
function specialWord(c: CastContext): string | undefined {
  const child = c.expr?.kind === "Cast" ? c.expr.child : c.expr?.kind === "Call" ? c.expr.args[0] : undefined;
  return child?.kind === "Literal" && typeof child.value === "string" ? child.value.trim().toLowerCase() : undefined;
}
const DAYS: { readonly [word: string]: number } = { today: 0, now: 0, yesterday: -1, tomorrow: 1 };
function specialDay(c: CastContext): number | undefined {
  const word = specialWord(c) ?? "";
  if (word === "epoch") return 0;
  const shift = DAYS[word];
  return shift === undefined ? undefined : Number(localNow(c) / DAY_US) + shift;
}
function localNow(c: CastContext): bigint {
  return c.cx.queryStart + offsetMicros(c.cx.queryStart, c.zone);
}
/** Wall clock microseconds. */
function specialMoment(c: CastContext): bigint | undefined {
  const word = specialWord(c) ?? "";
  if (word === "epoch") return 0n;
  if (word === "now") return localNow(c);
  const shift = DAYS[word];
  return shift === undefined ? undefined : (localNow(c) / DAY_US + BigInt(shift)) * DAY_US;
}

const PARSED: StructType = new StructType([new StructField("local", TIMESTAMP_NTZ), new StructField("offset", INT)]);
function timestampOfText(value: Px, c: CastContext): Px {
  const special = specialMoment(c);
  if (special !== undefined) {
    return px.lit.datetime(specialWord(c) === "epoch" ? 0n : localToUtcMicros(special, c.zone));
  }
  const given = c.cx.share(value);
  const options = { now: String(c.cx.queryStart), timeZone: c.zone };
  const parsed = c.cx.share(c.cx.kernel("text_to_timestamp", [given], PARSED, options));
  const local = c.cx.share(px.struct.fieldByName(parsed, "f0"));
  const offset = px.struct.fieldByName(parsed, "f1");
  const seconds = px.cast(px.mul(px.cast(offset, "Int64"), px.lit.i64(1_000_000)), P_DURATION);
  // A text without a zone is the session's wall clock.
  const made = px.coalesce(px.sub(local, seconds), instantOf(local, c.zone, c.cx));
  return orFail(given, made, c, invalidInput);
}
const [SMALLEST, LARGEST] = [-(2n ** 63n), 2n ** 63n - 1n];
function timestampOfSeconds(value: Px, c: CastContext): Px {
  const wide = px.mul(px.cast(value, "Int128"), px.lit.i128(1_000_000n));
  if (c.from.kind !== "long") return px.cast(px.cast(wide, "Int64"), P_DATETIME);
  // Seconds beyond the range stay at its end.
  return px.cast(px.cast(px.clip(wide, px.lit.i128(SMALLEST), px.lit.i128(LARGEST)), "Int64"), P_DATETIME);
}
function timestampOfReal(value: Px, c: CastContext): Px {
  const x = c.cx.share(px.cast(value, "Float64"));
  const scaled = px.mul(x, px.lit.f64(1e6));
  const odd = px.or(px.isNan(x), px.isInfinite(x));
  if (c.mode !== "ansi") {
    const long = px.cast(scaled, "Int64", c.mode === "legacy" ? "overflowing" : "nonstrict");
    return px.ternary(odd, nullOf(c.to), px.cast(long, P_DATETIME));
  }
  const shared = c.cx.share(scaled);
  const made = px.cast(shared, "Int64", "nonstrict");
  const single = c.from.kind === "float";
  const overflow = castOverflow({ ...c, from: { kind: "double", sql: "DOUBLE" } as CastContext["from"], to: LONG });
  const site = siteOf(c, ([text = ""]) => {
    const number = Number(text.replace("inf", "Infinity"));
    if (Number.isFinite(number)) {
      const { condition, messageParameters } = overflow.error([String(number)]);
      return { condition: condition ?? "", parameters: messageParameters };
    }
    return {
      condition: "CAST_INVALID_INPUT",
      parameters: {
        expression: single ? floatText(number) : doubleText(number),
        sourceType: `"${c.from.sql}"`,
        targetType: `"${c.to.sql}"`,
        ansiConfig: '"spark.sql.ansi.enabled"',
      },
    };
  });
  const lost = px.and(px.isNull(made), px.isNotNull(x));
  return px.cast(c.cx.raiseIf(lost, site, made, px.cast(shared, "String")), P_DATETIME);
}
