/** Texts of errors about types that do not fit. */
export const TYPES_MESSAGES: { readonly [condition: string]: string } = {
  "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES": "<sqlExpr> has operands of different types: <left> and <right>.",
  "DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE": "<sqlExpr> needs operands of type <inputType>, not <actualDataType>.",
  "DATATYPE_MISMATCH.DATA_DIFF_TYPES":
    "The arguments of <functionName> must be of one type, not <dataType>: <sqlExpr>.",
  "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE":
    "The <paramIndex> argument of <sqlExpr> must be <requiredType>, but <inputSql> is <inputType>.",
  "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION": "<sqlExpr>: a <srcType> cannot be cast to <targetType>.",
  "DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION":
    "<sqlExpr>: a <srcType> cannot be cast to <targetType>, unless <config> is <configVal>.",
  "DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION":
    "<sqlExpr>: a <srcType> cannot be cast to <targetType>; use <functionNames>.",
  "DATATYPE_MISMATCH.NON_FOLDABLE_INPUT": "In <sqlExpr>, <inputName> must be a constant <inputType>, not <inputExpr>.",
  "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE": "<functionName> cannot order values of type <dataType>: <sqlExpr>.",
  "DATATYPE_MISMATCH.UNEXPECTED_NULL": "In <sqlExpr>, <exprName> must not be null.",
  "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE": "In <sqlExpr>, <exprName> must be in <valueRange>, not <currentValue>.",
  "DATATYPE_MISMATCH.INVALID_MAP_KEY_TYPE": "<sqlExpr>: map keys cannot be of type <keyType>.",
  "DATATYPE_MISMATCH.MAP_FUNCTION_DIFF_TYPES":
    "<functionName> needs a map and a value of its key type, not <leftType> and <rightType>: <sqlExpr>.",
  "DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES":
    "<functionName> needs an array and a value of its element type, not <leftType> and <rightType>: <sqlExpr>.",
  DATATYPE_MISMATCH: "The types in <sqlExpr> do not fit.",
  "DATATYPE_MISMATCH.BINARY_ARRAY_DIFF_TYPES":
    "<functionName> needs two arrays of one element type, not <leftType> and <rightType>: <sqlExpr>.",
  "DATATYPE_MISMATCH.CANNOT_DROP_ALL_FIELDS": "<sqlExpr> drops all fields of the struct; at least one must stay.",
  "DATATYPE_MISMATCH.CREATE_MAP_KEY_DIFF_TYPES":
    "The keys given to <functionName> must be of one type, not <dataType>: <sqlExpr>.",
  "DATATYPE_MISMATCH.CREATE_MAP_VALUE_DIFF_TYPES":
    "The values given to <functionName> must be of one type, not <dataType>: <sqlExpr>.",
  "DATATYPE_MISMATCH.CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING":
    "Field names must be constant strings, which <inputExprs> in <sqlExpr> are not.",
  "DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN": "A filter needs a condition of type BOOLEAN, but <filter> is of type <type>.",
  "DATATYPE_MISMATCH.HASH_MAP_TYPE":
    "<functionName> cannot hash values with maps in them: <sqlExpr>. Hash `array_sort(map_entries(...))` instead.",
  "DATATYPE_MISMATCH.HASH_VARIANT_TYPE": "<functionName> cannot hash values of type VARIANT: <sqlExpr>.",
  "DATATYPE_MISMATCH.INPUT_SIZE_NOT_ONE": "In <sqlExpr>, <exprName> must be a single character.",
  "DATATYPE_MISMATCH.INVALID_ARG_VALUE":
    "In <sqlExpr>, <inputName> must be a <requireType> and one of <validValues>, not <inputValue>.",
  "DATATYPE_MISMATCH.INVALID_JSON_MAP_KEY_TYPE":
    "JSON objects have strings as keys: the keys of maps in <schema> must be of type STRING: <sqlExpr>.",
  "DATATYPE_MISMATCH.INVALID_JSON_SCHEMA":
    "JSON is converted from or to structs, arrays, maps and variants, not <schema>: <sqlExpr>.",
  "DATATYPE_MISMATCH.INVALID_XML_SCHEMA": "XML is converted from or to structs and variants, not <schema>: <sqlExpr>.",
  "DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH":
    "IN compares values of different types, <leftType> and <rightType>: <mismatchedColumns> in <sqlExpr>.",
  "DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH":
    "IN has <leftLength> values on the left (<leftColumns>), but its subquery gives <rightLength> columns (<rightColumns>).",
  "DATATYPE_MISMATCH.MAP_CONCAT_DIFF_TYPES":
    "The arguments of <functionName> must be maps of one type, not <dataType>: <sqlExpr>.",
  "DATATYPE_MISMATCH.MAP_ZIP_WITH_DIFF_TYPES":
    "<functionName> needs two maps with keys of one type, not <leftType> and <rightType>: <sqlExpr>.",
  "DATATYPE_MISMATCH.NON_STRING_TYPE": "All arguments of <funcName> must be strings: <sqlExpr>.",
  "DATATYPE_MISMATCH.NON_STRUCT_TYPE": "In <sqlExpr>, <inputName> must be a struct, not <inputType>.",
  "DATATYPE_MISMATCH.NULL_TYPE":
    "An argument of <functionName> is NULL without a type: <sqlExpr>. Cast it to the type that is meant.",
  "DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION":
    "In <sqlExpr>, <leftExprName> (<leftExprValue>) must be <constraint> <rightExprName> (<rightExprValue>).",
  "DATATYPE_MISMATCH.RANGE_FRAME_INVALID_TYPE":
    "A value of type <orderSpecType>, by which the window is ordered, cannot be moved by an offset of type <valueBoundaryType>: <sqlExpr>.",
  "DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER":
    "A RANGE frame with offsets needs exactly one ORDER BY expression: <sqlExpr>. Use ROWS to count rows.",
  "DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER": "A RANGE frame needs an ORDER BY in its window: <sqlExpr>.",
  "DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES":
    "<functionName> counts from <otherStartType> by <otherStartType>, or from <startType> by <stepType>, the start and the end being of one type: <sqlExpr>.",
  "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_DIFF_TYPES":
    "The bounds <lower> of type <lowerType> and <upper> of type <upperType> of the window frame must be of one type: <sqlExpr>.",
  "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_INVALID_BOUND":
    "A window frame cannot begin with <lower> and end with <upper>: <sqlExpr>.",
  "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE":
    "The <location> bound of a window frame must be of type <expectedType>, not <exprType>: <sqlExpr>.",
  "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WITHOUT_FOLDABLE":
    "The <location> bound of a window frame must be a constant, which <expression> is not.",
  "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON": "The window frame begins after its end: <sqlExpr>.",
  "DATATYPE_MISMATCH.STACK_COLUMN_DIFF_TYPES":
    "Column <columnIndex> of <sqlExpr> has values of different types: argument <leftParamIndex> is <leftType>, argument <rightParamIndex> is <rightType>.",
  "DATATYPE_MISMATCH.TYPE_CHECK_FAILURE_WITH_HINT": "<sqlExpr>: <msg><hint>.",
  "DATATYPE_MISMATCH.UNEXPECTED_CLASS_TYPE": "<sqlExpr> needs the Java class <className>, which there is not.",
  "DATATYPE_MISMATCH.UNEXPECTED_STATIC_METHOD":
    "<sqlExpr> needs a static method <methodName> of <className> for these arguments, which there is not.",
  "DATATYPE_MISMATCH.UNEXPECTED_RETURN_TYPE": "<functionName> must return <expectedType>, not <actualType>: <sqlExpr>.",
  "DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE": "<functionName> does not take values of type <dataType>: <sqlExpr>.",
  CANNOT_UP_CAST_DATATYPE: "<expression> would lose something when cast from <sourceType> to <targetType>. <details>",
  COLLATION_MISMATCH: "The strings have different collations.",
  "COLLATION_MISMATCH.EXPLICIT": "The strings have different explicit collations: <explicitTypes>.",
  COLLATION_INVALID_NAME: "There is no collation <collationName>. Is it one of <proposals>?",
  INDETERMINATE_COLLATION_IN_EXPRESSION: "The collation of <expr> is not determined; add COLLATE.",
  EXPRESSION_TYPE_IS_NOT_ORDERABLE: "<expr> is of type <exprType>, which has no order.",
  GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE:
    "Rows cannot be grouped by <sqlExpr>: its type <dataType> cannot be compared.",
  INCOMPARABLE_PIVOT_COLUMN: "A pivot by <columnName> is not possible: its values cannot be compared.",
  JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE:
    "The join condition <joinCondition> must be of type BOOLEAN, not <conditionType>.",
  UNEXPECTED_INPUT_TYPE:
    "The <paramIndex> argument of <functionName> must be <requiredType>, but <inputSql> is <inputType>.",
  CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE: "Columns of the types <left> and <right> cannot be merged into one.",
  INVALID_COLUMN_OR_FIELD_DATA_TYPE: "The column or field <name> is of type <type>, but <expectedType> is wanted.",
  NULLABLE_COLUMN_OR_FIELD: "The column or field <name> can be null, but the schema that is wanted has it NOT NULL.",
  INDETERMINATE_COLLATION_IN_SCHEMA: "The collations of <columnPaths> are not determined; add COLLATE.",
  INDETERMINATE_COLLATION: "The strings have no common collation. Add COLLATE to one of them.",
};
