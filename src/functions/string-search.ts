/** Parts of strings and what is found in them. */
import type { Column } from "./column.ts";
import { asColumn, asValue, fn } from "./build.ts";
import type { ColumnOrName } from "./expression-input.ts";

/**
 * Whether the left string (or binary) contains the right one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.contains.html}
 */
export function contains(left: ColumnOrName, right: ColumnOrName): Column {
  return fn("contains", asColumn(left), asColumn(right));
}
/**
 * Whether the string (or binary) ends with a suffix.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.endswith.html}
 */
export function endswith(str: ColumnOrName, suffix: ColumnOrName): Column {
  return fn("endswith", asColumn(str), asColumn(suffix));
}
/**
 * The position (from 1) of a string in a comma-separated list, 0 where it is not in it.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.find_in_set.html}
 */
export function find_in_set(str: ColumnOrName, str_array: ColumnOrName): Column {
  return fn("find_in_set", asColumn(str), asColumn(str_array));
}
/**
 * How similar two strings are, from 0 to 1, by Jaro and Winkler.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.jaro_winkler_similarity.html}
 */
export function jaro_winkler_similarity(left: ColumnOrName, right: ColumnOrName): Column {
  return fn("jaro_winkler_similarity", asColumn(left), asColumn(right));
}
/**
 * The first `len` characters.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.left.html}
 */
export function left(str: ColumnOrName, len: ColumnOrName): Column {
  return fn("left", asColumn(str), asColumn(len));
}
/**
 * How many edits make one string of the other; -1 where more than `threshold`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.levenshtein.html}
 */
export function levenshtein(left: ColumnOrName, right: ColumnOrName, threshold?: number): Column {
  return fn("levenshtein", asColumn(left), asColumn(right), asValue(threshold));
}
/**
 * The position (from 1) of `substr` in the string at or after `pos`, 0 where it is not in it.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.locate.html}
 */
export function locate(substr: string, str: ColumnOrName, pos = 1): Column {
  return fn("locate", asValue(substr), asColumn(str), asValue(pos));
}
/**
 * The string with `replace` put over it from `pos` for `len` characters.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.overlay.html}
 */
export function overlay(src: ColumnOrName, replace: ColumnOrName, pos: ColumnOrName, len: ColumnOrName = -1): Column {
  return fn("overlay", asColumn(src), asColumn(replace), asColumn(pos), asColumn(len));
}
/**
 * The position (from 1) of `substr` in the string at or after `start`, 0 where it is not in it.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.position.html}
 */
export function position(substr: ColumnOrName, str: ColumnOrName, start?: ColumnOrName): Column {
  return fn("position", asColumn(substr), asColumn(str), asColumn(start));
}
/**
 * How often a regular expression matches.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regexp_count.html}
 */
export function regexp_count(str: ColumnOrName, regexp: ColumnOrName): Column {
  return fn("regexp_count", asColumn(str), asColumn(regexp));
}
/**
 * The group `idx` of the first match, an empty string where there is none.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regexp_extract.html}
 * @example
 * ```ts
 * spark.range(1).select(F.regexp_extract(lit("a1b22"), "([a-z])(\\d+)", 2));
 * ```
 */
export function regexp_extract(str: ColumnOrName, pattern: string, idx: number): Column {
  return fn("regexp_extract", asColumn(str), asValue(pattern), asValue(idx));
}
/**
 * The group `idx` (1) of all matches, as an array.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regexp_extract_all.html}
 */
export function regexp_extract_all(str: ColumnOrName, regexp: ColumnOrName, idx?: Column | number): Column {
  return fn("regexp_extract_all", asColumn(str), asColumn(regexp), asValue(idx));
}
/**
 * The position (from 1) of the first match, 0 where there is none.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regexp_instr.html}
 */
export function regexp_instr(str: ColumnOrName, regexp: ColumnOrName, idx?: Column | number): Column {
  return fn("regexp_instr", asColumn(str), asColumn(regexp), asValue(idx));
}
/**
 * The string with all matches from `position` (1) on replaced.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regexp_replace.html}
 * @example
 * ```ts
 * spark.range(1).select(F.regexp_replace(lit("a1b22"), "\\d+", "-"));
 * ```
 */
export function regexp_replace(
  string: ColumnOrName,
  pattern: Column | string,
  replacement: Column | string,
  position?: Column | number,
): Column {
  return fn("regexp_replace", asColumn(string), asValue(pattern), asValue(replacement), asValue(position));
}
/**
 * The first match, null where there is none.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regexp_substr.html}
 */
export function regexp_substr(str: ColumnOrName, regexp: ColumnOrName): Column {
  return fn("regexp_substr", asColumn(str), asColumn(regexp));
}
/**
 * The string with all occurrences of `search` replaced (by nothing where `replace` is not given).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.replace.html}
 */
export function replace(src: ColumnOrName, search: ColumnOrName, replace?: ColumnOrName): Column {
  return fn("replace", asColumn(src), asColumn(search), asColumn(replace));
}
/**
 * The last `len` characters.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.right.html}
 */
export function right(str: ColumnOrName, len: ColumnOrName): Column {
  return fn("right", asColumn(str), asColumn(len));
}
/**
 * The words of the sentences of a text, as arrays in an array.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sentences.html}
 */
export function sentences(string: ColumnOrName, language?: ColumnOrName, country?: ColumnOrName): Column {
  return fn("sentences", asColumn(string), asColumn(language) ?? asValue(""), asColumn(country) ?? asValue(""));
}
/**
 * The Soundex code of a word.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.soundex.html}
 */
export function soundex(col: ColumnOrName): Column {
  return fn("soundex", asColumn(col));
}
/**
 * The parts of the string between matches of a regular expression, at most `limit` where that is positive.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.split.html}
 * @example
 * ```ts
 * spark.range(1).select(F.split(lit("a,b,c"), ","));
 * ```
 */
export function split(str: ColumnOrName, pattern: Column | string, limit: ColumnOrName = -1): Column {
  return fn("split", asColumn(str), asValue(pattern), asColumn(limit));
}
/**
 * The part with a number (from 1; negative ones from the end) between delimiters.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.split_part.html}
 */
export function split_part(src: ColumnOrName, delimiter: ColumnOrName, partNum: ColumnOrName): Column {
  return fn("split_part", asColumn(src), asColumn(delimiter), asColumn(partNum));
}
/**
 * Whether the string (or binary) starts with a prefix.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.startswith.html}
 */
export function startswith(str: ColumnOrName, prefix: ColumnOrName): Column {
  return fn("startswith", asColumn(str), asColumn(prefix));
}
/**
 * The part from a position (from 1; negative ones from the end), with a length or to the end.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.substr.html}
 */
export function substr(str: ColumnOrName, pos: ColumnOrName, len?: ColumnOrName): Column {
  return fn("substr", asColumn(str), asColumn(pos), asColumn(len));
}
/**
 * The part from a position (from 1; negative ones from the end), with a length.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.substring.html}
 * @example
 * ```ts
 * spark.range(1).select(F.substring(lit("spark"), 2, 3));
 * ```
 */
export function substring(str: ColumnOrName, pos: ColumnOrName, len: ColumnOrName): Column {
  return fn("substring", asColumn(str), asColumn(pos), asColumn(len));
}
/**
 * What comes before `count` delimiters, or after them, counted from the end, where it is negative.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.substring_index.html}
 */
export function substring_index(str: ColumnOrName, delim: string, count: number): Column {
  return fn("substring_index", asColumn(str), asValue(delim), asValue(count));
}
/**
 * The string with each character of `matching` replaced by the one at its place in `replace`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.translate.html}
 */
export function translate(srcCol: ColumnOrName, matching: string, replace: string): Column {
  return fn("translate", asColumn(srcCol), asValue(matching), asValue(replace));
}
/** The position (from 1) of the n-th `substr` at or after `start`, 0 where it is not in the string. */
export function instr(
  str: ColumnOrName,
  substr: Column | string,
  start?: Column | number,
  occurrence?: Column | number,
): Column {
  const from = occurrence === undefined ? asValue(start) : asValue(start ?? 1);
  return fn("instr", asColumn(str), asValue(substr), from, asValue(occurrence));
}
