/** JavaScript values to the variant binary format. */
import { isDecimal, unscaledOf } from "./decimal.ts";
import { isRow, rowShape, rowValues } from "./row.ts";
import { PySparkTypeError } from "./spark-error.ts";
import { isTemporal } from "./temporal.ts";
import { daysOfDate, microsOfDateTime, microsOfInstant } from "./temporal-value.ts";
import { VariantBuilder, type VariantBytes } from "./variant-builder.ts";

/**
 * A variant of a JavaScript value: integers become longs, other numbers doubles, Date and Temporal values dates and
 * timestamps; objects, rows and maps with string keys objects.
 */
export function encodeVariantValue(value: unknown): VariantBytes {
  const builder = new VariantBuilder();
  writeValue(builder, value);
  return builder.finish();
}

function writeValue(builder: VariantBuilder, value: unknown): void {
  switch (typeof value) {
    case "undefined":
      return builder.null();
    case "boolean":
      return builder.boolean(value);
    case "number":
      return Number.isSafeInteger(value) ? builder.long(BigInt(value)) : builder.double(value);
    case "bigint":
      return BigInt.asIntN(64, value) === value ? builder.long(value) : builder.decimal(value, 0);
    case "string":
      return builder.string(value);
    case "object":
      break;
    default:
      throw new PySparkTypeError("UNSUPPORTED_DATA_TYPE", { data_type: typeof value });
  }
  if (value === null) return builder.null();
  if (Array.isArray(value)) {
    const array = builder.open();
    for (const element of value) {
      builder.element();
      writeValue(builder, element);
    }
    return builder.closeArray(array);
  }
  if (value instanceof Uint8Array) return builder.binary(value);
  if (isDecimal(value)) {
    const scale = Math.max(value.decimalPlaces(), 0);
    return builder.decimal(unscaledOf(value, scale), scale);
  }
  if (value instanceof Date) return builder.timestamp(BigInt(value.getTime()) * 1000n);
  if (isTemporal(value, "Temporal.Instant")) return builder.timestamp(microsOfInstant(value));
  if (isTemporal(value, "Temporal.ZonedDateTime")) return builder.timestamp(microsOfInstant(value.toInstant()));
  if (isTemporal(value, "Temporal.PlainDateTime")) return builder.timestampNtz(microsOfDateTime(value));
  if (isTemporal(value, "Temporal.PlainDate")) return builder.date(daysOfDate(value));
  writeObject(builder, entriesOf(value));
}

function entriesOf(value: object): Iterable<readonly [unknown, unknown]> {
  if (value instanceof Map) return value;
  if (!isRow(value)) return Object.entries(value);
  const values = rowValues(value);
  return rowShape(value).names.map((name, i) => [name, values[i]]);
}

function writeObject(builder: VariantBuilder, entries: Iterable<readonly [unknown, unknown]>): void {
  const object = builder.open();
  for (const [key, value] of entries) {
    builder.field(String(key));
    writeValue(builder, value);
  }
  builder.closeObject(object);
}
