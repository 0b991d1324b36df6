/**
 * Unresolved relations: frozen plain data, named as the Spark Connect protocol names them (`relations.proto`), and
 * nodes of our own for what only SQL has (`With`, `Having`, `ValuesList`, ...).
 */
import type { DataType, StructType } from "../types/data-type.ts";
import type { Expression, LiteralValue, SortOrder, Window } from "./expression.ts";
import type { Origin } from "./origin.ts";
import type { MapOptions, MapTask } from "./task.ts";
import type { GroupFunction, PartitionFunction } from "./user-function.ts";

export interface RelationCommon {
  /** Identity of the DataFrame that owns this node; `UnresolvedAttribute.planId` refers to it. */
  readonly planId?: number;
  readonly origin?: Origin;
}
interface Base {
  readonly common?: RelationCommon;
}

export type Relation =
  | ReadNamedTable
  | ReadDataSource
  | LocalRelation
  | Range
  | OneRow
  | ValuesList
  | TableValuedFunction
  | Project
  | Filter
  | Having
  | Qualify
  | Join
  | LateralJoin
  | Zip
  | SetOperation
  | Sort
  | Limit
  | Offset
  | Tail
  | Aggregate
  | Sample
  | Deduplicate
  | SubqueryAlias
  | Repartition
  | RepartitionByExpression
  | ToDF
  | ToSchema
  | WithColumns
  | WithColumnsRenamed
  | Drop
  | Hint
  | Unpivot
  | Transpose
  | Generate
  | NAFill
  | NADrop
  | NAReplace
  | WithCTE
  | NamedWindows
  | CachedRelation
  | CollectMetrics
  | RemoteRelation
  | ScriptTransformation
  | MapPartitions
  | GroupMap
  | CoGroupMap
  | MapParallel
  | UnsupportedRelation;

/** A table or view by name. */
export interface ReadNamedTable extends Base {
  readonly kind: "ReadNamedTable";
  readonly nameParts: readonly string[];
  /** `IDENTIFIER(expression)`: gives the name, which `nameParts` then lacks. */
  readonly nameExpression?: Expression;
  readonly options?: { readonly [key: string]: string };
  /** `VERSION AS OF`, `TIMESTAMP AS OF` */
  readonly timeTravel?: { readonly version: string } | { readonly timestamp: Expression };
}
/** Files: `spark.read.format(f).load(paths)`. */
export interface ReadDataSource extends Base {
  readonly kind: "ReadDataSource";
  readonly format: string;
  readonly schema?: StructType;
  readonly options: { readonly [key: string]: string };
  readonly paths: readonly string[];
}
/** Rows held by the program: an Arrow IPC stream with the physical form of `schema` (see polars/physical-type.ts). */
export interface LocalRelation extends Base {
  readonly kind: "LocalRelation";
  readonly schema: StructType;
  /** Identity of the data for the engine hosts: the same id is sent to a host once. */
  readonly id: string;
  readonly data: Uint8Array;
  readonly rowCount: number;
}
export interface Range extends Base {
  readonly kind: "Range";
  readonly start: bigint;
  readonly end: bigint;
  readonly step: bigint;
  readonly numPartitions?: number;
}
/** One row without columns: `SELECT 1`. */
export interface OneRow extends Base {
  readonly kind: "OneRow";
}
/** `VALUES (1, 'a'), (2, 'b')`; columns are col1, col2, ... */
export interface ValuesList extends Base {
  readonly kind: "ValuesList";
  readonly rows: readonly (readonly Expression[])[];
}
/** `range(10)`, `explode(array(1, 2))` in FROM. */
export interface TableValuedFunction extends Base {
  readonly kind: "TableValuedFunction";
  readonly nameParts: readonly string[];
  /** `IDENTIFIER(expression)(...)`: gives the name, which `nameParts` then lacks. */
  readonly nameExpression?: Expression;
  readonly arguments: readonly Expression[];
  /** `UNNEST(...) WITH ORDINALITY` */
  readonly withOrdinality?: boolean;
}
export interface Project extends Base {
  readonly kind: "Project";
  readonly input: Relation;
  readonly expressions: readonly Expression[];
  /** The pipe operator it was written as: aggregate functions are not allowed in it. */
  readonly pipeOperator?: "SELECT" | "EXTEND" | "SET" | "DROP";
}
export interface Filter extends Base {
  readonly kind: "Filter";
  readonly input: Relation;
  readonly condition: Expression;
  /** `|> WHERE`: only the input's result is visible. */
  readonly fromPipe?: boolean;
}
/** A condition over the result of an Aggregate that may use aggregates and grouping columns of its input. */
export interface Having extends Base {
  readonly kind: "Having";
  readonly input: Relation;
  readonly condition: Expression;
}
/** A condition over the result of a select list with windows (`QUALIFY`); it may use the input's columns too. */
export interface Qualify extends Base {
  readonly kind: "Qualify";
  readonly input: Relation;
  readonly condition: Expression;
}
export type JoinType = "inner" | "left" | "right" | "full" | "leftSemi" | "leftAnti" | "cross";
export interface Join extends Base {
  readonly kind: "Join";
  readonly left: Relation;
  readonly right: Relation;
  readonly joinType: JoinType;
  readonly joinCondition?: Expression;
  readonly usingColumns?: readonly string[];
  readonly isNatural?: boolean;
}
/** The columns of both sides, which are projections of the same rows. */
export interface Zip extends Base {
  readonly kind: "Zip";
  readonly left: Relation;
  readonly right: Relation;
}
/** `left, LATERAL (right)`: the right side may refer to columns of the left. */
export interface LateralJoin extends Base {
  readonly kind: "LateralJoin";
  readonly left: Relation;
  readonly right: Relation;
  readonly joinType: "inner" | "left" | "cross";
  readonly joinCondition?: Expression;
}
export interface SetOperation extends Base {
  readonly kind: "SetOperation";
  readonly left: Relation;
  readonly right: Relation;
  readonly setOpType: "union" | "intersect" | "except";
  readonly isAll: boolean;
  readonly byName?: boolean;
  readonly allowMissingColumns?: boolean;
}
export interface Sort extends Base {
  readonly kind: "Sort";
  readonly input: Relation;
  readonly order: readonly SortOrder[];
  readonly isGlobal: boolean;
  /** `ORDER BY ALL` */
  readonly all?: boolean;
}
export interface Limit extends Base {
  readonly kind: "Limit";
  readonly input: Relation;
  readonly limit: Expression;
}
export interface Offset extends Base {
  readonly kind: "Offset";
  readonly input: Relation;
  readonly offset: Expression;
}
export interface Tail extends Base {
  readonly kind: "Tail";
  readonly input: Relation;
  readonly limit: number;
}
export interface Aggregate extends Base {
  readonly kind: "Aggregate";
  readonly input: Relation;
  readonly groupType: "groupBy" | "rollup" | "cube" | "pivot" | "groupingSets" | "all";
  readonly groupingExpressions: readonly Expression[];
  /**
   * The output. From the API (`df.groupBy().agg()`), the grouping columns come first by themselves
   * (`spark.sql.retainGroupColumns`); from SQL (`fromSql`), this is the whole select list.
   */
  readonly aggregateExpressions: readonly Expression[];
  readonly fromSql?: boolean;
  /** `|> AGGREGATE`: every expression behind the grouping columns must aggregate, ordinals count input columns. */
  readonly fromPipe?: boolean;
  readonly pivot?: {
    /** One expression, or several for `PIVOT (... FOR (a, b) IN (...))`. */
    readonly columns: readonly Expression[];
    /** Absent: the distinct values of the column are fetched. */
    readonly values?: readonly Expression[];
  };
  /** For "groupingSets": each set as expressions, which also stand in `groupingExpressions`. */
  readonly groupingSets?: readonly (readonly Expression[])[];
}
export interface Sample extends Base {
  readonly kind: "Sample";
  readonly input: Relation;
  readonly lowerBound: number;
  readonly upperBound: number;
  readonly withReplacement: boolean;
  readonly seed?: bigint;
  /** `TABLESAMPLE (n ROWS)` is a Limit; buckets are not supported. */
}
export interface Deduplicate extends Base {
  readonly kind: "Deduplicate";
  readonly input: Relation;
  /** Absent: all columns. */
  readonly columnNames?: readonly string[];
}
export interface SubqueryAlias extends Base {
  readonly kind: "SubqueryAlias";
  readonly input: Relation;
  readonly alias: string;
  readonly qualifier?: readonly string[];
  /** `t AS x(a, b)` */
  readonly columnAliases?: readonly string[];
}
export interface Repartition extends Base {
  readonly kind: "Repartition";
  readonly input: Relation;
  readonly numPartitions: number;
  readonly shuffle: boolean;
}
export interface RepartitionByExpression extends Base {
  readonly kind: "RepartitionByExpression";
  readonly input: Relation;
  readonly partitionExpressions: readonly Expression[];
  readonly numPartitions?: number;
  /** The expression is the number of the partition itself (`repartitionById`). */
  readonly isPartitionId?: boolean;
}
export interface ToDF extends Base {
  readonly kind: "ToDF";
  readonly input: Relation;
  readonly columnNames: readonly string[];
}
export interface ToSchema extends Base {
  readonly kind: "ToSchema";
  readonly input: Relation;
  readonly schema: StructType;
}
export interface WithColumns extends Base {
  readonly kind: "WithColumns";
  readonly input: Relation;
  readonly aliases: readonly {
    readonly name: string;
    readonly expression: Expression;
    readonly metadata?: { readonly [key: string]: unknown };
  }[];
}
export interface WithColumnsRenamed extends Base {
  readonly kind: "WithColumnsRenamed";
  readonly input: Relation;
  readonly renames: readonly (readonly [from: string, to: string])[];
}
export interface Drop extends Base {
  readonly kind: "Drop";
  readonly input: Relation;
  readonly columns: readonly Expression[];
  readonly columnNames: readonly string[];
}
export interface Hint extends Base {
  readonly kind: "Hint";
  readonly input: Relation;
  readonly name: string;
  readonly parameters: readonly Expression[];
}
export interface Unpivot extends Base {
  readonly kind: "Unpivot";
  readonly input: Relation;
  readonly ids?: readonly Expression[];
  /** Absent: all other columns. Each value is a list of columns (one per value column) with an optional alias. */
  readonly values?: readonly { readonly columns: readonly Expression[]; readonly alias?: string }[];
  readonly variableColumnName: string;
  readonly valueColumnNames: readonly string[];
  readonly includeNulls: boolean;
}
export interface Transpose extends Base {
  readonly kind: "Transpose";
  readonly input: Relation;
  readonly indexColumn?: Expression;
}
/** `LATERAL VIEW [OUTER] explode(x) t AS a, b` */
export interface Generate extends Base {
  readonly kind: "Generate";
  readonly input: Relation;
  readonly generator: Expression;
  readonly outer: boolean;
  readonly qualifier?: string;
  readonly columnNames: readonly string[];
}
export interface NAFill extends Base {
  readonly kind: "NAFill";
  readonly input: Relation;
  readonly columns?: readonly string[];
  readonly values: readonly { readonly value: LiteralValue; readonly dataType: DataType }[];
}
export interface NADrop extends Base {
  readonly kind: "NADrop";
  readonly input: Relation;
  readonly columns?: readonly string[];
  /** Rows with fewer non-null values are dropped; absent means all of them must be non-null. */
  readonly minNonNulls?: number;
}
export interface NAReplace extends Base {
  readonly kind: "NAReplace";
  readonly input: Relation;
  readonly columns?: readonly string[];
  readonly replacements: readonly { readonly oldValue: Expression; readonly newValue: Expression }[];
}
/** `WITH a AS (...), b AS (...) SELECT ...` */
export interface WithCTE extends Base {
  readonly kind: "WithCTE";
  readonly input: Relation;
  readonly recursive: boolean;
  readonly ctes: readonly {
    readonly name: string;
    readonly columnAliases?: readonly string[];
    readonly plan: Relation;
    readonly maxRecursion?: number;
    readonly origin?: Origin;
  }[];
}
/** `WINDOW w AS (...)`: definitions for the query below. */
export interface NamedWindows extends Base {
  readonly kind: "NamedWindows";
  readonly input: Relation;
  readonly windows: readonly { readonly name: string; readonly spec: Omit<Window, "windowFunction" | "kind"> }[];
}
/** A DataFrame that `cache()` marked: the engine keeps its result under `cacheId` once computed. */
export interface CachedRelation extends Base {
  readonly kind: "CachedRelation";
  readonly input: Relation;
  readonly cacheId: string;
  /** The result of `checkpoint()`: it takes the plan's place for good. */
  readonly isCheckpoint?: boolean;
}
/** `df.observe(...)`: aggregates over the rows that pass here, told when the first action over them has ended. */
export interface CollectMetrics extends Base {
  readonly kind: "CollectMetrics";
  readonly input: Relation;
  readonly name: string;
  readonly metrics: readonly Expression[];
  /** By which the engine knows who wants to know; absent where nobody does. */
  readonly observationId?: string;
}
/** What a Spark Connect server answered for a statement: a relation of the protocol, understood by that server alone. */
export interface RemoteRelation extends Base {
  readonly kind: "RemoteRelation";
  readonly message: Uint8Array;
}
/** `SELECT TRANSFORM ... USING 'script'`: the lines that a program writes when it is given the input's rows as lines. */
export interface ScriptTransformation extends Base {
  readonly kind: "ScriptTransformation";
  readonly input: Relation;
  /** What a shell runs. */
  readonly script: string;
  /** Absent: columns `key` and `value`. */
  readonly rowType?: StructType;
  readonly given: TextRows;
  readonly taken: TextRows;
}
/** How a row stands in a line. */
export interface TextRows {
  readonly delimiter: string;
  readonly nullText: string;
}
/** The rows that a JavaScript function gives for those of the input (`mapInArrow`). */
export interface MapPartitions extends Base {
  readonly kind: "MapPartitions";
  readonly input: Relation;
  readonly function: PartitionFunction;
}
/** The rows that a JavaScript function gives for each group of the input (`applyInArrow`). */
export interface GroupMap extends Base {
  readonly kind: "GroupMap";
  readonly input: Relation;
  readonly groupingExpressions: readonly Expression[];
  readonly function: GroupFunction;
}
/** The rows that a JavaScript function gives for each pair of groups of the same keys (`cogroup`). */
export interface CoGroupMap extends Base {
  readonly kind: "CoGroupMap";
  readonly left: Relation;
  readonly right: Relation;
  readonly leftGroupingExpressions: readonly Expression[];
  readonly rightGroupingExpressions: readonly Expression[];
  readonly function: GroupFunction;
}
/** `MAP PARALLEL n 'task' USING (...)`: the rows of the input with what a task answers for each. */
export interface MapParallel extends Base {
  readonly kind: "MapParallel";
  readonly input: Relation;
  /** Its name, or the name of a YAML file, or the task itself. */
  readonly task: string | MapTask;
  /** Columns for the answer, or the name of the one column of text; absent: as the task declares. */
  readonly result?: StructType | string;
  readonly options: Partial<MapOptions>;
  /** The table that the statement makes of the rows. */
  readonly asTable?: readonly string[];
}
/** A relation of Spark's grammar that parses here and cannot run: it fails by name. */
export interface UnsupportedRelation extends Base {
  readonly kind: "UnsupportedRelation";
  readonly feature: string;
  readonly inputs: readonly Relation[];
}
