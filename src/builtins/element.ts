/** One element of an array or map: `a[i]`, `m[k]`, element_at, get. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext } from "../logical/function-row.ts";
import { implicit, isFoldable } from "../logical/build.ts";
import { isIntegral, tightestCommonType } from "../logical/coercion.ts";
import { ANY, ANY_ARRAY, ANY_MAP, INTEGRAL, oneOf, T_INT } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import { type DataType, INT, MapType } from "../types/data-type.ts";
import {
  beside,
  containsNull,
  elementType,
  int64,
  isConstant,
  isFlat,
  meetsAs,
  nullOf,
  requireOrderable,
  type Widen,
  diffMapTypes,
} from "./array-support.ts";
import { unexpectedInput } from "./bind.ts";
import { family, param, type RowSpec } from "./family.ts";
import { valuesWhere } from "./raise-sites.ts";
import { coerceTo, failing, folded, numberOf, quotedType } from "./support.ts";

type Args = readonly TypedExpr[];
const { i64 } = px.lit;

/**
 * Whether the element may be null, as Spark tells it: a constant position in an array written out is looked up, in any
 * other array it may always be null; else it depends on the array, and on whether a position outside is an error.
 */
function elementNullable([array, index]: Args, failing_: boolean, base: 0 | 1): boolean {
  const given = index === undefined ? undefined : numberOf(index);
  const constant = given !== undefined || (index !== undefined && isFoldable(index) && !index.nullable);
  if (!constant) return failing_ ? containsNull(array) || array?.nullable === true || index?.nullable === true : true;
  if (array?.kind === "Call" && array.fn.name === "array") {
    if (base === 1 && given === 0) return false;
    const fromEnd = base === 1 && given !== undefined && given < 0;
    const at = given === undefined ? -1 : fromEnd ? array.args.length + given : given - base;
    const item = at >= 0 ? array.args[at] : undefined;
    return item === undefined ? !failing_ : item.nullable;
  }
  // A field of the structs of an array written out.
  if (array?.kind === "Call" && array.fn.name === "get_array_struct_fields" && base === 0) {
    const [structs] = array.args;
    const item = structs?.kind === "Call" && structs.fn.name === "array" ? structs.args[given ?? -1] : undefined;
    if (item !== undefined) return containsNull(array);
  }
  return true;
}
/** The element at a position from 0, null outside; `error` where that is an error. */
function pick(array: Px, index: Px, size: Px, error: string | null, shown: Px, call: Call, cx: LowerContext): Px {
  const outside = px.and(px.isNotNull(size), px.or(px.lt(index, i64(0)), px.ge(index, size)));
  const element = px.list.get(array, px.ternary(outside, px.lit.null("Int64"), index));
  if (error === null) return element;
  const site = cx.site(call, (values) => {
    const [indexValue = "", arraySize = ""] = (values[0] ?? "").split(",");
    return { condition: error, parameters: { indexValue, arraySize } };
  });
  return cx.raiseIf(outside, site, element, valuesWhere(outside, [shown, size]));
}
function fromZero(args: readonly Px[], call: Call, cx: LowerContext, error: string | null): Px {
  const [array, index] = [cx.share(args[0]!), cx.share(int64(args[1]!))];
  return pick(array, index, int64(px.list.length(array)), error, index, call, cx);
}
function fromOne(args: readonly Px[], call: Call, cx: LowerContext, error: string | null): Px {
  const [array, given] = [cx.share(args[0]!), cx.share(int64(args[1]!))];
  const size = cx.share(int64(px.list.length(array)));
  const index = cx.share(px.ternary(px.gt(given, i64(0)), px.sub(given, i64(1)), px.add(size, given)));
  const zero = px.and(px.eq(given, i64(0)), px.isNotNull(array));
  return cx.raiseIf(
    zero,
    failing(cx, call, "INVALID_INDEX_OF_ZERO", {}),
    pick(array, index, size, error, given, call, cx),
  );
}
/** The value of a key: the key stands in front of the entries, as an entry. */
function mapValue([map, key]: readonly Px[], call: Call, cx: LowerContext): Px {
  const t = call.args[0]!.dataType as MapType;
  if (call.args[0]!.dataType.kind === "void" || t.keyType.kind === "void") return nullOf(call);
  const item = cx.share(key!);
  const entries = cx.share(map!);
  const keyOf = (e: Px): Px => px.struct.fieldByName(e, "f0");
  const valueOf = (e: Px): Px => px.struct.fieldByName(e, "f1");
  if (isConstant(item)) {
    const matches = px.eq(keyOf(px.element()), item);
    const value = px.list.evalAgg(entries, px.agg.first(px.filter(valueOf(px.element()), matches)));
    return px.ternary(px.isNull(item), nullOf(call), value);
  }
  if (isFlat(t.keyType)) {
    const seen = beside(item, px.list.eval(entries, keyOf(px.element())), physicalType(t.keyType));
    const places = px.range.intRange(i64(0), seen.count);
    const at = px.list.evalAgg(seen.list, px.agg.first(px.filter(places, px.eq(seen.elements, seen.value))));
    const value = valueOf(px.list.get(entries, at));
    return px.ternary(px.isNull(item), nullOf(call), value);
  }
  const entry = px.struct.of([
    ["f0", item],
    ["f1", px.lit.null(physicalType(t.valueType))],
  ]);
  const behind = px.slice(px.element(), px.lit.i64(1), px.lit.null("Int64"));
  const match = px.eq(keyOf(behind), keyOf(px.agg.first(px.element())));
  const found = px.list.evalAgg(
    px.list.concat(px.list.ofSame(entry), entries),
    px.agg.first(px.filter(valueOf(behind), match)),
  );
  return px.ternary(px.isNull(item), nullOf(call), found);
}

/** `element_at`: the second argument is a position or a key. */
function coerceElement(args: Args, cx: BindContext): Args {
  const [collection, key] = args as [TypedExpr, TypedExpr];
  const t = collection.dataType;
  if (t.kind === "array") {
    if (!isIntegral(key.dataType) || key.dataType.kind === "long") throw unexpectedInput(cx.name, args, 1, T_INT.label);
    return [collection, folded(implicit(key, INT, cx.mode, cx.timeZone), cx)];
  }
  if (t.kind !== "map") throw unexpectedInput(cx.name, args, 0, '("ARRAY" or "MAP")');
  return withKey(collection, key, cx);
}
/** A map and a key of its key type. */
export function withKey(map: TypedExpr, key: TypedExpr, cx: BindContext, widen: Widen = tightestCommonType): Args {
  const t = map.dataType as MapType;
  const k = meetsAs(t.keyType, key.dataType, widen);
  if (k === undefined) {
    throw diffMapTypes([map, key], cx);
  }
  requireOrderable([map, key], k, k, cx);
  const cast = implicit(map, new MapType(k, t.valueType, t.valueContainsNull), cx.mode, cx.timeZone);
  return [cast, implicit(key, k, cx.mode, cx.timeZone)];
}
function partType([collection]: Args): DataType {
  const t = collection!.dataType;
  if (t.kind === "void") return t;
  return t.kind === "map" ? t.valueType : elementType(collection);
}
function elementAt(since: string, isTry: boolean): RowSpec {
  return {
    since,
    params: [param("array", oneOf(ANY_ARRAY, ANY_MAP)), param("index", ANY)],
    operandOrder: "left",
    // Errors tell of `element_at` where they are of `try_element_at`.
    coerce: (args, cx) => coerceElement(args, isTry ? { ...cx, name: "element_at" } : cx),
    returns: partType,
    nullable: (args, cx) => args[0]!.dataType.kind === "map" || elementNullable(args, cx.ansi && !isTry, 1),
    polars: (args, call, cx) => {
      if (call.args[0]!.dataType.kind === "map") return mapValue(args, call, cx);
      const error = !isTry && call.mode === "ansi" ? "INVALID_ARRAY_INDEX_IN_ELEMENT_AT" : null;
      return fromOne(args, call, cx, error);
    },
  };
}

export const elementFunctions: readonly FunctionRow[] = family("collection", "scalar", {
  element_at: elementAt("2.4.0", false),
  try_element_at: elementAt("3.3.0", true),
  get: {
    since: "3.4.0",
    params: [param("array", ANY_ARRAY), param("index", T_INT)],
    coerce: (args, cx) => {
      if (args[0]!.dataType.kind !== "array") throw unexpectedInput(cx.name, args, 0, ANY_ARRAY.label);
      return coerceTo(args, [ANY_ARRAY, T_INT], cx).map((e, i) => (i === 1 ? folded(e, cx) : e));
    },
    returns: partType,
    operandOrder: "left",
    nullable: (args) => elementNullable(args, false, 0),
    polars: (args, call, cx) => fromZero(args, call, cx, null),
  },
  get_array_item: {
    params: [param("array", ANY_ARRAY), param("index", INTEGRAL)],
    coerce: ([array, index], cx) => {
      if (!isIntegral(index!.dataType) && index!.dataType.kind !== "void")
        throw unexpectedInput(cx.name, [array!, index!], 1, INTEGRAL.label);
      const typed = index!.dataType.kind === "void" ? implicit(index!, INT, cx.mode, cx.timeZone) : index!;
      return [array!, folded(typed, cx)];
    },
    display: ([array, index]) => `${array}[${index}]`,
    returns: partType,
    operandOrder: "left",
    nullable: (args, cx) => elementNullable(args, cx.ansi, 0),
    polars: (args, call, cx) => fromZero(args, call, cx, call.mode === "ansi" ? "INVALID_ARRAY_INDEX" : null),
  },
  get_map_value: {
    params: [param("map", ANY_MAP), param("key", ANY)],
    coerce: (args, cx) => {
      // Parts of null are null.
      if (args[0]!.dataType.kind === "void") return args;
      const t = args[0]!.dataType as MapType;
      requireOrderable(args, t.keyType, t.keyType, cx);
      return coerceTo(
        args,
        [
          ANY,
          {
            label: quotedType(t.keyType),
            accepts: (x) => x.kind === t.keyType.kind && x.sql === t.keyType.sql,
            concrete: t.keyType,
          },
        ],
        cx,
      );
    },
    display: ([map, key]) => `${map}[${key}]`,
    returns: partType,
    nullable: true,
    operandOrder: "left",
    polars: mapValue,
  },
});
