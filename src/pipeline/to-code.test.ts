import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { node, Pipeline, stateful } from "./index.ts";
import { joinWords } from "./module-functions.testing.ts";
import { localAnswers, randomPipeline } from "./testing.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "sparkwright-code-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let programs = 0;
const newFile = (): string => join(folder, `program-${programs++}.ts`);

/** Runs a program and returns the rows it prints. */
async function printed(program: string, file = newFile()): Promise<unknown[]> {
  writeFileSync(file, program);
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  try {
    await import(/* @vite-ignore */ file);
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
  return lines.map((line) => JSON.parse(line) as unknown);
}

const words = node({
  name: "words",
  output: "words",
  inputs: ["text"],
  fn: (text: string) => (text === "" ? [] : text.split(" ")),
  types: { text: "string", words: "array<string>" },
});
class Encoder {
  readonly size: number;
  constructor(size: number) {
    this.size = size;
  }
  encode(word: string): number[] {
    return Array.from({ length: this.size }, (_, i) => word.length + i);
  }
  dispose(): void {}
}
const encode = node({
  name: "encode",
  output: "vector",
  inputs: ["word"],
  use: stateful(Encoder, { args: [2] }),
  batch: 4,
  fn: (encoder: Encoder, all: string[]) => all.map((word) => encoder.encode(word)),
  types: { word: "string", vector: "array<double>" },
});
const score = node({
  name: "score",
  output: ["score", "rank"],
  inputs: ["vector", "scale"],
  fn: async (vector: number[], scale: number) => ({ score: (vector[0] ?? 0) * scale, rank: `r${vector.length}` }),
  types: { scale: "double", score: "double", rank: "string" },
});
const best = node({
  output: "best",
  inputs: ["words", "scores"],
  fn: joinWords,
  module: { url: new URL("./module-functions.testing.ts", import.meta.url).href },
  types: { best: "string" },
});
const encoded = new Pipeline([encode], { name: "encoded" }).asNode({
  inputMapping: { words: "word" },
  outputMapping: { vector: "vectors" },
  mapOver: "words",
});
const scored = new Pipeline([score], { name: "scored" }).bind({ scale: 2 }).asNode({
  inputMapping: { vectors: "vector" },
  outputMapping: { score: "scores", rank: "ranks" },
  mapOver: "vectors",
});
const pipeline = new Pipeline([best, scored, encoded, words], { name: "best words" });
const outputs = ["best", "vectors", "ranks"] as const;
const rows = [{ text: "a bc def" }, { text: "" }, { text: "four" }];

describe("programs", () => {
  test("are the DataFrame plan, with the functions themselves", async () => {
    const location = pathToFileURL(join(root, "src/pipeline/program.ts")).href;
    const code = await pipeline.toCode({ rows, outputs, location });
    expect(code).toContain('import { joinWords } from "./module-functions.testing.ts";');
    expect(code).toContain("const words = (text: string) =>");
    expect(code).toContain("class Encoder {");
    expect(code.match(/new Encoder\(2\)/g)).toHaveLength(1);
    expect(code).toContain("await encoder.dispose();");
    expect(code).toContain(
      'F.udf.batch(encode.bind(undefined, encoder), "array<double>", { input: "values", batchSize: 4 })',
    );
    expect(code).toContain("// Faster: batch words.");
    expect(code).toContain("// Faster: merge this map with encoded, which goes over the same items.");
    expect(code.match(/posexplode/g)).toHaveLength(2);
    const fast = await pipeline.toCode({ rows, outputs, location, optimized: true });
    expect(fast).not.toContain("posexplode");
    expect(fast).toContain(
      'overItems(encode.bind(undefined, encoder), "array<double>", { depths: [1], batch: 4 })("words")',
    );
  });

  test("give the answers of the pipeline, plain and optimized", async () => {
    const local = await Promise.all(rows.map((row) => pipeline.run(row, { outputs: [...outputs] })));
    for (const optimized of [false, true]) {
      expect(await printed(await pipeline.toCode({ rows, outputs, optimized }))).toEqual(local);
    }
  }, 60_000);

  test("read a file of JSON lines where they hold no rows", async () => {
    const code = await pipeline.toCode({ outputs: ["best"], optimized: true });
    expect(code).toContain('spark.read.schema("text string").json(process.argv[2] ?? "input.jsonl")');
  });

  test("any pipeline's give its answers", async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), fc.boolean(), async (g, optimized) => {
        const random = randomPipeline(g);
        fc.pre(random.rows.length > 0 && Object.keys(random.types).length > 0);
        const { rows: held, types, outputs: wanted } = random;
        const code = await random.pipeline.toCode({ rows: held, types, outputs: wanted, optimized });
        expect(await printed(code)).toEqual(await localAnswers(random));
      }),
      { numRuns: 12, endOnFailure: true },
    );
  }, 200_000);

  test("are type-checked", async () => {
    const three = new Pipeline([encoded, words]).asNode({ inputMapping: { texts: "text" }, mapOver: "texts" });
    const pair = node({
      name: "pair",
      output: "pair",
      inputs: ["a", "b"],
      fn: ({ id }: { id: number }, b: string = "") => id + b,
      types: { a: "struct<id int>", b: "string", pair: "string" },
    });
    const pairs = new Pipeline([pair]).asNode({ mapOver: ["a", "b"], mode: "product" });
    const checked = join(folder, "checked");
    mkdirSync(checked);
    writeFileSync(join(checked, "package.json"), '{ "type": "module" }');
    for (const optimized of [false, true]) {
      for (const [i, write] of [
        (location: string) => pipeline.toCode({ rows, outputs, optimized, location }),
        (location: string) => new Pipeline([three]).toCode({ optimized, location }),
        () => new Pipeline([pairs]).toCode({ optimized, rows: [{ a: [{ id: 1 }], b: ["x"] }] }),
      ].entries()) {
        const file = join(checked, `${optimized ? "optimized" : "plain"}-${i}.ts`);
        writeFileSync(file, await write(pathToFileURL(file).href));
      }
    }
    const config = {
      extends: join(root, "tsconfig.json"),
      compilerOptions: {
        rootDir: "/",
        typeRoots: [join(root, "node_modules/@types")],
        declaration: false,
        isolatedDeclarations: false,
        allowImportingTsExtensions: true,
        rewriteRelativeImportExtensions: false,
        paths: {
          sparkwright: [join(root, "src/index.ts")],
          "sparkwright/pipeline": [join(root, "src/pipeline/index.ts")],
        },
      },
      include: ["*.ts"],
    };
    writeFileSync(join(checked, "tsconfig.json"), JSON.stringify(config));
    const tsc = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", checked], {
      encoding: "utf8",
    });
    expect(tsc.stdout).toBe("");
    expect(tsc.status).toBe(0);
  }, 120_000);

  test("are refused where a function uses names from around it, or a value has no text", async () => {
    const factor = rows.length;
    const closure = node({
      name: "closure",
      output: "y",
      inputs: ["x"],
      fn: (x: number) => x * factor,
      types: { x: "double", y: "double" },
    });
    await expect(new Pipeline([closure]).toCode()).rejects.toThrow(
      "Node closure cannot be written as code: its function uses `factor`",
    );
    const bound = node({
      name: "n",
      output: "y",
      inputs: ["x"],
      fn: (x: Date) => x.getTime(),
      types: { x: "timestamp", y: "double" },
    });
    await expect(new Pipeline([bound]).bind({ x: new Date(0) }).toCode()).rejects.toThrow("an object of class Date");
    const untyped = node({ name: "untyped", output: "y", inputs: ["x"], fn: (x: number) => x, types: { x: "double" } });
    await expect(new Pipeline([untyped]).toCode()).rejects.toThrow("PIPELINE_TYPE_UNKNOWN");
    await expect(new Pipeline([untyped]).toCode({ optimized: true })).rejects.toThrow("PIPELINE_TYPE_UNKNOWN");
  });
});
