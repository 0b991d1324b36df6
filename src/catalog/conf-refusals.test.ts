import { expect, test } from "vitest";
import { SqlConf } from "./sql-conf.ts";

test.each([
  ["spark.sql.legacy.castComplexTypesToString.enabled", "TRUE"],
  ["spark.sql.stableDerivedColumnAlias.enabled", "true"],
  ["spark.sql.optimizer.decorrelateInnerQuery.enabled", "false"],
  ["spark.sql.legacy.json.enableDateTimeParsingFallback", "true"],
  ["spark.sql.parquet.datetimeRebaseModeInWrite", "LEGACY"],
])("%s=%s would not be heeded and is refused", (key, value) => {
  const conf = new SqlConf();
  expect(() => conf.set(key, value)).toThrow("UNSUPPORTED_FEATURE");
  expect(() => conf.setInitial(key, value)).toThrow(`the setting ${key}=${value}`);
  expect(() => new SqlConf([[key, value]])).toThrow("UNSUPPORTED_FEATURE");
});

test.each([
  ["spark.sql.legacy.castComplexTypesToString.enabled", " False "],
  ["spark.sql.legacy.json.enableDateTimeParsingFallback", "false"],
  ["spark.sql.parquet.datetimeRebaseModeInWrite", "corrected"],
  ["spark.sql.adaptive.enabled", "false"],
  ["spark.sql.optimizer.excludedRules", "org.apache.spark.sql.catalyst.optimizer.ConstantFolding"],
])("%s=%s is taken", (key, value) => {
  const conf = new SqlConf();
  conf.set(key, value);
  expect(conf.get(key)).toBe(value);
});
