/** PySpark's DataFrame and SQL API for Node. */
export { Column, type AliasOptions } from "./functions/column.ts";
export type { ColumnOrLiteral, ColumnOrName, LiteralInput } from "./functions/expression-input.ts";
export { Window, WindowSpec } from "./functions/window.ts";
export * as functions from "./functions/index.ts";
export { col, lit } from "./functions/core.ts";
export { type Udf, udaf, udf, type UserDefinedFunction } from "./functions/udf.ts";
export { type AsyncOptions, RetryAfter, type UdfContext } from "./udf/call-policy.ts";
export type { MapParallelOptions } from "./dataframe/dataframe-maps.ts";
export { TaskRegistration } from "./session/task-registration.ts";
export type { TaskOptions, TaskSource } from "./udf/task.ts";
export type { Aggregator } from "./udf/aggregate-function.ts";
export type { ArrowMap, KeyedTableMap, KeyedTablePairMap, RowMap, TableMap, TablePairMap } from "./udf/map-function.ts";
export type { BatchInputForm } from "./udf/batch-columns.ts";
export type { BatchOptions, ClassOptions, WorkerOptions } from "./udf/scalar-function.ts";
export type { ModuleExport } from "./udf/worker-function.ts";
export { DataFrame } from "./dataframe/dataframe.ts";
export { DataFrameNaFunctions } from "./dataframe/na-functions.ts";
export { DataFrameStatFunctions } from "./dataframe/stat-functions.ts";
export { DataFrameWriterV2 } from "./dataframe/dataframe-writer-v2.ts";
export { type Metrics, Observation } from "./dataframe/observation.ts";
export { MergeIntoWriter } from "./dataframe/merge-into-writer.ts";
export { DataFrameWriter, type SaveModeName, type WriteOptions } from "./dataframe/dataframe-writer.ts";
export { CoGroupedData } from "./dataframe/cogrouped-data.ts";
export { GroupedData } from "./dataframe/grouped-data.ts";
export type { ExplainMode, ShowOptions, TypedDataFrame } from "./dataframe/dataframe-actions.ts";
export type { JoinHow, JoinOn } from "./dataframe/dataframe-joins.ts";
export type { ActionOptions, RowOptions } from "./dataframe/result-rows.ts";
export { StorageLevel } from "./dataframe/storage-level.ts";
export * from "./metrics/index.ts";
export { Catalog } from "./session/catalog.ts";
export type {
  CatalogMetadata,
  ColumnInfo,
  DatabaseInfo,
  FunctionInfo,
  TableDescription,
  TableInfo,
  TablePartition,
} from "./session/catalog.ts";
export type { CreateDataFrameOptions } from "./session/create-dataframe.ts";
export { DataFrameReader, type ReadOptions } from "./session/dataframe-reader.ts";
export { RuntimeConfig } from "./session/runtime-config.ts";
export { SparkSessionBuilder } from "./session/session-builder.ts";
export { SparkSession } from "./session/spark-session.ts";
export { SqlResult } from "./session/sql-result.ts";
export { TableValuedFunction } from "./session/table-functions.ts";
export { UDFRegistration, UDTFRegistration } from "./session/udf-registration.ts";
export * from "./types/index.ts";
