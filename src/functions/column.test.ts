import { describe, expect, test } from "vitest";
import { SparkError } from "../types/spark-error.ts";
import type { Column } from "./column.ts";
import * as F from "./index.ts";
import { Window } from "./window.ts";

const { col, lit } = F;
const a = col("a");
const byB = Window.partitionBy("a").orderBy(F.desc("b"));

// The texts are those of PySpark 4.3.0.
const TEXTS: readonly (readonly [Column, string])[] = [
  [a.plus(1), "+(a, 1)"],
  [a.sub(1.5), "-(a, 1.5)"],
  [a.mul("x"), "*(a, 'x')"],
  [a.div(2), "/(a, 2)"],
  [a.mod(2), "%(a, 2)"],
  [a.negate(), "negative(a)"],
  [a.eq(1), "=(a, 1)"],
  [a.neq(1), "!(=(a, 1))"],
  [a.not(), "!(a)"],
  [a.le(1), "<=(a, 1)"],
  [a.eqNullSafe(null), "<=>(a, NULL)"],
  [a.gt(1).and(a.lt(2)), "and(>(a, 1), <(a, 2))"],
  [a.gt(1).or(a.lt(2)), "or(>(a, 1), <(a, 2))"],
  [a.alias("b"), "a AS b"],
  [a.alias("b", "c"), "a AS (b, c)"],
  [a.cast("decimal(10,2)"), "CAST(a AS DECIMAL(10,2))"],
  [a.try_cast("int"), "TRY_CAST(a AS INT)"],
  [a.isNull(), "isNull(a)"],
  [a.isNaN(), "isNaN(a)"],
  [a.isin(1, 2), "in(a, 1, 2)"],
  [a.isin([1, 2]), "in(a, 1, 2)"],
  [a.isin(), "in(a)"],
  [a.isin(col("b"), 1), "in(a, b, 1)"],
  [a.between(1, 2), "and(>=(a, 1), <=(a, 2))"],
  [a.like("x%"), "like(a, 'x%')"],
  [a.startswith("x"), "startswith(a, 'x')"],
  [a.substr(1, 2), "substr(a, 1, 2)"],
  [a.getField("x"), "a['x']"],
  [a.getItem(0), "a[0]"],
  [a.getItem(col("i")), "a[i]"],
  [a.withField("x", lit(1)), "update_field(a, x, 1)"],
  [a.dropFields("x", "y"), "drop_field(drop_field(a, x), y)"],
  [a.asc(), "a ASC NULLS FIRST"],
  [a.desc(), "a DESC NULLS LAST"],
  [a.desc_nulls_first(), "a DESC NULLS FIRST"],
  [F.when(a.gt(1), 2), "CASE WHEN >(a, 1) THEN 2 END"],
  [F.when(a.gt(1), 2).when(a.gt(2), 4).otherwise("x"), "CASE WHEN >(a, 1) THEN 2 WHEN >(a, 2) THEN 4 ELSE 'x' END"],
  [F.row_number().over(byB), "row_number() OVER (PARTITION BY a ORDER BY b DESC NULLS LAST)"],
  [
    F.sum("a").over(byB.rowsBetween(-1, 1)),
    "sum(a) OVER (PARTITION BY a ORDER BY b DESC NULLS LAST ROWS BETWEEN -1 AND 1)",
  ],
  [
    F.sum("a").over(byB.rangeBetween(-5, Window.unboundedFollowing)),
    "sum(a) OVER (PARTITION BY a ORDER BY b DESC NULLS LAST RANGE BETWEEN -5L AND UNBOUNDED FOLLOWING)",
  ],
  [F.sum("a").over(Window.partitionBy()), "sum(a) OVER ()"],
  [a.bitwiseXOR(1), "^(a, 1)"],
  [a.outer(), "lazy(a)"],
  [lit(null), "NULL"],
  [lit(true), "true"],
  [lit("it's"), "'it\\'s'"],
  [F.double(1), "1.0"],
  [lit(1e20), "1.0E20"],
  [lit(1e-5), "1.0E-5"],
  [lit(12345678.5), "1.23456785E7"],
  [lit(Number.NaN), "NaN"],
  [lit(2 ** 40), "1099511627776L"],
  [F.long(1), "1L"],
  [lit([1, 2]), "array(1, 2)"],
  [lit([]), "array()"],
  [col("a.b"), "a.b"],
  [col("`a.b`"), "`a.b`"],
  [col("`a b`"), "a b"],
  [col("*"), "*"],
  [F.expr("a + 1 as x"), "a + 1 as x"],
  [F.count("*"), "count(*)"],
  [F.count_distinct("a", "b"), "count(a, b)"],
  [F.pow("a", 2), "power(a, 2)"],
  [F.log(2, "a"), "log(2, a)"],
  [F.split("a", "x"), "split(a, 'x', -1)"],
  [F.concat_ws("-", "a", "b"), "concat_ws('-', a, b)"],
  [F.typeof("a"), "typeof(a)"],
  [F.ltrim("a", lit("x")), "ltrim('x', a)"],
  [F.make_interval(), "make_interval(0, 0, 0, 0, 0, 0, 0)"],
];

describe("a Column", () => {
  test.each(TEXTS)("%s prints as in PySpark", (column, text) => {
    expect(String(column)).toBe(`Column<'${text}'>`);
  });

  test("lambdas get fresh variables", () => {
    const nested = F.filter("a", (x) => F.exists(x, (y) => y.gt(x.getItem(0))));
    const text = String(nested).replace(/x_(\d+)/g, (_, n: string) => `v${n}`);
    expect(text).toMatch(/^Column<'filter\(a, (v\d+) -> exists\(\1, (v\d+) -> >\(\2, \1\[0\]\)\)\)'>$/);
  });

  test("is made of frozen nodes", () => {
    const { expression } = a.plus(1).alias("b");
    expect(Object.isFrozen(expression)).toBe(true);
    expect(expression).toMatchObject({ kind: "Alias", child: { kind: "UnresolvedFunction", nameParts: ["+"] } });
  });

  test.each<[string, () => unknown, string | null]>([
    ["a number", () => Number(a), "CANNOT_CONVERT_COLUMN_INTO_BOOL"],
    ["an operand", () => (a as unknown as number) + 1, "CANNOT_CONVERT_COLUMN_INTO_BOOL"],
    ["a list", () => [...(a as unknown as Iterable<unknown>)], "NOT_ITERABLE"],
    ["otherwise without when", () => a.otherwise(1), null],
    ["when after otherwise", () => F.when(a, 1).otherwise(2).when(a, 3), null],
    ["a broken name", () => col("`a"), "INVALID_ATTRIBUTE_NAME_SYNTAX"],
    ["an empty part", () => col("a..b"), "INVALID_ATTRIBUTE_NAME_SYNTAX"],
    ["metadata of several", () => a.alias("b", "c", { metadata: {} }), "ONLY_ALLOWED_FOR_SINGLE_COLUMN"],
    ["mixed substr", () => a.substr(1, a), "NOT_SAME_TYPE"],
    ["a window that is none", () => a.over(1 as never), "NOT_EXPECTED_TYPE"],
    ["a column in a list", () => lit([a] as never), "COLUMN_IN_LIST"],
    ["too few columns", () => F.greatest("a"), "WRONG_NUM_COLUMNS"],
    ["a lambda without parameters", () => F.forall("a", () => a), "WRONG_NUM_ARGS_FOR_HIGHER_ORDER_FUNCTION"],
    ["a lambda of a value", () => F.exists("a", (_x) => 1 as never), "HIGHER_ORDER_FUNCTION_SHOULD_RETURN_COLUMN"],
    ["a wrong digest", () => F.sha2("a", 7), "VALUE_NOT_ALLOWED"],
    ["no function", () => F.udf(1 as never), "NOT_EXPECTED_TYPE"],
  ])("used as %s throws", (_what, run, condition) => {
    expect(run).toThrow(SparkError);
    expect(run).toThrow(expect.objectContaining({ condition }));
  });
});
