import { describe, expect, it } from "vitest";
import { tokenize } from "./lexer.ts";

function tokens(sql: string): [kind: string, text: string][] {
  const { kinds, starts, ends } = tokenize(sql);
  return kinds.slice(0, -1).map((kind, i) => [kind, sql.slice(starts[i], ends[i])]);
}
const kinds = (sql: string): string[] => tokens(sql).map(([kind]) => kind);

describe("words and symbols", () => {
  it("gives keywords their upper-case name and others the class ident", () => {
    expect(tokens("select Foo, `a``b`")).toEqual([
      ["SELECT", "select"],
      ["ident", "Foo"],
      [",", ","],
      ["bident", "`a``b`"],
    ]);
    expect(kinds("regexp temp")).toEqual(["RLIKE", "TEMPORARY"]);
  });
  it("takes the longest symbol and gives spellings one name", () => {
    expect(kinds("a<=>b == c <> d != e !> f !< g :: h -> i => j || k |> l << m")).toEqual(
      "ident <=> ident = ident != ident != ident <= ident >= ident :: ident -> ident => ident || ident |> ident << ident".split(
        " ",
      ),
    );
    expect(kinds("array<array<int>>")).toEqual(["ARRAY", "<", "ARRAY", "<", "INT", ">", ">"]);
  });
});

describe("numbers", () => {
  it.each([
    ["1", "integer"],
    ["1.5", "decimal"],
    [".5", "decimal"],
    ["5.", "decimal"],
    ["1e5", "exponent"],
    ["1.5E-3", "exponent"],
    ["1L", "bigint"],
    ["1s", "smallint"],
    ["1Y", "tinyint"],
    ["1f", "float"],
    ["1e5D", "double"],
    ["1.5bd", "bigdecimal"],
    ["1a", "ident"],
    ["1e", "ident"],
    ["1_000", "ident"],
    ["1e5x", "ident"],
  ])("%s is %s", (text, kind) => {
    expect(tokens(text)).toEqual([[kind, text]]);
  });
  it("takes no decimal where a letter follows it", () => {
    expect(kinds("t.1a")).toEqual(["ident", ".", "ident"]);
    expect(kinds("1.a")).toEqual(["integer", ".", "ident"]);
  });
});

describe("strings", () => {
  it("ends at the quote that is not doubled or escaped", () => {
    expect(tokens(`'it''s' "a""b" 'a\\'b' r'a\\' R"x"`)).toEqual([
      ["string", "'it''s'"],
      ["dstring", '"a""b"'],
      ["string", "'a\\'b'"],
      ["string", "r'a\\'"],
      ["string", 'R"x"'],
    ]);
  });
  it("gives an open quote as an unknown token", () => {
    expect(kinds("'abc")).toEqual(["unknown", "ident"]);
  });
});

describe("comments", () => {
  it("skips line comments, which a backslash continues", () => {
    expect(kinds("a -- b\n c -- d \\\n e \n f")).toEqual(["ident", "ident", "ident"]);
  });
  it("nests block comments and keeps hints", () => {
    expect(kinds("a /* b /* c */ d */ e")).toEqual(["ident", "ident"]);
    expect(kinds("/*+ y */")).toEqual(["/*+", "ident", "*/"]);
    expect(tokenize("a /* b").unclosedComment).toBe(2);
  });
});

it("counts lines from 1", () => {
  const { lines, lineStarts } = tokenize("a\n'x\ny' b\n /* \n */ c");
  expect(lines).toEqual([1, 2, 3, 5, 5]);
  expect(lineStarts).toEqual([0, 2, 5, 10, 15]);
});
