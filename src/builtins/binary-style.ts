/** `spark.sql.binaryOutputStyle`: only the style that Spark has where it is not set is done. */
import type { BindContext } from "../logical/function-row.ts";
import type { DataType } from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";

/** Raises UNSUPPORTED_FEATURE where a text form of binary values would have to follow another style. */
export function refuseBinaryStyle(type: DataType, cx: BindContext): void {
  const style = cx.conf("spark.sql.binaryOutputStyle");
  if (style === "" || style.toUpperCase() === "HEX_DISCRETE" || !holdsBinary(type)) return;
  throw unsupported(`${cx.name} of binary values under spark.sql.binaryOutputStyle=${style}`);
}
function holdsBinary(t: DataType): boolean {
  if (t.kind === "array") return holdsBinary(t.elementType);
  if (t.kind === "map") return holdsBinary(t.keyType) || holdsBinary(t.valueType);
  return t.kind === "binary" || (t.kind === "struct" && t.fields.some((f) => holdsBinary(f.dataType)));
}
