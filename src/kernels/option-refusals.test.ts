import { expect, test } from "vitest";
import { checkOptions } from "./option-refusals.ts";

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
