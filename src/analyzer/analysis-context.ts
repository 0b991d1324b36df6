/** What analysis reads of the session, and what it lacks. */
import type { SessionCatalog } from "../catalog/session-catalog.ts";
import type { SqlConf } from "../catalog/sql-conf.ts";
import type { ScanFile } from "../logical/relation.ts";
import type { Logical } from "../logical/relation.ts";
import type { ScanFacts } from "../logical/scan-facts.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { CreateFunction } from "../plan/command.ts";
import type { Expression, LiteralValue } from "../plan/expression.ts";
import type { ReadDataSource, Relation } from "../plan/relation.ts";
import type { TaskRegistry } from "../plan/task.ts";
import type { UserFunction } from "../plan/user-function.ts";
import type { DataType, StructType } from "../types/data-type.ts";
import type { SparkError } from "../types/spark-error.ts";

/** The files behind a path and the columns they hold. */
export interface SourceFacts {
  readonly files: readonly ScanFile[];
  readonly dataSchema: StructType;
  readonly partitionSchema: StructType;
  readonly facts: ScanFacts;
}

/** A fact that only I/O or a query can give. */
export type FactRequest =
  | { readonly kind: "source"; readonly node: ReadDataSource }
  | { readonly kind: "pivotValues"; readonly node: Relation; readonly plan: Logical }
  | { readonly kind: "constant"; readonly key: string; readonly expression: TypedExpr };

/** Thrown when analysis cannot go on without facts; the engine fetches them and analyses again. */
export class MissingFact extends Error {
  readonly request: FactRequest;
  constructor(request: FactRequest) {
    super(`analysis needs ${request.kind}`);
    this.request = request;
  }
}

export type ComputedConstant = { readonly value: LiteralValue } | { readonly error: SparkError };

/** Facts by the plan node they belong to; filled by the engine. */
export interface FactStore {
  /** The internal value of a constant expression, or the error that computing it raises. */
  constant(key: string): ComputedConstant | undefined;
  source(node: ReadDataSource): SourceFacts | undefined;
  /** Internal values of the distinct pivot column, sorted as Spark sorts them. */
  pivotValues(node: Relation): readonly { readonly value: unknown; readonly text: string | null }[] | undefined;
}

export interface SessionVariable {
  readonly name: string;
  readonly dataType: DataType;
  readonly value: TypedExpr;
  readonly defaultExpression: Expression;
  /** A column of a FOR loop: the loop's name and its own, under which the variable itself is. */
  readonly column?: string;
  /** Declared by a script. */
  readonly local?: true;
}

export interface AnalysisSession {
  readonly conf: SqlConf;
  readonly catalog: SessionCatalog;
  readonly facts: FactStore;
  readonly variables: Map<string, SessionVariable>;
  /** Temporary functions that SQL text defined, by lower-case name. */
  readonly functions: Map<string, CreateFunction>;
  /** Functions of JavaScript registered for SQL, by lower-case name. */
  readonly userFunctions: Map<string, UserFunction>;
  readonly tasks: TaskRegistry;
  readonly user: string;
  /** When columns of DataFrames are bound: as the DataFrame is made (classic), or at each request (Spark Connect). */
  resolution: "bound" | "late";
}
