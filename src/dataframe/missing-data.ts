/** fillna, dropna and replace as plan nodes. */
import { doubleLiteral, literal, type LiteralInput, notExpectedType } from "../functions/expression-input.ts";
import type { NAReplace, Relation } from "../plan/relation.ts";
import { PySparkTypeError, PySparkValueError } from "../types/spark-error.ts";
import { nameList } from "./column-arguments.ts";

/** What may be put in the place of nulls. */
export type FillValue = number | bigint | string | boolean;

export function fillMissing(
  input: Relation,
  value: FillValue | { readonly [column: string]: FillValue },
  subset?: string | readonly string[],
): Relation {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const columns = Object.keys(value);
    if (columns.length === 0) return input;
    return { kind: "NAFill", input, columns, values: columns.map((name) => fillLiteral(value[name])) };
  }
  const columns = nameList(subset, "subset");
  // PySpark gives one number for all columns as a double, numbers by column as they are.
  const single = typeof value === "number" ? doubleLiteral(value) : fillLiteral(value);
  const node = { kind: "NAFill", input, values: [single] } as const;
  return columns === undefined ? node : { ...node, columns };
}

function fillLiteral(value: unknown): {
  value: ReturnType<typeof literal>["value"];
  dataType: ReturnType<typeof literal>["dataType"];
} {
  if (!["number", "bigint", "string", "boolean"].includes(typeof value)) {
    throw notExpectedType("value", "bool, dict, float, int or str", value);
  }
  const { value: internal, dataType } = literal(value);
  return { value: internal, dataType };
}

/** Options of `dropna`. */
export interface DropMissingOptions {
  readonly how?: "any" | "all" | undefined;
  readonly thresh?: number | null | undefined;
  readonly subset?: string | readonly string[] | undefined;
}

export function dropMissing(input: Relation, { how = "any", thresh, subset }: DropMissingOptions): Relation {
  if (how !== null && !["any", "all"].includes(how)) {
    throw new PySparkValueError("VALUE_NOT_ALLOWED", { arg_name: "how", allowed_values: "['any', 'all']" });
  }
  const columns = nameList(subset, "subset");
  const minNonNulls = thresh ?? (how === "all" ? 1 : undefined);
  return {
    kind: "NADrop",
    input,
    ...(columns === undefined ? {} : { columns }),
    ...(minNonNulls === undefined ? {} : { minNonNulls }),
  };
}

export function replaceValues(
  input: Relation,
  toReplace: unknown,
  value: unknown,
  subset: string | readonly string[] | undefined,
  hasValue: boolean,
): Relation {
  const pairs = replacementPairs(toReplace, value, hasValue);
  const given = pairs.flat().filter((v) => v !== null);
  const kinds = new Set(given.map((v) => (typeof v === "bigint" ? "number" : typeof v)));
  if (kinds.size > 1) throw new PySparkValueError("MIXED_TYPE_REPLACEMENT", {});
  const columns = nameList(subset, "subset");
  const replacements: NAReplace["replacements"] = pairs.map(([oldValue, newValue]) => ({
    oldValue: literal(oldValue),
    newValue: literal(newValue),
  }));
  return { kind: "NAReplace", input, replacements, ...(columns === undefined ? {} : { columns }) };
}

function replacementPairs(toReplace: unknown, value: unknown, hasValue: boolean): [LiteralInput, LiteralInput][] {
  if (toReplace instanceof Map) return [...toReplace] as [LiteralInput, LiteralInput][];
  if (Array.isArray(toReplace)) {
    if (!hasValue)
      throw new PySparkTypeError("ARGUMENT_REQUIRED", { arg_name: "value", condition: "`to_replace` is a list" });
    if (!Array.isArray(value)) return toReplace.map((old) => [old, value as LiteralInput]);
    if (value.length !== toReplace.length) {
      throw new PySparkValueError("LENGTH_SHOULD_BE_THE_SAME", {
        arg1: "to_replace",
        arg2: "value",
        arg1_length: String(toReplace.length),
        arg2_length: String(value.length),
      });
    }
    return toReplace.map((old, i) => [old, value[i]]);
  }
  if (typeof toReplace === "object" && toReplace !== null) {
    return objectPairs(toReplace as { readonly [old: string]: LiteralInput });
  }
  if (!hasValue) {
    throw new PySparkTypeError("ARGUMENT_REQUIRED", { arg_name: "value", condition: "`to_replace` is dict" });
  }
  return [[toReplace as LiteralInput, value as LiteralInput]];
}

/** The keys of an object are always strings: among numbers they stand for numbers, among booleans for booleans. */
function objectPairs(object: { readonly [old: string]: LiteralInput }): [LiteralInput, LiteralInput][] {
  const pairs = Object.entries(object);
  const values = pairs.map(([, value]) => value).filter((value) => value !== null);
  if (values.length === 0) return pairs;
  if (values.every((v) => typeof v === "number" || typeof v === "bigint")) {
    return pairs.map(([old, value]) => [old.trim() === "" || Number.isNaN(Number(old)) ? old : Number(old), value]);
  }
  if (values.every((v) => typeof v === "boolean")) {
    return pairs.map(([old, value]) => [old === "true" ? true : old === "false" ? false : old, value]);
  }
  return pairs;
}
