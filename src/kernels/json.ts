/** The functions of JSON text. */
import { ListBuilder, NumberBuilder, StructBuilder, Utf8Builder } from "../arrow/builders.ts";
import { arrowType, type ArrowVector, isValid } from "../arrow/vector.ts";
import type { DataType, StructType } from "../types/data-type.ts";
import type { InternalValue } from "../types/internal-value.ts";
import { Arguments, memoized } from "./arguments.ts";
import { isPlainJson, JsonColumns } from "./json-columns.ts";
import { optionText, type TextOptions } from "./json-options.ts";
import { getJsonObject, parseJsonPath } from "./json-path.ts";
import { JsonReader } from "./json-reader.ts";
import { JsonScanner, JsonTextError, PLAIN_LIBERTIES } from "./json-scanner.ts";
import { JsonWriter } from "./json-writer.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { typeOfJson, valueBuilder, valueReader } from "./typed-values.ts";
import { variantJson } from "./variant.ts";

const getObject: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const [text, path] = [args.text(0), args.text(1)];
  const parse = memoized(parseJsonPath);
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const [s, p] = [text.get(row), path.get(row)];
    const steps = s === null || p === null ? null : parse(p);
    const found = steps === null ? null : getJsonObject(s!, steps);
    if (found === null) out.appendNull();
    else out.appendString(found);
  }
  return out.finish();
};

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
  const text = new Arguments(columns, options).text(0);
  const out = new NumberBuilder(arrowType.int32, rows);
  const count = (scan: JsonScanner): number | null => {
    if (scan.kind() !== "array") return null;
    let n = 0;
    for (let more = scan.firstElement(); more; more = scan.nextElement(), n++) scan.skip();
    return n;
  };
  for (let row = 0; row < rows; row++) {
    const s = text.get(row);
    const n = s === null ? null : scanned(s, count, null);
    if (n === null) out.appendNull();
    else out.append(n);
  }
  return out.finish();
};
const objectKeys: Kernel = (columns, options, rows) => {
  const text = new Arguments(columns, options).text(0);
  const out = new ListBuilder(new Utf8Builder(rows));
  const keys = (scan: JsonScanner): string[] | null => {
    if (scan.kind() !== "object") return null;
    const found: string[] = [];
    for (let name = scan.firstName(); name !== null; name = scan.nextName()) {
      found.push(name);
      scan.skip();
    }
    return found;
  };
  for (let row = 0; row < rows; row++) {
    const s = text.get(row);
    const found = s === null ? null : scanned(s, keys, null);
    if (found === null) {
      out.appendNull();
      continue;
    }
    for (const key of found) out.child.appendString(key);
    out.append();
  }
  return out.finish();
};
/** One row of the values of the given keys; null where there is none. */
const tuple: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const text = args.text(0);
  const keys = Array.from({ length: args.count - 1 }, (_, i) => args.text(i + 1));
  const fields = keys.map(() => new Utf8Builder(rows));
  const out = new ListBuilder(new StructBuilder(fields));
  const read = (scan: JsonScanner): Map<string, string | null> => {
    const values = new Map<string, string | null>();
    if (scan.kind() !== "object") return values;
    for (let name = scan.firstName(); name !== null; name = scan.nextName()) {
      const kind = scan.kind();
      const value = kind === "string" ? scan.string() : scan.copy();
      values.set(name, kind === "null" ? null : value);
    }
    return values;
  };
  const nothing = new Map<string, string | null>();
  for (let row = 0; row < rows; row++) {
    const s = text.get(row);
    const values = s === null ? nothing : scanned(s, read, nothing);
    fields.forEach((field, i) => {
      const key = keys[i]!.get(row);
      const value = key === null ? null : (values.get(key) ?? null);
      if (value === null) field.appendNull();
      else field.appendString(value);
    });
    out.child.append();
    out.append();
  }
  return out.finish();
};

interface FromOptions {
  readonly type: string;
  readonly options: TextOptions;
  readonly zone: string;
  readonly failFast: boolean;
  /** The name of the column for malformed records. */
  readonly corrupt: string;
}
const fromJson: Kernel = (columns, given, rows) => {
  const { type: json, options, zone, failFast, corrupt } = given as FromOptions;
  const type = typeOfJson(json);
  const text = new Arguments(columns, given).text(0);
  const reader = new JsonReader(type, options, zone);
  const at = type.kind === "struct" ? corruptField(type, corrupt) : -1;
  const { builder, append } = valueBuilder(type);
  for (let row = 0; row < rows; row++) {
    const s = text.get(row);
    const { value, bad } = s === null ? { value: null, bad: false } : reader.read(s);
    if (bad && failFast) {
      throw new KernelError("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", {
        badRecord: "[null]",
        failFastMode: "FAILFAST",
      });
    }
    append(bad && at >= 0 ? (value as readonly InternalValue[]).with(at, s) : value);
  }
  return builder.finish();
};
export function corruptField(type: StructType, name: string): number {
  return type.fields.findIndex((f) => f.name === name && f.dataType.kind === "string");
}

interface ToOptions {
  readonly type: string;
  readonly options: TextOptions;
  readonly zone: string;
}
const toJson: Kernel = (columns, given, rows) => {
  const { type: json, options, zone } = given as ToOptions;
  const type = typeOfJson(json);
  const column = new Arguments(columns, given).column(0);
  if (type.kind === "variant") return variantJson(column, optionText(options, "timeZone") ?? zone, rows);
  if (isPlainJson(options)) return plainJson(column, type, new JsonColumns(options, zone), rows);
  const read = valueReader(column, type);
  const writer = new JsonWriter(type, options, zone);
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const value = read(row);
    if (value === null) out.appendNull();
    else out.appendString(writer.write(value));
  }
  return out.finish();
};

function plainJson(column: ArrowVector, type: DataType, json: JsonColumns, rows: number): ArrowVector {
  const write = json.writer(column, type);
  const text = json.out;
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    if (column.type.kind === "null" || !isValid(column, row)) {
      out.appendNull();
      continue;
    }
    text.used = 0;
    write(row);
    out.append(text.bytes, 0, text.used);
  }
  return out.finish();
}

export const jsonKernels: { readonly [name: string]: Kernel } = {
  get_json_object: getObject,
  json_array_length: arrayLength,
  json_object_keys: objectKeys,
  json_tuple: tuple,
  from_json: fromJson,
  to_json: toJson,
};
