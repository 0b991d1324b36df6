import {
  type DataType,
  DecimalType,
  INT,
  LONG,
  DOUBLE,
  ArrayType,
  MapType,
  StructField,
  StructType,
} from "./data-type.ts";
import { errorFor } from "./error-class.ts";
import { isDecimal } from "./decimal.ts";
import { inferType, settled } from "./infer-type.ts";
import { type ConvertOptions, type InternalValue, toInternal } from "./internal-value.ts";
import { PySparkTypeError } from "./spark-error.ts";

export interface LiteralOf {
  readonly value: InternalValue;
  readonly dataType: DataType;
}

/**
 * A JavaScript value as a literal (`lit(value)`). A number that is an integer is int if it fits, else long; any other
 * number is double. A bigint is long, or a decimal if it is too big. A decimal has the digits that it is written with.
 */
export function literalOf(value: unknown, options: ConvertOptions = {}): LiteralOf {
  const dataType = literalType(value);
  try {
    return { value: toInternal(value, dataType, options), dataType };
  } catch (error) {
    throw new PySparkTypeError("UNSUPPORTED_LITERAL", { literal: String(value) }, { cause: error });
  }
}

function literalType(value: unknown): DataType {
  if (typeof value === "number" || typeof value === "bigint" || isDecimal(value)) return numericType(value);
  if (typeof value === "symbol" || typeof value === "function") {
    throw new PySparkTypeError("UNSUPPORTED_LITERAL", { literal: String(value) });
  }
  return narrowed(settled(inferType(value)), value);
}

const MAX_INT = 2 ** 31;

function numericType(value: unknown): DataType {
  if (typeof value === "number") {
    if (!Number.isInteger(value) || Math.abs(value) >= 2 ** 63) return DOUBLE;
    return value >= -MAX_INT && value < MAX_INT ? INT : LONG;
  }
  if (typeof value === "bigint") {
    if (BigInt.asIntN(64, value) === value) return LONG;
    return decimalType((value < 0n ? -value : value).toString().length, 0);
  }
  if (!isDecimal(value) || !value.isFinite()) {
    throw new PySparkTypeError("UNSUPPORTED_LITERAL", { literal: String(value) });
  }
  const scale = Math.max(value.decimalPlaces(), 0);
  const unscaledDigits = value.abs().toFixed(scale).replace(".", "").replace(/^0+/, "").length;
  return decimalType(Math.max(unscaledDigits, scale, 1), scale);
}

function decimalType(precision: number, scale: number): DecimalType {
  if (precision <= 38) return new DecimalType(precision, scale);
  throw errorFor("DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION", { precision: String(precision), maxPrecision: "38" });
}

/** Inside of arrays, maps and structs too, whole numbers are int where all of them fit. */
function narrowed(type: DataType, value: unknown): DataType {
  switch (type.kind) {
    case "array": {
      if (!Array.isArray(value)) return type;
      return new ArrayType(commonType(type.elementType, value), value.some(isNull));
    }
    case "map": {
      if (!(value instanceof Map)) return type;
      const values = [...value.values()];
      return new MapType(
        commonType(type.keyType, [...value.keys()]),
        commonType(type.valueType, values),
        values.some(isNull),
      );
    }
    case "struct": {
      const cells = value as { readonly [name: string]: unknown };
      return new StructType(
        type.fields.map((f) => new StructField(f.name, commonType(f.dataType, [cells[f.name]]), isNull(cells[f.name]))),
      );
    }
    default:
      return type;
  }
}

const isNull = (value: unknown): boolean => value === null || value === undefined;

function commonType(type: DataType, values: readonly unknown[]): DataType {
  const present = values.filter((value) => !isNull(value));
  if (type.kind === "long") return present.every((v) => numericType(v).kind === "integer") ? INT : LONG;
  const [first, ...more] = present.map((value) => narrowed(type, value));
  if (first === undefined) return type;
  // Values that narrow differently stay as inferred.
  return more.every((other) => other.simpleString() === first.simpleString()) ? first : type;
}
