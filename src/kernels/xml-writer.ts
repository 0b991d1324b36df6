/** Values as XML text, as to_xml writes them. */
import { type BinaryStyle, textOfBytes } from "./binary-style.ts";
import { bigDecimalText, doubleText, floatText, timeText } from "../types/calendar.ts";
import type { DataType } from "../types/data-type.ts";
import type { InternalValue } from "../types/internal-value.ts";
import { readVariant } from "../types/variant-codec.ts";
import type { VariantNode } from "../types/variant-format.ts";
import { unsupported } from "../types/spark-error.ts";
import { intervalText } from "./java-text.ts";
import { optionFlag, optionText, type TextOptions } from "./json-options.ts";
import { KernelError } from "./kernel.ts";
import { MomentTexts } from "./moment-text.ts";

const NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_.\-\u00b7]*$/u;

/** Tags, attributes and text, indented. */
class XmlText {
  readonly #indent: string;
  readonly #checksNames: boolean;
  /** The elements that are open, and whether they hold others. */
  readonly #open: { readonly name: string; parent: boolean }[] = [];
  #out = "";
  /** A start tag still lacks its end. */
  #inTag = false;
  constructor(indent: string, checksNames: boolean) {
    this.#indent = indent;
    this.#checksNames = checksNames;
  }
  take(): string {
    const text = this.#indent === "" ? `${this.#out}\n` : this.#out;
    this.#out = "";
    return text;
  }
  #endTag(): void {
    if (this.#inTag) this.#out += ">";
    this.#inTag = false;
  }
  #check(name: string): void {
    if (this.#checksNames && !isXmlName(name)) {
      throw new KernelError(null, {}, { message: `Illegal name of an XML element or attribute: ${name}` });
    }
  }
  start(name: string): void {
    this.#check(name);
    this.#endTag();
    const parent = this.#open.at(-1);
    if (parent !== undefined) {
      parent.parent = true;
      if (this.#indent !== "") this.#out += `\n${this.#indent.repeat(this.#open.length)}`;
    }
    this.#out += `<${name}`;
    this.#inTag = true;
    this.#open.push({ name, parent: false });
  }
  end(): void {
    const element = this.#open.pop()!;
    if (this.#inTag) {
      this.#out += "/>";
      this.#inTag = false;
      return;
    }
    if (element.parent && this.#indent !== "") this.#out += `\n${this.#indent.repeat(this.#open.length)}`;
    this.#out += `</${element.name}>`;
  }
  attribute(name: string, value: string): void {
    this.#check(name);
    if (!this.#inTag) {
      throw new KernelError(null, {}, { message: "Trying to write an attribute when there is no open start element." });
    }
    this.#out += ` ${name}="${escaped(value, /[<&"\n\r\t]/g)}"`;
  }
  text(value: string): void {
    this.#endTag();
    this.#out += xmlText(value);
  }
}
/** Text as it stands between tags. */
export function xmlText(value: string): string {
  return escaped(value, /[<&\r]|(?<=\]\])>/g);
}
/** Whether an element or attribute may be named so. */
export function isXmlName(name: string): boolean {
  return NAME.test(name);
}
const ESCAPES: { readonly [c: string]: string } = {
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
  '"': "&quot;",
  "\n": "&#xa;",
  "\r": "&#xd;",
  "\t": "&#x9;",
};
function escaped(text: string, special: RegExp): string {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 && code !== 9 && code !== 10 && code !== 13) {
      throw new KernelError(null, {}, { message: `Invalid white space character (0x${code.toString(16)}) in text` });
    }
  }
  return text.replace(special, (c) => ESCAPES[c]!);
}

export class XmlWriter {
  readonly #moments: MomentTexts;
  readonly #xml: XmlText;
  readonly #prefix: string;
  readonly #valueTag: string;
  readonly #rowTag: string;
  readonly #item: string;
  readonly #nullValue: string | null;
  readonly #binaryStyle: BinaryStyle;
  constructor(options: TextOptions, zone: string, binaryStyle: BinaryStyle = "HEX_DISCRETE") {
    this.#binaryStyle = binaryStyle;
    this.#moments = new MomentTexts(options, zone);
    this.#xml = new XmlText(optionText(options, "indent") ?? "    ", optionFlag(options, "validateName", true));
    this.#prefix = optionText(options, "attributePrefix") ?? "_";
    this.#valueTag = optionText(options, "valueTag") ?? "_VALUE";
    this.#rowTag = optionText(options, "rowTag") ?? "ROW";
    this.#item = optionText(options, "arrayElementName") ?? "item";
    this.#nullValue = optionText(options, "nullValue") ?? null;
  }
  record(value: InternalValue, type: DataType): string {
    this.#element(this.#rowTag, type, value);
    return this.#xml.take();
  }
  #isAttribute(name: string): boolean {
    return name.startsWith(this.#prefix) && name !== this.#valueTag;
  }
  /** An element of its own, or the value of the one that is open. */
  #element(name: string, type: DataType, value: InternalValue): void {
    if (value === null && this.#nullValue === null) return;
    if (name === this.#valueTag) return this.#content(type, value);
    if (type.kind === "variant" && value !== null) return this.#variant(name, nodeOf(value));
    this.#xml.start(name);
    this.#content(type, value);
    this.#xml.end();
  }
  /** A field: an attribute, elements for an array, or one element. */
  #child(name: string, type: DataType, value: InternalValue): void {
    if (this.#isAttribute(name)) {
      const text = value === null ? this.#nullValue : internalText(value, type);
      if (text !== null) this.#xml.attribute(name.slice(this.#prefix.length), text);
    } else if (type.kind === "array" && value !== null) {
      for (const element of value as readonly InternalValue[]) this.#element(name, type.elementType, element);
    } else this.#element(name, type, value);
  }
  #content(type: DataType, value: InternalValue): void {
    if (value === null) return this.#xml.text(this.#nullValue ?? "");
    switch (type.kind) {
      case "struct":
        return this.#fields(
          type.fields.map((f, i) => [f.name, f.dataType, (value as readonly InternalValue[])[i] ?? null]),
        );
      case "map": {
        const entries = value as readonly (readonly [InternalValue, InternalValue])[];
        return this.#fields(entries.map(([k, v]) => [internalText(k, type.keyType), type.valueType, v]));
      }
      case "array":
        for (const element of value as readonly InternalValue[]) this.#child(this.#item, type.elementType, element);
        return;
      case "variant":
        return this.#variant(this.#valueTag, nodeOf(value));
      default:
        return this.#xml.text(this.scalar(type, value));
    }
  }
  /** Attributes come before elements. */
  #fields(fields: readonly (readonly [string, DataType, InternalValue])[]): void {
    for (const [name, type, value] of fields) if (this.#isAttribute(name)) this.#child(name, type, value);
    for (const [name, type, value] of fields) if (!this.#isAttribute(name)) this.#child(name, type, value);
  }
  /** The text of a value that holds no others. */
  scalar(type: DataType, value: InternalValue): string {
    switch (type.kind) {
      case "date":
        return this.#moments.date(value as number);
      case "timestamp":
      case "timestamp_ntz":
      case "timestamp_ltz_nanos":
      case "timestamp_ntz_nanos":
        return this.#moments.timestamp(value as bigint, type.kind);
      case "time":
        return this.#moments.time(value as bigint, () => timeText(value as bigint));
      case "binary":
        return textOfBytes(value as Uint8Array, this.#binaryStyle);
      case "interval":
      case "interval_dt":
      case "interval_ym":
        throw new KernelError("_LEGACY_ERROR_TEMP_3238", intervalParameters(type, value));
      default:
        return internalText(value, type);
    }
  }
  #variant(name: string, node: VariantNode): void {
    if (node.kind === "array") {
      for (const element of node.elements) this.#variant(element.kind === "array" ? this.#item : name, element);
      return;
    }
    if (node.kind === "object") {
      this.#xml.start(name);
      for (const [key, inner] of node.entries) if (this.#isAttribute(key)) this.#variant(key, inner);
      for (const [key, inner] of node.entries) if (!this.#isAttribute(key)) this.#variant(key, inner);
      return this.#xml.end();
    }
    const text = node.kind === "null" ? this.#nullValue : this.#variantText(node);
    if (this.#isAttribute(name)) {
      if (text !== null) this.#xml.attribute(name.slice(this.#prefix.length), text);
      return;
    }
    if (name === this.#valueTag) return this.#xml.text(text ?? "");
    this.#xml.start(name);
    if (text !== null) this.#xml.text(text);
    this.#xml.end();
  }
  #variantText(node: Exclude<VariantNode, { kind: "null" | "array" | "object" }>): string {
    switch (node.kind) {
      case "boolean":
      case "long":
      case "string":
      case "uuid":
        return String(node.value);
      case "double":
        return doubleText(node.value);
      case "float":
        return floatText(node.value);
      case "decimal": {
        let { unscaled, scale } = node;
        // Without the zeros at its end, and so perhaps in scientific notation.
        for (; unscaled !== 0n && unscaled % 10n === 0n; scale--) unscaled /= 10n;
        return unscaled === 0n ? "0" : wholeOrDecimalText(unscaled, scale);
      }
      case "date":
        return this.#moments.date(node.days);
      case "timestamp":
      case "timestamp_ntz":
        return this.#moments.timestamp(node.micros, node.kind);
      case "binary":
        return Buffer.from(node.value).toString("base64");
      default:
        throw new KernelError(null, {}, { message: `invalid variant primitive type for XML: ${node.kind}` });
    }
  }
}
function intervalParameters(type: DataType, value: InternalValue): { readonly [name: string]: string } {
  switch (type.kind) {
    case "interval_dt":
      return {
        v: String(value),
        class: "class java.lang.Long",
        dt: `DayTimeIntervalType(${type.startField},${type.endField})`,
      };
    case "interval_ym":
      return {
        v: String(value),
        class: "class java.lang.Integer",
        dt: `YearMonthIntervalType(${type.startField},${type.endField})`,
      };
    default:
      return {
        v: intervalText(value),
        class: "class org.apache.spark.unsafe.types.CalendarInterval",
        dt: "CalendarIntervalType",
      };
  }
}
/** Of a negative scale too: `12` times 1000 is `1.2E+4`. */
function wholeOrDecimalText(unscaled: bigint, scale: number): string {
  if (scale >= 0) return bigDecimalText(unscaled, scale);
  const digits = String(unscaled < 0n ? -unscaled : unscaled);
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
  return `${unscaled < 0n ? "-" : ""}${digits[0]}${fraction}E+${digits.length - 1 - scale}`;
}
function nodeOf(value: InternalValue): VariantNode {
  const [bytes, metadata] = value as readonly [Uint8Array, Uint8Array];
  return readVariant(bytes, metadata);
}
/** The value as Spark holds it, which is what it writes for attributes: dates as days, timestamps as microseconds. */
function internalText(value: InternalValue, type: DataType): string {
  switch (type.kind) {
    case "float":
      return floatText(value as number);
    case "double":
      return doubleText(value as number);
    case "decimal":
      return bigDecimalText(value as bigint, type.scale);
    case "array":
      return `[${elementTexts(value as readonly InternalValue[], () => type.elementType)}]`;
    case "struct":
      return `[${elementTexts(value as readonly InternalValue[], (i) => type.fields[i]!.dataType)}]`;
    case "map": {
      const entries = value as readonly (readonly [InternalValue, InternalValue])[];
      const keys = elementTexts(
        entries.map(([k]) => k),
        () => type.keyType,
      );
      const values = elementTexts(
        entries.map(([, v]) => v),
        () => type.valueType,
      );
      return `keys: [${keys}], values: [${values}]`;
    }
    case "binary":
    case "variant":
    case "interval":
      throw unsupported(`an attribute of XML that holds ${type.sql}`);
    default:
      return String(value);
  }
}
function elementTexts(values: readonly InternalValue[], type: (i: number) => DataType): string {
  return values.map((v, i) => (v === null ? "null" : internalText(v, type(i)))).join(",");
}

/** What options must hold to; a complaint in Spark's words, or undefined. */
export function badXmlOption(options: TextOptions): string | undefined {
  const rowTag = optionText(options, "rowTag");
  const valueTag = optionText(options, "valueTag") ?? "_VALUE";
  const prefix = optionText(options, "attributePrefix") ?? "_";
  if (rowTag === "") return "The option rowTag must not be empty.";
  if (rowTag !== undefined && (rowTag.startsWith("<") || rowTag.endsWith(">"))) {
    return "The option rowTag is a name without < and >.";
  }
  if (valueTag === "") return "The option valueTag must not be empty.";
  if (valueTag === prefix) return "The options valueTag and attributePrefix must differ.";
  return undefined;
}
