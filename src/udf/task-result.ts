/** What tasks give, as the columns that were declared. */
import { type DataType, STRING } from "../types/data-type.ts";
import { isRow } from "../types/row.ts";

/** A value of the type: text, or a struct of texts and nested values, in the order of the fields. */
export function taskResult(value: unknown, type: DataType): unknown {
  if (value === null || value === undefined) return null;
  if (type.kind !== "struct") return textOf(value, type);
  const { fields } = type;
  const get = getter(value, fields.length);
  return fields.map((f, i) => {
    const cell = get(f.name, i);
    return f.dataType.kind === "string" ? textOf(cell, f.dataType) : (cell ?? null);
  });
}
/** By name in objects (whatever the case), by place in arrays; a lone value is the only column. */
function getter(value: unknown, columns: number): (name: string, i: number) => unknown {
  if (Array.isArray(value)) {
    if (value.length !== columns) throw new TypeError(`it gave ${value.length} values for ${columns} columns`);
    return (_, i) => value[i] as unknown;
  }
  const isObject = isRow(value) || value instanceof Map || (typeof value === "object" && isPlain(value));
  if (!isObject) {
    if (columns === 1) return () => value;
    throw new TypeError(`it gave one value for ${columns} columns`);
  }
  const entries = value instanceof Map ? [...value] : Object.entries(value as object);
  const byName = new Map(entries.map(([k, v]) => [String(k).toLowerCase(), v as unknown]));
  return (name) => {
    const key = name.toLowerCase();
    if (!byName.has(key)) throw new TypeError(`its answer has no ${name}`);
    return byName.get(key);
  };
}
function isPlain(value: object | null): boolean {
  const prototype: unknown = value === null ? undefined : Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The text that Spark's casts read: ISO for moments, JSON for objects and arrays. */
function textOf(value: unknown, _type: DataType = STRING): string | null {
  switch (typeof value) {
    case "undefined":
      return null;
    case "string":
      return value;
    case "number":
      return numberText(value);
    case "bigint":
    case "boolean":
      return String(value);
  }
  if (value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value) || isRow(value) || isPlain(value as object)) return JSON.stringify(value);
  return String(value);
}
/** No exponents: a cast to an integer type does not read them. */
function numberText(value: number): string {
  const text = String(value);
  return text.includes("e") && Number.isInteger(value) ? BigInt(value).toString() : text;
}
