/** Texts of errors about tables, views, their columns and partitions, and what is written into them. */
export const TABLES_MESSAGES: { readonly [condition: string]: string } = {
  RENAME_TABLE_SOURCE_DESTINATION_DATABASE_MISMATCH: "A table is renamed inside its schema: <db> is not <newDb>.",
  RENAME_TEMP_VIEW_WITH_DATABASE: "A temporary view has no schema: <oldName> cannot become <newName>.",
  "INCOMPATIBLE_DATA_FOR_TABLE.STRUCT_MISSING_FIELDS":
    "The data of <tableName> lacks fields of the struct <colName>: <missingFields>.",
  "UNSUPPORTED_FEATURE.SCHEMA_LEVEL_COLLATIONS": "A schema has no default collation.",
  RESERVED_DATABASE_NAME: "The schema name <database> is taken by the system.",
  "INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_STRUCT_FIELDS":
    "The data of <tableName> has fields that the struct <colName> has not: <extraFields>.",
  WRONG_COMMAND_FOR_OBJECT_TYPE:
    "<operation> is for <requiredType>, and <objectName> is <foundType>: use <alternative>.",
  CREATE_EXTERNAL_TABLE_WITHOUT_LOCATION: "CREATE EXTERNAL TABLE needs a LOCATION.",
  ALL_PARTITION_COLUMNS_NOT_ALLOWED: "A table needs a column that is no partition column.",
  INVALID_PARTITION_COLUMN_DATA_TYPE: "A partition column cannot be of type <type>.",
  PARTITIONS_NOT_FOUND: "The table <tableName> has no partition or partition column <partitionList>.",
  DEFAULT_UNSUPPORTED: "<statementType>: tables of the format <dataSource> have no DEFAULT values.",
  DEFAULT_PLACEMENT_INVALID: "DEFAULT stands for the value of a column only by itself, not inside of an expression.",
  "INVALID_DEFAULT_VALUE.DATA_TYPE":
    "<statement>: <colName> is of type <expectedType>, its DEFAULT <defaultValue> of type <actualType>.",
  "INVALID_DEFAULT_VALUE.SUBQUERY_EXPRESSION": "<statement>: the DEFAULT <defaultValue> of <colName> has a subquery.",
  "INVALID_DEFAULT_VALUE.NOT_CONSTANT": "<statement>: the DEFAULT <defaultValue> of <colName> is no constant.",
  "INVALID_DEFAULT_VALUE.NON_DETERMINISTIC":
    "<statement>: the DEFAULT <defaultValue> of <colName> has another value each time.",
  "INVALID_DEFAULT_VALUE.UNRESOLVED_EXPRESSION":
    "<statement>: the DEFAULT <defaultValue> of <colName> cannot be computed from its operands.",
  "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_FIND_DATA": "The data for <tableName> has no column <colName>.",
  "INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_COLUMNS": "The table <tableName> has no column <extraColumns>, as the data has.",
  "INCOMPATIBLE_DATA_FOR_TABLE.AMBIGUOUS_COLUMN_NAME": "The data for <tableName> has several columns <colName>.",
  "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST":
    "The data for the column <colName> of <tableName> is of type <srcType>, which cannot be stored as <targetType> without loss. Cast it explicitly.",
  INSERT_PARTITION_COLUMN_ARITY_MISMATCH:
    "<tableName> has the columns <tableColumns> beside the constants of PARTITION, the data has <dataColumns>.",
  INSERT_COLUMN_ARITY_MISMATCH: "<tableName> has the columns <tableColumns>, the data has <dataColumns>.",
  "INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS":
    "<tableName> has the columns <tableColumns>, but the data has fewer: <dataColumns>.",
  "INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS":
    "<tableName> has the columns <tableColumns>, but the data has more: <dataColumns>.",
  NOT_A_PARTITIONED_TABLE: "<operation> needs a partitioned table, which <tableIdentWithDB> is not.",
  VIEW_WRITE_NOT_ALLOWED: "<name> is a view, and views cannot be written into.",
  UNSUPPORTED_PARTITION_TRANSFORM: "Tables of files cannot be partitioned by <transform>, only by columns.",
  SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED: "A table is clustered or partitioned, not both.",
  CANNOT_TRUNCATE_EXTERNAL_TABLE: "<tableName> is an external table and cannot be truncated.",
  COLUMN_NOT_DEFINED_IN_TABLE:
    "The <colType> column <colName> is no column of the table <tableName>, which has <tableCols>.",
  CREATE_PERMANENT_VIEW_WITHOUT_ALIAS:
    "A column of the permanent view <name> has no name of its own: <attr>. Give it an alias.",
  "CREATE_VIEW_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS":
    "The view <viewName> names the columns <viewColumns>, but its query gives fewer: <dataColumns>.",
  "CREATE_VIEW_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS":
    "The view <viewName> names the columns <viewColumns>, but its query gives more: <dataColumns>.",
  CREATE_VIEW_WITH_IF_NOT_EXISTS_AND_REPLACE: "CREATE VIEW <viewName> takes OR REPLACE or IF NOT EXISTS, not both.",
  DESCRIBE_JSON_NOT_EXTENDED: "DESCRIBE ... AS JSON needs EXTENDED: DESCRIBE EXTENDED <tableName> AS JSON.",
  GENERATED_COLUMN_WITH_DEFAULT_VALUE: "The column <colName> is generated and cannot have a DEFAULT, too.",
  IDENTITY_COLUMNS_DUPLICATED_SEQUENCE_GENERATOR_OPTION: "The identity column has <sequenceGeneratorOption> twice.",
  IDENTITY_COLUMNS_ILLEGAL_STEP: "An identity column cannot have INCREMENT BY 0.",
  INVALID_BUCKET_COUNT: "A table has between 1 and <bucketingMaxBuckets> buckets, not <numBuckets>.",
  INVALID_CONSTRAINT_CHARACTERISTICS:
    "These characteristics of the constraint are given twice or contradict each other: <characteristics>.",
  UNSUPPORTED_CONSTRAINT_CHARACTERISTIC: "A <constraintType> constraint cannot be <characteristic>.",
  MULTIPLE_PRIMARY_KEYS: "A table can have one primary key only.",
  "INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY": "The table <name> is not partitioned.",
  LOCATION_ALREADY_EXISTS:
    "The location <location> of the table <identifier> exists already and is not empty. Choose another name or delete it.",
  MERGE_WITHOUT_WHEN: "MERGE needs at least one WHEN clause.",
  "MISSING_CATALOG_ABILITY.PROCEDURES": "The catalog <plugin> has no procedures.",
  NOT_SUPPORTED_CHANGE_COLUMN:
    "ALTER TABLE cannot change the column <originName> of <table> from <originType> to <newName> of type <newType>.",
  NOT_SUPPORTED_COMMAND_WITHOUT_HIVE_SUPPORT:
    "<cmd> needs Hive, which is not there. Name another format after USING, for example parquet.",
  PARTITIONS_ALREADY_EXIST:
    "The table <tableName> has this partition already: <partitionList>. Use IF NOT EXISTS to leave it as it is.",
  "UNSUPPORTED_FEATURE.ALTER_TABLE_SERDE_FOR_DATASOURCE_TABLE":
    "<tableName> is no Hive table and has no SERDE or SERDEPROPERTIES.",
  "UNSUPPORTED_FEATURE.ANALYZE_UNSUPPORTED_COLUMN_TYPE":
    "There are no statistics of columns of type <columnType>, as <columnName> of <tableName> is.",
  "UNSUPPORTED_FEATURE.ANALYZE_VIEW":
    "ANALYZE TABLE is for tables and cached temporary views, not for permanent views.",
  "UNSUPPORTED_FEATURE.DESC_TABLE_COLUMN_JSON": "DESCRIBE of a column has no AS JSON.",
  "UNSUPPORTED_FEATURE.DESC_TABLE_COLUMN_PARTITION": "DESCRIBE takes a column or a partition, not both.",
  "UNSUPPORTED_FEATURE.DROP_DATABASE": "The schema <database> cannot be dropped.",
  "UNSUPPORTED_FEATURE.SET_TABLE_PROPERTY": "The property <property> is reserved: <msg>.",
  "UNSUPPORTED_FEATURE.SHOW_TABLE_EXTENDED_JSON_WITH_PARTITION": "SHOW TABLE EXTENDED ... AS JSON takes no PARTITION.",
  "UNSUPPORTED_FEATURE.TEMPORARY_VIEW_WITH_SCHEMA_BINDING_MODE": "A temporary view takes no WITH SCHEMA.",
  "UNSUPPORTED_SHOW_CREATE_TABLE.ON_DATA_SOURCE_TABLE_WITH_AS_SERDE":
    "<tableName> is no Hive table: use SHOW CREATE TABLE without AS SERDE.",
  NON_LAST_MATCHED_CLAUSE_OMIT_CONDITION: "Of several WHEN MATCHED clauses, only the last can be without a condition.",
  NON_LAST_NOT_MATCHED_BY_SOURCE_CLAUSE_OMIT_CONDITION:
    "Of several WHEN NOT MATCHED BY SOURCE clauses, only the last can be without a condition.",
  NON_LAST_NOT_MATCHED_BY_TARGET_CLAUSE_OMIT_CONDITION:
    "Of several WHEN NOT MATCHED [BY TARGET] clauses, only the last can be without a condition.",
  SPECIFY_CLUSTER_BY_WITH_BUCKETING_IS_NOT_ALLOWED: "A table has CLUSTER BY or buckets (CLUSTERED BY), not both.",
};
