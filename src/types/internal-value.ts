/**
 * Spark's internal form of values, as literals and stored rows carry it: number for byte, short, int, float, double,
 * dates (days) and year-month intervals (months); bigint for long, decimal (unscaled), timestamps (microseconds), time
 * (nanoseconds of the day) and day-time intervals (microseconds); `{ months, days, microseconds }` for calendar
 * intervals; string; Uint8Array; arrays for array, struct and variant (value, metadata); [key, value] pairs for map.
 *
 * {@link internalConverter} checks values as PySpark's `createDataFrame` does, with its error conditions.
 */
import { Geography, Geometry, spatialBytes, spatialFromBytes } from "./spatial.ts";
import { MIXED_SRID } from "./srid.ts";
import { CalendarInterval } from "./calendar-interval.ts";
import { type DataType, type MapType, type StructType, TIMESTAMP, TIMESTAMP_NTZ } from "./data-type.ts";
import { decimalOf, isDecimal, unscaledOf } from "./decimal.ts";
import { isRow, rowFactory, rowShape, rowValues } from "./row.ts";
import { pythonText, valueText } from "./row-text.ts";
import { ArithmeticException, PySparkTypeError, PySparkValueError, SparkError } from "./spark-error.ts";
import { isTemporal, tagOf, temporal, type Temporal } from "./temporal.ts";
import {
  dateFromDays,
  dateTimeFromMicros,
  dateTimeFromNanos,
  daysOfDate,
  durationFromMicros,
  durationFromMonths,
  floorDiv,
  instantFromMicros,
  instantFromNanos,
  microsOfDateTime,
  microsOfDuration,
  microsOfInstant,
  monthsOfDuration,
  nanosOfTime,
  timeFromNanos,
} from "./temporal-value.ts";
import { typeRepr } from "./type-repr.ts";
import { encodeVariantValue } from "./variant-encode.ts";
import { VariantVal } from "./variant-val.ts";

export type InternalValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | { readonly months: number; readonly days: number; readonly microseconds: bigint }
  | readonly InternalValue[];

export interface ConvertOptions {
  /** The zone that wall-clock values are read in where a moment is wanted, and the reverse. The machine's by default. */
  readonly timeZone?: string | undefined;
  /** What errors call the value: `field a`. */
  readonly name?: string | undefined;
  readonly nullable?: boolean | undefined;
  /** Rows and structs given as {@link Row} are read by name where their names differ from the type's. */
  readonly rowsByName?: boolean | undefined;
  /** A value that does not fit becomes null, at the depth where it is, instead of an error. */
  readonly lenient?: boolean | undefined;
  /** Leaves longs that are given as exact numbers as they are: a bigint for each would cost more than the check. */
  readonly numberLongs?: boolean | undefined;
}

export type Convert = (value: unknown) => InternalValue;

/** A JavaScript value of the public contract in Spark's internal form; throws where it does not fit the type. */
export function toInternal(value: unknown, type: DataType, options: ConvertOptions = {}): InternalValue {
  return internalConverter(type, options)(value);
}

/** What {@link toInternal} does, for many values. */
export function internalConverter(type: DataType, options: ConvertOptions = {}): Convert {
  const convert = valueConverter(type, options);
  if (options.lenient === true) {
    return (value) => {
      try {
        return value === null || value === undefined ? null : convert(value);
      } catch (error) {
        if (error instanceof SparkError) return null;
        throw error;
      }
    };
  }
  const { name, nullable = true } = options;
  return (value) => {
    if (value === null || value === undefined) {
      if (nullable) return null;
      throw name === undefined
        ? new PySparkValueError("FIELD_NOT_NULLABLE")
        : new PySparkValueError("FIELD_NOT_NULLABLE_WITH_NAME", { field_name: name });
    }
    return convert(value);
  };
}

function unacceptable(value: unknown, type: DataType, name: string | undefined): PySparkTypeError {
  const parameters = { data_type: typeRepr(type), obj: pythonText(value), obj_type: jsTypeName(value) };
  return name === undefined
    ? new PySparkTypeError("FIELD_DATA_TYPE_UNACCEPTABLE", parameters)
    : new PySparkTypeError("FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME", { field_name: name, ...parameters });
}

export function jsTypeName(value: unknown): string {
  return typeof value === "object" && value !== null ? (value.constructor?.name ?? tagOf(value)) : typeof value;
}

const INTEGER_BOUNDS = {
  byte: [-128, 127],
  short: [-32768, 32767],
  integer: [-2147483648, 2147483647],
} as const;
const MIN_LONG = -(2n ** 63n);
const MAX_LONG = 2n ** 63n - 1n;

function outOfBounds(actual: number | bigint, lower: number | bigint, upper: number | bigint): PySparkValueError {
  return new PySparkValueError("VALUE_OUT_OF_BOUNDS", {
    arg_name: "obj",
    lower_bound: String(lower),
    upper_bound: String(upper),
    actual: String(actual),
  });
}

/** For values that are not null. */
function valueConverter(type: DataType, options: ConvertOptions): Convert {
  const { name } = options;
  const refuse = (value: unknown): PySparkTypeError => unacceptable(value, type, name);
  switch (type.kind) {
    case "void":
      return (value) => {
        throw refuse(value);
      };
    case "boolean":
      return (value) => {
        if (typeof value === "boolean") return value;
        throw refuse(value);
      };
    case "byte":
    case "short":
    case "integer": {
      const [lower, upper] = INTEGER_BOUNDS[type.kind];
      return (value) => {
        if (typeof value === "number" ? !Number.isInteger(value) : typeof value !== "bigint") throw refuse(value);
        const number = Number(value);
        if (number < lower || number > upper) throw outOfBounds(value as number | bigint, lower, upper);
        return number + 0;
      };
    }
    case "long":
      return (value) => {
        if (typeof value === "number" ? !Number.isInteger(value) : typeof value !== "bigint") throw refuse(value);
        if (options.numberLongs === true && Number.isSafeInteger(value)) return value as number;
        const big = BigInt(value as number | bigint);
        if (big < MIN_LONG || big > MAX_LONG) throw outOfBounds(big, MIN_LONG, MAX_LONG);
        return big;
      };
    case "float":
    case "double": {
      const single = type.kind === "float";
      return (value) => {
        if (typeof value !== "number") throw refuse(value);
        return single ? Math.fround(value) : value;
      };
    }
    case "decimal":
      return (value) => decimalToInternal(value, type.precision, type.scale, refuse);
    case "string":
    case "char":
    case "varchar":
      return valueText;
    case "binary":
      return (value) => {
        if (value instanceof Uint8Array) return value;
        if (value instanceof ArrayBuffer) return new Uint8Array(value);
        throw refuse(value);
      };
    case "date":
      return (value) => {
        if (isTemporal(value, "Temporal.PlainDate")) return daysOfDate(isoDate(value));
        if (isTemporal(value, "Temporal.PlainDateTime") || isTemporal(value, "Temporal.ZonedDateTime")) {
          return daysOfDate(isoDate(value));
        }
        if (value instanceof Date) return daysOfDate(wallClock(value, options.timeZone, refuse));
        throw refuse(value);
      };
    case "timestamp":
      return (value) => timestampToInternal(value, options.timeZone, refuse);
    case "timestamp_ntz":
      return (value) => {
        if (isTemporal(value, "Temporal.PlainDateTime") || isTemporal(value, "Temporal.ZonedDateTime")) {
          return microsOfDateTime(isoDate(value));
        }
        if (isTemporal(value, "Temporal.Instant")) {
          return microsOfDateTime(value.toZonedDateTimeISO(zoneOf(options.timeZone)));
        }
        if (value instanceof Date) return microsOfDateTime(wallClock(value, options.timeZone, refuse));
        throw refuse(value);
      };
    case "timestamp_ltz_nanos":
    case "timestamp_ntz_nanos": {
      const kind = type.kind === "timestamp_ltz_nanos" ? TIMESTAMP : TIMESTAMP_NTZ;
      const micros = valueConverter(kind, options);
      const unit = 10n ** BigInt(9 - type.precision);
      return (value) => {
        const nanos = (micros(value) as bigint) * 1000n + BigInt(nanosecondOf(value));
        return nanos - (nanos - floorDiv(nanos, unit) * unit);
      };
    }
    case "time":
      return (value) => {
        if (isTemporal(value, "Temporal.PlainTime")) return nanosOfTime(value);
        throw refuse(value);
      };
    case "interval_dt":
      return (value) => {
        if (!isTemporal(value, "Temporal.Duration") || value.years !== 0 || value.months !== 0) throw refuse(value);
        const micros = microsOfDuration(value);
        if (micros < MIN_LONG || micros > MAX_LONG) throw outOfBounds(micros, MIN_LONG, MAX_LONG);
        return micros;
      };
    case "interval_ym":
      return (value) => {
        if (!isTemporal(value, "Temporal.Duration") || !hasOnlyMonths(value)) throw refuse(value);
        const months = monthsOfDuration(value);
        const [lower, upper] = INTEGER_BOUNDS.integer;
        if (months < lower || months > upper) throw outOfBounds(months, lower, upper);
        return months;
      };
    case "geometry":
    case "geography": {
      const { kind, srid } = type;
      return (value) => {
        if (!(value instanceof (kind === "geometry" ? Geometry : Geography))) throw refuse(value);
        if (srid !== MIXED_SRID && srid !== value.srid) throw refuse(value);
        return spatialBytes(value);
      };
    }
    case "interval":
      return (value) => {
        if (value instanceof CalendarInterval) return intervalParts(value);
        if (!isTemporal(value, "Temporal.Duration")) throw refuse(value);
        const days = value.weeks * 7 + value.days;
        const micros = microsOfDuration(value) - BigInt(days) * 86_400_000_000n;
        return { months: monthsOfDuration(value), days, microseconds: micros };
      };
    case "variant":
      return (value) => {
        const { value: bytes, metadata } = value instanceof VariantVal ? value : encodeVariantValue(value);
        return [bytes, metadata];
      };
    case "array": {
      const element = internalConverter(type.elementType, {
        ...options,
        nullable: type.containsNull,
        name: `element in array ${name ?? "None"}`,
      });
      return (value) => {
        if (Array.isArray(value)) return Array.from(value, element);
        if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
          return Array.from(value as Float64Array, element);
        }
        throw refuse(value);
      };
    }
    case "map":
      return mapConverter(type, options, refuse);
    case "struct":
      return structConverter(type, options, refuse);
  }
}

/** What a value has below a microsecond: 0 to 999. */
function nanosecondOf(value: unknown): number {
  if (isTemporal(value, "Temporal.PlainDateTime") || isTemporal(value, "Temporal.ZonedDateTime"))
    return value.nanosecond;
  if (!isTemporal(value, "Temporal.Instant")) return 0;
  return Number(value.epochNanoseconds - floorDiv(value.epochNanoseconds, 1000n) * 1000n);
}
function intervalParts(value: CalendarInterval): InternalValue {
  return { months: value.months, days: value.days, microseconds: value.microseconds };
}

function hasOnlyMonths(value: Temporal.Duration): boolean {
  return (
    value.weeks === 0 &&
    value.days === 0 &&
    value.hours === 0 &&
    value.minutes === 0 &&
    value.seconds === 0 &&
    value.milliseconds === 0 &&
    value.microseconds === 0 &&
    value.nanoseconds === 0
  );
}

/** The Gregorian fields, whatever calendar the value is in. */
function isoDate<T extends { readonly calendarId: string; withCalendar(calendar: string): T }>(value: T): T {
  return value.calendarId === "iso8601" ? value : value.withCalendar("iso8601");
}

let machineZone: string | undefined;
function zoneOf(timeZone: string | undefined): string {
  machineZone ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return timeZone ?? machineZone;
}

type Refuse = (value: unknown) => Error;

function wallClock(value: Date, timeZone: string | undefined, refuse: Refuse): Temporal.ZonedDateTime {
  return instantOfDate(value, refuse).toZonedDateTimeISO(zoneOf(timeZone));
}

function instantOfDate(value: Date, refuse: Refuse): Temporal.Instant {
  if (Number.isNaN(value.getTime())) throw refuse(value);
  return temporal().Instant.fromEpochMilliseconds(value.getTime());
}

function timestampToInternal(value: unknown, timeZone: string | undefined, refuse: Refuse): bigint {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw refuse(value);
    return BigInt(value.getTime()) * 1000n;
  }
  if (isTemporal(value, "Temporal.Instant")) return microsOfInstant(value);
  if (isTemporal(value, "Temporal.ZonedDateTime")) return microsOfInstant(value.toInstant());
  if (isTemporal(value, "Temporal.PlainDateTime")) {
    return microsOfInstant(value.toZonedDateTime(zoneOf(timeZone)).toInstant());
  }
  throw refuse(value);
}

function decimalToInternal(value: unknown, precision: number, scale: number, refuse: Refuse): InternalValue {
  let unscaled: bigint;
  let text: string;
  if (typeof value === "bigint") {
    text = value.toString();
    unscaled = value * 10n ** BigInt(scale);
  } else if (isDecimal(value)) {
    // Spark has no decimal NaN and makes it null.
    if (value.isNaN()) return null;
    if (!value.isFinite()) throw refuse(value);
    text = value.toFixed();
    unscaled = unscaledOf(value, scale);
  } else {
    throw refuse(value);
  }
  const limit = 10n ** BigInt(precision);
  if (unscaled >= limit || unscaled <= -limit) {
    throw new ArithmeticException("NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION", {
      roundedValue: decimalOf(unscaled, scale).toFixed(scale),
      originalValue: text,
      precision: String(precision),
      scale: String(scale),
    });
  }
  return unscaled;
}

/** The properties of a plain object or an instance of a user's class. */
export function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value) &&
    !(value instanceof Date) &&
    !(value instanceof Set) &&
    !(value instanceof VariantVal) &&
    !(value instanceof CalendarInterval) &&
    !isDecimal(value) &&
    !tagOf(value).startsWith("Temporal.")
  );
}

function mapConverter(type: MapType, options: ConvertOptions, refuse: Refuse): Convert {
  const of = options.name ?? "None";
  const key = internalConverter(type.keyType, { ...options, nullable: false, name: `key of map ${of}` });
  const inner = { ...options, nullable: type.valueContainsNull, name: `value of map ${of}` };
  const convert = internalConverter(type.valueType, inner);
  const numericKeys = ["byte", "short", "integer", "long", "float", "double"].includes(type.keyType.kind);
  return (value) => {
    if (value instanceof Map) return Array.from(value, ([k, v]) => [key(k), convert(v)]);
    if (!isRecord(value) || isRow(value)) throw refuse(value);
    // Property names are strings even where they were written as numbers.
    const keyOf = (name: string): unknown => (numericKeys && name.trim() !== "" ? Number(name) : name);
    return Object.entries(value).map(([k, v]) => [key(keyOf(k)), convert(v)]);
  };
}

function structConverter(type: StructType, options: ConvertOptions, refuse: Refuse): Convert {
  const { name } = options;
  const { names } = type;
  const fields = type.fields.map((field) =>
    internalConverter(field.dataType, {
      ...options,
      nullable: field.nullable,
      name: name === undefined ? `field ${field.name}` : `field ${field.name} in ${name}`,
    }),
  );
  const byPosition = (values: readonly unknown[]): InternalValue => {
    if (values.length === fields.length) return fields.map((convert, i) => convert(values[i]));
    const lengths = { object_length: String(values.length), field_length: String(fields.length) };
    throw name === undefined
      ? new PySparkValueError("FIELD_STRUCT_LENGTH_MISMATCH", lengths)
      : new PySparkValueError("FIELD_STRUCT_LENGTH_MISMATCH_WITH_NAME", { field_name: name, ...lengths });
  };
  return (value) => {
    if (Array.isArray(value)) return byPosition(value);
    if (isRow(value)) {
      // A PySpark Row is a tuple: names play no part, unless the type was made from such rows.
      const given = rowShape(value).names;
      const sameNames = given.length === names.length && given.every((n, i) => n === names[i]);
      if (sameNames || options.rowsByName !== true) return byPosition(rowValues(value));
      return fields.map((convert, i) => convert(value[names[i] ?? ""]));
    }
    if (value instanceof Map) return fields.map((convert, i) => convert(value.get(names[i])));
    if (!isRecord(value)) throw refuse(value);
    return fields.map((convert, i) => {
      const key = names[i] ?? "";
      return convert(Object.hasOwn(value, key) || !(key in Object.prototype) ? value[key] : undefined);
    });
  };
}

/** The public value of an internal one. A long is a number where it can be exactly, else a bigint. */
export function fromInternal(value: InternalValue, type: DataType): unknown {
  if (value === null) return null;
  switch (type.kind) {
    case "long": {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : value;
    }
    case "decimal":
      return decimalOf(value as bigint, type.scale);
    case "date":
      return dateFromDays(value as number);
    case "timestamp":
      return instantFromMicros(value as bigint);
    case "timestamp_ntz":
      return dateTimeFromMicros(value as bigint);
    case "timestamp_ltz_nanos":
      return instantFromNanos(value as bigint);
    case "timestamp_ntz_nanos":
      return dateTimeFromNanos(value as bigint);
    case "time":
      return timeFromNanos(value as bigint);
    case "interval_dt":
      return durationFromMicros(value as bigint);
    case "interval_ym":
      return durationFromMonths(value as number);
    case "interval": {
      const { months, days, microseconds } = value as CalendarInterval;
      return new CalendarInterval(months, days, microseconds);
    }
    case "geometry":
    case "geography":
      return spatialFromBytes(value as Uint8Array, type.kind);
    case "variant": {
      const [bytes, metadata] = value as readonly Uint8Array[];
      return new VariantVal(bytes as Uint8Array, metadata as Uint8Array);
    }
    case "array":
      return (value as readonly InternalValue[]).map((v) => fromInternal(v, type.elementType));
    case "map": {
      const pairs = value as readonly (readonly InternalValue[])[];
      return new Map(
        pairs.map(([k, v]) => [fromInternal(k ?? null, type.keyType), fromInternal(v ?? null, type.valueType)]),
      );
    }
    case "struct": {
      const cells = value as readonly InternalValue[];
      const values = type.fields.map((field, i) => fromInternal(cells[i] ?? null, field.dataType));
      return rowFactory(type.names, type).fromValues(values);
    }
    default:
      return value;
  }
}
