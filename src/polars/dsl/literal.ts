/**
 * Literals. Every literal has an exact type: Polars' own "dynamic" literals are never made.
 */
import { fn, node, type Px, PxFloat, type PxJson } from "../px.ts";
import { P_FLOAT32, P_FLOAT64, type PolarsType } from "../polars-type.ts";
import { cast } from "./core.ts";

function scalar(json: PxJson, levels = 1): Px {
  return node({ Literal: { Scalar: json } }, 2 + levels);
}

/** A null of the given type. */
function litNull(type: PolarsType): Px {
  return node({ Literal: { Scalar: { Null: type as PxJson } } }, 3 + typeDepth(type));
}
export { litNull as null };

export function bool(value: boolean): Px {
  return scalar({ Boolean: value });
}
export function i8(value: number): Px {
  return scalar({ Int8: value });
}
export function i16(value: number): Px {
  return scalar({ Int16: value });
}
export function i32(value: number): Px {
  return scalar({ Int32: value });
}
export function i64(value: number | bigint): Px {
  return scalar({ Int64: value });
}
export function i128(value: number | bigint): Px {
  return scalar({ Int128: value });
}
export function u8(value: number): Px {
  return scalar({ UInt8: value });
}
export function u32(value: number): Px {
  return scalar({ UInt32: value });
}
export function u64(value: number | bigint): Px {
  return scalar({ UInt64: value });
}
export function f64(value: number): Px {
  return isExactInJson(value)
    ? scalar({ Float64: new PxFloat(value) })
    : cast(str(floatName(value)), P_FLOAT64, "strict");
}
/** The nearest 32-bit float. */
export function f32(value: number): Px {
  const near = Math.fround(value);
  return Number.isFinite(near)
    ? scalar({ Float32: new PxFloat(near) })
    : cast(str(floatName(near)), P_FLOAT32, "strict");
}
export function str(value: string): Px {
  return scalar({ String: value });
}
/** Long values travel as base64 text: a JSON array would take five characters for a byte. */
export function binary(value: Uint8Array): Px {
  if (value.length <= 16) return scalar({ Binary: [...value] }, 2);
  return fn({ StringExpr: { Base64Decode: true } }, str(Buffer.from(value).toString("base64")));
}
/** Days since 1970-01-01. */
export function date(days: number): Px {
  return scalar({ Date: days });
}
/** Microseconds since 1970-01-01 00:00, no zone. */
export function datetime(micros: number | bigint): Px {
  return scalar({ Datetime: [micros, "Microseconds", null] }, 2);
}
/** Microseconds. */
export function duration(micros: number | bigint): Px {
  return scalar({ Duration: [micros, "Microseconds"] }, 2);
}
/** An exact decimal by its unscaled value: only for predicates on a file's own decimal column. */
export function decimal(unscaled: number | bigint, precision: number, scale: number): Px {
  return scalar({ Decimal: [unscaled, precision, scale] }, 2);
}
/** A column of values (not a scalar), given as an Arrow IPC stream of one column. Height is the number of values. */
export function series(ipcStream: Uint8Array): Px {
  return node({ Literal: { Series: [...ipcStream] } }, 3);
}
/** One list value (a scalar), its elements given as an Arrow IPC stream of one column. */
export function list(ipcStream: Uint8Array): Px {
  return scalar({ List: [...ipcStream] }, 2);
}

/**
 * Whether serde_json reads the number back bit for bit. It multiplies the digits by a power of ten in floating point,
 * which is exact only while both are exactly representable.
 */
function isExactInJson(value: number): boolean {
  if (!Number.isFinite(value)) return false;
  const [, whole = "", fraction = "", exponent = "0"] =
    /^-?(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  const power = Number(exponent) - fraction.length;
  return Number.isSafeInteger(Number(whole + fraction)) && Math.abs(power) <= 22;
}
function floatName(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? "inf" : "-inf";
}
function typeDepth(type: PolarsType): number {
  if (typeof type === "string") return 0;
  if ("List" in type) return 1 + typeDepth(type.List);
  if ("Struct" in type) return 3 + Math.max(0, ...type.Struct.map((f) => typeDepth(f.dtype)));
  return 2;
}
