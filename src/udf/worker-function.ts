/** Functions that run in threads: the rows of a batch are shared out among them. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type ArrowVector, concatVectors } from "../arrow/index.ts";
import type { OpenFunction, UserArgument, UserFunctionContext } from "../plan/user-function.ts";
import type { DataType } from "../types/data-type.ts";
import { columnWriter } from "./column-writer.ts";
import { WorkerUse } from "./worker-pool.ts";
import type { WorkerFunction } from "./worker-protocol.ts";

/** A function by where it is exported: threads load it from there. */
export interface ModuleExport {
  /** A path, relative to the working directory, or a URL. */
  readonly module: string | URL;
  /** `default` by default. */
  readonly export?: string | undefined;
}
export function isModuleExport(value: unknown): value is ModuleExport {
  return typeof value === "object" && value !== null && "module" in value;
}
export function moduleUrl({ module }: ModuleExport): string {
  const text = String(module);
  return /^(file|data|node):/.test(text) ? text : pathToFileURL(resolve(text)).href;
}

type Source = Pick<WorkerFunction, "module" | "exported" | "construct" | "batch" | "name">;
/** Rows of a message where the batches of the function have no size of their own. */
const ROWS = 16_384;

export function openWorkerFunction(
  source: Source,
  returnType: DataType,
  threads: number | undefined,
  args: readonly UserArgument[],
  context: UserFunctionContext,
): OpenFunction {
  const { timeZone, longType, redactValues } = context;
  const use = new WorkerUse(
    {
      ...source,
      returnType: returnType.jsonValue(),
      args: args.map(({ name, dataType }) => ({ name, type: dataType.jsonValue() })),
      timeZone,
      longType,
      redactValues,
    },
    threads,
  );
  const size = Math.max(8, Math.min(source.batch?.batchSize ?? ROWS, ROWS * 8) & ~7);
  return {
    async evaluate(columns: readonly ArrowVector[], rows: number): Promise<ArrowVector> {
      if (rows === 0) return columnWriter(returnType, 0, context).finish();
      // At least a part for each thread, in multiples of eight rows.
      const part = Math.min(size, (Math.ceil(rows / use.threads) + 7) & ~7);
      const starts = Array.from({ length: Math.ceil(rows / part) }, (_, i) => i * part);
      const parts = await Promise.all(
        starts.map((start) => use.run(columns, start, Math.min(start + part, rows), context)),
      );
      return concatVectors(parts);
    },
    close: () => use.close(),
  };
}
