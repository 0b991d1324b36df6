/** Casts from strings (and of floats to decimals) that need a reader. A text that is none gives null. */
import { Int128Builder, Int64Builder, NumberBuilder, StructBuilder } from "../arrow/builders.ts";
import { type ArrowVector, arrowType, isValid } from "../arrow/vector.ts";
import { parseUnits } from "../sql/interval-text.ts";
import { type TextArgument, textColumn } from "./arguments.ts";
import { dateOfText, momentOfText, offsetAt, timeOfText } from "./datetime-text.ts";
import { decimalOfReal, decimalOfText, type ExactDecimal, roundTo } from "./decimal-text.ts";
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
function decimalSink(precision: number, rowCount: number): Sink<bigint> {
  return precision > 18 ? new Int128Builder(arrowType.decimal, rowCount) : new Int64Builder(arrowType.int64, rowCount);
}

const textToDecimal: Kernel = (args, given, rowCount) => {
  const options = given as DecimalOptions;
  const limit = 10n ** BigInt(options.precision);
  const out = decimalSink(options.precision, rowCount);
  return each(textOf(args), rowCount, out, (text) => fitted(decimalOfText(text), options, limit));
};
const realToDecimal: Kernel = (args, given, rowCount) => {
  const options = given as DecimalOptions;
  const limit = 10n ** BigInt(options.precision);
  const out = decimalSink(options.precision, rowCount);
  const column = args[0] as ArrowVector;
  for (let row = 0; row < rowCount; row++) {
    const value = isValid(column, row) ? decimalOfReal(column.data[row] as number) : undefined;
    const found = fitted(value, options, limit);
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
    const found = value === null ? undefined : parseUnits(value);
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
