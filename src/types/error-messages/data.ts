/** Texts of errors about files, formats and settings. */
export const DATA_MESSAGES: { readonly [condition: string]: string } = {
  PATH_NOT_FOUND: "There is no file or folder <path>.",
  PATH_ALREADY_EXISTS: "<outputPath> exists already. Use mode overwrite to replace it.",
  DATA_SOURCE_NOT_FOUND: "There is no data source <provider>.",
  UNABLE_TO_INFER_SCHEMA: "The schema of the <format> data cannot be inferred; give one.",
  UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE: "<format> files cannot hold the column <columnName> of type <columnType>.",
  UNSUPPORTED_OVERWRITE: "What is read in the same query cannot be overwritten.",
  "UNSUPPORTED_OVERWRITE.PATH": "The path <path> is read in the same query and cannot be overwritten.",
  "UNSUPPORTED_OVERWRITE.TABLE": "The table <table> is read in the same query and cannot be overwritten.",
  FAILED_READ_FILE: "The file <path> could not be read.",
  "FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER":
    "The end of the file <path> could not be read: it is not of the format it is read as, or damaged.",
  "FAILED_READ_FILE.FILE_NOT_EXIST":
    "The file <path> is gone: it was there when the DataFrame was made. Read the path again.",
  "FAILED_READ_FILE.NO_HINT": "The file <path> could not be read.",
  "FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH":
    "The column <column> of the file <path> is stored as <actualType> and cannot be read as <expectedType>.",
  NO_MERGE_ACTION_SPECIFIED: "merge() needs an action: whenMatched(), whenNotMatched() or whenNotMatchedBySource().",
  CHECKPOINT_RDD_BLOCK_ID_NOT_FOUND: "The rows of the checkpoint <rddBlockId> are gone: its session has ended.",
  TASK_WRITE_FAILED: "Writing to <path> failed.",
  INVALID_SAVE_MODE: "There is no save mode <mode>.",
  CANNOT_MODIFY_CONFIG: "<key> cannot be changed while a session runs.",
  SQL_CONF_NOT_FOUND: "There is no setting <sqlConf>.",
  INVALID_CONF_VALUE: "<confName> cannot be <confValue>.",
  "INVALID_CONF_VALUE.TYPE_MISMATCH": "<confName> must be of type <confType>, not <confValue>.",
  "INVALID_CONF_VALUE.TIME_ZONE": "There is no time zone <confValue> (<confName>).",
  "INVALID_CONF_VALUE.OUT_OF_RANGE_OF_OPTIONS": "<confName> must be one of <confOptions>, not <confValue>.",
  "INVALID_CONF_VALUE.REQUIREMENT": "<confName> cannot be <confValue>: <confRequirement>.",
  UNSUPPORTED_FEATURE: "The <engine> engine does not support <feature>.",
  "UNSUPPORTED_FEATURE.TABLE_OPERATION": "<tableName> does not support <operation>.",
  "UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN":
    "A query of files with JSON, CSV or XML cannot use the column for corrupt records alone. Cache or save the parsed result first.",
  CANNOT_MERGE_SCHEMAS: "The files have different schemas that cannot be merged: <left> in <first>, <right> in <file>.",
  CANNOT_MODIFY_STATIC_CONFIG: "<key> is set when the session is made and cannot be changed later.",
  "CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION":
    "There is no compression <codecName>; there are <availableCodecs>.",
  CONFLICTING_PARTITION_COLUMN_NAMES:
    "The folders name different partition columns: <distinctPartColLists>. The files are not all at one depth, or two tables are in one folder: <suspiciousPaths>",
  DUPLICATED_FIELD_NAME_IN_ARROW_STRUCT: "A struct with several fields of one name has no Arrow form: <fieldNames>.",
  UNSUPPORTED_DATA_TYPE_FOR_ARROW_CONVERSION: "The type <data_type> has no Arrow form.",
  EMPTY_SCHEMA_NOT_SUPPORTED_FOR_DATASOURCE: "<format> files need at least one column.",
  FEATURE_NOT_ENABLED: "<featureName>: set <configKey> to <configValue> to have them.",
  INVALID_CORRUPT_RECORD_TYPE:
    "The column <columnName> for corrupt records must be a nullable STRING, not <actualType>.",
  INVALID_EMPTY_LOCATION: "A path must not be empty, as '<location>' is.",
  OPTION_VALUE_EXCEEDS_ONE_CHARACTER: "The option <paramName> takes one character, not '<actualValue>'.",
  PARQUET_TYPE_ILLEGAL: "The Parquet type <parquetType> cannot be read.",
  UNRECOGNIZED_STATISTIC: "There is no statistic <stats> for summary().",
};
