/** `px.agg.*`: aggregates of a column, a group or a window. */
import { fn, node, type Px } from "../px.ts";

function agg(name: string, px: Px): Px {
  return node({ Agg: { [name]: px.json } }, 2, px);
}
/** `propagateNans` makes NaN win. Not for lists and structs. */
export function min(px: Px, propagateNans = false): Px {
  return node({ Agg: { Min: { input: px.json, propagate_nans: propagateNans } } }, 3, px);
}
/** Spark's `max`, where NaN is the largest, is `propagateNans: true`. */
export function max(px: Px, propagateNans = false): Px {
  return node({ Agg: { Max: { input: px.json, propagate_nans: propagateNans } } }, 3, px);
}
/** Keeps the type of 32- and 64-bit integers and wraps; of no values it is 0. */
export function sum(px: Px): Px {
  return agg("Sum", px);
}
export function mean(px: Px): Px {
  return agg("Mean", px);
}
export function median(px: Px): Px {
  return agg("Median", px);
}
/** Counts null as a value; UInt32. */
export function nUnique(px: Px): Px {
  return agg("NUnique", px);
}
export function first(px: Px): Px {
  return agg("First", px);
}
export function firstNonNull(px: Px): Px {
  return agg("FirstNonNull", px);
}
export function last(px: Px): Px {
  return agg("Last", px);
}
export function lastNonNull(px: Px): Px {
  return agg("LastNonNull", px);
}
/** The only value; more than one is an error, none too unless allowed. */
export function item(px: Px, allowEmpty: boolean): Px {
  return node({ Agg: { Item: { input: px.json, allow_empty: allowEmpty } } }, 3, px);
}
/** All values as a list. */
export function implode(px: Px, maintainOrder = true): Px {
  return node({ Agg: { Implode: { input: px.json, maintain_order: maintainOrder } } }, 3, px);
}
/** Values that are not null (or all of them); UInt32. */
export function count(px: Px, includeNulls = false): Px {
  return node({ Agg: { Count: { input: px.json, include_nulls: includeNulls } } }, 3, px);
}
export function std(px: Px, ddof = 1): Px {
  return node({ Agg: { Std: [px.json, ddof] } }, 3, px);
}
function variance(px: Px, ddof = 1): Px {
  return node({ Agg: { Var: [px.json, ddof] } }, 3, px);
}
export { variance as var };
export function any(px: Px, ignoreNulls = false): Px {
  return fn({ Boolean: { Any: { ignore_nulls: ignoreNulls } } }, px);
}
export function all(px: Px, ignoreNulls = false): Px {
  return fn({ Boolean: { All: { ignore_nulls: ignoreNulls } } }, px);
}
export type QuantileMethod = "Nearest" | "Lower" | "Higher" | "Midpoint" | "Linear" | "Equiprobable";
export function quantile(px: Px, probability: Px, method: QuantileMethod): Px {
  return fn({ Quantile: { method } }, px, probability);
}
export function product(px: Px): Px {
  return fn("Product", px);
}
export function nullCount(px: Px): Px {
  return fn("NullCount", px);
}
export function skew(px: Px, bias = true): Px {
  return fn({ Skew: bias }, px);
}
export function kurtosis(px: Px, fisher = true, bias = true): Px {
  return fn({ Kurtosis: [fisher, bias] }, px);
}
export function corr(a: Px, b: Px): Px {
  return fn({ Correlation: { method: "Pearson" } }, a, b);
}
export function spearmanCorr(a: Px, b: Px): Px {
  return fn({ Correlation: { method: { SpearmanRank: false } } }, a, b);
}
export function cov(a: Px, b: Px, ddof = 1): Px {
  return fn({ Correlation: { method: { Covariance: ddof } } }, a, b);
}
/** The most frequent values (all of them). */
export function mode(px: Px, maintainOrder = false): Px {
  return fn({ Mode: { maintain_order: maintainOrder } }, px);
}
/** The value of `px` where `by` is least. */
export function minBy(px: Px, by: Px): Px {
  return fn("MinBy", px, by);
}
export function maxBy(px: Px, by: Px): Px {
  return fn("MaxBy", px, by);
}
export function argMin(px: Px): Px {
  return fn("ArgMin", px);
}
export function argMax(px: Px): Px {
  return fn("ArgMax", px);
}
