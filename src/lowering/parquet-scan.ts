/** Scans of Parquet files: columns by name, in the types that the query wants of them. */
import type { FileScan, ScanFile } from "../logical/relation.ts";
import type { ParquetGroup } from "../logical/scan-facts.ts";
import { px, type Px } from "../polars/dsl.ts";
import { fieldName, inputExpr } from "../polars/physical-type.ts";
import type { PolarsType } from "../polars/polars-type.ts";
import { type DataType, isNanos, type StructField } from "../types/data-type.ts";
import { errorFor } from "../types/error-class.ts";
import { type SparkError, unsupported } from "../types/spark-error.ts";
import { sameType } from "../types/type-equality.ts";
import { ExpressionLowering, Stage } from "./expression-lowering.ts";
import { findByName, type FormatReader } from "./file-scan.ts";
import { lowerLiteral } from "./literal.ts";

export const readParquet: FormatReader = (low, rel, files, wanted) => {
  const groups = rel.facts.parquet ?? [];
  return groups.flatMap((group) => {
    const paths = files.filter((f) => f.size > 0 && group.paths.has(f.path)).map((f) => f.path);
    if (paths.length === 0) return [];
    const stage = new Stage(low.plan, low.plan.add({ op: "scanParquet", paths }));
    const cx = new ExpressionLowering(stage);
    const columns = rel.dataSchema.fields.map((field, i) =>
      wanted(i) ? columnOf(field, group, rel, files[0], cx) : undefined,
    );
    return [{ ref: stage.ref, columns }];
  });
};

function columnOf(
  field: StructField,
  group: ParquetGroup,
  rel: FileScan,
  file: ScanFile | undefined,
  cx: ExpressionLowering,
): Px {
  const stored = findByName(group.schema.fields, field.name, rel.facts.caseSensitive);
  const column = stored && group.columns.find((c) => c.name === stored.name);
  if (stored === undefined || column === undefined) return lowerLiteral(null, field.dataType);
  const value = px.col(column.name);
  if (isNested(field.dataType) || sameType(stored.dataType, field.dataType)) {
    if (field.dataType.kind !== stored.dataType.kind) throw mismatch(field, stored.dataType, file);
    return checkedInt96(inputExpr(value, field.dataType, column.type), field.dataType, column.type, cx);
  }
  if (isNanos(stored.dataType) && isNanos(field.dataType)) {
    // Zones are not looked at: only digits are cut off.
    const read = inputExpr(value, stored.dataType, column.type);
    return cx.cast(read, stored.dataType, field.dataType, "try", "UTC");
  }
  if (!readable(stored.dataType, field.dataType)) throw mismatch(field, stored.dataType, file);
  const read = checkedInt96(inputExpr(value, stored.dataType, column.type), stored.dataType, column.type, cx);
  return cx.cast(read, stored.dataType, field.dataType, "try", rel.facts.timeZone);
}
/**
 * The engine counts moments of 96 bits in nanoseconds of 64 bits, which hold the years 1677 to 2262; all others become the
 * last of these.
 */
function checkedInt96(read: Px, type: DataType, source: PolarsType, cx: ExpressionLowering): Px {
  if (!JSON.stringify(source).includes("Nanoseconds")) return read;
  const given = cx.share(read);
  const far = isLastMoment(given, type);
  return far === undefined ? read : cx.raiseIf(px.coalesce(far, px.lit.bool(false)), FAR, given);
}
const LAST_MOMENT = px.lit.i64((2n ** 63n - 1n) / 1000n);
const FAR = {
  error: (): SparkError => unsupported("INT96 timestamps of years before 1678 and after 2261 in Parquet files"),
};
/** Whether the value is the last moment or holds it; undefined where there are no timestamps in it. */
function isLastMoment(value: Px, type: DataType): Px | undefined {
  switch (type.kind) {
    case "timestamp":
      return px.eq(px.cast(value, "Int64"), LAST_MOMENT);
    case "struct": {
      const parts = type.fields.map((f, i) => isLastMoment(px.struct.fieldByName(value, fieldName(i)), f.dataType));
      return either(parts);
    }
    case "array":
      return holds(value, isLastMoment(px.element(), type.elementType));
    case "map": {
      const parts = [type.keyType, type.valueType].map((t, i) =>
        isLastMoment(px.struct.fieldByName(px.element(), fieldName(i)), t),
      );
      return holds(value, either(parts));
    }
    default:
      return undefined;
  }
}
function either(parts: readonly (Px | undefined)[]): Px | undefined {
  const known = parts.flatMap((part) => (part === undefined ? [] : [px.coalesce(part, px.lit.bool(false))]));
  return known.length === 0 ? undefined : px.orAll(known);
}
function holds(list: Px, condition: Px | undefined): Px | undefined {
  if (condition === undefined) return undefined;
  return px.gt(px.list.length(px.list.eval(list, px.filter(px.element(), condition))), px.lit.u32(0));
}
function isNested(t: DataType): boolean {
  return ["array", "map", "struct", "variant"].includes(t.kind);
}

const DIGITS: { readonly [kind: string]: number } = { byte: 3, short: 5, integer: 10, long: 20 };
const WIDER: { readonly [kind: string]: readonly string[] } = {
  byte: ["short", "integer", "long", "double"],
  short: ["byte", "integer", "long", "double"],
  integer: ["byte", "short", "long", "double"],
  float: ["double"],
  date: ["timestamp_ntz"],
  // Files know no collations.
  string: ["string", "binary", "char", "varchar"],
  char: ["string", "varchar"],
  varchar: ["string", "char"],
  binary: ["string"],
  timestamp_ntz: ["timestamp"],
};
/** The conversions that Spark's reader does on the way. */
function readable(stored: DataType, wanted: DataType): boolean {
  if (WIDER[stored.kind]?.includes(wanted.kind) === true) return true;
  if (wanted.kind !== "decimal") return false;
  if (stored.kind === "decimal") {
    return wanted.scale >= stored.scale && wanted.precision - wanted.scale >= stored.precision - stored.scale;
  }
  return wanted.precision - wanted.scale >= (DIGITS[stored.kind] ?? Number.POSITIVE_INFINITY);
}
function mismatch(field: StructField, stored: DataType, file: ScanFile | undefined): Error {
  return errorFor("FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH", {
    path: file?.path ?? "",
    column: `[${field.name}]`,
    expectedType: field.dataType.simpleString(),
    actualType: PHYSICAL[stored.kind] ?? "BINARY",
  });
}
const PHYSICAL: { readonly [kind: string]: string } = {
  boolean: "BOOLEAN",
  byte: "INT32",
  short: "INT32",
  integer: "INT32",
  date: "INT32",
  long: "INT64",
  timestamp: "INT64",
  timestamp_ntz: "INT64",
  timestamp_ltz_nanos: "INT64",
  timestamp_ntz_nanos: "INT64",
  float: "FLOAT",
  double: "DOUBLE",
};
