/** PySpark's DataFrame and SQL API for Node. */
export { Column } from "./functions/column.ts";
export { Window, WindowSpec } from "./functions/window.ts";
export * as functions from "./functions/index.ts";
export { col, lit } from "./functions/core.ts";
export { DataFrame } from "./dataframe/dataframe.ts";
export { StorageLevel } from "./dataframe/storage-level.ts";
export { SparkSession } from "./session/spark-session.ts";
export { Row } from "./types/row.ts";
