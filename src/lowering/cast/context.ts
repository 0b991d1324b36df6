/** What every cast knows, and the errors casts raise. */
import { nullLit } from "../../logical/build.ts";
import type { EvalMode, TypedExpr } from "../../logical/expression.ts";
import type { LowerContext, RaiseSite } from "../../logical/function-row.ts";
import { literalSql } from "../../logical/pretty.ts";
import { px, type Px } from "../../polars/dsl.ts";
import { physicalType } from "../../polars/physical-type.ts";
import { doubleText, floatText, decimalText } from "../../types/calendar.ts";
import { type DataType, STRING } from "../../types/data-type.ts";

export interface CastContext {
  readonly from: DataType;
  readonly to: DataType;
  readonly mode: EvalMode;
  readonly zone: string;
  readonly cx: LowerContext;
  /** The cast (or the call it serves), for the place of an error. */
  readonly expr: TypedExpr | undefined;
}
/** One way to a target type: the value in the form of `c.to`. */
export type Cast = (value: Px, c: CastContext) => Px;

const ANSI_CONFIG = '"spark.sql.ansi.enabled"';
const NOWHERE: TypedExpr = nullLit();

export function siteOf(c: CastContext, error: (values: readonly string[]) => Failure): RaiseSite {
  const column = c.expr?.kind === "Cast" ? c.expr.assignedTo : undefined;
  return c.cx.site(
    c.expr ?? NOWHERE,
    column === undefined ? error : (values) => assignmentError(error(values), column, c),
  );
}
interface Failure {
  condition: string;
  parameters: { [name: string]: string };
}
/** What does not fit is said of the column. */
function assignmentError(failure: Failure, column: string, c: CastContext): Failure {
  if (!/^(CAST_OVERFLOW|NUMERIC_VALUE_OUT_OF_RANGE)/.test(failure.condition)) return failure;
  const types = { sourceType: `"${c.from.sql}"`, targetType: `"${c.to.sql}"` };
  return { condition: "CAST_OVERFLOW_IN_TABLE_INSERT", parameters: { ...types, columnName: `\`${column}\`` } };
}

/** The value of an error as SQL, from the text the engine reports. */
function shown(text: string, t: DataType, zone: string): string {
  switch (t.kind) {
    case "double": {
      const value = Number(text.replace("inf", "Infinity"));
      return Number.isFinite(value) ? `${doubleText(value)}D` : doubleText(value);
    }
    case "float":
      return floatText(Math.fround(Number(text.replace("inf", "Infinity"))));
    case "byte":
    case "short":
    case "integer":
    case "date":
    case "interval_ym":
      return literalSql(Number(text), t, zone);
    case "long":
    case "decimal":
    case "timestamp":
    case "timestamp_ntz":
    case "timestamp_ltz_nanos":
    case "timestamp_ntz_nanos":
    case "time":
    case "interval_dt":
      return literalSql(BigInt(text), t, zone);
    default:
      return literalSql(text, STRING, zone);
  }
}
export function invalidInput(c: CastContext): RaiseSite {
  return siteOf(c, ([text = ""]) => ({
    condition: "CAST_INVALID_INPUT",
    parameters: {
      expression: shown(text, c.from, c.zone),
      // A string's collation is not told.
      sourceType: `"${c.from.kind === "string" ? STRING.sql : c.from.sql}"`,
      targetType: `"${c.to.sql}"`,
      ansiConfig: ANSI_CONFIG,
    },
  }));
}
export function castOverflow(c: CastContext): RaiseSite {
  return siteOf(c, ([text = ""]) => ({
    condition: "CAST_OVERFLOW",
    parameters: {
      value: shown(text, c.from, c.zone),
      sourceType: `"${c.from.sql}"`,
      targetType: `"${c.to.sql}"`,
      ansiConfig: ANSI_CONFIG,
    },
  }));
}
/** A number with too many digits; `plain` makes the value's text from the engine's. */
export function outOfRange(
  c: CastContext,
  precision: number,
  scale: number,
  plain: (text: string) => string,
): RaiseSite {
  return siteOf(c, ([text = "0"]) => ({
    condition: "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
    parameters: { value: plain(text), precision: String(precision), scale: String(scale), config: ANSI_CONFIG },
  }));
}
export function unscaledPlain(scale: number): (text: string) => string {
  return (text) => decimalText(BigInt(text), scale);
}

export function nullOf(t: DataType): Px {
  return px.lit.null(physicalType(t));
}
/** The engine's text of a value's physical form, read back by `shown`. */
export function rawText(value: Px, t: DataType): Px {
  switch (t.kind) {
    case "string":
    case "char":
    case "varchar":
      return value;
    case "timestamp":
    case "timestamp_ntz":
      return px.cast(px.cast(value, "Int64"), "String");
    case "date":
      return px.cast(px.cast(value, "Int32"), "String");
    default:
      return px.cast(value, "String");
  }
}

/**
 * `result` (null where the value has no counterpart) as the mode wants it: an error for a value that is lost, or null.
 */
export function orFail(value: Px, result: Px, c: CastContext, site: (c: CastContext) => RaiseSite): Px {
  if (c.mode !== "ansi") return result;
  const [given, made] = [c.cx.share(value), c.cx.share(result)];
  const lost = px.and(px.isNull(made), px.isNotNull(given));
  return c.cx.raiseIf(lost, site(c), made, rawText(given, c.from));
}
/** `result` where `outside` is false; else an error, or null without ANSI. */
export function within(value: Px, outside: Px, result: Px, c: CastContext, site: RaiseSite): Px {
  if (c.mode === "ansi") return c.cx.raiseIf(outside, site, result, rawText(value, c.from));
  return px.ternary(outside, nullOf(c.to), result);
}
