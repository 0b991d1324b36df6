/** Texts of errors about values, when the query runs. */
export const VALUES_MESSAGES: { readonly [condition: string]: string } = {
  ST_INVALID_ENDIANNESS_VALUE: "<endianness> is neither NDR (little-endian) nor XDR (big-endian).",
  ST_INVALID_SRID_VALUE: "<srid> is no supported SRID (identifier of a spatial reference system).",
  WKB_PARSE_ERROR: "The well-known binary cannot be read: <parseError>, at byte <pos>.",
  DIVIDE_BY_ZERO: "Division by zero. Use `try_divide` to get NULL instead, or set <config> to false.",
  REMAINDER_BY_ZERO: "Remainder by zero. Use `try_mod` to get NULL instead, or set <config> to false.",
  ARITHMETIC_OVERFLOW:
    "A result is out of the range of its type: <message>.<alternative> To wrap around instead, set <config> to false.",
  BINARY_ARITHMETIC_OVERFLOW: "<value1> <symbol> <value2> is out of range. Use <functionName> to get NULL instead.",
  CAST_INVALID_INPUT:
    "<expression> of type <sourceType> is no <targetType>. Use `try_cast` to get NULL instead, or set <ansiConfig> to false.",
  CAST_OVERFLOW:
    "<value> of type <sourceType> is out of range of <targetType>. Use `try_cast` to get NULL instead, or set <ansiConfig> to false.",
  CAST_OVERFLOW_IN_TABLE_INSERT:
    "The value of type <sourceType> is out of range of column <columnName>, a <targetType>.",
  "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION":
    "<value> does not fit decimal(<precision>,<scale>). Set <config> to false to get NULL instead.",
  "NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION":
    "<originalValue>, rounded to <roundedValue>, does not fit decimal(<precision>,<scale>).",
  DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION: "A decimal has at most <maxPrecision> digits, not <precision>.",
  INVALID_ARRAY_INDEX:
    "The index <indexValue> is outside of the array of <arraySize> elements. Use `get` to get NULL instead.",
  INVALID_ARRAY_INDEX_IN_ELEMENT_AT:
    "The index <indexValue> is outside of the array of <arraySize> elements. Use `try_element_at` to get NULL instead.",
  INVALID_INDEX_OF_ZERO: "Index 0: the elements count from 1, or from -1 backwards.",
  NULL_MAP_KEY: "A map key must not be null.",
  DUPLICATED_MAP_KEY: "The key <key> is in the map twice. Set <mapKeyDedupPolicy> to LAST_WIN to keep the last one.",
  MALFORMED_RECORD_IN_PARSING: "The record <badRecord> is malformed (mode <failFastMode>).",
  "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION":
    "The record <badRecord> is malformed (mode <failFastMode>). Use mode PERMISSIVE to get nulls instead.",
  MALFORMED_VARIANT: "The bytes are no variant.",
  VARIANT_DUPLICATE_KEY: "The object has the key <key> twice.",
  VARIANT_SIZE_LIMIT: "<functionName> cannot make a variant of more than <sizeLimit>.",
  INVALID_VARIANT_CAST: "The variant <value> cannot be cast to <dataType>.",
  INVALID_VARIANT_GET_PATH: "<path> is no path for <functionName>.",
  INVALID_UTF8_STRING: "The bytes <str> are not UTF-8.",
  MALFORMED_CHARACTER_CODING: "The text given to <function> does not fit the charset <charset>.",
  USER_RAISED_EXCEPTION: "<errorMessage>",
  FAILED_EXECUTE_UDF: "The function <functionName> (<signature> => <result>) failed: <reason>",
  FAILED_FUNCTION_CALL: "<funcName> could not be called.",
  EXCEED_LIMIT_LENGTH: "The text is longer than <limit> characters.",
  NOT_NULL_ASSERT_VIOLATION: "A null came where none is allowed: <walkedTypePath>",
  COLLECTION_SIZE_LIMIT_EXCEEDED: "<numberOfElements> elements are more than <maxRoundedArrayLength>.",
  INTERNAL_ERROR: "<message>",
  CANNOT_DECODE_URL:
    "<url> is no URL-encoded text: a % must be followed by two hexadecimal digits. Use `try_url_decode` to get NULL instead.",
  INVALID_URL: "<url> is no URL. Use `try_parse_url` to get NULL instead.",
  INVALID_VARIANT_PATH:
    "<path> is no path for <functionName>: a path begins with $, followed by .key, ['key'] or [index].",
  VARIANT_PATH_TYPE_MISMATCH:
    "<functionName>: at <failedAt> of the path <path>, the variant is neither the object nor the array that the path needs.",
  UNKNOWN_PRIMITIVE_TYPE_IN_VARIANT: "The variant contains a value of a type that is not known, with id <id>.",
  STRUCT_ARRAY_LENGTH_MISMATCH: "A row has <actual> values, the schema <expected> fields.",
  ST_INVALID_CRS_VALUE: "<crs> is no supported CRS (coordinate reference system).",
  MALFORMED_CSV_RECORD: "A CSV record does not have as many values as the schema has columns: <badRecord>.",
};
