import { describe, expect, expectTypeOf, test } from "vitest";
import { node, Pipeline, PipelineError } from "./index.ts";

const split = node({ output: "words", inputs: ["text"], fn: (text: string) => text.split(" ") });
const shout = node({ output: "loud", inputs: ["word", "mark"], fn: (word: string, mark: string) => word + mark });
const perWord = new Pipeline([shout], { name: "per word" });

describe("a pipeline as a node", () => {
  test("runs once, under other names", async () => {
    const inner = perWord.asNode({ inputMapping: { subject: "word" }, outputMapping: { loud: "title" } });
    expect(inner.inputs).toEqual(["subject", "mark"]);
    const outer = new Pipeline([inner]);
    const result = await outer.run({ subject: "hey", mark: "!" });
    expect(result).toEqual({ title: "hey!" });
    expectTypeOf(result).toEqualTypeOf<{ title: string }>();
  });

  test("maps over lists, with shared inputs", async () => {
    const inner = perWord.asNode({
      inputMapping: { words: "word" },
      outputMapping: { loud: "louds" },
      mapOver: "words",
    });
    const outer = new Pipeline([split, inner]);
    const result = await outer.run({ text: "a b c", mark: "?" }, { outputs: ["louds"] });
    expect(result).toEqual({ louds: ["a?", "b?", "c?"] });
    expectTypeOf(result).toEqualTypeOf<{ louds: string[] | null }>();
  });

  test("a null list stays null, an empty one empty", async () => {
    const inner = perWord.asNode({ inputMapping: { words: "word" }, mapOver: "words" });
    const outer = new Pipeline([inner]);
    const texts = [["a"], null, [], ["b", "c"]];
    const out = await outer.map({ words: texts, mark: "!" }, { mapOver: "words" });
    expect(out.map(({ loud }) => loud)).toEqual([["a!"], null, [], ["b!", "c!"]]);
  });

  test("bound inputs are not asked for", async () => {
    const inner = perWord.bind({ mark: "." }).asNode({ mapOver: "word" });
    expect(inner.inputs).toEqual(["word"]);
    expect(await new Pipeline([inner]).run({ word: ["a", "b"] })).toEqual({ loud: ["a.", "b."] });
  });

  test("zip and product of two lists", async () => {
    const pair = node({ output: "pair", inputs: ["a", "b"], fn: (a: string, b: number) => `${a}${b}` });
    const zipped = new Pipeline([pair]).asNode({ mapOver: ["a", "b"] });
    expect(await new Pipeline([zipped]).run({ a: ["x", "y"], b: [1, 2] })).toEqual({ pair: ["x1", "y2"] });
    const product = new Pipeline([pair]).asNode({ mapOver: ["a", "b"], mode: "product" });
    expect(await new Pipeline([product]).run({ a: ["x", "y"], b: [1, 2] })).toEqual({
      pair: ["x1", "x2", "y1", "y2"],
    });
  });

  test("flatten joins the items' lists", async () => {
    const inner = new Pipeline([split]).asNode({
      inputMapping: { texts: "text" },
      outputMapping: { words: "all" },
      mapOver: "texts",
      flatten: true,
    });
    const result = await new Pipeline([inner]).run({ texts: ["a b", "c", "d e"] });
    expect(result).toEqual({ all: ["a", "b", "c", "d", "e"] });
    expectTypeOf(result).toEqualTypeOf<{ all: string[] | null }>();
  });

  test("three maps in each other: batches are filled across all levels", async () => {
    const sizes: number[] = [];
    const square = node({
      output: "y",
      inputs: ["x"],
      batch: 8,
      fn: (xs: readonly number[]) => (sizes.push(xs.length), xs.map((x) => x * x)),
    });
    const one = new Pipeline([square]).asNode({ inputMapping: { xs: "x" }, outputMapping: { y: "ys" }, mapOver: "xs" });
    const two = new Pipeline([one]).asNode({
      inputMapping: { xss: "xs" },
      outputMapping: { ys: "yss" },
      mapOver: "xss",
    });
    const three = new Pipeline([two]).asNode({
      inputMapping: { xsss: "xss" },
      outputMapping: { yss: "ysss" },
      mapOver: "xsss",
    });
    const xsss = [[[1, 2], [], [3]], [], [[4], null, [5, 6, 7, 8, 9, 10]]];
    const result = await new Pipeline([three]).run({ xsss } as never);
    expect(result).toEqual({ ysss: [[[1, 4], [], [9]], [], [[16], null, [25, 36, 49, 64, 81, 100]]] });
    expect(sizes).toEqual([8, 2]);
  });

  test("only what is needed runs inside too", async () => {
    let calls = 0;
    const extra = node({ output: "extra", inputs: ["word", "z"], fn: () => calls++ });
    const inner = new Pipeline([shout, extra]).asNode({ mapOver: "word" });
    const result = await new Pipeline([inner]).run({ word: ["a"], mark: "!" }, { outputs: ["loud"] });
    expect(result).toEqual({ loud: ["a!"] });
    expect(calls).toBe(0);
  });

  test("an error names the path and the item", async () => {
    const fragile = node({
      name: "fragile",
      output: "r",
      inputs: ["x"],
      fn: (x: number) => {
        if (x === 7) throw new Error("seven");
        return x;
      },
    });
    const inner = new Pipeline([fragile]).asNode({ name: "inner", inputMapping: { xs: "x" }, mapOver: "xs" });
    const run = new Pipeline([inner]).map(
      {
        xs: [
          [1, 2],
          [3, 7],
        ],
      },
      { mapOver: "xs" },
    );
    await expect(run).rejects.toThrow("Node inner/fragile failed at item 1 at item 1 of `xs`: seven");
  });

  test.each([
    ["an inner input that is none", { inputMapping: { a: "wort" } }],
    ["an inner output that is none", { outputMapping: { laut: "b" } }],
    ["a list that is no input", { mapOver: "words" }],
  ] as const)("%s is refused", (_, options) => {
    expect(() => perWord.asNode(options as never)).toThrow(PipelineError);
    expect(() => perWord.asNode(options as never)).toThrow("PIPELINE_UNKNOWN_NAME");
  });
});
