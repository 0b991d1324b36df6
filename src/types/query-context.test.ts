import { describe, expect, it } from "vitest";
import { DataFrameContext, SqlContext } from "./query-context.ts";

const of = (text: string, piece: string): SqlContext => {
  const start = text.indexOf(piece);
  return new SqlContext(text, start, start + piece.length - 1);
};

describe("a place in SQL", () => {
  it("is shown in its line", () => {
    const { summary } = of("SELECT id,\n  10 / age AS q\nFROM p", "10 / age");
    expect(summary).toBe("== SQL (line 2, position 3) ==\n  10 / age AS q\n  ^^^^^^^^\n");
  });
  it("is shown with 32 characters on both sides", () => {
    const ids = "id, ".repeat(20);
    const { summary } = of(`SELECT ${ids}10 / age AS q, ${ids}id FROM p`, "10 / age");
    const [before, after] = ["id, ".repeat(8), " AS q, id, id, id, id, id, id, i"];
    expect(summary).toBe(
      `== SQL (line 1, position 88) ==\n...${before}10 / age${after}...\n${" ".repeat(35)}^^^^^^^^\n`,
    );
  });
  it("is underlined in each of its lines", () => {
    expect(of("SELECT 10 /\n   age\n  AS q", "10 /\n   age").summary).toBe(
      "== SQL (line 1, position 8) ==\nSELECT 10 /\n       ^^^^\n   age\n^^^^^^\n",
    );
    expect(of("SELECT f(a,\n\n b) c", "f(a,\n\n b)").summary).toBe(
      "== SQL (line 1, position 8) ==\nSELECT f(a,\n       ^^^^\n\n\n b) c\n^^^\n",
    );
  });
  it("may be behind the text", () => {
    expect(new SqlContext("age >", 5, 5)).toMatchObject({
      fragment: "",
      summary: "== SQL (line 1, position 6) ==\nage >\n",
    });
  });
});

it("a place in the program names the method and the line", () => {
  expect(new DataFrameContext("divide", "a.ts:3").summary).toBe('== DataFrame ==\n"divide" was called from\na.ts:3\n');
});
