/** The type of JSON values, as schema_of_json (and the JSON source) infer it. */
import {
  ArrayType,
  BOOLEAN,
  type DataType,
  DecimalType,
  DOUBLE,
  LONG,
  NULL,
  STRING,
  StructField,
  StructType,
  TIMESTAMP,
} from "../types/data-type.ts";
import { decimalOfText } from "./decimal-text.ts";
import { libertiesOf, optionFlag, type TextOptions } from "./json-options.ts";
import { JsonScanner } from "./json-scanner.ts";
import { MomentTexts } from "./moment-text.ts";

export class JsonTypes {
  readonly #options: TextOptions;
  readonly #moments: MomentTexts;
  constructor(options: TextOptions, zone: string) {
    this.#options = options;
    this.#moments = new MomentTexts(options, zone);
  }
  #flag(name: string): boolean {
    return optionFlag(this.#options, name, false);
  }
  /** The type of the first value of a text; throws JsonTextError where it is none. */
  of(text: string): DataType {
    const scan = new JsonScanner(text, libertiesOf(this.#options));
    return scan.atEnd ? NULL : this.#value(scan);
  }
  #value(scan: JsonScanner): DataType {
    const kind = scan.kind();
    switch (kind) {
      case "null":
        scan.word(kind);
        return NULL;
      case "true":
      case "false":
        scan.word(kind);
        return this.#flag("primitivesAsString") ? STRING : BOOLEAN;
      case "string":
        return this.#string(scan.string());
      case "integer":
      case "float":
        return this.#number(scan.number(), kind === "float");
      case "array": {
        let element: DataType = NULL;
        for (let more = scan.firstElement(); more; more = scan.nextElement())
          element = commonType(element, this.#value(scan));
        return new ArrayType(element, true);
      }
      case "object": {
        const fields = new Map<string, DataType>();
        for (let name = scan.firstName(); name !== null; name = scan.nextName()) {
          const type = this.#value(scan);
          if (!fields.has(name)) fields.set(name, type);
        }
        return structOf(fields);
      }
    }
  }
  #string(text: string): DataType {
    if (text === "") return NULL;
    if (this.#flag("prefersDecimal")) {
      const found = decimalType(text);
      if (found !== undefined) return found;
    }
    if (this.#flag("inferTimestamp") && this.#moments.read(text, TIMESTAMP) !== undefined) return TIMESTAMP;
    return STRING;
  }
  #number(text: string, float: boolean): DataType {
    if (this.#flag("primitivesAsString")) return STRING;
    if (!float) {
      const value = BigInt(text);
      if (BigInt.asIntN(64, value) === value) return LONG;
      return decimalType(text) ?? DOUBLE;
    }
    return (this.#flag("prefersDecimal") ? decimalType(text) : undefined) ?? DOUBLE;
  }
}
/** The decimal that holds the number, if it has at most 38 digits. */
function decimalType(text: string): DecimalType | undefined {
  const found = decimalOfText(text);
  if (found === undefined) return undefined;
  const digits = (found.unscaled < 0n ? -found.unscaled : found.unscaled).toString().length;
  const scale = Math.max(found.scale, 0);
  const precision = Math.max(digits - Math.min(found.scale, 0), scale);
  return precision <= 38 ? new DecimalType(precision, scale) : undefined;
}
function structOf(fields: ReadonlyMap<string, DataType>): StructType {
  const sorted = [...fields].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return new StructType(sorted.map(([name, type]) => new StructField(name, type, true)));
}

/** The type that values of both fit. */
export function commonType(a: DataType, b: DataType): DataType {
  if (a.kind === "void") return b;
  if (b.kind === "void") return a;
  if (a.kind === "array" && b.kind === "array") return new ArrayType(commonType(a.elementType, b.elementType), true);
  if (a.kind === "struct" && b.kind === "struct") {
    const fields = new Map(a.fields.map((f) => [f.name, f.dataType]));
    for (const f of b.fields) {
      const known = fields.get(f.name);
      fields.set(f.name, known === undefined ? f.dataType : commonType(known, f.dataType));
    }
    return structOf(fields);
  }
  if (a.kind === b.kind && a.kind !== "decimal") return a;
  const numbers = ["long", "decimal", "double"];
  if (!numbers.includes(a.kind) || !numbers.includes(b.kind)) return STRING;
  if (a.kind === "double" || b.kind === "double") return DOUBLE;
  const [x, y] = [a, b].map((t) => (t.kind === "decimal" ? t : new DecimalType(20, 0))) as [DecimalType, DecimalType];
  const scale = Math.max(x.scale, y.scale);
  const precision = Math.max(x.precision - x.scale, y.precision - y.scale) + scale;
  return precision > 38 ? DOUBLE : new DecimalType(precision, scale);
}

/** Nulls become strings; objects without fields, and fields without a name, are dropped. */
export function settledType(type: DataType, dropNulls: boolean): DataType | undefined {
  switch (type.kind) {
    case "void":
      return dropNulls ? undefined : STRING;
    case "array": {
      const element = settledType(type.elementType, dropNulls);
      return element === undefined ? undefined : new ArrayType(element, true);
    }
    case "struct": {
      const fields = type.fields.flatMap((f) => {
        const inner = f.name === "" ? undefined : settledType(f.dataType, dropNulls);
        return inner === undefined ? [] : [new StructField(f.name, inner, f.nullable, f.metadata)];
      });
      // A lone empty object at the top is an empty struct; inside it is nothing.
      return type.fields.length === 0 ? undefined : new StructType(fields);
    }
    default:
      return type;
  }
}
