/** What is looked up in JSON text: paths, keys, numbers of elements. */
import { ListBuilder, NumberBuilder, StructBuilder, Utf8Builder } from "../arrow/builders.ts";
import { arrowType } from "../arrow/vector.ts";
import { Arguments, type BytesArgument, memoized, type TextArgument } from "./arguments.ts";
import { Attempts } from "./attempts.ts";
import { isSameRun } from "./byte-runs.ts";
import { JsonCursor, MORE, NONE, ODD } from "./json-cursor.ts";
import {
  getJsonObject,
  type JsonPath,
  JsonPathCursor,
  parseJsonPath,
  type PlainPath,
  plainJsonPath,
} from "./json-path.ts";
import { JsonScanner, JsonTextError, PLAIN_LIBERTIES } from "./json-scanner.ts";
import type { Kernel } from "./kernel.ts";

const [QUOTE, OPEN_ARRAY, NULL, OPEN_OBJECT] = [34, 91, 110, 123] as const;

interface PathSteps {
  readonly steps: JsonPath;
  readonly plain: PlainPath | null;
}
const getObject: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const json = new JsonArgument(args);
  const path = args.text(1);
  const parse = memoized((text): PathSteps | null => {
    const steps = parseJsonPath(text);
    return steps === null ? null : { steps, plain: plainJsonPath(steps) };
  });
  const cursor = new JsonPathCursor();
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const p = path.get(row);
    const parsed = p === null || json.bytes.isNull(row) ? null : parse(p);
    if (parsed === null) {
      out.appendNull();
      continue;
    }
    const { data } = json.bytes;
    const { plain } = parsed;
    const found =
      plain !== null && json.quick.worthwhile
        ? cursor.find(plain, data, json.bytes.start(row), json.bytes.end(row))
        : ODD;
    if (plain !== null) json.quick.note(found !== ODD);
    if (found === MORE) out.append(data, cursor.from, cursor.to);
    else if (found === NONE) out.appendNull();
    else appendText(out, getJsonObject(json.text(row), parsed.steps));
  }
  return out.finish();
};
function appendText(out: Utf8Builder, text: string | null): void {
  if (text === null) out.appendNull();
  else out.appendString(text);
}

/** JSON text that is read as bytes, and as a string where that does not do. */
class JsonArgument {
  readonly bytes: BytesArgument;
  readonly quick: Attempts = new Attempts();
  readonly #args: Arguments;
  #text: TextArgument | undefined;
  constructor(args: Arguments) {
    this.#args = args;
    this.bytes = args.bytes(0);
  }
  text(row: number): string {
    return (this.#text ??= this.#args.text(0)).get(row)!;
  }
  /** Puts the cursor before a row's value; false where it should be read as a string. */
  enter(cursor: JsonCursor, row: number): boolean {
    cursor.set(this.bytes.data, this.bytes.start(row), this.bytes.end(row));
    return this.quick.worthwhile;
  }
}

/** What a reader makes of the text; `otherwise` where it is no JSON or blank. */
function scanned<T>(text: string, read: (scan: JsonScanner) => T, otherwise: T): T {
  const scan = new JsonScanner(text, PLAIN_LIBERTIES);
  try {
    return scan.atEnd ? otherwise : read(scan);
  } catch (e) {
    if (e instanceof JsonTextError) return otherwise;
    throw e;
  }
}
const arrayLength: Kernel = (columns, options, rows) => {
  const json = new JsonArgument(new Arguments(columns, options));
  const out = new NumberBuilder(arrowType.int32, rows);
  const cursor = new JsonCursor();
  for (let row = 0; row < rows; row++) {
    if (json.bytes.isNull(row)) {
      out.appendNull();
      continue;
    }
    const quick = json.enter(cursor, row) ? quickCount(cursor) : GIVEN_UP;
    const n = json.quick.note(quick !== GIVEN_UP) ? quick : (scanned(json.text(row), elementCount, null) ?? NO_ARRAY);
    if (n < 0) out.appendNull();
    else out.append(n);
  }
  return out.finish();
};
const [NO_ARRAY, GIVEN_UP] = [-1, -2] as const;
function quickCount(cursor: JsonCursor): number {
  if (cursor.next() !== OPEN_ARRAY) return NO_ARRAY;
  let n = 0;
  let more = cursor.firstElement();
  for (; more === MORE; more = cursor.nextElement(), n++) if (!cursor.skip()) return GIVEN_UP;
  return more === NONE ? n : GIVEN_UP;
}
function elementCount(scan: JsonScanner): number | null {
  if (scan.kind() !== "array") return null;
  let n = 0;
  for (let more = scan.firstElement(); more; more = scan.nextElement(), n++) scan.skip();
  return n;
}

const objectKeys: Kernel = (columns, options, rows) => {
  const json = new JsonArgument(new Arguments(columns, options));
  const out = new ListBuilder(new Utf8Builder(rows));
  const cursor = new JsonCursor();
  const places: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (json.bytes.isNull(row)) {
      out.appendNull();
      continue;
    }
    const quick = json.enter(cursor, row) && quickKeys(cursor, places);
    if (json.quick.note(quick)) {
      for (let i = 0; i < places.length; i += 2) out.child.append(json.bytes.data, places[i], places[i + 1]);
      out.append();
      continue;
    }
    const found = scanned(json.text(row), namesOf, null);
    if (found === null) {
      out.appendNull();
      continue;
    }
    for (const key of found) out.child.appendString(key);
    out.append();
  }
  return out.finish();
};
/** Where the names of an object stand; false where there is none, or the cursor gives up. */
function quickKeys(cursor: JsonCursor, places: number[]): boolean {
  if (cursor.next() !== OPEN_OBJECT) return false;
  let used = 0;
  let more = cursor.firstName();
  for (; more === MORE; more = cursor.nextName()) {
    places[used++] = cursor.start;
    places[used++] = cursor.end;
    if (!cursor.skip()) return false;
  }
  places.length = used;
  return more === NONE;
}
function namesOf(scan: JsonScanner): string[] | null {
  if (scan.kind() !== "object") return null;
  const found: string[] = [];
  for (let name = scan.firstName(); name !== null; name = scan.nextName()) {
    found.push(name);
    scan.skip();
  }
  return found;
}

/** One row of the values of the given keys; null where there is none. */
const tuple: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const json = new JsonArgument(args);
  const keys = Array.from({ length: args.count - 1 }, (_, i) => args.bytes(i + 1));
  const fields = keys.map(() => new Utf8Builder(rows));
  const out = new ListBuilder(new StructBuilder(fields));
  const quick = new TupleCursor(keys);
  const nothing = new Map<string, string | null>();
  for (let row = 0; row < rows; row++) {
    const isNull = json.bytes.isNull(row);
    const isQuick = !isNull && json.quick.note(json.quick.worthwhile && quick.read(json.bytes, row));
    if (isQuick) quick.append(json.bytes.data, fields);
    else {
      const values = isNull ? nothing : scanned(json.text(row), fieldsOf, nothing);
      for (let i = 0; i < keys.length; i++) {
        const key = keys[i]!.get(row);
        appendText(fields[i]!, key === null ? null : (values.get(Buffer.from(key).toString()) ?? null));
      }
    }
    out.child.append();
    out.append();
  }
  return out.finish();
};
function fieldsOf(scan: JsonScanner): Map<string, string | null> {
  const values = new Map<string, string | null>();
  if (scan.kind() !== "object") return values;
  for (let name = scan.firstName(); name !== null; name = scan.nextName()) {
    const kind = scan.kind();
    const value = kind === "string" ? scan.string() : scan.copy();
    values.set(name, kind === "null" ? null : value);
  }
  return values;
}
/** The values of some keys, found without making strings. */
class TupleCursor {
  readonly #keys: readonly BytesArgument[];
  readonly #cursor: JsonCursor = new JsonCursor();
  /** For each key where its value begins and ends; -1 where there is none. */
  readonly #places: Int32Array;
  constructor(keys: readonly BytesArgument[]) {
    this.#keys = keys;
    this.#places = new Int32Array(keys.length * 2);
  }
  /** False where it gives up. */
  read(json: BytesArgument, row: number): boolean {
    const cursor = this.#cursor;
    cursor.set(json.data, json.start(row), json.end(row));
    this.#places.fill(-1);
    if (cursor.next() !== OPEN_OBJECT) return false;
    let more = cursor.firstName();
    for (; more === MORE; more = cursor.nextName()) if (!this.#field(row)) return false;
    return more === NONE;
  }
  #field(row: number): boolean {
    const cursor = this.#cursor;
    const { start, end } = cursor;
    const first = cursor.next();
    const { at } = cursor;
    cursor.asCopied = true;
    if (!cursor.skip()) return false;
    const isString = first === QUOTE;
    const [from, to] = isString ? [cursor.start, cursor.end] : [at, cursor.at];
    for (let i = 0; i < this.#keys.length; i++) {
      const key = this.#keys[i]!;
      if (key.isNull(row) || !isSameRun(cursor.data, start, end, key.data, key.start(row), key.end(row))) continue;
      if (!isString && !cursor.asCopied) return false;
      // Of several values of a key the last one counts, also if it is null.
      this.#places[i * 2] = first === NULL ? -1 : from;
      this.#places[i * 2 + 1] = to;
    }
    return true;
  }
  append(data: Uint8Array, fields: readonly Utf8Builder[]): void {
    for (let i = 0; i < fields.length; i++) {
      const from = this.#places[i * 2]!;
      if (from < 0) fields[i]!.appendNull();
      else fields[i]!.append(data, from, this.#places[i * 2 + 1]);
    }
  }
}

export const jsonLookups: { readonly [name: string]: Kernel } = {
  get_json_object: getObject,
  json_array_length: arrayLength,
  json_object_keys: objectKeys,
  json_tuple: tuple,
};
