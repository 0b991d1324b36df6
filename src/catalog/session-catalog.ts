/**
 * The names a session knows: temporary views, the shared global temporary views, databases and the tables in them.
 * Everything is in memory.
 */
import type { BucketSpec, CreateFunction, ViewSchemaMode } from "../plan/command.ts";
import { contextOfName } from "../plan/query-context.ts";
import type { Relation } from "../plan/relation.ts";
import type { StructType } from "../types/data-type.ts";
import { quoteName } from "../types/data-type.ts";
import { checkObjectName, quoteAttribute, quoteNames, quoteText } from "../types/name-text.ts";
import { AnalysisException, type SparkErrorOptions } from "../types/spark-error.ts";

export const CATALOG = "spark_catalog";
export const GLOBAL_TEMP = "global_temp";

export interface ViewDefinition {
  readonly name: string;
  readonly kind: "localTemp" | "globalTemp" | "persistent";
  /** The plan the view stands for: analysed when the view was made (API), or at each use (SQL text). */
  readonly plan: Relation;
  readonly sqlText?: string | undefined;
  readonly comment?: string | undefined;
  /** `DEFAULT COLLATION` */
  readonly collation?: string | undefined;
  /** Of a persistent view: where it is. */
  readonly database?: string;
  /** The current database when it was made, in which its text is read. */
  readonly databaseInside?: string;
  /** The settings of that moment, under which its text is read. */
  readonly settings?: ReadonlyMap<string, string>;
  /** Of a persistent view: the columns it was made with, and what happens when its tables have others. */
  readonly schema?: StructType | undefined;
  readonly schemaMode?: ViewSchemaMode | undefined;
  readonly columnAliases?: readonly { readonly name: string; readonly comment?: string | undefined }[] | undefined;
  readonly properties?: { readonly [key: string]: string } | undefined;
  /** Milliseconds since the epoch. */
  readonly created?: number | undefined;
}
/** What ANALYZE TABLE found. */
export interface TableStatistics {
  readonly bytes: number;
  readonly rows: number;
  /** By the column's name. */
  readonly columns: { readonly [name: string]: ColumnStatistics };
}
/** As DESCRIBE shows them; null where a type has none. */
export interface ColumnStatistics {
  readonly min: string | null;
  readonly max: string | null;
  readonly nulls: string;
  readonly distinct: string;
  readonly averageLength: string;
  readonly maxLength: string;
}
/** A table over files in the warehouse. */
export interface TableDefinition {
  readonly name: string;
  readonly database: string;
  readonly schema: StructType;
  readonly provider: string;
  readonly location: string;
  readonly partitionBy: readonly string[];
  readonly options: { readonly [key: string]: string };
  readonly comment?: string | undefined;
  /** Of strings in columns that are added without one. */
  readonly collation?: string | undefined;
  readonly properties?: { readonly [key: string]: string } | undefined;
  readonly external: boolean;
  /** Its location was set anew: a place of the user's, though the table is still a managed one. */
  readonly moved?: boolean | undefined;
  readonly buckets?: BucketSpec | undefined;
  /** By columns that were added with a default: the names of the files that were there before. */
  readonly olderFiles?: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** Milliseconds since the epoch. */
  readonly created?: number | undefined;
  readonly statistics?: TableStatistics | undefined;
}
export interface Database {
  readonly name: string;
  readonly description: string;
  readonly location?: string | undefined;
  readonly properties?: { readonly [key: string]: string } | undefined;
  readonly tables: Map<string, TableDefinition | ViewDefinition>;
  /** Functions that SQL text defined, by lower-case name. */
  readonly functions: Map<string, CreateFunction>;
}

/** What sessions of one application share. */
export class SharedCatalog {
  readonly globalViews: Map<string, ViewDefinition> = new Map();
  /** Tables that `CACHE TABLE` named. */
  readonly cachedTables: WeakSet<TableDefinition> = new WeakSet();
  readonly databases: Map<string, Database> = new Map<string, Database>([
    ["default", { name: "default", description: "default database", tables: new Map(), functions: new Map() }],
  ]);
}

export class SessionCatalog {
  readonly shared: SharedCatalog;
  readonly tempViews: Map<string, ViewDefinition> = new Map();
  currentDatabase = "default";
  /** The databases left by reading views in those of their own, the session's first. */
  private readonly left: string[] = [];
  /** Grows with every change: part of the key of cached analyses. */
  version = 0;

  constructor(shared: SharedCatalog) {
    this.shared = shared;
  }

  /** The database of `USE`, also while a view is read in the one where it was made. */
  get sessionDatabase(): string {
    return this.left[0] ?? this.currentDatabase;
  }
  /** Runs something while names without a database mean those of this one. */
  inside<T>(database: string, run: () => T): T {
    this.left.push(this.currentDatabase);
    try {
      this.currentDatabase = database;
      return run();
    } finally {
      this.currentDatabase = this.left.pop() as string;
    }
  }

  touch(): void {
    this.version++;
  }

  /** What the view's query gives now: only commands tell it, no plan hangs on it. */
  keepSchema(view: ViewDefinition, schema: StructType): void {
    const { tables } = this.database(view.database);
    const key = view.name.toLowerCase();
    if (tables.get(key) === view) tables.set(key, { ...view, schema });
  }
  createView(view: ViewDefinition, replace: boolean, ifNotExists = false): void {
    const key = view.name.toLowerCase();
    const views =
      view.kind === "localTemp"
        ? this.tempViews
        : view.kind === "globalTemp"
          ? this.shared.globalViews
          : this.database(view.database).tables;
    if (view.kind === "persistent") checkObjectName(view.name);
    if (views.has(key) && !replace) {
      if (ifNotExists) return;
      const condition =
        view.kind === "persistent" ? "TABLE_OR_VIEW_ALREADY_EXISTS" : "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS";
      throw new AnalysisException(condition, { relationName: quoteText(view.name) });
    }
    views.set(key, view);
    this.touch();
  }

  /** True if there was such a view. */
  dropTempView(name: string): boolean {
    this.touch();
    return this.tempViews.delete(name.toLowerCase());
  }
  dropGlobalTempView(name: string): boolean {
    this.touch();
    return this.shared.globalViews.delete(name.toLowerCase());
  }

  database(name: string = this.currentDatabase): Database {
    const db = this.shared.databases.get(name.toLowerCase());
    if (db === undefined)
      throw new AnalysisException("SCHEMA_NOT_FOUND", { schemaName: quoteAttribute([CATALOG, name]) });
    return db;
  }

  /** The view or table that a name of one to three parts means. */
  find(parts: readonly string[]): ViewDefinition | TableDefinition | undefined {
    const lower = parts.map((p) => p.toLowerCase());
    const name = lower.at(-1) as string;
    if (lower.length === 1) return this.tempViews.get(name) ?? this.database().tables.get(name);
    const database = lower.at(-2) as string;
    if (lower.length === 3 && lower[0] !== CATALOG) return undefined;
    if (lower.length > 3) return undefined;
    if (database === GLOBAL_TEMP) return this.shared.globalViews.get(name);
    if (lower.length === 2 && (database === "session" || database === "temp")) {
      const view = this.tempViews.get(name);
      if (view !== undefined) return view;
    }
    return this.shared.databases.get(database)?.tables.get(name);
  }
  /** The error of a name that means nothing; of what only the session and the catalog have no built-in is told. */
  notFound(
    parts: readonly string[],
    options: SparkErrorOptions = contextOfName(parts),
    of: "relation" | "catalogued" = "relation",
  ): AnalysisException {
    const relationName = [
      ...parts.slice(0, -1).map((part) => quoteAttribute([part])),
      ...parts.slice(-1).map(quoteName),
    ].join(".");
    const [first = ""] = parts;
    const isKnown = first.toLowerCase() === CATALOG || first.toLowerCase() === "system";
    if (parts.length > (isKnown ? 3 : 2)) {
      const parameters = { sessionCatalog: CATALOG, identifier: relationName };
      return new AnalysisException("REQUIRES_SINGLE_PART_NAMESPACE", parameters);
    }
    const searchPath = of === "relation" ? this.searchPath : this.cataloguedPath;
    return new AnalysisException("TABLE_OR_VIEW_NOT_FOUND", { relationName, searchPath }, options);
  }
  /** The error of a table or view that is not there to be dropped. */
  notDropped(parts: readonly string[]): AnalysisException {
    const error = this.notFound(parts);
    if (error.condition !== "TABLE_OR_VIEW_NOT_FOUND") return error;
    const namespace = [CATALOG, parts.length > 1 ? (parts.at(-2) as string) : this.currentDatabase];
    return new AnalysisException("TABLE_OR_VIEW_NOT_FOUND", {
      relationName: quoteNames([...namespace, parts.at(-1) as string]),
      searchPath: `[${quoteNames(namespace)}]`,
    });
  }
  /** Where names of one part are looked for, as errors tell it. */
  get searchPath(): string {
    return pathText(["system", "builtin"], ["system", "session"], [CATALOG, this.currentDatabase]);
  }
  private get cataloguedPath(): string {
    return pathText(["system", "session"], [CATALOG, this.currentDatabase]);
  }
}
function pathText(...path: readonly (readonly string[])[]): string {
  return `[${path.map(quoteNames).join(", ")}]`;
}
