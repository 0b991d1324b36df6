/** Statements that change something instead of giving rows. SQL parses to these; the API builds some of them. */
import type { DataType, StructType } from "../types/data-type.ts";
import type { Expression } from "./expression.ts";
import type { Origin } from "./origin.ts";
import type { Relation } from "./relation.ts";

export type SaveMode = "append" | "overwrite" | "ignore" | "errorifexists";

export type Command =
  | CreateView
  | DropView
  | SetConfig
  | ResetConfig
  | UseDatabase
  | ShowCommand
  | DescribeCommand
  | ExplainCommand
  | WriteFiles
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
  | UnsupportedStatement;

interface Base {
  readonly origin?: Origin;
}
export interface CreateView extends Base {
  readonly kind: "CreateView";
  readonly nameParts: readonly string[];
  readonly viewType: "localTemp" | "globalTemp" | "persistent";
  readonly replace: boolean;
  readonly ifNotExists?: boolean;
  readonly columnAliases?: readonly { readonly name: string; readonly comment?: string }[];
  readonly comment?: string;
  readonly query: Relation;
  /** The query's text, kept by SQL views. */
  readonly sqlText?: string;
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
}
export interface ShowCommand extends Base {
  readonly kind: "ShowCommand";
  readonly what: "tables" | "views" | "databases" | "functions" | "columns" | "catalogs" | "tblproperties" | "createTable" | "partitions";
  readonly nameParts?: readonly string[];
  readonly pattern?: string;
  readonly extended?: boolean;
}
export interface DescribeCommand extends Base {
  readonly kind: "DescribeCommand";
  readonly what: "table" | "query" | "function" | "database" | "column";
  readonly nameParts?: readonly string[];
  readonly columnParts?: readonly string[];
  readonly query?: Relation;
  readonly extended: boolean;
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
export interface CacheTable extends Base {
  readonly kind: "CacheTable";
  readonly nameParts: readonly string[];
  readonly query?: Relation;
  readonly lazy: boolean;
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
  readonly parameters: readonly { readonly name: string; readonly dataType: DataType; readonly defaultExpression?: Expression }[];
  readonly returnType?: DataType;
  readonly returnTable?: StructType | true;
  readonly body?: Expression;
  readonly query?: Relation;
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
}
export interface InsertInto extends Base {
  readonly kind: "InsertInto";
  readonly nameParts: readonly string[];
  readonly columns?: readonly string[];
  readonly overwrite: boolean;
  readonly byName: boolean;
  readonly partition?: readonly { readonly name: string; readonly value?: Expression }[];
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
}
export interface DropDatabase extends Base {
  readonly kind: "DropDatabase";
  readonly nameParts: readonly string[];
  readonly ifExists: boolean;
  readonly cascade: boolean;
}
/** A statement of Spark's grammar that parses here and cannot run: it fails by name. */
export interface UnsupportedStatement extends Base {
  readonly kind: "UnsupportedStatement";
  readonly statement: string;
}

/** What a SQL text is: a query, or a command. */
export type Statement = { readonly kind: "Query"; readonly plan: Relation } | { readonly kind: "Command"; readonly command: Command };
