/** Brings our answer and Spark's into one form, so that equal means the same answer. */
import type { Answer, Json, TypeJson } from "./case-files.ts";

/** Functions of doubles may differ in the last digits between the JVM and the engine. */
const TOLERANCE = 1e-12;

/** Conditions that say that this package failed, not the program. */
const OUR_LIMITS = /^(INTERNAL_ERROR|UNSUPPORTED_FEATURE|UNRESOLVED_ROUTINE)/;

/** Does our answer count as Spark's? The error's class is not compared: where Spark has a condition, that is its name. */
export function sameAnswer(got: Answer, want: Answer): boolean {
  if (want.error !== undefined) {
    if (got.error === undefined) return false;
    const { condition, sqlState } = want.error;
    // Some of Spark's errors are Java exceptions without a condition: any error of ours will do that is about the input.
    if (condition === undefined || condition === null) return !OUR_LIMITS.test(got.error.condition ?? "");
    return got.error.condition === condition && (sqlState ?? null) === (got.error.sqlState ?? null);
  }
  if (got.error !== undefined) return false;
  return close(comparable(got), comparable(want));
}

/** The part of an answer that counts, with rows in a fixed order where Spark promises none. */
export function comparable({ schema, rows, sorted, value, text, error }: Answer): Json {
  if (error !== undefined) return { condition: error.condition ?? null, sqlState: error.sqlState ?? null };
  if (schema === undefined || rows === undefined) {
    return text === undefined ? { value: plainSchema(value ?? null) } : { text: text.trimEnd() };
  }
  const cells = rows.map((row) => orderMaps(row, schema) as Json[]);
  return { schema: plainSchema(schema as Json), rows: sorted === true ? cells : cells.sort(byKey) };
}

/** Where two answers part, in one line. */
export function difference(got: Answer, want: Answer): string {
  if (got.error !== undefined || want.error !== undefined) {
    return `${errorLine(got)}; Spark: ${errorLine(want)}`;
  }
  const ours = columnsOf(got);
  const theirs = columnsOf(want);
  if (ours !== theirs) return `schema ${ours}; Spark: ${theirs}`;
  const [content, wanted] = [contentOf(got), contentOf(want)];
  if (!close(content, wanted)) return `${short(content)}; Spark: ${short(wanted)}`;
  return `metadata in ${JSON.stringify(got.schema)}; Spark: ${JSON.stringify(want.schema)}`;
}

const errorLine = ({ error }: Answer): string =>
  error === undefined ? "no error" : `${error.condition ?? error.class}: ${error.message.slice(0, 200)}`;

function columnsOf({ schema }: Answer): string {
  if (typeof schema !== "object" || schema.type !== "struct") return "";
  return schema.fields
    .map(({ name, type, nullable }) => `${name}: ${JSON.stringify(type)}${nullable ? "" : " not null"}`)
    .join(", ");
}

function contentOf(answer: Answer): Json {
  const { rows = null, value = null, text = null } = comparable(answer) as { [part: string]: Json };
  return rows ?? text ?? value;
}

const short = (value: Json): string => JSON.stringify(value).slice(0, 500);

/** Keys in one order, and no difference between a missing and an empty `metadata`. */
function plainSchema(value: Json): Json {
  if (Array.isArray(value)) return value.map(plainSchema);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([key]) => !key.startsWith("__"));
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, plainSchema(item)]),
  );
}

function orderMaps(value: Json, type: TypeJson): Json {
  if (value === null || typeof type !== "object" || !Array.isArray(value)) return value;
  if (type.type === "struct") return value.map((item, i) => orderMaps(item, type.fields[i]?.type ?? "void"));
  if (type.type === "array") return value.map((item) => orderMaps(item, type.elementType));
  const pairs = (value as Json[][]).map(([key = null, item = null]) => [
    orderMaps(key, type.keyType),
    orderMaps(item, type.valueType),
  ]);
  return pairs.sort(byKey);
}

/** A sort key that the tolerance does not disturb. */
const keyOf = (value: Json): string =>
  JSON.stringify(value, (_, item: unknown) => (typeof item === "number" ? Number(item.toPrecision(9)) + 0 : item));

function byKey(a: Json, b: Json): number {
  const [left, right] = [keyOf(a), keyOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function close(got: Json | undefined, want: Json | undefined): boolean {
  if (got === want) return true;
  if (typeof got === "number" && typeof want === "number") {
    return Math.abs(got - want) <= TOLERANCE * Math.max(Math.abs(got), Math.abs(want));
  }
  if (typeof got !== "object" || typeof want !== "object" || got === null || want === null) return false;
  if (Array.isArray(got) !== Array.isArray(want)) return false;
  const keys = new Set([...Object.keys(got), ...Object.keys(want)]);
  const [left, right] = [got as { [key: string]: Json }, want as { [key: string]: Json }];
  return [...keys].every((key) => close(left[key], right[key]));
}
