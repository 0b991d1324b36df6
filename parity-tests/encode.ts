/** Values of this package in the encoding of the recorded answers (fixtures/README.md). */
import {
  type CalendarInterval,
  Decimal,
  type Geography,
  type Geometry,
  Row,
  StructField,
  Temporal,
  type VariantVal,
} from "../src/types/index.ts";
import type { Json, TypeJson } from "./case-files.ts";

const pad = (n: number | bigint, width: number): string => String(n).padStart(width, "0");

function dateText({ year, month, day }: Temporal.PlainDate | Temporal.PlainDateTime): string {
  const text = year < 0 ? `-${pad(-year, 4)}` : year > 9999 ? `+${year}` : pad(year, 4);
  return `${text}-${pad(month, 2)}-${pad(day, 2)}`;
}

function timeText(t: Temporal.PlainTime | Temporal.PlainDateTime): string {
  const micros = pad(t.millisecond, 3) + pad(t.microsecond, 3) + (t.nanosecond === 0 ? "" : pad(t.nanosecond, 3));
  return `${pad(t.hour, 2)}:${pad(t.minute, 2)}:${pad(t.second, 2)}.${micros}`;
}

const dateTimeText = (t: Temporal.PlainDateTime): string => `${dateText(t)}T${timeText(t)}`;

const inUtc = (instant: Temporal.Instant): Temporal.PlainDateTime =>
  instant.toZonedDateTimeISO("UTC").toPlainDateTime();

function floating(value: number): Json {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

function long(value: number | bigint): Json {
  const exact = BigInt(value);
  return exact > 2n ** 53n || exact < -(2n ** 53n) ? exact.toString() : Number(exact);
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

function dayTimeText(d: Temporal.Duration): string {
  const seconds = ((BigInt(d.days) * 24n + BigInt(d.hours)) * 60n + BigInt(d.minutes)) * 60n + BigInt(d.seconds);
  const micros = (seconds * 1000n + BigInt(d.milliseconds)) * 1000n + BigInt(d.microseconds);
  const size = micros < 0n ? -micros : micros;
  const whole = size / 1_000_000n;
  const clock = `${pad((whole / 3600n) % 24n, 2)}:${pad((whole / 60n) % 60n, 2)}:${pad(whole % 60n, 2)}`;
  return `${micros < 0n ? "-" : ""}${whole / 86400n} ${clock}.${pad(size % 1_000_000n, 6)}`;
}

function yearMonthText(d: Temporal.Duration): string {
  const months = d.years * 12 + d.months;
  return `${months < 0 ? "-" : ""}${Math.trunc(Math.abs(months) / 12)}-${Math.abs(months) % 12}`;
}

/** A cell by its Spark type (as `StructType.json()` has it). A value of another class than the type's fails. */
export function encodeCell(value: unknown, type: TypeJson): Json {
  if (value === null) return null;
  if (typeof type === "object") {
    switch (type.type) {
      case "struct":
        return Array.from(value as Iterable<unknown>, (cell, i) => encodeCell(cell, typeAt(type.fields[i]?.type)));
      case "array":
        return (value as unknown[]).map((item) => encodeCell(item, type.elementType));
      case "map":
        return Array.from(value as Map<unknown, unknown>, ([key, item]) => [
          encodeCell(key, type.keyType),
          encodeCell(item, type.valueType),
        ]);
    }
  }
  if (type === "byte" || type === "short" || type === "integer") return value as number;
  if (type === "long") return long(value as bigint);
  if (type === "float" || type === "double") return floating(value as number);
  const decimal = /^decimal\(\d+,(\d+)\)$/.exec(type);
  if (decimal !== null) return (value as Decimal).toFixed(Number(decimal[1]));
  if (type === "binary") return base64(value as Uint8Array);
  if (type === "date") return dateText(value as Temporal.PlainDate);
  if (type === "timestamp" || type.startsWith("timestamp_ltz("))
    return `${dateTimeText(inUtc(value as Temporal.Instant))}Z`;
  if (type === "timestamp_ntz" || type.startsWith("timestamp_ntz("))
    return dateTimeText(value as Temporal.PlainDateTime);
  if (type.startsWith("time(")) return timeText(value as Temporal.PlainTime);
  if (type === "interval") {
    const { months, days, microseconds } = value as CalendarInterval;
    return `${months} months ${days} days ${microseconds} microseconds`;
  }
  if (type.startsWith("interval")) {
    return (/year|month/.test(type) ? yearMonthText : dayTimeText)(value as Temporal.Duration);
  }
  if (type === "variant") return { json: String(value as VariantVal) };
  if (/^geo(metry|graphy)/.test(type)) {
    const { srid, wkb } = value as Geometry | Geography;
    return { srid, wkb: base64(wkb) };
  }
  return value as Json;
}

function typeAt(type: TypeJson | undefined): TypeJson {
  if (type === undefined) throw new Error("a row has more values than its schema has fields");
  return type;
}

/** A value that a program returns, other than a DataFrame. */
export function encodeValue(value: unknown): Json {
  switch (typeof value) {
    case "undefined":
      return null;
    case "number":
      return floating(value);
    case "bigint":
      return long(value);
    case "boolean":
    case "string":
      return value;
    default:
  }
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(encodeValue);
  if (value instanceof Row) return Array.from(value, encodeValue);
  if (value instanceof Map) return Array.from(value, ([key, item]) => [encodeValue(key), encodeValue(item)]);
  if (value instanceof Uint8Array) return base64(value);
  if (value instanceof Decimal) return value.toFixed();
  if (value instanceof Temporal.PlainDate) return dateText(value);
  if (value instanceof Temporal.PlainDateTime) return dateTimeText(value);
  if (value instanceof Temporal.Instant) return dateTimeText(inUtc(value));
  if (value instanceof StructField) return value.jsonValue() as Json;
  if (typeof value === "object" && "json" in value && typeof value.json === "function") {
    return JSON.parse(value.json() as string) as Json;
  }
  throw new Error(`a case cannot answer with ${Object.prototype.toString.call(value)}`);
}
