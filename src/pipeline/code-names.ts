/** Names and types as they are written in a program. */
import type { DataType } from "../types/data-type.ts";
import { quoteName } from "../types/data-type.ts";

const RESERVED = new Set(
  `break case catch class const continue debugger default delete do else enum export extends false finally for function if
  implements import in instanceof interface let new null package private protected public return static super switch this
  throw true try typeof var void while with yield await async undefined NaN Infinity arguments eval
  F col spark input table build rows start SparkSession DataFrame overItems`.split(/\s+/),
);

/** Hands out names that are valid and not taken. */
export class CodeNames {
  readonly #taken: Set<string>;
  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set([...RESERVED, ...taken]);
  }
  fresh(wish: string): string {
    const word = wish.replace(/[^A-Za-z0-9_$]+(.)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? "");
    const start = /^[A-Za-z_$]/.test(word) ? word : `_${word}`;
    let name = start;
    for (let i = 2; this.#taken.has(name); i++) name = `${start}${i}`;
    this.#taken.add(name);
    return name;
  }
}

export const text = (value: string): string => JSON.stringify(value);

/** The name of a column as `col` and the methods take it. */
export const columnText = (name: string): string => text(columnInType(name));
/** The name of a column as types and statements have it. */
export const columnInType = (name: string): string => (/^\w+$/.test(name) ? name : quoteName(name));

/** TypeScript's type of a value of Spark's type, as functions are given it; `any` where it is not known. */
export function typeText(type: DataType | undefined): string {
  switch (type?.kind) {
    case "byte":
    case "short":
    case "integer":
    case "long":
    case "float":
    case "double":
      return "number";
    case "string":
    case "char":
    case "varchar":
      return "string";
    case "boolean":
      return "boolean";
    case "binary":
      return "Uint8Array";
    case "array": {
      const item = typeText(type.elementType);
      return /^\w+$/.test(item) ? `${item}[]` : `Array<${item}>`;
    }
    case "struct":
      return `{ ${type.fields.map((f) => `${text(f.name)}: ${typeText(f.dataType)}`).join("; ")} }`;
    default:
      return "any";
  }
}
