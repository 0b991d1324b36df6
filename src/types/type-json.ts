/** Types from JSON. The functions live beside the nested types, which need them for `StructType.fromJson`. */
export { dataTypeFromJson, type FieldJson } from "./data-type.ts";
