/** CSV files: their header, and the types of their columns where these are asked for. */
import { closeSync, openSync, readSync } from "node:fs";
import type { SqlConf } from "../catalog/sql-conf.ts";
import { normalized } from "../kernels/csv-reader.ts";
import { CsvTokenizer } from "../kernels/csv-tokens.ts";
import { eachLine, fileBytes, isCompressed, isUtf8Name } from "../kernels/file-text.ts";
import { checkRatio, type CsvOptions, csvOptions } from "../lowering/csv-options.ts";
import { isPlainRequest } from "../lowering/csv-scan.ts";
import type { CsvShape } from "../logical/scan-facts.ts";
import { STRING, StructField, StructType } from "../types/data-type.ts";
import { IllegalArgumentException, SparkException, SparkRuntimeException, unsupported } from "../types/spark-error.ts";
import { inferCsvTypes } from "./csv-infer.ts";
import { csvShape } from "./csv-probe.ts";
import type { ListedFile } from "./listing.ts";
import type { Asking } from "./probe.ts";
import { sameName } from "../types/name-equality.ts";

export interface CsvFiles {
  readonly schema: StructType;
  readonly shape: CsvShape;
}

export function* csvFiles(
  files: readonly ListedFile[],
  raw: { readonly [name: string]: string },
  given: StructType | undefined,
  conf: SqlConf,
): Asking<CsvFiles> {
  const options = csvOptions(raw);
  const unknown: CsvShape = {
    plain: false,
    quoted: true,
    quotedEmpty: true,
    fewest: 0,
    most: 0,
    inferred: given === undefined,
  };
  const shape = isPlainRequest(options, files)
    ? { ...csvShape(files, options), inferred: given === undefined }
    : unknown;
  if (given !== undefined) {
    if (options.header && !options.enforceSchema) checkHeaders(files, options, given, conf.caseSensitive);
    return { schema: given, shape };
  }
  // Spark reads the largest files first.
  const bySize = [...files].sort((a, b) => b.size - a.size);
  const first = firstRecord(bySize, options);
  if (first === undefined) return { schema: new StructType([]), shape };
  if (first.length > options.maxColumns) {
    throw new SparkRuntimeException("MALFORMED_CSV_RECORD", { badRecord: first.join(options.separator) });
  }
  if (options.inferSchema) checkRatio(options.samplingRatio);
  if (options.inferSchema && options.samplingRatio < 1) throw unsupported("samplingRatio for CSV files");
  const names = headerNames(first, options, conf.caseSensitive);
  const inferred = options.inferSchema
    ? yield* inferCsvTypes(files, options, shape, names.length, conf)
    : { types: names.map(() => STRING), plainTimestamps: [] };
  const { types, plainTimestamps } = inferred;
  if (options.inferSchema && options.header) {
    // Other headers in other files count as values, for Spark.
    for (const other of bySize) {
      const header = firstRecord([other], options) ?? [];
      if (header.join("\u0000") !== first.join("\u0000"))
        for (const [i, text] of header.entries()) if (text !== null) types[i] = STRING;
    }
  }
  const schema = new StructType(names.map((name, i) => new StructField(name, types[i] ?? STRING)));
  return { schema, shape: { ...shape, plainTimestamps } };
}

/** The fields of the first record of all files. */
function firstRecord(files: readonly ListedFile[], options: CsvOptions): (string | null)[] | undefined {
  for (const file of files) {
    if (file.size === 0) continue;
    const found = firstOf(headOf(file, options), options);
    if (found !== undefined) return found;
  }
  return undefined;
}
const HEAD = 1024 * 1024;
function headOf(file: ListedFile, options: CsvOptions): Uint8Array {
  if (isCompressed(file.path) || !isUtf8Name(options.encoding) || file.size <= HEAD) {
    return fileBytes(file.path, options.encoding);
  }
  const bytes = Buffer.alloc(HEAD);
  const fd = openSync(file.path, "r");
  try {
    readSync(fd, bytes, 0, HEAD, 0);
  } finally {
    closeSync(fd);
  }
  return bytes.subarray(bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
}
function firstOf(head: Uint8Array, options: CsvOptions): (string | null)[] | undefined {
  const bytes = options.multiLine ? normalized(head, options.lineSep) : head;
  const fields: (string | null)[] = [];
  const decoder = new TextDecoder();
  const sink = {
    missing: () => void fields.push(options.nullValue === "" ? null : options.nullValue),
    empty: () => void fields.push(options.emptyValue ?? ""),
    field: (_: number, from: Uint8Array, start: number, end: number) =>
      void fields.push(decoder.decode(from.subarray(start, end))),
  };
  const comment = options.comment === "" ? -1 : options.comment.charCodeAt(0);
  const tokenizer = new CsvTokenizer(options, options.multiLine);
  let done = false;
  eachLine(bytes, options.lineSep, (start, end) => {
    if (done || bytes[start] === comment || bytes.subarray(start, end).every((byte) => byte <= 32)) return;
    done = true;
    tokenizer.record(bytes, start, options.multiLine ? bytes.length : end, sink);
  });
  return done ? fields : undefined;
}

/** A header's names, told apart where they repeat; or `_c0`, `_c1`, ... */
function headerNames(first: readonly (string | null)[], options: CsvOptions, caseSensitive: boolean): string[] {
  if (!options.header) return first.map((_, i) => `_c${i}`);
  const keyOf = (name: string): string => (caseSensitive ? name : name.toLowerCase());
  const counts = new Map<string, number>();
  for (const name of first) if (name !== null) counts.set(keyOf(name), (counts.get(keyOf(name)) ?? 0) + 1);
  return first.map((name, i) => {
    if (name === null || name === "" || name === options.nullValue) return `_c${i}`;
    return (counts.get(keyOf(name)) ?? 0) > 1 ? `${name}${i}` : name;
  });
}

/** `enforceSchema=false`: headers must name the columns of the schema. */
function checkHeaders(
  files: readonly ListedFile[],
  options: CsvOptions,
  schema: StructType,
  caseSensitive: boolean,
): void {
  const names = schema.names.filter((name) => name !== options.corruptName);
  for (const file of files) {
    const header = firstRecord([file], options);
    if (header === undefined) continue;
    const wrong = names.findIndex((name, i) => !sameName(name, header[i] ?? "", caseSensitive));
    if (wrong < 0 && header.length === names.length) continue;
    const why = `CSV header does not conform to the schema. Header: ${header.join(", ")}; schema: ${names.join(", ")}`;
    throw new SparkException(
      "FAILED_READ_FILE.NO_HINT",
      { path: file.path },
      {
        message: `[FAILED_READ_FILE.NO_HINT] A file could not be read: ${file.path}. SQLSTATE: KD001 ${why}`,
        cause: new IllegalArgumentException(null, {}, { message: why }),
      },
    );
  }
}
