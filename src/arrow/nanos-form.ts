/**
 * Timestamps of nanoseconds in Arrow: within the engine 128-bit integers, in Spark's form 64-bit ones, which end in 2262,
 * with the digits of a second in the field's metadata.
 */
import { ArithmeticException } from "../types/spark-error.ts";
import { type ArrowType, type ArrowVector, arrowType, isValid } from "./vector.ts";

/** The metadata key of a field that says how many digits a second has. */
export const NANOS_PRECISION = "SPARK::timestampNanos::precision";

/** 128-bit integers as the 64-bit ones of `type`. */
export function narrowNanos(vector: ArrowVector, type: ArrowType): ArrowVector {
  const words = vector.data as BigInt64Array;
  const data = new BigInt64Array(vector.length);
  for (let i = 0; i < vector.length; i++) {
    if (!isValid(vector, i)) continue;
    const low = words[i * 2] ?? 0n;
    if (words[i * 2 + 1] !== low >> 63n) {
      const operation = "write a timestamp as Arrow nanoseconds since the epoch (1677-09-21 to 2262-04-11)";
      throw new ArithmeticException("DATETIME_OVERFLOW", { operation });
    }
    data[i] = low;
  }
  return { ...vector, type, data };
}

/** 64-bit integers as 128-bit ones. */
export function wideNanos(vector: ArrowVector, nanos: BigInt64Array): ArrowVector {
  const data = new BigInt64Array(vector.length * 2);
  for (let i = 0; i < vector.length; i++) {
    const low = nanos[i] ?? 0n;
    data[i * 2] = low;
    data[i * 2 + 1] = low >> 63n;
  }
  return { ...vector, type: arrowType.decimal, data };
}
