/**
 * Collations of expressions: which arguments of a call take the collation of another, by their strengths (what COLLATE
 * says over a column's own, a column's own over a literal's).
 */
import {
  ArrayType,
  collationsInUse,
  type DataType,
  MapType,
  STRING,
  StringType,
  StructField,
  StructType,
  UNDETERMINED_COLLATION,
} from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { makeCast } from "./build.ts";
import type { TypedExpr } from "./expression.ts";
import type { BindContext, FunctionRow } from "./function-row.ts";
import { prettyName } from "./pretty.ts";
import { someType } from "../types/some-type.ts";

const BINARY = "UTF8_BINARY";
/** Two columns of different collations met: a value may have this type, but nothing can be done with it. */
export const INDETERMINATE: StringType = new StringType(UNDETERMINED_COLLATION);

function someString(type: DataType, test: (s: StringType) => boolean): boolean {
  return someType(type, (t) => t.kind === "string" && test(t));
}
/** Whether the type has strings of another collation than UTF8_BINARY in it. */
export function hasCollation(t: DataType): boolean {
  return collationsInUse() && someString(t, (s) => s.collation !== BINARY);
}
export function hasIndeterminate(t: DataType): boolean {
  return collationsInUse() && someString(t, (s) => s.collation === INDETERMINATE.collation);
}
/** The same type with every string of UTF8_BINARY. */
export function withoutCollation(t: DataType): DataType {
  return mapStrings(t, () => STRING);
}
/** The same type with another string in the place of each of UTF8_BINARY. */
export function withPlainAs(t: DataType, string: StringType): DataType {
  return someString(t, (s) => s.collation === BINARY) ? mapStrings(t, (s) => (s.collation === BINARY ? string : s)) : t;
}
function mapStrings(t: DataType, f: (s: StringType) => StringType): DataType {
  switch (t.kind) {
    case "string":
      return f(t);
    case "array":
      return new ArrayType(mapStrings(t.elementType, f), t.containsNull);
    case "map":
      return new MapType(mapStrings(t.keyType, f), mapStrings(t.valueType, f), t.valueContainsNull);
    case "struct":
      return new StructType(
        t.fields.map((x) => new StructField(x.name, mapStrings(x.dataType, f), x.nullable, x.metadata)),
      );
    default:
      return t;
  }
}

const EXPLICIT = 0;
const UNDETERMINED = 1;
const IMPLICIT = 2;
const DEFAULT = 3;
/** A string that has its collation from the function alone. */
const NONE = 4;

/** A type with a strength at each string in it. */
type Context =
  | { readonly kind: "string"; readonly type: StringType; readonly strength: number }
  | { readonly kind: "array"; readonly element: Context }
  | { readonly kind: "map"; readonly key: Context; readonly value: Context }
  | { readonly kind: "struct"; readonly fields: readonly Context[] }
  | { readonly kind: "other"; readonly type: DataType };

function contextOf(t: DataType, strength: number): Context {
  switch (t.kind) {
    case "string":
      return { kind: "string", type: t, strength };
    case "array":
      return { kind: "array", element: contextOf(t.elementType, strength) };
    case "map":
      return { kind: "map", key: contextOf(t.keyType, strength), value: contextOf(t.valueType, strength) };
    case "struct":
      return { kind: "struct", fields: t.fields.map((f) => contextOf(f.dataType, strength)) };
    default:
      return { kind: "other", type: t };
  }
}
function hasString(t: DataType): boolean {
  return someString(t, () => true);
}

function winner(a: Context & { kind: "string" }, b: Context & { kind: "string" }): Context {
  if (a.strength !== b.strength) return a.strength < b.strength ? a : b;
  if (a.type.collation === b.type.collation || a.strength === NONE) return a;
  if (a.strength !== EXPLICIT) return { kind: "string", type: INDETERMINATE, strength: UNDETERMINED };
  throw new AnalysisException("COLLATION_MISMATCH.EXPLICIT", {
    explicitTypes: [a, b].map((x) => `"${x.type.sql}"`).join(", "),
  });
}
function sameStrings(a: Context, b: Context): boolean {
  return a.kind !== "string" || b.kind !== "string" || a.type.collation === b.type.collation;
}
/** Undefined where the two have nothing to do with each other. */
function merge(a: Context, b: Context): Context | undefined {
  if (a.kind === "string" && b.kind === "string") return winner(a, b);
  if (a.kind === "array") {
    const element = merge(a.element, b.kind === "array" ? b.element : b);
    return element === undefined ? undefined : { kind: "array", element };
  }
  if (b.kind === "array") return merge(a, b.element);
  if (a.kind === "map" && b.kind === "map") {
    // Strings in maps take no collation from one another.
    return sameStrings(a.key, b.key) && sameStrings(a.value, b.value) ? a : undefined;
  }
  if (a.kind === "struct" && b.kind === "struct" && a.fields.length === b.fields.length) {
    const fields = a.fields.map((f, i) => merge(f, b.fields[i] as Context));
    return fields.includes(undefined) ? undefined : { kind: "struct", fields: fields as Context[] };
  }
  return a.kind === "other" && b.kind === "other" && a.type.kind === b.type.kind ? a : undefined;
}
function mergeAll(start: Context, rest: readonly Context[]): Context | undefined {
  let out: Context | undefined = start;
  for (const c of rest) out = out === undefined ? undefined : merge(out, c);
  return out;
}

/** Undefined for what has no string in it. */
function strengthOf(e: TypedExpr): Context | undefined {
  if (!hasString(e.dataType)) return undefined;
  switch (e.kind) {
    case "Cast":
      return contextOf(e.dataType, hasString(e.child.dataType) ? IMPLICIT : DEFAULT);
    case "Literal":
      return contextOf(e.dataType, DEFAULT);
    case "Window":
      return strengthOf(e.function);
    case "Call":
      break;
    default:
      return contextOf(e.dataType, IMPLICIT);
  }
  if (e.fn.name === "collate") return contextOf(e.dataType, EXPLICIT);
  if (e.replacement !== undefined) return strengthOf(e.replacement);
  const { args } = e;
  if (!args.some((a) => hasString(a.dataType))) return contextOf(e.dataType, DEFAULT);
  const own = contextOf(e.dataType, NONE);
  switch (e.fn.name) {
    case "get_struct_field": {
      const struct = strengthOf(args[0]!);
      const at = args[1]?.kind === "Literal" ? Number(args[1].value) : -1;
      return struct?.kind === "struct" ? struct.fields[at] : undefined;
    }
    case "named_struct":
    case "struct": {
      const values = e.fn.name === "struct" ? args : args.filter((_, i) => i % 2 === 1);
      if (own.kind !== "struct") return undefined;
      return { kind: "struct", fields: own.fields.map((f, i) => (values[i] && strengthOf(values[i])) ?? f) };
    }
    case "map": {
      const found = args.map(strengthOf);
      const side = (first: number, type: DataType): Context | undefined => {
        const list = found.filter((c, i): c is Context => i % 2 === first && c !== undefined);
        return mergeAll(contextOf(type, NONE), list);
      };
      if (e.dataType.kind !== "map") return undefined;
      const [key, value] = [side(0, e.dataType.keyType), side(1, e.dataType.valueType)];
      return key === undefined || value === undefined ? undefined : { kind: "map", key, value };
    }
    default:
      return mergeAll(
        own,
        args.map(strengthOf).filter((c) => c !== undefined),
      );
  }
}

/** The type with the collations of a context. */
function collated(t: DataType, c: Context): DataType | undefined {
  if (t.kind === "string" && c.kind === "string") return c.type.collation === t.collation ? t : c.type;
  if (t.kind === "array") {
    const element = collated(t.elementType, c.kind === "array" ? c.element : c);
    return element && new ArrayType(element, t.containsNull);
  }
  if (c.kind === "array") return collated(t, c.element);
  if (t.kind === "map" && c.kind === "map") {
    const [key, value] = [collated(t.keyType, c.key), collated(t.valueType, c.value)];
    return key && value && new MapType(key, value, t.valueContainsNull);
  }
  if (t.kind === "struct" && c.kind === "struct") {
    const types = t.fields.map((f, i) => c.fields[i] && collated(f.dataType, c.fields[i]));
    if (types.includes(undefined)) return undefined;
    return new StructType(
      t.fields.map((f, i) => new StructField(f.name, types[i] as DataType, f.nullable, f.metadata)),
    );
  }
  return c.kind === "other" ? t : undefined;
}
function sameCollations(a: DataType, b: DataType): boolean {
  const names = (t: DataType): string[] => {
    const found: string[] = [];
    someString(t, (s) => found.push(s.collation) < 0);
    return found;
  };
  return names(a).join() === names(b).join();
}
function changed(e: TypedExpr, c: Context, cx: BindContext): TypedExpr {
  const to = collated(e.dataType, c);
  if (to === undefined || sameCollations(e.dataType, to)) return e;
  if (e.kind === "Literal") return { ...e, dataType: to };
  if (e.kind === "Cast") return { ...e, dataType: to, explicit: false };
  return makeCast(e, to, cx.mode, cx.timeZone, false);
}

function names(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
/** Functions whose string arguments take one collation. */
const MERGING = names(`
  in array array_join concat || greatest least coalesce array_contains array_except concat_ws mask replace translate trim
  ltrim rtrim btrim array_append array_intersect array_position array_remove array_union arrays_overlap contains endswith
  <=> = != equal_null < <= > >= find_in_set startswith instr to_number try_to_number str_to_map levenshtein split_part lag
  lead regexp_replace rpad lpad overlay elt substring_index locate position if when map
`);
/** Functions that take no string whose collation is not determined. */
const DETERMINED = names(`
  <=> = != equal_null < <= > >= contains startswith endswith upper lower initcap find_in_set instr replace locate position
  substring_index trim ltrim rtrim btrim translate in
`);
/** Functions of Spark that stand for another expression: what is done there does not show. */
const UNSHOWN = names("btrim equal_null");
export function showsCollated(row: FunctionRow): boolean {
  return !UNSHOWN.has(row.name);
}
const SHOWN_IN: ReadonlyMap<string, string> = new Map([
  ["INDETERMINATE_COLLATION_IN_EXPRESSION", "expr"],
  ["DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES", "sqlExpr"],
]);
/** A comparison of a value that is computed once for several: the error does not show the value. */
export function ofCommonValue<T>(value: TypedExpr, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof AnalysisException)) throw error;
    const { condition, messageParameters } = error;
    const name = SHOWN_IN.get(condition ?? "");
    if (condition === null || name === undefined) throw error;
    const shown = messageParameters[name]?.replace(`"(${prettyName(value)} `, '"(commonexpressionref() ') ?? "";
    throw new AnalysisException(condition, { ...messageParameters, [name]: shown });
  }
}
function indeterminate(expr: string): AnalysisException {
  return new AnalysisException("INDETERMINATE_COLLATION_IN_EXPRESSION", { expr: `"${expr}"` });
}

/** The arguments of a call in the collation that the strongest of them has. */
export function collateArguments(row: FunctionRow, args: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] {
  if (!collationsInUse() || !args.some((e) => hasCollation(e.dataType))) return args;
  const strict = DETERMINED.has(row.name);
  const fail = (): AnalysisException => indeterminate(callText(row, args));
  if (strict && args.some((e) => hasIndeterminate(e.dataType))) throw fail();
  if (row.name === "array_sort" && args.length === 1 && args.some((e) => hasIndeterminate(e.dataType))) {
    throw indeterminate("(namedlambdavariable() < namedlambdavariable())");
  }
  if (row.name === "get_map_value") {
    const [map, key] = args as readonly [TypedExpr, TypedExpr];
    const t = map.dataType.kind === "map" ? map.dataType.keyType : undefined;
    return t?.kind === "string" && key.kind === "Literal" && key.dataType.kind === "string"
      ? [map, makeCast(key, t, cx.mode, cx.timeZone, false)]
      : args;
  }
  if (!MERGING.has(row.name)) return args;
  if (row.name === "map") {
    const [keys, values] = [0, 1].map((side) =>
      toOneCollation(
        args.filter((_, i) => i % 2 === side),
        cx,
      ),
    ) as [readonly TypedExpr[], readonly TypedExpr[]];
    return args.map((_, i) => (i % 2 === 0 ? keys : values)[i >> 1] as TypedExpr);
  }
  // The text that is trimmed is written last, and its collation is looked at first.
  const trims = row.name.endsWith("trim") && row.name !== "btrim";
  const merged = trims ? toOneCollation(args.toReversed(), cx).toReversed() : mergedArguments(row, args, cx);
  const out = JOINING.has(row.name) ? besideCast(merged, cx) : merged;
  if (strict && out.some((e) => hasIndeterminate(e.dataType))) throw fail();
  return out;
}
/** Collations that cannot meet are no error where the branches become binaries. */
function mergedArguments(row: FunctionRow, args: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] {
  try {
    return toOneCollation(args, cx);
  } catch (error) {
    if (row.name === "when" && args.some((e) => e.dataType.kind === "binary")) return args;
    throw error;
  }
}
/** Functions that cast what is no string to one. */
const JOINING = names("concat || concat_ws elt array_join");
/** What is cast is a plain string, no stronger than a text as written: of another collation, the two have none. */
function besideCast(args: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] {
  const casts = (t: DataType): boolean =>
    t.kind === "array" ? casts(t.elementType) : !["string", "binary", "void", "map", "struct"].includes(t.kind);
  const strings = args.filter((e) => hasString(e.dataType));
  const isWritten = (e: TypedExpr): boolean => {
    const context = strengthOf(e);
    return context?.kind === "string" && context.strength === DEFAULT;
  };
  if (!args.some((e) => casts(e.dataType))) return args;
  if (!strings.every(isWritten) || !strings.some((e) => hasCollation(e.dataType))) return args;
  const none: Context = { kind: "string", type: INDETERMINATE, strength: UNDETERMINED };
  return args.map((e) => (hasString(e.dataType) ? changed(e, none, cx) : e));
}
function callText(row: FunctionRow, args: readonly TypedExpr[]): string {
  const shown = args.map(prettyName);
  if (row.name === "equal_null") return `(${shown.join(" <=> ")})`;
  if (row.name === "!=") return `(${shown.join(" = ")})`;
  if (row.name === "btrim" && shown.length === 2) return `TRIM(BOTH ${shown[1]} FROM ${shown[0]})`;
  return row.display === undefined
    ? `${row.name}(${shown.join(", ")})`
    : row.display(shown, { kind: "Call", fn: row, name: row.name, args } as never);
}
/** Expressions that are to meet: the strings in them in the collation of the strongest. */
export function toOneCollation(list: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] {
  const strings = list.filter((e) => hasString(e.dataType));
  if (!strings.some((e) => hasCollation(e.dataType))) return list;
  let context: Context | undefined;
  for (const [i, e] of strings.entries()) {
    const next = strengthOf(e);
    if (next === undefined) return list;
    context = i === 0 ? next : merge(context as Context, next);
    if (context === undefined) return list;
  }
  const found = context as Context;
  return list.map((e) => (hasString(e.dataType) ? changed(e, found, cx) : e));
}
