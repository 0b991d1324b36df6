/** XML records to values of Spark types, as from_xml reads them. */
import { bytesOfText, type BinaryStyle } from "./binary-style.ts";
import type { DataType, StructType } from "../types/data-type.ts";
import type { InternalValue } from "../types/internal-value.ts";
import type { VariantNode } from "../types/variant-format.ts";
import { decimalOfText, roundTo } from "./decimal-text.ts";
import { optionFlag, optionText, type TextOptions } from "./json-options.ts";
import { fewDigits } from "./csv-values.ts";
import { MomentTexts } from "./moment-text.ts";
import { realOfText } from "./scalar-cast.ts";
import { bytesOfNode } from "./variant-tree.ts";
import { XmlConventions, type XmlEvent, XmlEvents } from "./xml-events.ts";
import { XmlError, type XmlNode } from "./xml-tree.ts";

/** A text that is none of its type's, or elements where they do not belong. */
class XmlValueError extends Error {}
/** A record of which something was bad; what was read of it goes on. */
class PartialRow extends Error {
  readonly row: readonly InternalValue[];
  constructor(row: readonly InternalValue[]) {
    super("part of the record is malformed");
    this.row = row;
  }
}
type Convert = (text: string) => InternalValue;
interface Fields {
  /** By the key of the name; of fields with the same the last one counts. */
  readonly places: ReadonlyMap<string, number>;
  /** The fields for text and for elements that have no other; -1 where there is none. */
  readonly value: number;
  readonly wildcard: number;
}
/** The lists that elements of one name make up, by the place of their field. */
type Lists = (InternalValue[] | undefined)[];

export class XmlValues {
  readonly #moments: MomentTexts;
  readonly #names: XmlConventions;
  readonly #wildcard: string;
  readonly #fields = new Map<StructType, Fields>();
  readonly #converts = new Map<DataType, Convert>();
  readonly #binaryStyle: BinaryStyle;
  constructor(options: TextOptions, zone: string, caseSensitive: boolean, binaryStyle: BinaryStyle = "HEX_DISCRETE") {
    this.#binaryStyle = binaryStyle;
    // Dates are read strictly, unless dates are not preferred.
    const strict = optionFlag(options, "preferDate", true) ? { dateformat: "yyyy-MM-dd" } : {};
    this.#moments = new MomentTexts({ ...strict, ...options }, zone);
    this.#names = new XmlConventions(options, caseSensitive);
    this.#wildcard = optionText(options, "wildcardColName") ?? "xs_any";
  }
  /** The fields of one record, and whether something of it was bad. */
  record(text: string, type: StructType): { readonly row: readonly InternalValue[]; readonly bad: boolean } {
    try {
      const events = new XmlEvents(text);
      return { row: this.#object(events, type, events.rootAttributes), bad: false };
    } catch (e) {
      if (e instanceof PartialRow) return { row: e.row, bad: true };
      if (e instanceof XmlError || e instanceof XmlValueError) return { row: [], bad: true };
      throw e;
    }
  }
  /** One record as a variant; undefined where it is malformed. */
  variant(text: string): InternalValue | undefined {
    try {
      const events = new XmlEvents(text);
      return this.#variant(events, events.rootAttributes);
    } catch (e) {
      if (e instanceof XmlError) return undefined;
      throw e;
    }
  }

  #fieldsOf(type: StructType): Fields {
    let found = this.#fields.get(type);
    if (found === undefined) {
      found = {
        places: new Map(type.fields.map((f, i) => [this.#names.key(f.name), i])),
        value: type.fields.findLastIndex((f) => f.name === this.#names.valueTag),
        wildcard: type.fields.findIndex((f) => f.name === this.#wildcard),
      };
      this.#fields.set(type, found);
    }
    return found;
  }
  #placeOf(type: StructType, name: string): number | undefined {
    return this.#fieldsOf(type).places.get(this.#names.key(name));
  }
  #setAttributes(row: InternalValue[], type: StructType, attributes: readonly XmlNode[]): void {
    for (const [name, text] of this.#names.attributes(attributes)) {
      const at = this.#placeOf(type, name);
      if (at !== undefined) row[at] = text === null ? null : this.#value(text, type.fields[at]!.dataType);
    }
  }
  #object(events: XmlEvents, type: StructType, attributes: readonly XmlNode[] = []): readonly InternalValue[] {
    const row: InternalValue[] = new Array<InternalValue>(type.fields.length).fill(null);
    const lists: Lists = [];
    this.#setAttributes(row, type, attributes);
    let bad = false;
    for (let event = events.next(); event.kind !== "end"; event = events.next()) {
      if (event.kind === "text") {
        if (!event.blank) this.#setText(row, lists, type, event.text);
        continue;
      }
      try {
        this.#setElement(row, lists, type, event, events);
      } catch (e) {
        if (!(e instanceof PartialRow || e instanceof XmlError || e instanceof XmlValueError)) throw e;
        bad = true;
      }
    }
    if (bad) throw new PartialRow(row);
    return row;
  }
  #push(row: InternalValue[], lists: Lists, at: number, value: InternalValue): void {
    let list = lists[at];
    if (list === undefined) {
      list = [];
      lists[at] = list;
      row[at] = list;
    }
    list.push(value);
  }
  #setText(row: InternalValue[], lists: Lists, type: StructType, text: string): void {
    const at = this.#fieldsOf(type).value;
    const field = type.fields[at]?.dataType;
    if (field === undefined) return;
    if (field.kind === "array") this.#push(row, lists, at, this.#value(text, field.elementType));
    else row[at] = this.#value(text, field);
  }
  #setElement(
    row: InternalValue[],
    lists: Lists,
    type: StructType,
    event: XmlEvent & { kind: "start" },
    events: XmlEvents,
  ): void {
    const name = this.#names.name(event.name);
    const at = this.#placeOf(type, name);
    if (at === undefined) {
      const any = this.#fieldsOf(type).wildcard;
      if (any < 0) return events.skipElement();
      const value = this.#text(events, name);
      if (type.fields[any]!.dataType.kind === "array") this.#push(row, lists, any, value);
      else row[any] = value;
      return;
    }
    const field = type.fields[at]!.dataType;
    if (field.kind === "array") {
      this.#push(row, lists, at, this.#element(events, field.elementType, name, event.attributes));
    } else row[at] = this.#element(events, field, name, event.attributes);
  }
  /** What stands in an element whose start was read. */
  #element(events: XmlEvents, type: DataType, name: string, attributes: readonly XmlNode[]): InternalValue {
    switch (type.kind) {
      case "struct":
        return this.#structElement(events, type, name, attributes);
      case "variant":
        return this.#variant(events, attributes);
      case "string":
        return this.#text(events, name);
      default:
    }
    const event = events.peek();
    if (event.kind === "end") {
      this.#skipEnd(events, name);
      return null;
    }
    if (event.kind === "start") {
      if (type.kind === "map" && type.keyType.kind === "string") return this.#map(events, type.valueType, attributes);
      if (type.kind === "array") return this.#element(events, type.elementType, name, []);
      throw new XmlValueError();
    }
    if (event.blank && type.kind !== "array") {
      events.next();
      return this.#element(events, type, name, attributes);
    }
    // A bad text stays where it is: Spark reads on behind the start of the element.
    const value = this.#value(event.text, type.kind === "array" ? type.elementType : type);
    events.next();
    this.#skipEnd(events, name);
    return value;
  }
  #structElement(events: XmlEvents, type: StructType, name: string, attributes: readonly XmlNode[]): InternalValue {
    const own: InternalValue[] = new Array<InternalValue>(type.fields.length).fill(null);
    this.#setAttributes(own, type, attributes);
    let row = own;
    if (events.peek().kind === "end") this.#skipEnd(events, name);
    else row = [...this.#object(events, type)];
    for (const attribute of this.#names.attributes(attributes).keys()) {
      const at = this.#placeOf(type, attribute);
      if (at !== undefined) row[at] = own[at]!;
    }
    return row;
  }
  /** The whole content as text, with the tags of elements. */
  #text(events: XmlEvents, name: string): InternalValue {
    if (events.peek().kind === "end") {
      this.#skipEnd(events, name);
      return this.#names.nullValue === "" ? null : "";
    }
    let text = "";
    for (let depth = 0; depth > 0 || events.peek().kind !== "end";) {
      const event = events.next();
      if (event.kind === "text") text += event.text;
      else if (event.kind === "end") {
        text += `</${event.name}>`;
        depth--;
      } else {
        text += `<${event.name}${event.attributes.map((a) => ` ${a.name}="${a.value}"`).join("")}>`;
        depth++;
      }
    }
    this.#skipEnd(events, name);
    return this.#names.value(text);
  }
  #skipEnd(events: XmlEvents, name: string): void {
    for (;;) {
      const event = events.next();
      if (event.kind === "end" && this.#names.name(event.name) === name) return;
      if (event.kind !== "text" || !event.blank) throw new XmlValueError();
    }
  }
  #map(events: XmlEvents, type: DataType, attributes: readonly XmlNode[]): InternalValue {
    const entries = new Map<string, InternalValue>();
    for (const a of attributes) entries.set(this.#names.attributePrefix + a.name, this.#value(a.value, type));
    for (let event = events.next(); event.kind !== "end"; event = events.next()) {
      if (event.kind === "start") {
        const name = this.#names.name(event.name);
        entries.set(name, this.#element(events, type, name, event.attributes));
      } else if (!event.blank) entries.set(this.#names.valueTag, this.#value(event.text, type));
    }
    return [...entries];
  }

  #value(text: string, type: DataType): InternalValue {
    const value = this.#names.value(text);
    if (value === null) return null;
    let convert = this.#converts.get(type);
    if (convert === undefined) {
      convert = this.#convert(type);
      this.#converts.set(type, convert);
    }
    return convert(value);
  }
  #convert(type: DataType): Convert {
    switch (type.kind) {
      case "string":
      case "void":
        return (text) => text;
      case "byte":
      case "short":
        return (text) => integer(text, type.kind === "byte" ? 8 : 16);
      case "integer":
        return (text) => signed(text, (rest) => integer(rest, 32));
      case "long":
        return (text) => signed(text, (rest) => integer(rest, 64));
      case "float":
        return (text) => signed(text, (rest) => Math.fround(real(rest)));
      case "double":
        return (text) => signed(text, real);
      case "decimal":
        return (text) => decimal(text, type.precision, type.scale);
      case "boolean":
        return boolean;
      case "binary":
        return (text) => known(bytesOfText(text, this.#binaryStyle));
      case "date":
      case "time":
      case "timestamp":
      case "timestamp_ntz":
      case "timestamp_ltz_nanos":
      case "timestamp_ntz_nanos":
        return (text) => known(this.#moments.read(text, type));
      case "variant":
        return (text) => variantOf(this.#scalar(text));
      default:
        throw new XmlValueError();
    }
  }

  #variant(events: XmlEvents, attributes: readonly XmlNode[]): InternalValue {
    return variantOf(this.#node(events, attributes));
  }
  #node(events: XmlEvents, attributes: readonly XmlNode[]): VariantNode {
    // By the key of the name; the first spelling stays.
    const fields = new Map<string, { readonly name: string; readonly nodes: VariantNode[] }>();
    const add = (name: string, node: VariantNode): void => {
      const key = this.#names.key(name);
      const field = fields.get(key);
      if (field === undefined) fields.set(key, { name, nodes: [node] });
      else field.nodes.push(node);
    };
    for (const [name, text] of this.#names.attributes(attributes)) add(name, this.#scalar(text));
    for (let event = events.next(); event.kind !== "end"; event = events.next()) {
      if (event.kind === "start") add(this.#names.name(event.name), this.#node(events, event.attributes));
      else if (!event.blank) add(this.#names.valueTag, this.#scalar(this.#names.value(event.text)));
    }
    const [only] = fields.values();
    if (only === undefined) return { kind: "null" };
    if (fields.size === 1 && only.name === this.#names.valueTag) return only.nodes[0]!;
    const entries = [...fields].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return {
      kind: "object",
      entries: entries.map(([, { name, nodes }]) => [
        name,
        nodes.length === 1 ? nodes[0]! : { kind: "array", elements: nodes },
      ]),
    };
  }
  #scalar(text: string | null): VariantNode {
    if (text === null || text === "") return { kind: "null" };
    if (/^[+-]?\d+$/.test(text)) {
      const value = BigInt(text.replace("+", ""));
      if (BigInt.asIntN(64, value) === value) return { kind: "long", value };
    }
    const exact = decimalOfText(text.replaceAll(",", ""));
    if (exact !== undefined && exact.scale <= 38) {
      const scale = Math.max(exact.scale, 0);
      const unscaled = exact.unscaled * 10n ** BigInt(Math.min(scale - exact.scale, 39));
      if (unscaled < MAX_DECIMAL && unscaled > -MAX_DECIMAL) return { kind: "decimal", unscaled, scale };
    }
    const word = text.toLowerCase();
    return word === "true" || word === "false"
      ? { kind: "boolean", value: word === "true" }
      : { kind: "string", value: text };
  }
}
const MAX_DECIMAL = 10n ** 38n;
function variantOf(node: VariantNode): InternalValue {
  const { value, metadata } = bytesOfNode(node);
  return [value, metadata];
}
function known<T>(value: T | undefined): T {
  if (value === undefined) throw new XmlValueError();
  return value;
}
/** One sign is taken off, and the rest negated for a minus: of the least number there is no such rest. */
function signed<T extends number | bigint>(text: string, read: (rest: string) => T): T {
  if (text.startsWith("+")) return read(text.slice(1));
  return text.startsWith("-") ? (-read(text.slice(1)) as T) : read(text);
}
function integer(text: string, bits: number): number | bigint {
  const few = bits === 32 ? fewDigits(text) : -1;
  if (few >= 0) return few;
  if (!/^[+-]?\d+$/.test(text)) throw new XmlValueError();
  const value = BigInt(text.replace("+", ""));
  if (BigInt.asIntN(bits, value) !== value) throw new XmlValueError();
  return bits === 64 ? value : Number(value);
}
/** As Java reads a double, or else the number that the text begins with. */
function real(text: string): number {
  const named = /^[+-]?(?:NaN|Infinity)$/.test(text);
  const found = named || !/[in]/i.test(text) ? realOfText(text) : undefined;
  if (found !== undefined) return found;
  const start = /^-?(?:\d[\d,]*(?:\.\d*)?|\.\d+)/.exec(text)?.[0];
  return Number(known(start).replaceAll(",", ""));
}
function decimal(text: string, precision: number, scale: number): bigint {
  const value = roundTo(known(decimalOfText(text.replaceAll(",", ""))), scale);
  const limit = 10n ** BigInt(precision);
  if (value >= limit || value <= -limit) throw new XmlValueError();
  return value;
}
function boolean(text: string): boolean {
  const word = text.toLowerCase();
  if (word === "true" || word === "1") return true;
  if (word === "false" || word === "0") return false;
  throw new XmlValueError();
}
