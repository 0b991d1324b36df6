import { runInThisContext } from "node:vm";
import { parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";
import { FunctionCode } from "./function-code.ts";
import { freeNames, type Syntax } from "../udf/free-identifiers.ts";

function analysed(text: string): { free: string; usesThis: boolean } {
  const { program, errors } = parseSync("f.js", `(${text})`);
  expect(errors).toEqual([]);
  let expression = (program.body[0] as unknown as Syntax)["expression"] as Syntax;
  while (expression.type === "ParenthesizedExpression") expression = expression["expression"] as Syntax;
  const { free, usesThis } = freeNames(expression);
  return { free: [...free].sort().join(" "), usesThis };
}

describe("names from around a function", () => {
  test.each([
    ["(x) => x + 1", ""],
    ["x => y + x.z + x[w]", "w y"],
    ["({ a, b: { c }, ...rest }, [d, , e = a]) => [a, c, d, e, rest, b]", "b"],
    ["(x = outside, y = x) => y", "outside"],
    ["function f(n) { return n < 2 ? 1 : f(n - 1) * arguments.length; }", ""],
    ["() => arguments.length", "arguments"],
    ["() => { use(v); if (true) { var v = 1; let w = 2; } return w; }", "use w"],
    ["() => { hoisted(); function hoisted() {} }", ""],
    ["() => { { function inBlock() {} } return 1; }", ""],
    ["() => { for (const [k, v] of pairs) k + v; return k; }", "k pairs"],
    ["() => { for (let i = 0; i < n; i++) { i; } for (var j in o) j; return j; }", "n o"],
    ["() => { try { risky(); } catch ({ message }) { return message; } finally { message; } }", "message risky"],
    ["() => { try {} catch { return 1; } }", ""],
    ["() => { outer: for (;;) { break outer; } }", ""],
    [
      "() => ({ key: 1, short, [computed]: 2, method() { return key; }, get g() { return short; } })",
      "computed key short",
    ],
    [
      "() => { class A extends B { static x = y; #p = 1; m() { return A + this.#p + z; } static { q; } } return new A(); }",
      "B q y z",
    ],
    ["() => { switch (s) { case c: let inside = 1; return inside; default: return inside; } }", "c s"],
    ["async () => { await import(path); for await (const x of xs) x; }", "path xs"],
    ["() => new.target", ""],
    ["(a) => `${a} ${b} ${tag`${c}`}`", "b c tag"],
    ["() => typeof missing", "missing"],
    ["(a) => { ({ a, b: c } = other); return a; }", "c other"],
    ["(function named() { return () => named; })", ""],
    ["(a) => a?.b?.[c]?.(d)", "c d"],
    ["() => { const f = function g() { return g; }; return g; }", "g"],
    ["() => { x = 1; x++; delete y.z; }", "x y"],
    ["() => { let a; { let b = a; } return b; }", "b"],
  ])("%s", (text, free) => {
    // `new.target` stands in functions that are no arrows.
    const valid = text === "() => new.target" ? "function () { return new.target; }" : text;
    expect(analysed(valid).free).toBe(free);
  });

  test.each([
    ["(x) => x", false],
    ["(x) => this.y", true],
    ["function (x) { return this.y; }", true],
    ["function (x) { return () => this.y; }", true],
    ["function (x) { return function () { return this.y; }; }", false],
    ["(x) => ({ m() { return this.y; } })", false],
    ["(x) => class { a = this; static { this.b; } m() { return this; } }", false],
    ["(x) => class extends Object { constructor() { super(); } }", false],
  ])("`this` in %s", (text, uses) => {
    expect(analysed(text).usesThis).toBe(uses);
  });
});

describe("functions written out", () => {
  const code = new FunctionCode(parseSync);
  const outside = 3;

  test("have the types of their parameters", () => {
    const write = (fn: (...args: never[]) => unknown): string => code.expression(fn, ["string", "number[]"], "n");
    expect(write(runInThisContext("(text, xs) => text.length + xs.length"))).toBe(
      "(text: string, xs: number[]) => text.length + xs.length",
    );
    expect(write(runInThisContext("text => text.length"))).toBe("(text: string) => text.length");
    expect(write(runInThisContext("async text => text.length"))).toBe("async (text: string) => text.length");
    expect(write(runInThisContext("(function f({ a }, [b] = []) { return a + b; })"))).toBe(
      "function f({ a }: string, [b]: number[] = []) { return a + b; }",
    );
    expect(write(runInThisContext("({ twice(text, ...more) { return text + more; } })").twice)).toBe(
      "function twice(text: string, ...more: any[]) { return text + more; }",
    );
    expect(write(runInThisContext("({ async later(text) { return text; } })").later)).toBe(
      "async function later(text: string) { return text; }",
    );
  });

  test("are refused where they use names from around them, by name", () => {
    const write = (fn: (...args: never[]) => unknown): string => code.expression(fn, [], "score");
    expect(() => write((x: number) => x + outside)).toThrow(
      "[PIPELINE_NOT_PRINTABLE] Node score cannot be written as code: its function uses `outside` from around it",
    );
    expect(() => write(parseInt)).toThrow("built in");
    expect(() => write(((x: number) => x).bind(null))).toThrow("bound");
    expect(() =>
      write(function (this: { n: number }) {
        return this.n;
      }),
    ).toThrow("`this`");
    class Small {
      readonly by = 2;
      twice(x: number): number {
        return x * this.by;
      }
    }
    class Large extends Small {}
    expect(code.declaration(Small, "n")).toMatch(/^class Small \{[^]*\}$/);
    expect(() => code.declaration(Large, "n")).toThrow("class Large uses `Small`");
  });
});
