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
    expect(Object.keys(ERROR_MESSAGES).filter((condition) => !isCondition(condition))).toEqual([]);
  });
  it("tell their parameters", () => {
    expect(messageOf("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", { objectName: "`x`" })).toBe(
      "[UNRESOLVED_COLUMN.WITHOUT_SUGGESTION] There is no column or parameter `x`. SQLSTATE: 42703",
    );
    expect(messageOf("NESTED_EXECUTE_IMMEDIATE", { sqlString: "x" })).toBe(
      "[NESTED_EXECUTE_IMMEDIATE] nested execute immediate. sqlString: x SQLSTATE: 07501",
    );
    expect(messageOf("INVALID_INTERVAL_FORMAT.INVALID_UNIT", { input: "5", unit: "q" })).toBe(
      "[INVALID_INTERVAL_FORMAT.INVALID_UNIT] 5 is no interval. unit: q SQLSTATE: 22006",
    );
    expect(messageOf("UNSUPPORTED_FEATURE.LATERAL_JOIN_USING", {})).not.toContain("<");
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
