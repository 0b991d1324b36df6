/**
 * Options of files and of functions that read or write text, which Spark heeds and which are not done here. To set one to
 * anything but what is done is an error: it would be accepted and not heeded. Options that change no answer
 * (`inputBufferSize`, `useUnsafeRow`, Hadoop's own) and names that Spark does not know are passed over, as Spark does.
 */
import type { DataType } from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";

type Use = "read" | "write" | "function";
interface Refusal {
  /** The values that are done. */
  readonly done: RegExp;
  readonly formats: readonly string[];
  readonly uses: readonly Use[];
}

const TEXTS: readonly string[] = ["csv", "json", "xml"];
const FILES: readonly string[] = ["parquet", "csv", "json", "text"];
const UTF8 = /^utf-?8$/i;
const ENGLISH = /^en\b/i;
const OFF = /^false$/i;
const NONE = /^$/;
const ALL: readonly Use[] = ["read", "write", "function"];
const REFUSALS: { readonly [lowerCaseName: string]: Refusal } = {
  archivepathfilter: { done: NONE, formats: FILES, uses: ["read"] },
  charset: { done: UTF8, formats: ["csv", "json"], uses: ["write"] },
  chartoescapequoteescaping: { done: NONE, formats: ["csv"], uses: ["write"] },
  columnpruning: { done: /^true$/i, formats: ["csv"], uses: ["read"] },
  datetimerebasemode: { done: /^corrected$/i, formats: ["parquet"], uses: ["read", "write"] },
  enabledatetimeparsingfallback: { done: OFF, formats: ["csv", "json"], uses: ["read", "function"] },
  encoding: { done: UTF8, formats: ["csv", "json"], uses: ["write"] },
  explodeembeddedarray: { done: OFF, formats: ["json"], uses: ALL },
  extension: { done: /^csv$/, formats: ["csv"], uses: ["write"] },
  ignorecorruptfiles: { done: OFF, formats: FILES, uses: ["read"] },
  ignoredpathsegmentregex: { done: NONE, formats: FILES, uses: ["read"] },
  ignoremissingfiles: { done: OFF, formats: FILES, uses: ["read"] },
  int96rebasemode: { done: /^corrected$/i, formats: ["parquet"], uses: ["read"] },
  locale: { done: ENGLISH, formats: TEXTS, uses: ALL },
  maxcharspercolumn: { done: /^-1$/, formats: ["csv"], uses: ["read", "function"] },
  maxrecordsperfile: { done: /^(0|-\d+)$/, formats: FILES, uses: ["write"] },
  rowvalidationxsdpath: { done: NONE, formats: ["xml"], uses: ["function"] },
  singlevariantcolumn: { done: NONE, formats: TEXTS, uses: ["read", "function"] },
  timeformat: { done: NONE, formats: ["csv"], uses: ["read", "write"] },
  uselegacyxmlparser: { done: OFF, formats: ["xml"], uses: ["function"] },
  writenonasciicharacterascodepoint: { done: OFF, formats: ["json"], uses: ["write", "function"] },
};

/**
 * Throws for an option that would not be heeded.
 * @throws UnsupportedOperationException `UNSUPPORTED_FEATURE`, naming the option.
 */
export function checkOptions(options: { readonly [name: string]: string }, format: string, use: Use): void {
  for (const [name, value] of Object.entries(options)) {
    const lower = name.toLowerCase();
    const refusal = Object.hasOwn(REFUSALS, lower) ? REFUSALS[lower] : undefined;
    if (refusal === undefined || refusal.done.test(value)) continue;
    if (!refusal.formats.includes(format) || !refusal.uses.includes(use)) continue;
    throw unsupported(`the ${format} option ${name}=${value}`);
  }
}

export interface FormatUse {
  /** `spark.sql.legacy.timeParserPolicy`. */
  readonly policy: string;
  readonly format: string;
  readonly options: { readonly [name: string]: string };
  /** What is read of the text; none where it is only written. */
  readonly read: readonly DataType[] | null;
  /** A function, not files. */
  readonly isFunction?: boolean;
}
const PATTERNS = /^(date|timestamp|timestampntz)format$/i;

/**
 * Throws where the text formats would read or write dates and timestamps as before Spark 3, by patterns and leniently, or
 * compare with that.
 * @throws UnsupportedOperationException `UNSUPPORTED_FEATURE`, naming the policy.
 */
export function checkTimeParserPolicy({ policy, format, options, read, isFunction = false }: FormatUse): void {
  if (!TEXTS.includes(format) || policy === "CORRECTED" || (policy === "EXCEPTION" && read === null)) return;
  if (isFunction && format !== "xml") {
    const unread =
      policy === "LEGACY" && read !== null ? momentsIn(read).find((kind) => !(OPTION[kind]! in options)) : undefined;
    if (unread !== undefined)
      throw unsupported(
        `a ${unread} read from ${format} without a pattern under spark.sql.legacy.timeParserPolicy=LEGACY`,
      );
    return;
  }
  const pattern = Object.keys(options).find((name) => PATTERNS.test(name));
  const under = `under spark.sql.legacy.timeParserPolicy=${policy}`;
  if (pattern !== undefined) throw unsupported(`the ${format} option ${pattern} ${under}`);
  if (policy === "LEGACY" && read?.some(hasMoment) === true) {
    throw unsupported(`dates and timestamps read from ${format} ${under}`);
  }
}
const OPTION: { readonly [kind: string]: string } = {
  date: "dateformat",
  timestamp: "timestampformat",
  timestamp_ntz: "timestampntzformat",
};
function hasMoment(type: DataType): boolean {
  return momentsIn([type]).length > 0;
}
/** The kinds of dates and timestamps in the types. */
function momentsIn(types: readonly DataType[]): readonly string[] {
  return types.flatMap((type): readonly string[] => {
    switch (type.kind) {
      case "date":
      case "timestamp":
      case "timestamp_ntz":
        return [type.kind];
      case "array":
        return momentsIn([type.elementType]);
      case "map":
        return momentsIn([type.keyType, type.valueType]);
      case "struct":
        return momentsIn(type.fields.map((f) => f.dataType));
      default:
        return [];
    }
  });
}
