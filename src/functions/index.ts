/**
 * The functions of `pyspark.sql.functions`: they make Columns of Columns. Where PySpark takes a column or its name, a string is a
 * name; where it takes a value, a string is that value.
 */
export * from "./core.ts";
export * from "./aggregate.ts";
export * from "./aggregate-statistics.ts";
export * from "./array.ts";
export * from "./conditional.ts";
export * from "./datetime.ts";
export * from "./datetime-conversion.ts";
export * from "./higher-order.ts";
export * from "./map.ts";
export * from "./math.ts";
export * from "./misc.ts";
export * from "./partitioning.ts";
export * from "./sketch.ts";
export * from "./string.ts";
export * from "./string-encoding.ts";
export * from "./string-search.ts";
export * from "./text-format.ts";
export * from "./trigonometry.ts";
export * from "./tuple-sketch.ts";
export { arrow_udf, udaf, udf, udtf } from "./udf.ts";
export * from "./variant.ts";
export * from "./vector.ts";
export * from "./window-function.ts";
export * from "./deprecated.ts";
