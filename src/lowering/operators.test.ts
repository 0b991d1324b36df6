import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrowField } from "../arrow/vector.ts";
import { boolLit, doubleLit, intLit, literal, nullLit, stringLit } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import { prettyName } from "../logical/pretty.ts";
import type { Plain } from "../polars/testing.ts";
import {
  BOOLEAN,
  BYTE,
  DATE,
  DecimalType,
  DOUBLE,
  INT,
  INTERVAL_DT,
  INTERVAL_YM,
  LONG,
  STRING,
} from "../types/data-type.ts";
import { SparkError } from "../types/spark-error.ts";
import { call, columnOf, evaluate } from "./testing.ts";

const i = columnOf("i", INT);
const j = columnOf("j", INT);
const l = columnOf("l", LONG);
const d = columnOf("d", DOUBLE);
const b = columnOf("b", BOOLEAN);
const ints = (...values: (bigint | null)[]): [typeof i, (bigint | null)[]] => [i, values];
const [MAX, MIN] = [2147483647n, -2147483648n];

function conditionOf(run: () => unknown): string | null {
  try {
    run();
  } catch (error) {
    if (error instanceof SparkError) return error.condition;
    throw error;
  }
  return "nothing was raised";
}

describe("integers", () => {
  test("sums in range, and overflow by mode", () => {
    const sum = call("+", [i, 1]);
    expect(evaluate(sum, [ints(1n, null, -1n)])).toEqual([2, null, 0]);
    expect(conditionOf(() => evaluate(sum, [ints(1n, MAX)]))).toBe("ARITHMETIC_OVERFLOW");
    expect(evaluate(call("+", [i, 1], "legacy"), [ints(MAX)])).toEqual([-2147483648]);
    expect(evaluate(call("try_add", [i, 1]), [ints(MAX, 1n)])).toEqual([null, 2]);
  });
  test("small integers name their operands", () => {
    const y = columnOf("y", BYTE);
    const product = call("*", [y, y]);
    let error: unknown;
    try {
      evaluate(product, [[y, [3n, 100n]]]);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(SparkError);
    expect((error as SparkError).condition).toBe("BINARY_ARITHMETIC_OVERFLOW");
    expect((error as SparkError).messageParameters).toMatchObject({ value1: "100S", value2: "100S", symbol: "*" });
  });
  test("division and remainder cut towards zero", () => {
    const values: [bigint, bigint][] = [
      [7n, 2n],
      [-7n, 2n],
      [7n, -2n],
      [-7n, -2n],
      [6n, 3n],
      [-6n, 3n],
    ];
    const columns = [ints(...values.map(([n]) => n)), [j, values.map(([, m]) => m)]] as const;
    expect(evaluate(call("div", [i, j]), columns)).toEqual(values.map(([n, m]) => n / m));
    expect(evaluate(call("%", [i, j]), columns)).toEqual(values.map(([n, m]) => Number(n % m)));
    expect(evaluate(call("%", [i, 3]), columns)).toEqual(values.map(([n]) => Number(n % 3n)));
    expect(evaluate(call("div", [i, 4]), columns)).toEqual(values.map(([n]) => n / 4n));
    const positive = (n: bigint, m: bigint): bigint => (n % m < 0n ? ((n % m) + m) % m : n % m);
    expect(evaluate(call("pmod", [i, j]), columns)).toEqual(values.map(([n, m]) => Number(positive(n, m))));
  });
  test("any two longs: div and % agree with BigInt", () => {
    const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    const m = columnOf("m", LONG);
    fc.assert(
      fc.property(fc.array(fc.tuple(long, long), { minLength: 1, maxLength: 30 }), (pairs) => {
        const usable = pairs.filter(([, y]) => y !== 0n && y !== -1n);
        fc.pre(usable.length > 0);
        const columns = [
          [l, usable.map(([x]) => x)],
          [m, usable.map(([, y]) => y)],
        ] as const;
        expect(evaluate(call("div", [l, m]), columns)).toEqual(usable.map(([x, y]) => x / y));
        expect(evaluate(call("%", [l, m]), columns)).toEqual(usable.map(([x, y]) => x % y));
      }),
      { numRuns: 30 },
    );
  });
  test("zero divisors", () => {
    expect(conditionOf(() => evaluate(call("/", [i, j]), [ints(1n), [j, [0n]]]))).toBe("DIVIDE_BY_ZERO");
    expect(conditionOf(() => evaluate(call("%", [i, j]), [ints(1n), [j, [0n]]]))).toBe("REMAINDER_BY_ZERO");
    expect(evaluate(call("/", [i, j]), [ints(null), [j, [0n]]])).toEqual([null]);
    expect(evaluate(call("/", [i, j], "legacy"), [ints(1n, 3n), [j, [0n, 2n]]])).toEqual([null, 1.5]);
    expect(evaluate(call("try_divide", [i, j]), [ints(1n), [j, [0n]]])).toEqual([null]);
  });
  test("signs", () => {
    expect(evaluate(call("-", [i]), [ints(5n, null)])).toEqual([-5, null]);
    expect(conditionOf(() => evaluate(call("-", [i]), [ints(MIN)]))).toBe("ARITHMETIC_OVERFLOW");
    expect(conditionOf(() => evaluate(call("abs", [i]), [ints(MIN)]))).toBe("ARITHMETIC_OVERFLOW");
    expect(evaluate(call("abs", [i], "legacy"), [ints(MIN, -3n)])).toEqual([-2147483648, 3]);
  });
});

describe("floats", () => {
  test("the remainder is exact", () => {
    expect(evaluate(call("%", [d, doubleLit(2)]), [[d, [-7.5, 1e300, null]]])).toEqual([-1.5, 1e300 % 2, null]);
    expect(evaluate(call("%", [d, doubleLit(0.1)]), [[d, [1]]])).toEqual([1 % 0.1]);
  });
  test("NaN equals itself and is the greatest", () => {
    const nan = doubleLit(Number.NaN);
    const values: [typeof d, Plain[]] = [d, [Number.NaN, 1, null, Infinity]];
    expect(evaluate(call("=", [d, nan]), [values])).toEqual([true, false, null, false]);
    expect(evaluate(call("<", [d, nan]), [values])).toEqual([false, true, null, true]);
    expect(evaluate(call("greatest", [d, doubleLit(2)]), [values])).toEqual([NaN, 2, 2, Infinity]);
    expect(evaluate(call("=", [d, doubleLit(0)]), [[d, [-0]]])).toEqual([true]);
  });
});

describe("decimals", () => {
  const decimal = (p: number, s: number): DecimalType => new DecimalType(p, s);
  const shape = fc
    .integer({ min: 1, max: 38 })
    .chain((p) => fc.tuple(fc.constant(p), fc.integer({ min: 0, max: Math.min(p, 18) })));
  const within = (p: number): fc.Arbitrary<bigint> =>
    fc.bigInt({ min: -(10n ** BigInt(p)) + 1n, max: 10n ** BigInt(p) - 1n });
  const halfUp = (n: bigint, unit: bigint): bigint => (n < 0n ? n - unit / 2n : n + unit / 2n) / unit;
  const wide = { type: { kind: "decimal", bits: 128, precision: 38, scale: 0 } as const };

  test("any two decimals: the exact result at the type's scale, or null where it does not fit", () => {
    fc.assert(
      fc.property(
        shape.chain(([p, s]) => fc.tuple(fc.constant([p, s] as const), within(p))),
        shape.chain(([p, s]) => fc.tuple(fc.constant([p, s] as const), within(p))),
        fc.constantFrom("+", "-", "*"),
        ([[p1, s1], x], [[p2, s2], y], op) => {
          const [a, c] = [columnOf("a", decimal(p1, s1)), columnOf("c", decimal(p2, s2))];
          const e = call(`try_${op === "+" ? "add" : op === "-" ? "subtract" : "multiply"}`, [a, c]);
          const to = e.dataType as DecimalType;
          const fields = [arrowField("a", wide.type), arrowField("c", wide.type)];
          const [got] = evaluate(
            e,
            [
              [a, [x]],
              [c, [y]],
            ],
            fields,
          );
          const scale = BigInt(Math.max(s1, s2));
          const [l10, r10] = [x * 10n ** (scale - BigInt(s1)), y * 10n ** (scale - BigInt(s2))];
          let exact = op === "+" ? l10 + r10 : op === "-" ? l10 - r10 : x * y;
          let at = op === "*" ? s1 + s2 : Number(scale);
          // Spark keeps 39 digits of a product.
          const excess = op === "*" ? Math.max(0, (exact < 0n ? -exact : exact).toString().length - 39) : 0;
          [exact, at] = [exact / 10n ** BigInt(excess), at - excess];
          const rounded =
            at > to.scale ? halfUp(exact, 10n ** BigInt(at - to.scale)) : exact * 10n ** BigInt(to.scale - at);
          const limit = 10n ** BigInt(to.precision);
          expect(got).toBe(rounded >= limit || rounded <= -limit ? null : rounded);
        },
      ),
      { numRuns: 150 },
    );
  });
  test("quotients round half up", () => {
    const [a, c] = [columnOf("a", decimal(10, 2)), columnOf("c", decimal(10, 2))];
    const e = call("/", [a, c]);
    expect(e.dataType.simpleString()).toBe("decimal(23,13)");
    expect(
      evaluate(e, [
        [a, [200n, -200n, null]],
        [c, [300n, 300n, 1n]],
      ]),
    ).toEqual([6666666666667n, -6666666666667n, null]);
  });
  test("overflow names the value", () => {
    const a = columnOf("a", decimal(38, 0));
    const e = call("+", [a, 1]);
    const fields = [arrowField("a", wide.type)];
    expect(conditionOf(() => evaluate(e, [[a, [10n ** 38n - 1n]]], fields))).toBe(
      "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
    );
    expect(evaluate(call("+", [a, 1], "legacy"), [[a, [10n ** 38n - 1n, 1n]]], fields)).toEqual([null, 2n]);
  });
  test("literals take no more digits than they have", () => {
    const a = columnOf("a", decimal(38, 18));
    expect(call("*", [a, 2]).dataType.simpleString()).toBe("decimal(38,16)");
    expect(prettyName(call("*", [a, 2]))).toBe("(a * 2)");
  });
});

describe("three-valued logic", () => {
  const c = columnOf("c", BOOLEAN);
  const t = [true, true, true, false, false, false, null, null, null];
  const u = [true, false, null, true, false, null, true, false, null];
  const columns = [
    [b, t],
    [c, u],
  ] as const;
  test("AND, OR, NOT", () => {
    expect(evaluate(call("and", [b, c]), columns)).toEqual([true, false, null, false, false, false, null, false, null]);
    expect(evaluate(call("or", [b, c]), columns)).toEqual([true, true, true, true, false, null, true, null, null]);
    expect(evaluate(call("not", [b]), columns)).toEqual([false, false, false, true, true, true, null, null, null]);
  });
  test("null-safe equality and tests for truth", () => {
    expect(evaluate(call("<=>", [b, c]), columns)).toEqual([
      true,
      false,
      false,
      false,
      true,
      false,
      false,
      false,
      true,
    ]);
    expect(evaluate(call("istrue", [b]), columns)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(evaluate(call("isnotfalse", [b]), columns)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      true,
      true,
      true,
    ]);
  });
  test("IN knows what a null in the list leaves open", () => {
    const list = [i, intLit(1), intLit(2), nullLit()];
    expect(evaluate(call("in", list), [ints(1n, 3n, null)])).toEqual([true, null, null]);
    expect(evaluate(call("in", list.slice(0, 3)), [ints(1n, 3n, null)])).toEqual([true, false, null]);
    expect(evaluate(call("in", [i, j, intLit(7)]), [ints(1n, 3n, 7n), [j, [1n, null, null]]])).toEqual([
      true,
      null,
      true,
    ]);
  });
});

describe("only rows that reach a branch raise", () => {
  const zero = intLit(0);
  const inverse = call("/", [1, i]);
  const columns = [ints(0n, 2n, null)];
  const cases: readonly (readonly [name: string, e: TypedExpr, values: Plain[]])[] = [
    ["CASE", call("when", [call("!=", [i, zero]), inverse]), [null, 0.5, null]],
    ["ELSE", call("when", [call("=", [i, zero]), doubleLit(9), inverse]), [9, 0.5, null]],
    ["IF", call("if", [call("=", [i, zero]), doubleLit(9), inverse]), [9, 0.5, null]],
    [
      "COALESCE",
      call("coalesce", [call("nullif", [call("=", [i, zero]), boolLit(false)]), call("=", [inverse, doubleLit(0.5)])]),
      [true, true, null],
    ],
    ["AND", call("and", [call("!=", [i, zero]), call(">", [inverse, 0])]), [false, true, null]],
    ["OR", call("or", [call("=", [i, zero]), call(">", [inverse, 0])]), [true, true, null]],
    [
      "a later condition",
      call("when", [call("=", [i, zero]), intLit(1), call(">", [inverse, 0]), intLit(2)]),
      [1, 2, null],
    ],
    ["NANVL", call("nanvl", [doubleLit(1), inverse]), [1, 1, 1]],
  ];
  test.each(cases)("%s", (_name, e, values) => {
    expect(evaluate(e, columns)).toEqual(values);
  });
  test("and rows that do reach it raise", () => {
    const e = call("when", [call("=", [i, zero]), inverse, doubleLit(1)]);
    expect(conditionOf(() => evaluate(e, columns))).toBe("DIVIDE_BY_ZERO");
    expect(conditionOf(() => evaluate(call("and", [call("=", [i, zero]), call(">", [inverse, 0])]), columns))).toBe(
      "DIVIDE_BY_ZERO",
    );
  });
  test("40 divisions, each guarded by the one around it", () => {
    let e: TypedExpr = call("/", [i, 1]);
    for (let n = 0; n < 40; n++)
      e = call("when", [call("!=", [i, n]), call("/", [e, call("-", [i, n])]), doubleLit(0)]);
    const values = evaluate(e, [ints(0n, 39n, 100n)]) as number[];
    expect(values.slice(0, 2).map(Math.abs)).toEqual([0, 0]);
    expect(values[2]).toBeGreaterThan(0);
  });
});

describe("long chains", () => {
  test("a CASE of 500 branches", () => {
    const args = Array.from({ length: 500 }, (_, n) => [call("=", [i, n]), intLit(n * 2)]).flat();
    expect(evaluate(call("when", [...args, -1]), [ints(0n, 499n, 500n)])).toEqual([0, 998, -1]);
  });
  test("OR and AND of 5,000 terms", () => {
    const chain = (op: string, test_: (n: number) => TypedExpr): TypedExpr =>
      Array.from({ length: 5000 }, (_, n) => test_(n)).reduce((left, right) => call(op, [left, right]));
    expect(
      evaluate(
        chain("or", (n) => call("=", [i, n])),
        [ints(4999n, 5000n, null)],
      ),
    ).toEqual([true, false, null]);
    expect(
      evaluate(
        chain("and", (n) => call("!=", [i, n])),
        [ints(4999n, 5000n, null)],
      ),
    ).toEqual([false, true, null]);
  });
});

describe("bits", () => {
  test("shifts take the count modulo the width", () => {
    const columns = [ints(1n, -8n, MIN, null)];
    expect(evaluate(call("<<", [i, 33]), columns)).toEqual([2, -16, 0, null]);
    expect(evaluate(call(">>", [i, 1]), columns)).toEqual([0, -4, -1073741824, null]);
    expect(evaluate(call(">>>", [i, 28]), columns)).toEqual([0, 15, 8, null]);
    expect(evaluate(call(">>>", [l, 60]), [[l, [-1n, 1n]]])).toEqual([15n, 0n]);
    expect(
      evaluate(call("<<", [l, j]), [
        [l, [1n, 1n, 3n]],
        [j, [63n, 64n, 62n]],
      ]),
    ).toEqual([MIN * 2n ** 32n, 1n, -(2n ** 62n)]);
  });
  test("bit_count counts the bits of the long", () => {
    expect(evaluate(call("bit_count", [i]), [ints(5n, -1n, 0n, null)])).toEqual([2, 64, 0, null]);
  });
  test("any longs", () => {
    const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(fc.array(long, { minLength: 1, maxLength: 20 }), fc.integer({ min: -100, max: 100 }), (xs, n) => {
        const by = BigInt(n & 63);
        const columns = [[l, xs]] as const;
        expect(evaluate(call("<<", [l, n]), columns)).toEqual(xs.map((x) => BigInt.asIntN(64, x << by)));
        expect(evaluate(call(">>", [l, n]), columns)).toEqual(xs.map((x) => x >> by));
        expect(evaluate(call(">>>", [l, n]), columns)).toEqual(
          xs.map((x) => BigInt.asIntN(64, BigInt.asUintN(64, x) >> by)),
        );
        const ones = (x: bigint): number => BigInt.asUintN(64, x).toString(2).replaceAll("0", "").length;
        expect(evaluate(call("bit_count", [l]), columns)).toEqual(xs.map(ones));
      }),
      { numRuns: 30 },
    );
  });
});

describe("dates and intervals", () => {
  const day = columnOf("day", DATE);
  const span = columnOf("span", INTERVAL_DT);
  const months = columnOf("months", INTERVAL_YM);
  const DAY = 86_400_000_000n;
  test("names follow Spark's own functions", () => {
    expect(prettyName(call("+", [day, 1]))).toBe("date_add(day, 1)");
    expect(prettyName(call("-", [day, 1]))).toBe("date_sub(day, 1)");
    expect(prettyName(call("+", [months, day]))).toBe("day + months");
    expect(prettyName(call("-", [day, day]))).toBe("(day - day)");
    expect(prettyName(call("*", [2, span]))).toBe("(span * 2)");
  });
  test("a month's end stays within the month", () => {
    const e = call("+", [day, literal(1, INTERVAL_YM)]);
    expect(evaluate(e, [[day, [18292n, null]]])).toEqual([18321, null]);
  });
  test("intervals times and by numbers, rounded half up", () => {
    const columns = [[span, [DAY, -1n, null]]] as const;
    expect(evaluate(call("*", [span, 2]), columns)).toEqual([2n * DAY, -2n, null]);
    expect(evaluate(call("/", [span, 2]), columns)).toEqual([DAY / 2n, -1n, null]);
    expect(evaluate(call("*", [span, literal(15n, new DecimalType(2, 1))]), columns)).toEqual([
      (DAY * 3n) / 2n,
      -2n,
      null,
    ]);
    expect(conditionOf(() => evaluate(call("/", [span, 0]), columns))).toBe("INTERVAL_DIVIDED_BY_ZERO");
    expect(conditionOf(() => evaluate(call("+", [span, span]), [[span, [2n ** 62n]]]))).toBe(
      "INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION",
    );
  });
});

describe("operands that do not meet", () => {
  const cases: readonly (readonly [name: string, make: () => TypedExpr, condition: string])[] = [
    ["1 + true", () => call("+", [1, boolLit(true)]), "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES"],
    ["'1' + '2'", () => call("+", [stringLit("1"), stringLit("2")]), "DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE"],
    ["NOT 1", () => call("not", [1]), "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE"],
    ["1 IN (date)", () => call("in", [1, literal(0, DATE)]), "DATATYPE_MISMATCH.DATA_DIFF_TYPES"],
    ["date + 1L", () => call("+", [literal(0, DATE), literal(1n, LONG)]), "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE"],
    ["CASE WHEN 1", () => call("when", [1, 2]), "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE"],
  ];
  test.each(cases)("%s", (_name, make, condition) => {
    expect(conditionOf(make)).toBe(condition);
  });
  test("strings take the other side's type under ANSI", () => {
    expect(call("+", [1, stringLit("2")]).dataType).toEqual(LONG);
    expect(call("+", [1, stringLit("2")], "legacy").dataType).toEqual(DOUBLE);
    const s = columnOf("s", STRING);
    expect(evaluate(call("=", [i, s]), [ints(7n, 8n), [s, [" 7 ", "9"]]])).toEqual([true, false]);
  });
});
