/** Spark's text of values of every type: the cast to string, and the form of show(). */
import { unscaledText } from "./decimal-arithmetic.ts";
import { inner } from "./inner-context.ts";
import { belowMicros, wholeMicros } from "./nanos.ts";
import { truncatingDiv } from "./integer-arithmetic.ts";
import { joined, twoDigits } from "./text-parts.ts";
import { localOf } from "./zone.ts";
import type { LowerContext } from "../logical/function-row.ts";
import { px, type Px } from "../polars/dsl.ts";
import {
  DOUBLE_FORMAT,
  FLOAT_FORMAT,
  javaDigits,
  javaRealText,
  type RealFormat,
  shortestDigits,
} from "../types/java-real-text.ts";
import { fieldName } from "../polars/physical-type.ts";
import { type DataType, type DayTimeIntervalType, STRING, type YearMonthIntervalType } from "../types/data-type.ts";

export interface TextContext {
  readonly cx: LowerContext;
  readonly zone: string;
  /** The form of show(): NULL for nulls inside, bytes of binaries as `[31 32]`. A null at the top stays null. */
  readonly pretty: boolean;
  /** Without ANSI small decimals take Java's exponent form. */
  readonly exponents: boolean;
}

const NULL_TEXT: Px = px.lit.null("String");

export function textForm(value: Px, t: DataType, c: TextContext): Px {
  const { cx, pretty } = c;
  switch (t.kind) {
    case "void":
      return px.cast(value, "String");
    case "string":
    case "char":
    case "varchar":
      return value;
    case "float":
    case "double":
      return realText(value, t.kind, cx);
    case "decimal":
      return decimalTextOf(value, t.scale, c);
    case "binary":
      return pretty ? bytesText(value) : px.cast(value, "String");
    case "timestamp":
      return timestampTextOf(localOf(value, c.zone, c.cx));
    case "timestamp_ntz":
      return timestampTextOf(value);
    case "timestamp_ltz_nanos":
    case "timestamp_ntz_nanos": {
      const given = cx.share(value);
      const micros = wholeMicros(given);
      return nanosTextOf(t.kind === "timestamp_ltz_nanos" ? localOf(micros, c.zone, c.cx) : micros, belowMicros(given));
    }
    case "time":
      return fractionless(px.dt.toString(px.cast(value, "Time"), "%H:%M:%S%.9f"));
    case "interval_dt":
      return dayTimeTextOf(value, t, cx);
    case "interval_ym":
      return yearMonthTextOf(value, t, cx);
    case "interval":
      return calendarTextOf(value, cx);
    case "array":
    case "map":
    case "struct":
      return nestedText(value, t, c);
    case "variant":
      return cx.kernel("variant_to_string", [value], STRING, { timeZone: c.zone });
    default:
      return px.cast(value, "String");
  }
}

function decimalTextOf(value: Px, scale: number, c: TextContext): Px {
  const given = c.cx.share(value);
  const plain = unscaledText(given, scale, c.cx);
  if (!c.exponents || scale < 7) return plain;
  const digits = c.cx.share(px.cast(px.abs(given), "String"));
  const count = px.cast(px.str.lenChars(digits), "Int64");
  const exponent = px.sub(count, px.lit.i64(scale + 1));
  const rest = px.str.slice(digits, px.lit.i64(1), px.lit.u64(40));
  const fraction = px.ternary(px.eq(rest, px.lit.str("")), rest, joined(".", rest));
  const negative = px.lt(px.cast(given, "Int128"), px.lit.i128(0));
  const sign = px.ternary(negative, px.lit.str("-"), px.lit.str(""));
  const small = joined(sign, px.str.head(digits, px.lit.i64(1)), fraction, "E", px.cast(exponent, "String"));
  return px.ternary(px.lt(exponent, px.lit.i64(-6)), small, plain);
}

/**
 * Java's form: plain between 0.001 and 10^7, else digits and exponent. The engine's own text is right in that range; the
 * rest is rearranged, which costs little where it is null. See `javaRealText` for the numbers that are not at their shortest.
 */
export function realText(value: Px, kind: "float" | "double", cx: LowerContext): Px {
  const x = cx.share(value);
  const real = kind === "float" ? px.lit.f32 : px.lit.f64;
  const text = cx.share(px.cast(x, "String"));
  const size = px.abs(x);
  const plain = px.or(px.eq(size, real(0)), px.and(px.ge(size, real(0.001)), px.lt(size, real(1e7))));
  const odd = cx.share(px.or(px.isNan(x), px.isInfinite(x)));
  const isPlain = cx.share(plain);
  const far = cx.share(px.ternary(px.or(isPlain, odd), px.lit.null(kind === "float" ? "Float32" : "Float64"), size));
  const sign = px.ternary(px.lt(x, real(0)), px.lit.str("-"), px.lit.str(""));
  const infinite = px.ternary(px.gt(x, real(0)), px.lit.str("Infinity"), px.lit.str("-Infinity"));
  const special = px.ternary(px.isNan(x), px.lit.str("NaN"), infinite);
  const [whole, shortest] = [wholeDigits(far, kind, cx), engineDigits(far, cx)];
  const digits = cx.share(px.str.stripCharsEnd(px.coalesce(whole.digits, shortest.digits), px.lit.str("0")));
  const exponent = px.cast(px.coalesce(whole.exponent, shortest.exponent), "String");
  const rest = px.str.slice(digits, px.lit.i64(1), px.lit.u64(40));
  const tail = px.ternary(px.eq(rest, px.lit.str("")), px.lit.str("0"), rest);
  const scientific = joined(sign, px.str.head(digits, px.lit.i64(1)), ".", tail, "E", exponent);
  const power = cx.share(powerForm(far, kind));
  const exact = px.ternary(px.isNotNull(power), joined(sign, power), scientific);
  return px.ternary(isPlain, text, px.ternary(odd, special, exact));
}
interface Digits {
  readonly digits: Px;
  /** The first digit's power of ten. */
  readonly exponent: Px;
}
/** The engine's shortest text taken apart. */
function engineDigits(size: Px, cx: LowerContext): Digits {
  const text = cx.share(px.cast(size, "String"));
  const mantissa = cx.share(px.str.replace(text, px.lit.str("e.*$"), px.lit.str(""), false, 1));
  const written = px.cast(px.str.extract(text, px.lit.str("e([+-]?[0-9]+)$"), 1), "Int64", "nonstrict");
  const all = px.str.replace(mantissa, px.lit.str("."), px.lit.str(""), true, 1);
  const digits = cx.share(px.str.stripCharsStart(all, px.lit.str("0")));
  // Where the point stood among all digits, less the zeros before the first one.
  const zeros = px.sub(length(all), length(digits));
  const point = px.fillNull(px.cast(px.str.find(mantissa, px.lit.str("."), true), "Int64"), length(mantissa));
  const exponent = px.sub(px.sub(point, px.lit.i64(1)), zeros);
  return { digits, exponent: px.add(exponent, px.fillNull(written, px.lit.i64(0))) };
}
/** Whole numbers that the format cannot hold exactly: all digits but those that cannot be told. Null for others. */
function wholeDigits(size: Px, kind: "float" | "double", cx: LowerContext): Digits {
  const bits = kind === "float" ? 24 : 53;
  const real = kind === "float" ? px.lit.f32 : px.lit.f64;
  const inside = px.and(px.ge(size, real(2 ** bits)), px.lt(size, real(2 ** 63)));
  const whole = cx.share(
    px.cast(px.ternary(inside, size, px.lit.null(kind === "float" ? "Float32" : "Float64")), "Int64"),
  );
  let drop: Px = px.lit.i64(0);
  let unit: Px = px.lit.i64(1);
  for (let unsure = 2; unsure + bits + 1 < 63; unsure++) {
    const count = Math.floor(unsure * Math.log10(2));
    if (count === Math.floor((unsure - 1) * Math.log10(2))) continue;
    const beyond = px.ge(whole, px.lit.i64(1n << BigInt(unsure + bits + 1)));
    drop = px.ternary(beyond, px.lit.i64(count), drop);
    unit = px.ternary(beyond, px.lit.i64(10n ** BigInt(count)), unit);
  }
  const by = cx.share(unit);
  const digits = cx.share(px.cast(px.floordiv(px.add(whole, px.floordiv(by, px.lit.i64(2))), by), "String"));
  return { digits, exponent: px.add(px.sub(length(digits), px.lit.i64(1)), drop) };
}
/** Powers of two (of common size) and the least values, where Java has another digit than the shortest text. */
function powerForm(size: Px, kind: "float" | "double"): Px {
  const { sizes, texts } = (ODDLY_WRITTEN[kind] ??=
    kind === "float" ? oddlyWritten(FLOAT_FORMAT, 126, 2 ** -149) : oddlyWritten(DOUBLE_FORMAT, 128, 5e-324));
  const type = kind === "float" ? "Float32" : "Float64";
  return px.replaceStrict(
    size,
    px.lit.values(sizes, type),
    px.lit.values(texts, "String"),
    px.lit.null("String"),
    "String",
  );
}
interface OddlyWritten {
  readonly sizes: readonly number[];
  readonly texts: readonly string[];
}
/** Made when they are first asked for: they take milliseconds, which most programs need not wait for. */
const ODDLY_WRITTEN: { float?: OddlyWritten; double?: OddlyWritten } = {};
/** Numbers that Java writes with other digits than the shortest, in the order of the texts. */
function oddlyWritten(format: RealFormat, most: number, least: number): OddlyWritten {
  const sizes = [least];
  for (let e = -most; e <= most; e++) {
    const size = 2 ** e;
    if (size < 0.001 || size >= 2 ** 63) sizes.push(size);
  }
  if (format === DOUBLE_FORMAT) sizes.push(...edges());
  // The least normal float has a digit more than the engine gives it.
  const always = [least, 2 ** -126];
  const found = sizes.filter(
    (size) => always.includes(size) || javaDigits(size, format).digits !== shortestDigits(size, format).digits,
  );
  return { sizes: found, texts: found.map((size) => javaRealText(size, format)) };
}
/** One or two digits and many zeros that lie just between two doubles, such as 10^23: the text of neither. */
function edges(): number[] {
  const found: number[] = [];
  for (let zeros = 20; zeros <= 23; zeros++) {
    for (let n = 1; n < 100; n++) {
      let odd = BigInt(n) * 5n ** BigInt(zeros);
      while (odd % 2n === 0n) odd /= 2n;
      if (n % 10 > 0 && odd.toString(2).length === DOUBLE_FORMAT.bits + 1) found.push(Number(`${n}e${zeros}`));
    }
  }
  return found;
}
function length(text: Px): Px {
  return px.cast(px.str.lenChars(text), "Int64");
}

/** Digits after the point without trailing zeros, and no point without digits. */
function fractionless(text: Px): Px {
  return px.str.stripCharsEnd(px.str.stripCharsEnd(text, px.lit.str("0")), px.lit.str("."));
}
export function timestampTextOf(local: Px): Px {
  return fractionless(px.dt.toString(local, "%Y-%m-%d %H:%M:%S%.6f"));
}
/** As {@link timestampTextOf}, with three more digits. */
function nanosTextOf(local: Px, below: Px): Px {
  const digits = px.str.padStart(px.cast(below, "String"), px.lit.u32(3), "0");
  return fractionless(joined(px.dt.toString(local, "%Y-%m-%d %H:%M:%S%.6f"), digits));
}
function bytesText(value: Px): Px {
  const hex = px.str.uppercase(px.bin.hexEncode(value));
  const pairs = px.list.join(px.str.extractAll(hex, px.lit.str("..")), px.lit.str(" "), true);
  return joined("[", pairs, "]");
}

const DAY_TIME = ["DAY", "HOUR", "MINUTE", "SECOND"] as const;
const MICROS = [86_400_000_000n, 3_600_000_000n, 60_000_000n, 1_000_000n] as const;
/** `INTERVAL '1 02:03:04.5' DAY TO SECOND` */
function dayTimeTextOf(value: Px, t: DayTimeIntervalType, cx: LowerContext): Px {
  const given = cx.share(value);
  // The most negative value has no positive counterpart in 64 bits.
  const size = cx.share(px.abs(px.cast(given, "Int128")));
  const parts: (Px | string)[] = [];
  for (let f = t.startField; f <= t.endField; f++) {
    const unit = px.lit.i128(MICROS[f] as bigint);
    const count = px.floordiv(size, unit);
    const above = MICROS[f - 1];
    const within =
      f === t.startField || above === undefined ? count : px.mod(count, px.lit.i128(above / (MICROS[f] as bigint)));
    if (f > t.startField) parts.push(f === 1 ? " " : ":");
    parts.push(f === 0 ? px.cast(within, "String") : twoDigits(within));
  }
  if (t.endField === 3) {
    const micros = px.cast(px.mod(size, px.lit.i128(1_000_000n)), "String");
    parts.push(
      px.str.stripCharsEnd(
        px.str.stripCharsEnd(joined(".", px.str.padStart(micros, px.lit.u32(6), "0")), px.lit.str("0")),
        px.lit.str("."),
      ),
    );
  }
  const [start, end] = [DAY_TIME[t.startField], DAY_TIME[t.endField]];
  const units = t.startField === t.endField ? start : `${start} TO ${end}`;
  const sign = px.ternary(px.lt(given, px.lit.i64(0)), px.lit.str("-"), px.lit.str(""));
  return joined("INTERVAL '", sign, ...parts, `' ${units}`);
}
/** `INTERVAL '1-2' YEAR TO MONTH` */
function yearMonthTextOf(value: Px, t: YearMonthIntervalType, cx: LowerContext): Px {
  const given = cx.share(px.cast(value, "Int64"));
  const size = cx.share(px.abs(given));
  const sign = px.ternary(px.lt(given, px.lit.i64(0)), px.lit.str("-"), px.lit.str(""));
  const years = px.cast(px.floordiv(size, px.lit.i64(12)), "String");
  if (t.startField === 1) return joined("INTERVAL '", sign, px.cast(size, "String"), "' MONTH");
  if (t.endField === 0) return joined("INTERVAL '", sign, years, "' YEAR");
  const months = px.cast(px.mod(size, px.lit.i64(12)), "String");
  return joined("INTERVAL '", sign, years, "-", months, "' YEAR TO MONTH");
}
/** `1 years 2 months 3 days 4 hours 5 minutes 6.5 seconds`, the parts that are not zero. */
function calendarTextOf(value: Px, cx: LowerContext): Px {
  const given = cx.share(value);
  const field = (i: number): Px => px.cast(px.struct.fieldByName(given, fieldName(i)), "Int64");
  const [months, days, micros] = [cx.share(field(0)), field(1), cx.share(field(2))];
  const div = (x: Px, by: bigint): Px => truncatingDiv(x, px.lit.i64(by), "Int64", cx, by);
  const hours = cx.share(div(micros, 3_600_000_000n));
  const afterHours = cx.share(px.sub(micros, px.mul(hours, px.lit.i64(3_600_000_000n))));
  const minutes = cx.share(div(afterHours, 60_000_000n));
  const rest = cx.share(px.sub(afterHours, px.mul(minutes, px.lit.i64(60_000_000n))));
  const years = cx.share(div(months, 12n));
  const part = (n: Px, unit: string): Px =>
    px.ternary(px.eq(n, px.lit.i64(0)), px.lit.str(""), joined(px.cast(n, "String"), ` ${unit} `));
  const size = cx.share(px.abs(rest));
  const fraction = px.str.padStart(px.cast(px.mod(size, px.lit.i64(1_000_000n)), "String"), px.lit.u32(6), "0");
  const digits = px.str.stripCharsEnd(px.str.stripCharsEnd(joined(".", fraction), px.lit.str("0")), px.lit.str("."));
  const sign = px.ternary(px.lt(rest, px.lit.i64(0)), px.lit.str("-"), px.lit.str(""));
  const seconds = joined(sign, px.cast(px.floordiv(size, px.lit.i64(1_000_000n)), "String"), digits, " seconds ");
  const text = px.str.stripCharsEnd(
    joined(
      part(years, "years"),
      part(px.sub(months, px.mul(years, px.lit.i64(12))), "months"),
      part(cx.share(days), "days"),
      part(hours, "hours"),
      part(minutes, "minutes"),
      px.ternary(px.eq(rest, px.lit.i64(0)), px.lit.str(""), seconds),
    ),
    px.lit.str(" "),
  );
  const shared = cx.share(text);
  return px.ternary(px.eq(shared, px.lit.str("")), px.lit.str("0 seconds"), shared);
}

/** `[1, null]`, `{a -> 1}`, `{1, x}`. */
function nestedText(value: Px, t: DataType, c: TextContext): Px {
  const { cx } = c;
  const missing = px.lit.str(c.pretty ? "NULL" : "null");
  const part = (x: Px, type: DataType, of: TextContext): Px => px.fillNull(textForm(x, type, of), missing);
  const within: TextContext = { ...c, cx: inner(cx) };
  const comma = px.lit.str(", ");
  switch (t.kind) {
    case "array": {
      const items = px.list.eval(value, part(px.element(), t.elementType, within));
      return joined("[", px.list.join(items, comma, true), "]");
    }
    case "map": {
      const field = (i: number): Px => px.struct.fieldByName(px.element(), fieldName(i));
      const entry = joined(part(field(0), t.keyType, within), " -> ", part(field(1), t.valueType, within));
      return joined("{", px.list.join(px.list.eval(value, entry), comma, true), "}");
    }
    case "struct": {
      const given = cx.share(value);
      const parts = t.fields.flatMap((f, i): (Px | string)[] => [
        ...(i === 0 ? [] : [", "]),
        part(px.struct.fieldByName(given, fieldName(i)), f.dataType, c),
      ]);
      return px.ternary(px.isNull(given), NULL_TEXT, joined("{", ...parts, "}"));
    }
    default:
      return px.cast(value, "String");
  }
}
