/** Which types a format can hold. */
import type { DataType, StructType } from "../types/data-type.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";

const NAMES: { readonly [format: string]: string } = { csv: "CSV", json: "JSON", text: "Text", parquet: "Parquet" };
/** How errors call a format. */
export function formatName(format: string): string {
  return NAMES[format] ?? format;
}

/** Throws for a column that files of the format cannot hold. */
export function checkTypes(format: string, schema: StructType): void {
  for (const field of schema.fields) {
    if (fits(format, field.dataType)) continue;
    throw new AnalysisException("UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE", {
      columnName: quoteText(field.name),
      columnType: `"${field.dataType.sql}"`,
      format: formatName(format),
    });
  }
}
function fits(format: string, type: DataType): boolean {
  switch (format) {
    case "csv":
      return !["array", "map", "struct", "variant", "void", "interval"].includes(type.kind);
    case "text":
      return type.kind === "string";
    case "json":
      return type.kind !== "interval" && inside(type).every((t) => fits(format, t));
    case "parquet":
      return type.kind !== "interval" && inside(type).every((t) => fits(format, t));
    default:
      return true;
  }
}
function inside(type: DataType): DataType[] {
  switch (type.kind) {
    case "array":
      return [type.elementType];
    case "map":
      return [type.keyType, type.valueType];
    case "struct":
      return type.fields.map((f) => f.dataType);
    default:
      return [];
  }
}

/** Texts of malformed records need a column of strings. */
export function checkCorruptColumn(schema: StructType, name: string): void {
  const field = schema.fields.find((f) => f.name === name);
  if (field === undefined || (field.dataType.kind === "string" && field.nullable)) return;
  throw new AnalysisException("INVALID_CORRUPT_RECORD_TYPE", {
    columnName: quoteText(name),
    actualType: `"${field.dataType.sql}"`,
  });
}
