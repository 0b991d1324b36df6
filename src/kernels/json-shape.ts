/** The types of JSON records, merged as Spark merges them while it infers a schema. */
import {
  ArrayType,
  BOOLEAN,
  type DataType,
  DecimalType,
  DOUBLE,
  LONG,
  STRING,
  StructField,
  StructType,
  TIMESTAMP,
  TIMESTAMP_NTZ,
} from "../types/data-type.ts";
import { decimalOfText } from "./decimal-text.ts";
import { libertiesOf, optionFlag, type TextOptions } from "./json-options.ts";
import { JsonScanner, JsonTextError } from "./json-scanner.ts";
import { MomentTexts } from "./moment-text.ts";

export type JsonShape =
  | { readonly kind: "null" | "boolean" | "long" | "double" | "string" | "timestamp" | "timestamp_ntz" }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "array"; readonly element: JsonShape }
  | StructShape;
export interface StructShape {
  readonly kind: "struct";
  readonly fields: Map<string, JsonShape>;
  /** A name that one object had twice. */
  twice?: string;
}

export interface InferOptions {
  /** The options of the reader. */
  readonly options: TextOptions;
  readonly zone: string;
  readonly timestampType: "TIMESTAMP_LTZ" | "TIMESTAMP_NTZ";
}

const NULL: JsonShape = { kind: "null" };
const STRING_SHAPE: JsonShape = { kind: "string" };
const LONG_SHAPE: JsonShape = { kind: "long" };
const DOUBLE_SHAPE: JsonShape = { kind: "double" };
const BOOLEAN_SHAPE: JsonShape = { kind: "boolean" };
const MAX_DIGITS = 38;

export class JsonTypes {
  readonly #liberties: ReturnType<typeof libertiesOf>;
  readonly #plain: boolean;
  readonly #decimals: boolean;
  readonly #moments: MomentTexts | undefined;
  readonly #local: JsonShape;
  constructor({ options, zone, timestampType }: InferOptions) {
    this.#liberties = libertiesOf(options);
    this.#plain = optionFlag(options, "primitivesAsString", false);
    this.#decimals = optionFlag(options, "prefersDecimal", false);
    this.#moments = optionFlag(options, "inferTimestamp", false) ? new MomentTexts(options, zone) : undefined;
    this.#local = { kind: timestampType === "TIMESTAMP_NTZ" ? "timestamp_ntz" : "timestamp" };
  }
  /** The shape of the first value of the text; undefined where it is no JSON. */
  of(text: string): JsonShape | undefined {
    try {
      const scan = new JsonScanner(text, this.#liberties);
      return scan.atEnd ? NULL : this.#value(scan);
    } catch (error) {
      if (error instanceof JsonTextError) return undefined;
      throw error;
    }
  }
  #value(scan: JsonScanner): JsonShape {
    const kind = scan.kind();
    switch (kind) {
      case "object": {
        const shape: StructShape = { kind: "struct", fields: new Map() };
        for (let name = scan.firstName(); name !== null; name = scan.nextName()) {
          if (shape.fields.has(name)) shape.twice = name;
          shape.fields.set(name, this.#value(scan));
        }
        return shape;
      }
      case "array": {
        let element: JsonShape = NULL;
        for (let more = scan.firstElement(); more; more = scan.nextElement())
          element = merged(element, this.#value(scan));
        return { kind: "array", element };
      }
      case "string":
        return this.#string(scan.string());
      case "integer":
        return this.#number(scan.number(), true);
      case "float":
        return this.#number(scan.number(), false);
      case "null":
        scan.word(kind);
        return NULL;
      default:
        scan.word(kind);
        return this.#plain ? STRING_SHAPE : BOOLEAN_SHAPE;
    }
  }
  #string(text: string): JsonShape {
    if (text === "") return NULL;
    if (this.#decimals) {
      const made = decimalShape(text);
      if (made !== undefined) return made;
    }
    if (this.#moments === undefined) return STRING_SHAPE;
    const zoned = /[Tt ].*([zZ]|[+-]\d|[A-Za-z]{2})/.test(text);
    if (!zoned && this.#moments.read(text, TIMESTAMP_NTZ) !== undefined) return this.#local;
    return this.#moments.read(text, TIMESTAMP) === undefined ? STRING_SHAPE : { kind: "timestamp" };
  }
  #number(text: string, whole: boolean): JsonShape {
    if (this.#plain) return STRING_SHAPE;
    if (!whole) return this.#decimals ? (decimalShape(text) ?? DOUBLE_SHAPE) : DOUBLE_SHAPE;
    if (text.length < 19) return LONG_SHAPE;
    const value = BigInt(text);
    return BigInt.asIntN(64, value) === value ? LONG_SHAPE : (decimalShape(text) ?? DOUBLE_SHAPE);
  }
  mergeInto(target: StructShape, more: StructShape): void {
    mergeStructs(target, more);
  }
}
function decimalShape(text: string): JsonShape | undefined {
  const found = decimalOfText(text);
  if (found === undefined || /^\s|\s$/.test(text)) return undefined;
  const digits = (found.unscaled < 0n ? -found.unscaled : found.unscaled).toString().length;
  const precision = Math.max(digits, found.scale);
  return precision <= MAX_DIGITS && found.scale >= 0 ? { kind: "decimal", precision, scale: found.scale } : undefined;
}

function mergeStructs(target: StructShape, more: StructShape): void {
  for (const [name, shape] of more.fields) {
    const known = target.fields.get(name);
    target.fields.set(name, known === undefined ? shape : merged(known, shape));
  }
  if (more.twice !== undefined) target.twice = more.twice;
}
/** The shape that both fit into. Structs are changed in place. */
export function merged(a: JsonShape, b: JsonShape): JsonShape {
  if (a.kind === "null") return b;
  if (b.kind === "null") return a;
  if (a.kind === "struct" && b.kind === "struct") {
    mergeStructs(a, b);
    return a;
  }
  if (a.kind === "array" && b.kind === "array") return { kind: "array", element: merged(a.element, b.element) };
  if (a.kind === "decimal" && b.kind === "decimal") {
    const scale = Math.max(a.scale, b.scale);
    const precision = Math.max(a.precision - a.scale, b.precision - b.scale) + scale;
    return precision > MAX_DIGITS ? DOUBLE_SHAPE : { kind: "decimal", precision, scale };
  }
  if (a.kind === b.kind) return a;
  const is = (x: JsonShape["kind"], y: JsonShape["kind"]): boolean =>
    (a.kind === x && b.kind === y) || (a.kind === y && b.kind === x);
  if (is("long", "double") || is("decimal", "double")) return DOUBLE_SHAPE;
  if (is("long", "decimal")) {
    return merged(a.kind === "long" ? LONG_DECIMAL : a, b.kind === "long" ? LONG_DECIMAL : b);
  }
  return is("timestamp", "timestamp_ntz") ? { kind: "timestamp" } : STRING_SHAPE;
}
const LONG_DECIMAL: JsonShape = { kind: "decimal", precision: 20, scale: 0 };

type ShapeText =
  | string
  | readonly [precision: number, scale: number]
  | { readonly element: ShapeText }
  | { readonly fields: readonly (readonly [string, ShapeText])[]; readonly twice?: string };
/** Shapes cross from the host as text. */
export function shapeText(shape: JsonShape): string {
  return JSON.stringify(plain(shape));
}
function plain(shape: JsonShape): ShapeText {
  switch (shape.kind) {
    case "decimal":
      return [shape.precision, shape.scale];
    case "array":
      return { element: plain(shape.element) };
    case "struct": {
      const fields = [...shape.fields].map(([name, field]) => [name, plain(field)] as const);
      return shape.twice === undefined ? { fields } : { fields, twice: shape.twice };
    }
    default:
      return shape.kind;
  }
}
export function shapeOfText(text: string): JsonShape {
  return shaped(JSON.parse(text) as ShapeText);
}
function shaped(given: ShapeText): JsonShape {
  if (typeof given === "string") return { kind: given } as JsonShape;
  if ("element" in given) return { kind: "array", element: shaped(given.element) };
  if ("fields" in given) {
    const fields = new Map(given.fields.map(([name, field]) => [name, shaped(field)]));
    return given.twice === undefined ? { kind: "struct", fields } : { kind: "struct", fields, twice: given.twice };
  }
  return { kind: "decimal", precision: given[0], scale: given[1] };
}

/** The type of a shape: fields by name, nulls as strings, no empty structs. Undefined: nothing is left of it. */
export function typeOfShape(shape: JsonShape, dropNulls: boolean): DataType | undefined {
  switch (shape.kind) {
    case "null":
      return dropNulls ? undefined : STRING;
    case "boolean":
      return BOOLEAN;
    case "long":
      return LONG;
    case "double":
      return DOUBLE;
    case "string":
      return STRING;
    case "timestamp":
      return TIMESTAMP;
    case "timestamp_ntz":
      return TIMESTAMP_NTZ;
    case "decimal":
      return new DecimalType(shape.precision, shape.scale);
    case "array": {
      const element = typeOfShape(shape.element, dropNulls);
      return element && new ArrayType(element, true);
    }
    case "struct": {
      const fields = [...shape.fields]
        .filter(([name]) => name !== "")
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([name, field]) => {
          const type = typeOfShape(field, dropNulls);
          return type === undefined ? [] : [new StructField(name, type, true)];
        });
      return fields.length === 0 ? undefined : new StructType(fields);
    }
  }
}
