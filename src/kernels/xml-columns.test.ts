import fc from "fast-check";
import { expect, test } from "vitest";
import { offsetsOf } from "../arrow/vector.ts";
import { ArrayType, BOOLEAN, DOUBLE, INT, STRING, StructField, StructType } from "../types/data-type.ts";
import { typeOfJson, valueBuilder } from "./typed-values.ts";
import { xmlKernels } from "./xml.ts";
import { XmlWriter } from "./xml-writer.ts";

const INNER = new StructType([new StructField("x", INT), new StructField("y", STRING)]);
const TYPE = new StructType([
  new StructField("a", STRING),
  new StructField("b", new ArrayType(DOUBLE)),
  new StructField("c", INNER),
  new StructField("d", new ArrayType(INNER)),
  new StructField("e", BOOLEAN),
]);
const text = fc.option(fc.string({ unit: fc.constantFrom(...'ab<>&]"\n\r\tż '), maxLength: 5 }));
const inner = fc.option(fc.tuple(fc.option(fc.integer()), text));
const list = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[] | null> => fc.option(fc.array(item, { maxLength: 2 }));
const record = fc.tuple(text, list(fc.option(fc.double())), inner, list(inner), fc.option(fc.boolean()));
const options = fc.record(
  {
    indent: fc.constantFrom("", " "),
    nullvalue: fc.constantFrom("", "n<"),
    rowtag: fc.constantFrom("r", "a b"),
    validatename: fc.constantFrom("false"),
    attributeprefix: fc.constantFrom("_", "b"),
    valuetag: fc.constantFrom("e", "v"),
  },
  { requiredKeys: [] },
);

test("columns are written as their values are, one by one", () => {
  const type = typeOfJson(TYPE.json());
  fc.assert(
    fc.property(record, options, (values, given) => {
      const { builder, append } = valueBuilder(type);
      append(values);
      let expected: string;
      try {
        expected = new XmlWriter(given, "UTC").record(values, type);
      } catch (e) {
        expected = String(e);
      }
      let written: string;
      try {
        const out = xmlKernels["to_xml"]!([builder.finish()], { type: TYPE.json(), options: given, zone: "UTC" }, 1);
        const offsets = offsetsOf(out);
        written = Buffer.from((out.data as Uint8Array).subarray(offsets[0], offsets[1])).toString();
      } catch (e) {
        written = String(e);
      }
      expect(written).toBe(expected);
    }),
    { numRuns: 300 },
  );
});
