/** Arrays: making, measuring, searching, changing. Set operations are in array-set.ts, sequence in sequence.ts. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import { nextId } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext } from "../logical/function-row.ts";
import { implicit, isFoldable, literal } from "../logical/build.ts";
import { implicitCast, tightestCommonType, widerCommonType, widerTypeWithoutString } from "../logical/coercion.ts";
import { ANY, ANY_ARRAY, ANY_MAP, arrayOf, oneOf, T_BOOLEAN, T_INT, T_STRING } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { hasInt128 } from "../polars/arrow-type.ts";
import { physicalType } from "../polars/physical-type.ts";
import { ArrayType, BINARY, BOOLEAN, type DataType, INT, LONG, NULL, STRING } from "../types/data-type.ts";
import { asNullable } from "../types/type-equality.ts";
import { unexpectedInput } from "./bind.ts";
import { stringOfAny } from "./text-args.ts";
import { family, optional, param, rest, type RowSpec } from "./family.ts";
import { valuesWhere } from "./raise-sites.ts";
import {
  coerceTo,
  failing,
  folded,
  literalOf,
  mismatch,
  nonFoldable,
  numberOf,
  quotedType,
  requireLiteralSeed,
} from "./support.ts";
import {
  arrayAndValue,
  behind,
  containsNull,
  diffTypes,
  elementPhysical,
  elementType,
  front,
  hasNull,
  int64,
  isFlat,
  mergedOf,
  nullAsArray,
  nullOf,
  requireArray,
  requireOrderable,
  strict,
  beside,
  withFirst,
} from "./array-support.ts";

type Args = readonly TypedExpr[];
const { i64 } = px.lit;
const E = px.element();
const same = ([a]: Args): DataType => a!.dataType;

/** Arguments cast to the one type that holds them all. */
export function commonType(args: Args, cx: BindContext, name: string = cx.name): Args {
  const t = widerCommonType(
    args.map((e) => e.dataType),
    cx.ansi,
  );
  if (t === undefined) {
    throw mismatch(cx.name, args, "DATA_DIFF_TYPES", {
      functionName: `\`${name}\``,
      dataType: `(${args.map((e) => quotedType(e.dataType)).join(" or ")})`,
    });
  }
  return args.map((e) => implicit(e, t, cx.mode, cx.timeZone));
}
/** The type of values that differ in nullability inside only; undefined for no values. */
export function mergedType(args: Args): DataType | undefined {
  return args.length === 0 ? undefined : mergedOf(args.map((e) => e.dataType));
}
export function arrayLiteral(items: readonly Px[], element: DataType): Px {
  if (items.length === 0) return px.cast(px.lit.values([], "Null"), { List: physicalType(element) }, "nonstrict");
  if (element.kind === "void")
    return px.lit.values(
      items.map(() => null),
      "Null",
    );
  return px.list.ofType(physicalType(element), ...items);
}

function contains([list, value]: readonly Px[], call: Call, cx: LowerContext): Px {
  const [array, item] = [cx.share(list!), cx.share(value!)];
  const found = isFlat(call.args[1]!.dataType)
    ? px.list.contains(array, item)
    : px.list.evalAgg(withFirst(item, array, elementPhysical(call.args[0])), px.agg.any(px.eqMissing(behind(), front)));
  // A null among the elements may have been the value.
  const kleene = containsNull(call.args[0])
    ? px.ternary(found, found, px.ternary(hasNull(array), px.lit.null("Boolean"), found))
    : found;
  return strict([array, item], kleene, call);
}
function position([list, value]: readonly Px[], call: Call, cx: LowerContext): Px {
  if (!cx.inner && isFlat(elementType(call.args[0]))) return cx.kernel("list_position", [list!, value!], LONG);
  const [array, item] = [cx.share(list!), cx.share(value!)];
  const seen = beside(item, array, elementPhysical(call.args[0]));
  const places = px.range.intRange(i64(1), px.add(seen.count, i64(1)));
  const matches = px.and(px.isNotNull(seen.elements), px.eqMissing(seen.elements, seen.value));
  const first = px.list.evalAgg(seen.list, px.agg.first(px.filter(places, matches)));
  return strict([array, item], px.coalesce(first, i64(0)), call);
}
function insert([list, at, value]: readonly Px[], call: Call, cx: LowerContext): Px {
  const place = cx.share(int64(at!));
  const array = cx.share(asLongAs(place, list!, call));
  const checked = cx.raiseIf(
    px.and(px.eq(place, i64(0)), px.isNotNull(array)),
    failing(cx, call, "INVALID_INDEX_OF_ZERO", {}),
    cx.inner ? inserted(array, place, value!, call, cx) : insertedByKernel(array, place, value!, call, cx),
  );
  return strict([array, place], checked, call);
}
function insertedByKernel(array: Px, place: Px, value: Px, call: Call, cx: LowerContext): Px {
  const one = px.cast(value, elementPhysical(call.args[0]), "nonstrict");
  return cx.kernel("list_insert", [array, place, one], call.dataType, { legacy: call.args.length > 3 });
}
function inserted(array: Px, place: Px, value: Px, call: Call, cx: LowerContext): Px {
  const size = cx.share(int64(px.list.length(array)));
  const k = cx.share(
    px.ternary(
      px.gt(place, i64(0)),
      px.sub(place, i64(1)),
      px.add(px.add(size, place), i64(call.args.length > 3 ? 0 : 1)),
    ),
  );
  const head = px.ternary(px.lt(k, i64(0)), i64(0), px.ternary(px.gt(k, size), size, k));
  const nulls = (n: Px): Px =>
    px.repeatBy(px.lit.null(elementPhysical(call.args[0])), px.cast(orZero(n), "UInt32", "nonstrict"));
  const positive = (n: Px): Px => px.ternary(px.gt(n, i64(0)), n, i64(0));
  return px.list.concat(
    px.list.slice(array, i64(0), orZero(head)),
    nulls(positive(px.sub(k, size))),
    px.list.ofType(elementPhysical(call.args[0]), value),
    nulls(positive(px.neg(k))),
    px.list.slice(array, orZero(head), orZero(size)),
  );
}
function slice([list, from, count]: readonly Px[], call: Call, cx: LowerContext): Px {
  const [first, most] = [numberOf(call.args[1]), numberOf(call.args[2])];
  // Constants from the front need no look at the sizes.
  if (first !== undefined && first > 0 && most !== undefined && most >= 0) {
    return px.list.eval(list!, px.slice(E, i64(first - 1), i64(most)));
  }
  const [start, length] = [cx.share(int64(from!)), cx.share(int64(count!))];
  const array = cx.share(asLongAs(px.add(start, length), list!, call));
  const size = int64(px.list.length(array));
  const offset = cx.share(px.ternary(px.gt(start, i64(0)), px.sub(start, i64(1)), px.add(size, start)));
  const taken = px.list.slice(array, orZero(offset), orZero(px.ternary(px.lt(offset, i64(0)), i64(0), length)));
  const given = px.andAll([px.isNotNull(array), px.isNotNull(start), px.isNotNull(length)]);
  // One check, so that the first row tells: its start before its length.
  const wrong = px.and(given, px.or(px.eq(start, i64(0)), px.lt(length, i64(0))));
  const site = cx.site(call, (values) => {
    const [at = "0", count = ""] = (values[0] ?? "").split(",");
    return at === "0"
      ? { condition: "INVALID_PARAMETER_VALUE.START", parameters: { parameter: "`start`", functionName: "`slice`" } }
      : {
          condition: "INVALID_PARAMETER_VALUE.LENGTH",
          parameters: { parameter: "`length`", functionName: "`slice`", length: count },
        };
  });
  const checked = cx.raiseIf(wrong, site, taken, valuesWhere(wrong, [start, length]));
  return strict([array, start, length], checked, call);
}

/** The engine takes no null for a place in a list; such rows are made null afterwards. */
function orZero(n: Px): Px {
  return px.coalesce(n, i64(0));
}
/** Elements that are not null, put in order; the greatest or the least is the first. NaN is greater than all numbers. */
function extreme(since: string, max: boolean): RowSpec {
  return {
    since,
    params: [param("array", ANY_ARRAY)],
    coerce: (given, cx) => {
      const args = given.map((e) => nullAsArray(e, cx));
      requireArray(args, 0, cx);
      requireOrderable(args, elementType(args[0]), elementType(args[0]), cx);
      return args;
    },
    returns: ([a]) => elementType(a),
    nullable: true,
    polars: ([list], call) => {
      const t = elementType(call.args[0]);
      if (t.kind === "void") return px.lit.null("Null");
      if (t.kind === "double" || t.kind === "float") {
        return px.list.evalAgg(list!, max ? px.agg.max(E, true) : px.agg.min(E, false));
      }
      if (isFlat(t)) return max ? px.list.max(list!) : px.list.min(list!);
      return px.list.get(px.list.sort(px.list.eval(list!, px.dropNulls(E)), max, true), i64(0));
    },
  };
}
/** By a kernel where it may stand and knows the elements' order, else by an element expression. */
export function sorted(list: Px, array: TypedExpr, descending: boolean, nullsLast: boolean, cx: LowerContext): Px {
  const t = elementType(array);
  if (t.kind === "void") return list;
  if (cx.inner || hasInt128(physicalType(t)) || !isFlat(t))
    return px.list.eval(list, px.sort(E, descending, nullsLast));
  return cx.kernel("sort_lists", [list], array.dataType, { descending, nullsLast });
}

const NEGATIVE_INDEX = "spark.sql.legacy.negativeIndexInArrayInsert";

function append(since: string, atEnd: boolean): RowSpec {
  return {
    since,
    params: [param("array", ANY_ARRAY), param("element", ANY)],
    coerce: (args, cx) => {
      requireArray(args, 0, cx);
      return arrayAndValue(args, 1, tightestCommonType, cx);
    },
    returns: ([a, v]) => asNullable(new ArrayType(mergedOf([elementType(a), v!.dataType]))),
    nullable: ([a]) => a!.nullable,
    // For Spark it inserts at -1, which by the older rule is before the last.
    rewrite: (([list, value], cx) =>
      atEnd && cx.conf(NEGATIVE_INDEX) === "true"
        ? cx.call("array_insert", [list!, literal(-1, INT), value!])
        : undefined) satisfies RowSpec["rewrite"],
    polars: ([list, value], call, cx) => {
      if (!cx.inner) {
        const one = px.cast(value!, elementPhysical(call.args[0]), "nonstrict");
        return atEnd
          ? cx.kernel("concat_lists", [list!, one], call.dataType, { single: 1 })
          : cx.kernel("concat_lists", [one, list!], call.dataType, { single: 0 });
      }
      const item = arrayLiteral([value!], call.args[1]!.dataType);
      return px.list.concat(...(atEnd ? [list!, item] : [item, list!]));
    },
  };
}

/** A constant list has one row, which the engine does not repeat for the rows of other operands. */
function asLongAs(other: Px, list: Px, call: Call): Px {
  if (!isFoldable(call.args[0]!) || call.args.every(isFoldable)) return list;
  return px.ternary(px.isNull(other), px.lit.null(physicalType(call.args[0]!.dataType)), list);
}
function join([given, delimiter, replacement]: readonly Px[], call: Call, cx: LowerContext): Px {
  const list = asLongAs(delimiter!, given!, call);
  if (replacement === undefined) return px.list.join(list, delimiter!, true);
  const [array, text] = [cx.share(list), cx.share(replacement)];
  const value = literalOf(call.args[2]);
  const filled =
    typeof value === "string"
      ? px.list.eval(array, px.fillNull(E, px.lit.str(value)))
      : px.list.eval(withFirst(text, array, "String"), px.ternary(px.isNull(behind()), front, behind()));
  return strict([array, delimiter!, text], px.list.join(filled, delimiter!, true), call);
}
function reverse([x]: readonly Px[], call: Call, cx: LowerContext): Px {
  const backwards = (list: Px): Px => px.list.eval(list, px.reverse(E));
  const t = call.args[0]!.dataType;
  if (t.kind === "array") return backwards(x!);
  if (!cx.inner) return cx.kernel("reverse", [x!], call.dataType);
  const empty = px.lit.str("");
  if (t.kind === "binary") {
    const bytes = px.str.extractAll(px.bin.hexEncode(x!), px.lit.str(".."));
    return px.str.hexDecode(px.list.join(backwards(bytes), empty, true), true);
  }
  // By code points: the engine's own reversal keeps graphemes together.
  return px.list.join(backwards(px.str.split(x!, empty)), empty, true);
}
function concat(values: readonly Px[], call: Call, cx: LowerContext): Px {
  const t = call.dataType;
  if (t.kind === "array") {
    if (values.length === 1) return values[0]!;
    return cx.inner ? px.list.concat(...values) : cx.kernel("concat_lists", values, t);
  }
  if (t.kind === "binary") return px.str.hexDecode(px.str.concatHorizontal(values.map(px.bin.hexEncode)), true);
  return values.length === 0 ? px.lit.str("") : px.str.concatHorizontal(values);
}
function coerceConcat(args: Args, cx: BindContext): Args {
  const types = args.map((e) => e.dataType);
  if (types.some((t) => t.kind === "array")) {
    const wrong = types.findIndex(({ kind }) => kind === "map" || kind === "struct");
    if (wrong >= 0) throw unexpectedInput(cx.name, args, wrong, '("STRING" or "BINARY" or "ARRAY")');
    return types.every((t) => t.kind === "array") ? commonType(args, cx) : failConcat(args, cx);
  }
  const asText = cx.conf("spark.sql.function.concatBinaryAsString") === "true";
  if (!asText && args.length > 0 && types.every((t) => t.kind === "binary")) return args;
  const [wrong] = types.flatMap((t, i) => (implicitCast(t, T_STRING, cx.ansi) === undefined ? [i] : []));
  if (wrong !== undefined) throw unexpectedInput(cx.name, args, wrong, '("STRING" or "BINARY" or "ARRAY")');
  return coerceTo(args, [T_STRING], cx);
}
function failConcat(args: Args, cx: BindContext): never {
  const shown = args.map((e) => (e.dataType.kind === "array" ? e.dataType : STRING));
  throw mismatch(cx.name, args, "DATA_DIFF_TYPES", {
    functionName: `\`${cx.name}\``,
    dataType: `(${shown.map(quotedType).join(" or ")})`,
  });
}
function concatType(args: Args): DataType {
  const arrays = args.filter((e) => e.dataType.kind === "array");
  if (arrays.length > 0) return mergedType(arrays) as ArrayType;
  return args.length > 0 && args.every((e) => e.dataType.kind === "binary") ? BINARY : stringOfAny(args);
}

function sizeSpec(since: string, aliases: readonly string[]): RowSpec {
  return {
    since,
    aliases,
    params: [param("expr", oneOf(ANY_ARRAY, ANY_MAP))],
    coerce: (args, cx) => {
      const t = args[0]!.dataType.kind;
      if (t === "void") return [nullAsArray(args[0]!, cx), ...minusOne(cx)];
      if (t !== "array" && t !== "map") throw unexpectedInput(cx.name, args, 0, '("ARRAY" or "MAP")');
      return [args[0]!, ...minusOne(cx)];
    },
    returns: INT,
    nullable: ([a, legacy]) => legacy === undefined && a!.nullable,
    polars: ([list, legacy]) => {
      const size = px.cast(px.list.length(list!), "Int32", "nonstrict");
      return legacy === undefined ? size : px.fillNull(size, legacy);
    },
  };
}
/** Spark's old rule, kept where ANSI is off: the size of null is -1. */
function minusOne(cx: BindContext): Args {
  return !cx.ansi && cx.conf("spark.sql.legacy.sizeOfNull") === "true" ? [literal(-1, INT)] : [];
}

export const arrayFunctions: readonly FunctionRow[] = family("array", "scalar", {
  array: {
    since: "1.1.0",
    params: [rest("expr", ANY)],
    coerce: (args, cx) => (args.length === 0 ? args : commonType(args, cx)),
    returns: (args, cx) => {
      const empty = cx.conf("spark.sql.legacy.createEmptyCollectionUsingStringType") === "true" ? STRING : NULL;
      return new ArrayType(
        mergedType(args) ?? empty,
        args.some((e) => e.nullable),
      );
    },
    nullable: false,
    polars: (items, call) => arrayLiteral(items, elementType(call)),
  },
  size: sizeSpec("1.5.0", ["cardinality"]),
  array_size: {
    since: "3.3.0",
    params: [param("expr", ANY_ARRAY)],
    returns: INT,
    polars: ([list]) => px.cast(px.list.length(list!), "Int32", "nonstrict"),
  },
  array_contains: {
    since: "1.5.0",
    params: [param("array", ANY_ARRAY), param("value", ANY)],
    coerce: (args, cx) => {
      if (args.some((e) => e.dataType.kind === "void")) {
        throw mismatch(cx.name, args, "NULL_TYPE", { functionName: `\`${cx.name}\`` });
      }
      requireArray(args, 0, cx);
      const cast = arrayAndValue(args, 1, widerTypeWithoutString, cx);
      requireOrderable(args, cast[1]!.dataType, cast[1]!.dataType, cx);
      return cast;
    },
    returns: BOOLEAN,
    nullable: ([a, v]) => a!.nullable || v!.nullable || containsNull(a),
    polars: contains,
  },
  array_position: {
    since: "2.4.0",
    params: [param("array", ANY_ARRAY), param("element", ANY)],
    coerce: (args, cx) => {
      if (args[0]!.dataType.kind === "void")
        throw mismatch(cx.name, args, "NULL_TYPE", { functionName: `\`${cx.name}\`` });
      requireArray(args, 0, cx);
      const cast = arrayAndValue(args, 1, tightestCommonType, cx);
      requireOrderable(args, cast[1]!.dataType, cast[1]!.dataType, cx);
      return cast;
    },
    returns: LONG,
    polars: position,
  },
  array_remove: {
    since: "2.4.0",
    params: [param("array", ANY_ARRAY), param("element", ANY)],
    coerce: (args, cx) => {
      if (args[0]!.dataType.kind !== "array") throw diffTypes(args, cx);
      const cast = arrayAndValue(args, 1, tightestCommonType, cx);
      requireOrderable(args, cast[1]!.dataType, cast[1]!.dataType, cx);
      return cast;
    },
    returns: same,
    polars: ([list, value], call, cx) => {
      if (elementType(call.args[0]).kind === "void") return nullOf(call);
      const [array, item] = [cx.share(list!), cx.share(value!)];
      const { list: seen, value: one, elements } = beside(item, array, elementPhysical(call.args[0]));
      return strict([array, item], px.list.eval(seen, px.filter(elements, px.neqMissing(elements, one))), call);
    },
  },
  array_append: append("3.4.0", true),
  array_prepend: append("3.5.0", false),
  array_insert: {
    since: "3.4.0",
    params: [param("x", ANY_ARRAY), param("pos", T_INT), param("val", ANY)],
    coerce: (args, cx) => {
      if (args[0]!.dataType.kind !== "array") throw diffTypes([args[0]!, args[2]!], cx);
      if (!["byte", "short", "integer"].includes(args[1]!.dataType.kind))
        throw unexpectedInput(cx.name, args, 1, T_INT.label);
      const cast = arrayAndValue(args, 2, tightestCommonType, cx);
      // Spark's older rule counts negative places from behind the end.
      const legacy = cx.conf(NEGATIVE_INDEX) === "true" ? [literal(true, BOOLEAN)] : [];
      return [cast[0]!, implicit(cast[1]!, INT, cx.mode, cx.timeZone), cast[2]!, ...legacy];
    },
    returns: ([a, , v]) => asNullable(new ArrayType(mergedOf([elementType(a), v!.dataType]))),
    nullable: ([a, p]) => a!.nullable || p!.nullable,
    operandOrder: "left",
    polars: insert,
  },
  array_compact: {
    since: "3.4.0",
    params: [param("array", ANY_ARRAY)],
    coerce: ([a], cx) => {
      const array = nullAsArray(a!, cx);
      requireArray([array], 0, cx);
      return [array];
    },
    returns: ([a]) => new ArrayType(elementType(a), false),
    polars: ([list]) => px.list.eval(list!, px.dropNulls(E)),
  },
  array_repeat: {
    since: "2.4.0",
    params: [param("element", ANY), param("count", T_INT)],
    coerce: (args, cx) => {
      const t = args[1]!.dataType;
      if (t.kind !== "integer" && t.kind !== "void") throw unexpectedInput(cx.name, args, 1, T_INT.label);
      return [args[0]!, implicit(args[1]!, INT, cx.mode, cx.timeZone)];
    },
    returns: ([e]) => new ArrayType(e!.dataType, e!.nullable),
    nullable: ([, n]) => n!.nullable,
    polars: ([item, times], call, cx) => {
      const n = cx.share(times!);
      const count = px.cast(px.ternary(px.lt(n, px.lit.i32(0)), px.lit.i32(0), n), "UInt32", "nonstrict");
      const most = 2147483632;
      const site = cx.site(call, (values) => ({
        condition: "COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER",
        parameters: {
          numberOfElements: values[0] ?? "",
          functionName: "`array_repeat`",
          maxRoundedArrayLength: String(most),
          parameter: "`count`",
        },
      }));
      const small = px.ternary(px.gt(n, px.lit.i32(most)), px.lit.u32(0), count);
      const list = cx.raiseIf(
        px.gt(n, px.lit.i32(most)),
        site,
        px.repeatBy(item!, small),
        px.cast(n, "String", "nonstrict"),
      );
      return px.ternary(px.isNull(n), nullOf(call), list);
    },
  },
  array_max: extreme("2.4.0", true),
  array_min: extreme("2.4.0", false),
  array_join: {
    since: "2.4.0",
    params: [param("array", arrayOf(T_STRING)), param("delimiter", T_STRING), optional("nullReplacement", T_STRING)],
    coerce: (args, cx) => {
      const wrong = args.slice(1).findIndex(({ dataType }) => !T_STRING.accepts(dataType) && dataType.kind !== "void");
      if (wrong >= 0) throw unexpectedInput(cx.name, args, wrong + 1, T_STRING.label);
      return coerceTo(args, [arrayOf(T_STRING), T_STRING, T_STRING], cx).map((e, i) => (i === 2 ? folded(e, cx) : e));
    },
    returns: stringOfAny,
    polars: join,
  },
  sort_array: {
    since: "1.5.0",
    params: [param("array", ANY_ARRAY), optional("ascendingOrder", T_BOOLEAN)],
    coerce: (args, cx) => {
      const [array, order = literal(true, BOOLEAN)] = [nullAsArray(args[0]!, cx), args[1]];
      requireArray([array], 0, cx);
      if (!isFoldable(order)) throw nonFoldable(cx.name, args, 1, "ascendingOrder", "BOOLEAN");
      if (order.dataType.kind !== "boolean" && order.dataType.kind !== "void")
        throw unexpectedInput(cx.name, args, 1, T_BOOLEAN.label);
      requireOrderable(args, elementType(array), array.dataType, cx);
      return [array, folded(implicit(order, BOOLEAN, cx.mode, cx.timeZone), cx)];
    },
    display: (args) => `sort_array(${(args.length === 1 ? [...args, "true"] : args).join(", ")})`,
    returns: same,
    polars: ([list], call, cx) => {
      const ascending = literalOf(call.args[1]);
      if (ascending === null) return nullOf(call);
      return sorted(list!, call.args[0]!, ascending === false, ascending === false, cx);
    },
  },
  slice: {
    since: "2.4.0",
    params: [param("x", ANY_ARRAY), param("start", T_INT), param("length", T_INT)],
    coerce: ([x, ...numbers], cx) => coerceTo([nullAsArray(x!, cx), ...numbers], [ANY_ARRAY, T_INT, T_INT], cx),
    returns: same,
    polars: slice,
  },
  flatten: {
    since: "2.4.0",
    params: [param("arrayOfArrays", ANY_ARRAY)],
    coerce: (args, cx) => {
      if (elementType(args[0]).kind !== "array") throw unexpectedInput(cx.name, args, 0, '"ARRAY" of "ARRAY"');
      return args;
    },
    returns: ([a]) => elementType(a),
    nullable: ([a]) => a!.nullable || containsNull(a),
    polars: ([list], call, cx) => {
      if (!cx.inner) return cx.kernel("flatten_lists", [list!], call.dataType);
      const array = cx.share(list!);
      const flat = px.list.eval(array, px.explode(E, false, false));
      return containsNull(call.args[0]) ? px.ternary(hasNull(array), nullOf(call), flat) : flat;
    },
  },
  reverse: {
    since: "1.5.0",
    params: [param("expr", oneOf(T_STRING, ANY_ARRAY))],
    coerce: (args, cx) => {
      const kind = args[0]!.dataType.kind;
      return kind === "array" || kind === "binary" ? args : coerceTo(args, [T_STRING], cx);
    },
    returns: same,
    polars: reverse,
  },
  concat: {
    since: "1.5.0",
    params: [rest("col", ANY)],
    coerce: coerceConcat,
    operandOrder: "left",
    returns: concatType,
    polars: concat,
  },
  shuffle: {
    since: "2.4.0",
    params: [param("array", ANY_ARRAY), optional("seed", ANY)],
    coerce: ([array, seed], cx) => {
      requireLiteralSeed("shuffle", seed);
      const list = nullAsArray(array!, cx);
      requireArray([list], 0, cx);
      return seed === undefined ? [list] : [list, seed];
    },
    deterministic: false,
    display: ([array]) => `shuffle(${array})`,
    returns: same,
    nullable: ([a]) => a!.nullable,
    polars: ([list], call, cx) => {
      const seed = literalOf(call.args[1]) ?? null;
      if (seed === null) return px.list.eval(list!, px.random.shuffle(E, Math.floor(Math.random() * 2 ** 31)));
      const row = px.add(px.range.rowNumbers(), px.lit.i64(0));
      return cx.kernel("shuffle", [row, list!], call.dataType, { seed: String(seed), call: String(nextId()) });
    },
  },
});
