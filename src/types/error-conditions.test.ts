import { describe, expect, it } from "vitest";
import { errorFor } from "./error-class.ts";
import { isCondition, messageOf, sqlStateOf } from "./error-conditions.ts";
import { ERROR_MESSAGES } from "./error-messages.ts";

describe("error conditions", () => {
  it("have Spark's SQLSTATEs", () => {
    expect(sqlStateOf("DIVIDE_BY_ZERO")).toBe("22012");
    expect(sqlStateOf("UNRESOLVED_COLUMN.WITH_SUGGESTION")).toBe("42703");
    expect(sqlStateOf("INVALID_HANDLE.SESSION_CLOSED")).toBe("08003");
    expect(sqlStateOf("CANNOT_DETERMINE_TYPE")).toBeNull();
    expect(sqlStateOf("NO_SUCH_CONDITION")).toBeNull();
  });
  it("are known by name", () => {
    expect(isCondition("DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES")).toBe(true);
    expect(isCondition("DATATYPE_MISMATCH.NO_SUCH")).toBe(false);
    expect(isCondition("NO_SUCH")).toBe(false);
  });
  it("with a text of ours all exist", () => {
    const unnamed = /^_LEGACY_ERROR_TEMP_\d{4}$/;
    expect(Object.keys(ERROR_MESSAGES).filter((name) => !isCondition(name) && !unnamed.test(name))).toEqual([]);
  });
  it("tell their parameters", () => {
    expect(messageOf("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", { objectName: "`x`" })).toBe(
      "[UNRESOLVED_COLUMN.WITHOUT_SUGGESTION] There is no column or parameter `x`. SQLSTATE: 42703",
    );
    expect(messageOf("INVALID_INTERVAL_FORMAT.INVALID_UNIT", { input: "5", unit: "q" })).toBe(
      "[INVALID_INTERVAL_FORMAT.INVALID_UNIT] 5 is no interval: there is no unit q. SQLSTATE: 22006",
    );
  });
  it("say all parameters where there is no text, or it names one that is not given", () => {
    expect(messageOf("NESTED_EXECUTE_IMMEDIATE", { sqlString: "x" })).toBe(
      "[NESTED_EXECUTE_IMMEDIATE] nested execute immediate. sqlString: x SQLSTATE: 07501",
    );
    expect(messageOf("INVALID_INTERVAL_FORMAT.INVALID_UNIT", { input: "5" })).toBe(
      "[INVALID_INTERVAL_FORMAT.INVALID_UNIT] invalid unit. input: 5 SQLSTATE: 22006",
    );
  });
  it("say what the text of a condition above leaves out", () => {
    expect(messageOf("SCHEMA_NOT_FOUND.NONE", { schemaName: "`s`", other: "o" })).toContain("`s`. other: o");
  });
  it("end where a parameter ends a sentence", () => {
    expect(messageOf("INTERNAL_ERROR", { message: "It broke." })).toBe("[INTERNAL_ERROR] It broke. SQLSTATE: XX000");
    expect(messageOf("DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION", { rangeMessage: "No day." })).toContain(
      "] No day. SQLSTATE",
    );
  });
  it.each([
    ["DIVIDE_BY_ZERO", {}, "ArithmeticException"],
    ["CAST_INVALID_INPUT", { targetType: '"INT"' }, "NumberFormatException"],
    ["CAST_INVALID_INPUT", { targetType: '"TIMESTAMP"' }, "DateTimeException"],
    ["CAST_INVALID_INPUT", { targetType: '"BOOLEAN"' }, "SparkRuntimeException"],
    ["INVALID_ARRAY_INDEX", {}, "ArrayIndexOutOfBoundsException"],
    ["UNRESOLVED_COLUMN.WITH_SUGGESTION", {}, "AnalysisException"],
    ["PARSE_SYNTAX_ERROR", {}, "ParseException"],
    ["INVALID_PARAMETER_VALUE.CHARSET", {}, "IllegalArgumentException"],
    ["SCALAR_SUBQUERY_TOO_MANY_ROWS", {}, "SparkException"],
    ["USER_RAISED_EXCEPTION", {}, "SparkRuntimeException"],
    ["_LEGACY_ERROR_TEMP_0029", {}, "ParseException"],
  ])("%s %j is a %s", (condition, parameters, name) => {
    expect(errorFor(condition, parameters)).toMatchObject({ name, condition, messageParameters: parameters });
  });
});
