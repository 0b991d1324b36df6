import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { px, pxToJson } from "../polars/dsl.ts";
import { ipcOf, plainIpc } from "../polars/testing.ts";
import { EngineFailure } from "./host-protocol.ts";
import { SyncBridge } from "./sync-bridge.ts";

const dir = mkdtempSync(join(tmpdir(), "sparkwright-bridge-"));
const bridge = new SyncBridge();
afterAll(() => {
  bridge.close();
  rmSync(dir, { recursive: true, force: true });
});

test("the columns of a file, at once", () => {
  const path = join(dir, "a.csv");
  writeFileSync(path, "b,a\n1,x\n2.5,y\n");
  const scan = { op: "scanCsv", paths: [path], options: { header: true } } as const;
  const columns = [
    { name: "b", type: "Float64" },
    { name: "a", type: "String" },
  ];
  expect(bridge.describe({ nodes: [scan], root: 0 })).toEqual(columns);
  expect(bridge.describe({ nodes: [scan], root: 0 })).toEqual(columns);
  const rows = { op: "sort", input: 0, by: [pxToJson(px.col("b"))], descending: [true], nullsLast: [true] } as const;
  expect(plainIpc(bridge.execute({ nodes: [scan, rows], root: 1 }))).toEqual({ b: [2.5, 1], a: ["y", "x"] });
});

test("frames", () => {
  const frames = new Map([["f", ipcOf({ x: [1n, 2n] })]]);
  const plan = { nodes: [{ op: "frame", id: "f" }], root: 0 } as const;
  expect(plainIpc(bridge.execute(plan, frames))).toEqual({ x: [1n, 2n] });
  expect(() => bridge.execute(plan)).toThrow(EngineFailure);
});

test("errors", () => {
  const scan = { op: "scanParquet", paths: [join(dir, "none.parquet")] } as const;
  expect(() => bridge.describe({ nodes: [scan], root: 0 })).toThrow("none.parquet");
});

test("the deadline", () => {
  const late = new SyncBridge(1);
  const plan = { nodes: [{ op: "range", name: "id", start: 0n, end: 1n, step: 1n }], root: 0 } as const;
  expect(() => late.execute(plan)).toThrow("did not answer within 0.001 s");
});

test("the program ends by itself", () => {
  const module = new URL("./sync-bridge.ts", import.meta.url).href;
  const script = `
    const { SyncBridge } = await import(${JSON.stringify(module)});
    const plan = { nodes: [{ op: "range", name: "id", start: 0n, end: 1n, step: 1n }], root: 0 };
    console.log(JSON.stringify(new SyncBridge().describe(plan)));`;
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    timeout: 20_000,
  });
  expect({ status: child.status, stdout: child.stdout }).toEqual({
    status: 0,
    stdout: '[{"name":"id","type":"Int64"}]\n',
  });
});
