/** Scans of files: what all formats have in common. */
import type { FileScan, ScanFile } from "../logical/relation.ts";
import { px, type Px } from "../polars/dsl.ts";
import { fieldName } from "../polars/physical-type.ts";
import type { NodeRef } from "../polars/plan.ts";
import type { LiteralValue } from "../plan/expression.ts";
import { unsupported } from "../types/spark-error.ts";
import { readCsv } from "./csv-scan.ts";
import { readJson } from "./json-scan.ts";
import { lowerLiteral } from "./literal.ts";
import { readParquet } from "./parquet-scan.ts";
import { columnName, namedExpr } from "./plan-builder.ts";
import type { RelationLowering } from "./relation-lowering.ts";
import { readText } from "./text-scan.ts";

/** The rows of some files, and each data column of the schema as an expression over them (undefined: not asked for). */
export interface FileRows {
  readonly ref: NodeRef;
  readonly columns: readonly (Px | undefined)[];
}
/** A format's way to the rows of files. `wanted` tells which data columns are asked for. */
export type FormatReader = (
  low: RelationLowering,
  rel: FileScan,
  files: readonly ScanFile[],
  wanted: (index: number) => boolean,
) => readonly FileRows[];

const READERS: { readonly [format: string]: FormatReader } = {
  parquet: readParquet,
  csv: readCsv,
  json: readJson,
  text: readText,
};

export function lowerFileScan(low: RelationLowering, rel: FileScan): NodeRef {
  const { plan } = low;
  const read = READERS[rel.format];
  if (read === undefined) throw unsupported(`reading ${rel.format} files`);
  const width = rel.dataSchema.fields.length;
  const wanted = (i: number): boolean => rel.needed === undefined || rel.needed.has(rel.output[i]?.id ?? -1);
  const parts = groupByPartition(rel).flatMap(({ files, values }) =>
    read(low, rel, files, wanted).map(({ ref, columns }) => {
      const exprs = rel.output.map((a, i): [string, Px] => {
        const value = i < width ? columns[i] : lowerLiteral(values[i - width] as LiteralValue, a.dataType);
        return [columnName(a), value ?? lowerLiteral(null, a.dataType)];
      });
      const [source, extra] = withFile(low, rel, ref, files);
      exprs.push(...extra);
      if (exprs.length === 0) return ref;
      const added = plan.add({ op: "withColumns", input: source, exprs: exprs.map(([n, v]) => namedExpr(n, v)) });
      return plan.add({ op: "select", input: added, exprs: exprs.map(([n]) => namedExpr(n, px.col(n))) });
    }),
  );
  const [only] = parts;
  if (only === undefined) {
    const empty = plan.add({ op: "empty", schema: [{ name: "_none", type: "Boolean" }], height: 0 });
    const columns = [...rel.output, ...(rel.fileColumns ?? [])];
    const exprs = columns.map((a) => namedExpr(columnName(a), lowerLiteral(null, a.dataType)));
    return exprs.length === 0 ? empty : plan.add({ op: "select", input: empty, exprs });
  }
  return parts.length === 1 ? only : plan.add({ op: "union", inputs: parts });
}

/** The rows of one file with the columns that tell of it. */
function withFile(
  low: RelationLowering,
  rel: FileScan,
  ref: NodeRef,
  files: readonly ScanFile[],
): [ref: NodeRef, columns: [string, Px][]] {
  const [metadata, input] = rel.fileColumns ?? [];
  const [file] = files;
  if (metadata === undefined || input === undefined || file === undefined) return [ref, []];
  const path = uriPath(file.path);
  const size = px.lit.i64(file.size);
  const start = px.lit.i64(0);
  const fields = [
    px.lit.str(`file:${path}`),
    px.lit.str(path.slice(path.lastIndexOf("/") + 1)),
    size,
    start,
    size,
    px.lit.datetime(BigInt(Math.floor(file.modified)) * 1000n),
  ];
  let source = ref;
  if (rel.format === "parquet") {
    const index = low.plan.temp();
    source = low.plan.add({ op: "rowIndex", input: ref, name: index });
    fields.push(px.cast(px.col(index), "Int64"));
  }
  const struct = (values: readonly Px[]): Px => px.struct.of(values.map((value, i) => [fieldName(i), value]));
  return [
    source,
    [
      [columnName(metadata), struct(fields)],
      [columnName(input), struct([px.lit.str(`file://${path}`), start, size])],
    ],
  ];
}
/** A path as Hadoop writes it into a URI: blanks and what has a meaning in URIs are escaped, other letters are not. */
function uriPath(path: string): string {
  const slashed = path.replaceAll("\\", "/");
  const rooted = slashed.startsWith("/") ? slashed : `/${slashed}`;
  return rooted.replace(
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u0020"#%<>?[\\\]^`{|}\u007f]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/** Spark reads the largest files first. Each file by itself where its rows tell of it. */
function groupByPartition(rel: FileScan): { files: ScanFile[]; values: readonly unknown[] }[] {
  const groups = new Map<string, { files: ScanFile[]; values: readonly unknown[] }>();
  for (const f of [...rel.files].sort((a, b) => b.size - a.size)) {
    const own = rel.fileColumns === undefined ? "" : f.path;
    const key = own + f.partitionValues.map((v) => (v === null ? "n" : `v${String(v)}`)).join("\u0000");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { files: [f], values: f.partitionValues });
    else group.files.push(f);
  }
  return [...groups.values()];
}

export function findByName<T extends { readonly name: string }>(
  list: readonly T[],
  name: string,
  caseSensitive: boolean,
): T | undefined {
  const exact = list.find((x) => x.name === name);
  if (exact !== undefined || caseSensitive) return exact;
  const lower = name.toLowerCase();
  return list.find((x) => x.name.toLowerCase() === lower);
}
