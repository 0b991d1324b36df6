/** What array rows share: element types and their casts, checks, elements next to a value of the row. */
import { implicit } from "../logical/build.ts";
import { sameType, tightestCommonType } from "../logical/coercion.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext } from "../logical/function-row.ts";
import { ANY_ARRAY, isOrderable } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import type { PolarsType } from "../polars/polars-type.ts";
import { ArrayType, type DataType, NULL } from "../types/data-type.ts";
import type { AnalysisException } from "../types/spark-error.ts";
import { unexpectedInput } from "./bind.ts";
import { mismatch, quotedType } from "./support.ts";

type Args = readonly TypedExpr[];

/** The element type of an argument that is an array (void for a bare null). */
export function elementType(e: TypedExpr | undefined): DataType {
  return e?.dataType.kind === "array" ? e.dataType.elementType : NULL;
}
export function containsNull(e: TypedExpr | undefined): boolean {
  return e?.dataType.kind === "array" ? e.dataType.containsNull : true;
}
/** The array with elements of another type; its own nulls stay as they are. */
export function castElements(e: TypedExpr, element: DataType, cx: BindContext): TypedExpr {
  return implicit(e, new ArrayType(element, containsNull(e)), cx.mode, cx.timeZone);
}
export function requireArray(args: Args, i: number, cx: BindContext): void {
  if (args[i]?.dataType.kind !== "array") throw unexpectedInput(cx.name, args, i, ANY_ARRAY.label);
}
/** A bare null given for an array becomes an array of nulls. */
export function nullAsArray(e: TypedExpr, cx: BindContext): TypedExpr {
  return e.dataType.kind === "void" ? implicit(e, new ArrayType(NULL), cx.mode, cx.timeZone) : e;
}
export function requireOrderable(args: Args, t: DataType, shown: DataType, cx: BindContext): void {
  if (isOrderable(t)) return;
  throw mismatch(cx.name, args, "INVALID_ORDERING_TYPE", {
    functionName: `\`${cx.name}\``,
    dataType: quotedType(shown),
  });
}
export function diffTypes(args: Args, cx: BindContext): AnalysisException {
  return differ("ARRAY", args, cx);
}
export function diffMapTypes(args: Args, cx: BindContext): AnalysisException {
  return differ("MAP", args, cx);
}
function differ(nested: "ARRAY" | "MAP", args: Args, cx: BindContext): AnalysisException {
  return mismatch(cx.name, args, `${nested}_FUNCTION_DIFF_TYPES`, {
    functionName: `\`${cx.name}\``,
    dataType: `"${nested}"`,
    leftType: quotedType(args[0]!.dataType),
    rightType: quotedType(args.at(-1)!.dataType),
  });
}
/** The type of values that differ in nullability inside only. */
export function mergedOf(types: readonly DataType[]): DataType {
  return types.reduce((a, b) => tightestCommonType(a, b, true) ?? a);
}
/** Elements and keys meet no intervals of other fields. */
export function meetsAs(a: DataType, b: DataType, widen: Widen = tightestCommonType): DataType | undefined {
  const t = widen(a, b, MEETS_ANSI);
  const isInterval = t?.kind === "interval_dt" || t?.kind === "interval_ym";
  const isVoid = a.kind === "void" || b.kind === "void";
  return isInterval && !isVoid && !sameType(a, b) ? undefined : t;
}
export type Widen = (a: DataType, b: DataType, ansi: boolean) => DataType | undefined;
/** Elements and keys meet values by the rules that hold without ANSI: an integer and a float are floats. */
const MEETS_ANSI = false;
/** An array and a value of its element type, both cast to the type they meet in. */
export function arrayAndValue(args: Args, i: number, widen: Widen, cx: BindContext): Args {
  const [array, value] = [args[0] as TypedExpr, args[i] as TypedExpr];
  const t = meetsAs(elementType(array), value.dataType, widen);
  if (t === undefined) throw diffTypes([array, value], cx);
  return args.map((e, at) => (at === 0 ? castElements(e, t, cx) : at === i ? implicit(e, t, cx.mode, cx.timeZone) : e));
}
/** Two arrays with elements of one type. */
export function twoArrays(args: Args, cx: BindContext): Args {
  const [a, b] = args as [TypedExpr, TypedExpr];
  const t =
    a.dataType.kind === "array" && b.dataType.kind === "array" ? meetsAs(elementType(a), elementType(b)) : undefined;
  if (t === undefined) {
    throw mismatch(cx.name, args, "BINARY_ARRAY_DIFF_TYPES", {
      functionName: `\`${cx.name}\``,
      arrayType: '"ARRAY"',
      leftType: quotedType(a.dataType),
      rightType: quotedType(b.dataType),
    });
  }
  return [castElements(a, t, cx), castElements(b, t, cx)];
}

/** The physical type of an argument's elements. */
export function elementPhysical(e: TypedExpr | undefined): PolarsType {
  return physicalType(elementType(e));
}
export function nullOf(call: Call): Px {
  return px.lit.null(physicalType(call.dataType));
}
export function int64(x: Px): Px {
  return px.cast(x, "Int64", "nonstrict");
}
/** Inside an evaluation of a list that {@link withFirst} made: the value in front, and the elements behind it. */
export const front: Px = px.agg.first(px.element());
const REST = px.lit.null("Int64");
export function behind(x: Px = px.element()): Px {
  return px.slice(x, px.lit.i64(1), REST);
}
/** Element expressions see no columns of the row: a value they need stands in front of the elements. */
export function withFirst(value: Px, list: Px, type: PolarsType): Px {
  return px.list.concat(px.list.ofType(type, value), list);
}
/** What element expressions see of a list and of a value of its row, where both have flat elements of the type. */
export interface Beside {
  readonly list: Px;
  readonly value: Px;
  readonly elements: Px;
  /** How many elements there are; Int64. */
  readonly count: Px;
}
export function beside(value: Px, list: Px, type: PolarsType): Beside {
  const all = int64(px.len());
  // A constant may stand in an element expression as it is.
  if (isConstant(value)) return { list, value, elements: px.element(), count: all };
  return {
    list: withFirst(value, list, type),
    value: front,
    elements: behind(),
    count: px.sub(all, px.lit.i64(1)),
  };
}
/** A literal, perhaps cast: the same in every row and inside element expressions. */
export function isConstant({ json }: Px): boolean {
  if (typeof json !== "object" || json === null) return false;
  if ("Literal" in json) return true;
  const cast = "Cast" in json ? (json.Cast as { readonly expr?: unknown }).expr : undefined;
  return typeof cast === "object" && cast !== null && "Literal" in cast;
}
/** Null-ness inside a list: whether it has a null element. */
export function hasNull(list: Px): Px {
  return px.list.evalAgg(list, px.agg.any(px.isNull(px.element())));
}
/** Two or more arguments that must not be null for the call to have a value. */
export function strict(values: readonly Px[], result: Px, call: Call): Px {
  return px.ternary(px.orAll(values.map(px.isNull)), nullOf(call), result);
}
/** Whether a type's values can be compared as they are by the engine's list functions. */
export function isFlat(t: DataType): boolean {
  return !["array", "map", "struct", "variant", "interval", "void"].includes(t.kind);
}
