import { beforeEach, describe, expect, test, vi } from "vitest";
import { OperationCanceledError } from "../types/spark-error.ts";
import { node, Pipeline, stateful } from "./index.ts";

const log: string[] = [];
class Encoder {
  readonly size: number;
  constructor(size: number) {
    this.size = size;
    log.push(`made ${size}`);
  }
  encode(text: string): number {
    return text.length * this.size;
  }
  dispose(): void {
    log.push(`disposed ${this.size}`);
  }
}
beforeEach(() => void log.splice(0));

const fn = (encoder: Encoder, text: string): number => encoder.encode(text);

describe("stateful objects", () => {
  test("are made once for all nodes and items, and disposed", async () => {
    const encoder = stateful(Encoder, { args: [2] });
    const a = node({ output: "a", inputs: ["text"], use: encoder, fn });
    const b = node({ output: "b", inputs: ["text"], use: encoder, fn });
    const out = await new Pipeline([a, b]).map({ text: ["x", "yy", "zzz"] }, { mapOver: "text" });
    expect(out.map((row) => row.b)).toEqual([2, 4, 6]);
    expect(log).toEqual(["made 2", "disposed 2"]);
  });

  test("are not made where nothing needs them", async () => {
    const a = node({ output: "a", inputs: ["text"], use: stateful(Encoder, { args: [2] }), fn });
    expect(await new Pipeline([a]).map({ text: [] }, { mapOver: "text" })).toEqual([]);
    expect(log).toEqual([]);
  });

  test("are disposed after a failure and after an abort", async () => {
    const encoder = stateful(Encoder, { args: [1] });
    const failing = node({
      output: "a",
      inputs: ["text"],
      use: encoder,
      fn: (encoder: Encoder, text: string): string => {
        throw new Error(`${text} ${encoder.size}`);
      },
    });
    await expect(new Pipeline([failing]).run({ text: "no" })).rejects.toThrow("no 1");
    expect(log.splice(0)).toEqual(["made 1", "disposed 1"]);

    const controller = new AbortController();
    const waiting = node({
      output: "a",
      inputs: ["text"],
      use: encoder,
      fn(encoder: Encoder, text: string): Promise<never> {
        return new Promise((_resolve, reject) => {
          this.signal.addEventListener("abort", () => reject(new Error(text + encoder.size)));
          setImmediate(() => controller.abort());
        });
      },
    });
    const run = new Pipeline([waiting]).run({ text: "wait" }, { signal: controller.signal });
    await expect(run).rejects.toBeInstanceOf(OperationCanceledError);
    expect(log).toEqual(["made 1", "disposed 1"]);
  });

  test("may be kept for later runs", async () => {
    const encoder = stateful(Encoder, { args: [3], keep: true });
    const pipeline = new Pipeline([node({ output: "a", inputs: ["text"], use: encoder, fn })]);
    await pipeline.run({ text: "x" });
    await pipeline.run({ text: "y" });
    expect(log).toEqual(["made 3"]);
    await encoder.dispose();
    expect(log).toEqual(["made 3", "disposed 3"]);
  });

  test("are shared by the calls of a task, and disposed when there are none", async () => {
    const encoder = stateful(Encoder, { args: [4] });
    const task = new Pipeline([node({ output: "a", inputs: ["text"], use: encoder, fn })]).asTask();
    expect(await Promise.all(["x", "yy"].map((text) => task.call({ text, other: 1 })))).toEqual([{ a: 4 }, { a: 8 }]);
    expect(await task.call({ text: "zzz" })).toEqual({ a: 12 });
    expect(log).toEqual(["made 4"]);
    await vi.waitFor(() => expect(log).toEqual(["made 4", "disposed 4"]), 60_000);
  });

  test("a constructor that throws is the node's failure", async () => {
    class Broken {
      constructor() {
        throw new Error("no model");
      }
    }
    const a = node({ output: "a", inputs: [], use: stateful(Broken), fn: (broken: Broken) => broken });
    await expect(new Pipeline([a]).run({})).rejects.toThrow("Node a failed: no model");
  });
});

describe("signals", () => {
  test("end a run at once, even one whose function does not heed them", async () => {
    const never = node({
      output: "a",
      inputs: ["x"],
      fn: (x: number) => new Promise<number>((resolve) => x < 0 && resolve(x)),
    });
    const pipeline = new Pipeline([never]);
    const early = AbortSignal.abort();
    await expect(pipeline.run({ x: 1 }, { signal: early })).rejects.toBeInstanceOf(OperationCanceledError);
    const late = AbortSignal.timeout(20);
    const many = pipeline.map({ x: [1, 2, 3] }, { mapOver: "x", concurrency: 2, signal: late });
    await expect(many).rejects.toBeInstanceOf(OperationCanceledError);
  });

  test("end a loop of synchronous calls", async () => {
    let calls = 0;
    const busy = node({
      output: "a",
      inputs: ["x"],
      fn: (x: number): number => {
        calls++;
        const until = performance.now() + 5;
        while (performance.now() < until);
        return x;
      },
    });
    const x = Array.from({ length: 1000 }, (_, i) => i);
    const run = new Pipeline([busy]).map({ x }, { mapOver: "x", signal: AbortSignal.timeout(50) });
    await expect(run).rejects.toBeInstanceOf(OperationCanceledError);
    expect(calls).toBeLessThan(200);
  });

  test("a failure tells the calls beside it", async () => {
    let told = false;
    const patient = node({
      output: "a",
      inputs: [],
      fn(): Promise<void> {
        return new Promise((resolve) => this.signal.addEventListener("abort", () => ((told = true), resolve())));
      },
    });
    const failing = node({ output: "b", inputs: [], fn: () => Promise.reject(new Error("b fails")) });
    await expect(new Pipeline([patient, failing]).run({})).rejects.toThrow("b fails");
    expect(told).toBe(true);
  });
});
