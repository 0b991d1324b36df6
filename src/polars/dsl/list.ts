/** `px.list.*`: lists. */
import type { PolarsType } from "../polars-type.ts";
import { fn, node, type Px, type PxJson } from "../px.ts";
import { i64 } from "./literal.ts";
import { cast, repeatBy } from "./core.ts";

function listFn(name: PxJson, ...input: readonly Px[]): Px {
  return fn({ ListExpr: name }, ...input);
}
/** A list of the given values, which have one type (also lists or structs). At least one. */
export function of(...elements: readonly Px[]): Px {
  return listFn("Concat", ...elements.map((element) => repeatBy(element, i64(1))));
}
/**
 * A list of values that are cast to one type, which the engine wants exactly the same here: from an array of so many values
 * for each row, tens of times as fast as {@link of}, which puts lists of one value together row by row.
 */
export function ofType(type: PolarsType, ...elements: readonly Px[]): Px {
  return ofSame(...elements.map((element) => cast(element, type, "nonstrict")));
}
/** A list of values whose types are known to be the same, to the last field of a struct. */
export function ofSame(...elements: readonly Px[]): Px {
  return fn({ ArrayExpr: "ToList" }, fn({ ArrayExpr: "Concat" }, ...elements));
}
/** Appends lists; null where one is null. */
export function concat(...lists: readonly Px[]): Px {
  return listFn("Concat", ...lists);
}
export function contains(px: Px, item: Px, nullsEqual = false): Px {
  return listFn({ Contains: { nulls_equal: nullsEqual } }, px, item);
}
/** From an offset (negative: from the end); a null length takes the rest. */
export function slice(px: Px, offset: Px, length: Px): Px {
  return listFn("Slice", px, offset, length);
}
export function shift(px: Px, periods: Px): Px {
  return listFn("Shift", px, periods);
}
/** By position from 0, negative from the end. */
export function get(px: Px, index: Px, nullOnOob = true): Px {
  return listFn({ Get: nullOnOob }, px, index);
}
/** UInt32. */
export function length(px: Px): Px {
  return listFn("Length", px);
}
export function sum(px: Px): Px {
  return listFn("Sum", px);
}
export function max(px: Px): Px {
  return listFn("Max", px);
}
export function min(px: Px): Px {
  return listFn("Min", px);
}
export function mean(px: Px): Px {
  return listFn("Mean", px);
}
export function median(px: Px): Px {
  return listFn("Median", px);
}
export function std(px: Px, ddof = 1): Px {
  return listFn({ Std: ddof }, px);
}
function variance(px: Px, ddof = 1): Px {
  return listFn({ Var: ddof }, px);
}
export { variance as var };
export function argMin(px: Px): Px {
  return listFn("ArgMin", px);
}
export function argMax(px: Px): Px {
  return listFn("ArgMax", px);
}
export function diff(px: Px, n = 1): Px {
  return listFn({ Diff: { n, null_behavior: "Ignore" } }, px);
}
export function sort(px: Px, descending = false, nullsLast = false): Px {
  const options = { descending, nulls_last: nullsLast, multithreaded: false, maintain_order: true, limit: null };
  return listFn({ Sort: options }, px);
}
/** Joins strings; `ignoreNulls: false` makes a list with a null give null. */
export function join(px: Px, separator: Px, ignoreNulls: boolean): Px {
  return listFn({ Join: ignoreNulls }, px, separator);
}
function evaluate(px: Px, evaluation: Px, variant: PxJson): Px {
  return node({ Eval: { expr: px.json, evaluation: evaluation.json, variant } }, 2, px, evaluation);
}
/** An expression over `px.element()` for each list, giving a list again. It sees no outer columns. */
function evalList(px: Px, evaluation: Px): Px {
  return evaluate(px, evaluation, "List");
}
export { evalList as eval };
/** As `eval`, for an expression that gives one value for each list. */
export function evalAgg(px: Px, evaluation: Px): Px {
  return evaluate(px, evaluation, "ListAgg");
}
