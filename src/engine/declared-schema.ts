/** Columns with the types they were declared with: char(n) and varchar(n), which what reads them has as strings. */
import { CHAR_VARCHAR } from "../logical/char-type.ts";
import { parseDataType } from "../sql/index.ts";
import { StructField, StructType } from "../types/data-type.ts";

export function declaredSchema(schema: StructType): StructType {
  if (schema.fields.every((f) => f.metadata[CHAR_VARCHAR] === undefined)) return schema;
  return new StructType(
    schema.fields.map((f) => {
      const { [CHAR_VARCHAR]: declared, ...metadata } = f.metadata;
      if (typeof declared !== "string") return f;
      return new StructField(f.name, parseDataType(declared), f.nullable, metadata);
    }),
  );
}
