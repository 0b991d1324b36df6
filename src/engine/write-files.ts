/**
 * Writing files: the query runs into a directory beside the target, which takes the target's place (or gives it its files)
 * only when all of it is written.
 */
import { randomUUID } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { throwIfAborted } from "../execution/canceled.ts";
import { inputs } from "../logical/tree.ts";
import type { Logical } from "../logical/relation.ts";
import { optionOf } from "../lowering/csv-options.ts";
import { lowerWrite } from "../lowering/write-plan.ts";
import type { SaveMode, WriteFiles } from "../plan/command.ts";
import { localPath, escapePath, DEFAULT_PARTITION, shownPath } from "../sources/listing.ts";
import { StructField, StructType } from "../types/data-type.ts";
import { hasMap } from "../types/map-inside.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";
import { runnable } from "./folding.ts";
import { markMaps } from "./parquet-maps.ts";
import { poolFor } from "./pools.ts";
import { removeTemporary } from "../execution/temporary-files.ts";
import { runStaged, stagesOf } from "./user-stages.ts";
import { checkOptions, checkTimeParserPolicy } from "../kernels/option-refusals.ts";
import { checkColumns, type Codec, codecOf, formatOf } from "./write-format.ts";

export interface WriteTarget {
  readonly format: string;
  readonly path: string;
  readonly mode: SaveMode;
  readonly partitionBy: readonly string[];
  readonly options: { readonly [key: string]: string };
  /** The directory in it that an overwrite is confined to; absent or `.`: all of it. */
  readonly within?: string;
}

export async function writeFiles(engine: EmbeddedEngine, command: WriteFiles, options: ExecuteOptions): Promise<void> {
  await writeRelation(engine, await engine.analyze(command.input, options), command, options);
}

/** Writes the rows of an analysed relation to a directory. */
export function writeRelation(
  engine: EmbeddedEngine,
  logical: Logical,
  target: WriteTarget,
  execute: ExecuteOptions,
): Promise<void> {
  return engine.observations.during(logical, () => write(engine, logical, target, execute));
}

async function write(
  engine: EmbeddedEngine,
  logical: Logical,
  target: WriteTarget,
  execute: ExecuteOptions,
): Promise<void> {
  const format = formatOf(target.format);
  const codec = codecOf(format, target.options, engine.conf);
  checkOptions(target.options, format, "write");
  const policy = engine.conf.timeParserPolicy;
  checkTimeParserPolicy({ policy, format, options: target.options, read: null });
  const path = localPath(target.path);
  const partitions = checkColumns(format, logical.output, target.partitionBy, engine.conf.caseSensitive);
  const exists = existsSync(path);
  if (exists && target.mode === "errorifexists") {
    throw new AnalysisException("PATH_ALREADY_EXISTS", { outputPath: shownPath(path) });
  }
  if (exists && target.mode === "ignore") return;
  if (target.mode === "overwrite" && readsFrom(logical, path)) {
    throw new AnalysisException("UNSUPPORTED_OVERWRITE.PATH", { path: shownPath(path) });
  }
  await engine.caches.fill(engine, logical, execute);
  const staging = join(dirname(path), `._temporary-${basename(path)}-${randomUUID()}`);
  try {
    await mkdir(staging, { recursive: true });
    const job: Job = { engine, logical, target, format, codec, partitions, staging, uuid: randomUUID() };
    const files = await produce(job, execute);
    if (format === "parquet") await markAllMaps(job, files);
    throwIfAborted(execute.signal);
    await commit(files, staging, path, target, engine, exists);
  } finally {
    await removeTemporary(poolFor(engine.conf), staging);
  }
}

interface Job {
  readonly engine: EmbeddedEngine;
  readonly logical: Logical;
  readonly target: WriteTarget;
  readonly format: ReturnType<typeof formatOf>;
  readonly codec: Codec;
  readonly partitions: readonly number[];
  readonly staging: string;
  readonly uuid: string;
}

/** Runs the query; gives the files made, relative to the staging directory, under their final names. */
async function produce(job: Job, execute: ExecuteOptions): Promise<string[]> {
  const { engine, logical, target, format, codec, partitions, staging, uuid } = job;
  const partitioned = partitions.length > 0;
  const name = `part-00000-${uuid}${partitioned ? "." : "-"}c000${codec.extension}`;
  const raw = join(staging, partitioned ? "raw" : name);
  const shape = {
    format,
    partitions,
    options: target.options,
    timeZone: engine.conf.timeZone,
    path: raw,
    compression: codec.name,
  };
  const staged = stagesOf(engine, await runnable(engine, logical, execute));
  const lowered = lowerWrite(staged.plan, shape, staged.lowering);
  for await (const batch of runStaged(engine, staged, lowered, { ...execute, action: "write" })) void batch;
  if (!partitioned) return [name];
  const names = partitions.map((i) => logical.output[i]?.name ?? "");
  return settlePartitions(raw, staging, names, name);
}

async function markAllMaps({ logical, partitions, staging }: Job, files: readonly string[]): Promise<void> {
  const data = logical.output.filter((_, i) => !partitions.includes(i));
  const schema = new StructType(data.map((a) => new StructField(a.name, a.dataType, a.nullable)));
  if (!hasMap(schema)) return;
  for (const file of files) await markMaps(join(staging, file), schema);
}

/** Gives the directories of partitions their names, and the files in them. */
async function settlePartitions(
  raw: string,
  staging: string,
  names: readonly string[],
  file: string,
): Promise<string[]> {
  if (!existsSync(raw)) return [];
  const made: string[] = [];
  for (const entry of await readdir(raw, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const from = join(entry.parentPath, entry.name);
    const texts = relative(raw, entry.parentPath)
      .split(sep)
      .map((part) => part.slice(part.indexOf("=") + 1))
      .map((value) => (value === DEFAULT_PARTITION ? null : Buffer.from(value, "hex").toString("utf8")));
    const directory = names.map((name, i) => partitionDirectory(name, texts[i] ?? null));
    const at = join(...directory);
    // The engine may make several files of a large partition.
    const part = Number.parseInt(entry.name, 10);
    const name = part > 0 ? file.replace("c000", `c${String(part).padStart(3, "0")}`) : file;
    await mkdir(join(staging, at), { recursive: true });
    await rename(from, join(staging, at, name));
    made.push(join(at, name));
  }
  await rm(raw, { recursive: true, force: true });
  return made;
}
/** `name=value`, as the directory of a partition is called. */
export function partitionDirectory(name: string, value: string | null): string {
  return `${escapePath(name)}=${value === null || value === "" ? DEFAULT_PARTITION : escapePath(value)}`;
}

/** Moves what is written to its place. */
async function commit(
  files: readonly string[],
  staging: string,
  path: string,
  target: WriteTarget,
  engine: EmbeddedEngine,
  exists: boolean,
): Promise<void> {
  const marks = engine.conf.getOr("mapreduce.fileoutputcommitter.marksuccessfuljobs", "true") !== "false";
  const dynamic =
    (
      optionOf(target.options, "partitionOverwriteMode") ??
      engine.conf.getOr("spark.sql.sources.partitionOverwriteMode", "STATIC")
    ).toUpperCase() === "DYNAMIC";
  if (exists && statSync(path).isFile()) await rm(path);
  const { within = "." } = target;
  const replaces = target.mode === "overwrite" && within === "." && !(dynamic && target.partitionBy.length > 0);
  if (!existsSync(path) || replaces) {
    if (marks) await writeFile(join(staging, "_SUCCESS"), "");
    const old = join(dirname(path), `._temporary-old-${basename(path)}-${randomUUID()}`);
    if (existsSync(path)) await rename(path, old);
    await rename(staging, path);
    await rm(old, { recursive: true, force: true });
    return;
  }
  if (target.mode === "overwrite" && !dynamic) await rm(join(path, within), { recursive: true, force: true });
  else if (target.mode === "overwrite") {
    // Only the partitions that have new rows are replaced.
    for (const directory of new Set(files.map((file) => dirname(file)))) {
      await rm(join(path, directory), { recursive: true, force: true });
    }
  }
  for (const file of files) {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await rename(join(staging, file), join(path, file));
  }
  if (marks) await writeFile(join(path, "_SUCCESS"), "");
}

function readsFrom(plan: Logical, path: string): boolean {
  const root = resolve(path);
  const stack = [plan];
  const seen = new Set<Logical>();
  for (let rel = stack.pop(); rel !== undefined; rel = stack.pop()) {
    if (seen.has(rel)) continue;
    seen.add(rel);
    if (rel.kind === "FileScan" && rel.files.some((f) => f.path === root || f.path.startsWith(root + sep))) return true;
    stack.push(...inputs(rel));
  }
  return false;
}
