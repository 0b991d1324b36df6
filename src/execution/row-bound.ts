/** How many rows a plan can give at most, and how many it is likely to give. */
import { statSync } from "node:fs";
import { inputsOf } from "../polars/plan-analysis.ts";
import type { NodeRef, PolarsNode, PolarsPlan } from "../polars/plan.ts";
import { usedNodes } from "../polars/plan-rewrite.ts";

/** Rows of a source. */
type RowsOf = (source: NodeRef) => Promise<number>;

/** Rows of each node at most; Infinity where the plan does not say. */
export function rowBounds(plan: PolarsPlan, rowsOf: RowsOf): Promise<readonly number[]> {
  return rowsOfAll(plan, rowsOf, () => undefined);
}
/** A guess at the rows of each node: a join finds about one partner for each row, a filter drops nothing. */
export function likelyRows(plan: PolarsPlan, rowsOf: RowsOf): Promise<readonly number[]> {
  return rowsOfAll(plan, rowsOf, (node, [first = 0, second = 0]) => {
    switch (node.op) {
      case "join":
        return node.how === "semi" || node.how === "anti" ? first : Math.max(first, second);
      case "explode":
        return first * LIST_LENGTH;
      case "recurse":
        return first;
      case "scanCsv":
      case "scanNdjson":
      case "scanText":
        return node.paths.reduce((sum, path) => sum + sizeOf(path) / ((node.schema?.length ?? 1) * TEXT_BYTES), 0);
      default:
        return undefined;
    }
  });
}
const LIST_LENGTH = 4;
/** Of a value in a text file. */
const TEXT_BYTES = 8;

async function rowsOfAll(
  plan: PolarsPlan,
  rowsOf: RowsOf,
  guess: (node: PolarsNode, below: readonly number[]) => number | undefined,
): Promise<readonly number[]> {
  const rows: number[] = [];
  for (const ref of usedNodes(plan)) {
    const node = plan.nodes[ref] as PolarsNode;
    const below = inputsOf(node).map((input) => rows[input] ?? Infinity);
    rows[ref] = guess(node, below) ?? (await bound(ref, node, below, rowsOf));
  }
  return rows;
}

async function bound(ref: NodeRef, node: PolarsNode, below: readonly number[], rowsOf: RowsOf): Promise<number> {
  const [first = 0, second = 0] = below;
  switch (node.op) {
    case "frame":
    case "range":
    case "scanParquet":
    case "scanIpc":
      return rowsOf(ref);
    case "scanCsv":
    case "scanNdjson":
    case "scanText":
      // Each row has a line end.
      return node.paths.reduce((sum, path) => sum + fileRows(path), 0);
    case "empty":
      return node.height ?? 0;
    case "groupBy":
      return node.keys.length === 0 ? 1 : first;
    case "join":
      if (node.how === "semi" || node.how === "anti") return first;
      return first * second + first + second;
    case "cross":
      return first * second;
    case "slice":
      return Math.min(first, node.length ?? Infinity);
    case "union":
      return below.reduce((sum, rows) => sum + rows, 0);
    case "unpivot":
      return first * node.on.length;
    case "explode":
    case "recurse":
      return Infinity;
    case "sink":
      return 0;
    default:
      return first;
  }
}
function fileRows(path: string): number {
  // A compressed file has more.
  if (/\.(gz|gzip|zst|zstd|bz2|deflate|lz4|snappy)$/i.test(path)) return Infinity;
  return sizeOf(path) + 1;
}
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
