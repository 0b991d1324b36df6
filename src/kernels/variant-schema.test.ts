import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeVariantJson } from "../types/variant-json.ts";
import { readVariant } from "../types/variant-codec.ts";
import { VariantView } from "../types/variant-view.ts";
import { mergeSchemas, schemaOfNode, schemaText, type VariantSchema } from "./variant-schema.ts";
import { VariantSchemaBytes } from "./variant-schema-bytes.ts";

const json = fc
  .letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom("null", "true", "1", "70000", "1.5", "1e300", '"x"', '"a longer text"', "12345678901234567890"),
      fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(",")}]`),
      fc
        .uniqueArray(fc.constantFrom("b", "a", "1", "a b", "ż"))
        .chain((keys) => fc.tuple(...keys.map((key) => tie("value").map((v) => `"${key}":${String(v)}`))))
        .map((fields) => `{${fields.join(",")}}`),
    ),
  }))
  .value.map(String);
function schemaOf(text: string): VariantSchema {
  const { value, metadata } = encodeVariantJson(text);
  return schemaOfNode(readVariant(value, metadata));
}

test("a schema is merged but once", () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      const once = mergeSchemas(schemaOf(a), schemaOf(b));
      expect(mergeSchemas(once, schemaOf(b))).toEqual(once);
    }),
    { numRuns: 300 },
  );
});
test("bytes are named as their tree is", () => {
  const writer = new VariantSchemaBytes();
  fc.assert(
    fc.property(json, (text) => {
      const { value, metadata } = encodeVariantJson(text);
      writer.write(new VariantView().set(value, 0, value.length).setDictionary(metadata, 0, metadata.length));
      expect(Buffer.from(writer.out.bytes.subarray(0, writer.out.used)).toString()).toBe(schemaText(schemaOf(text)));
    }),
    { numRuns: 300 },
  );
});
