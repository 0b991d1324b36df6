/** get_json_object: Hive's JSON paths, with its ways of wrapping and unwrapping several matches. */
import { type Found, JsonCursor, MORE, NONE, ODD } from "./json-cursor.ts";
import { JsonScanner, JsonTextError, PLAIN_LIBERTIES } from "./json-scanner.ts";

const [QUOTE, OPEN_ARRAY, NULL, OPEN_OBJECT] = [34, 91, 110, 123] as const;

type Step =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "all" | "anyName" };
export type JsonPath = readonly Step[];

const STEP = /\.\*|\['\*'\]|\.([^.[]+)|\['([^'?]+)'\]|\[(\d+)\]|\[\*\]/y;
/** null where the text is no path. */
export function parseJsonPath(text: string): JsonPath | null {
  if (!text.startsWith("$")) return null;
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < text.length) {
    const m = STEP.exec(text);
    if (m === null) return null;
    const name = m[1] ?? m[2];
    if (name !== undefined) steps.push({ kind: "name", name });
    else if (m[3] !== undefined) steps.push({ kind: "index", index: Number(m[3]) });
    else steps.push({ kind: m[0] === "[*]" ? "all" : "anyName" });
  }
  return steps;
}

/** How matches are written: bare strings, JSON in arrays, or arrays opened up. */
type Style = "raw" | "quoted" | "flat";

/** What has been written, with commas between values inside of arrays. */
class Output {
  text = "";
  #counts: number[] = [];
  write(value: string): void {
    const depth = this.#counts.length - 1;
    if (depth >= 0) {
      if (this.#counts[depth]! > 0) this.text += ",";
      this.#counts[depth]!++;
    }
    this.text += value;
  }
  open(): void {
    this.write("[");
    this.#counts.push(0);
  }
  close(): void {
    this.#counts.pop();
    this.text += "]";
  }
}

/** Writes what the rest of the path matches in the next value, which is consumed; whether there was anything. */
function evaluate(scan: JsonScanner, path: JsonPath, from: number, style: Style, out: Output): boolean {
  const kind = scan.kind();
  const step = path[from];
  if (step === undefined) {
    if (kind === "string" && style === "raw") {
      out.write(scan.string());
      return true;
    }
    if (kind === "array" && style === "flat") {
      let found = false;
      for (let more = scan.firstElement(); more; more = scan.nextElement()) {
        if (evaluate(scan, path, from, style, out)) found = true;
      }
      return found;
    }
    out.write(scan.copy());
    return true;
  }
  if (kind === "object" && step.kind === "name") return inObject(scan, step.name, path, from + 1, style, out);
  if (kind === "array" && step.kind === "all") return inArray(scan, path, from, style, out);
  if (kind === "array" && step.kind === "index") {
    return atIndex(scan, step.index, path, from + 1, path[from + 1]?.kind === "all" ? "quoted" : style, out);
  }
  scan.skip();
  return false;
}
function inObject(scan: JsonScanner, wanted: string, path: JsonPath, from: number, style: Style, out: Output): boolean {
  let found = false;
  for (let name = scan.firstName(); name !== null; name = scan.nextName()) {
    if (found || name !== wanted || scan.kind() === "null") scan.skip();
    else found = evaluate(scan, path, from, style, out);
  }
  return found;
}
function atIndex(scan: JsonScanner, index: number, path: JsonPath, from: number, style: Style, out: Output): boolean {
  let found = false;
  let i = 0;
  for (let more = scan.firstElement(); more; more = scan.nextElement()) {
    if (i++ === index) found = evaluate(scan, path, from, style, out);
    else scan.skip();
  }
  return found;
}
function inArray(scan: JsonScanner, path: JsonPath, from: number, style: Style, out: Output): boolean {
  const each = (rest: number, next: Style, to: Output): number => {
    let count = 0;
    for (let more = scan.firstElement(); more; more = scan.nextElement()) {
      if (evaluate(scan, path, rest, next, to)) count++;
    }
    return count;
  };
  // Two wildcards in a row do not keep the structure.
  if (path[from + 1]?.kind === "all") {
    out.open();
    const found = each(from + 2, "flat", out) > 0;
    out.close();
    return found;
  }
  if (style === "quoted") {
    out.open();
    const found = each(from + 1, "quoted", out) > 0;
    out.close();
    return found;
  }
  // A single match loses its array.
  const inner = new Output();
  inner.open();
  const count = each(from + 1, style === "raw" ? "quoted" : "flat", inner);
  inner.close();
  if (count > 0) out.write(count > 1 ? inner.text : inner.text.slice(1, -1));
  return count > 0;
}

export function getJsonObject(text: string, path: JsonPath): string | null {
  const scan = new JsonScanner(text, PLAIN_LIBERTIES);
  const out = new Output();
  try {
    if (scan.atEnd) return null;
    return evaluate(scan, path, 0, "raw", out) ? out.text : null;
  } catch (e) {
    if (e instanceof JsonTextError) return null;
    throw e;
  }
}

/** The steps of a path that names and numbers lead along; null where there are others. */
export type PlainPath = readonly (Uint8Array | number)[];
export function plainJsonPath(path: JsonPath): PlainPath | null {
  const steps = path.map((s) => (s.kind === "name" ? Buffer.from(s.name) : s.kind === "index" ? s.index : null));
  return steps.every((s) => s !== null) ? steps : null;
}

/** {@link getJsonObject} over bytes, for plain paths: where there is a match, it is the bytes between `from` and `to`. */
export class JsonPathCursor {
  from = 0;
  to = 0;
  readonly #cursor: JsonCursor = new JsonCursor();
  #path: PlainPath = [];
  find(path: PlainPath, data: Uint8Array, start: number, end: number): Found {
    const cursor = this.#cursor;
    cursor.set(data, start, end);
    this.#path = path;
    return cursor.next() < 0 ? NONE : this.#value(0);
  }
  #value(depth: number): Found {
    const cursor = this.#cursor;
    const step = this.#path[depth];
    const first = cursor.next();
    if (step === undefined) return this.#match(first);
    if (first === OPEN_OBJECT && typeof step !== "number") return this.#field(step, depth + 1);
    if (first === OPEN_ARRAY && typeof step === "number") return this.#element(step, depth + 1);
    return cursor.skip() ? NONE : ODD;
  }
  #match(first: number): Found {
    const cursor = this.#cursor;
    const { at } = cursor;
    cursor.asCopied = true;
    if (!cursor.skip()) return ODD;
    const isString = first === QUOTE;
    if (!isString && !cursor.asCopied) return ODD;
    this.from = isString ? cursor.start : at;
    this.to = isString ? cursor.end : cursor.at;
    return MORE;
  }
  #field(name: Uint8Array, depth: number): Found {
    const cursor = this.#cursor;
    let found: Found = NONE;
    let more = cursor.firstName();
    for (; more === MORE; more = cursor.nextName()) {
      if (found === MORE || !cursor.is(name) || cursor.next() === NULL) {
        if (!cursor.skip()) return ODD;
      } else if ((found = this.#value(depth)) === ODD) return ODD;
    }
    return more === ODD ? ODD : found;
  }
  #element(index: number, depth: number): Found {
    const cursor = this.#cursor;
    let found: Found = NONE;
    let more = cursor.firstElement();
    for (let i = 0; more === MORE; more = cursor.nextElement(), i++) {
      if (i !== index) {
        if (!cursor.skip()) return ODD;
      } else if ((found = this.#value(depth)) === ODD) return ODD;
    }
    return more === ODD ? ODD : found;
  }
}
