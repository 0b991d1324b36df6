/** Vectors: arrays of floats. Sums are taken in double precision. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext } from "../logical/function-row.ts";
import { literal } from "../logical/build.ts";
import { arrayOf, T_FLOAT } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { ArrayType, type DataType, FLOAT } from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";
import { elementType, hasNull, int64 } from "./array-support.ts";
import { valuesWhere } from "./raise-sites.ts";
import { unexpectedInput } from "./bind.ts";
import { field, structOf, zipEqual } from "./entries.ts";
import { callKernel } from "./by-kernel.ts";
import { family, optional, param, type RowSpec } from "./family.ts";

const VECTOR = arrayOf(T_FLOAT);
const double = (x: Px): Px => px.cast(x, "Float64", "nonstrict");
const float = (x: Px): Px => px.cast(x, "Float32", "nonstrict");
const NULL_FLOAT = px.lit.null("Float32");

function requireVectors(args: readonly TypedExpr[], count: number, cx: BindContext): void {
  for (let i = 0; i < count; i++) {
    if (elementType(args[i]).kind !== "float") throw unexpectedInput(cx.name, args, i, VECTOR.label);
  }
}
/**
 * A kernel, where one can run: element expressions see one list only, and are many times as slow. They add in an order of
 * their own, which shows where large terms cancel each other out.
 */
function byKernelOr(inside: NonNullable<RowSpec["polars"]>): NonNullable<RowSpec["lower"]> {
  return (call, cx) => {
    if (cx.mayRefuse) throw unsupported(`${call.fn.name} in an element expression`);
    return cx.inner ? inside(cx.operands(call), call, cx) : callKernel(call, cx, call.fn.name);
  };
}
/** Two vectors of one dimension; a null element makes the result null. */
function pair(result: (zipped: Px, cx: LowerContext) => Px): RowSpec {
  return {
    since: "4.2.0",
    params: [param("array1", VECTOR), param("array2", VECTOR)],
    coerce: (args, cx) => {
      requireVectors(args, 2, cx);
      return args;
    },
    returns: FLOAT,
    nullable: true,
    lower: byKernelOr(([first, second], call, cx) => {
      const [a, b] = [cx.share(first!), cx.share(second!)];
      const [sizeA, sizeB] = [int64(px.list.length(a)), int64(px.list.length(b))];
      const site = cx.site(call, (values) => {
        const [leftDim = "", rightDim = ""] = (values[0] ?? "").split(",");
        return {
          condition: "VECTOR_DIMENSION_MISMATCH",
          parameters: { functionName: `\`${call.fn.name}\``, leftDim, rightDim },
        };
      });
      const differ = px.neq(sizeA, sizeB);
      const zipped = cx.share(zipEqual([a, b], ["Float32", "Float32"]));
      const unknown = px.or(hasNull(a), hasNull(b));
      const value = px.ternary(unknown, NULL_FLOAT, float(result(zipped, cx)));
      return cx.raiseIf(differ, site, value, valuesWhere(differ, [sizeA, sizeB]));
    }),
  };
}
const [A, B] = [double(field(0)), double(field(1))];
function total(zipped: Px, term: Px): Px {
  return px.coalesce(
    px.list.evalAgg(zipped, px.agg.sum(term)),
    px.ternary(px.isNull(zipped), px.lit.null("Float64"), px.lit.f64(0)),
  );
}
/** The norm of degree 1, 2 or infinity. */
function norm(vector: Px, degree: Px, call: Call, cx: LowerContext): Px {
  const list = cx.share(vector);
  const p = cx.share(degree);
  const e = double(px.element());
  const of = (term: Px): Px => px.list.evalAgg(list, term);
  const one = of(px.agg.sum(px.abs(e)));
  const two = px.sqrt(of(px.agg.sum(px.mul(e, e))));
  const most = of(px.agg.max(px.abs(e)));
  const is = (n: number): Px => px.eq(p, px.lit.f32(n));
  const site = cx.site(call, (values) => ({
    condition: "INVALID_VECTOR_NORM_DEGREE",
    parameters: { functionName: `\`${call.fn.name}\``, degree: values[0] ?? "" },
  }));
  const known = px.or(is(1), px.or(is(2), is(Infinity)));
  const value = px.ternary(is(1), one, px.ternary(is(2), two, most));
  const unknown = px.andAll([px.not(known), px.isNotNull(list), px.isNotNull(p)]);
  const size = px.ternary(
    px.or(hasNull(list), px.isNull(p)),
    px.lit.null("Float64"),
    px.coalesce(value, px.ternary(px.isNull(list), px.lit.null("Float64"), px.lit.f64(0))),
  );
  return cx.raiseIf(unknown, site, size, px.cast(p, "String", "nonstrict"));
}
function degreeSpec(returns: DataType, inside: NonNullable<RowSpec["polars"]>): RowSpec {
  return {
    since: "4.2.0",
    params: [param("vector", VECTOR), optional("degree", T_FLOAT)],
    coerce: (args, cx) => {
      const all = [args[0]!, args[1] ?? literal(2, FLOAT)];
      requireVectors(all, 1, cx);
      if (all[1]!.dataType.kind !== "float") throw unexpectedInput(cx.name, all, 1, T_FLOAT.label);
      return all;
    },
    display: (args, call) => `${call.name}(${args[0]}, ${args[1] ?? "2.0"})`,
    nullable: true,
    returns,
    lower: byKernelOr(inside),
  };
}

/** Sums (or means) of each place over the vectors of a group; vectors with a null element do not count. */
function overGroup(mean: boolean): RowSpec {
  return {
    since: "4.2.0",
    kind: "aggregate",
    params: [param("array", VECTOR)],
    coerce: (args, cx) => {
      requireVectors(args, 1, cx);
      return args;
    },
    returns: new ArrayType(FLOAT, false),
    nullable: true,
    aggregate: ([vector], call, cx) => {
      const whole = px.not(px.coalesce(hasNull(vector!), px.lit.bool(false)));
      const valid = px.filter(vector!, px.and(px.isNotNull(vector!), whole));
      const sizes = int64(px.list.length(valid));
      const flat = px.agg.implode(px.explode(px.cast(valid, { List: "Float64" }, "nonstrict"), false, false));
      // The dimension stands in front of all elements of all vectors.
      const all = px.list.concat(px.list.of(double(px.agg.first(sizes))), flat);
      const e = px.element();
      const size = px.cast(px.agg.first(e), "Int64", "nonstrict");
      const elements = px.slice(e, px.lit.i64(1), px.lit.null("Int64"));
      const count = px.sub(px.cast(px.len(), "Int64", "nonstrict"), px.lit.i64(1));
      const place = px.mod(px.range.intRange(px.lit.i64(0), count), size);
      const placed = px.list.eval(all, structOf([place, elements]));
      const each = px.over(mean ? px.agg.mean(field(1)) : px.agg.sum(field(1)), [field(0)]);
      const result = px.list.eval(placed, px.filter(float(each), px.isFirstDistinct(field(0))));
      const none = px.eq(px.agg.count(valid), px.lit.u32(0));
      const site = cx.site(call, () => ({
        condition: "VECTOR_DIMENSION_MISMATCH",
        parameters: { functionName: `\`${call.fn.name}\``, leftDim: "", rightDim: "" },
      }));
      const value = px.ternary(none, px.lit.null({ List: "Float32" }), result);
      return cx.raiseIf(px.gt(px.agg.nUnique(sizes), px.lit.u32(1)), site, value);
    },
  };
}

export const vectorFunctions: readonly FunctionRow[] = family("vector", "scalar", {
  vector_inner_product: pair((z) => total(z, px.mul(A, B))),
  vector_l2_distance: pair((z) => px.sqrt(total(z, px.mul(px.sub(A, B), px.sub(A, B))))),
  vector_cosine_similarity: pair((z, cx) => {
    const length = cx.share(px.sqrt(px.mul(total(z, px.mul(A, A)), total(z, px.mul(B, B)))));
    return px.ternary(px.eq(length, px.lit.f64(0)), px.lit.null("Float64"), px.truediv(total(z, px.mul(A, B)), length));
  }),
  vector_norm: degreeSpec(FLOAT, ([v, p], call, cx) => float(norm(v!, p!, call, cx))),
  vector_normalize: degreeSpec(new ArrayType(FLOAT, true), ([v, p], call, cx) => {
    const list = cx.share(v!);
    const length = cx.share(norm(list, p!, call, cx));
    // Elements see one list only: the norm stands in front of them.
    const behind = px.slice(px.element(), px.lit.i64(1), px.lit.null("Int64"));
    const withNorm = px.list.concat(px.list.ofSame(length), px.cast(list, { List: "Float64" }, "nonstrict"));
    const divided = px.list.eval(withNorm, float(px.truediv(behind, px.agg.first(px.element()))));
    const empty = px.eq(px.list.length(list), px.lit.u32(0));
    const none = px.or(px.isNull(length), px.eq(length, px.lit.f64(0)));
    return px.ternary(empty, list, px.ternary(none, px.lit.null({ List: "Float32" }), divided));
  }),
  vector_sum: overGroup(false),
  vector_avg: overGroup(true),
});
