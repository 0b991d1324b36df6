import { describe, expect, it } from "vitest";
import { ArrayType, INT, StructType } from "../types/data-type.ts";
import { parseDataType, parseIdentifierParts, parseTableSchema } from "./index.ts";

describe("data types", () => {
  it.each([
    ["int", "int"],
    ["INTEGER", "int"],
    ["decimal", "decimal(10,0)"],
    ["NUMERIC(5)", "decimal(5,0)"],
    ["dec(5, 2)", "decimal(5,2)"],
    ["varchar(10)", "varchar(10)"],
    ["array<array<int>>", "array<array<int>>"],
    ["map<string, array<map<int, date>>>", "map<string,array<map<int,date>>>"],
    ["struct<>", "struct<>"],
    ["struct<a: int, `b c` string NOT NULL COMMENT 'x'>", "struct<a:int,b c:string>"],
    ["timestamp without time zone", "timestamp_ntz"],
    ["timestamp with local time zone", "timestamp"],
    ["time(3)", "time(3)"],
    ["interval day to second", "interval day to second"],
    ["interval year", "interval year"],
    ["interval", "interval"],
    ["string collate utf8_lcase", "string collate UTF8_LCASE"],
    ["void", "void"],
  ])("%s", (sql, want) => {
    expect(parseDataType(sql).simpleString()).toBe(want);
  });
  it.each([
    ["foo", "UNSUPPORTED_DATATYPE"],
    ["int(3)", "UNSUPPORTED_DATATYPE"],
    ["char", "DATATYPE_MISSING_SIZE"],
    ["array", "INCOMPLETE_TYPE_DEFINITION.ARRAY"],
    ["decimal(39)", "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION"],
    ["decimal(3, 5)", "DECIMAL_SCALE_EXCEEDS_PRECISION"],
    ["array<int", "PARSE_SYNTAX_ERROR"],
    ["", "PARSE_EMPTY_STATEMENT"],
  ])("%s is refused", (sql, condition) => {
    expect(() => parseDataType(sql)).toThrow(expect.objectContaining({ condition }));
  });
});

it("reads table schemas with and without colons", () => {
  const schema = parseTableSchema("a INT NOT NULL COMMENT 'x', b: array<int>, `c d` struct<e: int>");
  expect(schema).toBeInstanceOf(StructType);
  expect(schema.fields.map((f) => [f.name, f.nullable])).toEqual([
    ["a", false],
    ["b", true],
    ["c d", true],
  ]);
  expect(schema.fields[0]?.metadata).toEqual({ comment: "x" });
  expect(schema.fields[1]?.dataType).toEqual(new ArrayType(INT));
});

it("splits names", () => {
  expect(parseIdentifierParts("a.`b.c`.`d``e`")).toEqual(["a", "b.c", "d`e"]);
  expect(() => parseIdentifierParts("a b")).toThrow("PARSE_SYNTAX_ERROR");
});
