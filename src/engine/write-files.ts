/** Writing files. */
import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fieldName, fileExpr } from "../polars/physical-type.ts";
import { px, pxToJson } from "../polars/dsl.ts";
import { lowerQuery } from "../lowering/index.ts";
import { optimize } from "../optimizer/index.ts";
import type { Logical } from "../logical/relation.ts";
import type { SaveMode, WriteFiles } from "../plan/command.ts";
import { unsupported } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";
import { runLowered } from "./run-lowered.ts";

export interface WriteTarget {
  readonly format: string;
  readonly path: string;
  readonly mode: SaveMode;
  readonly partitionBy: readonly string[];
  readonly options: { readonly [key: string]: string };
}

export async function writeRelation(
  engine: EmbeddedEngine,
  logical: Logical,
  target: WriteTarget,
  options: ExecuteOptions,
): Promise<void> {
  if (target.format !== "parquet" || target.partitionBy.length > 0) throw unsupported(`writing ${target.format} files`);
  await engine.caches.fill(engine, logical, options);
  const lowered = lowerQuery(optimize(logical), { cached: (id) => engine.caches.path(id) });
  const exprs = logical.output.map((a, i) => ({
    name: a.name,
    expr: pxToJson(fileExpr(px.col(fieldName(i)), a.dataType)),
  }));
  const nodes = [...lowered.plan.nodes];
  const named = nodes.push({ op: "select", input: lowered.plan.root, exprs }) - 1;
  if (target.mode === "overwrite") rmSync(target.path, { recursive: true, force: true });
  mkdirSync(target.path, { recursive: true });
  const path = join(target.path, `part-00000-${randomUUID()}-c000.snappy.parquet`);
  const root = nodes.push({ op: "sink", input: named, path, format: "parquet" }) - 1;
  for await (const batch of runLowered(engine.conf, { ...lowered, plan: { nodes, root } }, options)) void batch;
}

export async function writeFiles(engine: EmbeddedEngine, command: WriteFiles, options: ExecuteOptions): Promise<void> {
  await writeRelation(engine, await engine.analyze(command.input, options), command, options);
}
