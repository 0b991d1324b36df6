/**
 * JSON objects into a column of structs, without strings and rows in between, where each value is plainly one of its field's
 * type. Any other record is for {@link JsonReader}: nothing of it has been appended then.
 */
import {
  BoolBuilder,
  BytesBuilder,
  type ColumnBuilder,
  Int64Builder,
  ListBuilder,
  NumberBuilder,
  StructBuilder,
} from "../arrow/builders.ts";
import type { DataType, StructType } from "../types/data-type.ts";
import type { InternalValue } from "../types/internal-value.ts";
import { INTEGER_LIMITS, shortInteger, shortReal } from "./byte-numbers.ts";
import { type Found, JsonCursor, MORE, NONE } from "./json-cursor.ts";
import { optionFlag, type TextOptions } from "./json-options.ts";
import type { JsonReader } from "./json-reader.ts";
import { type Appender, appender } from "./typed-values.ts";

const [QUOTE, MINUS, ZERO, POINT, OPEN_ARRAY, FALSE, NULL, TRUE, OPEN_OBJECT] = [
  34, 45, 48, 46, 91, 102, 110, 116, 123,
] as const;

/** The values of one type: `fits` and `append` pass the value at the cursor; what is appended must fit. */
interface Values {
  fits(cursor: JsonCursor): boolean;
  append(cursor: JsonCursor): void;
}

/** Null, or what `fits` and `append` of a kind of values take. */
abstract class Nullable implements Values {
  readonly #builder: ColumnBuilder;
  constructor(builder: ColumnBuilder) {
    this.#builder = builder;
  }
  fits(cursor: JsonCursor): boolean {
    const first = cursor.next();
    return first === NULL ? cursor.word() : this.fitsFrom(cursor, first);
  }
  append(cursor: JsonCursor): void {
    const first = cursor.next();
    if (first !== NULL) return this.appendFrom(cursor, first);
    cursor.word();
    this.#builder.appendNull();
  }
  protected abstract fitsFrom(cursor: JsonCursor, first: number): boolean;
  protected abstract appendFrom(cursor: JsonCursor, first: number): void;
}
class Strings extends Nullable {
  readonly #out: BytesBuilder;
  constructor(out: BytesBuilder) {
    super(out);
    this.#out = out;
  }
  protected fitsFrom(cursor: JsonCursor, first: number): boolean {
    if (first === QUOTE) return cursor.string();
    cursor.asCopied = true;
    return cursor.skip() && cursor.asCopied;
  }
  protected appendFrom(cursor: JsonCursor, first: number): void {
    const { at } = cursor;
    cursor.skip();
    if (first === QUOTE) this.#out.append(cursor.data, cursor.start, cursor.end);
    else this.#out.append(cursor.data, at, cursor.at);
  }
}
class Booleans extends Nullable {
  readonly #out: BoolBuilder;
  constructor(out: BoolBuilder) {
    super(out);
    this.#out = out;
  }
  protected fitsFrom(cursor: JsonCursor, first: number): boolean {
    return (first === TRUE || first === FALSE) && cursor.word();
  }
  protected appendFrom(cursor: JsonCursor, first: number): void {
    cursor.word();
    this.#out.append(first === TRUE);
  }
}
class Numbers extends Nullable {
  readonly #out: NumberBuilder | Int64Builder;
  /** NaN for reals. */
  readonly #limit: number;
  constructor(out: NumberBuilder | Int64Builder, limit: number) {
    super(out);
    this.#out = out;
    this.#limit = limit;
  }
  protected fitsFrom(cursor: JsonCursor, first: number): boolean {
    if (first !== MINUS && !(first >= ZERO && first <= ZERO + 9)) return false;
    if (!cursor.number()) return false;
    const limit = this.#limit;
    if (limit !== limit) return !Number.isNaN(shortReal(cursor.data, cursor.start, cursor.end));
    const value = shortInteger(cursor.data, cursor.start, cursor.end);
    return value >= -limit && value < limit;
  }
  protected appendFrom(cursor: JsonCursor): void {
    cursor.number();
    const { data, start, end } = cursor;
    if (this.#limit === this.#limit) return this.#out.append(shortInteger(data, start, end));
    const value = shortReal(data, start, end);
    // The integer -0 has no sign.
    this.#out.append(value === 0 && !hasPoint(data, start, end) ? 0 : value);
  }
}
function hasPoint(data: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (data[i] === POINT) return true;
  return false;
}
class Lists extends Nullable {
  readonly #out: ListBuilder;
  readonly #element: Values;
  constructor(out: ListBuilder, element: Values) {
    super(out);
    this.#out = out;
    this.#element = element;
  }
  protected fitsFrom(cursor: JsonCursor, first: number): boolean {
    if (first !== OPEN_ARRAY) return false;
    let more = cursor.firstElement();
    for (; more === MORE; more = cursor.nextElement()) if (!this.#element.fits(cursor)) return false;
    return more === NONE;
  }
  protected appendFrom(cursor: JsonCursor): void {
    for (let more = cursor.firstElement(); more === MORE; more = cursor.nextElement()) this.#element.append(cursor);
    this.#out.append();
  }
}
class Structs extends Nullable {
  readonly #out: StructBuilder;
  readonly #names: readonly Uint8Array[];
  readonly #fields: readonly Values[];
  /** For each field where its value begins; -1 where it has none. */
  readonly #places: Int32Array;
  constructor(out: StructBuilder, names: readonly Uint8Array[], fields: readonly Values[]) {
    super(out);
    this.#out = out;
    this.#names = names;
    this.#fields = fields;
    this.#places = new Int32Array(fields.length);
  }
  fitsFrom(cursor: JsonCursor, first: number): boolean {
    return first === OPEN_OBJECT && this.#find(cursor, true) === NONE;
  }
  appendFrom(cursor: JsonCursor): void {
    this.#find(cursor, false);
    const { at } = cursor;
    this.appendFound(cursor);
    cursor.at = at;
  }
  /** Appends the object that was passed last. */
  appendFound(cursor: JsonCursor): void {
    const places = this.#places;
    const fields = this.#fields;
    for (let i = 0; i < fields.length; i++) {
      const place = places[i]!;
      if (place < 0) this.#out.children[i]!.appendNull();
      else {
        cursor.at = place;
        fields[i]!.append(cursor);
      }
    }
    this.#out.append();
  }
  /** Passes the object at the cursor and notes where the values of its fields are: of several of one name, of the last. */
  #find(cursor: JsonCursor, checks: boolean): Found {
    const places = this.#places;
    places.fill(-1);
    let expected = 0;
    let more = cursor.firstName();
    for (; more === MORE; more = cursor.nextName()) {
      const field = this.#fieldAt(cursor, expected);
      expected = field + 1;
      if (field >= 0) {
        cursor.next();
        places[field] = cursor.at;
      }
      if (!(checks && field >= 0 ? this.#fields[field]!.fits(cursor) : cursor.skip())) return MORE;
    }
    return more;
  }
  #fieldAt(cursor: JsonCursor, expected: number): number {
    const names = this.#names;
    if (expected < names.length && cursor.is(names[expected]!)) return expected;
    for (let i = 0; i < names.length; i++) if (cursor.is(names[i]!)) return i;
    return -1;
  }
}

/** Values that are read as texts: moments, decimals, maps and so on. */
class Others extends Nullable {
  readonly #read: (text: string) => InternalValue | undefined;
  readonly #append: Appender;
  /** The value that fitted last, and where it stands. */
  #value: InternalValue = null;
  #place = -1;
  constructor(out: ColumnBuilder, read: (text: string) => InternalValue | undefined, append: Appender) {
    super(out);
    this.#read = read;
    this.#append = append;
  }
  protected fitsFrom(cursor: JsonCursor): boolean {
    const { at } = cursor;
    if (!cursor.skip()) return false;
    const value = this.#read(Buffer.from(cursor.data.subarray(at, cursor.at)).toString());
    if (value === undefined) return false;
    this.#value = value;
    this.#place = at;
    return true;
  }
  protected appendFrom(cursor: JsonCursor): void {
    if (cursor.at === this.#place) cursor.skip();
    else this.fitsFrom(cursor);
    this.#append(this.#value);
  }
}

function valuesOf(builder: ColumnBuilder, type: DataType, reader: JsonReader): Values {
  return plainValuesOf(builder, type, reader) ?? new Others(builder, reader.values(type), appender(builder, type));
}
/** Undefined for types that have no such values. */
function plainValuesOf(builder: ColumnBuilder, type: DataType, reader: JsonReader): Values | undefined {
  switch (type.kind) {
    case "string":
      return builder instanceof BytesBuilder ? new Strings(builder) : undefined;
    case "boolean":
      return builder instanceof BoolBuilder ? new Booleans(builder) : undefined;
    case "byte":
    case "short":
    case "integer":
    case "long":
    case "float":
    case "double": {
      const isNumber = builder instanceof NumberBuilder || builder instanceof Int64Builder;
      return isNumber ? new Numbers(builder, INTEGER_LIMITS[type.kind] ?? NaN) : undefined;
    }
    case "array":
      return builder instanceof ListBuilder
        ? new Lists(builder, valuesOf(builder.child, type.elementType, reader))
        : undefined;
    case "struct":
      return builder instanceof StructBuilder ? structsOf(builder, type, reader) : undefined;
    default:
      return undefined;
  }
}
const NO_NAME = Buffer.from([0xff]);
function structsOf(builder: StructBuilder, type: StructType, reader: JsonReader): Structs {
  const fields = type.fields.map((f, i) => valuesOf(builder.children[i]!, f.dataType, reader));
  // Of fields with one name the last has the values; no name in a text has the bytes of the others'.
  const last = new Map(type.fields.map((f, i) => [f.name, i]));
  const names = type.fields.map((f, i) => (last.get(f.name) === i ? Buffer.from(f.name) : NO_NAME));
  return new Structs(builder, names, fields);
}

export class JsonRowColumns {
  readonly #cursor: JsonCursor = new JsonCursor();
  readonly #root: Structs;
  private constructor(root: Structs) {
    this.#root = root;
  }
  /** Undefined where the type or an option asks for more. */
  static of(
    builder: ColumnBuilder,
    type: DataType,
    options: TextOptions,
    reader: JsonReader,
  ): JsonRowColumns | undefined {
    if (type.kind !== "struct" || !(builder instanceof StructBuilder)) return undefined;
    if (optionFlag(options, "exactStrings", false)) return undefined;
    return new JsonRowColumns(structsOf(builder, type, reader));
  }
  /** Appends a record; false where it gives up. */
  append(data: Uint8Array, start: number, end: number): boolean {
    const cursor = this.#cursor;
    cursor.set(data, start, end);
    if (!this.#root.fitsFrom(cursor, cursor.next())) return false;
    this.#root.appendFound(cursor);
    return true;
  }
}
