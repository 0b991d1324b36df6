import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, test } from "vitest";
import { px, type Px, pxToJson } from "../polars/dsl.ts";
import type { NamedExpr, PolarsNode, PolarsPlan } from "../polars/plan.ts";
import { type Plain, ipcOf, plainIpc } from "../polars/testing.ts";
import { OperationCanceledError, SparkException } from "../types/spark-error.ts";
import { EngineFailure } from "./host-protocol.ts";
import { type ExecuteOptions, type Frames, HostPool, type HostPoolOptions } from "./host-pool.ts";
import type { QueryTotals } from "./host-protocol.ts";

const { col, lit } = px;
const e = (name: string, value: Px): NamedExpr => ({ name, expr: pxToJson(value) });
const plan = (...nodes: PolarsNode[]): PolarsPlan => ({ nodes, root: nodes.length - 1 });
const range = (rows: number): PolarsNode => ({ op: "range", name: "id", start: 0n, end: BigInt(rows), step: 1n });
const count = (input: number): PolarsNode => ({ op: "groupBy", input, keys: [], aggs: [e("n", px.len())] });
const small = plan(range(10), count(0));
/** Takes minutes, on all cores. */
const endless = plan(
  range(400_000),
  { op: "select", input: 0, exprs: [e("id2", col("id"))] },
  { op: "cross", left: 0, right: 1 },
  {
    op: "filter",
    input: 2,
    predicate: pxToJson(px.eq(px.mod(px.mul(col("id"), col("id2")), lit.i64(1_000_003)), lit.i64(7))),
  },
  count(3),
);
/** Takes some seconds, in steps between which others may run. */
const long = plan(
  range(6_000_000),
  { op: "withColumns", input: 0, exprs: [e("s", px.cast(px.hash(col("id")), "String"))] },
  { op: "sort", input: 1, by: [pxToJson(col("s"))], descending: [false], nullsLast: [false] },
  { op: "collect", input: 2 },
  count(3),
);
const none: Frames = new Map();

const pools: HostPool[] = [];
function poolOf(options: HostPoolOptions): HostPool {
  const pool = new HostPool(options);
  pools.push(pool);
  return pool;
}
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});
async function run(pool: HostPool, query: PolarsPlan, frames = none, options: ExecuteOptions = {}): Promise<Plain[]> {
  const values: Plain[] = [];
  for await (const batch of pool.execute(query, frames, options)) values.push(...Object.values(plainIpc(batch)).flat());
  return values;
}
const running = async (pool: HostPool): Promise<void> => {
  while (pool.stats().queries === 0 || pool.stats().running === 0) await sleep(10);
  // Until the host has said that it has begun.
  await sleep(600);
};

describe.each(["thread", "process"] as const)("%s hosts", (kind) => {
  test("batches of the wished size, pulled one by one, with totals at the end", async () => {
    const pool = poolOf({ kind });
    let totals: QueryTotals | undefined;
    const options = { batchRows: 4, onTotals: (t: QueryTotals) => void (totals = t) };
    const batches = [];
    for await (const batch of pool.execute(plan(range(10)), none, options)) batches.push(plainIpc(batch)["id"]!.length);
    expect(batches).toEqual([4, 4, 2]);
    expect(totals).toMatchObject({ rows: 10, ms: expect.any(Number) as number });
    expect(pool.stats()).toMatchObject({ kind, running: 0, started: 1, retired: 0, queries: 1 });
  });

  test("an empty result is one batch that has the columns", async () => {
    const pool = poolOf({ kind });
    const batches = [];
    for await (const batch of pool.execute(plan(range(0)), none)) batches.push(plainIpc(batch));
    expect(batches).toEqual([{ id: [] }]);
  });

  test("frames are sent once, and again to another host", async () => {
    const pool = poolOf({ kind, frameBudget: 2000 });
    const frames = new Map(
      ["a", "b", "c"].map((id, i) => [id, ipcOf({ x: Array.from({ length: 100 }, () => BigInt(i)) })]),
    );
    const sum = (id: string): PolarsPlan =>
      plan({ op: "frame", id }, { op: "groupBy", input: 0, keys: [], aggs: [e("s", px.agg.sum(col("x")))] });
    for (const [id, total] of [
      ["a", 0n],
      ["b", 100n],
      ["c", 200n],
      ["a", 0n],
    ] as const) {
      expect(await run(pool, sum(id), new Map([[id, frames.get(id)!]]))).toEqual([total]);
    }
    pool.dropFrames(["a", "b", "c"]);
    await expect(run(pool, sum("a"))).rejects.toThrow('no frame "a"');
    expect(await run(pool, sum("b"), frames)).toEqual([100n]);
  });

  test("errors on data come with place and values", async () => {
    const pool = poolOf({ kind });
    const bad = plan(range(3), {
      op: "select",
      input: 0,
      exprs: [e("x", px.checkedCast(px.sub(col("id"), lit.i64(2)), "UInt8", 42))],
    });
    const failure = await run(pool, bad).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EngineFailure);
    expect(failure).toMatchObject({ kind: "engine", site: 42 });
    expect((failure as EngineFailure).values).toContain("-2");
    expect(await run(pool, small)).toEqual([10]);
    expect(pool.stats()).toMatchObject({ started: 1, running: 0 });
  });

  test("a panic of the engine is an ordinary error", async () => {
    const pool = poolOf({ kind });
    const panics = plan(range(3), {
      op: "select",
      input: 0,
      exprs: [e("x", px.add(px.list.of(col("id")), lit.i64(1)))],
    });
    await expect(run(pool, panics)).rejects.toThrow("list_arithmetic");
    expect(await run(pool, small)).toEqual([10]);
    expect(pool.stats().started).toBe(1);
  });

  test("a kernel that is not there, and a plan that cannot be read", async () => {
    const pool = poolOf({ kind });
    const calls = [{ kernel: "no such kernel", args: ["id"], out: "x", outType: "Int64" }] as const;
    const failure = await run(pool, plan(range(3), { op: "kernel", input: 0, calls })).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: "kernel", message: expect.stringContaining("no such kernel") as string });
    await expect(run(pool, plan({ op: "union", inputs: [5] }))).rejects.toBeInstanceOf(EngineFailure);
    expect(await run(pool, small)).toEqual([10]);
  });

  test("describe gives the columns and runs nothing", async () => {
    const pool = poolOf({ kind });
    expect(await pool.describe(endless, none)).toEqual([{ name: "n", type: "UInt32" }]);
    expect(await pool.describe(plan(range(1)), none)).toEqual([{ name: "id", type: "Int64" }]);
    await expect(pool.describe(plan({ op: "scanParquet", paths: ["/none.parquet"] }), none)).rejects.toThrow(
      "/none.parquet",
    );
  });

  test("a result may be held while others run, and nested loops do not block each other", async () => {
    const pool = poolOf({ kind, maxRunning: 1 });
    const seen: Plain[] = [];
    for await (const a of pool.execute(plan(range(3)), none, { batchRows: 1 })) {
      for await (const b of pool.execute(plan(range(2)), none, { batchRows: 1 })) {
        seen.push([plainIpc(a)["id"]![0]!, plainIpc(b)["id"]![0]!, ...(await run(pool, small))]);
      }
    }
    expect(seen).toEqual([0n, 1n, 2n].flatMap((a) => [0n, 1n].map((b) => [a, b, 10])));
  });

  test("leaving the loop early frees the host", async () => {
    const pool = poolOf({ kind });
    for await (const _batch of pool.execute(plan(range(100)), none, { batchRows: 1 })) break;
    expect(await run(pool, small)).toEqual([10]);
    expect(pool.stats().retired).toBe(0);
  });

  test("a stream that is forgotten half read gives its host back", async () => {
    const pool = poolOf({ kind });
    await (async () => {
      await pool.execute(plan(range(100)), none, { batchRows: 1 }).next();
    })();
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    while (pool.stats().hosts[0]?.state !== "idle") {
      collect();
      await sleep(10);
    }
    expect(await run(pool, small)).toEqual([10]);
    expect(pool.stats()).toMatchObject({ started: 1, retired: 0 });
  });

  test("queries at once have no more threads than there may be", async () => {
    const pool = poolOf({ kind });
    const most = { threads: 0, running: 0 };
    const one = async (n: number): Promise<void> => {
      expect(await run(pool, plan(range(n), count(0)), none, { cpus: 2 })).toEqual([n]);
      const { threads, running: now } = pool.stats();
      most.threads = Math.max(most.threads, threads);
      most.running = Math.max(most.running, now);
    };
    await Promise.all([1, 2, 3, 4].map(one));
    expect(most.threads).toBeLessThanOrEqual(2);
    expect(most.running).toBeLessThanOrEqual(2);
    // The first was alone, and had all.
    const threads = pool.stats().hosts.map((host) => host.threads);
    expect(threads[0]).toBe(kind === "process" ? 2 : null);
    for (const own of threads.slice(1)) expect(own).toBe(kind === "process" ? 1 : null);
  });

  test("aborted before, while waiting, while starting, while pulling", async () => {
    const pool = poolOf({ kind, maxRunning: 1 });
    const aborted = AbortSignal.abort();
    await expect(run(pool, small, none, { signal: aborted })).rejects.toBeInstanceOf(OperationCanceledError);
    expect(pool.stats().started).toBe(0);

    const first = new AbortController();
    const starting = run(pool, small, none, { signal: first.signal });
    const second = new AbortController();
    const waiting = run(pool, small, none, { signal: second.signal });
    await sleep(1);
    second.abort();
    first.abort();
    await expect(waiting).rejects.toBeInstanceOf(OperationCanceledError);
    await expect(starting).rejects.toBeInstanceOf(OperationCanceledError);

    const third = new AbortController();
    const pull = async (): Promise<void> => {
      const options = { batchRows: 1, signal: third.signal };
      for await (const _batch of pool.execute(plan(range(100)), none, options)) third.abort();
    };
    await expect(pull()).rejects.toBeInstanceOf(OperationCanceledError);
    expect(await run(pool, small)).toEqual([10]);
    expect(pool.stats()).toMatchObject({ running: 0, waiting: 0, started: 1 });
  });

  test("an aborted query is rejected at once and does not delay the next", async () => {
    const pool = poolOf({ kind });
    await run(pool, small);
    // Threads share the engine's thread pool, so only a query that leaves room for others shows it there.
    const query = kind === "process" ? endless : long;
    const abort = new AbortController();
    const failing = run(pool, query, none, { signal: abort.signal });
    await sleep(100);
    abort.abort();
    // At once: before a timer can fire, so without a word from the host.
    const first = await Promise.race([failing.catch((error: unknown) => error), sleep(0, "late")]);
    expect(first).toMatchObject({ condition: "OPERATION_CANCELED" });
    // Another host takes the next one (see `started` below); the one given up would be busy for minutes.
    expect(await run(pool, small)).toEqual([10]);
    expect(await run(pool, small)).toEqual([10]);
    expect(pool.stats()).toMatchObject({ retired: 1, started: 2 });
  });

  test("several queries at once", async () => {
    const pool = poolOf({ kind, maxRunning: 2 });
    const results = await Promise.all([1, 2, 3, 4, 5].map((n) => run(pool, plan(range(n), count(0)))));
    expect(results).toEqual([[1], [2], [3], [4], [5]]);
    expect(pool.stats().started).toBeLessThanOrEqual(2);
  });

  test("a closed pool fails what it has and what comes", async () => {
    const pool = poolOf({ kind });
    await run(pool, small);
    const failing = run(pool, kind === "process" ? endless : long);
    await sleep(50);
    pool.close();
    await expect(failing).rejects.toThrow("stopped");
    await expect(run(pool, small)).rejects.toThrow("stopped");
  });

  test("the program ends by itself after a query, and with one half read", () => {
    const pool = new URL("./host-pool.ts", import.meta.url).href;
    const script = `
      const { HostPool } = await import(${JSON.stringify(pool)});
      const pool = new HostPool({ kind: ${JSON.stringify(kind)} });
      const plan = { nodes: [{ op: "range", name: "id", start: 0n, end: 10n, step: 1n }], root: 0 };
      for await (const batch of pool.execute(plan, new Map())) console.log("rows");
      const half = pool.execute(plan, new Map(), { batchRows: 1 });
      await half.next();
      console.log("end");`;
    const child = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
      timeout: 20_000,
      cwd: fileURLToPath(new URL(".", import.meta.url)),
    });
    expect({ status: child.status, stdout: child.stdout, stderr: child.stderr }).toEqual({
      status: 0,
      stdout: "rows\nend\n",
      stderr: "",
    });
  });
});

test("a query with more to spend does not wait for one with less", async () => {
  const pool = poolOf({ kind: "process" });
  const [bound, free] = [new AbortController(), new AbortController()];
  const first = run(pool, endless, none, { cpus: 1, signal: bound.signal }).catch(() => "aborted");
  const second = run(pool, small, none, { cpus: 1, signal: free.signal }).catch(() => "aborted");
  expect(await run(pool, small)).toEqual([10]);
  expect(pool.stats()).toMatchObject({ waiting: 1, running: 1 });
  free.abort();
  bound.abort();
  expect(await Promise.all([first, second])).toEqual(["aborted", "aborted"]);
});

describe("a process host that is killed", () => {
  const pid = (pool: HostPool): number => Number(pool.stats().hosts[0]?.name.replace("process ", ""));

  test("in a query: that query fails clearly, the next one is right", async () => {
    const pool = poolOf({ kind: "process" });
    // A host that is killed while it starts has not begun the query, which then goes to the next one.
    await run(pool, small);
    const failing = run(pool, endless);
    await running(pool);
    process.kill(pid(pool), "SIGKILL");
    const failure = await failing.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SparkException);
    expect((failure as Error).message).toContain("SIGKILL");
    expect(await run(pool, small)).toEqual([10]);
    expect(pool.stats()).toMatchObject({ retired: 1 });
  });

  test("between queries: nobody notices", async () => {
    const pool = poolOf({ kind: "process" });
    await run(pool, small);
    process.kill(pid(pool), "SIGKILL");
    expect(await run(pool, small)).toEqual([10]);
    process.kill(pid(pool), "SIGKILL");
    await sleep(100);
    expect(await run(pool, small)).toEqual([10]);
  });

  test("while a result is pulled: the loop fails, the next query is right", async () => {
    const pool = poolOf({ kind: "process" });
    const pull = async (): Promise<void> => {
      for await (const _batch of pool.execute(plan(range(100)), none, { batchRows: 1 })) {
        process.kill(pid(pool), "SIGKILL");
        await sleep(100);
      }
    };
    await expect(pull()).rejects.toThrow(SparkException);
    expect(await run(pool, small)).toEqual([10]);
  });
});
