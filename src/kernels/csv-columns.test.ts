import fc from "fast-check";
import { expect, test } from "vitest";
import { isValid, offsetsOf } from "../arrow/vector.ts";
import { DOUBLE, INT, STRING, StructField, StructType } from "../types/data-type.ts";
import { csvKernels } from "./csv.ts";
import { CsvWriter } from "./csv-values.ts";
import { valueBuilder } from "./typed-values.ts";

const TYPE = new StructType([
  new StructField("a", STRING),
  new StructField("b", INT),
  new StructField("c", DOUBLE),
  new StructField("d", STRING),
]);
const text = fc.option(fc.string({ unit: fc.constantFrom(...'ab,;"\\# \n\r\tż'), maxLength: 5 }));
const record = fc.tuple(text, fc.option(fc.integer()), fc.option(fc.double()), text);
const options = fc.record(
  {
    sep: fc.constantFrom(",", ";", "\t", "#"),
    escapequotes: fc.constantFrom("true", "false"),
    nullvalue: fc.constantFrom("", "null"),
    emptyvalue: fc.constantFrom("", "empty"),
    ignoreleadingwhitespace: fc.constantFrom("true", "false"),
    ignoretrailingwhitespace: fc.constantFrom("true", "false"),
  },
  { requiredKeys: [] },
);

test("columns are written as their values are, one by one", () => {
  fc.assert(
    fc.property(record, options, (values, given) => {
      const { builder, append } = valueBuilder(TYPE);
      append(values);
      const out = csvKernels["to_csv"]!([builder.finish()], { type: TYPE.json(), options: given, zone: "UTC" }, 1);
      const offsets = offsetsOf(out);
      const written = Buffer.from((out.data as Uint8Array).subarray(offsets[0], offsets[1])).toString();
      expect(isValid(out, 0) ? written : null).toBe(new CsvWriter(TYPE, given, "UTC").record(values));
    }),
    { numRuns: 300 },
  );
});
