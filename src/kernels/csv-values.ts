/** Fields of CSV records to values of a Spark type and back, as from_csv and to_csv do. */
import { type BinaryStyle, textOfBytes } from "./binary-style.ts";
import { bigDecimalText, dayTimeText, doubleText, floatText, timeText, yearMonthText } from "../types/calendar.ts";
import { type DataType, DATE, TIMESTAMP } from "../types/data-type.ts";
import type { InternalValue } from "../types/internal-value.ts";
import { parseUnits } from "../sql/interval-text.ts";
import { decimalOfText, roundTo } from "./decimal-text.ts";
import { microsOfText, monthsOfText } from "./interval-text.ts";
import { intervalText } from "./java-text.ts";
import { optionFlag, optionText, type TextOptions } from "./json-options.ts";
import { MomentTexts } from "./moment-text.ts";
import { realOfText } from "./scalar-cast.ts";
import { bytesOfNode } from "./variant-tree.ts";

/** undefined where the text is none of the type's. */
export type FieldReader = (text: string) => InternalValue | undefined;

/** Readers of fields by type, and the type that a field looks like. */
export class CsvFields {
  readonly #options: TextOptions;
  readonly #moments: MomentTexts;
  readonly #nan: string;
  readonly #negativeInfinity: string;
  readonly #positiveInfinity: string;
  constructor(options: TextOptions, zone: string) {
    this.#options = options;
    this.#nan = optionText(options, "nanValue") ?? "NaN";
    this.#negativeInfinity = optionText(options, "negativeInf") ?? "-Inf";
    this.#positiveInfinity = optionText(options, "positiveInf") ?? "Inf";
    this.#moments = new MomentTexts(options, zone);
  }
  /** Whether no number of digits is read as something else. */
  get readsPlainReals(): boolean {
    return [this.#nan, this.#negativeInfinity, this.#positiveInfinity].every((word) => /^[-+]?[A-Za-z]+$/.test(word));
  }
  reader(type: DataType): FieldReader {
    switch (type.kind) {
      case "boolean":
        return (text) => booleanOf(text);
      case "byte":
      case "short":
      case "integer":
      case "long":
        return integers({ byte: 8, short: 16, integer: 32, long: 64 }[type.kind]);
      case "float":
        return (text) => {
          const value = this.#real(text);
          return value === undefined ? undefined : Math.fround(value);
        };
      case "double":
        return (text) => this.#real(text);
      case "decimal":
        return (text) => decimalOf(text, type.precision, type.scale);
      case "date":
      case "time":
      case "timestamp":
      case "timestamp_ntz":
      case "timestamp_ltz_nanos":
      case "timestamp_ntz_nanos":
        return (text) => this.#moments.read(text, type);
      case "interval_dt":
        return (text) => microsOfText(text, type.startField, type.endField);
      case "interval_ym":
        return (text) => {
          const months = monthsOfText(text, type.startField, type.endField);
          return months === undefined ? undefined : Number(months);
        };
      case "interval":
        return (text) => {
          const found = parseUnits(text);
          return found === undefined || "failure" in found ? undefined : found.interval;
        };
      case "binary":
        return (text) => new TextEncoder().encode(text);
      case "variant":
        return (text) => this.#variant(text);
      default:
        return (text) => text;
    }
  }
  #real(text: string): number | undefined {
    if (text === this.#nan) return Number.NaN;
    if (text === this.#negativeInfinity) return Number.NEGATIVE_INFINITY;
    if (text === this.#positiveInfinity) return Number.POSITIVE_INFINITY;
    if (isPlainReal(text)) return Number(text);
    return /^\s*[+-]?inf\s*$/i.test(text) ? undefined : realOfText(text);
  }
  #variant(text: string): InternalValue {
    const { value, metadata } = bytesOfNode(this.#node(text));
    return [value, metadata];
  }
  #node(text: string): Parameters<typeof bytesOfNode>[0] {
    const long = integers(64)(text);
    if (long !== undefined) return { kind: "long", value: long as bigint };
    const exact = decimalOfText(text);
    if (exact !== undefined && /^[+-]?[\d.eE+-]+$/.test(text) && exact.scale <= 38 && exact.scale >= -38) {
      const scale = Math.max(exact.scale, 0);
      return { kind: "decimal", unscaled: exact.unscaled * 10n ** BigInt(scale - exact.scale), scale };
    }
    const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? this.#moments.read(text, DATE) : undefined;
    if (date !== undefined) return { kind: "date", days: date as number };
    const moment = this.#moments.read(text, TIMESTAMP);
    if (moment !== undefined) return { kind: "timestamp", micros: moment as bigint, nanos: 0 };
    const flag = booleanOf(text);
    return flag === undefined ? { kind: "string", value: text } : { kind: "boolean", value: flag };
  }

  /** The name of the type that a field looks like. */
  typeOf(text: string): string {
    if (text === "" || text === (optionText(this.#options, "nullValue") ?? "")) return "STRING";
    if (integers(32)(text) !== undefined) return "INT";
    if (integers(64)(text) !== undefined) return "BIGINT";
    const exact = /^[+-]?\d+$/.test(text.replaceAll(",", "")) ? decimalOfText(text.replaceAll(",", "")) : undefined;
    const digits = exact === undefined ? 39 : exact.unscaled.toString().replace("-", "").length;
    if (digits <= 38) return `DECIMAL(${digits},0)`;
    if (this.#real(text) !== undefined) return "DOUBLE";
    const strict = optionText(this.#options, "dateFormat") !== undefined || /^\s*\d{4}-\d{2}-\d{2}\s*$/.test(text);
    if (strict && this.#moments.read(text, DATE) !== undefined) return "DATE";
    if (this.#moments.read(text, TIMESTAMP) !== undefined || this.#moments.isTime(text)) return "TIMESTAMP";
    return booleanOf(text) === undefined ? "STRING" : "BOOLEAN";
  }
}
function booleanOf(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === "true" ? true : word === "false" ? false : undefined;
}
/** Digits with a point among them, as most numbers are. */
function isPlainReal(text: string): boolean {
  let points = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 46 && i > 0 && i < text.length - 1) points++;
    else if (c < 48 || c > 57) return false;
  }
  return text.length > 0 && text.length < 20 && points < 2;
}
/** A number of a few digits; -1 where it takes a closer look. */
export function fewDigits(text: string): number {
  if (text.length === 0 || text.length > 9) return -1;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
function integers(bits: number): FieldReader {
  return (text) => {
    const few = bits >= 32 ? fewDigits(text) : -1;
    if (few >= 0) return bits === 64 ? BigInt(few) : few;
    if (!/^[+-]?\d+$/.test(text)) return undefined;
    const value = BigInt(text.replace("+", ""));
    if (BigInt.asIntN(bits, value) !== value) return undefined;
    return bits === 64 ? value : Number(value);
  };
}
function decimalOf(text: string, precision: number, scale: number): bigint | undefined {
  // Blanks are no part of a decimal, as they are of other numbers.
  const found = /^\s|\s$/.test(text) ? undefined : decimalOfText(text.replaceAll(",", ""));
  if (found === undefined) return undefined;
  const value = roundTo(found, scale);
  const limit = 10n ** BigInt(precision);
  return value < limit && value > -limit ? value : undefined;
}

type FieldWriter = (value: InternalValue) => string;
/** Writes the fields of a record, quoted where they must be. */
export class CsvWriter {
  readonly #moments: MomentTexts;
  readonly #separator: string;
  readonly #quote: string;
  readonly #escape: string;
  readonly #escapeEscape: string;
  readonly #nullValue: string;
  readonly #emptyValue: string;
  readonly #quoteAll: boolean;
  readonly #escapeQuotes: boolean;
  readonly #trimStart: boolean;
  readonly #trimEnd: boolean;
  readonly #binaryStyle: BinaryStyle;
  readonly #fields: readonly FieldWriter[];

  constructor(
    type: DataType & { kind: "struct" },
    options: TextOptions,
    zone: string,
    binaryStyle: BinaryStyle = "HEX_DISCRETE",
  ) {
    this.#binaryStyle = binaryStyle;
    this.#moments = new MomentTexts(options, zone);
    this.#separator = optionText(options, "sep") ?? optionText(options, "delimiter") ?? ",";
    this.#quote = optionText(options, "quote") ?? '"';
    this.#escape = optionText(options, "escape") ?? "\\";
    this.#escapeEscape =
      optionText(options, "charToEscapeQuoteEscaping") ?? (this.#escape === this.#quote ? "" : this.#escape);
    this.#nullValue = optionText(options, "nullValue") ?? "";
    this.#emptyValue = optionText(options, "emptyValue") ?? '""';
    this.#quoteAll = optionFlag(options, "quoteAll", false);
    this.#escapeQuotes = optionFlag(options, "escapeQuotes", true);
    this.#trimStart = optionFlag(options, "ignoreLeadingWhiteSpace", true);
    this.#trimEnd = optionFlag(options, "ignoreTrailingWhiteSpace", true);
    this.#fields = type.fields.map((f) => this.#writer(f.dataType));
  }
  /** Null where nothing at all would be written. */
  record(values: readonly InternalValue[]): string | null {
    const fields = this.#fields.map((_, i) => {
      const value = values[i] ?? null;
      if (value !== null) return this.field(i, value);
      return this.#quoteAll ? this.#quoted(this.#nullValue) : this.#nullValue;
    });
    return fields.length === 1 && fields[0] === "" ? null : fields.join(this.#separator);
  }
  /** A field that is not null. */
  field(at: number, value: InternalValue): string {
    let text = this.#fields[at]!(value);
    if (this.#trimStart) text = text.replace(/^[\0-\x20]+/, "");
    if (this.#trimEnd) text = text.replace(/[\0-\x20]+$/, "");
    if (text === "") return this.#emptyValue;
    const hasQuote = text.includes(this.#quote);
    const special = text.includes(this.#separator) || /[\n\r]/.test(text) || text.startsWith("#");
    if (!this.#quoteAll && !special && !(hasQuote && this.#escapeQuotes)) return text;
    return this.#quoted(text);
  }
  #quoted(text: string): string {
    let inner =
      this.#escapeEscape === "" ? text : text.replaceAll(this.#escape, () => this.#escapeEscape + this.#escape);
    inner = inner.replaceAll(this.#quote, () => this.#escape + this.#quote);
    return `${this.#quote}${inner}${this.#quote}`;
  }
  #writer(type: DataType): FieldWriter {
    switch (type.kind) {
      case "float":
        return (v) => floatText(v as number);
      case "double":
        return (v) => doubleText(v as number);
      case "decimal":
        return (v) => bigDecimalText(v as bigint, type.scale);
      case "binary":
        return (v) => textOfBytes(v as Uint8Array, this.#binaryStyle);
      case "date":
        return (v) => this.#moments.date(v as number);
      case "timestamp":
      case "timestamp_ntz":
      case "timestamp_ltz_nanos":
      case "timestamp_ntz_nanos":
        return (v) => this.#moments.timestamp(v as bigint, type.kind);
      case "time":
        return (v) => this.#moments.time(v as bigint, () => timeText(v as bigint));
      case "interval_dt":
        return (v) => dayTimeText(v as bigint, type.startField, type.endField);
      case "interval_ym":
        return (v) => yearMonthText(v as number, type.startField, type.endField);
      case "interval":
        return intervalText;
      case "array": {
        const element = this.#writer(type.elementType);
        return (v) => `[${joined((v as readonly InternalValue[]).map((x) => (x === null ? null : element(x))))}]`;
      }
      case "map": {
        const [key, value] = [this.#writer(type.keyType), this.#writer(type.valueType)];
        return (v) => {
          const entries = v as readonly (readonly [InternalValue, InternalValue])[];
          return `{${entries.map(([k, x]) => `${key(k)} ->${x === null ? "" : ` ${value(x)}`}`).join(", ")}}`;
        };
      }
      case "struct": {
        const fields = type.fields.map((f) => this.#writer(f.dataType));
        return (v) => `{${joined((v as readonly InternalValue[]).map((x, i) => (x === null ? null : fields[i]!(x))))}}`;
      }
      default:
        return String;
    }
  }
}
/** Comma and blank between values; nulls are nothing at all. */
function joined(parts: readonly (string | null)[]): string {
  return parts.map((p, i) => (p === null ? (i === 0 ? "" : ",") : i === 0 ? p : `, ${p}`)).join("");
}
