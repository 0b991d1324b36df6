import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ArrayType,
  BOOLEAN,
  type DataType,
  DOUBLE,
  LONG,
  STRING,
  StructField,
  StructType,
} from "../types/data-type.ts";
import { decodeColumn } from "./decode.ts";
import { encodeColumn } from "./encode.ts";
import { concatVectors, sliceVector } from "./slice.ts";

const nested = new StructType([new StructField("a", LONG), new StructField("b", new ArrayType(STRING))]);
const cases: readonly (readonly [DataType, fc.Arbitrary<unknown>])[] = [
  [DOUBLE, fc.option(fc.double({ noNaN: true }))],
  [LONG, fc.option(fc.integer())],
  [BOOLEAN, fc.option(fc.boolean())],
  [STRING, fc.option(fc.string({ unit: "grapheme" }))],
  [new ArrayType(LONG), fc.option(fc.array(fc.option(fc.integer())))],
  [nested, fc.option(fc.tuple(fc.integer(), fc.option(fc.array(fc.option(fc.string())))))],
];
const plain = (values: unknown[]): unknown => JSON.parse(JSON.stringify(values));

describe("parts of columns", () => {
  test.each(cases)("%s: a column is the sum of its parts", (type, value) => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), fc.nat(40), (values, cut) => {
        const column = encodeColumn(type, values);
        const at = Math.min(cut, values.length);
        const parts = [sliceVector(column, 0, at), sliceVector(column, at, values.length)];
        expect(plain(parts.flatMap((p) => decodeColumn(p, type)))).toEqual(plain(decodeColumn(column, type)));
        expect(plain(decodeColumn(concatVectors(parts), type))).toEqual(plain(decodeColumn(column, type)));
      }),
    );
  });
  test.each(cases)("%s: parts of any length", (type, value) => {
    fc.assert(
      fc.property(fc.array(fc.array(value, { maxLength: 12 }), { minLength: 1, maxLength: 5 }), (lists) => {
        const parts = lists.map((l) => encodeColumn(type, l));
        expect(plain(decodeColumn(concatVectors(parts), type))).toEqual(
          plain(parts.flatMap((p) => decodeColumn(p, type))),
        );
      }),
    );
  });
});
