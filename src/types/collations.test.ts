import { describe, expect, test } from "vitest";
import { collationNamed, findCollation } from "./collations.ts";
import { SparkError } from "./spark-error.ts";

describe("names of collations", () => {
  test.each([
    ["utf8_lcase", "UTF8_LCASE"],
    ["UTF8_BINARY_rtrim", "UTF8_BINARY_RTRIM"],
    ["unicode_rtrim_ci", "UNICODE_CI_RTRIM"],
    ["UNICODE_AS_CI", "UNICODE_CI"],
    ["de_AI_CI", "de_CI_AI"],
    ["sr_cyrl_srb_ci_ai", "sr_Cyrl_SRB_CI_AI"],
    ["EN_usa", "en_USA"],
  ])("%s is %s", (given, name) => {
    expect(findCollation(given)?.name).toBe(name);
  });
  test.each(["utf8_lcase_ci", "utf8_binary_ai", "unicode_ci_ci", "unicode_ci_cs", "en_us_ci", "nope", ""])(
    "%s is none",
    (given) => {
      expect(findCollation(given)).toBeUndefined();
    },
  );
  test("may be qualified, and near ones are proposed", () => {
    expect(collationNamed(["System", "builtin", "unicode"]).name).toBe("UNICODE");
    const error = (parts: readonly string[]): unknown => {
      try {
        return collationNamed(parts);
      } catch (e) {
        return e instanceof SparkError ? [e.condition, e.messageParameters["proposals"]] : e;
      }
    };
    expect(error(["system", "x", "UTF8_LCASE"])).toEqual(["COLLATION_INVALID_NAME", "UTF8_LCASE"]);
    expect(error(["unicod_ci"])).toEqual(["COLLATION_INVALID_NAME", "UNICODE_CI"]);
  });
});
