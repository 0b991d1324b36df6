/** Moments of one column and of two: variance, skewness, correlation, linear regression. */
import type { FunctionRow } from "../logical/function-row.ts";
import { T_DOUBLE } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { P_FLOAT64, P_INT64 } from "../polars/polars-type.ts";
import { DOUBLE, LONG } from "../types/data-type.ts";
import { family, param, type RowSpec } from "./family.ts";

const NULL = px.lit.null(P_FLOAT64);
const real = (x: Px): Px => px.cast(x, P_FLOAT64);
function atLeast(x: Px, least: number, result: Px): Px {
  return px.ternary(px.ge(px.agg.count(x), px.lit.u32(least)), result, NULL);
}
/** All values are equal (and none is NaN): what is divided by their variance is null. */
function same(x: Px): Px {
  const most = px.agg.max(x, true);
  return px.and(px.eq(px.agg.min(x, true), most), px.isNotNan(most));
}
function unlessSame(x: Px, result: Px): Px {
  return px.ternary(same(x), NULL, result);
}

/** `least`: how many values there must be for a result that is not null. */
function moment(least: number, aggregate: (x: Px) => Px): RowSpec {
  return {
    params: [param("child", T_DOUBLE)],
    returns: DOUBLE,
    nullable: true,
    aggregate: ([x]) => atLeast(x as Px, least, real(aggregate(x as Px))),
  };
}
/** Over the rows where both are there. */
function paired(
  least: number,
  aggregate: (x: Px, y: Px) => Px,
  params: readonly [string, string] = ["x", "y"],
): RowSpec {
  return {
    params: [param(params[0], T_DOUBLE), param(params[1], T_DOUBLE)],
    returns: DOUBLE,
    nullable: true,
    aggregate: ([x, y]) => {
      const both = px.and(px.isNotNull(x as Px), px.isNotNull(y as Px));
      const [a, b] = [px.filter(x as Px, both), px.filter(y as Px, both)];
      return atLeast(a, least, real(aggregate(a, b)));
    },
  };
}
/** Regression functions take y first. */
function regression(least: number, aggregate: (x: Px, y: Px) => Px): RowSpec {
  return { since: "3.3.0", ...paired(least, (y, x) => aggregate(x, y), ["y", "x"]) };
}
const variance = (x: Px): Px => px.agg.var(x, 0);
const covariance = (x: Px, y: Px): Px => px.agg.cov(x, y, 0);
const count = (x: Px): Px => real(px.agg.count(x));
const slope = (x: Px, y: Px): Px => unlessSame(x, px.truediv(covariance(x, y), variance(x)));
/** Polars' correlation of a column with NaN is null in part; Spark's is NaN. */
function correlation(x: Px, y: Px): Px {
  const spread = px.sqrt(px.mul(variance(x), variance(y)));
  return px.truediv(covariance(x, y), spread);
}

export const momentFunctions: readonly FunctionRow[] = family("agg", "aggregate", {
  stddev: { aliases: ["std", "stddev_samp"], since: "1.6.0", ...moment(2, (x) => px.agg.std(x, 1)) },
  stddev_pop: { since: "1.6.0", ...moment(1, (x) => px.agg.std(x, 0)) },
  variance: { aliases: ["var_samp"], since: "1.6.0", ...moment(2, (x) => px.agg.var(x, 1)) },
  var_pop: { since: "1.6.0", ...moment(1, (x) => px.agg.var(x, 0)) },
  skewness: { since: "1.6.0", ...moment(2, (x) => unlessSame(x, px.agg.skew(x, true))) },
  kurtosis: { since: "1.6.0", ...moment(2, (x) => unlessSame(x, px.agg.kurtosis(x, true, true))) },
  corr: {
    since: "1.6.0",
    ...paired(2, (x, y) => px.ternary(px.or(same(x), same(y)), NULL, correlation(x, y))),
  },
  covar_pop: { since: "2.0.0", ...paired(1, covariance) },
  covar_samp: { since: "2.0.0", ...paired(2, (x, y) => px.agg.cov(x, y, 1)) },
  regr_count: {
    since: "3.3.0",
    ...paired(0, (x) => px.agg.count(x), ["y", "x"]),
    returns: LONG,
    nullable: false,
    aggregate: ([y, x]) => {
      const both = px.and(px.isNotNull(x as Px), px.isNotNull(y as Px));
      return px.cast(px.agg.sum(px.cast(both, P_INT64)), P_INT64);
    },
  },
  regr_avgx: regression(1, (x) => px.agg.mean(x)),
  regr_avgy: regression(1, (_, y) => px.agg.mean(y)),
  regr_sxx: regression(1, (x) => px.mul(variance(x), count(x))),
  regr_syy: regression(1, (_, y) => px.mul(variance(y), count(y))),
  regr_sxy: regression(1, (x, y) => px.mul(covariance(x, y), count(x))),
  regr_slope: regression(2, slope),
  regr_intercept: regression(2, (x, y) => px.sub(px.agg.mean(y), px.mul(slope(x, y), px.agg.mean(x)))),
  regr_r2: regression(2, (x, y) => {
    const squared = px.truediv(px.mul(covariance(x, y), covariance(x, y)), px.mul(variance(x), variance(y)));
    return unlessSame(x, px.ternary(same(y), px.lit.f64(1), squared));
  }),
});
