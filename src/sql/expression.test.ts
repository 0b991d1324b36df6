import { describe, expect, it } from "vitest";
import { parseExpression } from "./index.ts";
import { expressionOf } from "./testing.ts";

describe("precedence", () => {
  it.each([
    ["a OR b AND c", "a OR (b AND c)"],
    ["NOT a = b AND c", "(NOT (a = b)) AND c"],
    ["NOT a IN (1) OR b", "(NOT (a IN (1))) OR b"],
    ["! a AND b", "(! a) AND b"],
    ["a = b IS NULL", "(a = b) IS NULL"],
    ["a < b < c", "(a < b) < c"],
    ["a | b ^ c & d << e", "a | (b ^ (c & (d << e)))"],
    ["a & b = c", "(a & b) = c"],
    ["a << b + c", "a << (b + c)"],
    ["a + b * c - d", "(a + (b * c)) - d"],
    ["a || b + c", "(a || b) + c"],
    ["a DIV b % c", "(a DIV b) % c"],
    ["- a * b", "(- a) * b"],
    ["- a.b[0]", "- (a.b[0])"],
    ["~ a + b", "(~ a) + b"],
    ["-1::INT", "(-1)::INT"],
    ["- a::INT", "- (a::INT)"],
    ["a BETWEEN b AND c AND d", "(a BETWEEN b AND c) AND d"],
    ["a BETWEEN b + 1 AND c OR d", "(a BETWEEN (b + 1) AND c) OR d"],
    ["a LIKE b || c", "a LIKE (b || c)"],
    ["a NOT LIKE b AND c", "(NOT (a LIKE b)) AND c"],
    ["a >> b >>> c", "(a >> b) >>> c"],
    ["x -> x + 1 > 2", "x -> ((x + 1) > 2)"],
    ["a = 1 OR b = 2 AND NOT c IS NOT NULL", "(a = 1) OR ((b = 2) AND (NOT (c IS NOT NULL)))"],
  ])("%s is %s", (plain, grouped) => {
    expect(expressionOf(plain)).toEqual(expressionOf(grouped));
  });
  it("builds balanced trees of AND and OR", () => {
    expect(expressionOf("a AND b AND c AND d")).toEqual(expressionOf("(a AND b) AND (c AND d)"));
    expect(expressionOf("a OR b OR c")).toEqual(expressionOf("(a OR b) OR c"));
  });
  it("allows one predicate on a value", () => {
    expect(() => parseExpression("a IS NULL IS NULL")).toThrow("PARSE_SYNTAX_ERROR");
  });
});

describe("names", () => {
  it("takes keywords as columns and aliases", () => {
    expect(expressionOf("select.from")).toEqual({ kind: "UnresolvedAttribute", nameParts: ["select", "from"] });
    expect(expressionOf("a AS order")).toMatchObject({ kind: "Alias", names: ["order"] });
    expect(expressionOf("left + date")).toMatchObject({ nameParts: ["+"] });
    expect(expressionOf("interval - 1")).toMatchObject({ nameParts: ["-"] });
    expect(expressionOf("case")).toEqual({ kind: "UnresolvedAttribute", nameParts: ["case"] });
    expect(expressionOf("current_date")).toEqual({ kind: "UnresolvedAttribute", nameParts: ["current_date"] });
  });
  it("takes brackets and dots behind any value", () => {
    expect(expressionOf("f(x).b[0]")).toMatchObject({
      kind: "UnresolvedExtractValue",
      child: { kind: "UnresolvedExtractValue", extraction: { value: "b" } },
      extraction: { value: 0 },
    });
    expect(expressionOf("`a.b`.c")).toEqual({ kind: "UnresolvedAttribute", nameParts: ["a.b", "c"] });
  });
  it("gives several aliases to a generator", () => {
    expect(expressionOf("f(x) AS (a, b)")).toMatchObject({ kind: "Alias", names: ["a", "b"] });
  });
  it("resolves IDENTIFIER of a constant, and leaves others", () => {
    expect(expressionOf("IDENTIFIER('a.`b c`')")).toEqual({
      kind: "UnresolvedAttribute",
      nameParts: ["a", "b c"],
      computed: true,
    });
    expect(expressionOf("IDENTIFIER('a' || 'bs')(1)")).toMatchObject({ nameParts: ["abs"] });
    expect(expressionOf("IDENTIFIER(:x)(1)")).toMatchObject({ nameParts: [], nameExpression: { kind: "Parameter" } });
    expect(expressionOf("IDENTIFIER(v)")).toMatchObject({ nameParts: ["identifier"], isInternal: true });
  });
  it("names the word that lacks backticks", () => {
    expect(() => parseExpression("a AS b-c")).toThrow("INVALID_IDENTIFIER");
    expect(() => parseExpression("é")).toThrow("INVALID_IDENTIFIER");
  });
});

describe("calls", () => {
  it("reads what may follow the arguments", () => {
    expect(expressionOf("count(DISTINCT a, b) FILTER (WHERE c) OVER w")).toMatchObject({
      kind: "Window",
      windowName: "w",
      windowFunction: { nameParts: ["count"], isDistinct: true, filter: { nameParts: ["c"] } },
    });
    expect(expressionOf("listagg(a) WITHIN GROUP (ORDER BY b DESC NULLS FIRST)")).toMatchObject({
      orderings: [{ direction: "descending", nullOrdering: "first" }],
    });
    expect(expressionOf("lag(a, 1) IGNORE NULLS OVER ()")).toMatchObject({ windowFunction: { ignoreNulls: true } });
    expect(expressionOf("first(a IGNORE NULLS)")).toMatchObject({ nameParts: ["first"], ignoreNulls: true });
    expect(expressionOf("f(a => 1)")).toMatchObject({ arguments: [{ kind: "NamedArgument", key: "a" }] });
  });
  it("counts rows with count(*)", () => {
    expect(expressionOf("count(*)")).toMatchObject({ arguments: [{ kind: "Literal", value: 1 }] });
    expect(expressionOf("count(DISTINCT *)")).toMatchObject({ arguments: [{ kind: "UnresolvedStar" }] });
    expect(expressionOf("count(t.*)")).toMatchObject({ arguments: [{ kind: "UnresolvedStar", target: ["t"] }] });
  });
  it("reads lambdas", () => {
    expect(expressionOf("f(a, (x, y) -> x + y)")).toMatchObject({
      arguments: [{}, { kind: "LambdaFunction", arguments: [{ nameParts: ["x"] }, { nameParts: ["y"] }] }],
    });
  });
  it("reads frames", () => {
    const frame = (sql: string): unknown => (expressionOf(`f() OVER (ORDER BY a ${sql})`) as { frame?: unknown }).frame;
    expect(frame("ROWS 1 PRECEDING")).toMatchObject({
      type: "row",
      lower: { kind: "offset", value: { value: -1 } },
      upper: { kind: "currentRow" },
    });
    expect(frame("RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 DAY FOLLOWING")).toMatchObject({
      type: "range",
      lower: { kind: "unboundedPreceding" },
      upper: { value: { value: 86_400_000_000n } },
    });
    expect(frame("")).toBeUndefined();
    expect(() => frame("ROWS b PRECEDING")).toThrow("INVALID_WINDOW_FRAME_BOUND");
  });
});

describe("special forms", () => {
  const call = (sql: string): [name: string, ...args: unknown[]] => {
    const node = expressionOf(sql);
    if (node.kind !== "UnresolvedFunction") throw new Error(node.kind);
    return [
      node.nameParts.join("."),
      ...node.arguments.map((a) =>
        a.kind === "Literal" ? a.value : "nameParts" in a ? a.nameParts.join(".") : a.kind,
      ),
    ];
  };
  it.each([
    ["EXTRACT(YEAR FROM a)", ["extract", "YEAR", "a"]],
    ["POSITION('x' IN a)", ["locate", "x", "a", 1]],
    ["SUBSTRING(a FROM 2)", ["substring", "a", 2, 2147483647]],
    ["SUBSTRING(a FROM 2 FOR 3)", ["substring", "a", 2, 3]],
    ["SUBSTRING(a, 2, 3)", ["SUBSTRING", "a", 2, 3]],
    ["TRIM(a)", ["TRIM", "a"]],
    ["TRIM(BOTH FROM a)", ["trim", "a"]],
    ["TRIM(LEADING 'x' FROM a)", ["ltrim", "x", "a"]],
    ["TRIM('x' FROM a)", ["trim", "x", "a"]],
    ["OVERLAY(a PLACING b FROM 1)", ["overlay", "a", "b", 1, -1]],
    ["DATEADD(DAY, 1, a)", ["timestampadd", "DAY", 1, "a"]],
    ["date_add(day, 1)", ["date_add", "day", 1]],
    ["TIMESTAMPDIFF(hour, a, b)", ["timestampdiff", "hour", "a", "b"]],
    ["CASE a WHEN 1 THEN 2 ELSE 3 END", ["when", "==", 2, 3]],
    ["CASE WHEN a THEN b END", ["when", "a", "b"]],
    ["a COLLATE utf8_lcase", ["collate", "a", "utf8_lcase"]],
    ["a IS DISTINCT FROM b", ["not", "<=>"]],
    ["a IS NOT DISTINCT FROM b", ["<=>", "a", "b"]],
    ["a IS NOT UNKNOWN", ["not", "isunknown"]],
    ["a NOT ILIKE ANY ('x', 'y')", ["notilikeany", "a", "x", "y"]],
    ["a LIKE 'x' ESCAPE '!'", ["like", "a", "x", "!"]],
    ["(a, b + 1)", ["named_struct", "a", "a", "col2", "+"]],
    ["STRUCT(a, b)", ["struct", "a", "b"]],
    ["cast(a)", ["cast", "a"]],
  ])("%s", (sql, want) => {
    expect(call(sql)).toEqual(want);
  });
  it("reads casts in three spellings", () => {
    const cast = expressionOf("CAST(a AS INT)");
    expect(cast).toMatchObject({ kind: "Cast", dataType: { kind: "integer" } });
    expect(expressionOf("a::INT")).toEqual(cast);
    expect(expressionOf("TRY_CAST(a AS INT)")).toMatchObject({ evalMode: "try" });
  });
  it("reads paths into variants, named by their last field", () => {
    expect(expressionOf("a:b.c[0]['d']")).toMatchObject({
      kind: "Alias",
      names: ["d"],
      child: { nameParts: ["semi_structured_extract"], arguments: [{}, { value: "$.b.c[0]['d']" }] },
    });
  });
  it("reads subqueries", () => {
    expect(expressionOf("(a, b) IN (SELECT 1, 2)")).toMatchObject({ subqueryType: "in", inValues: [{}, {}] });
    expect(expressionOf("NOT EXISTS (SELECT 1)")).toMatchObject({
      nameParts: ["not"],
      arguments: [{ subqueryType: "exists" }],
    });
    expect(expressionOf("exists(a, x -> x)")).toMatchObject({ kind: "UnresolvedFunction", nameParts: ["exists"] });
    expect(expressionOf("((SELECT 1) + 1)")).toMatchObject({
      nameParts: ["+"],
      arguments: [{ subqueryType: "scalar" }, {}],
    });
    expect(expressionOf("((SELECT 1) UNION (SELECT 2))")).toMatchObject({ plan: { kind: "SetOperation" } });
  });
});

it("gives every node its place", () => {
  const sql = "a +\n  f(b)";
  const node = parseExpression(sql);
  expect(node.origin).toEqual({ sqlText: sql, start: 0, stop: 9, line: 1, column: 0 });
  if (node.kind !== "UnresolvedFunction") throw new Error(node.kind);
  expect(node.arguments[1]?.origin).toEqual({ sqlText: sql, start: 6, stop: 9, line: 2, column: 2 });
  expect(Object.isFrozen(node)).toBe(true);
});
