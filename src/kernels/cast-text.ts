/** Casts from strings (and of floats to decimals) that need a reader. A text that is none gives null. */
import { Int128Builder, Int64Builder, NumberBuilder, StructBuilder } from "../arrow/builders.ts";
import { type ArrowVector, arrowType, arrowVector, isValid, offsetsOf, setBit } from "../arrow/vector.ts";
import { doubleText } from "../types/calendar.ts";
import { parseUnits } from "../sql/interval-text.ts";
import { memoized, type TextArgument, textColumn } from "./arguments.ts";
import { dateOfText, momentOfText, offsetAt, timeOfText } from "./datetime-text.ts";
import { decimalOfText, type ExactDecimal, roundTo } from "./decimal-text.ts";
import { microsOfText, monthsOfText } from "./interval-text.ts";
import { offsetMicros } from "../types/time-zone.ts";
import type { Kernel } from "./kernel.ts";
import { NONE, plainDate, plainMoment, plainTime } from "./moment-bytes.ts";

interface Sink<T> {
  append(value: T): void;
  appendNull(): void;
  finish(): ArrowVector;
}
function each<T>(
  text: TextArgument,
  rowCount: number,
  out: Sink<T>,
  read: (text: string) => T | undefined,
): ArrowVector {
  for (let row = 0; row < rowCount; row++) {
    const value = text.get(row);
    const found = value === null ? undefined : read(value);
    if (found === undefined) out.appendNull();
    else out.append(found);
  }
  return out.finish();
}
function textOf(args: readonly ArrowVector[]): TextArgument {
  return textColumn(args[0] as ArrowVector);
}
/** The values of texts of a common shape from their bytes; the others are decoded, and read by the general reader. */
function eachPlain<T>(
  column: ArrowVector,
  out: Sink<T | number>,
  plain: (bytes: Uint8Array, start: number, end: number) => number,
  read: (text: string, row: number) => T | undefined,
): ArrowVector {
  if (column.type.kind === "null") return each(textColumn(column), column.length, out, () => undefined);
  const offsets = offsetsOf(column);
  const bytes = column.data as Uint8Array;
  let text: TextArgument | undefined;
  for (let row = 0; row < column.length; row++) {
    let value: T | number | undefined = isValid(column, row)
      ? plain(bytes, offsets[row]!, offsets[row + 1]!)
      : undefined;
    if (value === NONE) {
      text ??= textColumn(column);
      value = read(text.get(row) ?? "", row);
    }
    if (value === undefined) out.appendNull();
    else out.append(value);
  }
  return out.finish();
}

interface DecimalOptions {
  readonly precision: number;
  readonly scale: number;
}
/** The unscaled value, undefined where it has too many digits. */
function fitted(
  value: ExactDecimal | undefined,
  { precision, scale }: DecimalOptions,
  limit: bigint,
): bigint | undefined {
  if (value === undefined) return undefined;
  // Exponents far outside are settled without making the digits.
  const { unscaled } = value;
  const magnitude = unscaled === 0n ? 0 : unscaled.toString().length - value.scale;
  if (magnitude > precision - scale + 1) return undefined;
  if (magnitude < -scale - 1) return 0n;
  const rounded = roundTo(value, scale);
  return rounded >= limit || rounded <= -limit ? undefined : rounded;
}
const POWERS: readonly number[] = Array.from({ length: 16 }, (_, i) => 10 ** i);
/**
 * Digits with at most one point, where those that count are few enough for numbers: the unscaled value, half up. NaN for
 * any other text, which takes the slow road.
 */
function simpleDecimal(text: string, scale: number): number {
  const { length } = text;
  const first = text.charCodeAt(0);
  let value = 0;
  let used = 0;
  let fraction = -1;
  let up = false;
  let any = false;
  for (let at = first === 45 || first === 43 ? 1 : 0; at < length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) {
      any = true;
      if (fraction < scale) {
        value = value * 10 + digit;
        used++;
        if (fraction >= 0) fraction++;
      } else if (fraction === scale) {
        // Of the digits that are left only the first one decides.
        up = digit >= 5;
        fraction++;
      }
    } else if (digit === -2 && fraction < 0) fraction = 0;
    else return Number.NaN;
  }
  const missing = scale - Math.max(fraction, 0);
  if (!any || used > 15 || missing > 15) return Number.NaN;
  if (missing > 0) value *= POWERS[missing] as number;
  else if (up) value++;
  if (value > Number.MAX_SAFE_INTEGER) return Number.NaN;
  return first === 45 ? -value : value;
}
/** Reads texts into a decimal column: the fast road, or the one for all texts. */
function decimalReader(options: DecimalOptions): (text: string) => bigint | number | undefined {
  const limit = 10n ** BigInt(options.precision);
  const small = options.precision > 15 ? Number.MAX_SAFE_INTEGER : 10 ** options.precision;
  return (text) => {
    const value = simpleDecimal(text, options.scale);
    if (value < small && value > -small) return value;
    return fitted(decimalOfText(text), options, limit);
  };
}
function decimalSink(precision: number, rowCount: number): Sink<bigint | number> {
  if (precision <= 18) return new Int64Builder(arrowType.int64, rowCount);
  const wide = new Int128Builder(arrowType.decimal, rowCount);
  return { append: (v) => wide.append(BigInt(v)), appendNull: () => wide.appendNull(), finish: () => wide.finish() };
}

const textToDecimal: Kernel = (args, given, rowCount) => {
  const options = given as DecimalOptions;
  return each(textOf(args), rowCount, decimalSink(options.precision, rowCount), decimalReader(options));
};
/**
 * Up to here a scaled double is less than a thousandth away from what the double's shortest text says: both are rounded to
 * the same integer unless they are as close to a half.
 */
const RELIABLE = 2 ** 40;
/** By way of the shortest text of the double, which numbers of few digits do not need. */
const realToDecimal: Kernel = (args, given, rowCount) => {
  const options = given as DecimalOptions;
  const out = decimalSink(options.precision, rowCount);
  const read = decimalReader(options);
  const column = args[0] as ArrowVector;
  const { data } = column;
  const scaled = options.scale > 15 ? 0 : POWERS[options.scale]!;
  const most = Math.min(RELIABLE, 10 ** options.precision - 1);
  for (let row = 0; row < rowCount; row++) {
    const value = data[row] as number;
    const size = Math.abs(value) * scaled;
    const rounded = Math.floor(size + 0.5);
    let found: bigint | number | undefined;
    if (isValid(column, row)) {
      const sure = scaled > 0 && rounded <= most && Math.abs(size - rounded) < 0.499;
      found = sure ? (value < 0 ? -rounded : rounded) : Number.isFinite(value) ? read(doubleText(value)) : undefined;
    }
    if (found === undefined) out.appendNull();
    else out.append(found);
  }
  return out.finish();
};
const textToDate: Kernel = ([column], _options, rowCount) =>
  eachPlain(column!, new NumberBuilder(arrowType.date, rowCount), plainDate, dateOfText);

const DAY = 86_400_000_000n;

/** f0: the wall clock; f1: seconds east of UTC where a zone was written. */
const textToTimestamp: Kernel = ([column], given, rowCount) => {
  const now = BigInt((given as { readonly now: string }).now);
  const zone = (given as { readonly timeZone: string }).timeZone;
  const midnights = new Map<string, bigint>();
  const midnightIn = (where: string): bigint => {
    let found = midnights.get(where);
    if (found === undefined) {
      const local = now + offsetMicros(now, where);
      found = local - (((local % DAY) + DAY) % DAY);
      midnights.set(where, found);
    }
    return found;
  };
  const offsets = new Int32Array(rowCount);
  const zoned = new Uint8Array((rowCount + 7) >> 3);
  const local = eachPlain(column!, new Int64Builder(arrowType.timestamp, rowCount), plainMoment, (text, row) => {
    const found = momentOfText(text);
    const micros = found?.timeOnly === true ? midnightIn(found.zone ?? zone) + found.micros : found?.micros;
    if (micros !== undefined && found?.zone !== undefined) {
      offsets[row] = offsetAt(micros, found.zone);
      setBit(zoned, row);
    }
    return micros;
  });
  const offset = arrowVector(arrowType.int32, rowCount, { data: offsets, validity: zoned });
  return arrowVector(arrowType.struct, rowCount, { children: [local, offset] });
};
const textToTimestampNtz: Kernel = ([column], _options, rowCount) =>
  eachPlain(column!, new Int64Builder(arrowType.timestamp, rowCount), plainMoment, (text) => {
    const found = momentOfText(text);
    return found === undefined || found.timeOnly ? undefined : found.micros;
  });
const textToTime: Kernel = ([column], _options, rowCount) =>
  eachPlain(column!, new Int64Builder(arrowType.int64, rowCount), plainNanos, timeOfText);
function plainNanos(bytes: Uint8Array, start: number, end: number): number {
  const micros = plainTime(bytes, start, end);
  return micros === NONE ? NONE : micros * 1000;
}

interface IntervalOptions {
  readonly kind: "interval_dt" | "interval_ym";
  readonly start: number;
  readonly end: number;
}
const textToAnsiInterval: Kernel = (args, given, rowCount) => {
  const { kind, start, end } = given as IntervalOptions;
  if (kind === "interval_dt") {
    const out = new Int64Builder(arrowType.int64, rowCount);
    return each(textOf(args), rowCount, out, (text) => microsOfText(text, start, end));
  }
  const out = new NumberBuilder(arrowType.int32, rowCount);
  return each(textOf(args), rowCount, out, (text) => {
    const months = monthsOfText(text, start, end);
    return months === undefined ? undefined : Number(months);
  });
};
const unitsOfText = memoized(parseUnits);
const textToInterval: Kernel = (args, _options, rowCount) => {
  const text = textOf(args);
  const [months, days, micros] = [
    new NumberBuilder(arrowType.int32, rowCount),
    new NumberBuilder(arrowType.int32, rowCount),
    new Int64Builder(arrowType.int64, rowCount),
  ];
  const out = new StructBuilder([months, days, micros]);
  for (let row = 0; row < rowCount; row++) {
    const value = text.get(row);
    const found = value === null ? undefined : unitsOfText(value);
    if (found === undefined || "failure" in found) {
      out.appendNull();
      continue;
    }
    months.append(found.interval.months);
    days.append(found.interval.days);
    micros.append(found.interval.microseconds);
    out.append();
  }
  return out.finish();
};

export const castKernels: { readonly [name: string]: Kernel } = {
  text_to_decimal: textToDecimal,
  real_to_decimal: realToDecimal,
  text_to_date: textToDate,
  text_to_timestamp: textToTimestamp,
  text_to_timestamp_ntz: textToTimestampNtz,
  text_to_time: textToTime,
  text_to_ansi_interval: textToAnsiInterval,
  text_to_interval: textToInterval,
};
