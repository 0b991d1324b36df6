/** Texts of errors about functions and their arguments, those of users included. */
export const FUNCTIONS_MESSAGES: { readonly [condition: string]: string } = {
  WRONG_NUM_ARGS: "Number of arguments of <functionName>: <actualNum> given, <expectedNum> wanted.",
  "WRONG_NUM_ARGS.WITHOUT_SUGGESTION":
    "Number of arguments of <functionName>: <actualNum> given, <expectedNum> wanted.",
  UNRECOGNIZED_PARAMETER_NAME: "<routineName> has no parameter <argumentName>; it has <proposal>.",
  REQUIRED_PARAMETER_NOT_FOUND:
    "<routineName> needs a value for its parameter <parameterName>, at position <index> (counting from 0).",
  UNEXPECTED_POSITIONAL_ARGUMENT: "<routineName>: a positional argument follows the named argument <parameterName>.",
  "UNSUPPORTED_FEATURE.LAMBDA_FUNCTION_WITH_PYTHON_UDF":
    "A higher-order function cannot call the user-defined function <funcName> in its lambda.",
  "UNSUPPORTED_FEATURE.AES_MODE": "<functionName> does not support the mode <mode> with the padding <padding>.",
  "UNSUPPORTED_FEATURE.AES_MODE_AAD":
    "<functionName> takes no additional authenticated data (aad) in the mode <mode>; it does in GCM.",
  "UNSUPPORTED_FEATURE.AES_MODE_IV":
    "<functionName> takes no initialization vector (iv) in the mode <mode>; it does in CBC and GCM.",
  "UNSUPPORTED_FEATURE.LAMBDA_FUNCTION_WITH_SQL_UDF": "A lambda function cannot call the SQL function <funcName>.",
  NAMED_PARAMETERS_NOT_SUPPORTED: "<functionName> takes no named arguments.",
  NOT_A_SCALAR_FUNCTION: "<functionName> gives tables, not values.",
  NOT_A_TABLE_FUNCTION: "<functionName> gives values, not tables.",
  INVALID_PARAMETER_VALUE: "The value given for <parameter> of <functionName> is not valid.",
  "INVALID_PARAMETER_VALUE.DATETIME_UNIT":
    "<parameter> of <functionName> must be a unit such as YEAR, MONTH, DAY or HOUR, not <invalidValue>.",
  "INVALID_PARAMETER_VALUE.CHARSET": "<parameter> of <functionName> must be one of <charsets>, not <charset>.",
  "INVALID_PARAMETER_VALUE.PATTERN": "<parameter> of <functionName> is no regular expression: <value>.",
  "INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR": "<functionName> failed: <detailMessage> (<parameter>).",
  "INVALID_PARAMETER_VALUE.AES_IV_LENGTH":
    "The initialization vector <parameter> of <functionName> has the wrong length for <mode>: <actualLength> bytes.",
  "INVALID_PARAMETER_VALUE.AES_KEY_LENGTH":
    "<parameter> of <functionName> must have 16, 24 or 32 bytes, not <actualLength>.",
  "INVALID_PARAMETER_VALUE.BINARY_FORMAT":
    "<parameter> of <functionName> must be one of 'base64', 'hex', 'utf-8' or 'utf8', not <invalidFormat>.",
  "INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE":
    "<parameter> of <functionName> must be at least 0 and less than <upper>, not <invalidValue>.",
  "INVALID_PARAMETER_VALUE.BOOLEAN":
    "<parameter> of <functionName> must be true or false, written as a literal, not <invalidValue>.",
  "INVALID_PARAMETER_VALUE.HMAC_ALGORITHM": "<parameter> of <functionName> is none that is known: <algorithm>.",
  "INVALID_PARAMETER_VALUE.HMAC_CRYPTO_ERROR": "<functionName> failed at <parameter>: <detailMessage>.",
  "INVALID_PARAMETER_VALUE.LENGTH": "<parameter> of <functionName> must be 0 or more, not <length>.",
  "INVALID_PARAMETER_VALUE.LONG":
    "<parameter> of <functionName> must be an integer, written as a literal, not <invalidValue>.",
  "INVALID_PARAMETER_VALUE.OCCURRENCE": "<parameter> of <functionName> must be 1 or more, not <actual>.",
  "INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX":
    "<parameter> of <functionName> must be between 0 and <groupCount>, the number of groups of the pattern, not <groupIndex>.",
  "INVALID_PARAMETER_VALUE.START":
    "<parameter> of <functionName> must not be 0: elements count from 1, or from -1 backwards.",
  "INVALID_PARAMETER_VALUE.TIME_UNIT":
    "<parameter> of <functionName> must be HOUR, MINUTE, SECOND, MILLISECOND or MICROSECOND, not <invalidValue>.",
  "INVALID_PARAMETER_VALUE.ZERO_INDEX":
    "<parameter> of <functionName> refers to argument 0: arguments count from 1, as in %1$s.",
  "NOT_A_CONSTANT_STRING.NOT_CONSTANT": "<name> must be a constant string, which <expr> is not.",
  "NOT_A_CONSTANT_STRING.WRONG_TYPE": "<name> must be a constant string, but <expr> is of type <dataType>.",
  "NOT_A_CONSTANT_STRING.NULL": "<name> must be a constant string, but <expr> is null.",
  "INVALID_SCHEMA.PARSE_ERROR": "<inputSchema> is no schema: <reason>.",
  INVALID_SCHEMA: "<inputSchema> is no schema.",
  "INVALID_SCHEMA.NON_STRING_LITERAL": "A schema must be a constant string, which <inputSchema> is not.",
  "INVALID_SCHEMA.NON_STRUCT_TYPE": "The schema <inputSchema> must be a struct, not <dataType>.",
  "INVALID_FORMAT.MISMATCH_INPUT": "The <inputType> <input> does not have the format <format>.",
  INVALID_FORMAT: "The format <format> is not valid.",
  "INVALID_FORMAT.CONT_THOUSANDS_SEPS":
    "In the number format <format>, a thousands separator (, or G) needs digits on both sides.",
  "INVALID_FORMAT.CUR_MUST_BEFORE_DEC":
    "In the number format <format>, the currency sign must come before the decimal point.",
  "INVALID_FORMAT.CUR_MUST_BEFORE_DIGIT":
    "In the number format <format>, the currency sign must come before the digits.",
  "INVALID_FORMAT.EMPTY": "The number format is empty.",
  "INVALID_FORMAT.ESC_AT_THE_END":
    "The pattern <format> ends with its escape character, which must come before another character.",
  "INVALID_FORMAT.ESC_IN_THE_MIDDLE":
    "In the pattern <format>, the escape character comes before <char>. It can only come before _, % or itself.",
  "INVALID_FORMAT.THOUSANDS_SEPS_MUST_BEFORE_DEC":
    "In the number format <format>, thousands separators (, or G) must come before the decimal point.",
  "INVALID_FORMAT.UNEXPECTED_TOKEN": "The number format <format> must not contain <token> at that place.",
  "INVALID_FORMAT.WRONG_NUM_DIGIT": "The number format <format> needs at least one digit (0 or 9).",
  "INVALID_FORMAT.WRONG_NUM_TOKEN": "The number format <format> has <token> more than once.",
  INVALID_ESCAPE_CHAR: "The escape must be one character, which <sqlExpr> is not.",
  INVALID_EXTRACT_FIELD: "<expr> has no part <field>.",
  INVALID_EXTRACT_FIELD_TYPE: "A field is taken by a constant string, not by <extraction>.",
  INVALID_EXTRACT_BASE_FIELD_TYPE: "A field can be taken of a struct, array or map, not of <base>, which is <other>.",
  "WRONG_NUM_ARGS.WITH_SUGGESTION":
    "<functionName> takes<expectedNum> arguments, not <actualNum>. With <legacyConfKey> set to <legacyConfValue> it takes <legacyNum>.",
  "USER_DEFINED_FUNCTIONS.SQL_TABLE_UDF_MISSING_COLUMN_NAMES":
    "The columns of the table function <functionName> need names: in its query, or behind RETURNS TABLE.",
  _LEGACY_ERROR_TEMP_1256: "<functionName> is a built-in function; there is nothing to refresh.",
  INVALID_USAGE_OF_STAR_OR_REGEX: "<elem> cannot be used in <prettyName>.",
  INVALID_LAMBDA_FUNCTION_CALL: "The lambda function is used wrongly.",
  "INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES":
    "Two parameters of the lambda function have one name: <args> (<caseSensitiveConfig> says whether case matters).",
  "INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION": "<class> takes no lambda function.",
  "INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH":
    "The lambda function has <expectedNumArgs> parameters, but is called with <actualNumArgs> values.",
  "INVALID_LAMBDA_FUNCTION_CALL.PARAMETER_DOES_NOT_ACCEPT_LAMBDA_FUNCTION":
    "A lambda function is given for a parameter that takes a value.",
  AGGREGATE_FUNCTION_WITH_NONDETERMINISTIC_EXPRESSION:
    "<sqlExpr> aggregates an expression that gives another value each time; compute that one as a column before.",
  APPROX_TOP_K_MAX_ITEMS_TRACKED_LESS_THAN_K: "maxItemsTracked, <maxItemsTracked>, must not be less than k, <k>.",
  APPROX_TOP_K_SKETCH_SIZE_NOT_MATCH:
    "Sketches that track <size1> and <size2> items cannot be combined; give the size of the result.",
  "COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER":
    "<functionName> would give an array of <numberOfElements> elements, more than <maxRoundedArrayLength>. The cause is the value of <parameter>.",
  COMPARATOR_RETURNS_NULL:
    "The comparison function gave NULL; it must give a negative number, 0 or a positive number for each pair of elements, also for nulls.",
  COUNTER_DIFF_NEGATIVE_COUNTER_VALUE: "<function> needs counters of 0 or more, not <value>.",
  COUNTER_DIFF_START_TIME_DECREASED:
    "<function>: the start time goes back from <previousStartTime> to <currentStartTime>.",
  "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.BOTH_POSITIONAL_AND_NAMED":
    "<routineName> is given its parameter <parameterName> twice: by position and by name.",
  "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE":
    "<routineName> is given its parameter <parameterName> by name twice.",
  HLL_INVALID_INPUT_SKETCH_BUFFER: "The bytes given to <function> are no HyperLogLog sketch.",
  HLL_INVALID_LG_K: "lgConfigK of <function> must be between <min> and <max>, not <value>.",
  HLL_K_MUST_BE_CONSTANT: "lgConfigK of <function> must be a constant.",
  HLL_UNION_DIFFERENT_LG_K:
    "<function> joins sketches whose lgConfigK differ, <left> and <right>. Set allowDifferentLgConfigK to true to allow that.",
  KLL_INVALID_INPUT_SKETCH_BUFFER: "The bytes given to <function> are no KLL sketch.",
  KLL_SKETCH_INVALID_QUANTILE_RANGE: "The quantiles given to <functionName> must be between 0 and 1.",
  THETA_INVALID_INPUT_SKETCH_BUFFER: "The bytes given to <function> are no theta sketch.",
  SKETCH_INVALID_LG_NOM_ENTRIES: "lgNomEntries of <function> must be between <min> and <max>, not <value>.",
  THETA_LG_NOM_ENTRIES_MUST_BE_CONSTANT: "lgNomEntries of <function> must be a constant.",
  INVALID_BITMAP_POSITION:
    "The position <bitPosition> is outside of the bitmap, which has <bitmapNumBits> bits (<bitmapNumBytes> bytes).",
  "INVALID_OPTIONS.NON_MAP_FUNCTION": "Options are given as a map: map('key', 'value').",
  "INVALID_OPTIONS.NON_STRING_TYPE": "Options are given as a map of strings, not <mapType>.",
  INVALID_REGEXP_REPLACE:
    "The replacement <replacement> does not fit the pattern <pattern>: does it name a group that the pattern lacks? (Replacing in <source> from position <position>.)",
  INVALID_VECTOR_NORM_DEGREE: "The degree of <functionName> must be 1, 2 or infinity, not <degree>.",
  VECTOR_DIMENSION_MISMATCH: "<functionName> needs vectors of one length, not <leftDim> and <rightDim>.",
  NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION:
    "The frequency <frequencyExpression> must be 0 or more, but is <negativeValue>.",
  NON_FOLDABLE_ARGUMENT: "<paramName> of <funcName> must be a constant of type <paramType>.",
  PARSE_MODE_UNSUPPORTED: "<funcName> has no mode <mode>: it has PERMISSIVE and FAILFAST.",
  SECOND_FUNCTION_ARGUMENT_NOT_INTEGER: "The number of days given to <functionName> is no integer.",
  SEED_EXPRESSION_IS_UNFOLDABLE: "The seed of <exprWithSeed> must be a constant, which <seedExpr> is not.",
  PROTOBUF_DESCRIPTOR_FILE_NOT_FOUND: "There is no Protobuf descriptor file <filePath>.",
  AVRO_NOT_LOADED_SQL_FUNCTIONS_UNUSABLE: "<functionName> needs Avro, which is not there.",
  PROTOBUF_NOT_LOADED_SQL_FUNCTIONS_UNUSABLE: "<functionName> needs Protobuf, which is not there.",
  PARTITION_TRANSFORM_EXPRESSION_NOT_IN_PARTITIONED_BY: "<expression> stands in PARTITIONED BY only, not in queries.",
  UNSUPPORTED_EXPR_FOR_WINDOW: "<sqlExpr> is no aggregate or window function and cannot have OVER.",
  CYCLIC_FUNCTION_REFERENCE: "The function calls itself: <path>.",
  DUPLICATE_ROUTINE_PARAMETER_NAMES: "The function <routineName> has several parameters of one name: <names>.",
  DUPLICATE_ROUTINE_RETURNS_COLUMNS: "The function <routineName> returns several columns of one name: <columns>.",
  UNSUPPORTED_SQL_UDF_USAGE: "The SQL function <functionName> cannot be called in <nodeName>.",
  "USER_DEFINED_FUNCTIONS.CANNOT_CONTAIN_COMPLEX_FUNCTIONS":
    "The body of a SQL function cannot contain aggregates, window functions or generators outside of a subquery: <queryText>.",
  "USER_DEFINED_FUNCTIONS.NOT_A_VALID_DEFAULT_EXPRESSION":
    "The DEFAULT of the parameter <parameterName> of <functionName> cannot contain a subquery, aggregate, window function or generator.",
  "USER_DEFINED_FUNCTIONS.NOT_A_VALID_DEFAULT_PARAMETER_POSITION":
    "In <functionName>, the parameter <parameterName> has a DEFAULT, so that <nextParameterName> after it needs one, too.",
  "USER_DEFINED_FUNCTIONS.NOT_NULL_ON_FUNCTION_PARAMETERS": "A parameter of a function cannot be NOT NULL: <input>.",
  "USER_DEFINED_FUNCTIONS.RETURN_COLUMN_COUNT_MISMATCH":
    "The query of the function <name> gives <outputSize> columns, but RETURNS names <returnParamSize>.",
  "USER_DEFINED_FUNCTIONS.SQL_TABLE_UDF_BODY_MUST_BE_A_QUERY":
    "The function <name> returns a table: its body must be a query.",
  TABLE_VALUED_FUNCTION_FAILED_TO_ANALYZE_IN_PYTHON: "The analyze method of the Python table function failed: <msg>.",
  TABLE_VALUED_FUNCTION_TOO_MANY_TABLE_ARGUMENTS: "A table function can have one TABLE argument, not <num>.",
  NUM_TABLE_VALUE_ALIASES_MISMATCH: "<funcName> gives <outColsNum> columns, but <aliasesNum> names are given.",
  UDTF_ALIAS_NUMBER_MISMATCH: "The generator gives <aliasesSize> columns, but the names are <aliasesNames>.",
  APPROX_TOP_K_MAX_ITEMS_TRACKED_EXCEEDS_LIMIT: "maxItemsTracked must be at most <limit>, not <maxItemsTracked>.",
  APPROX_TOP_K_NON_POSITIVE_ARG: "<argName> of `approx_top_k` must be positive, not <argValue>.",
  APPROX_TOP_K_NULL_ARG: "<argName> of `approx_top_k` must not be null.",
  APPROX_TOP_K_SKETCH_TYPE_NOT_MATCH: "Sketches of items of the types <type1> and <type2> cannot be combined.",
  THETA_INVALID_INPUT_SKETCH_BUFFER_FAMILY:
    "<function> needs a sketch of the family <expectedFamily>, but the bytes are one of <actualFamily>.",
  TUPLE_INVALID_INPUT_SKETCH_BUFFER: "The bytes given to <function> are no tuple sketch.",
  TUPLE_INVALID_INPUT_SKETCH_BUFFER_FAMILY:
    "<function> needs a sketch of the family <expectedFamily>, but the bytes are one of <actualFamily>.",
};
