/**
 * char(n) and varchar(n): strings everywhere but in the columns of tables. A column remembers its type in its metadata,
 * and char is read as long as it is declared.
 */
import { alias, intLit, stringLit } from "../logical/build.ts";
import { CHAR_VARCHAR } from "../logical/char-type.ts";
import type { Attribute, TypedAlias } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import { ArrayType, type DataType, MapType, STRING, StructField, StructType } from "../types/data-type.ts";
import type { Analyzer } from "./analyzer.ts";
import { project } from "./rename.ts";
import { someType } from "../types/some-type.ts";

export function hasCharType(type: DataType): boolean {
  return someType(type, (t) => t.kind === "char" || t.kind === "varchar");
}
function plainType(t: DataType): DataType {
  switch (t.kind) {
    case "char":
    case "varchar":
      return STRING;
    case "array":
      return new ArrayType(plainType(t.elementType), t.containsNull);
    case "map":
      return new MapType(plainType(t.keyType), plainType(t.valueType), t.valueContainsNull);
    case "struct":
      return new StructType(
        t.fields.map((f) => new StructField(f.name, plainType(f.dataType), f.nullable, f.metadata)),
      );
    default:
      return t;
  }
}

/** A table's columns as their files have them. */
export function plainSchema(schema: StructType): StructType {
  if (!hasCharType(schema)) return schema;
  return plainType(schema) as StructType;
}

/** What is read of a table, its char columns padded, with the types that were declared in the metadata. */
export function asDeclared(cx: Analyzer, scan: Logical, declared: StructType): Logical {
  if (!hasCharType(declared)) return scan;
  const types = new Map(declared.fields.map((f) => [f.name.toLowerCase(), f.dataType]));
  const isPadded = cx.session.conf.boolean("spark.sql.readSideCharPadding");
  const resolver = cx.resolver(cx.scope(scan, [], {}));
  const columns = scan.output.map((a): Attribute | TypedAlias => {
    const type = types.get(a.name.toLowerCase());
    if (type === undefined || !hasCharType(type)) return a;
    const metadata = { ...a.metadata, [CHAR_VARCHAR]: type.simpleString() };
    if (type.kind !== "char" || !isPadded) return alias(a, a.name, metadata);
    const isShort = resolver.call("<", [resolver.call("length", [a]), intLit(type.length)]);
    const padded = resolver.call("rpad", [a, intLit(type.length), stringLit(" ")]);
    return { ...alias(resolver.call("if", [isShort, padded, a]), a.name, metadata), nullable: a.nullable };
  });
  return project(scan, columns);
}
