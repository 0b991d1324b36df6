/** Constant arguments of aggregates: numbers and lists of numbers. */
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext } from "../logical/function-row.ts";
import { isFoldable } from "../logical/build.ts";
import { isIntegral, isNumeric } from "../logical/coercion.ts";
import type { LiteralValue } from "../plan/expression.ts";
import { decimalText } from "../types/calendar.ts";
import type { DataType } from "../types/data-type.ts";
import { NumberFormatException } from "../types/spark-error.ts";

function asDouble(value: LiteralValue, t: DataType): number | null {
  if (value === null) return null;
  if (t.kind === "decimal") return Number(decimalText(value as bigint, t.scale));
  return Number(value as number | bigint | string);
}
/** Fails as the cast would that gives a constant text the type of a number, where the number must be known. */
export function refuseMalformed(e: TypedExpr): void {
  if (e.kind !== "Cast" || e.mode !== "ansi" || !isNumeric(e.dataType)) return;
  const { child, dataType } = e;
  if (child.kind !== "Literal" || typeof child.value !== "string") return;
  const text = child.value.trim();
  if (isIntegral(dataType) ? /^[+-]?\d+$/.test(text) : text !== "" && !Number.isNaN(Number(text))) return;
  throw new NumberFormatException("CAST_INVALID_INPUT", {
    expression: `'${child.value}'`,
    sourceType: `"${child.dataType.sql}"`,
    targetType: `"${dataType.sql}"`,
    ansiConfig: '"spark.sql.ansi.enabled"',
  });
}
/** A number or a list of numbers; null for a null, also inside a list; undefined for what is no constant. */
export function constantDoubles(e: TypedExpr, cx: BindContext): readonly number[] | null | undefined {
  if (!isFoldable(e)) return undefined;
  refuseMalformed(e);
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
