/** `px.str.*`: strings. Patterns are Rust regular expressions: no look-around, no back-references. */
import { fn, type Px, type PxJson } from "../px.ts";
import type { PolarsType } from "../polars-type.ts";

function strFn(name: PxJson, ...input: readonly Px[]): Px {
  return fn({ StringExpr: name }, ...input);
}
export function concatHorizontal(values: readonly Px[], delimiter = "", ignoreNulls = false): Px {
  return strFn({ ConcatHorizontal: { delimiter, ignore_nulls: ignoreNulls } }, ...values);
}
/** Joins a column (a group) into one string. */
export function concatVertical(px: Px, delimiter: string, ignoreNulls = true): Px {
  return strFn({ ConcatVertical: { delimiter, ignore_nulls: ignoreNulls } }, px);
}
/** `strict: false`: a bad pattern gives null instead of an error. */
export function contains(px: Px, pattern: Px, literal: boolean, strict = true): Px {
  return strFn({ Contains: { literal, strict } }, px, pattern);
}
export function countMatches(px: Px, pattern: Px, literal: boolean): Px {
  return strFn({ CountMatches: literal }, px, pattern);
}
export function startsWith(px: Px, prefix: Px): Px {
  return strFn("StartsWith", px, prefix);
}
export function endsWith(px: Px, suffix: Px): Px {
  return strFn("EndsWith", px, suffix);
}
/** Null where nothing matches. */
export function extract(px: Px, pattern: Px, group: number): Px {
  return strFn({ Extract: group }, px, pattern);
}
/** All whole matches, as a list. */
export function extractAll(px: Px, pattern: Px): Px {
  return strFn("ExtractAll", px, pattern);
}
/** Offset in bytes, null where not found. */
export function find(px: Px, pattern: Px, literal: boolean, strict = true): Px {
  return strFn({ Find: { literal, strict } }, px, pattern);
}
export function lenBytes(px: Px): Px {
  return strFn("LenBytes", px);
}
export function lenChars(px: Px): Px {
  return strFn("LenChars", px);
}
export function lowercase(px: Px): Px {
  return strFn("Lowercase", px);
}
export function uppercase(px: Px): Px {
  return strFn("Uppercase", px);
}
export function jsonDecode(px: Px, type: PolarsType): Px {
  return strFn({ JsonDecode: { Literal: type as PxJson } }, px);
}
export function jsonPathMatch(px: Px, path: Px): Px {
  return strFn("JsonPathMatch", px, path);
}
/** The first `n` matches (-1: all). The pattern must be a literal when `literal` is false. */
export function replace(px: Px, pattern: Px, value: Px, literal: boolean, n = -1): Px {
  return strFn({ Replace: { n, literal } }, px, pattern, value);
}
export function normalize(px: Px, form: "NFC" | "NFD" | "NFKC" | "NFKD"): Px {
  return strFn({ Normalize: { form } }, px);
}
export function reverse(px: Px): Px {
  return strFn("Reverse", px);
}
export function padStart(px: Px, length: Px, fillChar: string): Px {
  return strFn({ PadStart: { fill_char: fillChar } }, px, length);
}
export function padEnd(px: Px, length: Px, fillChar: string): Px {
  return strFn({ PadEnd: { fill_char: fillChar } }, px, length);
}
export function zfill(px: Px, length: Px): Px {
  return strFn("ZFill", px, length);
}
/** By characters; a negative offset counts from the end. */
export function slice(px: Px, offset: Px, length: Px): Px {
  return strFn("Slice", px, offset, length);
}
export function head(px: Px, count: Px): Px {
  return strFn("Head", px, count);
}
export function tail(px: Px, count: Px): Px {
  return strFn("Tail", px, count);
}
/** Strips any of the given characters; a null literal strips white space. */
export function stripChars(px: Px, characters: Px): Px {
  return strFn("StripChars", px, characters);
}
export function stripCharsStart(px: Px, characters: Px): Px {
  return strFn("StripCharsStart", px, characters);
}
export function stripCharsEnd(px: Px, characters: Px): Px {
  return strFn("StripCharsEnd", px, characters);
}
export function stripPrefix(px: Px, prefix: Px): Px {
  return strFn("StripPrefix", px, prefix);
}
export function stripSuffix(px: Px, suffix: Px): Px {
  return strFn("StripSuffix", px, suffix);
}
/** By a literal separator; an empty one gives the characters. */
export function split(px: Px, by: Px): Px {
  return strFn({ Split: false }, px, by);
}
export function splitRegex(px: Px, pattern: Px, strict = true): Px {
  return strFn({ SplitRegex: { inclusive: false, strict } }, px, pattern);
}
/** At most `n` parts, the rest in the last, as a struct of `field_0`.. */
export function splitN(px: Px, by: Px, n: number): Px {
  return strFn({ SplitN: n }, px, by);
}
export function splitExact(px: Px, by: Px, n: number): Px {
  return strFn({ SplitExact: { n, inclusive: false } }, px, by);
}
export function titlecase(px: Px): Px {
  return strFn("Titlecase", px);
}
export function escapeRegex(px: Px): Px {
  return strFn("EscapeRegex", px);
}
export function toDecimal(px: Px, scale: number): Px {
  return strFn({ ToDecimal: { scale } }, px);
}
export function hexEncode(px: Px): Px {
  return strFn("HexEncode", px);
}
/** Gives binary. Not strict: null where the text is none. */
export function hexDecode(px: Px, strict: boolean): Px {
  return strFn({ HexDecode: strict }, px);
}
export function base64Encode(px: Px): Px {
  return strFn("Base64Encode", px);
}
export function base64Decode(px: Px, strict: boolean): Px {
  return strFn({ Base64Decode: strict }, px);
}
export interface StrptimeOptions {
  /** A chrono format; null lets Polars guess. */
  readonly format: string | null;
  readonly strict: boolean;
  /** The whole text must match. */
  readonly exact?: boolean;
}
/** Reads a date or a datetime. `ambiguous` says what a doubtful local time means: "raise", "earliest", "latest", "null". */
export function strptime(px: Px, type: PolarsType, options: StrptimeOptions, ambiguous: Px): Px {
  const { format, strict, exact = true } = options;
  return strFn({ Strptime: [{ Literal: type as PxJson }, { format, strict, exact, cache: true }] }, px, ambiguous);
}
/** Puts the values into the literal text at the given byte positions. */
export function format(template: string, insertions: readonly number[], values: readonly Px[]): Px {
  return strFn({ Format: { format: template, insertions: [...insertions] } }, ...values);
}
