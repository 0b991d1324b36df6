/** The options of CSV files, as Spark names them and with its defaults. */
import { separatorOf } from "../kernels/csv-separator.ts";
import type { CsvDialect } from "../kernels/csv-tokens.ts";
import { doubleText } from "../types/calendar.ts";
import { IllegalArgumentException, SparkException, SparkRuntimeException, unsupported } from "../types/spark-error.ts";

export type Options = { readonly [name: string]: string };
export type ParseMode = "PERMISSIVE" | "DROPMALFORMED" | "FAILFAST";

/** An option; names do not regard case. */
export function optionOf(options: Options, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const lower = name.toLowerCase();
    const key = Object.keys(options).find((k) => k.toLowerCase() === lower);
    if (key !== undefined) return options[key];
  }
  return undefined;
}
export function flagOf(options: Options, name: string, fallback = false): boolean {
  const text = optionOf(options, name);
  if (text === undefined) return fallback;
  const lower = text.toLowerCase();
  if (lower === "true" || lower === "false") return lower === "true";
  throw new SparkException(null, {}, { message: `The option ${name} must be true or false.` });
}
function characterOf(options: Options, name: string, fallback: string): string {
  const text = optionOf(options, name);
  if (text === undefined) return fallback;
  if (text.length <= 1) return text === "\0" ? "" : text;
  throw new SparkRuntimeException("OPTION_VALUE_EXCEEDS_ONE_CHARACTER", { paramName: name, actualValue: text });
}
export function modeOf(options: Options): ParseMode {
  const mode = optionOf(options, "mode")?.toUpperCase();
  // A mode that Spark does not know is PERMISSIVE.
  return mode === "DROPMALFORMED" || mode === "FAILFAST" ? mode : "PERMISSIVE";
}

export interface CsvOptions extends CsvDialect {
  readonly header: boolean;
  readonly inferSchema: boolean;
  readonly enforceSchema: boolean;
  readonly multiLine: boolean;
  readonly comment: string;
  readonly nullValue: string;
  readonly emptyValue: string | undefined;
  readonly nanValue: string;
  readonly positiveInf: string;
  readonly negativeInf: string;
  readonly encoding: string;
  readonly lineSep: string | undefined;
  readonly mode: ParseMode;
  readonly corruptName: string | undefined;
  readonly maxColumns: number;
  readonly preferDate: boolean;
  readonly dateFormat: string | undefined;
  readonly timestampFormat: string | undefined;
  readonly timestampNtzFormat: string | undefined;
  readonly timeZone: string | undefined;
  readonly samplingRatio: number;
}

export function csvOptions(options: Options): CsvOptions {
  const handling = optionOf(options, "unescapedQuoteHandling");
  if (handling !== undefined && handling.toUpperCase() !== "STOP_AT_DELIMITER") {
    throw unsupported(`the CSV option unescapedQuoteHandling=${handling}`);
  }
  const escapeEscape = optionOf(options, "charToEscapeQuoteEscaping");
  return {
    separator: separatorOf(optionOf(options, "sep", "delimiter") ?? ","),
    quote: characterOf(options, "quote", '"'),
    escape: characterOf(options, "escape", "\\"),
    ...(escapeEscape === undefined || escapeEscape === "" ? {} : { escapeEscape }),
    trimLeading: flagOf(options, "ignoreLeadingWhiteSpace"),
    trimTrailing: flagOf(options, "ignoreTrailingWhiteSpace"),
    header: flagOf(options, "header"),
    inferSchema: flagOf(options, "inferSchema"),
    enforceSchema: flagOf(options, "enforceSchema", true),
    multiLine: flagOf(options, "multiLine"),
    comment: characterOf(options, "comment", ""),
    nullValue: optionOf(options, "nullValue") ?? "",
    emptyValue: optionOf(options, "emptyValue"),
    nanValue: optionOf(options, "nanValue") ?? "NaN",
    positiveInf: optionOf(options, "positiveInf") ?? "Inf",
    negativeInf: optionOf(options, "negativeInf") ?? "-Inf",
    encoding: optionOf(options, "encoding", "charset") ?? "UTF-8",
    lineSep: optionOf(options, "lineSep"),
    mode: modeOf(options),
    corruptName: optionOf(options, "columnNameOfCorruptRecord"),
    maxColumns: Number(optionOf(options, "maxColumns") ?? 20480),
    preferDate: flagOf(options, "preferDate", true),
    dateFormat: optionOf(options, "dateFormat"),
    timestampFormat: optionOf(options, "timestampFormat"),
    timestampNtzFormat: optionOf(options, "timestampNTZFormat"),
    timeZone: optionOf(options, "timeZone"),
    samplingRatio: ratioOf(options),
  };
}

/** The part of the lines that inference looks at; from 0.99 on it is all of them. */
export function ratioOf(options: Options): number {
  const text = optionOf(options, "samplingRatio") ?? "1";
  const ratio = Number(text);
  if (text.trim() === "" || Number.isNaN(ratio)) {
    throw new IllegalArgumentException(null, {}, { message: `For input string: "${text}"` });
  }
  return ratio > 0.99 ? 1 : ratio;
}
/** Throws for a part that is none. */
export function checkRatio(ratio: number): void {
  if (ratio > 0) return;
  const message = `samplingRatio must be more than 0, but is ${doubleText(ratio)}.`;
  throw new IllegalArgumentException(null, {}, { message });
}
