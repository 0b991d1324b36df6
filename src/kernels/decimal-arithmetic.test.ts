import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Int128Builder } from "../arrow/builders.ts";
import { arrowType, type ArrowVector, isValid } from "../arrow/vector.ts";
import { decimalArithmetic, unscaledReader, wideDecimal, type WideDecimalOptions } from "./decimal-arithmetic.ts";
import { decimalOfReal, decimalOfText, plainDecimal, roundTo } from "./decimal-text.ts";

function column(values: readonly (bigint | null)[]): ArrowVector {
  const builder = new Int128Builder(arrowType.decimal);
  for (const v of values) {
    if (v === null) builder.appendNull();
    else builder.append(v);
  }
  return builder.finish();
}
function plain(vector: ArrowVector): (bigint | null)[] {
  const read = unscaledReader(vector);
  return Array.from({ length: vector.length }, (_, i) => (isValid(vector, i) ? read(i) : null));
}

const unscaled = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n });
const scale = fc.integer({ min: 0, max: 38 });

/** |got * 10^-scale - exact numerator / denominator| is at most half a unit (and the division's own rounding). */
function nearest(got: bigint, at: number, numerator: bigint, denominator: bigint): boolean {
  const [n, d] = denominator < 0n ? [-numerator, -denominator] : [numerator, denominator];
  const error = got * d - n * 10n ** BigInt(at);
  const size = error < 0n ? -error : error;
  return 2n * size <= d;
}

describe("wide decimal arithmetic", () => {
  test("sums and differences are the nearest at the result's scale", () => {
    fc.assert(
      fc.property(
        unscaled,
        unscaled,
        scale,
        scale,
        scale,
        fc.constantFrom("+" as const, "-" as const),
        (a, b, sa, sb, s, op) => {
          const got = wideDecimal(a, b, { op, scales: [sa, sb], precision: 38, scale: s }) as bigint;
          const [x, y] = [a * 10n ** BigInt(38 - sa), b * 10n ** BigInt(38 - sb)];
          expect(nearest(got, s, op === "+" ? x + y : x - y, 10n ** 38n)).toBe(true);
        },
      ),
    );
  });
  test("products of up to 39 digits are the nearest", () => {
    const half = fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n });
    fc.assert(
      fc.property(half, half, scale, (a, b, s) => {
        const got = wideDecimal(a, b, { op: "*", scales: [10, 12], precision: 38, scale: s }) as bigint;
        expect(nearest(got, s, a * b, 10n ** 22n)).toBe(true);
      }),
    );
  });
  test("quotients are those of 38 digits, rounded again", () => {
    const few = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
    const byTen = fc.integer({ min: 0, max: 38 }).map((digits) => 2n * 10n ** BigInt(digits));
    fc.assert(
      fc.property(fc.oneof(unscaled, few), fc.oneof(unscaled, few, byTen), scale, scale, scale, (a, b, sa, sb, s) => {
        fc.pre(b !== 0n);
        const exact = wideDecimal(a, b, { op: "/", scales: [sa, sb], precision: 38, scale: 38 }) as bigint;
        const got = wideDecimal(a, b, { op: "/", scales: [sa, sb], precision: 38, scale: s });
        expect(got).toBe(roundTo({ unscaled: exact, scale: 38 }, s));
      }),
    );
    const third = wideDecimal(10n ** 37n * 5n - 1n, 10n ** 38n * 10n, {
      op: "/",
      scales: [0, 0],
      precision: 38,
      scale: 1,
    });
    expect(third).toBe(1n);
  });
  test("a product is cut after 39 digits before it is rounded, as Spark's", () => {
    const nines = 10n ** 38n - 1n;
    expect(wideDecimal(nines, 105n, { op: "*", scales: [0, 1], precision: 38, scale: 1 })).toBe(
      10499999999999999999999999999999999999800n,
    );
  });
  test("quotients below 38 digits of scale are the nearest", () => {
    fc.assert(
      fc.property(unscaled, unscaled, fc.integer({ min: 0, max: 12 }), (a, b, s) => {
        fc.pre(b !== 0n);
        const small = b % 10n ** 12n;
        fc.pre(small !== 0n);
        const got = wideDecimal(a, small, { op: "/", scales: [6, 4], precision: 38, scale: s }) as bigint;
        expect(nearest(got, s, a * 10n ** 4n, small * 10n ** 6n)).toBe(true);
      }),
    );
  });
  test("remainders: a = div * b + rem, with the sign of a", () => {
    fc.assert(
      fc.property(unscaled, unscaled, scale, scale, (a, b, sa, sb) => {
        fc.pre(b !== 0n);
        const s = Math.max(sa, sb);
        const options = { scales: [sa, sb] as const, precision: 38, scale: s };
        const rem = wideDecimal(a, b, { ...options, op: "%" }) as bigint;
        const div = wideDecimal(a, b, { ...options, op: "div" }) as bigint;
        const [x, y] = [a * 10n ** BigInt(s - sa), b * 10n ** BigInt(s - sb)];
        expect(div * y + rem).toBe(x);
        expect(rem === 0n || rem < 0n === a < 0n).toBe(true);
        const pmod = wideDecimal(a, b, { ...options, op: "pmod" }) as bigint;
        if (b > 0n) expect(pmod >= 0n).toBe(true);
      }),
    );
  });
  test("the kernel gives null for nulls, zero divisors and what does not fit", () => {
    const options: WideDecimalOptions = { op: "/", scales: [0, 0], precision: 20, scale: 2 };
    const [a, b] = [column([1n, null, 5n, 10n ** 30n]), column([3n, 1n, 0n, 1n])];
    expect(plain(decimalArithmetic([a, b], options, 4))).toEqual([33n, null, null, null]);
  });
});

describe("decimal texts", () => {
  test.each([
    ["1.50", 150n, 2],
    [" +7 ", 7n, 0],
    ["-.5e1", -5n, 0],
    ["1e3", 1n, -3],
    ["5.", 5n, 0],
  ])("%s", (text, value, at) => {
    expect(decimalOfText(text)).toEqual({ unscaled: value, scale: at });
  });
  test.each(["", ".", "1e", "a", "1_0", "0x1", "1.2.3", "NaN"])("%j is none", (text) => {
    expect(decimalOfText(text)).toBeUndefined();
  });
  test("plain text and back", () => {
    fc.assert(
      fc.property(unscaled, scale, (value, s) => {
        const read = decimalOfText(plainDecimal({ unscaled: value, scale: s }));
        expect(read).toEqual({ unscaled: value, scale: s });
      }),
    );
  });
  test("doubles are taken by the digits that Java writes", () => {
    expect(roundTo(decimalOfReal(1.005)!, 2)).toBe(101n);
    expect(plainDecimal(1e-7)).toBe("0.00000010");
    expect(decimalOfReal(Number.NaN)).toBeUndefined();
  });
});
