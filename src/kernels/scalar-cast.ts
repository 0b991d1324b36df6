/**
 * Spark's casts of single atomic values, in internal form; undefined where the value does not fit. The engine casts
 * columns; this is for values inside of variants.
 */
import { hexRealOf } from "./hex-real.ts";
import { dateText, decimalText, doubleText, floatText, timestampText, nanosTimestampText } from "../types/calendar.ts";
import { type DataType, TIMESTAMP, TIMESTAMP_NTZ } from "../types/data-type.ts";
import type { InternalValue } from "../types/internal-value.ts";
import { localToUtcMicros, offsetMicros } from "../types/time-zone.ts";
import { dateOfText, momentOfText, offsetAt, timeOfText, trimBlanks } from "./datetime-text.ts";
import { decimalOfReal, decimalOfText, type ExactDecimal, roundTo } from "./decimal-text.ts";

const DAY = 86_400_000_000n;
const BITS: { readonly [kind: string]: number } = { byte: 8, short: 16, integer: 32, long: 64 };

function integer(value: bigint, kind: string): InternalValue | undefined {
  const bits = BITS[kind]!;
  if (BigInt.asIntN(bits, value) !== value) return undefined;
  return bits === 64 ? value : Number(value);
}
function decimal(value: ExactDecimal | undefined, precision: number, scale: number): InternalValue | undefined {
  if (value === undefined) return undefined;
  const rounded = roundTo(value, scale);
  const limit = 10n ** BigInt(precision);
  return rounded < limit && rounded > -limit ? rounded : undefined;
}

/** A date, a timestamp or a time of a text, as casts read them. */
export function castText(text: string, to: DataType, zone: string): InternalValue | undefined {
  switch (to.kind) {
    case "string":
    case "char":
    case "varchar":
      return text;
    case "binary":
      return new TextEncoder().encode(text);
    case "boolean": {
      const word = trimBlanks(text).toLowerCase();
      if (["t", "true", "y", "yes", "1"].includes(word)) return true;
      return ["f", "false", "n", "no", "0"].includes(word) ? false : undefined;
    }
    case "byte":
    case "short":
    case "integer":
    case "long": {
      const digits = trimBlanks(text);
      return /^[+-]?\d+$/.test(digits) ? integer(BigInt(digits.replace("+", "")), to.kind) : undefined;
    }
    case "float":
    case "double": {
      const found = realOfText(text, to.kind);
      return found === undefined || to.kind === "double" ? found : Math.fround(found);
    }
    case "decimal":
      return decimal(decimalOfText(text), to.precision, to.scale);
    case "date":
      return dateOfText(text);
    case "time":
      return timeOfText(text);
    case "timestamp":
    case "timestamp_ntz": {
      const found = momentOfText(text);
      if (found === undefined || found.timeOnly) return undefined;
      if (to.kind === "timestamp_ntz") return found.micros;
      if (found.zone === undefined) return localToUtcMicros(found.micros, zone);
      return found.micros - BigInt(offsetAt(found.micros, found.zone)) * 1_000_000n;
    }
    case "timestamp_ltz_nanos":
    case "timestamp_ntz_nanos": {
      const micros = castText(text, to.kind === "timestamp_ltz_nanos" ? TIMESTAMP : TIMESTAMP_NTZ, zone);
      if (typeof micros !== "bigint") return undefined;
      const below = /:\d{1,2}\.\d{6}(\d{1,3})/.exec(text)?.[1] ?? "";
      return cutNanos(micros * 1000n + BigInt(below.padEnd(3, "0")), to.precision);
    }
    default:
      return undefined;
  }
}
/** Rounded down to so many digits of a second. */
export function cutNanos(nanos: bigint, precision: number): bigint {
  const unit = 10n ** BigInt(9 - precision);
  return floorDiv(nanos, unit) * unit;
}
const REAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$/;
/** As Java reads it: `1.5d`, `Infinity`, `NaN` in any case. */
export function realOfText(text: string, kind: "double" | "float" = "double"): number | undefined {
  const word = trimBlanks(text);
  if (REAL.test(word)) return Number(word.replace(/[dDfF]$/, ""));
  const hex = hexRealOf(word, kind);
  if (hex !== undefined) return hex;
  const [, sign, name] = /^([+-]?)(inf|infinity|nan)$/i.exec(word) ?? [];
  if (name === undefined) return undefined;
  // Java reads NaN with a sign; in another case it is a word of Spark's, which has none.
  if (name.toLowerCase() === "nan") return sign === "" || name === "NaN" ? Number.NaN : undefined;
  return sign === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function numberToIntegral(value: number, kind: string): InternalValue | undefined {
  if (!Number.isFinite(value)) return undefined;
  return integer(BigInt(Math.trunc(value)), kind);
}
/** Text of an atomic value as CAST(.. AS STRING) writes it. */
export function castToText(value: InternalValue, from: DataType, zone: string): string {
  switch (from.kind) {
    case "float":
      return floatText(value as number);
    case "double":
      return doubleText(value as number);
    case "decimal":
      return decimalText(value as bigint, from.scale);
    case "date":
      return dateText(value as number);
    case "timestamp":
      return timestampText((value as bigint) + offsetMicros(value as bigint, zone));
    case "timestamp_ntz":
      return timestampText(value as bigint);
    case "timestamp_ltz_nanos": {
      const nanos = value as bigint;
      return nanosTimestampText(nanos + offsetMicros(floorDiv(nanos, 1000n), zone) * 1000n);
    }
    case "timestamp_ntz_nanos":
      return nanosTimestampText(value as bigint);
    case "binary":
      return Buffer.from(value as Uint8Array).toString();
    default:
      return String(value);
  }
}

/** TRY_CAST of one value under ANSI rules; undefined also where the types cannot be cast. */
export function tryCast(value: InternalValue, from: DataType, to: DataType, zone: string): InternalValue | undefined {
  if (value === null) return null;
  if (from.kind === to.kind && from.kind !== "decimal") return value;
  if (to.kind === "string" || to.kind === "char" || to.kind === "varchar") return castToText(value, from, zone);
  switch (from.kind) {
    case "string":
      return castText(value as string, to, zone);
    case "boolean":
      return fromInteger(value === true ? 1n : 0n, to, true);
    case "byte":
    case "short":
    case "integer":
    case "long":
      return fromInteger(BigInt(value as number | bigint), to, false);
    case "float":
    case "double":
      return fromReal(value as number, to);
    case "decimal":
      return fromDecimal({ unscaled: value as bigint, scale: from.scale }, to);
    case "date":
      return fromDate(value as number, to, zone);
    case "timestamp":
    case "timestamp_ntz":
      return fromMoment(value as bigint, from.kind, to, zone);
    default:
      return undefined;
  }
}
function fromInteger(value: bigint, to: DataType, fromBoolean: boolean): InternalValue | undefined {
  switch (to.kind) {
    case "boolean":
      return value !== 0n;
    case "byte":
    case "short":
    case "integer":
    case "long":
      return integer(value, to.kind);
    case "float":
      return Math.fround(Number(value));
    case "double":
      return Number(value);
    case "decimal":
      return decimal({ unscaled: value, scale: 0 }, to.precision, to.scale);
    case "timestamp":
      return fromBoolean ? undefined : (integer(value * 1_000_000n, "long") as bigint | undefined);
    default:
      return undefined;
  }
}
function fromReal(value: number, to: DataType): InternalValue | undefined {
  switch (to.kind) {
    case "boolean":
      return value !== 0;
    case "byte":
    case "short":
    case "integer":
    case "long":
      return numberToIntegral(value, to.kind);
    case "float":
      return Math.fround(value);
    case "double":
      return value;
    case "decimal":
      return decimal(decimalOfReal(value), to.precision, to.scale);
    case "timestamp":
      return Number.isFinite(value) ? integer(BigInt(Math.trunc(value * 1e6)), "long") : undefined;
    default:
      return undefined;
  }
}
function fromDecimal(value: ExactDecimal, to: DataType): InternalValue | undefined {
  const unit = 10n ** BigInt(value.scale);
  switch (to.kind) {
    case "boolean":
      return value.unscaled !== 0n;
    case "byte":
    case "short":
    case "integer":
    case "long":
      return integer(value.unscaled / unit, to.kind);
    case "float":
      return Math.fround(Number(decimalText(value.unscaled, value.scale)));
    case "double":
      return Number(decimalText(value.unscaled, value.scale));
    case "decimal":
      return decimal(value, to.precision, to.scale);
    case "timestamp":
      return integer((value.unscaled * 1_000_000n) / unit, "long");
    default:
      return undefined;
  }
}
function fromDate(days: number, to: DataType, zone: string): InternalValue | undefined {
  const midnight = BigInt(days) * DAY;
  if (to.kind === "timestamp_ntz") return midnight;
  return to.kind === "timestamp" ? localToUtcMicros(midnight, zone) : undefined;
}
function floorDiv(a: bigint, b: bigint): bigint {
  const q = a / b;
  return a % b < 0n ? q - 1n : q;
}
function fromMoment(
  micros: bigint,
  from: "timestamp" | "timestamp_ntz",
  to: DataType,
  zone: string,
): InternalValue | undefined {
  const local = from === "timestamp" ? micros + offsetMicros(micros, zone) : micros;
  switch (to.kind) {
    case "date":
      return Number(floorDiv(local, DAY));
    case "timestamp_ntz":
      return local;
    case "timestamp":
      return from === "timestamp" ? micros : localToUtcMicros(micros, zone);
    default:
      break;
  }
  if (from === "timestamp_ntz") return undefined;
  switch (to.kind) {
    case "byte":
    case "short":
    case "integer":
    case "long":
      return integer(floorDiv(micros, 1_000_000n), to.kind);
    case "float":
      return Math.fround(Number(micros) / 1e6);
    case "double":
      return Number(micros) / 1e6;
    case "decimal":
      return decimal({ unscaled: micros, scale: 6 }, to.precision, to.scale);
    default:
      return undefined;
  }
}
