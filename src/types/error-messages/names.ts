/** Texts of errors about names: columns, fields, tables, views, functions, variables. */
export const NAMES_MESSAGES: { readonly [condition: string]: string } = {
  UNRESOLVED_COLUMN: "There is no column or parameter <objectName>.",
  "UNRESOLVED_COLUMN.WITH_SUGGESTION": "There is no column or parameter <objectName>. Is it one of <proposal>?",
  UNRESOLVED_FIELD: "The struct <columnPath> has no field <fieldName>.",
  "UNRESOLVED_FIELD.WITH_SUGGESTION": "The struct <columnPath> has no field <fieldName>. Is it one of <proposal>?",
  UNRESOLVED_MAP_KEY: "<objectName> is no column that could be a map key; quote it to use it as text.",
  "UNRESOLVED_MAP_KEY.WITH_SUGGESTION":
    "<objectName> is no column that could be a map key; quote it to use it as text, or use one of <proposal>.",
  UNRESOLVED_USING_COLUMN_FOR_JOIN: "The <side> side of the join has no USING column <colName>. It has: <suggestion>.",
  UNRESOLVED_ROUTINE: "There is no function <routineName> on the search path <searchPath>.",
  UNRESOLVED_VARIABLE: "There is no variable <variableName> on the search path <searchPath>.",
  UNRESOLVABLE_TABLE_VALUED_FUNCTION: "There is no table-valued function <name>.",
  UNRESOLVED_ALL_IN_GROUP_BY: "GROUP BY ALL cannot tell the grouping columns from the select list; name them.",
  AMBIGUOUS_REFERENCE:
    "<name> could be any of <referenceNames>. Name the table or its alias, too, or take the column from its DataFrame: df.col(...).",
  AMBIGUOUS_COLUMN_REFERENCE: "<name> is in both sides of a self-join; give the sides aliases to tell them apart.",
  AMBIGUOUS_COLUMN_OR_FIELD: "<name> matches <n> columns or fields.",
  AMBIGUOUS_LATERAL_COLUMN_ALIAS: "<name> matches <n> aliases of the select list.",
  AMBIGUOUS_REFERENCE_TO_FIELDS: "<field> matches <count> fields of the struct.",
  CANNOT_RESOLVE_DATAFRAME_COLUMN: "The column <name> belongs to a DataFrame that this plan does not contain.",
  CANNOT_RESOLVE_STAR_EXPAND: "<targetString>.* has nothing to expand to; the columns are <columns>.",
  COLUMN_ALREADY_EXISTS: "The column <columnName> is there already.",
  COLUMN_NOT_FOUND: "There is no column <colName> (<caseSensitiveConfig> says whether case matters).",
  FIELD_NOT_FOUND: "There is no field <fieldName> among <fields>.",
  MISSING_ATTRIBUTES: "The operator <operator> needs columns its input does not have: <missingAttributes>.",
  "MISSING_ATTRIBUTES.RESOLVED_ATTRIBUTE_MISSING_FROM_INPUT":
    "The operator <operator> needs <missingAttributes>, but its input has only <input>.",
  "MISSING_ATTRIBUTES.RESOLVED_ATTRIBUTE_APPEAR_IN_OPERATION":
    "The operator <operator> needs <missingAttributes> of a DataFrame that is not among its inputs, which have a column of the same name: <input>. Join that DataFrame, or name the column by a text.",
  TABLE_OR_VIEW_NOT_FOUND:
    "There is no table or view <relationName>. A table made by a command that moves data is there once the command has been awaited.",
  TABLE_OR_VIEW_ALREADY_EXISTS: "A table or view <relationName> exists already.",
  TEMP_TABLE_OR_VIEW_ALREADY_EXISTS: "A temporary view <relationName> exists already.",
  VIEW_NOT_FOUND: "There is no view <relationName>.",
  VIEW_ALREADY_EXISTS: "A view <relationName> exists already.",
  SCHEMA_NOT_FOUND: "There is no schema <schemaName>.",
  SCHEMA_ALREADY_EXISTS: "A schema <schemaName> exists already.",
  SCHEMA_NOT_EMPTY: "The schema <schemaName> still has objects in it; drop them first or use CASCADE.",
  CATALOG_NOT_FOUND: "There is no catalog <catalogName>; set <config> to define it.",
  ROUTINE_NOT_FOUND: "There is no function <routineName>.",
  ROUTINE_ALREADY_EXISTS: "A <existingRoutineType> <routineName> exists already.",
  VARIABLE_NOT_FOUND: "There is no variable <variableName>.",
  VARIABLE_ALREADY_EXISTS: "A variable <variableName> exists already.",
  EXPECT_TABLE_NOT_VIEW: "<viewName> is a view; <operation> needs a table.",
  "EXPECT_TABLE_NOT_VIEW.USE_ALTER_VIEW": "<viewName> is a view; <operation> needs a table. Use ALTER VIEW instead.",
  EXPECT_VIEW_NOT_TABLE: "<tableName> is a table; <operation> needs a view.",
  "EXPECT_VIEW_NOT_TABLE.USE_ALTER_TABLE": "<tableName> is a table; <operation> needs a view. Use ALTER TABLE instead.",
  REQUIRES_SINGLE_PART_NAMESPACE: "<sessionCatalog> takes names of one part for schemas, not <identifier>.",
  IDENTIFIER_TOO_MANY_NAME_PARTS: "<identifier> has more than <limit> parts.",
  INVALID_IDENTIFIER: "<ident> must be quoted with backticks to be a name.",
  RECURSIVE_VIEW: "The view <viewIdent> refers to itself: <newPath>.",
  INCOMPATIBLE_VIEW_SCHEMA_CHANGE:
    "The view <viewName> expects <expectedNum> column <colName>, but its query now gives <actualCols>. To make it anew: <suggestion>",
  UNRESOLVED_COLUMN_AMONG_FIELD_NAMES: "There is no column <colName> among <fieldNames>.",
  INVALID_ATTRIBUTE_NAME_SYNTAX:
    "<name> is no column name: a name with special characters goes in backticks, a backtick in it is doubled, and dots separate parts.",
  INVALID_SCHEMA_OR_RELATION_NAME:
    "<name> cannot name a table, view or schema: only letters, digits and _ are allowed.",
  EXPECT_PERMANENT_VIEW_NOT_TEMP: "<viewName> is a temporary view; <operation> needs a permanent one.",
  EXPECT_PERSISTENT_FUNCTION_NOT_TEMP:
    "<functionName> is a temporary function; <operation> needs a permanent one.<alternative>",
  TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS: "A temporary view has a name of one part, without schema; <actualName> has more.",
  INVALID_TEMP_OBJ_QUALIFIER:
    "The temporary <objectType> <objectName> cannot be in <qualifier>: leave the qualifier out, or write `system`.`session`.",
  INVALID_TEMP_OBJ_REFERENCE:
    "The permanent <obj> <objName> cannot use the temporary <tempObj> <tempObjName>, which ends with the session.",
  NESTED_DATABASE_UNSUPPORTED_BY_V1_SESSION_CATALOG:
    "The session catalog has no schemas inside of schemas: <namespace>.",
  DUPLICATED_CTE_NAMES: "WITH gives the same name to several queries: <duplicateNames>.",
  EXCEPT_OVERLAPPING_COLUMNS: "EXCEPT names a column twice, or one inside of another: <columns>.",
  EXCEPT_NESTED_COLUMN_INVALID_TYPE: "EXCEPT can leave out fields of structs, but <columnName> is of type <dataType>.",
  MULTI_ALIAS_WITHOUT_GENERATOR: "Only a generator can have several names; <expr> was given <names>.",
  INVALID_USAGE_OF_STAR_WITH_TABLE_IDENTIFIER_IN_COUNT:
    "count(<tableName>.*) is not possible. Use count(*), or name the columns whose nulls must not count.",
  COLUMN_IS_NOT_VARIANT_TYPE: "A path after a colon, as in v:a.b, needs a column of type VARIANT.",
  SHOW_COLUMNS_WITH_CONFLICT_NAMESPACE: "SHOW COLUMNS names two schemas: <namespaceA> and <namespaceB>.",
  FORBIDDEN_OPERATION: "<statement> is not possible for the <objectType> <objectName>.",
};
