/**
 * XML records into a column of structs, without trees and rows in between, where each value is plainly one of its field's type.
 * Any other record is for {@link XmlValues}: nothing of it has been appended then.
 */
import {
  BoolBuilder,
  BytesBuilder,
  type ColumnBuilder,
  Int64Builder,
  NumberBuilder,
  StructBuilder,
} from "../arrow/builders.ts";
import type { DataType, StructType } from "../types/data-type.ts";
import { isAsciiOnly } from "./arguments.ts";
import { INTEGER_LIMITS, shortInteger, shortReal } from "./byte-numbers.ts";
import { isBlankRun, isSameRun } from "./byte-runs.ts";
import { optionFlag, optionText, type TextOptions } from "./json-options.ts";
import { XML_DONE, XML_END, XML_ODD, XML_START, XML_TEXT, XmlCursor } from "./xml-cursor.ts";

const [TRUE, FALSE, ONE, ZERO] = ["true", "false", "1", "0"].map((word) => Buffer.from(word));

/** A text's value in a column; what is appended must fit. */
interface Leaf {
  readonly isText: boolean;
  fits(data: Uint8Array, start: number, end: number): boolean;
  append(data: Uint8Array, start: number, end: number): void;
}
function leafOf(builder: ColumnBuilder, type: DataType): Leaf | undefined {
  if (type.kind === "string" && builder instanceof BytesBuilder) {
    return { isText: true, fits: () => true, append: (data, start, end) => builder.append(data, start, end) };
  }
  if (type.kind === "boolean" && builder instanceof BoolBuilder) {
    const isTrue = (data: Uint8Array, start: number, end: number): boolean =>
      isSameRun(data, start, end, TRUE!) || isSameRun(data, start, end, ONE!);
    return {
      isText: false,
      fits: (data, start, end) =>
        isTrue(data, start, end) || isSameRun(data, start, end, FALSE!) || isSameRun(data, start, end, ZERO!),
      append: (data, start, end) => builder.append(isTrue(data, start, end)),
    };
  }
  if (!(builder instanceof NumberBuilder || builder instanceof Int64Builder)) return undefined;
  const limit = INTEGER_LIMITS[type.kind];
  if (limit !== undefined) {
    return {
      isText: false,
      fits: (data, start, end) => Math.abs(shortInteger(data, start, end)) < limit,
      append: (data, start, end) => builder.append(shortInteger(data, start, end)),
    };
  }
  if (type.kind !== "float" && type.kind !== "double") return undefined;
  return {
    isText: false,
    fits: (data, start, end) => !Number.isNaN(shortReal(data, start, end)),
    append: (data, start, end) => builder.append(shortReal(data, start, end)),
  };
}

/** What options say of names and texts. */
interface Conventions {
  readonly prefix: string;
  readonly valueTag: string;
  readonly nullValue: Uint8Array | null;
  readonly excludesAttributes: boolean;
  readonly trims: boolean;
  readonly key: (name: string) => string;
  /** What makes a byte of a name that of its key. */
  readonly keyBytes: Uint8Array;
}
/** What a field has got: nothing or null, a text, or what its struct holds. */
const [NOTHING, TEXT, STRUCT] = [0, 1, 2] as const;

class StructRow {
  readonly #names: Conventions;
  readonly #out: StructBuilder;
  readonly #leaves: readonly (Leaf | undefined)[];
  readonly #structs: readonly (StructRow | undefined)[];
  readonly #keys: readonly Uint8Array[];
  /** Those of attributes; undefined of fields that are none. */
  readonly #attributeKeys: readonly (Uint8Array | undefined)[];
  readonly #value: number;
  readonly #found: Uint8Array;
  /** Set by attributes, which elements do not change. */
  readonly #locked: Uint8Array;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  private constructor(
    names: Conventions,
    out: StructBuilder,
    type: StructType,
    leaves: readonly (Leaf | undefined)[],
    structs: readonly (StructRow | undefined)[],
  ) {
    this.#names = names;
    this.#out = out;
    this.#leaves = leaves;
    this.#structs = structs;
    const keys = type.fields.map((f) => names.key(f.name));
    const prefix = names.key(names.prefix);
    this.#keys = keys.map((key) => Buffer.from(key));
    this.#attributeKeys = keys.map((k) => (k.startsWith(prefix) ? Buffer.from(k.slice(prefix.length)) : undefined));
    this.#value = type.fields.findIndex((f) => f.name === names.valueTag);
    this.#found = new Uint8Array(keys.length);
    this.#locked = new Uint8Array(keys.length);
    this.#starts = new Int32Array(keys.length);
    this.#ends = new Int32Array(keys.length);
  }
  /** Undefined where a field is of another kind than texts, numbers, booleans and structs of these, or two are of one name. */
  static of(names: Conventions, out: ColumnBuilder, type: StructType): StructRow | undefined {
    if (!(out instanceof StructBuilder)) return undefined;
    if (new Set(type.fields.map((f) => names.key(f.name))).size < type.fields.length) return undefined;
    const structs = type.fields.map(({ dataType }, i) =>
      dataType.kind === "struct" ? StructRow.of(names, out.children[i]!, dataType) : undefined,
    );
    const leaves = type.fields.map((f, i) => leafOf(out.children[i]!, f.dataType));
    if (!leaves.every((leaf, i) => leaf !== undefined || structs[i] !== undefined)) return undefined;
    return new StructRow(names, out, type, leaves, structs);
  }
  /** Reads the element that the cursor has started; false where it gives up. */
  read(cursor: XmlCursor, isRoot: boolean): boolean {
    this.#found.fill(NOTHING);
    this.#locked.fill(0);
    if (!this.#names.excludesAttributes && !this.#readAttributes(cursor, isRoot)) return false;
    for (;;) {
      switch (cursor.next()) {
        case XML_END:
          return true;
        case XML_TEXT:
          if (this.#value < 0 || isBlankRun(cursor.data, cursor.start, cursor.end)) break;
          if (!this.#take(this.#value, cursor, cursor.start, cursor.end)) return false;
          break;
        case XML_START:
          if (!this.#readElement(cursor)) return false;
          break;
        default:
          return false;
      }
    }
  }
  #readAttributes(cursor: XmlCursor, isRoot: boolean): boolean {
    const { attributes, attributeCount } = cursor;
    for (let i = 0; i < attributeCount * 4; i += 4) {
      const field = this.#place(this.#attributeKeys, cursor.data, attributes[i]!, attributes[i + 1]!);
      if (field < 0) continue;
      this.#locked[field] = 0;
      if (!this.#take(field, cursor, attributes[i + 2]!, attributes[i + 3]!)) return false;
      if (!isRoot) this.#locked[field] = 1;
    }
    return true;
  }
  #place(keys: readonly (Uint8Array | undefined)[], data: Uint8Array, start: number, end: number): number {
    const { keyBytes } = this.#names;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (key?.length !== end - start) continue;
      let k = 0;
      while (k < key.length && keyBytes[data[start + k]!] === key[k]) k++;
      if (k === key.length) return i;
    }
    return -1;
  }
  #readElement(cursor: XmlCursor): boolean {
    const field = this.#place(this.#keys, cursor.data, cursor.start, cursor.end);
    if (field < 0) return skipElement(cursor);
    const inner = this.#structs[field];
    if (inner !== undefined) {
      if (!inner.read(cursor, false)) return false;
      if (this.#locked[field] === 0) this.#found[field] = STRUCT;
      return true;
    }
    const leaf = this.#leaves[field]!;
    const first = cursor.next();
    if (first === XML_END) return leaf.isText ? this.#take(field, cursor, 0, 0) : this.#clear(field);
    if (first !== XML_TEXT) return false;
    const { data, start, end } = cursor;
    const isNone = !leaf.isText && isBlankRun(data, start, end);
    if (cursor.next() !== XML_END) return false;
    return isNone ? this.#clear(field) : this.#take(field, cursor, start, end);
  }
  #clear(field: number): boolean {
    if (this.#locked[field] === 0) this.#found[field] = NOTHING;
    return true;
  }
  /** A text for a field; false where it does not fit. */
  #take(field: number, { data }: XmlCursor, start: number, end: number): boolean {
    const { trims, nullValue } = this.#names;
    let from = start;
    let to = end;
    if (trims) {
      while (from < to && data[from]! <= 32) from++;
      while (to > from && data[to - 1]! <= 32) to--;
    }
    if (nullValue !== null && isSameRun(data, from, to, nullValue)) return this.#clear(field);
    if (this.#leaves[field]?.fits(data, from, to) !== true) return false;
    if (this.#locked[field] !== 0) return true;
    this.#found[field] = TEXT;
    this.#starts[field] = from;
    this.#ends[field] = to;
    return true;
  }
  append(data: Uint8Array): void {
    for (let i = 0; i < this.#found.length; i++) {
      if (this.#found[i] === TEXT) this.#leaves[i]!.append(data, this.#starts[i]!, this.#ends[i]!);
      else if (this.#found[i] === STRUCT) this.#structs[i]!.append(data);
      else this.#out.children[i]!.appendNull();
    }
    this.#out.append();
  }
}
function skipElement(cursor: XmlCursor): boolean {
  for (let depth = 1; depth > 0;) {
    const event = cursor.next();
    if (event === XML_START) depth++;
    else if (event === XML_END) depth--;
    else if (event === XML_ODD || event === XML_DONE) return false;
  }
  return true;
}

export class XmlRowColumns {
  readonly #cursor: XmlCursor = new XmlCursor();
  readonly #root: StructRow;
  private constructor(root: StructRow) {
    this.#root = root;
  }
  /** Undefined where the type or an option asks for more. */
  static of(
    builder: ColumnBuilder,
    type: DataType,
    options: TextOptions,
    caseSensitive: boolean,
  ): XmlRowColumns | undefined {
    const prefix = optionText(options, "attributePrefix") ?? "_";
    const nullValue = optionText(options, "nullValue");
    if (type.kind !== "struct" || !isAsciiOnly(Buffer.from(prefix))) return undefined;
    const names: Conventions = {
      prefix,
      valueTag: optionText(options, "valueTag") ?? "_VALUE",
      nullValue: nullValue === undefined ? null : Buffer.from(nullValue),
      excludesAttributes: optionFlag(options, "excludeAttribute", false),
      trims: optionFlag(options, "ignoreSurroundingSpaces", true),
      key: (name) => (caseSensitive ? name : name.toLowerCase()),
      keyBytes: Uint8Array.from({ length: 256 }, (_, c) => (!caseSensitive && c >= 65 && c <= 90 ? c + 32 : c)),
    };
    if (hasField(type, optionText(options, "wildcardColName") ?? "xs_any")) return undefined;
    const root = StructRow.of(names, builder, type);
    return root === undefined ? undefined : new XmlRowColumns(root);
  }
  /** Appends a record; false where it gives up. */
  append(data: Uint8Array, start: number, end: number): boolean {
    const cursor = this.#cursor;
    cursor.set(data, start, end);
    if (cursor.next() !== XML_START || !this.#root.read(cursor, true) || cursor.next() !== XML_DONE) return false;
    this.#root.append(data);
    return true;
  }
}
function hasField(type: StructType, name: string): boolean {
  return type.fields.some((f) => f.name === name || (f.dataType.kind === "struct" && hasField(f.dataType, name)));
}
