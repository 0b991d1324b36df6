import { describe, expect, expectTypeOf, test } from "vitest";
import { node, nodeProgress, Pipeline, PipelineError, type PipelineEvent } from "./index.ts";

const double = node({ output: "twice", inputs: ["x"], fn: (x: number) => x * 2 });
const increment = node({ output: "next", inputs: ["twice"], fn: async (twice: number) => twice + 1 });
const add = node({ output: "sum", inputs: ["next", "y"], fn: (next: number, y: number) => next + y });

const conditionOf = (run: () => unknown): PipelineError => {
  try {
    run();
  } catch (error) {
    if (error instanceof PipelineError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};
const rejection = async (promise: Promise<unknown>): Promise<PipelineError> => {
  const error: unknown = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(PipelineError);
  return error as PipelineError;
};

describe("a pipeline", () => {
  test("joins nodes by names, in any order, sync and async", async () => {
    const pipeline = new Pipeline([add, increment, double]);
    expect(pipeline.inputs).toEqual(["y", "x"]);
    const result = await pipeline.run({ x: 3, y: 10 });
    expect(result).toEqual({ sum: 17, next: 7, twice: 6 });
    expectTypeOf(result).toEqualTypeOf<{ sum: number; next: number; twice: number }>();
  });

  test("computes only what the outputs need, and asks only for their inputs", async () => {
    let calls = 0;
    const counted = node({ output: "counted", inputs: ["z"], fn: (z: string) => (calls++, z.length) });
    const pipeline = new Pipeline([double, add, increment, counted]);
    const result = await pipeline.run({ x: 1 }, { outputs: ["next"] });
    expect(result).toEqual({ next: 3 });
    expectTypeOf(result).toEqualTypeOf<{ next: number }>();
    expect(calls).toBe(0);
  });

  test("hands one input to several nodes", async () => {
    const half = node({ output: "half", inputs: ["x"], fn: (x: number) => x / 2 });
    expect(await new Pipeline([double, half]).run({ x: 5 })).toEqual({ twice: 10, half: 2.5 });
  });

  test("takes several outputs from one node", async () => {
    const divide = node({
      output: ["quotient", "rest"],
      inputs: ["a", "b"],
      fn: (a: number, b: number) => ({ quotient: Math.floor(a / b), rest: a % b }),
    });
    const back = node({
      output: "back",
      inputs: ["quotient", "rest", "b"],
      fn: (quotient: number, rest: number, b: number) => quotient * b + rest,
    });
    const result = await new Pipeline([back, divide]).run({ a: 17, b: 5 });
    expect(result).toEqual({ quotient: 3, rest: 2, back: 17 });
    expectTypeOf(result.rest).toEqualTypeOf<number>();
    const broken = node({ output: ["p", "q"], inputs: [], fn: () => ({ p: 1 }) });
    const error = await rejection(new Pipeline([broken]).run({}));
    expect(error.condition).toBe("PIPELINE_WRONG_RESULT");
    expect(error.message).toContain("`q`");
  });

  test("runs independent nodes side by side", async () => {
    let running = 0;
    let most = 0;
    const slow = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running--;
    };
    const nodes = ["a", "b", "c"].map((output) => node({ output, inputs: [], fn: slow }));
    await new Pipeline(nodes).run({});
    expect(most).toBe(3);
    most = 0;
    await new Pipeline(nodes).run({}, { concurrency: 2 });
    expect(most).toBe(2);
  });

  test("a chain of ten thousand nodes", async () => {
    const nodes = Array.from({ length: 10_000 }, (_, i) =>
      node({ output: `v${i + 1}`, inputs: [`v${i}`], fn: (v: number) => v + 1 }),
    );
    expect(await new Pipeline(nodes.reverse()).run({ v0: 0 }, { outputs: ["v10000"] })).toEqual({ v10000: 10_000 });
  });
});

describe("what is wrong is said when the pipeline is built", () => {
  test("a cycle, with its path", () => {
    const a = node({ name: "first", output: "a", inputs: ["c"], fn: (c: number) => c });
    const b = node({ name: "second", output: "b", inputs: ["a"], fn: (v: number) => v });
    const c = node({ name: "third", output: "c", inputs: ["b", "x"], fn: (v: number, _x: number) => v });
    const error = conditionOf(() => new Pipeline([double, a, b, c]));
    expect(error.condition).toBe("PIPELINE_CYCLE");
    expect(error.messageParameters["path"]).toBe("first <- third <- second <- first");
    const own = node({ name: "own", output: "a", inputs: ["a"], fn: (v: number) => v });
    expect(conditionOf(() => new Pipeline([own])).messageParameters["path"]).toBe("own <- own");
  });

  test("two nodes with one output", () => {
    const other = node({ name: "other", output: "twice", inputs: [], fn: () => 1 });
    const error = conditionOf(() => new Pipeline([double, other]));
    expect(error.condition).toBe("PIPELINE_DUPLICATE_OUTPUT");
    expect(error.messageParameters).toMatchObject({ name: "twice", first: "twice", second: "other" });
  });

  test.each<readonly [string, object]>([
    ["an input named twice", { output: "a", inputs: ["x", "x"], fn: () => 1 }],
    ["no output", { output: [], inputs: [], fn: () => 1 }],
    ["a batch of nothing", { output: "a", inputs: [], fn: () => [1], batch: 0 }],
    ["types of strangers", { output: "a", inputs: ["x"], fn: () => 1, types: { y: "int" } }],
  ])("%s", (_, options) => {
    expect(conditionOf(() => node(options as never)).condition).toBe("PIPELINE_INVALID_NODE");
  });
});

describe("what is wrong is said when it runs", () => {
  const pipeline = new Pipeline([double, increment, add]);

  test("all missing inputs at once", async () => {
    const error = await rejection(pipeline.run({} as { x: number; y: number }));
    expect(error.condition).toBe("PIPELINE_MISSING_INPUT");
    expect(error.messageParameters["names"]).toBe("`x`, `y`");
  });

  test("unknown names, with what was meant", async () => {
    const input = await rejection(pipeline.run({ x: 1, yy: 2 } as unknown as { x: number; y: number }));
    expect(input.condition).toBe("PIPELINE_UNKNOWN_NAME");
    expect(input.message).toContain("did you mean `y`");
    const output = await rejection(pipeline.run({ x: 1 }, { outputs: ["twise" as "twice"] }));
    expect(output.message).toContain("did you mean `twice`");
    const far = await rejection(pipeline.run({ x: 1 }, { outputs: ["elephant" as "twice"] }));
    expect(far.message).toContain("there are `twice`, `next`, `sum`");
  });

  test("an input that a node computes", async () => {
    const error = await rejection(pipeline.run({ x: 1, y: 2, next: 3 } as { x: number; y: number }));
    expect(error.condition).toBe("PIPELINE_COMPUTED_INPUT");
  });

  test("a function that fails: its node, its item, its error", async () => {
    const boom = new RangeError("boom");
    const failing = node({
      name: "fragile",
      output: "r",
      inputs: ["x"],
      fn: (x: number) => {
        if (x === 2) throw boom;
        return x;
      },
    });
    const error = await rejection(new Pipeline([failing]).map({ x: [0, 1, 2, 3] }, { mapOver: "x" }));
    expect(error.message).toContain("Node fragile failed at item 2: boom");
    expect(error.cause).toBe(boom);
    expect((await rejection(new Pipeline([failing]).run({ x: 2 }))).message).toContain("Node fragile failed: boom");
  });
});

describe("map", () => {
  const power = node({ output: "y", inputs: ["x", "n"], fn: (x: number, n: number) => x ** n });
  const pipeline = new Pipeline([power]);

  test("item by item, each with each, with what is the same for all", async () => {
    const zipped = await pipeline.map({ x: [1, 2, 3], n: [3, 2, 1] }, { mapOver: ["x", "n"] });
    expect(zipped).toEqual([{ y: 1 }, { y: 4 }, { y: 3 }]);
    expectTypeOf(zipped).toEqualTypeOf<{ y: number }[]>();
    const product = await pipeline.map({ x: [2, 3], n: [1, 2, 3] }, { mapOver: ["x", "n"], mode: "product" });
    expect(product.map(({ y }) => y)).toEqual([2, 4, 8, 3, 9, 27]);
    expect(await pipeline.map({ x: [2, 3], n: 2 }, { mapOver: "x" })).toEqual([{ y: 4 }, { y: 9 }]);
    expect(await pipeline.map({ x: [], n: 2 }, { mapOver: "x" })).toEqual([]);
    expect(await pipeline.map({ x: [], n: [1, 2] }, { mapOver: ["x", "n"], mode: "product" })).toEqual([]);
  });

  test("typed arrays are lists; texts and numbers are none", async () => {
    const lists = { x: new Float64Array([2, 3]) as unknown as number[], n: 1 };
    expect(await pipeline.map(lists, { mapOver: "x" })).toEqual([{ y: 2 }, { y: 3 }]);
    const text = await rejection(pipeline.map({ x: "ab" as unknown as number[], n: 1 }, { mapOver: "x" }));
    expect(text.condition).toBe("PIPELINE_NOT_A_LIST");
    const none = await rejection(pipeline.map({ x: null, n: 1 }, { mapOver: "x" }));
    expect(none.message).toContain("null");
  });

  test("lists of different lengths", async () => {
    const error = await rejection(pipeline.map({ x: [1, 2], n: [1] }, { mapOver: ["x", "n"] }));
    expect(error.condition).toBe("PIPELINE_LENGTHS_DIFFER");
    expect(error.messageParameters["lengths"]).toBe("`x` has 2, `n` has 1");
  });

  test("answers are in the order of the items, whatever ends first", async () => {
    const late = node({
      output: "out",
      inputs: ["ms"],
      fn: async (ms: number) => {
        await new Promise((resolve) => setTimeout(resolve, ms));
        return ms;
      },
    });
    const out = await new Pipeline([late]).map({ ms: [20, 1, 10] }, { mapOver: "ms" });
    expect(out.map((row) => row.out)).toEqual([20, 1, 10]);
  });

  test("batches: as few calls as can be, the size at most", async () => {
    const sizes: number[] = [];
    const batch = node({
      output: "length",
      inputs: ["text", "plus"],
      batch: 4,
      fn: (texts: readonly string[], plus: readonly number[]) => {
        sizes.push(texts.length);
        return texts.map((text, i) => text.length + (plus[i] ?? 0));
      },
    });
    const texts = Array.from({ length: 10 }, (_, i) => "x".repeat(i));
    const out = await new Pipeline([batch]).map({ text: texts, plus: 1 }, { mapOver: "text" });
    expectTypeOf(out).toEqualTypeOf<{ length: number }[]>();
    expect(out.map((row) => row.length)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(sizes).toEqual([4, 4, 2]);
    const short = node({ output: "s", inputs: ["x"], batch: true, fn: (xs: number[]) => xs.slice(1) });
    const error = await rejection(new Pipeline([short]).map({ x: [1, 2] }, { mapOver: "x" }));
    expect(error.message).toContain("returned 1 results for a batch of 2");
  });
});

describe("bind", () => {
  test("makes another pipeline; a run may give other values", async () => {
    const sum = node({ output: "sum", inputs: ["a", "b"], fn: (a: number, b: number) => a + b });
    const pipeline = new Pipeline([sum]);
    const bound = pipeline.bind({ b: 10 });
    expect(pipeline.inputs).toEqual(["a", "b"]);
    expect(bound.inputs).toEqual(["a"]);
    expect(await bound.run({ a: 1 })).toEqual({ sum: 11 });
    expect(await bound.run({ a: 1, b: 2 })).toEqual({ sum: 3 });
    expect(bound.unbind("b").inputs).toEqual(["a", "b"]);
    expect(conditionOf(() => pipeline.bind({ c: 1 } as unknown as { a: number })).condition).toBe(
      "PIPELINE_UNKNOWN_NAME",
    );
    // @ts-expect-error a value of another type
    void (() => pipeline.bind({ b: "ten" }));
    // @ts-expect-error an input is missing
    void (() => pipeline.run({ a: 1 }));
  });
});

describe("events", () => {
  test("tell of the pipeline and its nodes, with counts", async () => {
    const events: PipelineEvent[] = [];
    const inner = new Pipeline([double]).asNode({ name: "inner", inputMapping: { xs: "x" }, mapOver: "xs" });
    await new Pipeline([inner]).run({ xs: [1, 2, 3] }, { onEvent: (event) => events.push(event) });
    expect(events.map((e) => ("node" in e ? `${e.type} ${e.node}` : e.type))).toEqual([
      "pipelineStarted",
      "nodeStarted inner/twice",
      ...Array<string>(3).fill("nodeProgress inner/twice"),
      "nodeFinished inner/twice",
      "pipelineFinished",
    ]);
    expect(events.at(-2)).toMatchObject({ items: 3, calls: 3, cached: 0 });
  });

  test("progress is drawn on a terminal and nowhere else", async () => {
    for (const isTTY of [true, false]) {
      let text = "";
      const stream = { isTTY, columns: 60, write: (part: string) => (text += part) };
      const onEvent = nodeProgress({ stream, delay: 0, interval: 0 });
      await new Pipeline([double]).map({ x: [1, 2] }, { mapOver: "x", onEvent });
      const clear = "\r\u001b[K";
      expect(text).toBe(isTTY ? `${clear}twice 1/2${clear}twice 2/2${clear}` : "");
    }
  });

  test("a subscriber that throws ends nothing", async () => {
    const { error } = console;
    const said: unknown[] = [];
    console.error = (...all: unknown[]) => void said.push(all);
    try {
      const onEvent = (): void => {
        throw new Error("subscriber");
      };
      expect(await new Pipeline([double]).run({ x: 1 }, { onEvent })).toEqual({ twice: 2 });
      expect(said.length).toBeGreaterThan(0);
    } finally {
      console.error = error;
    }
  });
});

test("a pipeline as a task: what it needs and makes, called for rows", async () => {
  const typed = node({
    output: "n",
    inputs: ["text", "plus"],
    fn: (t: string, p: number) => t.length + p,
    types: { n: "int" },
  });
  const task = new Pipeline([typed], { name: "size" }).bind({ plus: 1 }).asTask();
  expect(task).toMatchObject({ name: "size", inputs: ["text"] });
  expect(task.outputs.map(({ name, type }) => [name, type?.simpleString()])).toEqual([["n", "int"]]);
  expect(await task.callAll([{ text: "a" }, { text: "bcd", plus: 0 }])).toEqual([{ n: 2 }, { n: 3 }]);
  expect(await task.call({ text: "ab" })).toEqual({ n: 3 });
  expect((await rejection(task.call({}))).condition).toBe("PIPELINE_MISSING_INPUT");
});
