/** Arrays as sets: distinct, union, intersect, except, overlap. Nulls count as equal, NaN too; the first of equals stays. */
import type { TypedExpr } from "../logical/expression.ts";
import type { FunctionRow } from "../logical/function-row.ts";
import { ANY_ARRAY } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { ArrayType, BOOLEAN, type DataType } from "../types/data-type.ts";
import {
  containsNull,
  elementType,
  hasNull,
  isFlat,
  mergedOf,
  nullAsArray,
  requireArray,
  requireOrderable,
  twoArrays,
} from "./array-support.ts";
import { family, param, type RowSpec } from "./family.ts";
import { hasFloat, withOneZero } from "./one-zero.ts";
import { nullWhere } from "./support.ts";

type Args = readonly TypedExpr[];
const E = px.element();

function distinct(list: Px, t: DataType): Px {
  return px.list.eval(list, px.unique(withOneZero(E, t), true));
}
/** `kernel`: what does it for elements without parts, where kernels run, many times as fast as element expressions. */
function setOperation(
  containing: (a: boolean, b: boolean) => boolean,
  f: (a: Px, b: Px, t: DataType) => Px,
  kernel?: string,
): RowSpec {
  return {
    since: "2.4.0",
    params: [param("array1", ANY_ARRAY), param("array2", ANY_ARRAY)],
    coerce: (args, cx) => {
      const cast = twoArrays(args, cx);
      requireOrderable(args, elementType(cast[0]), elementType(cast[0]), cx);
      return cast;
    },
    returns: ([a, b]: Args) =>
      new ArrayType(mergedOf([elementType(a), elementType(b)]), containing(containsNull(a), containsNull(b))),
    polars: ([a, b], call, cx) => {
      const t = elementType(call.args[0]);
      if (kernel === undefined || cx.inner || !isFlat(t)) return f(a!, b!, t);
      const oneZero = (list: Px): Px => (hasFloat(t) ? px.list.eval(list, withOneZero(E, t)) : list);
      return cx.kernel(kernel, [oneZero(a!), oneZero(b!)], call.dataType);
    },
  };
}

export const arraySetFunctions: readonly FunctionRow[] = family("array", "scalar", {
  array_distinct: {
    since: "2.4.0",
    params: [param("array", ANY_ARRAY)],
    coerce: (given, cx) => {
      const args = given.map((e) => nullAsArray(e, cx));
      requireArray(args, 0, cx);
      requireOrderable(args, elementType(args[0]), elementType(args[0]), cx);
      return args;
    },
    returns: ([a]) => a!.dataType,
    polars: ([list], call) => distinct(list!, elementType(call.args[0])),
  },
  array_union: setOperation(
    (a, b) => a || b,
    (a, b, t) => distinct(px.list.concat(a, b), t),
    "list_union",
  ),
  // Once each of both: what is there twice is in both.
  array_intersect: setOperation(
    (a, b) => a && b,
    (a, b, t) =>
      px.list.eval(
        px.list.concat(distinct(a, t), distinct(b, t)),
        px.filter(E, px.and(px.isDuplicated(E), px.isFirstDistinct(E))),
      ),
    "list_intersect",
  ),
  // What is there once is in the first only, since the second is there twice.
  array_except: setOperation(
    (a) => a,
    (a, b, t) => {
      const other = px.list.eval(b, withOneZero(E, t));
      return px.list.eval(px.list.concat(distinct(a, t), other, other), px.filter(E, px.isUnique(E)));
    },
    "list_except",
  ),
  arrays_overlap: {
    since: "2.4.0",
    params: [param("a1", ANY_ARRAY), param("a2", ANY_ARRAY)],
    coerce: (args, cx) => {
      const cast = twoArrays(args, cx);
      requireOrderable(args, elementType(cast[0]), elementType(cast[0]), cx);
      return cast;
    },
    returns: BOOLEAN,
    nullable: (args) => args.some((e) => e.nullable || containsNull(e)),
    polars: ([first, second], call, cx) => {
      const t = elementType(call.args[0]);
      if (!cx.inner && isFlat(t)) return cx.kernel("list_overlap", [first!, second!], BOOLEAN);
      const [a, b] = [cx.share(first!), cx.share(second!)];
      const values = (list: Px): Px => px.list.eval(list, px.unique(px.dropNulls(withOneZero(E, t)), true));
      const common = cx.share(px.list.evalAgg(px.list.concat(values(a), values(b)), px.agg.any(px.isDuplicated(E))));
      if (!call.args.some(containsNull)) return common;
      const some = (list: Px): Px => px.gt(px.list.length(list), px.lit.u32(0));
      const unknown = px.andAll([px.not(common), some(a), some(b), px.or(hasNull(a), hasNull(b))]);
      return nullWhere(unknown, common, "Boolean");
    },
  },
});
