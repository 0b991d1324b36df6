import { tableFromArrays } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { decodeRows } from "../arrow/index.ts";
import { SqlConf } from "../catalog/sql-conf.ts";
import type { LocalRelation } from "../plan/relation.ts";
import { ArrayType, INT, LONG, StructType } from "../types/data-type.ts";
import { Row } from "../types/row.ts";
import { SparkError } from "../types/spark-error.ts";
import { localRelation, type SchemaInput } from "./create-dataframe.ts";

const conf = new SqlConf([["spark.sql.session.timeZone", "UTC"]]);

function made(data: object, schema?: SchemaInput): { readonly type: string; readonly rows: string[] } {
  const relation = localRelation(data, schema, { conf }) as LocalRelation;
  const rows = decodeRows(relation.schema, relation.data);
  expect(rows).toHaveLength(relation.rowCount);
  return { type: relation.schema.simpleString(), rows: rows.map(String) };
}

describe("createDataFrame", () => {
  test.each<[string, object, SchemaInput, string, string[]]>([
    ["arrays and names", [["Ann", 1]], ["name", "n"], "struct<name:string,n:bigint>", ["Row(name='Ann', n=1)"]],
    ["arrays and too few names", [[1, 2]], ["a"], "struct<a:bigint,_2:bigint>", ["Row(a=1, _2=2)"]],
    ["arrays alone", [[1, 2.5]], undefined, "struct<_1:bigint,_2:double>", ["Row(_1=1, _2=2.5)"]],
    ["integers and fractions", [[1], [2.5]], ["a"], "struct<a:double>", ["Row(a=1.0)", "Row(a=2.5)"]],
    [
      "objects",
      [{ b: 1 }, { b: null, a: "x" }],
      undefined,
      "struct<b:bigint,a:string>",
      ["Row(b=1, a=None)", "Row(b=None, a='x')"],
    ],
    ["Rows", [new Row({ b: true })], undefined, "struct<b:boolean>", ["Row(b=True)"]],
    ["objects and names", [{ b: 1 }], ["c"], "struct<c:bigint>", ["Row(c=1)"]],
    ["DDL", [["x", 1]], "a STRING, b INT", "struct<a:string,b:int>", ["Row(a='x', b=1)"]],
    ["objects by DDL", [{ b: 1, a: "x" }], "a STRING, b INT", "struct<a:string,b:int>", ["Row(a='x', b=1)"]],
    ["one type as DDL", [1, 2], "int", "struct<value:int>", ["Row(value=1)", "Row(value=2)"]],
    ["one type", [[1], [2]], new ArrayType(INT), "struct<value:array<int>>", ["Row(value=[1])", "Row(value=[2])"]],
    ["a StructType", [[1n]], new StructType().add("a", LONG), "struct<a:bigint>", ["Row(a=1)"]],
    ["nothing", [], "a INT", "struct<a:int>", []],
    ["no columns", [], "", "struct<>", []],
    ["a generator", new Set([[1]]), ["a"], "struct<a:bigint>", ["Row(a=1)"]],
    [
      "an Arrow table",
      tableFromArrays({ a: new Int32Array([1, 2]) }),
      undefined,
      "struct<a:int>",
      ["Row(a=1)", "Row(a=2)"],
    ],
    [
      "an Arrow table and names",
      tableFromArrays({ a: new Float64Array([1]) }),
      ["b"],
      "struct<b:double>",
      ["Row(b=1.0)"],
    ],
  ])("takes %s", (_name, data, schema, type, rows) => {
    expect(made(data, schema)).toEqual({ type, rows });
  });

  test.each<[string, () => unknown, string]>([
    ["nothing without a schema", () => made([]), "CANNOT_INFER_EMPTY_SCHEMA"],
    ["values without names", () => made([1]), "CANNOT_INFER_SCHEMA_FOR_TYPE"],
    ["a wrong type", () => made([["x"]], "a INT"), "FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME"],
    ["a number", () => made(1 as never), "NOT_EXPECTED_TYPE"],
    ["broken DDL", () => made([[1]], "a INT,"), "PARSE_SYNTAX_ERROR"],
    [
      "unsigned integers",
      () => made(tableFromArrays({ a: new Uint8Array([1]) })),
      "UNSUPPORTED_DATA_TYPE_FOR_ARROW_CONVERSION",
    ],
  ])("refuses %s", (_name, run, condition) => {
    expect(run).toThrow(SparkError);
    expect(run).toThrow(expect.objectContaining({ condition }));
  });
});
