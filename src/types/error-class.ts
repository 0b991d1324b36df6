/** Which class an error condition is raised as; PySpark's users catch by class. */
import { mainCondition, sqlStateOf } from "./error-conditions.ts";
import {
  AnalysisException,
  ArithmeticException,
  ArrayIndexOutOfBoundsException,
  DateTimeException,
  IllegalArgumentException,
  type MessageParameters,
  NumberFormatException,
  OperationCanceledError,
  ParseException,
  type SparkError,
  type SparkErrorOptions,
  SparkException,
  SparkRuntimeException,
  SparkUpgradeException,
  TempTableAlreadyExistsException,
  UnsupportedOperationException,
} from "./spark-error.ts";

type ErrorClass = typeof SparkError;

const byClass: readonly (readonly [ErrorClass, readonly string[]])[] = [
  [
    ArithmeticException,
    [
      "ARITHMETIC_OVERFLOW",
      "BINARY_ARITHMETIC_OVERFLOW",
      "CAST_OVERFLOW",
      "CAST_OVERFLOW_IN_TABLE_INSERT",
      "DATETIME_OVERFLOW",
      "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
      "DIVIDE_BY_ZERO",
      "INTERVAL_ARITHMETIC_OVERFLOW",
      "INTERVAL_DIVIDED_BY_ZERO",
      "NUMERIC_OUT_OF_SUPPORTED_RANGE",
      "NUMERIC_VALUE_OUT_OF_RANGE",
      "REMAINDER_BY_ZERO",
      "SUM_OF_LIMIT_AND_OFFSET_EXCEEDS_MAX_INT",
    ],
  ],
  [ArrayIndexOutOfBoundsException, ["INVALID_ARRAY_INDEX", "INVALID_ARRAY_INDEX_IN_ELEMENT_AT"]],
  [
    DateTimeException,
    [
      "CANNOT_PARSE_TIME",
      "CANNOT_PARSE_TIMESTAMP",
      "DATETIME_FIELD_OUT_OF_BOUNDS",
      "INVALID_FRACTION_OF_SECOND",
      "INVALID_TIMEZONE",
    ],
  ],
  [
    IllegalArgumentException,
    [
      "CANNOT_DECODE_URL",
      "CODEC_NOT_AVAILABLE",
      "CONVERSION_INVALID_INPUT",
      "ILLEGAL_DAY_OF_WEEK",
      "INVALID_CONF_VALUE",
      "INVALID_FORMAT.MISMATCH_INPUT",
      "INVALID_INTERVAL_FORMAT",
      "INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE",
      "INVALID_PARAMETER_VALUE.CHARSET",
      "INVALID_PARAMETER_VALUE.TIME_UNIT",
      "INVALID_SAVE_MODE",
      "INVALID_URL",
      "INVALID_UTF8_STRING",
      "ST_INVALID_ALGORITHM_VALUE",
      "ST_INVALID_SRID_VALUE",
      "STRUCT_ARRAY_LENGTH_MISMATCH",
    ],
  ],
  [
    ParseException,
    [
      "EXEC_IMMEDIATE_DUPLICATE_ARGUMENT_ALIASES",
      "IDENTIFIER_TOO_MANY_NAME_PARTS",
      "INCOMPATIBLE_JOIN_TYPES",
      "INVALID_IDENTIFIER",
      "INVALID_INTERVAL_FORMAT.INTERVAL_PARSING",
      "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING",
      "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING_WITH_NOTICE",
      "INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION",
      "INVALID_NUMERIC_LITERAL_RANGE",
      "INVALID_PARAMETER_VALUE.DATETIME_UNIT",
      "INVALID_SET_SYNTAX",
      "INVALID_SQL_SYNTAX",
      "INVALID_TABLESAMPLE_FRACTION",
      "INVALID_TEMP_OBJ_QUALIFIER",
      "INVALID_TYPED_LITERAL",
      "MULTIPLE_QUERY_RESULT_CLAUSES_WITH_PIPE_OPERATORS",
      "NOT_ALLOWED_IN_FROM",
      "NOT_ALLOWED_IN_PIPE_OPERATOR_WHERE",
      "PARSE_EMPTY_STATEMENT",
      "PARSE_SYNTAX_ERROR",
      "REPEATED_CLAUSE",
      "UNCLOSED_BRACKETED_COMMENT",
      "UNSUPPORTED_DATATYPE",
      "UNSUPPORTED_FEATURE.COMBINATION_QUERY_RESULT_CLAUSES",
      "UNSUPPORTED_FEATURE.LATERAL_JOIN_USING",
      "UNSUPPORTED_FEATURE.PIPE_OPERATOR_AGGREGATE_UNSUPPORTED_CASE",
      "UNSUPPORTED_FEATURE.TRANSFORM_DISTINCT_ALL",
      "UNSUPPORTED_TYPED_LITERAL",
    ],
  ],
  [
    SparkRuntimeException,
    [
      "COLLECTION_SIZE_LIMIT_EXCEEDED",
      "COUNTER_DIFF_NEGATIVE_COUNTER_VALUE",
      "COUNTER_DIFF_START_TIME_DECREASED",
      "DUPLICATED_MAP_KEY",
      "EXCEED_LIMIT_LENGTH",
      "HLL_INVALID_INPUT_SKETCH_BUFFER",
      "HLL_INVALID_LG_K",
      "HLL_K_MUST_BE_CONSTANT",
      "HLL_UNION_DIFFERENT_LG_K",
      "INDETERMINATE_COLLATION",
      "INVALID_DATETIME_PATTERN",
      "INVALID_INDEX_OF_ZERO",
      "INVALID_PARAMETER_VALUE",
      "INVALID_VARIANT_CAST",
      "INVALID_VARIANT_GET_PATH",
      "INVALID_VECTOR_NORM_DEGREE",
      "KLL_INVALID_INPUT_SKETCH_BUFFER",
      "KLL_SKETCH_INVALID_QUANTILE_RANGE",
      "MALFORMED_CHARACTER_CODING",
      "MALFORMED_VARIANT",
      "MERGE_CARDINALITY_VIOLATION",
      "NOT_NULL_ASSERT_VIOLATION",
      "NULL_MAP_KEY",
      "SKETCH_INVALID_LG_NOM_ENTRIES",
      "THETA_INVALID_INPUT_SKETCH_BUFFER",
      "THETA_LG_NOM_ENTRIES_MUST_BE_CONSTANT",
      "USER_RAISED_EXCEPTION",
      "VARIANT_DUPLICATE_KEY",
      "VARIANT_SIZE_LIMIT",
      "VECTOR_DIMENSION_MISMATCH",
      "_LEGACY_ERROR_TEMP_2128",
    ],
  ],
  [
    SparkException,
    [
      "CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE",
      "FAILED_EXECUTE_UDF",
      "FAILED_READ_FILE",
      "INTERNAL_ERROR",
      "MALFORMED_RECORD_IN_PARSING",
      "RECURSION_LEVEL_LIMIT_EXCEEDED",
      "ROW_SUBQUERY_TOO_MANY_ROWS",
      "SCALAR_SUBQUERY_TOO_MANY_ROWS",
      "SPARK_JOB_CANCELLED",
      "TASK_WRITE_FAILED",
    ],
  ],
  [SparkUpgradeException, ["INCONSISTENT_BEHAVIOR_CROSS_VERSION"]],
  [
    AnalysisException,
    [
      "AVRO_NOT_LOADED_SQL_FUNCTIONS_UNUSABLE",
      "INVALID_PARAMETER_VALUE.ZERO_INDEX",
      "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX",
      "MISSING_ATTRIBUTES",
      "NULL_QUERY_STRING_EXECUTE_IMMEDIATE",
      "PROTOBUF_NOT_LOADED_SQL_FUNCTIONS_UNUSABLE",
    ],
  ],
  [TempTableAlreadyExistsException, ["TEMP_TABLE_OR_VIEW_ALREADY_EXISTS"]],
  [UnsupportedOperationException, ["UNSUPPORTED_CALL", "UNSUPPORTED_SAVE_MODE"]],
  [OperationCanceledError, ["OPERATION_CANCELED"]],
];

const classes: ReadonlyMap<string, ErrorClass> = new Map(
  byClass.flatMap(([type, conditions]) => conditions.map((condition) => [condition, type] as const)),
);

const NUMERIC = /\b(TINYINT|SMALLINT|INT|BIGINT|FLOAT|DOUBLE|DECIMAL)\b/;
const TEMPORAL = /\b(DATE|TIMESTAMP|TIMESTAMP_NTZ|TIMESTAMP_LTZ|TIME)\b/;

/** The class that Spark raises a condition as, by the condition and, for casts, the target type. */
export function errorClassOf(condition: string, parameters: MessageParameters = {}): ErrorClass {
  const main = mainCondition(condition);
  if (main === "CAST_INVALID_INPUT") {
    const target = parameters["targetType"] ?? "";
    if (NUMERIC.test(target)) return NumberFormatException;
    return TEMPORAL.test(target) ? DateTimeException : SparkRuntimeException;
  }
  const known = classes.get(condition) ?? classes.get(main);
  if (known !== undefined) return known;
  // Errors that Spark has not named: their numbers say where they are raised.
  const unnamed = /^_LEGACY_ERROR_TEMP_(\d)/.exec(main)?.[1];
  if (unnamed === "0") return ParseException;
  if (unnamed === "2") return SparkException;
  // Spark's own habit: states of class 42 (and their like) come from the analysis, 22 from values.
  const state = sqlStateOf(condition)?.slice(0, 2) ?? "";
  if (["22", "23"].includes(state)) return SparkRuntimeException;
  if (["XX", "58", "53", "HY", "KD", "57"].includes(state)) return SparkException;
  return AnalysisException;
}

/** The error for a condition, of the class that Spark uses for it. */
export function errorFor(
  condition: string,
  parameters: MessageParameters = {},
  options: SparkErrorOptions = {},
): SparkError {
  return new (errorClassOf(condition, parameters))(condition, parameters, options);
}
