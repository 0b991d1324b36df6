import fc from "fast-check";
import { expect, test } from "vitest";
import { Utf8Builder } from "../arrow/builders.ts";
import { BOOLEAN, BYTE, DOUBLE, INT, LONG, STRING, StructField, StructType } from "../types/data-type.ts";
import { typeOfJson, valueReader } from "./typed-values.ts";
import { xmlKernels } from "./xml.ts";
import { XmlRowColumns } from "./xml-row-columns.ts";
import { XmlValues } from "./xml-values.ts";
import { valueBuilder } from "./typed-values.ts";

const name = fc.constantFrom("a", "b", "B", "c", "x");
const word = fc.oneof(
  fc.constantFrom("", " ", "x", " 7 ", "-5", "1.5", "true", "0", "300", "ż", "\n", "n", "+1", "-2147483648", "1e3"),
  fc.constantFrom("&lt;", "<!--c-->", "<![CDATA[1]]>", "]]>", "\t\r", "<", "\uffff"),
);
const attributes = fc
  .array(fc.tuple(name, fc.constantFrom("1", "x", " 2", "&amp;", "<", "")), { maxLength: 2 })
  .map((list) => list.map(([key, value]) => ` ${key}="${value}"`).join(""));
const element = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    word,
    fc.tuple(name, attributes).map(([tag, given]) => `<${tag}${given}/>`),
    fc
      .tuple(name, attributes, fc.array(tie("node"), { maxLength: 3 }))
      .map(([tag, given, inside]) => `<${tag}${given}>${inside.map(String).join("")}</${tag} >`),
  ),
})).node as fc.Arbitrary<string>;
const document = fc
  .tuple(
    attributes,
    fc.array(element, { maxLength: 4 }),
    fc.constantFrom("", "", "", "", " ", "x"),
    fc.option(fc.nat(30), { freq: 5 }),
  )
  .map(([given, inside, after, cut]) => {
    const whole = ` <r${given}>${inside.join("")}</r>${after}`;
    return cut === null ? whole : whole.slice(0, cut) + whole.slice(cut + 1);
  });

const INNER = new StructType([
  new StructField("_VALUE", INT),
  new StructField("_x", DOUBLE),
  new StructField("b", STRING),
  new StructField("_a", STRING),
]);
const TYPE = new StructType([
  new StructField("a", INT),
  new StructField("B", STRING),
  new StructField("c", INNER),
  new StructField("_a", BYTE),
  new StructField("_VALUE", STRING),
  new StructField("x", BOOLEAN),
  new StructField("_x", LONG),
]);
const options = fc.record(
  {
    nullvalue: fc.constantFrom("", "n", "0"),
    attributeprefix: fc.constantFrom("_", "", "@"),
    excludeattribute: fc.constantFrom("true"),
    ignoresurroundingspaces: fc.constantFrom("false"),
    valuetag: fc.constantFrom("x", "_VALUE"),
  },
  { requiredKeys: [] },
);

test("records are the values that the reader of strings makes of them", () => {
  const type = typeOfJson(TYPE.json()) as StructType;
  let quick = 0;
  fc.assert(
    fc.property(document, options, fc.boolean(), (text, given, caseSensitive) => {
      const column = new Utf8Builder();
      column.appendString(text);
      const bytes = Buffer.from(text);
      if (XmlRowColumns.of(valueBuilder(type).builder, type, given, caseSensitive)?.append(bytes, 0, bytes.length))
        quick++;
      const call = { type: TYPE.json(), options: given, zone: "UTC", failFast: false, corrupt: "?", caseSensitive };
      const found = valueReader(xmlKernels["from_xml"]!([column.finish()], call, 1), type)(0);
      const { row } = new XmlValues(given, "UTC", caseSensitive).record(text, type);
      expect(found).toEqual(withoutSigns(type.fields.map((_, i) => row[i] ?? null)));
    }),
    { numRuns: 1500 },
  );
  expect(quick).toBeGreaterThan(100);
});
/** Integers have no negative zero once they are in a column. */
function withoutSigns(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSigns);
  return Object.is(value, -0) ? 0 : value;
}
