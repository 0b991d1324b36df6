/** Lists of values as one literal: the right side of `isIn`, array constants. */
import { type ArrowField, type ArrowType, arrowField, arrowType } from "../../arrow/vector.ts";
import { writeIpcStream } from "../../arrow/ipc-writer.ts";
import {
  BoolBuilder,
  BytesBuilder,
  type ColumnBuilder,
  Int128Builder,
  Int64Builder,
  NullBuilder,
  NumberBuilder,
} from "../../arrow/builders.ts";
import type { Px } from "../px.ts";
import type { PolarsType } from "../polars-type.ts";
import { element, toPhysical } from "./core.ts";
import { eval as evalList } from "./list.ts";
import { list } from "./literal.ts";

export type LiteralValue = null | boolean | number | bigint | string | Uint8Array;

/**
 * One list of values of a flat type. Dates are days, datetimes and durations microseconds; integers may be bigint.
 */
export function values(items: readonly LiteralValue[], type: PolarsType): Px {
  const arrow = arrowTypeOf(type);
  const builder = builderFor(arrow, items.length);
  for (const item of items) append(builder, item);
  const column = builder.finish();
  const field: ArrowField = arrowField("", arrow);
  const px = list(writeIpcStream({ fields: [field] }, [{ length: items.length, columns: [column] }]));
  // Arrow has no 128-bit integers: they travel as the decimals they are.
  return type === "Int128" ? evalList(px, toPhysical(element())) : px;
}

const SIGNED = { Int8: 8, Int16: 16, Int32: 32, Int64: 64 } as const;
function arrowTypeOf(type: PolarsType): ArrowType {
  if (typeof type === "object") {
    if ("Datetime" in type) return arrowType.timestamp;
    if ("Duration" in type) return { kind: "duration", unit: "us" };
    throw new TypeError(`no list literal of ${JSON.stringify(type)}`);
  }
  switch (type) {
    case "Null":
      return arrowType.null;
    case "Boolean":
      return arrowType.bool;
    case "Int8":
    case "Int16":
    case "Int32":
    case "Int64":
      return { kind: "int", bits: SIGNED[type], signed: true };
    case "Int128":
      return arrowType.decimal;
    case "Float32":
      return arrowType.float32;
    case "Float64":
      return arrowType.float64;
    case "String":
      return arrowType.utf8;
    case "Binary":
      return arrowType.binary;
    case "Date":
      return arrowType.date;
    default:
      throw new TypeError(`no list literal of ${type}`);
  }
}
function builderFor(type: ArrowType, capacity: number): ColumnBuilder {
  switch (type.kind) {
    case "null":
      return new NullBuilder();
    case "bool":
      return new BoolBuilder();
    case "utf8":
    case "binary":
      return new BytesBuilder(type, capacity);
    case "decimal":
      return new Int128Builder(type, capacity);
    case "timestamp":
    case "duration":
      return new Int64Builder(type, capacity);
    default:
      return type.kind === "int" && type.bits === 64
        ? new Int64Builder(type, capacity)
        : new NumberBuilder(type, capacity);
  }
}
function append(builder: ColumnBuilder, item: LiteralValue): void {
  if (item === null) builder.appendNull();
  else if (builder instanceof BoolBuilder) builder.append(Boolean(item));
  else if (builder instanceof BytesBuilder) {
    if (typeof item === "string") builder.appendString(item);
    else builder.append(item as Uint8Array);
  } else if (builder instanceof Int128Builder) builder.append(BigInt(item as bigint));
  else if (builder instanceof Int64Builder) builder.append(item as bigint);
  else if (builder instanceof NumberBuilder) builder.append(Number(item));
}
