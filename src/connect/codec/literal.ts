/** Literals as messages of the protocol, both ways. Values are in Spark's internal form (see `plan/expression.ts`). */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { Literal, LiteralValue } from "../../plan/expression.ts";
import {
  ArrayType,
  BINARY,
  BOOLEAN,
  BYTE,
  DATE,
  type DataType,
  DecimalType,
  DOUBLE,
  FLOAT,
  INT,
  INTERVAL,
  INTERVAL_DT,
  INTERVAL_YM,
  LONG,
  MapType,
  NULL,
  SHORT,
  STRING,
  StructField,
  StructType,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  TimestampLTZNanosType,
  TimestampNTZNanosType,
  TimeType,
} from "../../types/data-type.ts";
import { Decimal, decimalOf } from "../../types/decimal.ts";
import { unsupported } from "../../types/spark-error.ts";
import {
  type Expression_Literal as LiteralMessage,
  Expression_LiteralSchema as LiteralSchema,
} from "../generated/spark/connect/expressions_pb.ts";
import type { DataType as DataTypeMessage } from "../generated/spark/connect/types_pb.ts";
import { decodeDataType, encodeDataType } from "./data-type.ts";
import { invalidPlan } from "./invalid-plan.ts";

type LiteralInit = MessageInitShape<typeof LiteralSchema>;

/** The message of a value of a type. */
export function encodeLiteral(value: LiteralValue, type: DataType): LiteralMessage {
  const nested = type.kind === "array" || type.kind === "map" || type.kind === "struct";
  const dataType = nested || isInterval(type) ? { dataType: encodeDataType(type) } : {};
  return create(LiteralSchema, { literalType: contentOf(value, type), ...dataType } as LiteralInit);
}

function isInterval(type: DataType): boolean {
  return type.kind === "interval_dt" || type.kind === "interval_ym";
}

function contentOf(value: LiteralValue, type: DataType): LiteralInit["literalType"] {
  if (value === null) return { case: "null", value: encodeDataType(type) };
  switch (type.kind) {
    case "boolean":
      return { case: "boolean", value: value as boolean };
    case "byte":
    case "short":
    case "integer":
    case "date":
    case "float":
    case "double":
      return { case: type.kind, value: value as number };
    case "long":
    case "timestamp":
      return { case: type.kind, value: BigInt(value as bigint) };
    case "timestamp_ntz":
      return { case: "timestampNtz", value: value as bigint };
    case "interval_dt":
      return { case: "dayTimeInterval", value: value as bigint };
    case "interval_ym":
      return { case: "yearMonthInterval", value: value as number };
    case "interval": {
      const { months, days, microseconds } = value as { months: number; days: number; microseconds: bigint };
      return { case: "calendarInterval", value: { months, days, microseconds } };
    }
    case "timestamp_ltz_nanos":
    case "timestamp_ntz_nanos": {
      const nanos = value as bigint;
      const nanosWithinMicro = Number(((nanos % 1000n) + 1000n) % 1000n);
      const epochMicros = (nanos - BigInt(nanosWithinMicro)) / 1000n;
      const name = type.kind === "timestamp_ltz_nanos" ? "timestampLtzNanos" : "timestampNtzNanos";
      return { case: name, value: { epochMicros, nanosWithinMicro, precision: type.precision } };
    }
    case "time":
      return { case: "time", value: { nano: value as bigint, precision: type.precision } };
    case "decimal": {
      const text = decimalOf(value as bigint, type.scale).toFixed(type.scale);
      return { case: "decimal", value: { value: text, precision: type.precision, scale: type.scale } };
    }
    case "string":
    case "char":
    case "varchar":
      return { case: "string", value: value as string };
    case "binary":
      return { case: "binary", value: value as Uint8Array<ArrayBuffer> };
    case "array": {
      const elements = (value as readonly LiteralValue[]).map((element) => encodeLiteral(element, type.elementType));
      return { case: "array", value: { elementType: encodeDataType(type.elementType), elements } };
    }
    case "map": {
      const pairs = value as readonly (readonly [LiteralValue, LiteralValue])[];
      return {
        case: "map",
        value: {
          keyType: encodeDataType(type.keyType),
          valueType: encodeDataType(type.valueType),
          keys: pairs.map(([key]) => encodeLiteral(key, type.keyType)),
          values: pairs.map(([, item]) => encodeLiteral(item, type.valueType)),
        },
      };
    }
    case "struct": {
      const values = value as readonly LiteralValue[];
      const elements = type.fields.map((field, i) => encodeLiteral(values[i] ?? null, field.dataType));
      return { case: "struct", value: { structType: encodeDataType(type), elements } };
    }
    default:
      throw unsupported(`literals of the type ${type.simpleString()}`, "connect");
  }
}

/** The literal that a message means; `expected` is its type where what surrounds it says so. */
export function decodeLiteral(message: LiteralMessage, expected?: DataType): Literal {
  const given = message.dataType?.kind.case === undefined ? expected : decodeDataType(message.dataType);
  const { value, dataType } = decoded(message, given);
  return { kind: "Literal", value, dataType };
}

type Decoded = Pick<Literal, "value" | "dataType">;

function decoded(message: LiteralMessage, given: DataType | undefined): Decoded {
  const { literalType: literal } = message;
  const of = (value: LiteralValue, dataType: DataType): Decoded => ({ value, dataType });
  switch (literal.case) {
    case undefined:
      throw invalidPlan("the literal has no value");
    case "null":
      return of(null, literal.value.kind.case === undefined ? (given ?? NULL) : decodeDataType(literal.value));
    case "binary":
      return of(literal.value, BINARY);
    case "boolean":
      return of(literal.value, BOOLEAN);
    case "byte":
      return of(literal.value, BYTE);
    case "short":
      return of(literal.value, SHORT);
    case "integer":
      return of(literal.value, INT);
    case "long":
      return of(literal.value, LONG);
    case "float":
      return of(literal.value, FLOAT);
    case "double":
      return of(literal.value, DOUBLE);
    case "decimal":
      return decodeDecimal(literal.value.value, literal.value.precision, literal.value.scale);
    case "string":
      return of(literal.value, given?.kind === "string" ? given : STRING);
    case "date":
      return of(literal.value, DATE);
    case "timestamp":
      return of(literal.value, TIMESTAMP);
    case "timestampNtz":
      return of(literal.value, TIMESTAMP_NTZ);
    case "timestampLtzNanos":
    case "timestampNtzNanos": {
      const { epochMicros, nanosWithinMicro, precision = 9 } = literal.value;
      const make = literal.case === "timestampLtzNanos" ? TimestampLTZNanosType : TimestampNTZNanosType;
      return of(epochMicros * 1000n + BigInt(nanosWithinMicro), new make(precision));
    }
    case "time":
      return of(literal.value.nano, new TimeType(literal.value.precision ?? 6));
    case "calendarInterval": {
      const { months, days, microseconds } = literal.value;
      return of({ months, days, microseconds }, INTERVAL);
    }
    case "yearMonthInterval":
      return of(literal.value, given?.kind === "interval_ym" ? given : INTERVAL_YM);
    case "dayTimeInterval":
      return of(literal.value, given?.kind === "interval_dt" ? given : INTERVAL_DT);
    case "array": {
      const elementType = given?.kind === "array" ? given.elementType : typeIn(literal.value.elementType);
      const elements = literal.value.elements.map((element) => decodeLiteral(element, elementType));
      const type = elementType ?? typeOfAll(elements);
      const containsNull = given?.kind === "array" ? given.containsNull : true;
      return of(valuesOf(elements), new ArrayType(type, containsNull));
    }
    case "specializedArray":
      return decodeSpecialized(literal.value.valueType);
    case "map": {
      const { keyType, valueType, keys, values } = literal.value;
      const map = given?.kind === "map" ? given : undefined;
      const keyLiterals = keys.map((key) => decodeLiteral(key, map?.keyType ?? typeIn(keyType)));
      const valueLiterals = values.map((item) => decodeLiteral(item, map?.valueType ?? typeIn(valueType)));
      const pairs = keyLiterals.map((key, i) => [key.value, valueLiterals[i]?.value ?? null] as const);
      const types = [typeIn(keyType) ?? typeOfAll(keyLiterals), typeIn(valueType) ?? typeOfAll(valueLiterals)] as const;
      return of(pairs, map ?? new MapType(...types));
    }
    case "struct": {
      const type = given?.kind === "struct" ? given : typeIn(literal.value.structType);
      const fields = type?.kind === "struct" ? type.fields : [];
      const elements = literal.value.elements.map((element, i) => decodeLiteral(element, fields[i]?.dataType));
      const made = elements.map(({ dataType }, i) => new StructField(fields[i]?.name ?? `col${i + 1}`, dataType));
      return of(valuesOf(elements), type?.kind === "struct" ? type : new StructType(made));
    }
  }
}

function typeIn(message: DataTypeMessage | undefined): DataType | undefined {
  return message?.kind.case === undefined ? undefined : decodeDataType(message);
}
function valuesOf(literals: readonly Literal[]): LiteralValue[] {
  return literals.map(({ value }) => value);
}
/** Elements have one type; only nulls may be of another. */
function typeOfAll(literals: readonly Literal[]): DataType {
  return literals.find(({ dataType }) => dataType.kind !== "void")?.dataType ?? NULL;
}

function decodeDecimal(text: string, precision = 0, scale = 0): Decoded {
  const value = Decimal(text);
  if (!value.isFinite()) throw invalidPlan(`"${text}" is no decimal`);
  const wholeScale = Math.max(scale, value.decimalPlaces());
  const unscaled = BigInt(value.mul(Decimal(10).pow(wholeScale)).toFixed(0));
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().length;
  return { value: unscaled, dataType: new DecimalType(Math.max(precision, digits, wholeScale), wholeScale) };
}

function decodeSpecialized(array: {
  readonly case: string | undefined;
  readonly value?: { readonly values: readonly (boolean | number | bigint | string)[] } | undefined;
}): Decoded {
  const types: Readonly<Record<string, DataType>> = {
    bools: BOOLEAN,
    ints: INT,
    longs: LONG,
    floats: FLOAT,
    doubles: DOUBLE,
    strings: STRING,
  };
  const type = types[array.case ?? ""];
  if (type === undefined) throw invalidPlan("the array has no elements");
  return { value: array.value?.values ?? [], dataType: new ArrayType(type, false) };
}
