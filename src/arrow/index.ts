/**
 * Arrow in and out, without a library: the IPC stream format over raw buffers.
 *
 * - {@link readIpcStream}`(bytes)` -> `{ schema, batches }`, {@link writeIpcStream}`(schema, batches)` -> bytes.
 * - {@link ArrowVector} is a column in its one normal form: 32-bit offsets, no dictionaries, no views.
 * - `Utf8Builder`, `BinaryBuilder`, `NumberBuilder`, `Int64Builder`, `Int128Builder`, `BoolBuilder`, `NullBuilder`,
 *   `ListBuilder`, `StructBuilder` make columns row by row; {@link arrowVector} wraps buffers that are made already;
 *   {@link takeVector} gathers rows.
 * - {@link IpcFileReader}, {@link IpcFileWriter}: the file format, batch by batch.
 * - {@link physicalField}`(name, dataType)` is the Arrow form in which this engine carries a Spark type.
 * - {@link RowReader}, {@link decodeColumn} give JavaScript values; {@link encodeRows}, {@link encodeColumns} take them.
 */
export type { ArrowBatch, ArrowData, ArrowField, ArrowSchema, ArrowTable, ArrowType, ArrowVector } from "./vector.ts";
export { arrowField, arrowType, arrowVector, childOf, countBits, isValid, offsetsOf } from "./vector.ts";
export { readIpcStream } from "./ipc-reader.ts";
export { writeIpcStream, writeIpcTable } from "./ipc-writer.ts";
export { type ReaderMemory } from "./ipc-file.ts";
export { IpcFileReader, IpcFileWriter } from "./ipc-file.ts";
export { concatVectors, sliceVector } from "./slice.ts";
export { takeVector } from "./take.ts";
export type { ColumnBuilder } from "./builders.ts";
export {
  BinaryBuilder,
  BoolBuilder,
  BytesBuilder,
  Int128Builder,
  Int64Builder,
  ListBuilder,
  NullBuilder,
  NumberBuilder,
  StructBuilder,
  Utf8Builder,
  builderFor,
} from "./builders.ts";
export type { DecodeOptions, LongForm } from "./decode.ts";
export { RowReader, cellReader, decodeColumn, decodeRows } from "./decode.ts";
export { MAX_INT64_DIGITS, physicalField, physicalSchema } from "./physical.ts";
export type { ColumnAppender, EncodeOptions } from "./encode.ts";
export {
  columnAppender,
  encodeBatches,
  encodeColumn,
  encodeColumns,
  encodeInternalRows,
  encodeRows,
} from "./encode.ts";
export { fromApacheTable, isApacheTable, toApacheTable } from "./apache.ts";
export type { SparkFormOptions } from "./spark-form.ts";
export { schemaFromArrow, sparkField, toSparkForm } from "./spark-form.ts";
export { toPhysical } from "./to-physical.ts";
