/** Moments of one column and of two: variance, skewness, correlation, linear regression. */
import { nullLit } from "../logical/build.ts";
import type { FunctionRow } from "../logical/function-row.ts";
import { NUMERIC, T_DOUBLE } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { P_FLOAT64, P_INT64 } from "../polars/polars-type.ts";
import { DOUBLE, LONG } from "../types/data-type.ts";
import { family, param, type RowSpec } from "./family.ts";

const NULL = px.lit.null(P_FLOAT64);
const real = (x: Px): Px => px.cast(x, P_FLOAT64);
function atLeast(x: Px, least: number, result: Px): Px {
  return px.ternary(px.ge(px.agg.count(x), px.lit.u32(least)), result, NULL);
}
/** All values are equal numbers: what is divided by their variance is null. */
function same(x: Px): Px {
  const most = px.agg.max(x, true);
  return px.and(px.eq(px.agg.min(x, true), most), px.isFinite(most));
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
/** The average of one side, of its own type, over the rows where the other is there too. */
function regressionMean(side: 0 | 1): RowSpec {
  return {
    since: "3.3.0",
    params: [param("y", NUMERIC), param("x", NUMERIC)],
    nullable: true,
    rewrite: (args, cx) => {
      const [value, other] = [args[side]!, args[1 - side]!];
      return cx.call("avg", [cx.call("if", [cx.call("isnotnull", [other]), value, nullLit()])]);
    },
  };
}
/** Sums of products of deviations from the means. Polars' own variance loses digits of large values. */
function deviations(x: Px, y: Px): Px {
  return px.agg.sum(px.mul(px.sub(x, px.agg.mean(x)), px.sub(y, px.agg.mean(y))));
}
function variance(x: Px, less = 0): Px {
  return px.truediv(deviations(x, x), px.sub(count(x), px.lit.f64(less)));
}
function covariance(x: Px, y: Px, less = 0): Px {
  return px.truediv(deviations(x, y), px.sub(count(x), px.lit.f64(less)));
}
const count = (x: Px): Px => real(px.agg.count(x));
const deviation = (x: Px, less: number): Px => px.sqrt(variance(x, less));
const slope = (x: Px, y: Px): Px => unlessSame(x, px.truediv(deviations(x, y), deviations(x, x)));
function correlation(x: Px, y: Px): Px {
  return px.truediv(deviations(x, y), px.sqrt(px.mul(deviations(x, x), deviations(y, y))));
}

export const momentFunctions: readonly FunctionRow[] = family("agg", "aggregate", {
  stddev: { aliases: ["std", "stddev_samp"], since: "1.6.0", ...moment(2, (x) => deviation(x, 1)) },
  stddev_pop: { since: "1.6.0", ...moment(1, (x) => deviation(x, 0)) },
  variance: { aliases: ["var_samp"], since: "1.6.0", ...moment(2, (x) => variance(x, 1)) },
  var_pop: { since: "1.6.0", ...moment(1, (x) => variance(x)) },
  // Of one value that is no number or infinite they are NaN, of one number null.
  skewness: { since: "1.6.0", ...moment(1, (x) => unlessSame(x, px.agg.skew(x, true))) },
  kurtosis: { since: "1.6.0", ...moment(1, (x) => unlessSame(x, px.agg.kurtosis(x, true, true))) },
  corr: {
    since: "1.6.0",
    ...paired(2, (x, y) => px.ternary(px.or(same(x), same(y)), NULL, correlation(x, y))),
  },
  covar_pop: { since: "2.0.0", ...paired(1, (x, y) => covariance(x, y)) },
  covar_samp: { since: "2.0.0", ...paired(2, (x, y) => covariance(x, y, 1)) },
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
  regr_avgx: regressionMean(1),
  regr_avgy: regressionMean(0),
  regr_sxx: regression(1, (x) => deviations(x, x)),
  regr_syy: regression(1, (_, y) => deviations(y, y)),
  regr_sxy: regression(1, (x, y) => deviations(x, y)),
  regr_slope: regression(1, slope),
  regr_intercept: regression(1, (x, y) => px.sub(px.agg.mean(y), px.mul(slope(x, y), px.agg.mean(x)))),
  regr_r2: regression(1, (x, y) => {
    const squared = px.truediv(px.pow(deviations(x, y), px.lit.f64(2)), px.mul(deviations(x, x), deviations(y, y)));
    return unlessSame(x, px.ternary(same(y), px.lit.f64(1), squared));
  }),
});
