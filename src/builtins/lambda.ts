/** Functions that take lambdas. How a body runs over the elements is the lowering's affair (`LowerContext.lambda`). */
import type { Call, Lambda, LambdaVariable, TypedExpr } from "../logical/expression.ts";
import { nextId } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext } from "../logical/function-row.ts";
import { boolLit, implicit } from "../logical/build.ts";
import { hasCollation } from "../logical/collation.ts";
import { sameType, widerTypeForTwo, widerTypeWithoutString } from "../logical/coercion.ts";
import { ANY, ANY_ARRAY, ANY_MAP } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import { px, type Px } from "../polars/dsl.ts";
import { fieldName, physicalType } from "../polars/physical-type.ts";
import { ArrayType, BOOLEAN, type DataType, INT, MapType, StructField, StructType } from "../types/data-type.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import { asNullable } from "../types/type-equality.ts";
import { sorted } from "./array.ts";
import { ordinal, unexpectedInput } from "./bind.ts";
import { containsNull, elementType, isFlat, nullOf, requireArray, requireOrderable } from "./array-support.ts";
import { keyShape } from "./collation.ts";
import { sortByProgram } from "./comparator.ts";
import { field, mapOf, structOf, zipLongest } from "./entries.ts";
import { family, lambdaParam, param, type RowSpec } from "./family.ts";
import { lastWins, requireKeyType, withPolicy } from "./map.ts";
import { mismatch, quotedType } from "./support.ts";

type Args = readonly TypedExpr[];
interface ParameterType {
  readonly dataType: DataType;
  readonly nullable: boolean;
}
const E = px.element();
const INDEX: ParameterType = { dataType: INT, nullable: false };

function lambdaAt(args: Args, i: number): Lambda {
  return args[i] as Lambda;
}
function countMismatch(expected: number, actual: number): AnalysisException {
  return new AnalysisException("INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH", {
    expectedNumArgs: String(expected),
    actualNumArgs: String(actual),
  });
}
/** The types of a lambda's parameters, of which it may take fewer only where `least` says so. */
function typed(types: readonly ParameterType[], count: number, least: number = types.length): readonly ParameterType[] {
  if (count < least || count > types.length) throw countMismatch(count, least);
  return types.slice(0, count);
}
function elementOf(e: TypedExpr | undefined): ParameterType {
  return { dataType: elementType(e), nullable: containsNull(e) };
}
function mapTypeOf(e: TypedExpr | undefined): MapType | undefined {
  return e?.dataType.kind === "map" ? e.dataType : undefined;
}
function entryOf(
  e: TypedExpr | undefined,
  cx: BindContext,
  args: readonly (TypedExpr | undefined)[],
): readonly ParameterType[] {
  const t = mapTypeOf(e);
  const known = args.filter((arg) => arg !== undefined);
  if (t === undefined) throw unexpectedInput(cx.name, known, 0, '"MAP"');
  return [
    { dataType: t.keyType, nullable: false },
    { dataType: t.valueType, nullable: t.valueContainsNull },
  ];
}
function needArray(args: readonly (TypedExpr | undefined)[], i: number, cx: BindContext): void {
  requireArray(
    args.filter((e) => e !== undefined),
    i,
    cx,
  );
}

/** A predicate: boolean, or a bare null. */
function predicate(args: Args, i: number, cx: BindContext): Args {
  const lambda = lambdaAt(args, i);
  const t = lambda.body.dataType;
  if (t.kind !== "boolean" && t.kind !== "void") {
    throw mismatch(cx.name, args, "UNEXPECTED_INPUT_TYPE", {
      paramIndex: ordinal(i),
      requiredType: '"BOOLEAN"',
      inputSql: `"${prettyName(lambda)}"`,
      inputType: quotedType(t),
    });
  }
  const body = implicit(lambda.body, BOOLEAN, cx.mode, cx.timeZone);
  return args.map((e, at) => (at === i ? { ...lambda, body, dataType: BOOLEAN, nullable: body.nullable } : e));
}

interface SeenList {
  readonly list: Px;
  readonly element: DataType;
  readonly bind: (e: Px) => readonly Px[];
  readonly value: (e: Px) => Px;
}
/** The list whose elements a lambda of one or two parameters sees: the elements alone, or each with its place. */
function withIndex(e: TypedExpr, lambda: Lambda, cx: LowerContext): SeenList {
  const list = cx.lower(e);
  const own = elementType(e);
  if (lambda.parameters.length < 2) return { list, element: own, bind: (x) => [x], value: (x) => x };
  const element = structType([own, INT]);
  return {
    list: cx.inner ? placesInside(list) : cx.kernel("list_with_places", [list], new ArrayType(element, false)),
    element,
    bind: (x) => [field(0, x), field(1, x)],
    value: (x) => field(0, x),
  };
}
function placesInside(list: Px): Px {
  const places = px.range.intRange(px.lit.i64(0), px.cast(px.len(), "Int64", "nonstrict"));
  return px.list.eval(list, structOf([E, px.cast(places, "Int32", "nonstrict")]));
}
function quantifier(since: string, any: boolean): RowSpec {
  return {
    since,
    params: [param("expr", ANY_ARRAY), lambdaParam("pred", 1)],
    lambda: (args, _index, count, cx) => {
      needArray(args, 0, cx);
      return typed([elementOf(args[0])], count);
    },
    coerce: (args, cx) => {
      requireArray(args, 0, cx);
      // Spark's older rule: what is not known counts as false.
      const twoValued = any && cx.conf("spark.sql.legacy.followThreeValuedLogicInArrayExists") === "false";
      return twoValued ? [...predicate(args, 1, cx), boolLit(false)] : predicate(args, 1, cx);
    },
    returns: BOOLEAN,
    nullable: ([array, lambda, legacy]) => array!.nullable || (legacy === undefined && lambda!.nullable),
    lower: (call, cx) => {
      const list = cx.share(cx.lower(call.args[0]!));
      const finish = (body: Px): Px => (any ? px.agg.any(body, call.args.length > 2) : px.agg.all(body, false));
      const found = cx.lambda(list, lambdaAt(call.args, 1), (e) => [e], finish, "scalar", elementType(call.args[0]));
      const empty = px.eq(px.list.length(list), px.lit.u32(0));
      return px.ternary(px.isNull(list), nullOf(call), px.ternary(empty, px.lit.bool(!any), found));
    },
  };
}

function coerceFold(args: Args, cx: BindContext): Args {
  requireArray(args, 0, cx);
  const [array, zero, merge] = args as [TypedExpr, TypedExpr, TypedExpr];
  const lambda = lambdaAt(args, 2);
  if (lambda.body.dataType.kind !== "void" && !sameStructure(zero.dataType, lambda.body.dataType)) {
    throw mismatch(cx.name, args, "UNEXPECTED_INPUT_TYPE", {
      paramIndex: ordinal(2),
      requiredType: quotedType(zero.dataType),
      inputSql: `"${prettyName(lambda)}"`,
      inputType: quotedType(lambda.body.dataType),
    });
  }
  return [array, zero, merge, args[3] ?? identity(asNullable(zero.dataType))];
}
/** The same but for names of fields and nullability. */
function sameStructure(a: DataType, b: DataType): boolean {
  if (a.kind === "struct" && b.kind === "struct") {
    return (
      a.fields.length === b.fields.length && a.fields.every((f, i) => sameStructure(f.dataType, b.fields[i]!.dataType))
    );
  }
  if (a.kind === "array" && b.kind === "array") return sameStructure(a.elementType, b.elementType);
  if (a.kind === "map" && b.kind === "map") {
    return sameStructure(a.keyType, b.keyType) && sameStructure(a.valueType, b.valueType);
  }
  return sameType(a, b);
}
function identity(dataType: DataType): Lambda {
  const v: LambdaVariable = { kind: "LambdaVariable", id: nextId(), name: "id", dataType, nullable: true };
  return { kind: "Lambda", parameters: [v], body: v, dataType, nullable: true };
}
const aggregateRow = (since: string): RowSpec => ({
  since,
  params: [
    param("expr", ANY_ARRAY),
    param("start", ANY),
    lambdaParam("merge", 2),
    lambdaParam("finish", 1, { optional: true }),
  ],
  lambda: (args, index, count, cx) => {
    needArray(args, 0, cx);
    const state = { dataType: asNullable(args[1]!.dataType), nullable: true };
    return index === 2 ? typed([state, elementOf(args[0])], count) : typed([state], count);
  },
  coerce: coerceFold,
  display: (args, call) => {
    const finish = args.length === 3 ? ["lambdafunction(namedlambdavariable(), namedlambdavariable())"] : [];
    return `${call.name}(${[...args, ...finish].join(", ")})`;
  },
  returns: (args) => args[3]!.dataType,
  nullable: (args) => args[0]!.nullable || args[3]!.nullable,
  lower: (call, cx) => {
    const [array, zero] = call.args as [TypedExpr, TypedExpr];
    const list = cx.share(cx.lower(array));
    const start = px.cast(cx.lower(zero), physicalType(zero.dataType), "nonstrict");
    const state = cx.share(cx.fold(list, start, lambdaAt(call.args, 2)));
    const result = cx.apply(lambdaAt(call.args, 3), [state]);
    return array.nullable ? px.ternary(px.isNull(list), nullOf(call), result) : result;
  },
});

/** The two arrays side by side, the shorter one going on with nulls. */
function zipWith(call: Call, cx: LowerContext): Px {
  const [left, right] = call.args as [TypedExpr, TypedExpr];
  const zipped = zipLongest([cx.lower(left), cx.lower(right)], [elementType(left), elementType(right)], cx);
  return cx.lambda(
    zipped,
    lambdaAt(call.args, 2),
    (e) => [field(0, e), field(1, e)],
    (body) => body,
    "list",
    structType([elementType(left), elementType(right)]),
  );
}

function mapZip(call: Call, cx: LowerContext): Px {
  const bind = (e: Px): readonly Px[] => [field(0, e), field(1, e), field(2, e)];
  const entry = (body: Px, e: Px): Px => structOf([field(0, e), body]);
  return cx.lambda(unionOfMaps(call, cx), lambdaAt(call.args, 2), bind, entry, "list", unionType(call));
}
/** A key and its values in both maps. */
function unionType(call: Call): StructType {
  const [a, b] = [mapTypeOf(call.args[0])!, mapTypeOf(call.args[1])!];
  return structType([a.keyType, a.valueType, b.valueType]);
}
function structType(types: readonly DataType[]): StructType {
  return new StructType(types.map((t, i) => new StructField(fieldName(i), t)));
}
/** All keys of two maps, each once, with their values in both. A kernel is tens of times as fast as element expressions. */
function unionOfMaps(call: Call, cx: LowerContext): Px {
  const [a, b] = [mapTypeOf(call.args[0])!, mapTypeOf(call.args[1])!];
  const maps = [cx.lower(call.args[0]!), cx.lower(call.args[1]!)] as const;
  const collated = hasCollation(a.keyType);
  if (!cx.inner && isFlat(a.keyType)) {
    const options = collated ? { shape: keyShape(a.keyType), query: nextId() } : undefined;
    return cx.kernel("union_of_maps", maps, new ArrayType(unionType(call), false), options);
  }
  if (collated) throw unsupported("map_zip_with of nested keys with a collation");
  const [va, vb] = [physicalType(a.valueType), physicalType(b.valueType)];
  const left = px.list.eval(maps[0], structOf([field(0), field(1), px.lit.null(vb)]));
  const right = px.list.eval(maps[1], structOf([field(0), px.lit.null(va), field(1)]));
  const valueOf = (i: number): Px => px.over(px.agg.lastNonNull(field(i)), [field(0)]);
  return px.list.eval(
    px.list.concat(left, right),
    px.filter(structOf([field(0), valueOf(1), valueOf(2)]), px.isFirstDistinct(field(0))),
  );
}
function overEntries(since: string, more: Partial<RowSpec>, finish: (body: Px, e: Px) => Px): RowSpec {
  return {
    since,
    params: [param("expr", ANY_MAP), lambdaParam("func", 2)],
    lambda: (args, _index, count, cx) => typed(entryOf(args[0], cx, args), count),
    nullable: ([map]) => map!.nullable,
    coerce: (args) => args,
    lower: (call, cx) => {
      const bind = (e: Px): readonly Px[] => [field(0, e), field(1, e)];
      const { keyType: key, valueType: value } = mapTypeOf(call.args[0])!;
      const entry = structType([key, value]);
      const entries = cx.lambda(cx.lower(call.args[0]!), lambdaAt(call.args, 1), bind, finish, "list", entry);
      return call.fn.name === "transform_keys"
        ? mapOf(entries, call.dataType as MapType, call, cx, lastWins(call))
        : entries;
    },
    ...more,
  };
}

/** Where no program can run, each pair of elements is compared; an element's place is the number of those before it. */
function sortByComparator(call: Call, cx: LowerContext): Px {
  const site = cx.site(call, () => ({
    condition: "COMPARATOR_RETURNS_NULL",
    parameters: { firstValue: "", secondValue: "" },
  }));
  const given = cx.lower(call.args[0]!);
  const byProgram = cx.inner ? undefined : sortByProgram(call, given, site, cx);
  if (byProgram !== undefined) return byProgram;
  const list = cx.share(given);
  const size = px.cast(px.len(), "Int64", "nonstrict");
  const pair = px.range.intRange(px.lit.i64(0), px.mul(size, size));
  const [i, j] = [px.floordiv(pair, size), px.mod(pair, size)];
  const pairs = px.list.eval(list, structOf([px.gather(E, i, false), px.gather(E, j, false), i, j]));
  const bind = (e: Px): readonly Px[] => [field(0, e), field(1, e)];
  const keep = (body: Px, e: Px): Px => structOf([body, field(0, e), field(2, e), field(3, e)]);
  const compared = cx.share(cx.lambda(pairs, lambdaAt(call.args, 1), bind, keep, "list"));
  const unknown = px.list.evalAgg(compared, px.agg.any(px.and(px.isNull(field(0)), px.neq(field(2), field(3)))));
  const zero = px.lit.i32(0);
  const before = px.or(px.gt(field(0), zero), px.and(px.eq(field(0), zero), px.lt(field(3), field(2))));
  const other = px.neq(field(2), field(3));
  const place = px.over(px.agg.sum(px.cast(px.and(before, other), "Int64", "nonstrict")), [field(2)]);
  const own = px.eq(field(2), field(3));
  const sorted = px.sortBy(px.filter(field(1), own), [px.filter(place, own)], [false], [false]);
  return lambdaAt(call.args, 1).nullable
    ? px.list.eval(cx.raiseIf(unknown, site, compared), sorted)
    : px.list.eval(compared, sorted);
}
const V = "namedlambdavariable()";
const DEFAULT_ORDER = `lambdafunction((IF(((${V} IS NULL) AND (${V} IS NULL)), 0, (IF((${V} IS NULL), 1, (IF((${V} IS NULL), -1, (IF((${V} < ${V}), -1, (IF((${V} > ${V}), 1, 0)))))))))), ${V}, ${V})`;

export const lambdaFunctions: readonly FunctionRow[] = family("lambda", "scalar", {
  transform: {
    since: "2.4.0",
    params: [param("expr", ANY_ARRAY), lambdaParam("func", 1)],
    lambda: (args, _index, count, cx) => {
      needArray(args, 0, cx);
      return typed([elementOf(args[0]), INDEX], count, 1);
    },
    coerce: (args, cx) => {
      requireArray(args, 0, cx);
      return args;
    },
    returns: ([, f]) => new ArrayType(f!.dataType, f!.nullable),
    nullable: ([array]) => array!.nullable,
    lower: (call, cx) => {
      const lambda = lambdaAt(call.args, 1);
      const { list, element, bind } = withIndex(call.args[0]!, lambda, cx);
      return cx.lambda(list, lambda, bind, (body) => body, "list", element);
    },
  },
  filter: {
    since: "2.4.0",
    params: [param("expr", ANY_ARRAY), lambdaParam("func", 1)],
    lambda: (args, _index, count, cx) => {
      needArray(args, 0, cx);
      return typed([elementOf(args[0]), INDEX], count, 1);
    },
    coerce: (args, cx) => {
      requireArray(args, 0, cx);
      return predicate(args, 1, cx);
    },
    returns: ([array]) => array!.dataType,
    nullable: ([array]) => array!.nullable,
    lower: (call, cx) => {
      const lambda = lambdaAt(call.args, 1);
      const { list, element, bind, value } = withIndex(call.args[0]!, lambda, cx);
      return cx.lambda(list, lambda, bind, (body, e) => px.filter(value(e), body), "list", element);
    },
  },
  exists: quantifier("2.4.0", true),
  forall: quantifier("3.0.0", false),
  aggregate: aggregateRow("2.4.0"),
  reduce: aggregateRow("3.4.0"),
  zip_with: {
    since: "2.4.0",
    params: [param("left", ANY_ARRAY), param("right", ANY_ARRAY), lambdaParam("func", 2)],
    lambda: (args, _index, count, cx) => {
      needArray(args, 0, cx);
      needArray(args, 1, cx);
      return typed(
        [0, 1].map((i) => ({ dataType: elementType(args[i]), nullable: true })),
        count,
      );
    },
    coerce: (args, cx) => {
      for (const i of [0, 1]) requireArray(args, i, cx);
      return args;
    },
    returns: (args) => new ArrayType(args[2]!.dataType, args[2]!.nullable),
    nullable: ([a, b]) => a!.nullable || b!.nullable,
    lower: zipWith,
  },
  map_filter: overEntries(
    "3.0.0",
    { coerce: (args, cx) => predicate(args, 1, cx), returns: ([map]) => map!.dataType },
    (body, e) => px.filter(e, body),
  ),
  transform_values: overEntries(
    "3.0.0",
    { returns: ([map, f]) => new MapType(mapTypeOf(map)!.keyType, f!.dataType, f!.nullable) },
    (body, e) => structOf([field(0, e), body]),
  ),
  transform_keys: overEntries(
    "3.0.0",
    {
      coerce: (args, cx) => {
        requireKeyType(args, args[1]!.dataType, cx);
        return withPolicy(args, cx);
      },
      returns: ([map, f]) => new MapType(f!.dataType, mapTypeOf(map)!.valueType, mapTypeOf(map)!.valueContainsNull),
    },
    (body, e) => structOf([body, field(1, e)]),
  ),
  map_zip_with: {
    since: "3.0.0",
    params: [param("map1", ANY_MAP), param("map2", ANY_MAP), lambdaParam("function", 3)],
    lambda: (args, _index, count, cx) => {
      const [a, b] = [mapTypeOf(args[0]), mapTypeOf(args[1])];
      for (const [i, t] of [a, b].entries()) {
        if (t === undefined)
          throw unexpectedInput(
            cx.name,
            args.filter((e) => e !== undefined),
            i,
            '"MAP"',
          );
      }
      return typed(
        [
          {
            dataType: keyType(
              args.filter((e) => e !== undefined),
              cx,
            ),
            nullable: false,
          },
          { dataType: a!.valueType, nullable: true },
          { dataType: b!.valueType, nullable: true },
        ],
        count,
      );
    },
    coerce: (args, cx) => {
      const key = keyType(args, cx);
      return args.map((e, i) => {
        const t = mapTypeOf(e);
        return i < 2 && t !== undefined
          ? implicit(e, new MapType(key, t.valueType, t.valueContainsNull), cx.mode, cx.timeZone)
          : e;
      });
    },
    returns: ([a, , f]) => new MapType(mapTypeOf(a)!.keyType, f!.dataType, f!.nullable),
    nullable: ([a, b]) => a!.nullable || b!.nullable,
    lower: mapZip,
  },
  array_sort: {
    since: "2.4.0",
    params: [param("expr", ANY_ARRAY), lambdaParam("func", 2, { optional: true })],
    lambda: (args, _index, count, cx) => {
      needArray(args, 0, cx);
      if (count !== 2) throw countMismatch(count, 2);
      return [elementOf(args[0]), elementOf(args[0])];
    },
    coerce: (args, cx) => {
      requireArray(args, 0, cx);
      if (args.length === 1) requireOrderable(args, elementType(args[0]), args[0]!.dataType, cx);
      else if (args[1]!.dataType.kind !== "integer") {
        throw mismatch(cx.name, args, "UNEXPECTED_RETURN_TYPE", {
          functionName: "`lambdafunction`",
          expectedType: '"INT"',
          actualType: quotedType(args[1]!.dataType),
        });
      }
      return args;
    },
    foldable: false,
    display: (args) => `array_sort(${args.length === 1 ? `${args[0]}, ${DEFAULT_ORDER}` : args.join(", ")})`,
    returns: ([array]) => array!.dataType,
    nullable: ([array]) => array!.nullable,
    lower: (call, cx) => {
      if (call.args.length === 2) return sortByComparator(call, cx);
      return sorted(cx.lower(call.args[0]!), call.args[0]!, false, true, cx);
    },
  },
});

function keyType(args: Args, cx: BindContext): DataType {
  const [a, b] = [mapTypeOf(args[0])!.keyType, mapTypeOf(args[1])!.keyType];
  const t = (cx.ansi ? widerTypeWithoutString : widerTypeForTwo)(a, b, cx.ansi);
  if (t !== undefined) return t;
  throw mismatch(cx.name, args, "MAP_ZIP_WITH_DIFF_TYPES", {
    functionName: `\`${cx.name}\``,
    leftType: quotedType(a),
    rightType: quotedType(b),
  });
}
