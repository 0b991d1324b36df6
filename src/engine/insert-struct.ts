/** The fields of a struct that is written to a column: as many as the column's, by place or by name. */
import type { ExpressionResolver } from "../analyzer/expression-resolver.ts";
import { literal } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import { INT, STRING, type StructType } from "../types/data-type.ts";
import { quoteNames, quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";

interface Target {
  readonly tableName: string;
  readonly path: readonly string[];
  readonly byName: boolean;
  /** The statement names its columns, or the query does. */
  readonly listed: boolean;
}

/** The same value where its fields stand as the column's do; raises where some are missing or too many. */
export function alignedStruct(cx: ExpressionResolver, value: TypedExpr, to: StructType, at: Target): TypedExpr {
  if (value.dataType.kind !== "struct") return value;
  const { fields } = value.dataType;
  const lower = (name: string): string => name.toLowerCase();
  const places = to.fields.map((f, i) =>
    at.byName ? fields.findIndex((g) => lower(g.name) === lower(f.name)) : i < fields.length ? i : -1,
  );
  const missing = to.fields.find((_, i) => places[i] === -1);
  if (missing !== undefined && !at.listed) {
    throw new AnalysisException("INCOMPATIBLE_DATA_FOR_TABLE.STRUCT_MISSING_FIELDS", {
      tableName: at.tableName,
      colName: quoteNames(at.path),
      missingFields: to.fields.flatMap((f, i) => (places[i] === -1 ? [quoteText(f.name)] : [])).join(", "),
    });
  }
  if (missing !== undefined) {
    const colName = quoteNames([...at.path, missing.name]);
    throw new AnalysisException("INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_FIND_DATA", { tableName: at.tableName, colName });
  }
  const extra = fields.filter((_, i) => !places.includes(i));
  if (extra.length > 0) {
    throw new AnalysisException("INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_STRUCT_FIELDS", {
      tableName: at.tableName,
      colName: quoteNames(at.path),
      extraFields: extra.map((f) => quoteText(f.name)).join(", "),
    });
  }
  const parts = to.fields.map((f, i): TypedExpr => {
    const field = cx.call("get_struct_field", [value, literal(places[i] as number, INT)]);
    return f.dataType.kind === "struct"
      ? alignedStruct(cx, field, f.dataType, { ...at, path: [...at.path, f.name] })
      : field;
  });
  if (
    places.every((place, i) => place === i) &&
    parts.every((e) => e.kind === "Call" && e.fn.name === "get_struct_field")
  )
    return value;
  const made = cx.call(
    "named_struct",
    parts.flatMap((e, i) => [literal((to.fields[i] as { readonly name: string }).name, STRING), e]),
  );
  return value.nullable ? cx.call("if", [cx.call("isnull", [value]), literal(null, made.dataType), made]) : made;
}
