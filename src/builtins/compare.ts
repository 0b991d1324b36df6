/** Equality and order of two values of one type, on physical forms. */
import type { LowerContext } from "../logical/function-row.ts";
import { px, type Px } from "../polars/dsl.ts";
import type { DataType } from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";

export type Comparison = "<" | "<=" | ">" | ">=";

/** Fails for types that the engine cannot compare as Spark does. */
export function checkComparable(t: DataType): void {
  switch (t.kind) {
    case "string":
      if (t.collation !== "UTF8_BINARY") throw unsupported(`comparing strings of collation ${t.collation}`);
      break;
    case "array":
      checkComparable(t.elementType);
      break;
    case "struct":
      for (const f of t.fields) checkComparable(f.dataType);
      break;
    default:
  }
}
function isNested(t: DataType): boolean {
  return t.kind === "array" || t.kind === "struct";
}
function hasFloat(t: DataType): boolean {
  if (t.kind === "array") return hasFloat(t.elementType);
  return t.kind === "struct" ? t.fields.some((f) => hasFloat(f.dataType)) : t.kind === "float" || t.kind === "double";
}
/** -0.0 as 0.0 inside nested values, whose keys tell them apart. */
function canonical(x: Px, t: DataType): Px {
  switch (t.kind) {
    case "float":
      return px.add(x, px.lit.f32(0));
    case "double":
      return px.add(x, px.lit.f64(0));
    case "array":
      return hasFloat(t) ? px.list.eval(x, canonical(px.element(), t.elementType)) : x;
    case "struct": {
      const changed = t.fields.flatMap((f, i): [string, Px][] =>
        hasFloat(f.dataType) ? [[`f${i}`, canonical(px.struct.field(`f${i}`), f.dataType)]] : [],
      );
      return changed.length === 0 ? x : px.struct.structEval(x, changed);
    }
    default:
      return x;
  }
}
/** A binary that sorts as Spark sorts the value: nulls inside first, shorter arrays first. */
export function sortKey(x: Px, t: DataType): Px {
  return px.rowEncode([canonical(x, t)], [false], [false]);
}

export function equal(a: Px, b: Px, t: DataType, cx: LowerContext): Px {
  checkComparable(t);
  if (!isNested(t)) return px.eq(a, b);
  const [x, y] = [cx.share(a), cx.share(b)];
  return nullIfEither(x, y, px.eq(sortKey(x, t), sortKey(y, t)));
}
export function equalNullSafe(a: Px, b: Px, t: DataType): Px {
  checkComparable(t);
  if (t.kind === "void") return px.lit.bool(true);
  return isNested(t) ? px.eq(sortKey(a, t), sortKey(b, t)) : px.eqMissing(a, b);
}
export function compare(op: Comparison, a: Px, b: Px, t: DataType, cx: LowerContext): Px {
  checkComparable(t);
  if (!isNested(t)) return ordered(op, a, b);
  const [x, y] = [cx.share(a), cx.share(b)];
  return nullIfEither(x, y, ordered(op, sortKey(x, t), sortKey(y, t)));
}
function ordered(op: Comparison, a: Px, b: Px): Px {
  switch (op) {
    case "<":
      return px.lt(a, b);
    case "<=":
      return px.le(a, b);
    case ">":
      return px.gt(a, b);
    case ">=":
      return px.ge(a, b);
  }
}
function nullIfEither(a: Px, b: Px, result: Px): Px {
  return px.ternary(px.or(px.isNull(a), px.isNull(b)), px.lit.null("Boolean"), result);
}
