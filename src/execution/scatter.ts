/** Rows divided into partitions on disk, part by part of the input. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { px, pxToJson, type Px } from "../polars/dsl.ts";
import type { ExprJson, NamedType, PolarsPlan } from "../polars/plan.ts";
import { onTop } from "../polars/plan-rewrite.ts";
import type { PolarsType } from "../polars/polars-type.ts";
import { MorselCursor } from "./morsel-cursor.ts";
import { morselPaths } from "./morsels.ts";
import type { StageRunner } from "./stage-runner.ts";

/** A plan that can be read part by part, and its columns. */
export interface Rows {
  readonly plan: PolarsPlan;
  readonly columns: readonly NamedType[];
}
export interface Partition {
  readonly files: readonly string[];
  readonly bytes: number;
}

const PART = "!part";
const KEY = "!k";
/** One part of the input, between which the partitions' files are closed. */
const MAX_PART_BYTES = 64 * 1024 ** 2;
const MIN_PART_BYTES = 1024 ** 2;
const FIRST_ROWS = 1024;

/** The names that `keyed` gives to keys. */
export function keyColumn(index: number): Px {
  return px.col(`${KEY}${index}`);
}
/** The plan with columns for its keys. */
export function keyed(plan: PolarsPlan, keys: readonly ExprJson[]): PolarsPlan {
  const exprs = keys.map((expr, i) => ({ name: `${KEY}${i}`, expr }));
  return onTop(plan, (input) => ({ op: "withColumns", input, exprs }));
}

/** The partition of a row by the hash of its keys: equal keys, also null, NaN and the two zeros, have the same one. */
export function hashPartition(keys: number, partitions: number, round: number): Px {
  const all = px.struct.of(Array.from({ length: keys }, (_, i) => [`k${i}`, keyColumn(i)] as const));
  const hash = px.hash(all, [round * 4 + 1, round * 4 + 2, round * 4 + 3, round * 4 + 4]);
  return px.cast(px.mod(hash, px.lit.u64(partitions)), "Int32");
}

/** Writes the rows into files by partition, each partition's rows in their order. */
export async function scatter(
  runner: StageRunner,
  rows: Rows,
  keys: readonly ExprJson[],
  partition: Px,
  partitions: number,
  budget: number,
): Promise<Partition[]> {
  const names = rows.columns.map(({ name }) => ({ name, expr: pxToJson(px.col(name)) }));
  const part = { name: PART, expr: pxToJson(partition) };
  const divided = onTop(
    onTop(keyed(rows.plan, keys), (input) => ({ op: "withColumns", input, exprs: [part] })),
    (input) => ({ op: "select", input, exprs: [...names, { name: PART, expr: pxToJson(px.col(PART)) }] }),
  );
  const paths = morselPaths(divided);
  const stage = runner.stage(divided, `partition by ${partitions}`);
  const size = Math.min(MAX_PART_BYTES, Math.max(MIN_PART_BYTES, budget / 4));
  if (paths === null) throw new TypeError("rows to be divided must be readable part by part");
  const counts = await Promise.all(paths.map((path) => runner.rowsOf(divided, path.source)));
  const cursor = new MorselCursor(divided, paths, counts);
  const found = Array.from({ length: partitions }, (): { files: string[]; bytes: number } => ({ files: [], bytes: 0 }));
  // Each part shows how wide rows really are.
  let length = Math.min(FIRST_ROWS, Math.ceil(size / widthOf(rows.columns)));
  for (let morsel = cursor.next(length); morsel !== null; morsel = cursor.next(length)) {
    stage?.input(morsel.rows, null);
    const path = runner.spill.newPath();
    const sink = onTop(morsel.plan, (input) => ({ op: "sink", input, path, format: "ipc", partitionBy: [PART] }));
    await runner.run(sink, stage, { part: true, weight: 2 * size });
    const bytes = collect(path, found);
    length = Math.ceil((morsel.rows * size) / Math.max(1, bytes));
  }
  stage?.count(
    "spilledBytes",
    found.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  stage?.finish();
  return found;
}

/** Adds a directory's files to the partitions; gives their bytes. */
function collect(directory: string, found: readonly { readonly files: string[]; bytes: number }[]): number {
  let bytes = 0;
  let entries;
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    // No row, no directory.
    return 0;
  }
  for (const { name } of entries) {
    const target = found[Number(name.slice(name.indexOf("=") + 1))];
    if (target === undefined) throw new RangeError(`the engine made a partition "${name}"`);
    for (const file of readdirSync(join(directory, name)).sort()) {
      const path = join(directory, name, file);
      const { size } = statSync(path);
      target.files.push(path);
      target.bytes += size;
      bytes += size;
    }
  }
  return bytes;
}

/** A guess at the bytes of a row in memory. */
export function widthOf(columns: readonly NamedType[]): number {
  return columns.reduce((sum, { type }) => sum + typeWidth(type), 0) + 1;
}
const WIDTHS: { readonly [type: string]: number } = {
  Boolean: 1,
  Int8: 1,
  UInt8: 1,
  Int16: 2,
  UInt16: 2,
  Int32: 4,
  UInt32: 4,
  Float32: 4,
  Date: 4,
  Null: 0,
  Int128: 16,
  UInt128: 16,
  String: 32,
  Binary: 32,
};
const LIST_LENGTH = 4;
function typeWidth(type: PolarsType): number {
  if (typeof type === "string") return WIDTHS[type] ?? 8;
  if ("List" in type) return 8 + LIST_LENGTH * typeWidth(type.List);
  if ("Struct" in type) return type.Struct.reduce((sum, { dtype }) => sum + typeWidth(dtype), 0);
  return "Decimal" in type ? 16 : 8;
}
