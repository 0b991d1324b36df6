/**
 * Rows out of a stage of users' functions before all of its calls are made: for a consumer that takes its time, the
 * functions are called part by part as it asks for more, and what stands above them runs over each part.
 */
import { rm } from "node:fs/promises";
import { IpcFileWriter } from "../arrow/index.ts";
import { morselPaths } from "../execution/morsels.ts";
import type { Lowered } from "../lowering/index.ts";
import type { EvaluateNode } from "../logical/relation.ts";
import type { NodeRef, PolarsPlan } from "../polars/plan.ts";
import { PlanCopy } from "../polars/plan-rewrite.ts";
import { resultFields } from "./user-evaluate.ts";
import type { ArrowBatch } from "../arrow/index.ts";

/** Rows of the first part: calls may take seconds. */
const FIRST_ROWS = 8;
/** Milliseconds that the functions are to have for a part. */
const PART_MS = 100;

/** How many rows to evaluate next, always a multiple of 8. */
export class PartSize {
  #rows = FIRST_ROWS;
  #start = 0;

  next(): number {
    this.#start = performance.now();
    return this.#rows;
  }
  /** The part has been evaluated. */
  done(): void {
    const ms = performance.now() - this.#start;
    if (ms < PART_MS / 2) this.#rows *= 2;
    else if (ms > PART_MS * 2) this.#rows = Math.max(FIRST_ROWS, this.#rows / 2);
  }
}

/** Where the plan reads the files of the stage, if all that it does goes row by row over them. */
export function streamedSource(plan: PolarsPlan, files: readonly string[]): NodeRef | null {
  const paths = morselPaths(plan);
  const [path] = paths ?? [];
  if (path === undefined || paths?.length !== 1) return null;
  const scans = scansOf(plan, path.source);
  return scans.length === files.length && scans.every((scan, i) => fileOf(plan, scan) === files[i])
    ? path.source
    : null;
}

/** The plan over some rows: of the files as they are, and of results that stand in a file of their own. */
function partPlan(
  plan: PolarsPlan,
  source: NodeRef,
  results: { readonly whole: string; readonly part: string },
  offset: number,
  length: number,
): PolarsPlan {
  const copy = new PlanCopy(plan);
  const scans = scansOf(plan, source).map((scan) =>
    fileOf(plan, scan) === results.whole
      ? copy.add({ op: "scanIpc", paths: [results.part] })
      : copy.add({ op: "slice", input: copy.copy(scan), offset, length }),
  );
  const [only = 0] = scans;
  copy.replace(source, scans.length === 1 ? only : copy.add({ op: "hconcat", inputs: scans }));
  return copy.finish(copy.copy(plan.root));
}

function scansOf(plan: PolarsPlan, source: NodeRef): readonly NodeRef[] {
  const node = plan.nodes[source];
  return node?.op === "hconcat" ? node.inputs : [source];
}
function fileOf(plan: PolarsPlan, scan: NodeRef): string | undefined {
  const node = plan.nodes[scan];
  return node?.op === "scanIpc" ? node.paths[0] : undefined;
}

/** For each part of the results the plan over it, whose file is there until the next is asked for. */
export async function* partPlans(
  node: EvaluateNode,
  lowered: Lowered,
  source: NodeRef,
  result: string,
  parts: AsyncIterable<ArrowBatch>,
): AsyncGenerator<Lowered, void, undefined> {
  const fields = resultFields(node);
  let offset = 0;
  let count = 0;
  for await (const part of parts) {
    const file = `${result}.${count++}`;
    const writer = new IpcFileWriter(file, { fields });
    try {
      writer.append(part);
      writer.finish();
    } finally {
      writer.close();
    }
    try {
      const plan = partPlan(lowered.plan, source, { whole: result, part: file }, offset, part.length);
      yield { ...lowered, plan };
    } finally {
      await rm(file, { force: true });
    }
    offset += part.length;
  }
}
