/** Maps within types: they have no order of entries, and formats of files treat them in ways of their own. */
import type { DataType } from "./data-type.ts";

/** Whether the type is a map, or one stands somewhere in it. */
export function hasMap(type: DataType): boolean {
  switch (type.kind) {
    case "map":
      return true;
    case "array":
      return hasMap(type.elementType);
    case "struct":
      return type.fields.some((f) => hasMap(f.dataType));
    default:
      return false;
  }
}
