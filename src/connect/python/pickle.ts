/** Values as Python's pickles. */
import type { LiteralValue } from "../../plan/expression.ts";
import type { DataType } from "../../types/data-type.ts";
import { unsupported } from "../../types/spark-error.ts";

const PROTOCOL = Buffer.of(0x80, 3);
const STOP = Buffer.from(".");

/** A value in the form that PySpark's types convert from: dates are days, timestamps microseconds. */
export function pickled(value: LiteralValue, dataType: DataType): Buffer {
  return Buffer.concat([PROTOCOL, body(value, dataType), STOP]);
}

function body(value: LiteralValue, dataType: DataType): Buffer {
  if (value === null) return Buffer.from("N");
  switch (dataType.kind) {
    case "boolean":
      return Buffer.of(value === true ? 0x88 : 0x89);
    case "byte":
    case "short":
    case "integer":
    case "long":
    case "date":
    case "timestamp":
    case "timestamp_ntz":
      return integer(BigInt(value as number | bigint));
    case "float":
    case "double": {
      const bytes = Buffer.alloc(9);
      bytes.write("G");
      bytes.writeDoubleBE(Number(value), 1);
      return bytes;
    }
    case "string":
      if (typeof value === "string") return withLength("X", Buffer.from(value));
      break;
    case "binary":
      if (value instanceof Uint8Array) return withLength("B", value);
      break;
  }
  throw unsupported(`constants of the type ${dataType.catalogString()} for a Python table function that analyses them`);
}
/** `LONG1`: little-endian, two's complement. */
function integer(value: bigint): Buffer {
  const bytes = Buffer.alloc(10);
  bytes.writeUInt8(0x8a);
  bytes.writeUInt8(8, 1);
  bytes.writeBigInt64LE(value, 2);
  return bytes;
}
function withLength(code: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.write(code);
  head.writeUInt32LE(content.length, 1);
  return Buffer.concat([head, content]);
}
