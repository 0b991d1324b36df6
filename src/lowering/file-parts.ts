/** Files that a kernel reads: in runs whose text fits into one column of a batch. */
import type { RaiseSite } from "../logical/function-row.ts";
import type { ScanFile } from "../logical/relation.ts";
import { type FilePart, isCompressed, isUtf8Name } from "../kernels/file-text.ts";
import { px, type Px } from "../polars/dsl.ts";
import type { NodeRef } from "../polars/plan.ts";
import { pList, type PolarsField, pStruct } from "../polars/polars-type.ts";
import { SparkException } from "../types/spark-error.ts";
import { namedExpr, type PlanBuilder } from "./plan-builder.ts";

const PART_BYTES = 256 * 1024 * 1024;

export interface PartOptions {
  readonly encoding?: string | undefined;
  readonly lineSep?: string | undefined;
  /** Records may lie across lines: a file is read in one piece. */
  readonly whole: boolean;
}
/** Runs of files, the large ones cut at lines. */
export function fileParts(files: readonly ScanFile[], options: PartOptions): FilePart[][] {
  const runs: FilePart[][] = [];
  let room = 0;
  const add = (part: FilePart, bytes: number): void => {
    if (bytes > room) {
      runs.push([]);
      room = PART_BYTES;
    }
    runs.at(-1)?.push(part);
    room -= bytes;
  };
  const { encoding, lineSep } = options;
  const common = { ...(encoding === undefined ? {} : { encoding }), ...(lineSep === undefined ? {} : { lineSep }) };
  for (const { path, size } of files) {
    const compressed = isCompressed(path);
    if (options.whole || compressed || lineSep !== undefined || !isUtf8Name(encoding) || size <= PART_BYTES) {
      add({ path, ...common }, compressed ? size * 8 : size);
      continue;
    }
    for (let start = 0; start < size; start += PART_BYTES) {
      add({ path, start, end: Math.min(start + PART_BYTES, size), ...common }, PART_BYTES);
    }
  }
  return runs;
}

/** The rows that a kernel makes of files: a relation of its struct's fields. */
export function kernelRows(
  plan: PlanBuilder,
  kernel: string,
  options: unknown,
  fields: readonly PolarsField[],
): NodeRef {
  const seed = plan.add({ op: "empty", schema: [{ name: "_none", type: "Boolean" }], height: 1 });
  const rows = plan.temp();
  const list = plan.add({
    op: "kernel",
    input: seed,
    calls: [{ kernel, args: [], out: rows, outType: pList(pStruct(fields)), options, site: plan.site(ANYWHERE) }],
  });
  const exploded = plan.add({
    op: "explode",
    input: plan.add({ op: "select", input: list, exprs: [namedExpr(rows, px.col(rows))] }),
    columns: [rows],
    emptyAsNull: false,
    keepNulls: false,
  });
  const names = fields.map(({ name }): [string, Px] => [name, px.struct.fieldByName(px.col(rows), name)]);
  return plan.add({ op: "select", input: exploded, exprs: names.map(([n, v]) => namedExpr(n, v)) });
}
/** Errors of the kernel name their condition themselves. */
const ANYWHERE: RaiseSite = { error: () => new SparkException("FAILED_READ_FILE.NO_HINT", { path: "" }) };
