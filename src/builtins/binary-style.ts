/** `spark.sql.binaryOutputStyle`: how functions show bytes. */
import type { BinaryStyle } from "../kernels/binary-style.ts";
import type { BindContext } from "../logical/function-row.ts";
import type { DataType } from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";

/** The style that the session asks for. */
export function binaryStyleOf(cx: BindContext): BinaryStyle {
  return (cx.conf("spark.sql.binaryOutputStyle").toUpperCase() || "HEX_DISCRETE") as BinaryStyle;
}
/** Raises UNSUPPORTED_FEATURE where a text form of binary values would have to follow another style than that of columns. */
export function refuseBinaryStyle(type: DataType, cx: BindContext): void {
  const style = binaryStyleOf(cx);
  if (style === "HEX_DISCRETE" || !holdsBinary(type)) return;
  throw unsupported(`${cx.name} of binary values under spark.sql.binaryOutputStyle=${style}`);
}
function holdsBinary(t: DataType): boolean {
  if (t.kind === "array") return holdsBinary(t.elementType);
  if (t.kind === "map") return holdsBinary(t.keyType) || holdsBinary(t.valueType);
  return t.kind === "binary" || (t.kind === "struct" && t.fields.some((f) => holdsBinary(f.dataType)));
}
