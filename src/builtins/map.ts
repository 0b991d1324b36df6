/** Maps: making, taking apart, joining. */
import type { Call, TypedExpr, TypedLiteral } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext } from "../logical/function-row.ts";
import { collationOf } from "./collated.ts";
import { hasCollation } from "../logical/collation.ts";
import { implicit, stringLit } from "../logical/build.ts";
import { widerCommonType, widerTypeWithoutString, isString } from "../logical/coercion.ts";
import { ANY, ANY_ARRAY, ANY_MAP, T_STRING } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { fieldName, physicalType } from "../polars/physical-type.ts";
import {
  ArrayType,
  BOOLEAN,
  type DataType,
  MapType,
  NULL,
  STRING,
  StructField,
  StructType,
} from "../types/data-type.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { unexpectedInput } from "./bind.ts";
import { family, optional, param, rest, type RowSpec } from "./family.ts";
import {
  containsNull,
  elementType,
  int64,
  isFlat,
  mergedOf,
  nullAsArray,
  nullOf,
  beside,
  diffMapTypes,
} from "./array-support.ts";
import {
  duplicateSite,
  emptyMap,
  field,
  mapOf,
  normalKeys,
  nullKeySite,
  structOf,
  textOf,
  zipLongest,
} from "./entries.ts";
import { withKey } from "./element.ts";
import { stringLikeFirst } from "./text-args.ts";
import { coerceTo, failing, folded, literalOf, mismatch, quotedType, stringOf } from "./support.ts";

type Args = readonly TypedExpr[];

/** The rule for keys that come again is the session's at analysis: where it is LAST_WIN a last argument says so. */
const LAST_WINS: TypedExpr = stringLit("\u0000LAST_WIN");
function isPolicy(e: TypedExpr | undefined): boolean {
  return e?.kind === "Literal" && e.value === (LAST_WINS as TypedLiteral).value;
}
export function withPolicy(args: Args, cx: BindContext): Args {
  return cx.conf("spark.sql.mapKeyDedupPolicy").toUpperCase() === "LAST_WIN" ? [...args, LAST_WINS] : args;
}
export function lastWins(call: Call): boolean {
  return isPolicy(call.args.at(-1));
}
/** The arguments without the rule. */
export function plainArgs<T>(values: readonly T[], call: Call): readonly T[] {
  return lastWins(call) ? values.slice(0, -1) : values;
}
function plain(args: Args): Args {
  return isPolicy(args.at(-1)) ? args.slice(0, -1) : args;
}
/** Whether a type may be a map's key: nothing with a map or variant inside. */
function isKeyType(t: DataType): boolean {
  if (t.kind === "array") return isKeyType(t.elementType);
  if (t.kind === "struct") return t.fields.every((f) => isKeyType(f.dataType));
  return t.kind !== "map" && t.kind !== "variant";
}
export function requireKeyType(args: Args, t: DataType, cx: BindContext): void {
  if (!isKeyType(t)) throw mismatch(cx.name, args, "INVALID_MAP_KEY_TYPE", { keyType: quotedType(t) });
}

function coerceMap(args: Args, cx: BindContext): Args {
  if (args.length % 2 === 1) {
    throw new AnalysisException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", {
      functionName: quoteText(cx.name),
      expectedNum: "2n (n > 0)",
      actualNum: String(args.length),
      docroot: "https://spark.apache.org/docs/latest",
    });
  }
  if (args.length === 0) return args;
  const side = (odd: 0 | 1): DataType => {
    const types = args.filter((_, i) => i % 2 === odd).map((e) => e.dataType);
    const t = widerCommonType(types, cx.ansi);
    if (t !== undefined) return t;
    throw mismatch(cx.name, args, odd === 0 ? "CREATE_MAP_KEY_DIFF_TYPES" : "CREATE_MAP_VALUE_DIFF_TYPES", {
      functionName: `\`${cx.name}\``,
      dataType: `[${types.map(quotedType).join(", ")}]`,
    });
  };
  const types = [side(0), side(1)] as const;
  requireKeyType(args, types[0], cx);
  return withPolicy(
    args.map((e, i) => implicit(e, types[(i % 2) as 0 | 1], cx.mode, cx.timeZone)),
    cx,
  );
}
function makeMap(values: readonly Px[], call: Call, cx: LowerContext): Px {
  const t = call.dataType as MapType;
  const items = plainArgs(values, call);
  if (items.length === 0) return emptyMap(t);
  const shared = items.map((item, i) => (i % 2 === 0 ? cx.share(item) : item));
  const [keyType, valueType] = [physicalType(t.keyType), physicalType(t.valueType)];
  const entries: Px[] = [];
  for (let i = 0; i < shared.length; i += 2) {
    const [key, value] = [px.cast(shared[i]!, keyType, "nonstrict"), px.cast(shared[i + 1]!, valueType, "nonstrict")];
    entries.push(structOf([key, value]));
  }
  const list = px.list.ofSame(...entries);
  const few = entries.length <= 6 && isFlat(t.keyType) && !hasCollation(t.keyType) && !lastWins(call);
  if (!few) return mapOf(list, t, call, cx, lastWins(call));
  const keys = shared.filter((_, i) => i % 2 === 0);
  return checkedKeys(
    list,
    keys,
    plainArgs(call.args, call).filter((_, i) => i % 2 === 0),
    call,
    cx,
  );
}
/** A few keys are compared with each other, which is faster than looking through a list; constants are known to differ. */
function checkedKeys(list: Px, keys: readonly Px[], args: Args, call: Call, cx: LowerContext): Px {
  const pairs: Px[] = [];
  let again: Px = px.lit.null("String");
  for (const [i, a] of keys.entries()) {
    for (const [j, b] of keys.entries()) {
      const [left, right] = [literalOf(args[i]), literalOf(args[j])];
      const differ =
        left !== undefined && right !== undefined && left !== null && left !== right && typeof left !== "object";
      if (j <= i || (differ && typeof left !== "number")) continue;
      pairs.push(px.eq(a, b));
      again = px.ternary(px.eq(a, b), px.cast(a, "String", "nonstrict"), again);
    }
  }
  const nullable = keys.filter((_, i) => args[i]!.nullable);
  const { keyType } = call.dataType as MapType;
  const zero = keyType.kind === "double" || keyType.kind === "float";
  const normal = zero ? normalKeys(list, keyType) : list;
  const unique = pairs.length === 0 ? normal : cx.raiseIf(px.orAll(pairs), duplicateSite(call, cx), normal, again);
  if (nullable.length === 0) return unique;
  return cx.raiseIf(px.orAll(nullable.map(px.isNull)), nullKeySite(call, cx), unique);
}
/** Lists of keys and values side by side as a map. */
function fromArrays(values: readonly Px[], call: Call, cx: LowerContext): Px {
  const t = call.dataType as MapType;
  const [keys, items] = [cx.share(values[0]!), cx.share(values[1]!)];
  const unequal = px.neq(int64(px.list.length(keys)), int64(px.list.length(items)));
  const zipped = zipLongest([keys, items], [t.keyType, t.valueType], cx);
  const checked = cx.raiseIf(unequal, failing(cx, call, "_LEGACY_ERROR_TEMP_2128", {}), zipped);
  return mapOf(checked, t, call, cx, lastWins(call));
}
/** Entries one after the other. Lists of structs are slow to put together, and to look through for keys: a kernel does it. */
function concatenated(maps: readonly Px[], call: Call, cx: LowerContext): Px {
  const t = call.dataType as MapType;
  const wins = lastWins(call);
  if (cx.inner || !isFlat(t.keyType) || hasCollation(t.keyType))
    return mapOf(px.list.concat(...maps), t, call, cx, wins);
  if (wins) return cx.kernel("concat_maps", maps, t, { lastWins: true });
  const fields = [t, t.keyType].map((type, i) => new StructField(fieldName(i), type));
  const made = cx.kernel("concat_maps", maps, new StructType(fields), { lastWins: false });
  const key = field(1, made);
  return cx.raiseIf(px.isNotNull(key), duplicateSite(call, cx), field(0, made), textOf(key, t.keyType));
}
function requireMap(args: Args, i: number, cx: BindContext): void {
  if (args[i]?.dataType.kind !== "map") throw unexpectedInput(cx.name, args, i, '"MAP"');
}
function nullAsMap(e: TypedExpr, cx: BindContext): TypedExpr {
  return e.dataType.kind === "void" ? implicit(e, new MapType(NULL, NULL), cx.mode, cx.timeZone) : e;
}
const mapType = (e: TypedExpr | undefined): MapType => e!.dataType as MapType;
/** A function of one map. */
function ofMap(since: string, returns: (t: MapType) => DataType, f: (map: Px) => Px): RowSpec {
  return {
    since,
    params: [param("map", ANY_MAP)],
    coerce: ([m], cx) => {
      const map = nullAsMap(m!, cx);
      requireMap([map], 0, cx);
      return [map];
    },
    returns: ([m]) => returns(mapType(m)),
    polars: ([m]) => f(m!),
  };
}

function strToMap([text, pairs, keyValue]: readonly Px[], call: Call, cx: LowerContext): Px {
  const collation = collationOf(call);
  if (collation !== undefined) {
    const entries = new ArrayType(ENTRY, false);
    const cut = cx.kernel("collated_str_to_entries", [text!, pairs!, keyValue!], entries, { collation });
    return mapOf(cut, call.dataType as MapType, call, cx, lastWins(call));
  }
  const pairDelimiter = stringOf(call.args[1]);
  const valueDelimiter = stringOf(call.args[2]);
  if (
    pairDelimiter === undefined ||
    valueDelimiter === undefined ||
    !isPlain(pairDelimiter) ||
    !isPlain(valueDelimiter)
  ) {
    const entries = cx.kernel("str_to_entries", [text!, pairs!, keyValue!], new ArrayType(ENTRY, false));
    return mapOf(entries, call.dataType as MapType, call, cx, lastWins(call));
  }
  const parts = px.str.split(text!, px.lit.str(pairDelimiter));
  const split = px.str.splitN(px.element(), px.lit.str(valueDelimiter), 2);
  const entries = px.list.eval(
    parts,
    structOf([px.struct.fieldByName(split, "field_0"), px.struct.fieldByName(split, "field_1")]),
  );
  return mapOf(entries, call.dataType as MapType, call, cx, lastWins(call));
}
const ENTRY = new StructType([new StructField("key", STRING, false), new StructField("value", STRING, true)]);
/** A delimiter that means itself as a regular expression. */
function isPlain(delimiter: string): boolean {
  return delimiter !== "" && !/[\\^$.|?*+()[\]{}]/.test(delimiter);
}

export const mapFunctions: readonly FunctionRow[] = family("map", "scalar", {
  map: {
    since: "2.0.0",
    params: [rest("key", ANY)],
    coerce: coerceMap,
    returns: (args, cx) => {
      const items = plain(args);
      const empty = cx.conf("spark.sql.legacy.createEmptyCollectionUsingStringType") === "true" ? STRING : NULL;
      if (items.length === 0) return new MapType(empty, empty, false);
      const side = (odd: 0 | 1): DataType => mergedOf(items.filter((_, i) => i % 2 === odd).map((e) => e.dataType));
      return new MapType(
        side(0),
        side(1),
        items.some((e, i) => i % 2 === 1 && e.nullable),
      );
    },
    nullable: false,
    polars: makeMap,
  },
  map_from_arrays: {
    since: "2.4.0",
    params: [param("keys", ANY_ARRAY), param("values", ANY_ARRAY)],
    coerce: (args, cx) => {
      const arrays = args.map((e) => nullAsArray(e, cx));
      for (const i of [0, 1])
        if (arrays[i]!.dataType.kind !== "array") throw unexpectedInput(cx.name, args, i, ANY_ARRAY.label);
      requireKeyType(args, elementType(arrays[0]), cx);
      return withPolicy(arrays, cx);
    },
    returns: ([k, v]) => new MapType(elementType(k), elementType(v), containsNull(v)),
    nullable: ([k, v]) => k!.nullable || v!.nullable,
    polars: fromArrays,
  },
  map_from_entries: {
    since: "2.4.0",
    params: [param("arrayOfEntries", ANY_ARRAY)],
    coerce: (args, cx) => {
      const t = elementType(args[0]);
      if (t.kind !== "struct" || t.fields.length !== 2)
        throw unexpectedInput(cx.name, args, 0, '"ARRAY" of pair "STRUCT"');
      requireKeyType(args, t.fields[0]!.dataType, cx);
      return withPolicy(args, cx);
    },
    returns: ([a]) => {
      const [k, v] = (elementType(a) as StructType).fields as [StructField, StructField];
      return new MapType(k.dataType, v.dataType, v.nullable);
    },
    nullable: ([a]) => a!.nullable || containsNull(a),
    polars: ([list], call, cx) => {
      const t = call.dataType as MapType;
      if (!containsNull(call.args[0])) return mapOf(list!, t, call, cx, lastWins(call));
      // An entry that is null makes the whole map null, and its keys are not looked at.
      const array = cx.share(list!);
      const broken = px.list.evalAgg(array, px.agg.any(px.isNull(px.element())));
      return mapOf(px.ternary(broken, nullOf(call), array), t, call, cx, lastWins(call));
    },
  },
  map_keys: ofMap(
    "2.0.0",
    (t) => new ArrayType(t.keyType, true),
    (m) => px.list.eval(m, field(0)),
  ),
  map_values: ofMap(
    "2.0.0",
    (t) => new ArrayType(t.valueType, true),
    (m) => px.list.eval(m, field(1)),
  ),
  map_entries: ofMap(
    "3.0.0",
    (t) =>
      new ArrayType(
        new StructType([
          new StructField("key", t.keyType, false),
          new StructField("value", t.valueType, t.valueContainsNull),
        ]),
        false,
      ),
    (m) => m,
  ),
  map_concat: {
    since: "2.4.0",
    params: [rest("map", ANY_MAP)],
    coerce: (args, cx) => {
      if (args.length === 0) return args;
      if (args.some((e) => e.dataType.kind !== "map" && e.dataType.kind !== "void")) {
        throw mismatch(cx.name, args, "MAP_CONCAT_DIFF_TYPES", {
          functionName: `\`${cx.name}\``,
          dataType: `[${args.map((e) => quotedType(e.dataType)).join(", ")}]`,
        });
      }
      const t = widerCommonType(
        args.map((e) => e.dataType),
        cx.ansi,
      );
      if (t === undefined) {
        throw mismatch(cx.name, args, "DATA_DIFF_TYPES", {
          functionName: `\`${cx.name}\``,
          dataType: `(${args.map((e) => quotedType(e.dataType)).join(" or ")})`,
        });
      }
      return withPolicy(
        args.map((e) => implicit(e, t, cx.mode, cx.timeZone)),
        cx,
      );
    },
    returns: (args) => {
      const maps = plain(args);
      if (maps.length === 0) return new MapType(STRING, STRING);
      return mergedOf(maps.map((m) => m.dataType));
    },
    nullable: (args) => plain(args).some((e) => e.nullable),
    polars: (values, call, cx) => {
      const t = call.dataType as MapType;
      const maps = plainArgs(values, call);
      if (maps.length === 0) return emptyMap(t);
      return maps.length === 1 ? maps[0]! : concatenated(maps, call, cx);
    },
  },
  map_contains_key: {
    since: "3.3.0",
    params: [param("map", ANY_MAP), param("key", ANY)],
    coerce: (args, cx) => {
      if (args.some((e) => e.dataType.kind === "void")) {
        throw mismatch(cx.name, args, "NULL_TYPE", { functionName: `\`${cx.name}\`` });
      }
      if (args[0]!.dataType.kind !== "map") throw diffMapTypes(args, cx);
      return withKey(args[0]!, args[1]!, cx, widerTypeWithoutString);
    },
    returns: BOOLEAN,
    nullable: true,
    polars: ([map, key], call, cx) => {
      const item = cx.share(key!);
      const keys = px.list.eval(map!, field(0));
      const seen = beside(item, keys, physicalType(mapType(call.args[0]).keyType));
      const found = px.list.evalAgg(seen.list, px.agg.any(px.eqMissing(seen.elements, seen.value)));
      const known = px.ternary(px.isNull(item), nullOf(call), px.coalesce(found, px.lit.bool(false)));
      return px.ternary(px.isNull(map!), nullOf(call), known);
    },
  },
  str_to_map: {
    since: "2.0.1",
    params: [param("text", T_STRING), optional("pairDelim", T_STRING), optional("keyValueDelim", T_STRING)],
    coerce: (args, cx) => {
      const all = [args[0]!, args[1] ?? stringLit(","), args[2] ?? stringLit(":")];
      const wrong = all.findIndex(({ dataType: t }) => !isString(t) && t.kind !== "void");
      if (wrong >= 0) throw unexpectedInput(cx.name, all, wrong, T_STRING.label);
      return withPolicy(
        coerceTo(all, [T_STRING], cx).map((e, i) => (i === 0 ? e : folded(e, cx))),
        cx,
      );
    },
    display: (args, call) => {
      const collation = collationOf(call);
      const shown = [",", ":"].map((c) => (collation === undefined ? c : `'${c}' collate ${collation}`));
      return `str_to_map(${[...args, ...shown.slice(args.length - 1)].join(", ")})`;
    },
    returns: (args) => new MapType(stringLikeFirst(args), stringLikeFirst(args), true),
    nullable: (args) => plain(args).some((e) => e.nullable),
    polars: strToMap,
  },
});
