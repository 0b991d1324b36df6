/** Lists in step: zipped arrays, entries of maps with their key checks. Everything here is element expressions. */
import { hasCollation } from "../logical/collation.ts";
import { type Call, nextId } from "../logical/expression.ts";
import type { LowerContext, RaiseSite } from "../logical/function-row.ts";
import { px, type Px } from "../polars/dsl.ts";
import { fieldName, physicalType } from "../polars/physical-type.ts";
import type { PolarsType } from "../polars/polars-type.ts";
import { ArrayType, type DataType, type MapType, StructField, StructType } from "../types/data-type.ts";
import { keyShape } from "./collation.ts";
import { int64, isFlat } from "./array-support.ts";

const E = px.element();
export function field(i: number, e: Px = E): Px {
  return px.struct.fieldByName(e, fieldName(i));
}
export function structOf(values: readonly Px[]): Px {
  return px.struct.of(values.map((value, i) => [fieldName(i), value] as const));
}
const REST = px.lit.null("Int64");

/**
 * Lists of equal lengths as one list of structs. An element expression sees one list only, so the lists are put one after
 * another as structs with one field filled each, and the parts are laid side by side.
 */
export function zipEqual(lists: readonly Px[], types: readonly PolarsType[]): Px {
  if (lists.length === 1) return px.list.eval(lists[0]!, structOf([E]));
  const filled = lists.map((list, i) =>
    px.list.eval(list, structOf(types.map((type, at) => (at === i ? E : px.lit.null(type))))),
  );
  const size = px.floordiv(px.cast(px.len(), "Int64", "nonstrict"), px.lit.i64(lists.length));
  const parts = lists.map((_, i) =>
    px.slice(field(i), px.mul(size, px.lit.i64(i)), i === lists.length - 1 ? REST : size),
  );
  return px.list.eval(px.list.concat(...filled), structOf(parts));
}
/**
 * Lists of any lengths: the shorter ones go on with nulls. Outside of lambdas a kernel does it, ten times as fast as
 * element expressions.
 */
export function zipLongest(lists: readonly Px[], elements: readonly DataType[], cx: LowerContext): Px {
  const types = elements.map(physicalType);
  if (lists.length === 1) return zipEqual(lists, types);
  if (!cx.inner) return zipByKernel(lists, elements, cx);
  const shared = lists.map((list) => cx.share(list));
  const longest = cx.share(px.maxHorizontal(...shared.map((list) => int64(px.list.length(list)))));
  const padded = shared.map((list, i) => {
    const lacking = px.cast(px.sub(longest, int64(px.list.length(list))), "UInt32", "nonstrict");
    return px.list.concat(list, px.repeatBy(px.lit.null(types[i]!), lacking));
  });
  const anyNull = px.orAll(shared.map(px.isNull));
  return px.ternary(anyNull, px.lit.null("Null"), zipEqual(padded, types));
}

function zipByKernel(lists: readonly Px[], elements: readonly DataType[], cx: LowerContext): Px {
  const fields = elements.map((t, i) => new StructField(fieldName(i), t));
  return cx.kernel("zip_lists", lists, new ArrayType(new StructType(fields), false));
}
/** The text of a key for an error. */
export function textOf(key: Px, t: DataType): Px {
  return ["string", "integer", "long", "short", "byte", "boolean", "double", "float"].includes(t.kind)
    ? px.cast(key, "String", "nonstrict")
    : px.lit.null("String");
}
/** -0.0 is 0.0 as a key. */
function normalKey(t: DataType): Px {
  const key = field(0);
  if (t.kind !== "double" && t.kind !== "float") return key;
  return px.add(key, px.cast(px.lit.f64(0), t.kind === "float" ? "Float32" : "Float64", "nonstrict"));
}
/** Entries with -0.0 as 0.0 among the keys. */
export function normalKeys(entries: Px, keyType: DataType): Px {
  const float = keyType.kind === "double" || keyType.kind === "float";
  return float ? px.list.eval(entries, structOf([normalKey(keyType), field(1)])) : entries;
}
export function nullKeySite(call: Call, cx: LowerContext): RaiseSite {
  return cx.site(call, () => ({ condition: "NULL_MAP_KEY", parameters: {} }));
}
export function duplicateSite(call: Call, cx: LowerContext): RaiseSite {
  return cx.site(call, (values) => ({
    condition: "DUPLICATED_MAP_KEY",
    parameters: { key: values[0] ?? "", mapKeyDedupPolicy: '"spark.sql.mapKeyDedupPolicy"' },
  }));
}
/**
 * Entries as a map: no null keys; a key that comes again is an error, or (`lastWins`) its last value stands where the
 * key came first.
 */
export function mapOf(entries: Px, t: MapType, call: Call, cx: LowerContext, lastWins: boolean): Px {
  if (t.keyType.kind === "void" && call.args.length === 0) return entries;
  const list = cx.share(entries);
  const hasNullKey = px.list.evalAgg(list, px.agg.any(px.isNull(field(0))));
  const checked = cx.raiseIf(hasNullKey, nullKeySite(call, cx), list);
  if (hasCollation(t.keyType)) return collatedMap(checked, t, call, cx, lastWins);
  const key = normalKey(t.keyType);
  const normal = normalKeys(checked, t.keyType);
  if (t.keyType.kind === "void") return normal;
  if (lastWins) {
    const last = px.over(px.agg.last(field(1)), [key]);
    return px.list.eval(normal, px.filter(structOf([key, last]), px.isFirstDistinct(key)));
  }
  const keys = cx.share(px.list.eval(list, key));
  const again = px.and(px.isDuplicated(E), px.isNotNull(E));
  // Counting is fast; which key it is takes a closer look, in the rows where it matters.
  const repeated = cx.share(
    isFlat(t.keyType)
      ? px.list.evalAgg(keys, px.neq(px.agg.nUnique(px.dropNulls(E)), px.agg.count(E)))
      : px.list.evalAgg(keys, px.agg.any(again)),
  );
  const which = px.list.evalAgg(px.ternary(repeated, keys, px.lit.null("Null")), px.agg.first(px.filter(E, again)));
  return cx.raiseIf(
    repeated,
    duplicateSite(call, cx),
    normal,
    px.ternary(repeated, textOf(which, t.keyType), px.lit.null("String")),
  );
}
function collatedMap(entries: Px, t: MapType, call: Call, cx: LowerContext, lastWins: boolean): Px {
  const options = { shape: keyShape(t.keyType), query: nextId(), lastWins };
  if (lastWins) return cx.kernel("collated_map", [entries], t, options);
  const fields = [t, t.keyType].map((type, i) => new StructField(fieldName(i), type));
  const made = cx.kernel("collated_map", [entries], new StructType(fields), options);
  const key = field(1, made);
  return cx.raiseIf(px.isNotNull(key), duplicateSite(call, cx), field(0, made), textOf(key, t.keyType));
}
/** One entry of a map with no entries at all. */
export function emptyMap(t: MapType): Px {
  return px.cast(px.lit.values([], "Null"), physicalType(t), "nonstrict");
}
