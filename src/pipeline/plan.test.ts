import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDataType } from "../sql/index.ts";
import { node, Pipeline } from "./index.ts";
import type { Node } from "./node.ts";
import type { Values } from "./node-types.ts";
import { type Plan, planOf } from "./plan.ts";
import { planFunction } from "./plan-function.ts";
import { RunContext } from "./run-context.ts";
import { runPlan } from "./run-plan.ts";
import { planText } from "./show-plan.ts";
import { localAnswers, randomPipeline } from "./testing.ts";

const plan = (
  pipeline: Pipeline<readonly Node<unknown, unknown>[]>,
  types: Record<string, string>,
  outputs?: string[],
): Plan =>
  planOf(
    pipeline.graph,
    outputs ?? pipeline.outputs,
    new Map(Object.entries(types).map(([name, type]) => [name, parseDataType(type)])),
    {},
  );

async function answers(of: Plan, rows: readonly Values[]): Promise<readonly Values[]> {
  const inputs = of.inputs.map(({ column }) => rows.map((row) => row[column]));
  const columns = await runPlan(of, inputs, rows.length, new RunContext({}));
  return rows.map((_, row) => Object.fromEntries(of.outputs.map(({ name }, i) => [name, columns[i]?.[row]])));
}

describe("a plan", () => {
  test("gives the answers of the local run", async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const random = randomPipeline(g);
        const of = plan(random.pipeline, random.types, [...random.outputs]);
        expect(await answers(of, random.rows)).toEqual(await localAnswers(random));
      }),
      { numRuns: 300 },
    );
  });

  const embed = node({
    output: "vector",
    inputs: ["text"],
    batch: 32,
    fn: (texts: readonly string[]) => texts.map((text) => [text.length]),
    types: { text: "string", vector: "array<double>" },
  });
  const score = node({
    output: "score",
    inputs: ["vector", "scale"],
    fn: (vector: readonly number[], scale: number) => (vector[0] ?? 0) * scale,
    types: { score: "double" },
  });
  const rank = node({
    output: "best",
    inputs: ["scores"],
    fn: (scores: readonly number[]) => Math.max(...scores),
    types: { best: "double" },
  });
  const vectors = new Pipeline([embed], { name: "encode" }).asNode({
    inputMapping: { docs: "text" },
    outputMapping: { vector: "vectors" },
    mapOver: "docs",
  });
  const scores = new Pipeline([score], { name: "score" }).asNode({
    inputMapping: { vectors: "vector" },
    outputMapping: { score: "scores" },
    mapOver: "vectors",
  });

  test("has one explode and one regroup for maps over the same items", () => {
    const pipeline = new Pipeline([rank, scores, vectors]);
    expect(planText(plan(pipeline, { docs: "array<string>", scale: "double" }, ["best", "vectors"]))).toBe(
      [
        "== Pipeline Plan: 3 calls, 1 explode, 1 regroup ==",
        "Input [docs: array<string>, scale: double]",
        "Explode [docs]",
        "  Call in batches of 32 encode/vector(item of docs) -> encode/vector  over docs",
        "  Call score/score(encode/vector, scale) -> score/score  over docs",
        "Regroup [encode/vector, score/score] by row, in order",
        "Call best(list of score/score) -> best",
        "Output [best: double, vectors: array<array<double>>]",
        "",
      ].join("\n"),
    );
  });

  test("has one explode and one regroup for three maps in each other, with calls at each level", () => {
    const chunk = node({
      output: "chunks",
      inputs: ["doc"],
      fn: (doc: string) => doc.split(" "),
      types: { chunks: "array<string>" },
    });
    const perChunk = new Pipeline([embed], { name: "chunk" }).asNode({
      inputMapping: { chunks: "text" },
      mapOver: "chunks",
    });
    const perDoc = new Pipeline([chunk, perChunk], { name: "doc" }).asNode({
      inputMapping: { docs: "doc" },
      mapOver: "docs",
    });
    const find = node({
      output: "docs",
      inputs: ["query"],
      fn: (query: string) => [query, `${query} ${query}`],
      types: { docs: "array<string>" },
    });
    const perQuery = new Pipeline([find, perDoc], { name: "query" }).asNode({
      inputMapping: { queries: "query" },
      mapOver: "queries",
    });
    expect(planText(plan(new Pipeline([perQuery]), { queries: "array<string>" }, ["vector"]))).toBe(
      [
        "== Pipeline Plan: 3 calls, 1 explode, 1 regroup ==",
        "Input [queries: array<string>]",
        "Explode [queries]",
        "  Call query/docs(item of queries) -> query/docs  over queries",
        "  Call query/doc/chunks(item of query/docs) -> query/doc/chunks  over queries > docs, flat values",
        "  Call in batches of 32 query/doc/chunk/vector(item of query/doc/chunks) -> query/doc/chunk/vector  over queries > docs > chunks, flat values",
        "Regroup [query/docs, query/doc/chunks, query/doc/chunk/vector] by row, in order",
        "Output [vector: array<array<array<array<double>>>>]",
        "",
      ].join("\n"),
    );
  });

  test("needs the types of outputs, and of outputs alone", () => {
    const untyped = node({ name: "untyped", output: "y", inputs: ["x"], fn: (x: number) => x });
    const typed = node({ output: "z", inputs: ["y"], fn: (y: number) => y, types: { z: "double" } });
    const pipeline = new Pipeline([untyped, typed]);
    const types = { x: "double" };
    expect(() => planFunction("p", plan(pipeline, types), {})).toThrow("The Spark type of `y` is not known");
    expect(planFunction("p", plan(pipeline, types, ["z"]), {}).returnType.simpleString()).toBe("struct<z:double>");
  });
});
