/** JSON files: the columns that their records make together. */
import { readIpcStream, cellReader } from "../arrow/index.ts";
import type { SqlConf } from "../catalog/sql-conf.ts";
import type { InferJsonOptions } from "../kernels/json-files.ts";
import { type JsonShape, merged, shapeOfText, typeOfShape } from "../kernels/json-shape.ts";
import { checkRatio, flagOf, modeOf, optionOf, ratioOf } from "../lowering/csv-options.ts";
import { fileParts } from "../lowering/file-parts.ts";
import { jsonOptions } from "../lowering/json-scan.ts";
import type { PolarsNode } from "../polars/plan.ts";
import { STRING, StructType } from "../types/data-type.ts";
import { firstRepeated } from "../types/name-equality.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import type { ListedFile } from "./listing.ts";
import { type Asking, execute } from "./probe.ts";

export function* jsonSchema(
  files: readonly ListedFile[],
  options: { readonly [name: string]: string },
  conf: SqlConf,
  corruptName: string,
): Asking<StructType> {
  if (files.length === 0) throw new AnalysisException("UNABLE_TO_INFER_SCHEMA", { format: "JSON" });
  const multiLine = flagOf(options, "multiLine");
  const filled = files.filter((f) => f.size > 0).map((f) => ({ ...f, partitionValues: [] }));
  const samplingRatio = ratioOf(options);
  checkRatio(samplingRatio);
  if (samplingRatio < 1 && (multiLine || filled.length > 1)) {
    throw unsupported("samplingRatio over several JSON files or records of several lines");
  }
  const given = {
    multiLine,
    samplingRatio,
    mode: modeOf(options),
    corruptName,
    options: jsonOptions(options),
    zone: conf.timeZone,
    timestampType: conf.timestampType,
  };
  const encoding = optionOf(options, "encoding", "charset");
  let shape: JsonShape = { kind: "struct", fields: new Map() };
  for (const parts of fileParts(filled, { encoding, lineSep: optionOf(options, "lineSep"), whole: multiLine })) {
    const kernelOptions: InferJsonOptions = { ...given, parts };
    const call = { kernel: "infer_json", args: [], out: "shape", outType: "String" as const, options: kernelOptions };
    const nodes: PolarsNode[] = [
      { op: "empty", schema: [{ name: "_none", type: "Boolean" }], height: 1 },
      { op: "kernel", input: 0, calls: [call] },
      { op: "select", input: 1, exprs: [{ name: "shape", expr: '{"Column":"shape"}' }] },
    ];
    const [batch] = readIpcStream(yield* execute({ nodes, root: 2 })).batches;
    const text = batch?.columns[0] && cellReader(batch.columns[0], STRING)(0);
    if (typeof text === "string") shape = merged(shape, shapeOfText(text));
  }
  if (shape.kind !== "struct") return new StructType([]);
  const type = typeOfShape(shape, flagOf(options, "dropFieldIfAllNull"));
  const schema = type?.kind === "struct" ? type : new StructType([]);
  checkNames(schema, shape.twice, conf.caseSensitive);
  return schema;
}
function checkNames(schema: StructType, twice: string | undefined, caseSensitive: boolean): void {
  const keys = schema.names.map((name) => (caseSensitive ? name : name.toLowerCase()));
  const repeated = twice ?? firstRepeated(keys);
  if (repeated === undefined) return;
  throw new AnalysisException("COLUMN_ALREADY_EXISTS", {
    columnName: quoteText(caseSensitive ? repeated : repeated.toLowerCase()),
  });
}
