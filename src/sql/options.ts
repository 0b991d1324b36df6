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
  /** `spark.sql.legacy.interval.enabled`: interval literals are calendar intervals. */
  readonly legacyInterval?: boolean;
  /** `spark.sql.legacy.parser.havingWithoutGroupByAsWhere` */
  readonly havingWithoutGroupByAsWhere?: boolean;
}

export const DEFAULT_OPTIONS: ParserOptions = Object.freeze({});
