/** format_string, format_number, to_char and to_number. */
import { type ColumnBuilder, Int128Builder, Int64Builder, Utf8Builder } from "../arrow/builders.ts";
import { arrowType, isValid } from "../arrow/vector.ts";
import { bigDecimalText } from "../types/calendar.ts";
import { Arguments, memoized, type TextArgument } from "./arguments.ts";
import {
  DecimalFormat,
  DecimalPatternError,
  type DecimalDigits,
  digitsOfDecimal,
  digitsOfDouble,
} from "./decimal-format.ts";
import { FormatBytes } from "./format-bytes.ts";
import { compileFormat, type FormatValue, FormatterError, formatWith } from "./java-formatter.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { NO_NUMBER, PlainNumberFormat } from "./number-format-plain.ts";
import { NumberFormat } from "./number-format.ts";

/** How an argument is read: the kind of its Spark type, with the scale of a decimal. */
export interface FormatType {
  readonly kind: "integer" | "float" | "double" | "decimal" | "boolean" | "string" | "null";
  readonly bits?: 8 | 16 | 32 | 64;
  readonly scale?: number;
}
const NULL: FormatValue = { kind: "null" };

function reader(args: Arguments, i: number, type: FormatType): (row: number) => FormatValue {
  const { kind } = type;
  switch (kind) {
    case "null":
      return () => NULL;
    case "string": {
      const text = args.text(i);
      return (row) => wrap(text.get(row), (value) => ({ kind, value }));
    }
    case "boolean": {
      const flag = args.boolean(i);
      return (row) => wrap(flag.get(row), (value) => ({ kind, value }));
    }
    case "float":
    case "double": {
      const number = args.number(i);
      return (row) => wrap(number.get(row), (value) => ({ kind, value }));
    }
    case "integer": {
      const long = args.long(i);
      const bits = type.bits ?? 32;
      return (row) => wrap(long.get(row), (value) => ({ kind, bits, value }));
    }
    case "decimal": {
      const unscaled = args.integer(i);
      return (row) => wrap(unscaled.get(row), (value) => ({ kind, text: bigDecimalText(value, type.scale ?? 0) }));
    }
  }
}
function wrap<T>(value: T | null, make: (value: T) => FormatValue): FormatValue {
  return value === null ? NULL : make(value);
}

const formatString: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const { types } = options as { readonly types: readonly FormatType[] };
  const format = args.text(0);
  const readers = types.map((t, i) => reader(args, i + 1, t));
  const compile = memoized(compileFormat);
  const out = new Utf8Builder(rows);
  const values: FormatValue[] = [];
  try {
    const constant = format.constant?.value ?? null;
    const quick = constant === null ? undefined : FormatBytes.of(compile(constant), args, types);
    for (let row = 0; row < rows; row++) {
      const f = format.get(row);
      if (f === null) {
        out.appendNull();
        continue;
      }
      if (quick?.write(row) === true) {
        out.append(quick.out.bytes, 0, quick.out.used);
        continue;
      }
      for (let i = 0; i < readers.length; i++) values[i] = readers[i]!(row);
      out.appendString(formatWith(compile(f), values));
    }
  } catch (e) {
    // Java's own error, which has no condition of Spark's.
    throw e instanceof FormatterError ? new KernelError(null, {}, { message: e.message }) : e;
  }
  return out.finish();
};

const DEFAULT_PATTERN = "#,###,###,###,###,###,##0";
/** format_number(x, places) or format_number(x, pattern). */
const formatNumber: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const { type, places } = options as { readonly type: FormatType; readonly places: boolean };
  const read = digitReader(args, type);
  const patterns = memoized((p) => new DecimalFormat(p === "" ? DEFAULT_PATTERN : p));
  const text = places ? null : args.text(1);
  const count = places ? args.number(1) : null;
  const out = new Utf8Builder(rows);
  const plain = plainWriter(args, type, count?.constant?.value ?? -1, out);
  try {
    for (let row = 0; row < rows; row++) {
      if (plain?.(row) === true) continue;
      const number = read(row);
      const pattern = patternAt(text?.get(row), count?.get(row));
      if (number === null || pattern === null) out.appendNull();
      else out.appendString(patterns(pattern).format(number));
    }
  } catch (e) {
    throw e instanceof DecimalPatternError ? new KernelError(null, {}, { message: e.message }) : e;
  }
  return out.finish();
};
/** Beyond that, the digits after the point would not all be exact. */
const [MOST_PLACES, MOST_WHOLE] = [6, 1e9] as const;
/** Appends the texts of plain numbers; false where it takes a closer look. */
function plainWriter(
  args: Arguments,
  type: FormatType,
  places: number,
  out: Utf8Builder,
): ((row: number) => boolean) | undefined {
  if (places < 0 || places > MOST_PLACES) return undefined;
  if (type.kind === "integer") {
    const integer = args.integer(0);
    const zeros = places === 0 ? "" : `.${"0".repeat(places)}`;
    return (row) => {
      const value = integer.get(row);
      if (value !== null) out.appendString(grouped(String(value)) + zeros);
      return value !== null;
    };
  }
  if (type.kind !== "float" && type.kind !== "double") return undefined;
  const number = args.number(0);
  const power = 10 ** places;
  const text = new Uint8Array(32);
  return (row) => {
    const value = number.get(row);
    if (value === null || !(Math.abs(value) < MOST_WHOLE)) return false;
    const scaled = Math.abs(value) * power;
    const whole = Math.floor(scaled);
    // Rounded to nothing, a negative number keeps its sign.
    if (scaled < 1 && value <= 0 && !Object.is(value, 0)) return false;
    const over = scaled - whole - 0.5 || lostBy(Math.abs(value), power, scaled);
    const up = over > 0 || (over === 0 && whole % 2 === 1);
    let at = writeGrouped(up ? whole + 1 : whole, places, text);
    if (value < 0) text[--at] = MINUS;
    out.append(text, at, text.length);
    return true;
  };
}
/** What the product of two doubles has lost by rounding, exactly: by halves of their digits. */
function lostBy(a: number, b: number, product: number): number {
  const half = (x: number): number => {
    const wide = 134217729 * x;
    return wide - (wide - x);
  };
  const [aHigh, bHigh] = [half(a), half(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
const [ZERO, POINT, COMMA, MINUS] = [48, 46, 44, 45] as const;
/** Nine digits fit into 32 bits. */
const NINE_DIGITS = 1e9;
/** Writes a number, with a point before its last digits and a comma after each thousand, to the end; where it begins. */
function writeGrouped(unscaled: number, places: number, text: Uint8Array): number {
  let upper = Math.floor(unscaled / NINE_DIGITS);
  let rest = (unscaled - upper * NINE_DIGITS) | 0;
  let left = 9;
  let at = text.length;
  for (let place = -places; place <= 0 || rest > 0 || upper > 0; place++) {
    if (left-- === 0) [rest, upper] = [upper | 0, 0];
    if (place === 0 && places > 0) text[--at] = POINT;
    else if (place > 0 && place % 3 === 0) text[--at] = COMMA;
    const next = (rest / 10) | 0;
    text[--at] = ZERO + rest - next * 10;
    rest = next;
  }
  return at;
}
/** The text of an integer with a comma after each thousand. */
function grouped(text: string): string {
  const first = text.startsWith("-") ? 1 : 0;
  let at = text.length - 3;
  if (at <= first) return text;
  let out = text.slice(at);
  for (; at - 3 > first; at -= 3) out = `${text.slice(at - 3, at)},${out}`;
  return `${text.slice(0, at)},${out}`;
}
function patternAt(text: string | null | undefined, places: number | null | undefined): string | null {
  if (text !== undefined) return text;
  if (places === null || places === undefined || places < 0) return null;
  return places === 0 ? DEFAULT_PATTERN : `${DEFAULT_PATTERN}.${"0".repeat(places)}`;
}
function digitReader(
  args: Arguments,
  type: FormatType,
): (row: number) => DecimalDigits | "NaN" | "Infinity" | "-Infinity" | null {
  if (type.kind === "float" || type.kind === "double") {
    const number = args.number(0);
    return (row) => {
      const value = number.get(row);
      if (value === null || Number.isFinite(value)) return value === null ? null : digitsOfDouble(value);
      return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    };
  }
  const scale = type.scale ?? 0;
  const integer = args.integer(0);
  return (row) => {
    const value = integer.get(row);
    return value === null ? null : digitsOfDecimal(value, scale);
  };
}

function mismatch(type: string, input: string, format: string): KernelError {
  return new KernelError("INVALID_FORMAT.MISMATCH_INPUT", {
    inputType: `"${type}"`,
    input,
    format: format.toUpperCase(),
  });
}
/** The format is checked at analysis. */
const toNumber: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const bytes = args.bytes(0);
  const { format, fails } = options as { readonly format: string; readonly fails: boolean };
  const compiled = new NumberFormat(format);
  const plain = PlainNumberFormat.of(format);
  let text: TextArgument | undefined;
  const longs = compiled.precision <= 18 ? new Int64Builder(arrowType.int64, rows) : undefined;
  const out: ColumnBuilder & { append(value: bigint): void } = longs ?? new Int128Builder(arrowType.decimal, rows);
  for (let row = 0; row < rows; row++) {
    if (bytes.isNull(row)) {
      out.appendNull();
      continue;
    }
    const quick = plain === undefined ? NO_NUMBER : plain.parse(bytes.data, bytes.start(row), bytes.end(row));
    if (!Number.isNaN(quick) && longs !== undefined) {
      longs.append(quick);
      continue;
    }
    text ??= args.text(0);
    const given = text.get(row)!;
    const value = compiled.parse(given);
    if (value !== null) out.append(value);
    else if (!fails) out.appendNull();
    else throw mismatch("STRING", given, format);
  }
  return out.finish();
};
const toChar: Kernel = (columns, options, rows) => {
  const { format, scale } = options as { readonly format: string; readonly scale: number };
  const args = new Arguments(columns, options);
  const unscaled = args.integer(0);
  const compiled = new NumberFormat(format);
  const plain = PlainNumberFormat.of(format);
  const unit = 10 ** scale;
  const number = plain === undefined || scale > 15 ? undefined : smallReader(args, rows);
  const line = new Uint8Array(plain?.width ?? 0);
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    if (number !== undefined && plain?.format(number(row), unit, line, 0) === true) {
      out.append(line);
      continue;
    }
    const value = unscaled.get(row);
    if (value === null) out.appendNull();
    else out.appendString(compiled.format(value, scale));
  }
  return out.finish();
};
/** Integers of 64 bits as doubles: NaN for null, and for those that doubles do not hold. */
function smallReader(args: Arguments, rows: number): ((row: number) => number) | undefined {
  if (args.constant(0) !== undefined) return undefined;
  const column = args.column(0);
  const { data } = column;
  if (column.type.kind === "null") return undefined;
  const wide = data.length >= rows * 2;
  if (wide || !(data instanceof BigInt64Array)) return undefined;
  const halves = new Int32Array(data.buffer, data.byteOffset, rows * 2);
  return (row) => {
    const high = halves[row * 2 + 1]!;
    if (high > 0x1fffff || high < -0x200000 || !isValid(column, row)) return Number.NaN;
    return high * 4294967296 + (halves[row * 2]! >>> 0);
  };
}

export const formatKernels: { readonly [name: string]: Kernel } = {
  format_string: formatString,
  format_number: formatNumber,
  to_number: toNumber,
  to_char: toChar,
};
