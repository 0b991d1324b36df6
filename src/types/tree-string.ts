import type { DataType, StructType } from "./data-type.ts";

/**
 * The text of `printSchema`, which ends with a line break. `level` is how deep to go: 1 shows the columns only; all
 * levels where it is 0 or absent.
 */
export function treeString(schema: StructType, level?: number): string {
  const lines = ["root"];
  const depth = level === undefined || level <= 0 ? Number.POSITIVE_INFINITY : level;
  structLines(schema, " |", depth, lines);
  return `${lines.join("\n")}\n`;
}

function structLines(type: StructType, prefix: string, depth: number, lines: string[]): void {
  if (depth <= 0) return;
  for (const { name, dataType, nullable } of type.fields) {
    lines.push(`${prefix}-- ${escapeName(name)}: ${dataType.typeName} (nullable = ${nullable})`);
    innerLines(dataType, `${prefix}    |`, depth - 1, lines);
  }
}

function innerLines(type: DataType, prefix: string, depth: number, lines: string[]): void {
  if (depth <= 0) return;
  switch (type.kind) {
    case "struct":
      structLines(type, prefix, depth, lines);
      break;
    case "array":
      lines.push(`${prefix}-- element: ${type.elementType.typeName} (containsNull = ${type.containsNull})`);
      innerLines(type.elementType, `${prefix}    |`, depth - 1, lines);
      break;
    case "map":
      lines.push(`${prefix}-- key: ${type.keyType.typeName}`);
      innerLines(type.keyType, `${prefix}    |`, depth - 1, lines);
      lines.push(`${prefix}-- value: ${type.valueType.typeName} (valueContainsNull = ${type.valueContainsNull})`);
      innerLines(type.valueType, `${prefix}    |`, depth - 1, lines);
      break;
  }
}

const ESCAPES: { readonly [character: string]: string } = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\f": "\\f",
  "\b": "\\b",
  "\u000b": "\\v",
  "\u0007": "\\a",
};

function escapeName(name: string): string {
  // eslint-disable-next-line no-control-regex -- those are what must not break the picture
  return name.replace(/[\n\r\t\f\u0008\u000b\u0007]/g, (character) => ESCAPES[character] ?? character);
}
