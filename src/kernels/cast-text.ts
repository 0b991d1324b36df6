/** Casts from strings (and of floats to decimals) that need a reader. A text that is none gives null. */
import { Int128Builder, Int64Builder, NumberBuilder, StructBuilder } from "../arrow/builders.ts";
import { type ArrowVector, arrowType, isValid } from "../arrow/vector.ts";
import { parseUnits } from "../sql/interval-text.ts";
import { memoized, type TextArgument, textColumn } from "./arguments.ts";
import { dateOfText, momentOfText, offsetAt, timeOfText } from "./datetime-text.ts";
import { decimalOfText, type ExactDecimal, roundTo } from "./decimal-text.ts";
import { microsOfText, monthsOfText } from "./interval-text.ts";
import type { Kernel } from "./kernel.ts";

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
/** By way of the shortest text of the double. */
const realToDecimal: Kernel = (args, given, rowCount) => {
  const options = given as DecimalOptions;
  const out = decimalSink(options.precision, rowCount);
  const read = decimalReader(options);
  const column = args[0] as ArrowVector;
  for (let row = 0; row < rowCount; row++) {
    const found = isValid(column, row) ? read(String(column.data[row])) : undefined;
    if (found === undefined) out.appendNull();
    else out.append(found);
  }
  return out.finish();
};
const textToDate: Kernel = (args, _options, rowCount) =>
  each(textOf(args), rowCount, new NumberBuilder(arrowType.date, rowCount), dateOfText);

/** f0: the wall clock; f1: seconds east of UTC where a zone was written. */
const textToTimestamp: Kernel = (args, given, rowCount) => {
  const { today } = given as { readonly today: number };
  const midnight = BigInt(today) * 86_400_000_000n;
  const text = textOf(args);
  const local = new Int64Builder(arrowType.timestamp, rowCount);
  const offset = new NumberBuilder(arrowType.int32, rowCount);
  const out = new StructBuilder([local, offset]);
  for (let row = 0; row < rowCount; row++) {
    const value = text.get(row);
    const found = value === null ? undefined : momentOfText(value);
    if (found === undefined) {
      local.appendNull();
      offset.appendNull();
    } else {
      const micros = found.timeOnly ? midnight + found.micros : found.micros;
      local.append(micros);
      if (found.zone === undefined) offset.appendNull();
      else offset.append(offsetAt(micros, found.zone));
    }
    out.append();
  }
  return out.finish();
};
const textToTimestampNtz: Kernel = (args, _options, rowCount) =>
  each(textOf(args), rowCount, new Int64Builder(arrowType.timestamp, rowCount), (text) => {
    const found = momentOfText(text);
    return found === undefined || found.timeOnly ? undefined : found.micros;
  });
const textToTime: Kernel = (args, _options, rowCount) =>
  each(textOf(args), rowCount, new Int64Builder(arrowType.int64, rowCount), timeOfText);

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
