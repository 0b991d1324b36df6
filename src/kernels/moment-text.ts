/** Dates and times of JSON and CSV fields: read and written by the patterns of the options, or by Spark's own rules. */
import { dateText } from "../types/calendar.ts";
import type { DataType } from "../types/data-type.ts";
import type { InternalValue } from "../types/internal-value.ts";
import { SparkUpgradeException } from "../types/spark-error.ts";
import { memoized } from "./arguments.ts";
import { momentOfText } from "./datetime-text.ts";
import { compilePattern } from "./datetime-pattern.ts";
import { type Moment, type Printer, printerOf } from "./datetime-pattern-format.ts";
import { type Reading, readerOf, type TextReader } from "./datetime-pattern-parse.ts";
import { optionText, type TextOptions } from "./json-options.ts";
import { castText, cutNanos } from "./scalar-cast.ts";
import { zoneOfId } from "./zone-id.ts";
import { simplePrinter, simpleReader } from "./simple-date-format.ts";
import { laterOf, type ZoneOffsets, zoneOffsets } from "./zone-offsets.ts";

const readers: (pattern: string) => TextReader = memoized((pattern) => readerOf(compilePattern(pattern, true)));
const printers: (pattern: string) => Printer = memoized((pattern) => printerOf(compilePattern(pattern, false)));

/** Where {@link TextOptions} have `spark.sql.legacy.timeParserPolicy`, if it is not CORRECTED. No user's option has the name. */
export const TIME_PARSER_POLICY = "*timeparserpolicy";
const lenientReaders: (pattern: string) => TextReader = memoized((pattern) => simpleReader(pattern, true));
const lenientPrinters: (pattern: string) => Printer = memoized((pattern) => simplePrinter(pattern, true));

const ZONED = /[Tt ].*(?:[zZ]|[+-]\d|[A-Za-z]{2})/;

type MomentKind = "timestamp" | "timestamp_ntz" | "timestamp_ltz_nanos" | "timestamp_ntz_nanos";

export class MomentTexts {
  readonly #zoneName: string;
  readonly #zone: ZoneOffsets;
  readonly #formats: { readonly [kind: string]: string | undefined };
  readonly #policy: string | undefined;

  constructor(options: TextOptions, sessionZone: string) {
    this.#zoneName = zoneOfId(optionText(options, "timeZone") ?? sessionZone) ?? "UTC";
    this.#zone = zoneOffsets(this.#zoneName);
    this.#policy = optionText(options, TIME_PARSER_POLICY);
    this.#formats = {
      date: optionText(options, "dateFormat"),
      timestamp: optionText(options, "timestampFormat"),
      timestamp_ntz: optionText(options, "timestampNTZFormat"),
      timestamp_ltz_nanos: optionText(options, "timestampFormat"),
      timestamp_ntz_nanos: optionText(options, "timestampNTZFormat"),
      time: optionText(options, "timeFormat"),
    };
  }
  /** undefined where the text is none of the type's. */
  read(text: string, type: DataType): InternalValue | undefined {
    const format = this.#formats[type.kind];
    if (format === undefined) {
      // Unlike a cast, a zone in the text is not passed over.
      if ((type.kind === "timestamp_ntz" || type.kind === "timestamp_ntz_nanos") && ZONED.test(text)) return undefined;
      return castText(text, type, this.#zoneName);
    }
    const reading = this.#reading(text, type, format);
    // What the older classes do not read is read as casts do.
    if (reading === undefined) return this.#isLegacy(type.kind) ? castText(text, type, this.#zoneName) : undefined;
    switch (type.kind) {
      case "date":
        return this.#date(reading);
      case "time":
        return BigInt(reading.secondOfDay) * 1_000_000_000n + BigInt(reading.nanos);
      case "timestamp_ltz_nanos":
      case "timestamp_ntz_nanos": {
        const micros = this.#micros(reading, type.kind === "timestamp_ltz_nanos");
        return cutNanos(micros * 1000n + BigInt(reading.nanos % 1000), type.precision);
      }
      default:
        return this.#micros(reading, type.kind === "timestamp");
    }
  }
  #isLegacy(kind: string): boolean {
    return this.#policy === "LEGACY" && (kind === "date" || kind === "timestamp");
  }
  #reading(text: string, { kind }: DataType, format: string): Reading | undefined {
    if (this.#isLegacy(kind)) return lenientReaders(format)(text);
    const reading = readers(format)(text);
    const compares = this.#policy === "EXCEPTION" && (kind === "date" || kind === "timestamp");
    if (reading === undefined && compares && lenientReaders(format)(text) !== undefined) {
      throw new SparkUpgradeException("INCONSISTENT_BEHAVIOR_CROSS_VERSION.PARSE_DATETIME_BY_NEW_PARSER", {
        datetime: `'${text}'`,
        config: '"spark.sql.legacy.timeParserPolicy"',
      });
    }
    return reading;
  }
  /** Whether the text is a time alone. */
  isTime(text: string): boolean {
    return momentOfText(text)?.timeOnly === true;
  }
  #date(reading: Reading): number {
    if (reading.zone === undefined) return reading.days;
    const utc = this.#zoneOf(reading).toUtc(reading.days * 86400 + reading.secondOfDay);
    return Math.floor((utc + this.#zone.at(utc)) / 86400);
  }
  #zoneOf(reading: Reading): ZoneOffsets {
    return reading.zone === undefined ? this.#zone : zoneOffsets(zoneOfId(reading.zone) ?? reading.zone);
  }
  #micros(reading: Reading, instant: boolean): bigint {
    const local = reading.days * 86400 + reading.secondOfDay;
    const zone = this.#zoneOf(reading);
    const first = instant ? zone.toUtc(local) : local;
    const seconds = instant && this.#policy === "LEGACY" ? laterOf(first, local, zone) : first;
    return BigInt(seconds) * 1_000_000n + BigInt(Math.floor(reading.nanos / 1000));
  }

  date(days: number): string {
    const format = this.#formats["date"];
    if (format === undefined) return dateText(days);
    return (this.#isLegacy("date") ? lenientPrinters : printers)(format)({
      days,
      secondOfDay: 0,
      nanos: 0,
      offset: 0,
      zone: "UTC",
    });
  }
  /** A timestamp in the zone of the options, or one without a zone. */
  timestamp(value: bigint, kind: MomentKind): string {
    if (kind === "timestamp" || kind === "timestamp_ntz") return this.#print(value, 0, kind);
    const below = ((value % 1000n) + 1000n) % 1000n;
    return this.#print(
      (value - below) / 1000n,
      Number(below),
      kind === "timestamp_ltz_nanos" ? "timestamp" : "timestamp_ntz",
    );
  }
  #print(micros: bigint, below: number, kind: "timestamp" | "timestamp_ntz"): string {
    const whole = micros / 1_000_000n - (micros % 1_000_000n < 0n ? 1n : 0n);
    const seconds = Number(whole);
    const instant = kind === "timestamp";
    const offset = instant ? this.#zone.at(seconds) : 0;
    const local = seconds + offset;
    const days = Math.floor(local / 86400);
    const moment: Moment = {
      days,
      secondOfDay: local - days * 86400,
      nanos: Number(micros - whole * 1_000_000n) * 1000 + below,
      offset,
      zone: instant ? this.#zoneName : "UTC",
    };
    const byDefault = instant ? "yyyy-MM-dd'T'HH:mm:ss.SSSXXXXX" : "yyyy-MM-dd'T'HH:mm:ss.SSS";
    const format = this.#formats[kind];
    return (format !== undefined && this.#isLegacy(kind) ? lenientPrinters : printers)(format ?? byDefault)(moment);
  }
  time(nanos: bigint, otherwise: () => string): string {
    const format = this.#formats["time"];
    if (format === undefined) return otherwise();
    const value = Number(nanos);
    return printers(format)({
      days: 0,
      secondOfDay: Math.floor(value / 1e9),
      nanos: value % 1e9,
      offset: 0,
      zone: "UTC",
    });
  }
}
