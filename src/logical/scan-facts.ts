/** What a file source found out about its files, for the lowering of its format. */
import type { NamedType } from "../polars/plan.ts";
import type { StructType } from "../types/data-type.ts";

export interface ScanFacts {
  /** The session's zone when the source was looked at. */
  readonly timeZone: string;
  readonly caseSensitive: boolean;
  /** Dates and timestamps of files without a zone of their own. */
  readonly timestampType: "TIMESTAMP_LTZ" | "TIMESTAMP_NTZ";
  readonly corruptName: string;
  /** Parquet: files of the same columns, by path; a file that is in none was not opened. */
  readonly parquet?: readonly ParquetGroup[];
  /** CSV: what the bytes of the files are like. */
  readonly csv?: CsvShape;
}
export interface ParquetGroup {
  readonly paths: ReadonlySet<string>;
  /** As Spark types them. */
  readonly schema: StructType;
  /** As the engine reads them. */
  readonly columns: readonly NamedType[];
}
export interface CsvShape {
  /** The engine's own CSV reader gives the same fields as Spark's. */
  readonly plain: boolean;
  /** Some field is quoted. */
  readonly quoted: boolean;
  /** Some field is `""`. */
  readonly quotedEmpty: boolean;
  /** The fewest and the most fields in a line. */
  readonly fewest: number;
  readonly most: number;
  /** The schema is the files' own: dates in it are all of the form yyyy-MM-dd. */
  readonly inferred: boolean;
  /** Positions of the columns whose timestamps are all of a form that the engine reads without a kernel. */
  readonly plainTimestamps?: readonly number[];
}
