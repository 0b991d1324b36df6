/** Typed literals whose value depends on the session: `TIMESTAMP '...'` without an offset, `DATE 'today'`. */
import type { TypedLiteral } from "../logical/expression.ts";
import {
  type DateTimeFields,
  hasNanoDigits,
  parseDate,
  parseTimestamp,
  wallClockMicros,
} from "../sql/datetime-text.ts";
import {
  type DataType,
  DATE,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  TimestampLTZNanosType,
  TimestampNTZNanosType,
} from "../types/data-type.ts";
import { localToUtcMicros, offsetMicros } from "../types/time-zone.ts";
import { ParseException } from "../types/spark-error.ts";

const DAY = 86_400_000_000n;
const SPECIAL = /^\s*(epoch|now|today|tomorrow|yesterday)(?:\s+(.+?))?\s*$/i;

const EPOCH = /^\s*epoch\b/i;

export interface LiteralSession {
  readonly timeZone: string;
  readonly timestampType: "TIMESTAMP_LTZ" | "TIMESTAMP_NTZ";
  /** Whether seven to nine digits behind a second make a timestamp of nanoseconds; else they are cut to six. */
  readonly timestampNanos: boolean;
}

/** The literal that one of the parser's `*_literal` calls stands for; undefined for other functions. */
export function sessionLiteral(name: string, text: string, session: LiteralSession): TypedLiteral | undefined {
  switch (name) {
    case "date_literal":
      return {
        kind: "Literal",
        value: Number(floorDiv(dateMicros(text, session.timeZone), DAY)),
        dataType: DATE,
        nullable: false,
      };
    case "timestamp_literal":
      return session.timestampType === "TIMESTAMP_NTZ" && parseTimestamp(text)?.zone === undefined
        ? wallClock(text, session)
        : moment(text, session);
    case "timestamp_ltz_literal":
      return moment(text, session);
    case "timestamp_ntz_literal":
      return wallClock(text, session);
    default:
      return undefined;
  }
}
function floorDiv(a: bigint, b: bigint): bigint {
  return a % b < 0n ? a / b - 1n : a / b;
}
function invalid(type: string, text: string): ParseException {
  return new ParseException("INVALID_TYPED_LITERAL", { valueType: `"${type}"`, value: `'${text}'` });
}
/** Wall-clock microseconds of a special word in the zone; the epoch of dates and wall clocks is that of no zone. */
function special(text: string, zone: string): bigint | undefined {
  const m = SPECIAL.exec(text);
  if (m === null) return undefined;
  const where = m[2] ?? zone;
  const now = BigInt(Date.now()) * 1000n;
  const local = now + offsetMicros(now, where);
  const today = floorDiv(local, DAY) * DAY;
  switch ((m[1] as string).toLowerCase()) {
    case "epoch":
      return 0n;
    case "now":
      return local;
    case "today":
      return today;
    case "tomorrow":
      return today + DAY;
    default:
      return today - DAY;
  }
}
function dateMicros(text: string, zone: string): bigint {
  const days = parseDate(text);
  const local = special(text, zone) ?? (days === undefined ? undefined : BigInt(days) * DAY);
  if (local === undefined) throw invalid("DATE", text);
  return local;
}
/** Nanoseconds where the text has digits for them. */
function withNanos(micros: bigint, type: DataType, fields: DateTimeFields | undefined, text: string): TypedLiteral {
  const digits = fields?.fraction ?? "";
  if (digits.length > 9) {
    throw new ParseException("INVALID_TIMESTAMP_LITERAL_PRECISION", { value: `'${text}'`, maxPrecision: "9" });
  }
  const Nanos = type.kind === "timestamp" ? TimestampLTZNanosType : TimestampNTZNanosType;
  const value = micros * 1000n + BigInt(digits.slice(6).padEnd(3, "0"));
  return { kind: "Literal", value, dataType: new Nanos(digits.length), nullable: false };
}
function wallClock(text: string, { timeZone, timestampNanos }: LiteralSession): TypedLiteral {
  const fields = parseTimestamp(text);
  const value = special(text, timeZone) ?? (fields === undefined ? undefined : wallClockMicros(fields));
  if (value === undefined) throw invalid("TIMESTAMP_NTZ", text);
  if (timestampNanos && fields !== undefined && hasNanoDigits(fields)) {
    return withNanos(value, TIMESTAMP_NTZ, fields, text);
  }
  return { kind: "Literal", value, dataType: TIMESTAMP_NTZ, nullable: false };
}
function moment(text: string, { timeZone: zone, timestampNanos }: LiteralSession): TypedLiteral {
  const word = special(text, zone);
  const fields = parseTimestamp(text);
  const local = word ?? (fields === undefined ? undefined : wallClockMicros(fields));
  if (local === undefined) throw invalid("TIMESTAMP", text);
  const value = EPOCH.test(text) ? 0n : localToUtcMicros(local, fields?.zone ?? zone);
  if (timestampNanos && fields !== undefined && hasNanoDigits(fields)) {
    return { ...withNanos(value, TIMESTAMP, fields, text), timeZone: zone };
  }
  return { kind: "Literal", value, dataType: TIMESTAMP, nullable: false, timeZone: zone };
}
