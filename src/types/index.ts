/** `sparkwright/types`: data types, rows and values, errors. */
export type { DataType, DayTimeField, FieldJson, Metadata, TypeJson, TypeKind, YearMonthField } from "./data-type.ts";
export {
  ArrayType,
  BinaryType,
  BooleanType,
  ByteType,
  CalendarIntervalType,
  CharType,
  DateType,
  DayTimeIntervalType,
  DecimalType,
  DoubleType,
  FloatType,
  GeographyType,
  GeometryType,
  IntegerType,
  LongType,
  MapType,
  NullType,
  ShortType,
  StringType,
  StructField,
  StructType,
  TimeType,
  TimestampNTZType,
  TimestampLTZNanosType,
  TimestampNTZNanosType,
  TimestampType,
  VarcharType,
  VariantType,
  YearMonthIntervalType,
  dataTypeFromJson,
} from "./data-type.ts";
export { sameType, typesEqual } from "./type-equality.ts";
export type { AsDictOptions } from "./row.ts";
export { Row, asDict, isRow, rowAt, rowSchema, rowToJson, rowValues } from "./row.ts";
export { CalendarInterval } from "./calendar-interval.ts";
export { Decimal } from "./decimal.ts";
export { Geography, Geometry } from "./spatial.ts";
export { Temporal } from "./temporal.ts";
export { VariantVal } from "./variant-val.ts";
export type { MessageParameters, QueryContext, SparkErrorOptions } from "./spark-error.ts";
export {
  AnalysisException,
  ArithmeticException,
  ArrayIndexOutOfBoundsException,
  DateTimeException,
  IllegalArgumentException,
  NumberFormatException,
  OperationCanceledError,
  ParseException,
  PySparkAssertionError,
  PySparkAttributeError,
  PySparkIndexError,
  PySparkKeyError,
  PySparkNotImplementedError,
  PySparkRuntimeError,
  PySparkTypeError,
  PySparkValueError,
  PythonException,
  QueryExecutionException,
  SparkError,
  SparkException,
  SparkNoSuchElementException,
  SparkRuntimeException,
  SparkUpgradeException,
  StreamingQueryException,
  TempTableAlreadyExistsException,
  UnknownException,
  UnsupportedOperationException,
} from "./spark-error.ts";
