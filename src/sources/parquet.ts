/** Parquet files. */
import { AnalysisException } from "../types/spark-error.ts";
import type { ListedFile } from "./listing.ts";
import { sparkSchema } from "./polars-schema.ts";
import { type Asking, describe } from "./probe.ts";
import type { StructType } from "../types/data-type.ts";

/** The columns of the first file; the others are taken to have the same (without `mergeSchema`). */
export function* parquetSchema(files: readonly ListedFile[]): Asking<StructType> {
  const first = files.find((f) => f.size > 0);
  if (first === undefined) throw new AnalysisException("UNABLE_TO_INFER_SCHEMA", { format: "Parquet" });
  return sparkSchema(yield* describe({ nodes: [{ op: "scanParquet", paths: [first.path] }], root: 0 }));
}
