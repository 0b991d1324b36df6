/** Literals other than numbers and intervals: strings, typed strings, NULL and the booleans. */
import type { Expression } from "../plan/expression.ts";
import { BINARY, DATE, TIMESTAMP, TIMESTAMP_NTZ, TimeType } from "../types/data-type.ts";
import { hasNanoDigits, isZone, parseDate, parseTime, parseTimestamp, wallClockMicros } from "./datetime-text.ts";
import { intervalFromText } from "./interval.ts";
import { internal, literal, nullLiteral, stringLiteral } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { singleString, stringText } from "./string-literal.ts";

export function stringConstant(p: Parser): Expression {
  const start = p.pos;
  const text = stringText(p);
  return { ...stringLiteral(p, start, text), dataType: p.defaultString };
}

/** Words that stand for a moment, as `DATE 'today'`; a timestamp's may name a zone. */
const SPECIAL = /^\s*(epoch|now|yesterday|today|tomorrow)\s*$/i;
const SPECIAL_IN_ZONE = /^\s*(epoch|now|yesterday|today|tomorrow)(?:\s+(\S+))?\s*$/i;
const FIXED_OFFSET = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{1,2})(?::?(\d{2}))?)?$|^(?:Z|UTC|GMT|UT)$/;

/** `DATE '...'`: a type's name and one string. What depends on the session's time zone is left to the analyzer. */
export function typedLiteral(p: Parser): Expression {
  const start = p.pos;
  const kind = p.kind;
  const typeName = p.text().toUpperCase();
  p.pos++;
  const text = singleString(p);
  switch (kind) {
    case "DATE": {
      if (SPECIAL.test(text)) return fromSession(p, start, "date_literal", text);
      const days = parseDate(text);
      if (days === undefined) return invalid(p, start, typeName, text);
      return literal(p, start, days, DATE);
    }
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return zonedTimestamp(p, start, typeName, text);
    case "TIMESTAMP_NTZ": {
      if (SPECIAL.test(text)) return fromSession(p, start, "timestamp_ntz_literal", text);
      const fields = parseTimestamp(text);
      if (fields === undefined || fields.timeOnly) return invalid(p, start, typeName, text);
      if (hasNanoDigits(fields)) return fromSession(p, start, "timestamp_ntz_literal", text);
      return literal(p, start, wallClockMicros(fields), TIMESTAMP_NTZ);
    }
    case "TIME": {
      const time = parseTime(text);
      if (time === undefined) return invalid(p, start, typeName, text);
      if (time.digits > 9) {
        p.defer("INVALID_TIME_LITERAL_PRECISION", { value: `'${text}'`, maxPrecision: "9" }, start);
        return nullLiteral(p, start);
      }
      return literal(p, start, time.nanos, new TimeType(Math.max(6, time.digits)));
    }
    case "INTERVAL":
      return intervalFromText(p, start, text);
    case "X": {
      if (!/^[0-9a-fA-F]*$/.test(text)) return invalid(p, start, typeName, text);
      const even = text.length % 2 === 1 ? `0${text}` : text;
      return literal(
        p,
        start,
        Uint8Array.from(even.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)),
        BINARY,
      );
    }
    default: {
      const supportedTypes = '"DATE", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP", "INTERVAL", "X", "TIME"';
      p.defer("UNSUPPORTED_TYPED_LITERAL", { unsupportedType: `"${typeName}"`, supportedTypes }, start);
      return nullLiteral(p, start);
    }
  }
}

/** An error of the value, not of the syntax: an error of syntax elsewhere in the text goes before it. */
function invalid(p: Parser, start: number, typeName: string, text: string): Expression {
  p.defer("INVALID_TYPED_LITERAL", { valueType: `"${typeName}"`, value: `'${text}'` }, start);
  return nullLiteral(p, start);
}
function fromSession(p: Parser, start: number, name: string, text: string): Expression {
  return internal(p, start, name, [stringLiteral(p, start, text)]);
}

/**
 * `TIMESTAMP '...'` is of the session's timestamp type and, without an offset, in the session's zone; `TIMESTAMP_LTZ`
 * with an offset is a fixed moment.
 */
function zonedTimestamp(p: Parser, start: number, typeName: string, text: string): Expression {
  const name = typeName === "TIMESTAMP" ? "timestamp_literal" : "timestamp_ltz_literal";
  const special = SPECIAL_IN_ZONE.exec(text);
  if (special !== null && isZone(special[2] ?? "Z")) {
    return fromSession(p, start, name, text);
  }
  const fields = parseTimestamp(text);
  if (fields === undefined || (fields.zone !== undefined && !isZone(fields.zone)))
    return invalid(p, start, typeName, text);
  const offset = fields.zone === undefined ? null : FIXED_OFFSET.exec(fields.zone);
  if (typeName === "TIMESTAMP" || offset === null || fields.timeOnly || hasNanoDigits(fields))
    return fromSession(p, start, name, text);
  const seconds = Number(offset[2] ?? 0) * 3600 + Number(offset[3] ?? 0) * 60 + Number(offset[4] ?? 0);
  const micros = wallClockMicros(fields) - BigInt(offset[1] === "-" ? -seconds : seconds) * 1_000_000n;
  return literal(p, start, micros, TIMESTAMP);
}
