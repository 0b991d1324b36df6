/** Rows as lines of CSV, each field quoted where Spark's writer quotes it. */
import type { Attribute } from "../logical/expression.ts";
import { px, type Px } from "../polars/dsl.ts";
import { P_DATETIME } from "../polars/polars-type.ts";
import { STRING } from "../types/data-type.ts";
import type { ExpressionLowering } from "./expression-lowering.ts";
import { instantText, localText, NTZ_FORMAT, TIMESTAMP_FORMAT } from "./moment-text.ts";
import { column } from "./plan-builder.ts";
import { BLANKS } from "./text-values.ts";

export interface CsvTextOptions {
  readonly separator: string;
  readonly quote: string;
  readonly escape: string;
  readonly comment: string;
  readonly quoteAll: boolean;
  readonly escapeQuotes: boolean;
  readonly nullValue: string;
  readonly emptyValue: string;
  readonly trimLeading: boolean;
  readonly trimTrailing: boolean;
  readonly dateFormat: string | undefined;
  readonly timestampFormat: string;
  readonly timestampNtzFormat: string;
  readonly timeZone: string;
}

export function csvLine(columns: readonly Attribute[], options: CsvTextOptions, cx: ExpressionLowering): Px {
  const fields = columns.map((a, i) => csvField(textOf(a, options, cx), options, i === 0, isPlain(a, options), cx));
  if (fields.length === 0) return px.lit.str("");
  return px.str.concatHorizontal(fields, options.separator);
}
/** Texts of numbers and the like need no look at their characters. */
function isPlain(a: Attribute, o: CsvTextOptions): boolean {
  if (/[-+.:\w]/.test(o.separator + o.quote)) return false;
  switch (a.dataType.kind) {
    case "boolean":
    case "byte":
    case "short":
    case "integer":
    case "long":
    case "float":
    case "double":
    case "decimal":
      return true;
    case "date":
      return o.dateFormat === undefined;
    case "timestamp":
      return o.timestampFormat === TIMESTAMP_FORMAT;
    case "timestamp_ntz":
      return o.timestampNtzFormat === NTZ_FORMAT;
    default:
      return false;
  }
}
function textOf(a: Attribute, options: CsvTextOptions, cx: ExpressionLowering): Px {
  const value = column(a);
  const print = (moment: Px, pattern: string, zone: string): Px =>
    cx.kernel("print_moments", [moment], STRING, { zone, from: "timestamp", constants: [null, { value: pattern }] });
  switch (a.dataType.kind) {
    case "date":
      if (options.dateFormat === undefined || options.dateFormat === "yyyy-MM-dd") break;
      return print(px.cast(value, P_DATETIME), options.dateFormat, "UTC");
    case "timestamp":
      if (options.timestampFormat === TIMESTAMP_FORMAT) return instantText(value, options.timeZone, cx);
      return print(value, options.timestampFormat, options.timeZone);
    case "timestamp_ntz":
      if (options.timestampNtzFormat === NTZ_FORMAT) return localText(value);
      return print(value, options.timestampNtzFormat, "UTC");
    case "timestamp_ltz_nanos":
    case "timestamp_ntz_nanos": {
      const zoned = a.dataType.kind === "timestamp_ltz_nanos";
      const given = zoned ? options.timestampFormat : options.timestampNtzFormat;
      return print(value, given, zoned ? options.timeZone : "UTC");
    }
    case "binary":
      return bytesText(value);
    default:
  }
  return cx.cast(value, a.dataType, STRING, "try", options.timeZone);
}

/** Bytes as show() prints them. */
function bytesText(value: Px): Px {
  const pairs = px.str.extractAll(px.str.uppercase(px.bin.hexEncode(value)), px.lit.str(".."));
  return px.str.concatHorizontal([px.lit.str("["), px.list.join(pairs, px.lit.str(" "), true), px.lit.str("]")]);
}

function csvField(text: Px, o: CsvTextOptions, first: boolean, plain: boolean, cx: ExpressionLowering): Px {
  const given = cx.share(text);
  if (plain && !o.quoteAll) return px.fillNull(given, px.lit.str(o.nullValue));
  const quoteOf = (value: Px): Px => px.str.concatHorizontal([px.lit.str(o.quote), value, px.lit.str(o.quote)]);
  const literal = (value: string): Px =>
    px.lit.str(o.quoteAll && !isQuoted(value, o.quote) ? o.quote + value + o.quote : value);
  const trimmed = cx.share(trim(given, o));
  const needs = needsQuotes(trimmed, o, first);
  const quoted = quoteOf(escaped(trimmed, o));
  const shown = o.quoteAll ? quoted : px.ternary(needs, quoted, trimmed);
  const full = px.ternary(px.eq(trimmed, px.lit.str("")), literal(o.emptyValue), shown);
  return px.ternary(px.isNull(given), literal(o.nullValue), full);
}
function isQuoted(value: string, quote: string): boolean {
  return value.length >= 2 && value.startsWith(quote) && value.endsWith(quote);
}
function trim(text: Px, o: CsvTextOptions): Px {
  const blanks = px.lit.str(BLANKS);
  if (o.trimLeading && o.trimTrailing) return px.str.stripChars(text, blanks);
  if (o.trimLeading) return px.str.stripCharsStart(text, blanks);
  return o.trimTrailing ? px.str.stripCharsEnd(text, blanks) : text;
}
const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
function needsQuotes(text: Px, o: CsvTextOptions, first: boolean): Px {
  const inside = [o.separator, "\n", "\r", ...(o.escapeQuotes ? [o.quote] : [])].map(escapeRegex);
  const starts = [o.quote, ...(first ? [o.comment] : [])].map((c) => `^${escapeRegex(c)}`);
  return px.str.contains(text, px.lit.str([...inside, ...starts].join("|")), false);
}
/** Quotes are escaped, and the escape character where it stands in a quoted field. */
function escaped(text: Px, o: CsvTextOptions): Px {
  if (o.escape === "") return text;
  const doubled =
    o.escape === o.quote ? text : px.str.replace(text, px.lit.str(o.escape), px.lit.str(o.escape + o.escape), true);
  return px.str.replace(doubled, px.lit.str(o.quote), px.lit.str(o.escape + o.quote), true);
}

/** The line of the columns' names. */
export function csvHeader(names: readonly string[], o: CsvTextOptions): string {
  const fields = names.map((name, i) => {
    const starts = name.startsWith(o.quote) || (i === 0 && name.startsWith(o.comment));
    const needs = o.quoteAll || starts || [o.separator, "\n", "\r", o.quote].some((c) => name.includes(c));
    if (!needs) return name;
    const doubled = o.escape === o.quote || o.escape === "" ? name : name.replaceAll(o.escape, o.escape + o.escape);
    return o.quote + doubled.replaceAll(o.quote, o.escape + o.quote) + o.quote;
  });
  return fields.join(o.separator);
}
