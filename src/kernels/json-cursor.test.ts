import fc from "fast-check";
import { expect, test } from "vitest";
import { Utf8Builder } from "../arrow/builders.ts";
import { type ArrowVector, childOf, isValid, offsetsOf } from "../arrow/vector.ts";
import {
  ArrayType,
  BOOLEAN,
  BYTE,
  type DataType,
  DATE,
  DecimalType,
  DOUBLE,
  INT,
  LONG,
  MapType,
  STRING,
  StructField,
  StructType,
  VARIANT,
} from "../types/data-type.ts";
import { jsonLookups } from "./json-lookups.ts";
import { getJsonObject, parseJsonPath } from "./json-path.ts";
import { jsonKernels } from "./json.ts";
import { JsonReader } from "./json-reader.ts";
import { JsonScanner, JsonTextError, PLAIN_LIBERTIES } from "./json-scanner.ts";
import { typeOfJson, valueReader } from "./typed-values.ts";

function texts(values: readonly string[]): ArrowVector {
  const out = new Utf8Builder();
  for (const value of values) out.appendString(value);
  return out.finish();
}
function textAt(vector: ArrowVector, row: number): string | null {
  const offsets = offsetsOf(vector);
  const bytes = (vector.data as Uint8Array).subarray(offsets[row], offsets[row + 1]);
  return isValid(vector, row) ? Buffer.from(bytes).toString() : null;
}
const constants = (...given: readonly string[]): unknown => ({
  constants: [null, ...given.map((value) => ({ value }))],
});
/** By the reader of strings; null where the text is no JSON. */
function scanned<T>(text: string, read: (scan: JsonScanner) => T): T | null {
  try {
    return read(new JsonScanner(text, PLAIN_LIBERTIES));
  } catch (e) {
    if (e instanceof JsonTextError) return null;
    throw e;
  }
}

const key = fc.constantFrom("a", "b", "ż", "", "😀");
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom("null", "true", "false", "-0", "0.0", "1.50", "0.001", "0.0001", "12345678.5", "1e3", "-7", "01"),
    fc.constantFrom('"2020-01-02"', '"x"', '""', '"ż"', '"😀"', '"\\n"', "'q'", '"a', "nul", "1234567890123456789"),
    fc.integer().map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(",")}]`),
    fc
      .array(fc.tuple(key, tie("value")), { maxLength: 3 })
      .map((fields) => `{${fields.map(([k, v]) => `"${k}": ${String(v)}`).join(",")}}`),
  ),
})).value as fc.Arbitrary<string>;
/** JSON, with a few characters put in. */
const text = fc
  .tuple(json, fc.array(fc.tuple(fc.nat(40), fc.constantFrom(..." \n\t,]}x\u0001")), { maxLength: 1 }))
  .map(([whole, changes]) => changes.reduce((t, [at, c]) => (t.slice(0, at) + c + t.slice(at)).toWellFormed(), whole));

test("what is found in bytes is what is found in strings", () => {
  fc.assert(
    fc.property(text, fc.constantFrom("$", "$.a", "$.a.b", "$[1]", "$.b[0]", "$.ż", "$.a[*]", "$.😀"), (t, path) => {
      const found = jsonLookups["get_json_object"]!([texts([t])], constants(path), 1);
      expect(textAt(found, 0)).toBe(getJsonObject(t, parseJsonPath(path)!));
    }),
    { numRuns: 500 },
  );
});
test("elements, names and fields are those that the reader of strings finds", () => {
  fc.assert(
    fc.property(text, (t) => {
      const count = scanned(t, (scan) => {
        if (scan.kind() !== "array") return null;
        let n = 0;
        for (let more = scan.firstElement(); more; more = scan.nextElement(), n++) scan.skip();
        return n;
      });
      const length = jsonLookups["json_array_length"]!([texts([t])], {}, 1);
      expect(isValid(length, 0) ? length.data[0] : null).toBe(count);

      const fields = scanned(t, (scan) => {
        if (scan.kind() !== "object") return null;
        const all: [string, string | null][] = [];
        for (let name = scan.firstName(); name !== null; name = scan.nextName()) {
          const kind = scan.kind();
          const value = kind === "string" ? scan.string() : scan.copy();
          all.push([name, kind === "null" ? null : value]);
        }
        return all;
      });
      const keys = jsonLookups["json_object_keys"]!([texts([t])], {}, 1);
      const names = Array.from({ length: childOf(keys).length }, (_, i) => textAt(childOf(keys), i));
      expect(isValid(keys, 0) ? names : null).toEqual(fields?.map(([name]) => name) ?? null);

      const tuple = jsonLookups["json_tuple"]!([texts([t])], constants("a", "ż"), 1);
      const values = new Map(fields);
      expect(childOf(tuple).children.map((c) => textAt(c, 0))).toEqual([
        values.get("a") ?? null,
        values.get("ż") ?? null,
      ]);
    }),
    { numRuns: 500 },
  );
});

test("records are the values that the reader of strings makes of them", () => {
  const inner = new StructType([new StructField("a", INT), new StructField("ż", STRING)]);
  const types: DataType[] = [
    INT,
    BYTE,
    LONG,
    DOUBLE,
    BOOLEAN,
    STRING,
    inner,
    new ArrayType(STRING),
    new ArrayType(inner),
  ];
  types.push(new DecimalType(5, 1), DATE, new MapType(STRING, INT), new ArrayType(DATE), VARIANT);
  const fields = fc.tuple(fc.constantFrom("a", "b"), fc.constantFrom("b", "ż", ""), ...[0, 1].map(() => fc.nat(13)));
  fc.assert(
    fc.property(text, fields, (t, [first, second, i, k]) => {
      const type = new StructType([
        new StructField(String(first), types[Number(i)]!),
        new StructField(String(second), types[Number(k)]!),
      ]).json();
      const given = { type, options: {}, zone: "UTC", failFast: false, corrupt: "other" };
      const read = valueReader(jsonKernels["from_json"]!([texts([t])], given, 1), typeOfJson(type));
      expect(read(0)).toEqual(new JsonReader(typeOfJson(type), {}, "UTC").read(t).value);
    }),
    { numRuns: 1000 },
  );
});
