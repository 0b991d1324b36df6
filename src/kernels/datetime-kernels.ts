/** Kernels of dates and times: reading and printing by patterns, time zones that differ from row to row, sequences. */
import { BytesBuilder, Int64Builder, ListBuilder, NumberBuilder } from "../arrow/builders.ts";
import { type ArrowVector, arrowType, isValid } from "../arrow/vector.ts";
import { civilFromDays, daysFromCivil } from "../types/calendar.ts";
import { DateTimeException, SparkRuntimeException, SparkUpgradeException } from "../types/spark-error.ts";
import { Arguments, memoized } from "./arguments.ts";
import { type FastReader, fastReaderOf, type FastReading } from "./datetime-fast-read.ts";
import { compilePattern } from "./datetime-pattern.ts";
import { type Moment, type Printer, printerOf } from "./datetime-pattern-format.ts";
import { type Reading, readerOf, type TextReader } from "./datetime-pattern-parse.ts";
import { microsAndBelow } from "./hash-shape.ts";
import type { Kernel } from "./kernel.ts";
import { simplePrinter, simpleReader } from "./simple-date-format.ts";
import { zoneOfId } from "./zone-id.ts";
import { laterOf, type ZoneOffsets, zoneOffsets } from "./zone-offsets.ts";

const modernReaders: (pattern: string) => TextReader = memoized((pattern) => readerOf(compilePattern(pattern, true)));
const legacyReaders: (pattern: string) => TextReader = memoized(simpleReader);
const readersOf: { readonly [policy in TimeParserPolicy]: (pattern: string) => TextReader } = {
  CORRECTED: modernReaders,
  LEGACY: legacyReaders,
  EXCEPTION: (pattern) => {
    const modern = modernReaders(pattern);
    let legacy: TextReader | undefined;
    return (text) => {
      const reading = modern(text);
      if (reading !== undefined) return reading;
      legacy ??= laxReader(pattern);
      if (legacy(text) === undefined) return undefined;
      throw new SparkUpgradeException("INCONSISTENT_BEHAVIOR_CROSS_VERSION.PARSE_DATETIME_BY_NEW_PARSER", {
        datetime: `'${text}'`,
        config: '"spark.sql.legacy.timeParserPolicy"',
      });
    };
  },
};
/** Of a pattern that the older classes do not know nothing is read. */
function laxReader(pattern: string): TextReader {
  try {
    return legacyReaders(pattern);
  } catch (e) {
    if (e instanceof SparkRuntimeException) return () => undefined;
    throw e;
  }
}
const fastReaders: (pattern: string) => FastReader | undefined = memoized((pattern) =>
  fastReaderOf(compilePattern(pattern, true)),
);
const modernPrinters: (pattern: string) => Printer = memoized((pattern) => printerOf(compilePattern(pattern, false)));
const legacyPrinters: (pattern: string) => Printer = memoized(simplePrinter);

/** Microseconds of a 64-bit column without going through bigint: whole seconds (rounded down) and the rest. */
class Micros {
  readonly #words: Int32Array;
  readonly #low: Uint32Array;
  seconds = 0;
  micros = 0;
  constructor(column: ArrowVector) {
    const data = column.data as BigInt64Array;
    this.#words = new Int32Array(data.buffer, data.byteOffset, data.length * 2);
    this.#low = new Uint32Array(data.buffer, data.byteOffset, data.length * 2);
  }
  load(row: number): void {
    const high = this.#words[row * 2 + 1] as number;
    // 2^32 is 4294 million and 967296: every product here is exact.
    const rest = high * 967_296 + (this.#low[row * 2] as number);
    const carry = Math.floor(rest / 1e6);
    this.seconds = high * 4294 + carry;
    this.micros = rest - carry * 1e6;
  }
  /** From 128-bit nanoseconds; returns those below the microsecond. */
  loadNanos(words: BigInt64Array, row: number): number {
    const [micros, below] = microsAndBelow(words, row);
    const inSecond = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
    this.micros = Number(inSecond);
    this.seconds = Number((micros - inSecond) / 1_000_000n);
    return below;
  }
}

export interface ReadOptions {
  readonly zone: string;
  /** What is made: the instant, the wall clock, the date, the time of day (ns) or whole seconds of the instant. */
  readonly to: "timestamp" | "ntz" | "date" | "time" | "seconds";
  readonly policy?: TimeParserPolicy;
}
/**
 * `spark.sql.legacy.timeParserPolicy`: LEGACY reads and prints as SimpleDateFormat does; EXCEPTION fails where it alone
 * understands a text.
 */
export type TimeParserPolicy = "CORRECTED" | "LEGACY" | "EXCEPTION";

/** Texts by a pattern; null where the text does not fit. */
const readMoments: Kernel = (columns, given, rowCount) => {
  const options = given as ReadOptions;
  const args = new Arguments(columns, given);
  const pattern = args.text(1);
  const policy = options.to === "ntz" || options.to === "time" ? "CORRECTED" : (options.policy ?? "CORRECTED");
  const readers = readersOf[policy];
  const fast = policy === "CORRECTED" ? fastReader(args, pattern.constant?.value ?? null) : undefined;
  const bytes = args.bytes(0);
  let text = fast === undefined ? args.text(0) : undefined;
  const quick: FastReading = { days: 0, secondOfDay: 0, nanos: 0 };
  const session = zoneOffsets(zoneOfId(options.zone) ?? "UTC");
  const constant = pattern.constant?.value;
  const fixed = typeof constant === "string" ? readers(constant) : undefined;
  const dates = options.to === "date" ? new NumberBuilder(arrowType.date, rowCount) : undefined;
  const longs = new Int64Builder(arrowType.int64, dates === undefined ? rowCount : 1);
  const out = dates ?? longs;
  for (let row = 0; row < rowCount; row++) {
    let reading: Reading | undefined;
    if (fast !== undefined && !bytes.isNull(row) && fast(bytes.data, bytes.start(row), bytes.end(row), quick))
      reading = quick;
    else {
      text ??= args.text(0);
      const value = text.get(row);
      const by = value === null ? null : pattern.get(row);
      reading = value === null || by === null ? undefined : (fixed ?? readers(by))(value);
    }
    if (reading === undefined || (policy === "LEGACY" && inGap(reading, options, session))) out.appendNull();
    else if (dates !== undefined) dates.append(dateOf(reading, session));
    else longs.append(valueOf(reading, options, session, policy === "LEGACY"));
  }
  return out.finish();
};
function fastReader(args: Arguments, pattern: string | null): FastReader | undefined {
  return pattern === null || args.constant(0) !== undefined ? undefined : fastReaders(pattern);
}
function zoneIn(reading: Reading, session: ZoneOffsets): ZoneOffsets {
  return reading.zone === undefined ? session : zoneOffsets(zoneOfId(reading.zone) ?? reading.zone);
}
/** A wall clock that the zone passed over, which Java's older classes refuse. */
function inGap(reading: Reading, { to }: ReadOptions, session: ZoneOffsets): boolean {
  if (to === "ntz" || to === "time") return false;
  const zone = zoneIn(reading, session);
  const local = reading.days * 86400 + reading.secondOfDay;
  const utc = zone.toUtc(local);
  return utc + zone.at(utc) !== local;
}
function dateOf(reading: Reading, session: ZoneOffsets): number {
  if (reading.zone === undefined) return reading.days;
  const utc = zoneIn(reading, session).toUtc(reading.days * 86400 + reading.secondOfDay);
  return Math.floor((utc + session.at(utc)) / 86400);
}
function valueOf(reading: Reading, { to }: ReadOptions, session: ZoneOffsets, later: boolean): bigint | number {
  if (to === "time") return reading.secondOfDay * 1e9 + Math.floor(reading.nanos / 1000) * 1000;
  const local = reading.days * 86400 + reading.secondOfDay;
  const zone = zoneIn(reading, session);
  const first = to === "ntz" ? local : zone.toUtc(local);
  const seconds = later && to !== "ntz" ? laterOf(first, local, zone) : first;
  const micros = Math.floor(reading.nanos / 1000);
  // Whole seconds are cut towards zero.
  if (to === "seconds") return seconds < 0 && micros > 0 ? seconds + 1 : seconds;
  const total = seconds * 1e6 + micros;
  return Number.isSafeInteger(total) ? total : BigInt(seconds) * 1_000_000n + BigInt(micros);
}

export interface PrintOptions {
  readonly zone: string;
  readonly from: "timestamp" | "time";
  readonly policy?: TimeParserPolicy;
}
/** Timestamps (or times of day) as text by a pattern. */
const printMoments: Kernel = (columns, given, rowCount) => {
  const options = given as PrintOptions;
  const printers = options.policy === "LEGACY" && options.from === "timestamp" ? legacyPrinters : modernPrinters;
  const args = new Arguments(columns, given);
  const pattern = args.text(1);
  const column = args.column(0);
  const constant = pattern.constant?.value;
  const fixed = typeof constant === "string" ? printers(constant) : undefined;
  const zone = zoneOffsets(zoneOfId(options.zone) ?? "UTC");
  const out = new BytesBuilder(arrowType.utf8, rowCount);
  const clock = new Micros(column);
  const wide = column.data.length >= column.length * 2 ? (column.data as BigInt64Array) : undefined;
  const moment: Moment = { days: 0, secondOfDay: 0, nanos: 0, offset: 0, zone: options.zone };
  for (let row = 0; row < rowCount; row++) {
    const by = isValid(column, row) ? pattern.get(row) : null;
    if (by === null) {
      out.appendNull();
      continue;
    }
    if (options.from === "time") {
      const nanos = Number((column.data as BigInt64Array)[row]);
      moment.secondOfDay = Math.floor(nanos / 1e9);
      moment.nanos = nanos % 1e9;
    } else {
      let below = 0;
      if (wide === undefined) clock.load(row);
      else below = clock.loadNanos(wide, row);
      moment.offset = zone.at(clock.seconds);
      const local = clock.seconds + moment.offset;
      moment.days = Math.floor(local / 86400);
      moment.secondOfDay = local - moment.days * 86400;
      moment.nanos = clock.micros * 1000 + below;
    }
    out.appendString((fixed ?? printers(by))(moment));
  }
  return out.finish();
};

/** Wall clock and instant change places in the zone of each row. */
function shift(toLocal: boolean): Kernel {
  return (columns, given, rowCount) => {
    const lenient = (given as { readonly lenient?: boolean } | undefined)?.lenient === true;
    const args = new Arguments(columns, given);
    const time = args.long(0);
    const zone = args.text(1);
    const out = new Int64Builder(arrowType.timestamp, rowCount);
    for (let row = 0; row < rowCount; row++) {
      const [at, id] = [time.get(row), zone.get(row)];
      if (at === null || id === null) {
        out.appendNull();
        continue;
      }
      const name = zoneOfId(id);
      if (name === undefined) {
        if (!lenient) throw new DateTimeException("INVALID_TIMEZONE", { timeZone: id });
        out.appendNull();
        continue;
      }
      const seconds = Math.floor(Number(at / 1_000_000n)) - (at % 1_000_000n < 0n ? 1 : 0);
      const offsets = zoneOffsets(name);
      const by = toLocal ? offsets.at(seconds) : offsets.toUtc(seconds) - seconds;
      out.append(at + BigInt(by) * 1_000_000n);
    }
    return out.finish();
  };
}

export interface SequenceOptions {
  /** Dates are days; else microseconds, which are instants where there is a zone. */
  readonly dates: boolean;
  readonly zone: string | null;
}
/** As `sequence`, of days, where 64 bits are not needed. */
function sequenceOfDays(args: Arguments, rowCount: number): ArrowVector {
  const [start, stop, months, days] = [args.number(0), args.number(1), args.number(2), args.number(3)];
  const micros = args.long(4);
  const values = new NumberBuilder(arrowType.date, rowCount * 4);
  const out = new ListBuilder(values);
  for (let row = 0; row < rowCount; row++) {
    const [from, to, m, d, us] = [start.get(row), stop.get(row), months.get(row), days.get(row), micros.get(row)];
    // Parts of a day are an error of their own.
    if (from === null || to === null || m === null || d === null || us === null || us % DAY !== 0n) {
      out.appendNull();
      continue;
    }
    const each = d + Number(us / DAY);
    const step = m * 28 + each;
    if (step === 0 ? from !== to : step > 0 ? from > to : from < to) {
      out.appendNull();
      continue;
    }
    for (let i = 0; ; i++) {
      const at = i === 0 ? from : plusMonths(from, m * i) + each * i;
      if (step >= 0 ? at > to : at < to) break;
      values.append(at);
      if (step === 0) break;
    }
    out.append();
  }
  return out.finish();
}
/** From a start to a stop in steps of months, days and microseconds; null where the step leads nowhere. */
const sequence: Kernel = (columns, given, rowCount) => {
  const options = given as SequenceOptions;
  const args = new Arguments(columns, given);
  if (options.dates) return sequenceOfDays(args, rowCount);
  const [start, stop, months, days, micros] = [0, 1, 2, 3, 4].map((i) => args.long(i));
  const values = new Int64Builder(arrowType.timestamp);
  const out = new ListBuilder(values);
  const zone = options.zone === null ? undefined : zoneOffsets(zoneOfId(options.zone) ?? "UTC");
  for (let row = 0; row < rowCount; row++) {
    const given5 = [start, stop, months, days, micros].map((a) => (a as { get(row: number): bigint | null }).get(row));
    if (given5.includes(null)) {
      out.appendNull();
      continue;
    }
    const [from, to, m, d, us] = given5 as [bigint, bigint, bigint, bigint, bigint];
    const step = m * 28n * 86_400_000_000n + d * 86_400_000_000n + us;
    const forward = step > 0n;
    if (step === 0n ? from !== to : forward ? from > to : from < to) {
      out.appendNull();
      continue;
    }
    for (let i = 0n; ; i++) {
      const at = i === 0n ? from : moved(from, m * i, d * i, us * i, zone);
      if (forward ? at > to : at < to) break;
      values.append(at);
      if (step === 0n) break;
    }
    out.append();
  }
  return out.finish();
};
const DAY = 86_400_000_000n;
function floorDiv(a: bigint, b: bigint): bigint {
  const q = a / b;
  return a % b < 0n ? q - 1n : q;
}
function moved(from: bigint, months: bigint, days: bigint, micros: bigint, zone: ZoneOffsets | undefined): bigint {
  if (months === 0n && days === 0n) return from + micros;
  const local = zone === undefined ? from : from + offsetAt(zone, from);
  const day = floorDiv(local, DAY);
  const moved_ = (BigInt(plusMonths(Number(day), Number(months))) + days) * DAY + (local - day * DAY);
  if (zone === undefined) return moved_ + micros;
  const seconds = floorDiv(moved_, 1_000_000n);
  return BigInt(zone.toUtc(Number(seconds))) * 1_000_000n + (moved_ - seconds * 1_000_000n) + micros;
}
function offsetAt(zone: ZoneOffsets, micros: bigint): bigint {
  return BigInt(zone.at(Number(floorDiv(micros, 1_000_000n)))) * 1_000_000n;
}
/** The day is kept within the month. */
function plusMonths(days: number, months: number): number {
  if (months === 0) return days;
  const { year, month, day } = civilFromDays(days);
  const index = year * 12 + month - 1 + months;
  const y = Math.floor(index / 12);
  const first = daysFromCivil(y, index - y * 12 + 1, 1);
  const next = daysFromCivil(Math.floor((index + 1) / 12), ((((index + 1) % 12) + 12) % 12) + 1, 1);
  return first + Math.min(day, next - first) - 1;
}

export const datetimeKernels: { readonly [name: string]: Kernel } = {
  read_moments: readMoments,
  print_moments: printMoments,
  local_of: shift(true),
  instant_of: shift(false),
  sequence_of_moments: sequence,
};
