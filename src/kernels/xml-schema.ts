/** The type of XML records, as schema_of_xml infers it. */
import {
  ArrayType,
  BOOLEAN,
  type DataType,
  DATE,
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
import { optionFlag, optionText, type TextOptions } from "./json-options.ts";
import { MomentTexts } from "./moment-text.ts";
import { XmlConventions, XmlEvents } from "./xml-events.ts";
import type { XmlNode } from "./xml-tree.ts";

type Fields = Map<string, { readonly name: string; type: DataType }>;

export class XmlTypes {
  readonly #options: TextOptions;
  readonly #names: XmlConventions;
  readonly #moments: MomentTexts;
  constructor(options: TextOptions, zone: string, caseSensitive: boolean) {
    this.#options = options;
    this.#names = new XmlConventions(options, caseSensitive);
    this.#moments = new MomentTexts(options, zone);
  }
  /** Throws XmlError where the text is no XML. */
  of(text: string): StructType {
    const events = new XmlEvents(text);
    const settled = settledType(this.#object(events, events.rootAttributes));
    return settled?.kind === "struct" ? settled : new StructType([]);
  }
  #object(events: XmlEvents, attributes: readonly XmlNode[]): StructType {
    const fields: Fields = new Map();
    for (const [name, text] of this.#names.attributes(attributes)) this.#add(fields, name, this.#scalar(text));
    for (let event = events.next(); event.kind !== "end"; event = events.next()) {
      if (event.kind === "start") {
        const type = this.#element(events);
        this.#add(fields, this.#names.name(event.name), this.#withAttributes(type, event.attributes));
      } else if (!event.blank) this.#add(fields, this.#names.valueTag, this.#scalar(event.text));
    }
    return structOf([...fields.values()]);
  }
  /** A field that comes again is an array. */
  #add(fields: Fields, name: string, type: DataType): void {
    const key = this.#names.key(name);
    const known = fields.get(key);
    if (known === undefined) fields.set(key, { name, type });
    else {
      const common = this.#common(known.type, type);
      known.type = known.type.kind === "array" ? common : new ArrayType(common, true);
    }
  }
  /** What stands in an element whose start was read. */
  #element(events: XmlEvents): DataType {
    const first = events.peek();
    if (first.kind === "end") {
      events.next();
      return NULL;
    }
    const type = this.#object(events, []);
    if (first.kind === "start") return type;
    const [only] = type.fields;
    if (only === undefined) return NULL;
    const isValue = this.#names.key(only.name) === this.#names.key(this.#names.valueTag);
    const simple = !["struct", "array", "map"].includes(only.dataType.kind);
    return type.fields.length === 1 && isValue && simple ? only.dataType : type;
  }
  #withAttributes(type: DataType, nodes: readonly XmlNode[]): DataType {
    const attributes = this.#names.attributes(nodes);
    if (attributes.size === 0) return type;
    const own: { readonly name: string; readonly type: DataType }[] = [];
    if (type.kind === "struct") own.push(...type.fields.map((f) => ({ name: f.name, type: f.dataType })));
    else if (type.kind !== "void") own.push({ name: this.#names.valueTag, type });
    for (const [name, text] of attributes) own.push({ name, type: this.#scalar(text) });
    return structOf(own);
  }
  #scalar(given: string | null): DataType {
    if (!optionFlag(this.#options, "inferSchema", true)) return STRING;
    const text = given === null ? "" : this.#names.trimmed(given);
    if (text === "" || text === this.#names.nullValue) return NULL;
    const number = /^[+-]?[\d.].*$/s.test(text) ? this.#number(text) : undefined;
    if (number !== undefined) return number;
    const strict = optionText(this.#options, "dateFormat") !== undefined || /^\d{4}-\d{2}-\d{2}$/.test(text);
    const preferDate = optionFlag(this.#options, "preferDate", true);
    if (preferDate && strict && this.#moments.read(text, DATE) !== undefined) return DATE;
    if (this.#moments.read(text, TIMESTAMP) !== undefined || this.#moments.isTime(text)) return TIMESTAMP;
    return /^(?:true|false)$/i.test(text) ? BOOLEAN : STRING;
  }
  #number(text: string): DataType | undefined {
    const rest = text.replace(/^[+-]/, "");
    if (/^\d+$/.test(rest) && BigInt(rest) < 2n ** 63n) return LONG;
    const exact = optionFlag(this.#options, "prefersDecimal", false)
      ? decimalOfText(text.replaceAll(",", ""))
      : undefined;
    if (exact !== undefined) {
      const digits = exact.unscaled.toString().replace("-", "").length;
      const precision = Math.max(digits, exact.scale);
      if (precision <= 38) return new DecimalType(precision, exact.scale);
    }
    return /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(rest) ? DOUBLE : undefined;
  }
  /** The type that values of both fit. */
  #common(a: DataType, b: DataType): DataType {
    if (a.kind === "void") return b;
    if (b.kind === "void") return a;
    if (a.kind === "struct" && b.kind === "struct") {
      const fields: Fields = new Map();
      for (const f of [...a.fields, ...b.fields]) {
        const key = this.#names.key(f.name);
        const known = fields.get(key);
        if (known === undefined) fields.set(key, { name: f.name, type: f.dataType });
        else known.type = this.#common(known.type, f.dataType);
      }
      return structOf([...fields.values()]);
    }
    if (a.kind === "array" && b.kind === "array") {
      return new ArrayType(this.#common(a.elementType, b.elementType), true);
    }
    if (a.kind === "array") return new ArrayType(this.#common(a.elementType, b), true);
    if (b.kind === "array") return new ArrayType(this.#common(a, b.elementType), true);
    if (a.kind === "struct") return this.#withValue(a, b);
    if (b.kind === "struct") return this.#withValue(b, a);
    return commonScalar(a, b);
  }
  /** Elements with and without attributes or children: the plain ones are the value of the others. */
  #withValue(type: StructType, plain: DataType): DataType {
    const { valueTag } = this.#names;
    if (!type.fields.some((f) => f.name === valueTag)) return STRING;
    return structOf(
      type.fields.map((f) => ({
        name: f.name,
        type: f.name === valueTag ? this.#common(f.dataType, plain) : f.dataType,
      })),
    );
  }
}
function structOf(fields: readonly { readonly name: string; readonly type: DataType }[]): StructType {
  const sorted = fields.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return new StructType(sorted.map((f) => new StructField(f.name, f.type, true)));
}
function commonScalar(a: DataType, b: DataType): DataType {
  if (a.kind === b.kind && a.kind !== "decimal") return a;
  const kinds = [a.kind, b.kind];
  if (kinds.every((k) => k === "date" || k === "timestamp")) return TIMESTAMP;
  if (!kinds.every((k) => k === "long" || k === "decimal" || k === "double")) return STRING;
  if (kinds.includes("double")) return DOUBLE;
  const [x, y] = [a, b].map((t) => (t.kind === "decimal" ? t : new DecimalType(20, 0))) as [DecimalType, DecimalType];
  const scale = Math.max(x.scale, y.scale);
  const precision = Math.max(x.precision - x.scale, y.precision - y.scale) + scale;
  return precision > 38 ? DOUBLE : new DecimalType(precision, scale);
}
/** Nulls become strings; structs without fields are dropped. */
function settledType(type: DataType): DataType | undefined {
  switch (type.kind) {
    case "void":
      return STRING;
    case "array": {
      const element = settledType(type.elementType);
      return element === undefined ? undefined : new ArrayType(element, true);
    }
    case "struct": {
      const fields = type.fields.flatMap((f) => {
        const inner = f.name === "" ? undefined : settledType(f.dataType);
        return inner === undefined ? [] : [new StructField(f.name, inner, true)];
      });
      return fields.length === 0 ? undefined : new StructType(fields);
    }
    default:
      return type;
  }
}
