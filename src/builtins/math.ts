/** Mathematical functions over doubles; rounding is in rounding.ts. */
import type { Call } from "../logical/expression.ts";
import type { FunctionRow, LowerContext } from "../logical/function-row.ts";
import {
  NUMERIC,
  oneOf,
  T_DOUBLE,
  T_INT,
  T_INTERVAL,
  T_INTERVAL_DT,
  T_INTERVAL_YM,
  T_LONG,
} from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { type DataType, DOUBLE, LONG } from "../types/data-type.ts";
import { family, param, type RowSpec } from "./family.ts";
import { coerceTo, mismatch, nullWhere, quotedType } from "./support.ts";

const { f64 } = px.lit;

/** One double in, one out; Spark calls the result nullable always, and prints the name in upper case. */
function unary(since: string, name: string, f: (x: Px, cx: LowerContext) => Px, printed = name.toUpperCase()): RowSpec {
  return {
    since,
    params: [param("expr", T_DOUBLE)],
    returns: DOUBLE,
    nullable: true,
    printedName: { [name]: printed },
    polars: ([x], _call, cx) => f(x!, cx),
  };
}
/** Where the argument lies at or below a bound, Spark's logarithms are null. */
function logarithm(since: string, name: string, bound: number, printed?: string): RowSpec {
  const body = (given: Px, cx: LowerContext): Px => {
    const x = cx.share(given);
    return nullWhere(px.le(x, f64(bound)), strict(name)(x, cx), "Float64");
  };
  return unary(since, name, body, printed);
}
function binary(
  since: string,
  names: readonly [string, string],
  f: (a: Px, b: Px, cx: LowerContext) => Px,
  more: RowSpec = {},
): RowSpec {
  return {
    since,
    params: names.map((n) => param(n, T_DOUBLE)),
    returns: DOUBLE,
    polars: ([a, b], _call, cx) => f(a!, b!, cx),
    ...more,
  };
}

const reciprocal = (x: Px): Px => px.truediv(f64(1), x);
/** A function that the engine rounds otherwise than Java in the last bit. */
function strict(name: string): (x: Px, cx: LowerContext) => Px {
  return (x, cx) => cx.kernel("strict_math", [x], DOUBLE, { name });
}
const MEASURES = oneOf(T_DOUBLE, T_INTERVAL_YM, T_INTERVAL_DT);
function toDouble(x: Px, t: DataType): Px {
  return t.kind === "double" ? x : px.cast(x, "Float64", "nonstrict");
}
function signum(since: string, name: string, printed: string): RowSpec {
  return {
    since,
    params: [param("expr", MEASURES)],
    returns: DOUBLE,
    nullable: true,
    printedName: { [name]: printed },
    polars: ([x], call) => px.sign(toDouble(x!, call.args[0]!.dataType)),
  };
}

/** Which of `n` equal buckets between two bounds (either may be the lower one) the value falls into; 0 and n+1 outside. */
function widthBucket(args: readonly Px[], call: Call, cx: LowerContext): Px {
  const [value, from, to] = [0, 1, 2].map((i) => cx.share(toDouble(args[i]!, call.args[i]!.dataType))) as [Px, Px, Px];
  const count = cx.share(args[3]!);
  const rising = px.lt(from, to);
  const below = px.ternary(rising, px.lt(value, from), px.gt(value, from));
  const above = px.ternary(rising, px.ge(value, to), px.le(value, to));
  const share = px.truediv(
    px.mul(px.cast(count, "Float64", "nonstrict"), px.abs(px.sub(value, from))),
    px.abs(px.sub(to, from)),
  );
  const inside = px.add(px.cast(share, "Int64", "overflowing"), px.lit.i64(1));
  const bucket = px.ternary(below, px.lit.i64(0), px.ternary(above, px.add(count, px.lit.i64(1)), inside));
  const undefined_ = px.orAll([
    px.isNull(value),
    px.le(count, px.lit.i64(0)),
    px.eq(count, px.lit.i64(2n ** 63n - 1n)),
    px.isNan(value),
    px.eq(from, to),
    px.not(px.isFinite(from)),
    px.not(px.isFinite(to)),
    px.orAll([px.isNull(from), px.isNull(to), px.isNull(count)]),
  ]);
  return nullWhere(undefined_, bucket, "Int64");
}

const FACTORIALS: readonly bigint[] = Array.from({ length: 21 }).reduce<bigint[]>(
  (list, _, i) => [...list, i === 0 ? 1n : list[i - 1]! * BigInt(i)],
  [],
);

export const mathFunctions: readonly FunctionRow[] = family("math", "scalar", {
  sqrt: unary("1.1.1", "sqrt", px.sqrt),
  cbrt: unary("1.4.0", "cbrt", strict("cbrt")),
  exp: unary("1.4.0", "exp", strict("exp")),
  expm1: unary("1.4.0", "expm1", strict("expm1")),
  sin: unary("1.4.0", "sin", px.sin),
  sinh: unary("1.4.0", "sinh", strict("sinh")),
  cos: unary("1.4.0", "cos", px.cos),
  cosh: unary("1.4.0", "cosh", strict("cosh")),
  tan: unary("1.4.0", "tan", px.tan),
  tanh: unary("1.4.0", "tanh", strict("tanh")),
  cot: unary("2.3.0", "cot", (x) => reciprocal(px.tan(x))),
  sec: unary("3.3.0", "sec", (x) => reciprocal(px.cos(x))),
  csc: unary("3.3.0", "csc", (x) => reciprocal(px.sin(x))),
  asin: unary("1.4.0", "asin", strict("asin")),
  acos: unary("1.4.0", "acos", strict("acos")),
  atan: unary("1.4.0", "atan", strict("atan")),
  asinh: unary("3.0.0", "asinh", strict("asinh")),
  acosh: unary("3.0.0", "acosh", strict("acosh")),
  atanh: unary("3.0.0", "atanh", strict("atanh")),
  degrees: unary("1.4.0", "degrees", px.degrees),
  radians: unary("1.4.0", "radians", px.radians),
  rint: unary("1.4.0", "rint", (x) => px.round(x, 0, "HalfToEven"), "rint"),
  ln: logarithm("1.4.0", "ln", 0, "ln"),
  log10: logarithm("1.4.0", "log10", 0),
  log2: logarithm("1.4.0", "log2", 0),
  log1p: logarithm("1.4.0", "log1p", -1),
  log: {
    since: "1.5.0",
    params: [param("base", T_DOUBLE), { name: "expr", type: T_DOUBLE, optional: true }],
    returns: DOUBLE,
    nullable: true,
    display: (args) => `LOG(${(args.length === 1 ? ["E()", ...args] : args).join(", ")})`,
    polars: (args, _call, cx) => {
      if (args.length === 1) {
        const x = cx.share(args[0]!);
        return nullWhere(px.le(x, f64(0)), strict("ln")(x, cx), "Float64");
      }
      const [base, x] = args.map((a) => cx.share(a)) as [Px, Px];
      const value = cx.kernel("strict_math", [base, x], DOUBLE, { name: "log" });
      return nullWhere(px.or(px.le(base, f64(0)), px.le(x, f64(0))), value, "Float64");
    },
  },
  hypot: binary(
    "1.4.0",
    ["expr1", "expr2"],
    (a, b, cx) => cx.kernel("strict_math", [a, b], DOUBLE, { name: "hypot" }),
    {
      printedName: { hypot: "HYPOT" },
    },
  ),
  atan2: binary(
    "1.4.0",
    ["exprY", "exprX"],
    (y, x, cx) => cx.kernel("strict_math", [y, x], DOUBLE, { name: "atan2" }),
    {
      printedName: { atan2: "ATAN2" },
    },
  ),
  pow: binary("1.4.0", ["expr1", "expr2"], (a, b, cx) => cx.kernel("strict_math", [a, b], DOUBLE, { name: "pow" }), {
    aliases: ["power"],
    printedName: { power: "POWER" },
  }),
  signum: signum("1.4.0", "signum", "SIGNUM"),
  sign: signum("1.4.0", "sign", "sign"),
  e: { since: "1.5.0", returns: DOUBLE, nullable: false, printedName: { e: "E" }, polars: () => f64(Math.E) },
  pi: { since: "1.5.0", returns: DOUBLE, nullable: false, printedName: { pi: "PI" }, polars: () => f64(Math.PI) },
  factorial: {
    since: "1.5.0",
    params: [param("expr", T_INT)],
    returns: LONG,
    nullable: true,
    polars: ([given], _call, cx) => {
      const n = cx.share(given!);
      const inside = px.and(px.ge(n, px.lit.i32(0)), px.le(n, px.lit.i32(20)));
      // A negative position would count from the end.
      const position = px.ternary(inside, n, px.lit.null("Int32"));
      return px.list.get(px.lit.values(FACTORIALS, "Int64"), position);
    },
  },
  positive: {
    since: "1.5.0",
    params: [param("expr", oneOf(NUMERIC, T_INTERVAL_DT, T_INTERVAL_YM, T_INTERVAL))],
    returns: ([e]) => e!.dataType,
    display: ([a]) => `(+ ${a})`,
    polars: ([x]) => x!,
  },
  width_bucket: {
    since: "3.1.0",
    params: [
      param("value", MEASURES),
      param("min_value", MEASURES),
      param("max_value", MEASURES),
      param("num_bucket", T_LONG),
    ],
    coerce: (args, cx) => {
      const cast = coerceTo(args, [MEASURES, MEASURES, MEASURES, T_LONG], cx);
      const types = cast.slice(0, 3).map((a) => a.dataType);
      if (types.some((t) => t.kind !== types[0]!.kind)) {
        throw mismatch("width_bucket", args, "DATA_DIFF_TYPES", {
          functionName: "`width_bucket`",
          dataType: `(${types.map(quotedType).join(" or ")})`,
        });
      }
      return cast;
    },
    returns: LONG,
    nullable: true,
    polars: widthBucket,
  },
});
