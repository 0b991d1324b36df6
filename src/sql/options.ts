import type { Expression } from "../plan/expression.ts";

/** Values for the parameter markers of a text: by name for `:name`, by place for `?`. */
export interface ParameterValues {
  readonly named?: ReadonlyMap<string, Expression>;
  readonly positional?: readonly Expression[];
}

/** Settings of a session that change how SQL text is read; all have Spark's defaults. */
export interface ParserOptions {
  /** `spark.sql.ansi.doubleQuotedIdentifiers`: "x" is a name, not a string. */
  readonly doubleQuotedIdentifiers?: boolean;
  /** `spark.sql.ansi.enforceReservedKeywords` */
  readonly enforceReservedKeywords?: boolean;
  /** `spark.sql.parser.escapedStringLiterals`: backslashes in strings stay. */
  readonly escapedStringLiterals?: boolean;
  /** `spark.sql.legacy.consecutiveStringLiterals.enabled`: 'a''b' is ab, not a'b. */
  readonly consecutiveStringLiterals?: boolean;
  /** `spark.sql.legacy.exponentLiteralAsDecimal.enabled` */
  readonly exponentLiteralAsDecimal?: boolean;
  /** `spark.sql.legacy.setopsPrecedence.enabled`: set operations from left to right. */
  readonly legacySetOperationPrecedence?: boolean;
  /** TIMESTAMP is the type of timestamps without a time zone (`spark.sql.timestampType`). */
  readonly timestampNtz?: boolean;
  /** `spark.sql.legacy.interval.enabled`: interval literals are calendar intervals. */
  readonly legacyInterval?: boolean;
  /** `spark.sql.legacy.parser.havingWithoutGroupByAsWhere` */
  readonly havingWithoutGroupByAsWhere?: boolean;
  /** `spark.sql.legacy.identifierClause`: IDENTIFIER names only what a command or a query is about. */
  readonly legacyIdentifierClause?: boolean;
  /** `spark.sql.legacy.viewSchemaBindingMode`: views say how they follow their tables' columns. */
  readonly viewSchemaBinding?: boolean;
  /** A text has markers with names or without, not both. */
  readonly refuseMixedMarkers?: boolean;
  /** Takes the place of parameter markers; without it they stay in the tree. */
  readonly parameters?: ParameterValues;
  /** The texts that computed names of a `WithIdentifiers` command turned out to be, by their place. */
  readonly identifiers?: ReadonlyMap<number, string>;
}

export const DEFAULT_OPTIONS: ParserOptions = Object.freeze({});
