/** Which types cast to which, and the error for those that do not. */
import {
  type DataType,
  type DecimalType,
  type GeographyType,
  type GeometryType,
  isNanos,
  type StructField,
} from "../types/data-type.ts";
import { MIXED_SRID } from "../types/srid.ts";
import { AnalysisException } from "../types/spark-error.ts";
import {
  decimalForType,
  isAnsiInterval,
  isDatetime,
  isIntegral,
  isNumeric,
  isString,
  sameType,
  canUpCast,
} from "./coercion.ts";
import type { EvalMode, TypedExpr } from "./expression.ts";
import { prettyName } from "./pretty.ts";

/** Whether values of one type may be cast to the other under the mode; `try_cast` takes what ANSI takes. */
export function canCast(from: DataType, to: DataType, mode: EvalMode): boolean {
  return castable(from, to, mode);
}

function castable(from: DataType, to: DataType, mode: EvalMode): boolean {
  const ansi = mode !== "legacy";
  if (from.kind === "void" || (sameType(from, to) && from.kind !== "struct")) return true;
  if (from.kind === "variant") return variantCastsTo(to);
  switch (to.kind) {
    case "string":
    case "char":
    case "varchar":
      return !isSpatial(from);
    case "geometry":
    case "geography":
      return spatialCast(from, to);
    case "binary":
      return isString(from) || (!ansi && isIntegral(from));
    case "boolean":
      return isString(from) || isNumeric(from) || (!ansi && (from.kind === "date" || from.kind === "timestamp"));
    case "byte":
    case "short":
    case "integer":
    case "long":
    case "decimal":
      return toNumber(from, ansi) || from.kind === "time" || isAnsiInterval(from);
    case "float":
    case "double":
      return toNumber(from, ansi);
    case "date":
      return isString(from) || (isDatetime(from) && from.kind !== "date");
    case "timestamp_ltz_nanos":
    case "timestamp_ntz_nanos":
      return isString(from) || isDatetime(from) || from.kind === "time";
    case "timestamp":
      if (from.kind === "boolean") return !ansi;
      return isString(from) || isNumeric(from) || isDatetime(from) || from.kind === "time";
    case "timestamp_ntz":
      return isString(from) || isDatetime(from) || from.kind === "time";
    case "time":
      return isString(from) || from.kind === "time" || (isDatetime(from) && from.kind !== "date");
    case "interval_dt":
    case "interval_ym":
      return isString(from) || isIntegral(from) || from.kind === "decimal" || from.kind === to.kind;
    case "interval":
      return isString(from);
    case "variant":
      return castsToVariant(from);
    default:
      return nested(from, to, mode);
  }
}
function isSpatial(t: DataType): boolean {
  return t.kind === "geometry" || t.kind === "geography";
}
/** To a type of any identifiers, and from geographies to geometries of the same and back. */
function spatialCast(from: DataType, to: GeometryType | GeographyType): boolean {
  if (from.kind !== "geometry" && from.kind !== "geography") return false;
  if (from.kind === to.kind) return to.srid === MIXED_SRID;
  return from.srid === to.srid;
}
function toNumber(from: DataType, ansi: boolean): boolean {
  return (
    isString(from) || isNumeric(from) || ["boolean", "timestamp"].includes(from.kind) || (!ansi && from.kind === "date")
  );
}
/** Maps and structs become variants by `to_variant_object` alone. */
function castsToVariant(from: DataType): boolean {
  if (from.kind === "array") return castsToVariant(from.elementType);
  return !["interval", "map", "struct", "time"].includes(from.kind) && !isAnsiInterval(from) && !isSpatial(from);
}
function variantCastsTo(to: DataType): boolean {
  if (to.kind === "array") return variantCastsTo(to.elementType);
  if (to.kind === "map") return isString(to.keyType) && variantCastsTo(to.valueType);
  if (to.kind === "struct") return to.fields.every((f) => variantCastsTo(f.dataType));
  return !["interval", "interval_dt", "interval_ym", "time", "void"].includes(to.kind);
}

/**
 * Whether a value that is not null may become null in the schema's eyes (Spark's `forceNullable`). Spark counts these in
 * every mode, also where ANSI raises an error instead.
 */
export function castForcesNull(from: DataType, to: DataType): boolean {
  // Only the parts of an empty array or map are void and yet not null.
  if (from.kind === "void" || sameType(from, to)) return false;
  if (from.kind === "variant") return true;
  if (isString(from)) return !isString(to) && to.kind !== "binary";
  if (isString(to)) return false;
  const integral = isIntegral(to);
  switch (from.kind) {
    case "float":
    case "double":
      return integral || to.kind === "decimal" || to.kind === "timestamp";
    case "byte":
    case "short":
    case "integer":
    case "long":
      return to.kind === "decimal" && !holds(to, decimalForType(from));
    case "decimal":
      return integral || (to.kind === "decimal" && !holds(to, from) && !widerWhole(to, from));
    case "timestamp":
      return to.kind === "decimal" || (integral && to.kind !== "long");
    case "time":
      return to.kind === "decimal" || to.kind === "byte" || to.kind === "short";
    case "interval_dt":
    case "interval_ym":
      return to.kind === "decimal";
    case "date":
      return to.kind !== "timestamp" && !isNanos(to);
    case "timestamp_ntz":
      return to.kind === "date";
    default:
      return false;
  }
}
function holds(d: DecimalType, o: DecimalType): boolean {
  return d.precision - d.scale >= o.precision - o.scale && d.scale >= o.scale;
}
/** Room for one more digit before the point, as rounding may need. */
function widerWhole(d: DecimalType, o: DecimalType): boolean {
  return d.precision - d.scale > o.precision - o.scale;
}
export function castNullable(child: TypedExpr, to: DataType, mode: EvalMode): boolean {
  return child.nullable || (mode === "try" ? !canUpCast(child.dataType, to) : castForcesNull(child.dataType, to));
}

/** A part that may be null (or, but for ANSI casts, becomes null where it does not fit) needs a place that may be. */
function fits(from: DataType, fromNull: boolean, to: DataType, toNull: boolean, mode: EvalMode): boolean {
  return castable(from, to, mode) && (toNull || !(fromNull || (mode !== "ansi" && castForcesNull(from, to))));
}
function nested(from: DataType, to: DataType, mode: EvalMode): boolean {
  if (from.kind === "array" && to.kind === "array") {
    return fits(from.elementType, from.containsNull, to.elementType, to.containsNull, mode);
  }
  if (from.kind === "map" && to.kind === "map") {
    return (
      fits(from.keyType, false, to.keyType, false, mode) &&
      fits(from.valueType, from.valueContainsNull, to.valueType, to.valueContainsNull, mode)
    );
  }
  if (from.kind !== "struct" || to.kind !== "struct" || from.fields.length !== to.fields.length) return false;
  return from.fields.every((f, i) => {
    const g = to.fields[i] as StructField;
    return fits(f.dataType, f.nullable, g.dataType, g.nullable, mode);
  });
}

/** Raises Spark's error where the cast is not allowed. `expr` is the cast itself. */
export function checkCast(from: DataType, to: DataType, mode: EvalMode, expr: TypedExpr): void {
  if (canCast(from, to, mode)) return;
  const parameters = { sqlExpr: castText(expr), srcType: `"${from.sql}"`, targetType: `"${to.sql}"` };
  const functionNames = suggestedFunction(from, to);
  if (mode !== "legacy" && functionNames !== undefined) {
    throw new AnalysisException("DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION", { ...parameters, functionNames });
  }
  const allowed = mode === "ansi" && canCast(from, to, "legacy");
  if (allowed && ["array", "map", "struct"].includes(from.kind)) {
    throw new AnalysisException("DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION", {
      ...parameters,
      functionNames: "`try_cast`",
    });
  }
  if (allowed) {
    throw new AnalysisException("DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION", {
      ...parameters,
      config: '"spark.sql.ansi.enabled"',
      configVal: "'false'",
    });
  }
  throw new AnalysisException("DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION", parameters);
}
function castText(e: TypedExpr): string {
  return `"${prettyName(e)}"`;
}
function suggestedFunction(from: DataType, to: DataType): string | undefined {
  if (isNumeric(from) && to.kind === "date") return "`DATE_FROM_UNIX_DATE`";
  if (from.kind === "date" && isNumeric(to)) return "`UNIX_DATE`";
  return undefined;
}
