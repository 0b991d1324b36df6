/** Texts of errors about the text of SQL: clauses, literals, types. */
export const SYNTAX_MESSAGES: { readonly [condition: string]: string } = {
  PARSE_SYNTAX_ERROR: "The SQL is wrong at or near <error><hint>.",
  TRAILING_COMMA_IN_SELECT: "The select list ends with a comma before FROM. Remove it.",
  PARSE_EMPTY_STATEMENT: "There is no statement in the text.",
  CREATE_TABLE_COLUMN_DESCRIPTOR_DUPLICATE: "The column <columnName> has <optionName> twice.",
  UNCLOSED_BRACKETED_COMMENT: "A comment is opened by /* and never closed.",
  INVALID_TYPED_LITERAL: "<value> is no value of type <valueType>.",
  UNSUPPORTED_TYPED_LITERAL: "There are no literals of type <unsupportedType>; there are those of <supportedTypes>.",
  INVALID_NUMERIC_LITERAL_RANGE:
    "<rawStrippedQualifier> is not between <minValue> and <maxValue>, as <typeName> needs.",
  UNSUPPORTED_DATATYPE: "There is no data type <typeName>.",
  DATATYPE_MISSING_SIZE: "The type <type> needs a length, as in <type>(10).",
  UNSUPPORTED_CHAR_OR_VARCHAR_AS_STRING: "char and varchar are not possible here; use string.",
  INVALID_SQL_SYNTAX: "The SQL is wrong here.",
  "INVALID_SQL_SYNTAX.ANALYZE_TABLE_UNEXPECTED_NOSCAN": "ANALYZE TABLE can end with NOSCAN, not with <ctx>.",
  "INVALID_SQL_SYNTAX.COMMENT_ON_COLUMN_INCORRECT_IDENTIFIER":
    "COMMENT ON COLUMN needs the column's name after that of its table: table.column.",
  "INVALID_SQL_SYNTAX.CREATE_ROUTINE_WITH_IF_NOT_EXISTS_AND_REPLACE":
    "CREATE FUNCTION takes OR REPLACE or IF NOT EXISTS, not both.",
  "INVALID_SQL_SYNTAX.CREATE_TEMP_FUNC_WITH_IF_NOT_EXISTS":
    "CREATE TEMPORARY FUNCTION cannot have IF NOT EXISTS. Use OR REPLACE.",
  "INVALID_SQL_SYNTAX.EMPTY_IN_PREDICATE": "IN needs at least one value between its parentheses.",
  "INVALID_SQL_SYNTAX.EMPTY_PARTITION_VALUE": "The partition key <partKey> has no value: write key = value.",
  "INVALID_SQL_SYNTAX.EMPTY_QUANTIFIED_PATTERN":
    "LIKE ANY, LIKE SOME and LIKE ALL need at least one pattern between the parentheses.",
  "INVALID_SQL_SYNTAX.EMPTY_REFRESH_RESOURCE_PATH": "REFRESH needs a path.",
  "INVALID_SQL_SYNTAX.INVALID_REFRESH_RESOURCE_PATH":
    "The path of REFRESH must not contain spaces unless it is in quotes.",
  "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX": "<prettyName> does not take <syntax>.",
  "INVALID_SQL_SYNTAX.INVALID_WINDOW_FRAME_BOUND": "The offset of a window frame must be a constant.",
  "INVALID_SQL_SYNTAX.INVALID_WINDOW_REFERENCE":
    "The WINDOW clause refers to the window <windowName>, which is itself only a name for another one. Refer to that one.",
  "INVALID_SQL_SYNTAX.UNRESOLVED_WINDOW_REFERENCE": "There is no window <windowName> in the WINDOW clause.",
  "INVALID_SQL_SYNTAX.REPETITIVE_WINDOW_DEFINITION": "The WINDOW clause defines <windowName> twice.",
  "INVALID_SQL_SYNTAX.LATERAL_WITHOUT_SUBQUERY_OR_TABLE_VALUED_FUNC":
    "LATERAL must be followed by a subquery or a table-valued function.",
  "INVALID_SQL_SYNTAX.SHOW_FUNCTIONS_INVALID_SCOPE": "SHOW FUNCTIONS takes USER, SYSTEM or ALL, not <scope>.",
  "INVALID_SQL_SYNTAX.UNSUPPORTED_ROW_FORMAT_LINES_TERMINATED_BY":
    "LINES TERMINATED BY takes a newline ('\\n') only, not <value>.",
  "INVALID_SQL_SYNTAX.VARIABLE_TYPE_OR_DEFAULT_REQUIRED": "DECLARE VARIABLE needs a type, a DEFAULT, or both.",
  INVALID_ESC: "An escape must be one character, not <invalidEscape>.",
  INVALID_SET_SYNTAX: "SET takes a key and a value: SET key=value.",
  REPEATED_CLAUSE: "The clause <clause> may be given once in <operation>.",
  ALL_PARAMETERS_MUST_BE_NAMED: "All arguments must have names; these have none: <exprs>.",
  UNBOUND_SQL_PARAMETER: "The parameter <name> has no value.",
  INVALID_SQL_ARG: "The argument <name> is no value that SQL can take.",
  INVALID_QUERY_MIXED_QUERY_PARAMETERS: "A statement takes named parameters or question marks, not both.",
  INCOMPATIBLE_JOIN_TYPES: "A join cannot be both <joinType1> and <joinType2>.",
  UNSUPPORTED_JOIN_TYPE: "There is no join type <typ>; there are <supported>.",
  UNSUPPORTED_TIME_TYPE: "The type TIME is not switched on: set spark.sql.timeType.enabled.",
  FAILED_TO_PARSE_TOO_COMPLEX:
    "The SQL is nested too deeply to be parsed. Split it, for example by WITH or temporary views.",
  "SYNTAX_DISCONTINUED.BANG_EQUALS_NOT": "<clause> stands for NOT only before an expression: write NOT here.",
  COLUMN_ALIASES_NOT_ALLOWED: "<op> takes an alias for the table, but none for its columns.",
  DUPLICATE_CLAUSES: "The clause <clauseName> is given twice; give it once.",
  DUPLICATE_KEY: "The key <keyColumn> is given twice.",
  INVALID_STATEMENT_OR_CLAUSE: "<operation> is no statement or clause of Spark SQL.",
  INVALID_RESET_COMMAND_FORMAT:
    "RESET takes nothing or one key: RESET, or RESET key; a key with special characters goes in backticks.",
  "UNSUPPORTED_FEATURE.COMBINATION_QUERY_RESULT_CLAUSES":
    "Of ORDER BY, SORT BY, DISTRIBUTE BY and CLUSTER BY, only SORT BY and DISTRIBUTE BY go together.",
  "UNSUPPORTED_FEATURE.CLAUSE_WITH_PIPE_OPERATORS": "Pipe operators do not support <clauses>.",
  "UNSUPPORTED_FEATURE.PIPE_OPERATOR_AGGREGATE_UNSUPPORTED_CASE": "|> AGGREGATE does not support <case>.",
  INVALID_TIME_LITERAL_PRECISION: "The time <value> has more than 9 digits after the second.",
  INVALID_TIMESTAMP_LITERAL_PRECISION: "The timestamp <value> has more than 9 digits after the second.",
  INVALID_TIMESTAMP_PRECISION:
    "<type>(<precision>) does not exist: the precision of a timestamp is 6, or with nanoseconds 7 to 9.",
  UNSUPPORTED_TIME_PRECISION: "TIME(<precision>) does not exist: the precision of a time is 0 to 9.",
  DECIMAL_SCALE_EXCEEDS_PRECISION: "The scale <scale> of a decimal cannot be more than its precision <precision>.",
  "INCOMPLETE_TYPE_DEFINITION.ARRAY": "ARRAY needs the type of its elements, as in ARRAY<elementType>.",
  "INCOMPLETE_TYPE_DEFINITION.MAP": "MAP needs the types of keys and values, as in MAP<STRING, INT>.",
  "INCOMPLETE_TYPE_DEFINITION.STRUCT": "STRUCT needs its fields, as in STRUCT<name: STRING, n: INT>.",
  "NOT_ALLOWED_IN_FROM.UNPIVOT_WITH_PIVOT":
    "A table in FROM takes PIVOT or UNPIVOT, not both. Put one of them into a subquery.",
  "NOT_ALLOWED_IN_FROM.LATERAL_WITH_PIVOT":
    "FROM cannot have LATERAL VIEW or LATERAL together with PIVOT. Put one of them into a subquery.",
  "NOT_ALLOWED_IN_FROM.LATERAL_WITH_UNPIVOT":
    "FROM cannot have LATERAL VIEW or LATERAL together with UNPIVOT. Put one of them into a subquery.",
  "NOT_ALLOWED_IN_PIPE_OPERATOR_WHERE.WINDOW_CLAUSE":
    "|> WHERE cannot have a WINDOW clause. Add |> SELECT with the window before it.",
  MULTIPLE_QUERY_RESULT_CLAUSES_WITH_PIPE_OPERATORS:
    "<clause1> and <clause2> need a pipe operator each: write |> before the second.",
  PIPE_OPERATOR_AGGREGATE_EXPRESSION_CONTAINS_NO_AGGREGATE_FUNCTION:
    "|> AGGREGATE lists aggregates before GROUP BY, but <expr> is none. To group by it, put it after GROUP BY.",
  PIPE_OPERATOR_CONTAINS_AGGREGATE_FUNCTION: "|> <clause> cannot contain the aggregate <expr>. Use |> AGGREGATE.",
};
