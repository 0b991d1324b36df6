/**
 * Analysed relations. Each has its `output` (what the user sees, in order) and may carry `hidden` attributes: columns that
 * exist physically and can be referred to by qualified name or by ORDER BY, but are not part of `*` (the other key of a
 * USING join, `_metadata`).
 */
import type { BatchFunction } from "../plan/user-function.ts";
import type { StructType } from "../types/data-type.ts";
import type { ScanFacts } from "./scan-facts.ts";
import type { Attribute, Call, SortKey, TypedAlias, TypedExpr, WindowExpr } from "./expression.ts";

interface Base {
  readonly output: readonly Attribute[];
  readonly hidden?: readonly Attribute[];
}

export type Logical =
  | LocalData
  | FileScan
  | RangeScan
  | SingleRow
  | EmptyRelation
  | ProjectNode
  | FilterNode
  | JoinNode
  | LateralJoinNode
  | AggregateNode
  | ExpandNode
  | WindowNode
  | GenerateNode
  | SortNode
  | LimitNode
  | TailNode
  | UnionNode
  | SetNode
  | DistinctNode
  | SampleNode
  | RepartitionNode
  | AliasNode
  | CachedNode
  | RecursionNode
  | RecursionRef
  | EvaluateNode
  | MapBatchesNode
  | StageResult;

/** Rows of the program; `output` is in the order of the Arrow fields `f0..fn`. */
export interface LocalData extends Base {
  readonly kind: "LocalData";
  readonly id: string;
  readonly data: Uint8Array;
  readonly rowCount: number;
}
/** Files of one format. `output` = data columns then partition columns (named in `partitionColumns`). */
export interface FileScan extends Base {
  readonly kind: "FileScan";
  readonly format: string;
  readonly options: { readonly [key: string]: string };
  readonly files: readonly ScanFile[];
  /** Columns stored in the files, as Spark types them. */
  readonly dataSchema: StructType;
  readonly partitionSchema: StructType;
  /** What the source found out about the files. */
  readonly facts: ScanFacts;
  /** Ids of the columns that the query uses; undefined: all. */
  readonly needed?: ReadonlySet<number>;
  /** `_metadata` and what the functions of the input file tell, where something above asks for them. */
  readonly fileColumns?: readonly Attribute[];
}
export interface ScanFile {
  readonly path: string;
  readonly size: number;
  readonly modified: number;
  /** Internal values of the partition columns, by position in `partitionSchema`. */
  readonly partitionValues: readonly unknown[];
}
export interface RangeScan extends Base {
  readonly kind: "RangeScan";
  readonly start: bigint;
  readonly end: bigint;
  readonly step: bigint;
  readonly numPartitions: number;
}
/** One row without columns. */
export interface SingleRow extends Base {
  readonly kind: "SingleRow";
}
export interface EmptyRelation extends Base {
  readonly kind: "EmptyRelation";
}
/** `expressions` are attributes (passed through) or aliases. */
export interface ProjectNode extends Base {
  readonly kind: "Project";
  readonly input: Logical;
  readonly expressions: readonly (Attribute | TypedAlias)[];
}
export interface FilterNode extends Base {
  readonly kind: "Filter";
  readonly input: Logical;
  readonly condition: TypedExpr;
}
/**
 * Attribute ids of both sides are disjoint. `mark` (only on "existence") is a boolean column telling whether a match
 * exists, for EXISTS/IN outside a plain conjunct.
 */
export interface JoinNode extends Base {
  readonly kind: "Join";
  readonly left: Logical;
  readonly right: Logical;
  readonly joinType: "inner" | "left" | "right" | "full" | "leftSemi" | "leftAnti" | "cross" | "existence" | "single";
  readonly condition?: TypedExpr | undefined;
  readonly mark?: Attribute | undefined;
  /** NOT IN: so many of the first conjuncts are its equalities, in which a null on either side is a possible match. */
  readonly nullAware?: number;
  /** Of an inner join: the rows come in the order of the right side, for what depends on it above. */
  readonly inOrderOfRight?: boolean;
}
/** A join whose right side refers to columns of the left; the optimizer turns it into a plain join. */
export interface LateralJoinNode extends Base {
  readonly kind: "LateralJoin";
  readonly left: Logical;
  readonly right: Logical;
  readonly joinType: "inner" | "left";
  readonly condition?: TypedExpr | undefined;
  readonly outerAttributes: readonly Attribute[];
}
/**
 * `groupings` are attributes of the input or aliases over it; each of `aggregates` names one aggregate call over the
 * input. `output` = the groupings, then the aggregates. Expressions over aggregates stand in a Project above.
 */
export interface AggregateNode extends Base {
  readonly kind: "Aggregate";
  readonly input: Logical;
  readonly groupings: readonly (Attribute | TypedAlias)[];
  readonly aggregates: readonly TypedAlias[];
}
/** Each input row once per projection (grouping sets, unpivot). */
export interface ExpandNode extends Base {
  readonly kind: "Expand";
  readonly input: Logical;
  readonly projections: readonly (readonly TypedExpr[])[];
  /** The rows of a VALUES: what fails in them makes the table wrong. */
  readonly inline?: boolean;
}
/** Adds window columns; `windows` name {@link WindowExpr}s over attributes of the input. */
export interface WindowNode extends Base {
  readonly kind: "Window";
  readonly input: Logical;
  readonly windows: readonly (TypedAlias & { readonly child: WindowExpr })[];
}
/** Joins each input row with the rows its generator makes. */
export interface GenerateNode extends Base {
  readonly kind: "Generate";
  readonly input: Logical;
  readonly generator: Call;
  readonly outer: boolean;
  readonly generated: readonly Attribute[];
}
export interface SortNode extends Base {
  readonly kind: "Sort";
  readonly input: Logical;
  readonly order: readonly SortKey[];
  readonly isGlobal: boolean;
}
export interface LimitNode extends Base {
  readonly kind: "Limit";
  readonly input: Logical;
  readonly offset: number;
  /** Absent: only an offset. */
  readonly limit?: number | undefined;
}
export interface TailNode extends Base {
  readonly kind: "Tail";
  readonly input: Logical;
  readonly limit: number;
}
/** Columns of the inputs correspond by position and have the types of `output`. */
export interface UnionNode extends Base {
  readonly kind: "Union";
  /** The files of one table, read in several ways. */
  readonly isOneSource?: boolean;
  readonly inputs: readonly Logical[];
}
export interface SetNode extends Base {
  readonly kind: "SetOperation";
  readonly operation: "intersect" | "except";
  readonly isAll: boolean;
  readonly left: Logical;
  readonly right: Logical;
}
/** `keys` absent: all columns. */
export interface DistinctNode extends Base {
  readonly kind: "Distinct";
  readonly input: Logical;
  readonly keys?: readonly Attribute[] | undefined;
}
export interface SampleNode extends Base {
  readonly kind: "Sample";
  readonly input: Logical;
  readonly lowerBound: number;
  readonly upperBound: number;
  readonly withReplacement: boolean;
  readonly seed: bigint;
}
export interface RepartitionNode extends Base {
  readonly kind: "Repartition";
  readonly input: Logical;
  readonly numPartitions: number;
  /** How rows are dealt out: partitions put together, one after the other, by keys' hash or order, by a number. */
  readonly by: "coalesce" | "round" | "hash" | "range" | "id";
  /** Of "hash" and "id". */
  readonly keys?: readonly TypedExpr[] | undefined;
}
/** Only gives qualifiers; has no effect at run time. */
export interface AliasNode extends Base {
  readonly kind: "SubqueryAlias";
  readonly input: Logical;
  readonly alias: string;
  /** A view, or a query named by WITH: gives its columns and nothing hidden behind them. */
  readonly closed?: boolean;
}
/**
 * A recursive table: the rows of `anchor`, then those of `step` over the rows of the round before, until a round gives
 * none. Columns correspond by position.
 */
export interface RecursionNode extends Base {
  readonly kind: "Recursion";
  readonly anchor: Logical;
  readonly step: Logical;
  readonly recursionId: string;
  /** Rounds after which Spark gives up; negative: none. */
  readonly maxLevels: number;
  readonly maxRows: number;
  /** Rows that what stands above wants: no more rounds once they are there. */
  readonly limit?: number | undefined;
}
/** The rows of the round before, inside `step`. */
export interface RecursionRef extends Base {
  readonly kind: "RecursionRef";
  readonly recursionId: string;
}
/** The engine keeps the input's result under `cacheId`. */
export interface CachedNode extends Base {
  readonly kind: "Cached";
  readonly isCheckpoint?: boolean;
  readonly input: Logical;
  readonly cacheId: string;
}
/**
 * Adds the results of user's scalar functions, a column for each of `calls`, to the rows of the input. Arguments are
 * attributes of the input or results of earlier calls of the node.
 */
export interface EvaluateNode extends Base {
  readonly kind: "Evaluate";
  readonly input: Logical;
  readonly calls: readonly UserCall[];
  /** No more rows are wanted once so many have these results all true; those after them have no results. */
  readonly enough?: { readonly rows: number; readonly where: readonly Attribute[] } | undefined;
}
export type UserCall = TypedAlias & { readonly child: Call };
/** The batches that a user's function makes of those of the input, in its order; `output` is the function's. */
export interface MapBatchesNode extends Base {
  readonly kind: "MapBatches";
  readonly input: Logical;
  readonly function: BatchFunction;
  /** The input's columns that are the user's own, for each of the sides; the others serve to cut it into groups. */
  readonly sides: readonly (readonly Attribute[])[];
  /** Groups of rows that are given one by one: rows of a group stand together, and `start` is true in its first. */
  readonly groups?: GroupCut | undefined;
}
export interface GroupCut {
  readonly keys: readonly Attribute[];
  readonly start: Attribute;
  /** Of two sides: which one the row belongs to (0 or 1), in this order within a group. */
  readonly side?: Attribute | undefined;
}
/** The result of a stage that ran before: files side by side, whose columns are `output` in order. */
export interface StageResult extends Base {
  readonly kind: "StageResult";
  readonly stageId: number;
}
