/** Arrow columns of any maker in this engine's physical form, for a given Spark type. */
import type { DataType, StructType } from "../types/data-type.ts";
import { temporal } from "../types/temporal.ts";
import { dateTimeFromMicros, floorDiv, microsOfInstant } from "../types/temporal-value.ts";
import { MAX_INT64_DIGITS, physicalField, physicalSchema } from "./physical.ts";
import { wideNanos } from "./nanos-form.ts";
import { spatialBytesOf } from "./spatial-form.ts";
import { takeVector } from "./take.ts";
import {
  type ArrowTable,
  type ArrowVector,
  EMPTY_BYTES,
  type TimeUnit,
  arrowType,
  arrowVector,
  childOf,
  isValid,
} from "./vector.ts";

/** The table in the physical form of `schema`; `timeZone` is the zone in which timestamps without one are read. */
export function toPhysical(schema: StructType, table: ArrowTable, timeZone = "UTC"): ArrowTable {
  return {
    schema: physicalSchema(schema),
    batches: table.batches.map(({ length, columns }) => ({
      length,
      columns: schema.fields.map((field, i) => {
        const column = columns[i];
        if (column === undefined) throw new TypeError(`the Arrow table lacks the column "${field.name}"`);
        return physicalVector(column, field.dataType, timeZone);
      }),
    })),
  };
}

function physicalVector(vector: ArrowVector, type: DataType, timeZone: string): ArrowVector {
  const target = physicalField("", type).type;
  switch (type.kind) {
    case "decimal": {
      const data = wideIntegers(vector);
      if (type.precision > MAX_INT64_DIGITS) return { ...vector, type: target, data };
      return { ...vector, type: target, data: narrowIntegers(data, vector.length) };
    }
    case "timestamp": {
      const micros = scaled(vector, 1_000_000n);
      const naive = vector.type.kind === "timestamp" && vector.type.timezone === null;
      return { ...vector, type: target, data: naive ? fromWallClock(micros, vector, timeZone) : micros };
    }
    case "timestamp_ntz":
    case "interval_dt":
      return { ...vector, type: target, data: scaled(vector, 1_000_000n) };
    case "timestamp_ltz_nanos":
    case "timestamp_ntz_nanos":
      return wideNanos(vector, scaled(vector, 1_000_000_000n));
    case "time":
      return { ...vector, type: target, data: scaled(vector, 1_000_000_000n) };
    case "binary":
      if (vector.type.kind !== "fixed_binary") return { ...vector, type: target };
      return { ...vector, type: target, offsets: evenOffsets(vector.length, vector.type.width) };
    case "geometry":
    case "geography":
      return vector.type.kind === "struct" ? spatialBytesOf(vector) : { ...vector, type: target };
    case "interval":
      return vector.type.kind === "interval" ? unpackedIntervals(vector) : { ...vector, type: target };
    case "array": {
      const lists = vector.type.kind === "fixed_list" ? fixedAsList(vector, vector.type.size) : vector;
      return { ...lists, type: target, children: [physicalVector(childOf(lists), type.elementType, timeZone)] };
    }
    case "map": {
      const entries = childOf(vector);
      const children = [
        physicalVector(childOf(entries, 0), type.keyType, timeZone),
        physicalVector(childOf(entries, 1), type.valueType, timeZone),
      ];
      return { ...vector, type: target, children: [{ ...entries, type: arrowType.struct, children }] };
    }
    case "struct": {
      const children = type.fields.map((field, i) => physicalVector(childOf(vector, i), field.dataType, timeZone));
      return { ...vector, type: target, children };
    }
    case "variant": {
      const children = [0, 1].map((i) => ({ ...childOf(vector, i), type: arrowType.binary }));
      return { ...vector, type: target, children };
    }
    default:
      return { ...vector, type: target };
  }
}

/** Decimals of any width as 128-bit integers. */
function wideIntegers(vector: ArrowVector): BigInt64Array {
  const { data, length } = vector;
  const words = vector.type.kind === "decimal" ? vector.type.bits / 64 : 2;
  const out = new BigInt64Array(length * 2);
  for (let i = 0; i < length; i++) {
    const low = BigInt(data[Math.max(words, 1) * i] ?? 0);
    out[i * 2] = low;
    out[i * 2 + 1] = words >= 2 ? BigInt(data[words * i + 1] ?? 0) : low >> 63n;
  }
  return out;
}

/** Months, days and nanoseconds packed into 16 bytes, as a struct; what is finer than a microsecond is cut off. */
function unpackedIntervals(vector: ArrowVector): ArrowVector {
  const { length } = vector;
  const packed = vector.data as BigInt64Array;
  const halves = new Int32Array(packed.buffer, packed.byteOffset, length * 4);
  const months = Int32Array.from({ length }, (_, i) => halves[i * 4] ?? 0);
  const days = Int32Array.from({ length }, (_, i) => halves[i * 4 + 1] ?? 0);
  const micros = BigInt64Array.from({ length }, (_, i) => floorDiv(packed[i * 2 + 1] ?? 0n, 1000n));
  const children = [
    arrowVector(arrowType.int32, length, { data: months }),
    arrowVector(arrowType.int32, length, { data: days }),
    arrowVector(arrowType.int64, length, { data: micros }),
  ];
  return { ...vector, type: arrowType.struct, data: EMPTY_BYTES, children };
}

function narrowIntegers(data: BigInt64Array, length: number): BigInt64Array {
  const out = new BigInt64Array(length);
  for (let i = 0; i < length; i++) out[i] = data[i * 2] ?? 0n;
  return out;
}

const PER_SECOND: { readonly [unit in TimeUnit]: bigint } = {
  s: 1n,
  ms: 1000n,
  us: 1_000_000n,
  ns: 1_000_000_000n,
};

/** Values of the vector's unit in units of which a second has `wanted`; what is finer is cut off. */
function scaled(vector: ArrowVector, wanted: bigint): BigInt64Array {
  const { type, data } = vector;
  const unit = "unit" in type && type.unit in PER_SECOND ? (type.unit as TimeUnit) : null;
  const given = unit === null ? wanted : PER_SECOND[unit];
  if (given === wanted && data instanceof BigInt64Array) return data;
  const convert = wanted >= given ? (v: bigint) => v * (wanted / given) : (v: bigint) => floorDiv(v, given / wanted);
  return BigInt64Array.from({ length: vector.length }, (_, i) => convert(BigInt(data[i] ?? 0)));
}

function fromWallClock(micros: BigInt64Array, vector: ArrowVector, timeZone: string): BigInt64Array {
  if (timeZone === "UTC") return micros;
  temporal();
  return micros.map((value, i) =>
    isValid(vector, i) ? microsOfInstant(dateTimeFromMicros(value).toZonedDateTime(timeZone).toInstant()) : 0n,
  );
}

const evenOffsets = (length: number, width: number): Int32Array =>
  Int32Array.from({ length: length + 1 }, (_, i) => i * width);

/** A list of a fixed size as an ordinary one, without the elements of null lists. */
function fixedAsList(vector: ArrowVector, size: number): ArrowVector {
  const keep: number[] = [];
  const offsets = new Int32Array(vector.length + 1);
  for (let i = 0; i < vector.length; i++) {
    if (isValid(vector, i)) for (let k = 0; k < size; k++) keep.push(i * size + k);
    offsets[i + 1] = keep.length;
  }
  return { ...vector, offsets, children: [takeVector(childOf(vector), Int32Array.from(keep))] };
}
