/** Statements that change something instead of giving rows. SQL parses to these; the API builds some of them. */
import type { DataType, StructField, StructType } from "../types/data-type.ts";
import type { Expression } from "./expression.ts";
import type { Origin } from "./origin.ts";
import type { Relation } from "./relation.ts";
import type { ScriptBlock } from "./script.ts";

export type SaveMode = "append" | "overwrite" | "ignore" | "errorifexists";

export type Command =
  | CreateView
  | AlterViewSchema
  | AddColumns
  | AlterColumn
  | CallProcedure
  | ClusterTable
  | SetLocation
  | RefusedTableChange
  | AlterProperties
  | AlterDatabase
  | AlterPartitions
  | CommentOn
  | AnalyzeTable
  | RefusedRowChange
  | InsertMany
  | DropView
  | SetConfig
  | ResetConfig
  | UseDatabase
  | ShowCommand
  | DescribeCommand
  | ExplainCommand
  | WriteFiles
  | WriteTable
  | MergeInto
  | CacheTable
  | UncacheTable
  | DeclareVariable
  | SetVariable
  | CreateFunction
  | DropFunction
  | CreateTable
  | InsertInto
  | DropTable
  | CreateDatabase
  | DropDatabase
  | AlterViewQuery
  | CreateViewUsing
  | RenameTable
  | RefreshTable
  | TruncateTable
  | DropVariable
  | SetCatalog
  | ExecuteImmediate
  | Script
  | WithIdentifiers
  | UnsupportedStatement;

interface Base {
  readonly origin?: Origin;
}
/** What becomes of a view's columns when those of its tables change. */
export type ViewSchemaMode = "binding" | "compensation" | "typeEvolution" | "evolution";
export interface CreateView extends Base {
  readonly kind: "CreateView";
  readonly nameParts: readonly string[];
  readonly viewType: "localTemp" | "globalTemp" | "persistent";
  readonly replace: boolean;
  readonly ifNotExists?: boolean;
  readonly columnAliases?: readonly { readonly name: string; readonly comment?: string }[];
  readonly comment?: string;
  /** `DEFAULT COLLATION`, which the query's texts have already. */
  readonly collation?: string;
  readonly query: Relation;
  /** The query's text, kept by SQL views. */
  readonly sqlText?: string;
  readonly schemaMode?: ViewSchemaMode;
  readonly properties?: { readonly [key: string]: string };
}
/** `ALTER VIEW v WITH SCHEMA ...` */
export interface AlterViewSchema extends Base {
  readonly kind: "AlterViewSchema";
  readonly nameParts: readonly string[];
  readonly schemaMode: ViewSchemaMode;
}
/** `ALTER TABLE t ADD COLUMNS (...)`: columns are added at the end, wherever the text wants them. */
export interface AddColumns extends Base {
  readonly kind: "AddColumns";
  readonly nameParts: readonly string[];
  readonly columns: readonly { readonly path: readonly string[]; readonly field: StructField }[];
}
/** `ALTER TABLE t ALTER COLUMN a ...`: what files need not know of. */
export interface AlterColumn extends Base {
  readonly kind: "AlterColumn";
  readonly nameParts: readonly string[];
  /** CHANGE is Hive's spelling. */
  readonly verb: "ALTER" | "CHANGE";
  readonly changes: readonly ColumnChange[];
}
export interface ColumnChange {
  readonly path: readonly string[];
  readonly comment?: string;
  /** SQL text; null: no default any more. */
  readonly default?: string | null;
  readonly dataType?: DataType;
  /** Anything else, which tables of files refuse. */
  readonly other?: boolean;
}
/** `ALTER TABLE t CLUSTER BY (a, b.c)`; no columns: by none. */
export interface ClusterTable extends Base {
  readonly kind: "ClusterTable";
  readonly nameParts: readonly string[];
  readonly columns: readonly (readonly string[])[];
}
/** `ALTER TABLE t [PARTITION (...)] SET LOCATION '...'` */
export interface SetLocation extends Base {
  readonly kind: "SetLocation";
  readonly nameParts: readonly string[];
  readonly location: string;
  readonly partition?: readonly PartitionValues[];
}
/** `CALL p(...)`: there are no procedures to call. */
export interface CallProcedure extends Base {
  readonly kind: "CallProcedure";
  readonly nameParts: readonly string[];
}
/** What tables of files do not do, refused once the table is found. */
export interface RefusedTableChange extends Base {
  readonly kind: "RefusedTableChange";
  readonly nameParts: readonly string[];
  readonly operation: string;
  /** What it names must be there, before it is refused. */
  readonly columns?: readonly (readonly string[])[];
}
/** `ALTER TABLE t SET TBLPROPERTIES (...)`, `ALTER VIEW v UNSET TBLPROPERTIES (...)`, `ALTER TABLE t SET SERDEPROPERTIES (...)` */
export interface AlterProperties extends Base {
  readonly kind: "AlterProperties";
  readonly nameParts: readonly string[];
  readonly of: "table" | "view" | "serde";
  readonly set?: { readonly [key: string]: string };
  readonly unset?: readonly string[];
}
/** `ALTER DATABASE d SET DBPROPERTIES (...)` and `UNSET`; a location is where tables made from now on are. */
export interface AlterDatabase extends Base {
  readonly kind: "AlterDatabase";
  readonly nameParts: readonly string[];
  readonly set?: { readonly [key: string]: string };
  readonly unset?: readonly string[];
  readonly location?: string;
}
export interface PartitionValues {
  readonly name: string;
  readonly value?: Expression;
}
/** Partitions made, given up, renamed or looked for, by name. */
export interface AlterPartitions extends Base {
  readonly kind: "AlterPartitions";
  readonly nameParts: readonly string[];
  readonly change: "add" | "drop" | "rename" | "recover" | "repair";
  readonly partitions: readonly (readonly PartitionValues[])[];
  /** IF NOT EXISTS, IF EXISTS. */
  readonly tolerant: boolean;
  /** Of "rename": what the one partition is called from now on. */
  readonly to?: readonly PartitionValues[];
}
/** `COMMENT ON TABLE t IS '...'` and the like; null takes the comment away. */
export interface CommentOn extends Base {
  readonly kind: "CommentOn";
  readonly of: "table" | "columns" | "database";
  readonly nameParts: readonly string[];
  readonly comment?: string | null;
  readonly columns?: readonly { readonly path: readonly string[]; readonly comment: string | null }[];
}
export interface AnalyzeTable extends Base {
  readonly kind: "AnalyzeTable";
  /** Absent: all tables of a database. */
  readonly nameParts?: readonly string[];
  readonly database?: readonly string[];
  readonly partition?: readonly PartitionValues[];
  readonly noScan: boolean;
  readonly columns?: readonly string[] | "all";
}
/** UPDATE, DELETE and MERGE, which tables of files refuse: once what they name is found, which analysing `names` tells. */
export interface RefusedRowChange extends Base {
  readonly kind: "RefusedRowChange";
  readonly nameParts: readonly string[];
  readonly operation: string;
  readonly names: Relation;
}
/** `FROM t INSERT INTO a SELECT ... INSERT INTO b SELECT ...` */
export interface InsertMany extends Base {
  readonly kind: "InsertMany";
  readonly inserts: readonly Command[];
}
export interface DropView extends Base {
  readonly kind: "DropView";
  readonly nameParts: readonly string[];
  readonly ifExists: boolean;
}
/** `SET key=value`; without a value `SET key` shows one, `SET` all. */
export interface SetConfig extends Base {
  readonly kind: "SetConfig";
  readonly key?: string;
  readonly value?: string;
}
export interface ResetConfig extends Base {
  readonly kind: "ResetConfig";
  readonly key?: string;
}
export interface UseDatabase extends Base {
  readonly kind: "UseDatabase";
  readonly nameParts: readonly string[];
  /** With the word SCHEMA: a schema of the current catalog. */
  readonly isSchema?: boolean;
}
export interface ShowCommand extends Base {
  readonly kind: "ShowCommand";
  readonly what:
    | "tables"
    | "views"
    | "databases"
    | "functions"
    | "columns"
    | "catalogs"
    | "tblproperties"
    | "createTable"
    | "partitions"
    | "currentDatabase"
    | "procedures"
    | "collations";
  readonly nameParts?: readonly string[];
  /** SHOW CREATE TABLE .. AS SERDE. */
  readonly asSerde?: boolean;
  readonly pattern?: string;
  readonly extended?: boolean;
  readonly asJson?: boolean;
  readonly partition?: readonly PartitionValues[];
  /** Of "tblproperties": the one that is asked for. */
  readonly propertyKey?: string;
  /** Of "functions": `SHOW USER FUNCTIONS` and the like. */
  readonly scope?: "user" | "system" | "all";
}
export interface DescribeCommand extends Base {
  readonly kind: "DescribeCommand";
  readonly what: "table" | "query" | "function" | "database" | "column";
  readonly nameParts?: readonly string[];
  readonly columnParts?: readonly string[];
  readonly query?: Relation;
  readonly extended: boolean;
  readonly asJson?: boolean;
  readonly partition?: readonly PartitionValues[];
}
export interface ExplainCommand extends Base {
  readonly kind: "ExplainCommand";
  readonly mode: "simple" | "extended" | "codegen" | "cost" | "formatted";
  readonly statement: Statement;
}
/** `df.write.format(f).mode(m).partitionBy(...).save(path)` */
export interface WriteFiles extends Base {
  readonly kind: "WriteFiles";
  readonly input: Relation;
  readonly format: string;
  readonly path: string;
  readonly mode: SaveMode;
  readonly partitionBy: readonly string[];
  readonly options: { readonly [key: string]: string };
}
/** `df.writeTo(t)...`: what is done to the table. */
export type TableWriteMode = "create" | "replace" | "createOrReplace" | "append" | "overwrite" | "overwritePartitions";
export interface WriteTable extends Base {
  readonly kind: "WriteTable";
  readonly nameParts: readonly string[];
  readonly query: Relation;
  readonly mode: TableWriteMode;
  readonly provider?: string;
  readonly partitionedBy: readonly Expression[];
  readonly clusterBy: readonly string[];
  readonly options: { readonly [key: string]: string };
  readonly properties: { readonly [key: string]: string };
  /** Which rows "overwrite" replaces. */
  readonly condition?: Expression;
}
/** `df.mergeInto(t, condition)...` */
export interface MergeInto extends Base {
  readonly kind: "MergeInto";
  readonly nameParts: readonly string[];
  readonly source: Relation;
  readonly condition: Expression;
  readonly matched: readonly MergeAction[];
  readonly notMatched: readonly MergeAction[];
  readonly notMatchedBySource: readonly MergeAction[];
  readonly schemaEvolution: boolean;
}
export interface MergeAction {
  readonly what: "delete" | "insert" | "insertAll" | "update" | "updateAll";
  readonly condition?: Expression;
  /** Columns of the table with their new values; empty for all columns by their names. */
  readonly assignments: readonly { readonly column: Expression; readonly value: Expression }[];
}
export interface CacheTable extends Base {
  readonly kind: "CacheTable";
  readonly nameParts: readonly string[];
  readonly query?: Relation;
  readonly lazy: boolean;
  /** A name of a storage level, which says nothing of where rows are kept here. */
  readonly level?: string;
}
export interface UncacheTable extends Base {
  readonly kind: "UncacheTable";
  readonly nameParts?: readonly string[];
  readonly ifExists: boolean;
}
export interface DeclareVariable extends Base {
  readonly kind: "DeclareVariable";
  readonly names: readonly (readonly string[])[];
  readonly dataType?: DataType;
  readonly defaultExpression?: Expression;
  readonly replace: boolean;
}
export interface SetVariable extends Base {
  readonly kind: "SetVariable";
  readonly targets: readonly (readonly string[])[];
  readonly values?: readonly Expression[];
  readonly query?: Relation;
}
export interface CreateFunction extends Base {
  readonly kind: "CreateFunction";
  readonly nameParts: readonly string[];
  readonly temporary: boolean;
  readonly replace: boolean;
  readonly ifNotExists: boolean;
  readonly parameters: readonly {
    readonly name: string;
    readonly dataType: DataType;
    readonly defaultExpression?: Expression;
    readonly comment?: string;
  }[];
  readonly returnType?: DataType;
  readonly returnTable?: StructType | true;
  readonly body?: Expression;
  readonly query?: Relation;
  readonly comment?: string;
  readonly deterministic?: boolean;
  /** The text behind RETURN. */
  readonly sqlText?: string;
  /** Of a function that was made: the session's settings then, under which its body is read. */
  readonly settings?: ReadonlyMap<string, string>;
}
export interface DropFunction extends Base {
  readonly kind: "DropFunction";
  readonly nameParts: readonly string[];
  readonly ifExists: boolean;
  readonly temporary: boolean;
}
export interface CreateTable extends Base {
  readonly kind: "CreateTable";
  readonly nameParts: readonly string[];
  readonly schema?: StructType;
  readonly provider?: string;
  readonly partitionBy: readonly string[];
  readonly options: { readonly [key: string]: string };
  readonly location?: string;
  readonly comment?: string;
  readonly ifNotExists: boolean;
  readonly replace: boolean;
  readonly query?: Relation;
  readonly properties?: { readonly [key: string]: string };
  /** `CREATE TABLE t LIKE u` */
  readonly like?: readonly string[];
  /** `CREATE EXTERNAL TABLE`, which needs a location. */
  readonly external?: boolean;
  readonly buckets?: BucketSpec;
  /** `DEFAULT COLLATION`, which the columns have already. */
  readonly collation?: string;
  /** In PARTITIONED BY, what tables of files cannot be partitioned by. */
  readonly transform?: string;
  /** `CLUSTER BY (a, b.c)`: paths of columns. */
  readonly clusterBy?: readonly (readonly string[])[];
  /** What tables of files cannot do, and Spark refuses of them. */
  readonly refused?: string;
}
/** `CLUSTERED BY (a) SORTED BY (b) INTO 4 BUCKETS` */
export interface BucketSpec {
  readonly columns: readonly string[];
  readonly sortColumns: readonly string[];
  readonly count: number;
}
export interface InsertInto extends Base {
  readonly kind: "InsertInto";
  readonly nameParts: readonly string[];
  readonly columns?: readonly string[];
  readonly overwrite: boolean;
  readonly byName: boolean;
  readonly partition?: readonly { readonly name: string; readonly value?: Expression }[];
  /** `PARTITION (...) IF NOT EXISTS` */
  readonly ifNotExists?: boolean;
  readonly query: Relation;
}
export interface DropTable extends Base {
  readonly kind: "DropTable";
  readonly nameParts: readonly string[];
  readonly ifExists: boolean;
}
export interface CreateDatabase extends Base {
  readonly kind: "CreateDatabase";
  readonly nameParts: readonly string[];
  readonly ifNotExists: boolean;
  readonly comment?: string;
  readonly location?: string;
  readonly properties?: { readonly [key: string]: string };
}
export interface DropDatabase extends Base {
  readonly kind: "DropDatabase";
  readonly nameParts: readonly string[];
  readonly ifExists: boolean;
  readonly cascade: boolean;
}
/** `ALTER VIEW v AS query` */
export interface AlterViewQuery extends Base {
  readonly kind: "AlterViewQuery";
  readonly nameParts: readonly string[];
  readonly query: Relation;
  readonly sqlText: string;
}
/** `CREATE TEMPORARY VIEW v USING csv OPTIONS (path '...')` */
export interface CreateViewUsing extends Base {
  readonly kind: "CreateViewUsing";
  readonly nameParts: readonly string[];
  readonly global: boolean;
  readonly replace: boolean;
  readonly schema?: StructType;
  readonly provider: string;
  readonly options: { readonly [key: string]: string };
}
/** `ALTER TABLE t RENAME TO u`, `ALTER VIEW v RENAME TO w` */
export interface RenameTable extends Base {
  readonly kind: "RenameTable";
  readonly nameParts: readonly string[];
  readonly newNameParts: readonly string[];
  readonly isView: boolean;
}
/** `REFRESH TABLE t`, or `REFRESH 'path'` */
export interface RefreshTable extends Base {
  readonly kind: "RefreshTable";
  readonly nameParts?: readonly string[];
  readonly path?: string;
}
export interface TruncateTable extends Base {
  readonly kind: "TruncateTable";
  readonly nameParts: readonly string[];
  readonly partition?: readonly { readonly name: string; readonly value: Expression }[];
}
/** `DROP TEMPORARY VARIABLE x` */
export interface DropVariable extends Base {
  readonly kind: "DropVariable";
  readonly nameParts: readonly string[];
  readonly ifExists: boolean;
}
/** `SET CATALOG c`: the name as text, or an expression that gives it. */
export interface SetCatalog extends Base {
  readonly kind: "SetCatalog";
  readonly catalog: string | Expression;
}
/** `EXECUTE IMMEDIATE text INTO a, b USING 1 AS x`; arguments are expressions, named ones aliases. */
export interface ExecuteImmediate extends Base {
  readonly kind: "ExecuteImmediate";
  readonly text: Expression;
  readonly into: readonly (readonly string[])[];
  readonly using: readonly Expression[];
}
/** `BEGIN ... END` */
export interface Script extends Base {
  readonly kind: "Script";
  readonly body: ScriptBlock;
}
/**
 * A command in which some names are computed (`DROP TABLE IDENTIFIER(:t)`): evaluate `identifiers`, then parse
 * `sqlText` again with `{ identifiers }` as places and texts.
 */
export interface WithIdentifiers extends Base {
  readonly kind: "WithIdentifiers";
  readonly sqlText: string;
  readonly identifiers: readonly { readonly at: number; readonly expression: Expression }[];
}
/** A statement of Spark's grammar that parses here and cannot run: it fails by name. */
export interface UnsupportedStatement extends Base {
  readonly kind: "UnsupportedStatement";
  readonly statement: string;
}

/** What a SQL text is: a query, or a command. */
export type Statement =
  { readonly kind: "Query"; readonly plan: Relation } | { readonly kind: "Command"; readonly command: Command };
