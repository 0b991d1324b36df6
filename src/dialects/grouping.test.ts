import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expressionOf } from "../sql/testing.ts";
import { columnOf } from "./testing.ts";

/** What is written, and the same with all parentheses, as Spark reads it. */
type Case = readonly [written: string, grouped: string];

const COMMON: readonly Case[] = [
  ["a AND b OR c", "(a AND b) OR c"],
  ["a OR b AND c", "a OR (b AND c)"],
  ["a OR b AND c OR d", "a OR (b AND c) OR d"],
  ["a AND (b OR c)", "a AND (b OR c)"],
  ["a AND b OR c AND d OR e", "(a AND b) OR (c AND d) OR e"],
  ["NOT a AND b", "(NOT a) AND b"],
  ["NOT a OR NOT b", "(NOT a) OR (NOT b)"],
  ["NOT (a) = b", "NOT (a = b)"],
  ["NOT (a) = b AND c", "(NOT (a = b)) AND c"],
  ["NOT (a OR b) AND c", "(NOT (a OR b)) AND c"],
  ["NOT NOT a", "NOT (NOT a)"],
  ["NOT a = b", "NOT (a = b)"],
  ["NOT a IN (1, 2)", "NOT (a IN (1, 2))"],
  ["NOT a IS NULL", "NOT (a IS NULL)"],
  ["NOT a LIKE 'x' OR b", "(NOT (a LIKE 'x')) OR b"],
  ["a = b AND c = d", "(a = b) AND (c = d)"],
  ["a + b * c", "a + (b * c)"],
  ["a * b + c", "(a * b) + c"],
  ["(a + b) * c", "(a + b) * c"],
  ["a - b - c", "(a - b) - c"],
  ["a - b + c - d", "((a - b) + c) - d"],
  ["a / b / c", "(a / b) / c"],
  ["a / b * c", "(a / b) * c"],
  ["a * (b / c)", "a * (b / c)"],
  ["- a * b", "(- a) * b"],
  ["- a + b", "(- a) + b"],
  ["a - - b", "a - (- b)"],
  ["a - -1", "a - (-1)"],
  ["-(a + b) * c", "(-(a + b)) * c"],
  ["a + b = c * d", "(a + b) = (c * d)"],
  ["a + b > c AND d < e - 1 OR f", "(((a + b) > c) AND (d < (e - 1))) OR f"],
  ["a BETWEEN 1 AND 2 AND b", "(a BETWEEN 1 AND 2) AND b"],
  ["a BETWEEN b + 1 AND c * 2 OR d", "(a BETWEEN (b + 1) AND (c * 2)) OR d"],
  ["a NOT BETWEEN 1 AND 2 OR b AND c", "(NOT (a BETWEEN 1 AND 2)) OR (b AND c)"],
  ["a + 1 IN (1, 2) AND b", "((a + 1) IN (1, 2)) AND b"],
  ["a NOT IN (1, 2 + 3) OR b", "(NOT (a IN (1, (2 + 3)))) OR b"],
  ["a NOT LIKE 'x' AND b", "(NOT (a LIKE 'x')) AND b"],
  ["a + b IS NULL AND c", "((a + b) IS NULL) AND c"],
  ["a IS NOT NULL OR b AND c", "(a IS NOT NULL) OR (b AND c)"],
  [
    "CASE WHEN a AND b OR c THEN d + e * f ELSE g END + 1",
    "(CASE WHEN (a AND b) OR c THEN d + (e * f) ELSE g END) + 1",
  ],
  ["CASE a WHEN b + 1 THEN c END", "CASE a WHEN (b + 1) THEN c END"],
  ["coalesce(a, b AND c)", "coalesce(a, (b AND c))"],
  ["coalesce(a, b AND c OR d, e)", "coalesce(a, ((b AND c) OR d), e)"],
  ["coalesce(a OR b, c)", "coalesce((a OR b), c)"],
  ["coalesce(a, b + c * d) - e", "(coalesce(a, b + (c * d))) - e"],
  ["coalesce(NOT (a) = b, c)", "coalesce((NOT (a = b)), c)"],
  ["sum(a * (1 - b) * (1 + c))", "sum((a * (1 - b)) * (1 + c))"],
  ["((a)) + ((b + c))", "a + (b + c)"],
  ["12345678901234567.8901", "12345678901234567.8901"],
  ["12345678901234567890 + a", "12345678901234567890 + a"],
  ["'it''s'", "'it\\'s'"],
];
/** The library does not read these as arguments. */
const ALONE: readonly Case[] = [
  ["a LIKE 'x' || 'y'", "a LIKE ('x' || 'y')"],
  ["a LIKE 'x' || b AND c", "(a LIKE ('x' || b)) AND c"],
  ["a LIKE b + c", "a LIKE (b + c)"],
];
const CONCATENATION: readonly Case[] = [
  ["a || b = c || d", "(a || b) = (c || d)"],
  ["a || b || c", "(a || b) || c"],
];
const OWN: { readonly [dialect: string]: readonly Case[] } = {
  postgresql: [
    ...CONCATENATION,
    ["a || b + c", "a || (b + c)"],
    ["a + b || c", "(a + b) || c"],
    ["a % b * c", "(a % b) * c"],
    ["- a :: real", "- (CAST(a AS float))"],
    ["a + b :: real * c", "a + (CAST(b AS float) * c)"],
    ["a::real::real + b", "CAST(CAST(a AS float) AS float) + b"],
    ["(a + b)::real", "CAST((a + b) AS float)"],
  ],
  mysql: [
    ["a || b AND c", "a OR (b AND c)"],
    ["a && b || c", "(a AND b) OR c"],
    ["a LIKE 'x' || b", "(a LIKE 'x') OR b"],
    ["a & b + c", "a & (b + c)"],
    ["a | b & c", "a | (b & c)"],
    ["a & b | c", "(a & b) | c"],
    ["a ^ b * c", "(a ^ b) * c"],
    ["a * b ^ c", "a * (b ^ c)"],
    ["a | b ^ c & d + e", "a | ((b ^ c) & (d + e))"],
    ["a + b & c", "(a + b) & c"],
    ["a & b = c", "(a & b) = c"],
    ["- a ^ b", "(- a) ^ b"],
    ["a DIV b * c", "(a DIV b) * c"],
    ["a + b DIV c", "a + (b DIV c)"],
    ["a MOD b + c", "(a % b) + c"],
    ["a + b % c", "a + (b % c)"],
    ["NOT a = b && c", "(NOT (a = b)) AND c"],
    ["`a b` + c", "`a b` + c"],
    ['"x\\ty"', "'x\\ty'"],
    ["'a\\'b'", "'a\\'b'"],
  ],
  snowflake: [
    ...CONCATENATION,
    // Its LIKE has no escape character of its own.
    ["a LIKE 'x\\\\y'", "a LIKE 'x\\\\\\\\y'"],
    ["a::float + b", "CAST(a AS double) + b"],
    ["- a::float", "-(CAST(a AS double))"],
    ["a || (b + c)", "a || (b + c)"],
    ["'a\\'b'", "'a\\'b'"],
    ["a % b - c", "(a % b) - c"],
  ],
  bigquery: [
    ...CONCATENATION,
    ["a || b * c", "(a || b) * c"],
    ["a + b || c", "a + (b || c)"],
    ["`a b` + c", "`a b` + c"],
  ],
};
/** BigQuery's numbers with a point are doubles, and whole ones end at 64 bits. */
const isExact = ([written]: Case): boolean => /^\d{11}/.test(written);
const ESCAPED: ReadonlySet<string> = new Set(["'it''s'"]);

describe.each(["postgresql", "mysql", "snowflake", "bigquery"])(
  "operators of %s group by its precedence",
  (dialect) => {
    const cases = [...COMMON, ...OWN[dialect]!].filter(
      (given) => dialect !== "bigquery" || (!isExact(given) && !ESCAPED.has(given[0])),
    );
    test.each(cases)("%s", (written, grouped) => {
      expect(columnOf(written, dialect)).toEqual(expressionOf(grouped));
      // As an argument among others, where the library's tree mixes commas and operators.
      expect(columnOf(`coalesce(x, ${written}, y)`, dialect)).toEqual(expressionOf(`coalesce(x, (${grouped}), y)`));
    });
    test.each(dialect === "postgresql" || dialect === "bigquery" ? ALONE : [])("%s", (written, grouped) => {
      expect(columnOf(written, dialect)).toEqual(expressionOf(grouped));
    });

    /** Trees of operators that all dialects have, with every parenthesis written. */
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.constantFrom("a", "b", "c", "1", "'x'", "NULL", "TRUE"),
        fc
          .tuple(tie("tree"), fc.constantFrom("+", "-", "*", "/", "=", "<>", "<", ">=", "AND", "OR"), tie("tree"))
          .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
        tie("tree").map((inner) => `(NOT ${inner})`),
        fc.tuple(tie("tree"), tie("tree")).map(([left, right]) => `(${left} IN (${right}, 2))`),
        tie("tree").map((inner) => `(${inner} IS NOT NULL)`),
        fc.tuple(tie("tree"), tie("tree")).map(([left, right]) => `coalesce(${left}, ${right})`),
      ),
    }));
    test("parentheses are kept at any depth", () => {
      fc.assert(
        fc.property(tree, (text) => {
          expect(columnOf(text, dialect)).toEqual(expressionOf(text));
        }),
        { numRuns: 100 },
      );
    });
  },
);
