import { expect, test } from "vitest";
import { DATE, INT, StructField, StructType } from "../types/data-type.ts";
import { checkOptions, checkTimeParserPolicy } from "./option-refusals.ts";

const REFUSED = [
  ["csv", "read", "singleVariantColumn", "v"],
  ["csv", "read", "maxCharsPerColumn", "10"],
  ["csv", "read", "COLUMNPRUNING", "false"],
  ["csv", "write", "encoding", "UTF-16"],
  ["csv", "write", "charToEscapeQuoteEscaping", "#"],
  ["csv", "write", "extension", "tsv"],
  ["csv", "function", "locale", "fr-FR"],
  ["json", "read", "enableDateTimeParsingFallback", "true"],
  ["json", "write", "writeNonAsciiCharacterAsCodePoint", "true"],
  ["parquet", "read", "datetimeRebaseMode", "LEGACY"],
  ["parquet", "write", "maxRecordsPerFile", "100"],
  ["text", "read", "ignoreMissingFiles", "true"],
] as const;

test.each(REFUSED)("%s %s refuses %s=%s", (format, use, name, value) => {
  expect(() => checkOptions({ [name]: value }, format, use)).toThrow(
    expect.objectContaining({ condition: "UNSUPPORTED_FEATURE", message: expect.stringContaining(name) }),
  );
});
test("what is done, what changes no answer and what nobody knows passes", () => {
  const options = {
    locale: "en-GB",
    encoding: "utf-8",
    ignoreCorruptFiles: "false",
    inputBufferSize: "9",
    constructor: "x",
  };
  expect(() => checkOptions(options, "csv", "read")).not.toThrow();
  expect(() => checkOptions({ encoding: "UTF-16" }, "json", "read")).not.toThrow();
  expect(() => checkOptions({ maxRecordsPerFile: "0" }, "csv", "write")).not.toThrow();
});

test("dates of texts as old parsers read them are refused", () => {
  const nested = new StructType([new StructField("d", DATE)]);
  const check = (policy: string, options: { readonly [name: string]: string }, read: StructType | null) => () =>
    checkTimeParserPolicy({ policy, format: "json", options, read: read && [read] });
  const refused = expect.objectContaining({
    condition: "UNSUPPORTED_FEATURE",
    message: expect.stringContaining("Policy"),
  });
  expect(check("LEGACY", {}, nested)).toThrow(refused);
  expect(check("LEGACY", { dateFormat: "yyyy" }, null)).toThrow(refused);
  expect(check("EXCEPTION", { TimestampFormat: "yyyy" }, new StructType([]))).toThrow(refused);
  expect(check("LEGACY", {}, new StructType([new StructField("i", INT)]))).not.toThrow();
  expect(check("EXCEPTION", { dateFormat: "yyyy" }, null)).not.toThrow();
  expect(check("EXCEPTION", {}, nested)).not.toThrow();
  expect(check("CORRECTED", { dateFormat: "yyyy" }, nested)).not.toThrow();
});
