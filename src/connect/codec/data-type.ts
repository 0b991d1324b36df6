/** Spark's types as messages of the protocol, both ways. */
import { create } from "@bufbuild/protobuf";
import { parseDataType, parseTableSchema } from "../../sql/index.ts";
import {
  ArrayType,
  BINARY,
  BOOLEAN,
  BYTE,
  CharType,
  DATE,
  type DataType,
  type DayTimeField,
  DayTimeIntervalType,
  DecimalType,
  DOUBLE,
  FLOAT,
  GeographyType,
  GeometryType,
  INT,
  INTERVAL,
  LONG,
  MapType,
  type Metadata,
  NO_METADATA,
  NULL,
  SHORT,
  STRING,
  StringType,
  StructField,
  StructType,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  TimestampLTZNanosType,
  TimestampNTZNanosType,
  TimeType,
  VarcharType,
  VARIANT,
  type YearMonthField,
  YearMonthIntervalType,
} from "../../types/data-type.ts";
import { ParseException, unsupported } from "../../types/spark-error.ts";
import {
  type DataType as DataTypeMessage,
  DataTypeSchema,
  type DataType_Struct as StructMessage,
} from "../generated/spark/connect/types_pb.ts";
import { invalidPlan } from "./invalid-plan.ts";

/** The SRID of a type whose values each have their own. */
const MIXED_SRID = -1;

type Kind = DataTypeMessage["kind"];

/** The message of a type. */
export function encodeDataType(type: DataType): DataTypeMessage {
  return create(DataTypeSchema, { kind: kindOf(type) as never });
}

/** The plain content of the message's `kind`, from which `create` makes messages. */
function kindOf(type: DataType): { readonly case: NonNullable<Kind["case"]>; readonly value: object } {
  switch (type.kind) {
    case "void":
      return { case: "null", value: {} };
    case "string":
      // A collation that nobody asked for is not said: servers would take it for one that was.
      return { case: "string", value: type.simpleString() === "string" ? {} : { collation: type.collation } };
    case "char":
      return { case: "char", value: { length: type.length } };
    case "varchar":
      return { case: "varChar", value: { length: type.length } };
    case "decimal":
      return { case: "decimal", value: { precision: type.precision, scale: type.scale } };
    case "geometry":
    case "geography":
      return { case: type.kind, value: { srid: type.srid } };
    case "timestamp_ntz":
      return { case: "timestampNtz", value: {} };
    case "timestamp_ltz_nanos":
      return { case: "timestampLtzNanos", value: { precision: type.precision } };
    case "timestamp_ntz_nanos":
      return { case: "timestampNtzNanos", value: { precision: type.precision } };
    case "time":
      return { case: "time", value: { precision: type.precision } };
    case "interval":
      return { case: "calendarInterval", value: {} };
    case "interval_ym":
      return { case: "yearMonthInterval", value: { startField: type.startField, endField: type.endField } };
    case "interval_dt":
      return { case: "dayTimeInterval", value: { startField: type.startField, endField: type.endField } };
    case "array":
      return {
        case: "array",
        value: { elementType: encodeDataType(type.elementType), containsNull: type.containsNull },
      };
    case "map":
      return {
        case: "map",
        value: {
          keyType: encodeDataType(type.keyType),
          valueType: encodeDataType(type.valueType),
          valueContainsNull: type.valueContainsNull,
        },
      };
    case "struct":
      return {
        case: "struct",
        value: {
          fields: type.fields.map((field) => ({
            name: field.name,
            dataType: encodeDataType(field.dataType),
            nullable: field.nullable,
            ...(Object.keys(field.metadata).length === 0 ? {} : { metadata: JSON.stringify(field.metadata) }),
          })),
        },
      };
    default:
      return { case: type.kind, value: {} };
  }
}

/** The type that a message means. One without a kind raises `CONNECT_INVALID_PLAN.FIELD_MISSING`. */
export function decodeDataType(message: DataTypeMessage | undefined): DataType {
  const kind = message?.kind;
  switch (kind?.case) {
    case undefined:
      throw invalidPlan("the data type has no kind");
    case "null":
      return NULL;
    case "binary":
      return BINARY;
    case "boolean":
      return BOOLEAN;
    case "byte":
      return BYTE;
    case "short":
      return SHORT;
    case "integer":
      return INT;
    case "long":
      return LONG;
    case "float":
      return FLOAT;
    case "double":
      return DOUBLE;
    case "decimal":
      return new DecimalType(kind.value.precision ?? 10, kind.value.scale ?? 0);
    case "string": {
      const { collation } = kind.value;
      return collation === "" || collation === "UTF8_BINARY" ? STRING : new StringType(collation);
    }
    case "char":
      return new CharType(kind.value.length);
    case "varChar":
      return new VarcharType(kind.value.length);
    case "date":
      return DATE;
    case "timestamp":
      return TIMESTAMP;
    case "timestampNtz":
      return TIMESTAMP_NTZ;
    case "timestampLtzNanos":
      return new TimestampLTZNanosType(kind.value.precision ?? 9);
    case "timestampNtzNanos":
      return new TimestampNTZNanosType(kind.value.precision ?? 9);
    case "time":
      return new TimeType(kind.value.precision ?? 6);
    case "calendarInterval":
      return INTERVAL;
    case "yearMonthInterval": {
      const { startField = 0, endField = 1 } = kind.value;
      return new YearMonthIntervalType(startField as YearMonthField, endField as YearMonthField);
    }
    case "dayTimeInterval": {
      const { startField = 0, endField = 3 } = kind.value;
      return new DayTimeIntervalType(startField as DayTimeField, endField as DayTimeField);
    }
    case "array":
      return new ArrayType(decodeDataType(kind.value.elementType), kind.value.containsNull);
    case "map": {
      const { keyType, valueType, valueContainsNull } = kind.value;
      return new MapType(decodeDataType(keyType), decodeDataType(valueType), valueContainsNull);
    }
    case "struct":
      return decodeStruct(kind.value);
    case "variant":
      return VARIANT;
    case "unparsed":
      return parsedType(kind.value.dataTypeString);
    case "udt":
      throw unsupported("user-defined types");
    case "geometry":
      return new GeometryType(kind.value.srid === MIXED_SRID ? "ANY" : kind.value.srid);
    case "geography":
      return new GeographyType(kind.value.srid === MIXED_SRID ? "ANY" : kind.value.srid);
  }
}

/** The same, for a message that must mean a struct; one type alone becomes a struct with the column `value`. */
export function decodeSchema(message: DataTypeMessage | undefined): StructType {
  const type = decodeDataType(message);
  return type.kind === "struct" ? type : new StructType([new StructField("value", type)]);
}

function decodeStruct({ fields }: StructMessage): StructType {
  return new StructType(
    fields.map(({ name, dataType, nullable, metadata }) => {
      const given = metadata === undefined ? NO_METADATA : parsedMetadata(metadata);
      return new StructField(name, decodeDataType(dataType), nullable, given);
    }),
  );
}

function parsedMetadata(text: string): Metadata {
  const metadata: unknown = JSON.parse(text === "" ? "{}" : text);
  if (typeof metadata !== "object" || metadata === null) throw invalidPlan("the metadata of a field are no object");
  return metadata as Metadata;
}

/** A type given as text: one type, or the columns of a table. */
export function parsedType(text: string): DataType {
  try {
    return parseDataType(text);
  } catch (error) {
    if (!(error instanceof ParseException)) throw error;
    try {
      return parseTableSchema(text);
    } catch {
      throw error;
    }
  }
}
