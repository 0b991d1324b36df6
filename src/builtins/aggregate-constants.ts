/** Constant arguments of aggregates: numbers and lists of numbers. */
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext } from "../logical/function-row.ts";
import { isFoldable } from "../logical/build.ts";
import type { LiteralValue } from "../plan/expression.ts";
import { decimalText } from "../types/calendar.ts";
import type { DataType } from "../types/data-type.ts";

function asDouble(value: LiteralValue, t: DataType): number | null {
  if (value === null) return null;
  if (t.kind === "decimal") return Number(decimalText(value as bigint, t.scale));
  return Number(value as number | bigint | string);
}
/** A number or a list of numbers; null for a null, also inside a list; undefined for what is no constant. */
export function constantDoubles(e: TypedExpr, cx: BindContext): readonly number[] | null | undefined {
  if (!isFoldable(e)) return undefined;
  if (e.kind === "Cast" || e.kind === "Alias") {
    const whole = e.dataType.kind === "array" ? undefined : cx.constant(e);
    return whole === undefined
      ? constantDoubles(e.child, cx)
      : listed([asDouble(whole.value as LiteralValue, e.dataType)]);
  }
  if (e.kind === "Call" && e.fn.name === "array" && e.replacement === undefined) {
    const parts = e.args.map((a) => constantDoubles(a, cx));
    if (parts.includes(undefined)) return undefined;
    return listed(parts.map((p) => (p === null ? null : (p?.[0] ?? null))));
  }
  const found = cx.constant(e);
  if (found === undefined) return undefined;
  const t = e.dataType;
  if (t.kind === "array" && Array.isArray(found.value)) {
    return listed((found.value as LiteralValue[]).map((v) => asDouble(v, t.elementType)));
  }
  return listed([asDouble(found.value as LiteralValue, t)]);
}
function listed(values: readonly (number | null)[]): readonly number[] | null {
  return values.includes(null) ? null : (values as readonly number[]);
}
