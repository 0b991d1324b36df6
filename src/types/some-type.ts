/** Questions about a type and what stands inside of it. */
import type { DataType } from "./data-type.ts";

/** Whether the type, or one inside it, passes the test. */
export function someType(type: DataType, test: (t: DataType) => boolean): boolean {
  if (test(type)) return true;
  switch (type.kind) {
    case "array":
      return someType(type.elementType, test);
    case "map":
      return someType(type.keyType, test) || someType(type.valueType, test);
    case "struct":
      return type.fields.some((field) => someType(field.dataType, test));
    default:
      return false;
  }
}
