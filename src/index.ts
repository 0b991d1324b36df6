/** PySpark's DataFrame and SQL API for Node. */
export { Column, type AliasOptions } from "./functions/column.ts";
export type { ColumnOrLiteral, ColumnOrName, LiteralInput } from "./functions/expression-input.ts";
export { Window, WindowSpec } from "./functions/window.ts";
export * as functions from "./functions/index.ts";
export { col, lit, udf } from "./functions/core.ts";
export { DataFrame } from "./dataframe/dataframe.ts";
export { DataFrameNaFunctions } from "./dataframe/na-functions.ts";
export { DataFrameStatFunctions } from "./dataframe/stat-functions.ts";
export { DataFrameWriter, type SaveModeName, type WriteOptions } from "./dataframe/dataframe-writer.ts";
export { GroupedData } from "./dataframe/grouped-data.ts";
export type { ExplainMode, ShowOptions, TypedDataFrame } from "./dataframe/dataframe-actions.ts";
export type { JoinHow, JoinOn } from "./dataframe/dataframe-joins.ts";
export type { ActionOptions, RowOptions } from "./dataframe/result-rows.ts";
export { StorageLevel } from "./dataframe/storage-level.ts";
export type {
  QueryEvent,
  QueryFinished,
  QueryStarted,
  StageFinished,
  StageStarted,
  Subscriber,
} from "./engine/subscribers.ts";
export { Catalog } from "./session/catalog.ts";
export type { CatalogMetadata, ColumnInfo, DatabaseInfo, FunctionInfo, TableInfo } from "./session/catalog.ts";
export type { CreateDataFrameOptions } from "./session/create-dataframe.ts";
export { DataFrameReader, type ReadOptions } from "./session/dataframe-reader.ts";
export { RuntimeConfig } from "./session/runtime-config.ts";
export { SparkSessionBuilder } from "./session/session-builder.ts";
export { SparkSession } from "./session/spark-session.ts";
export { SqlResult } from "./session/sql-result.ts";
export { TableValuedFunction } from "./session/table-functions.ts";
export { UDFRegistration } from "./session/udf-registration.ts";
export * from "./types/index.ts";
