/**
 * The lowered plan: plain data that the engine host turns into a LazyFrame (`interpreter.ts`). It crosses to the host by
 * structured clone, so it is a flat list of nodes with children by index: deep and shared plans cost nothing extra.
 */
import type { PolarsType } from "./polars-type.ts";
import type { PxJson } from "./px.ts";

/** Index into `PolarsPlan.nodes`; always smaller than the index of the node that uses it. */
export type NodeRef = number;
/** A Polars expression as the text of `pxToJson`. */
export type ExprJson = string;
export interface NamedExpr {
  readonly name: string;
  readonly expr: ExprJson;
}
export interface NamedType {
  readonly name: string;
  readonly type: PolarsType;
}

export interface PolarsPlan {
  readonly nodes: readonly PolarsNode[];
  readonly root: NodeRef;
}

export type PolarsNode =
  | FrameNode
  | EmptyNode
  | RangeNode
  | ScanNode
  | SelectNode
  | WithColumnsNode
  | FilterNode
  | GroupByNode
  | JoinNode
  | CrossNode
  | SortNode
  | SliceNode
  | UnionNode
  | DistinctNode
  | ExplodeNode
  | RowIndexNode
  | UnpivotNode
  | HConcatNode
  | KernelNode
  | FoldNode
  | RecurseNode
  | CollectNode
  | SinkNode;

/** An Arrow IPC stream the host was given under this id. */
export interface FrameNode {
  readonly op: "frame";
  readonly id: string;
}
/** A relation without rows, or with `height` rows of nulls (which is how a relation without columns begins). */
export interface EmptyNode {
  readonly op: "empty";
  readonly schema: readonly NamedType[];
  readonly height?: number;
}
/** Int64 from start towards end (not included). */
export interface RangeNode {
  readonly op: "range";
  readonly name: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly step: bigint;
}
export type ScanNode =
  | (ScanCommon & { readonly op: "scanParquet"; readonly options?: ParquetScanOptions })
  | (ScanCommon & { readonly op: "scanCsv"; readonly options: CsvScanOptions })
  | (ScanCommon & { readonly op: "scanNdjson"; readonly options?: NdjsonScanOptions })
  | (ScanCommon & { readonly op: "scanText"; readonly options?: TextScanOptions })
  | (ScanCommon & { readonly op: "scanIpc" });

export interface ScanCommon {
  /** Files, never directories or patterns: Spark's listing decides which. */
  readonly paths: readonly string[];
  /** The columns and types to read; without it the file's own (inferred where there are none). */
  readonly schema?: readonly NamedType[];
  /** A String column with each row's file. */
  readonly includePath?: string;
  /** A UInt32 column with each row's number. */
  readonly rowIndex?: string;
  /** Columns of the schema that a file lacks: null, or an error. Default "insert". */
  readonly missingColumns?: "insert" | "raise";
  /** Columns of a file that the schema lacks. Default "ignore". */
  readonly extraColumns?: "ignore" | "raise";
}
export interface ParquetScanOptions {
  /** Let a file's int32 be read as int64, float as double and so on. Default true. */
  readonly upcast?: boolean;
}
export interface CsvScanOptions {
  readonly header: boolean;
  /** One ASCII character. */
  readonly separator?: string;
  /** One ASCII character, or null for none. */
  readonly quote?: string | null;
  readonly comment?: string | null;
  /** Texts that mean null (besides an empty field). */
  readonly nullValues?: readonly string[];
  /** An empty unquoted field is null. Default true. */
  readonly missingIsNull?: boolean;
  readonly skipRows?: number;
  /** Rows with too many fields lose the rest, instead of being an error. */
  readonly truncateRagged?: boolean;
  /** Values that do not fit become null, instead of an error. */
  readonly ignoreErrors?: boolean;
  /** Rows to look at for types; 0 reads all columns as strings, null looks at all rows. Without effect given a schema. */
  readonly inferRows?: number | null;
  readonly lossyUtf8?: boolean;
  /** The line separator's last byte. Default "\n". */
  readonly lineEnd?: string;
}
export interface NdjsonScanOptions {
  readonly inferRows?: number | null;
  readonly ignoreErrors?: boolean;
}
export interface TextScanOptions {
  /** The name of the one column. Default "value". */
  readonly name?: string;
  readonly lineEnd?: string;
}

/** Exactly these columns. No columns at all keeps the height (see `interpreter.ts`). */
export interface SelectNode {
  readonly op: "select";
  readonly input: NodeRef;
  readonly exprs: readonly NamedExpr[];
}
export interface WithColumnsNode {
  readonly op: "withColumns";
  readonly input: NodeRef;
  readonly exprs: readonly NamedExpr[];
  /** The last step of the windows that the sort of this name begins. */
  readonly endsWindow?: string;
}
export interface FilterNode {
  readonly op: "filter";
  readonly input: NodeRef;
  readonly predicate: ExprJson;
}
/** Without keys: one row. */
export interface GroupByNode {
  readonly op: "groupBy";
  readonly input: NodeRef;
  readonly keys: readonly NamedExpr[];
  readonly aggs: readonly NamedExpr[];
  readonly maintainOrder?: boolean;
}
export type JoinHow = "inner" | "left" | "right" | "full" | "semi" | "anti";
export type JoinOrder = "none" | "left" | "right" | "left_right" | "right_left";
/** The two sides have no column name in common; all columns of both sides are kept (semi, anti: of the left). */
export interface JoinNode {
  readonly op: "join";
  readonly left: NodeRef;
  readonly right: NodeRef;
  /** Keys of exactly equal types. Expressions are allowed. */
  readonly leftOn: readonly ExprJson[];
  readonly rightOn: readonly ExprJson[];
  readonly how: JoinHow;
  readonly nullsEqual?: boolean;
  readonly maintainOrder?: JoinOrder;
  /** The right side is small and made: the join may run for some rows of the left at a time. */
  readonly probe?: boolean;
}
/** All pairs. A filter right above is turned into an inequality join by the engine where it can. */
export interface CrossNode {
  readonly op: "cross";
  readonly left: NodeRef;
  readonly right: NodeRef;
  readonly maintainOrder?: JoinOrder;
  readonly probe?: boolean;
}
export interface SortNode {
  readonly op: "sort";
  readonly input: NodeRef;
  readonly by: readonly ExprJson[];
  readonly descending: readonly boolean[];
  readonly nullsLast: readonly boolean[];
  /** Stable. Default true. */
  readonly maintainOrder?: boolean;
  /** It begins windows: from here to their end no row sees others than those with equal values of the first `keys`. */
  readonly window?: { readonly name: string; readonly keys: number };
}
/** A negative offset counts from the end; a null length takes the rest. */
export interface SliceNode {
  readonly op: "slice";
  readonly input: NodeRef;
  readonly offset: number;
  readonly length: number | null;
}
/** Same names and types in the same order; the inputs' rows one after another. */
export interface UnionNode {
  readonly op: "union";
  readonly inputs: readonly NodeRef[];
}
export interface DistinctNode {
  readonly op: "distinct";
  readonly input: NodeRef;
  readonly subset?: readonly string[];
  readonly keep?: "any" | "first" | "last" | "none";
  readonly maintainOrder?: boolean;
}
/** Several columns in step (their lists have equal lengths). Spark's `explode`: both false; `explode_outer`: both true. */
export interface ExplodeNode {
  readonly op: "explode";
  readonly input: NodeRef;
  readonly columns: readonly string[];
  readonly emptyAsNull: boolean;
  readonly keepNulls: boolean;
}
/** UInt32 from 0, as the first column. */
export interface RowIndexNode {
  readonly op: "rowIndex";
  readonly input: NodeRef;
  readonly name: string;
}
/** For each row and each of `on`, a row: `index` columns, the name of the column, its value. */
export interface UnpivotNode {
  readonly op: "unpivot";
  readonly input: NodeRef;
  readonly on: readonly string[];
  readonly index: readonly string[];
  readonly variableName: string;
  readonly valueName: string;
}
/** Side by side: same heights, no name in common. */
export interface HConcatNode {
  readonly op: "hconcat";
  readonly inputs: readonly NodeRef[];
}
/** Functions Polars lacks: runs the input, gives each kernel its columns, and adds the results as columns. */
export interface KernelNode {
  readonly op: "kernel";
  readonly input: NodeRef;
  readonly calls: readonly KernelCall[];
}
export interface KernelCall {
  readonly kernel: string;
  /** Columns of the input. */
  readonly args: readonly string[];
  readonly out: string;
  readonly outType: PolarsType;
  /** Plain data for the kernel. */
  readonly options?: unknown;
  /** The place in the query for errors of the kernel. */
  readonly site?: number;
}
/**
 * A fold over a list column: for each position `element` is the list's element there, and `state` becomes `expr` in the
 * rows whose list reaches that far. The column `state` holds the start; `element` is gone afterwards.
 */
export interface FoldNode {
  readonly op: "fold";
  readonly input: NodeRef;
  readonly list: string;
  readonly state: string;
  readonly element: string;
  readonly expr: ExprJson;
}
/**
 * The rows of `anchor`, then those of `step`, a plan of its own in which the frame `frame` is the round before, until a
 * round gives none. All have the same columns.
 */
export interface RecurseNode {
  readonly op: "recurse";
  readonly input: NodeRef;
  readonly step: PolarsPlan;
  readonly frame: string;
  /** More rounds than this are an error; negative: never. */
  readonly maxLevels: number;
  readonly maxRows: number;
  /** Enough rows: no more rounds. */
  readonly limit: number | null;
}
/** Runs the input here and goes on from its result. */
export interface CollectNode {
  readonly op: "collect";
  readonly input: NodeRef;
}
export type SinkNode = {
  readonly op: "sink";
  readonly input: NodeRef;
  /** A file; with `partitionBy` or `maxRowsPerFile` a directory. */
  readonly path: string;
  /** Columns whose values make directories `name=value`. */
  readonly partitionBy?: readonly string[];
  readonly maxRowsPerFile?: number;
} & SinkFormat;
export type SinkFormat =
  | { readonly format: "parquet"; readonly options?: ParquetSinkOptions }
  | { readonly format: "csv"; readonly options?: CsvSinkOptions }
  | { readonly format: "ndjson"; readonly options?: NdjsonSinkOptions }
  | { readonly format: "ipc" };
export interface ParquetSinkOptions {
  readonly compression?: "uncompressed" | "snappy" | "gzip" | "brotli" | "zstd" | "lz4";
  readonly rowGroupSize?: number;
  /** Written into the footer. */
  readonly keyValues?: readonly (readonly [key: string, value: string])[];
  /** The Arrow schema to write by, in the engine's JSON form, where its own does not do. */
  readonly arrowSchema?: PxJson;
}
export interface CsvSinkOptions {
  readonly header?: boolean;
  readonly separator?: string;
  readonly quote?: string;
  readonly quoteStyle?: "necessary" | "always" | "nonNumeric" | "never";
  readonly nullValue?: string;
  readonly lineEnd?: string;
  readonly compression?: "uncompressed" | "gzip" | "zstd";
}
export interface NdjsonSinkOptions {
  readonly compression?: "uncompressed" | "gzip" | "zstd";
}
