/** Literals as PySpark prints them inside a Column. */
import type { LiteralValue } from "../plan/expression.ts";
import type { DataType } from "../types/data-type.ts";
import { quoteString } from "../types/name-text.ts";

const MICROS_PER_DAY = 86_400_000_000n;

export function literalText(value: LiteralValue, type: DataType): string {
  if (value === null) return "NULL";
  switch (type.kind) {
    case "string":
    case "char":
    case "varchar":
      return quoteString(value as string);
    case "long":
      return `${value as bigint}L`;
    case "float":
    case "double":
      return doubleText(Number(value));
    case "decimal":
      return decimalText(BigInt(value as bigint), type.scale);
    case "date":
      return dayText(BigInt(value as number));
    case "timestamp":
    case "timestamp_ntz":
      return timestampText(BigInt(value as bigint));
    case "time":
      return timeText(BigInt(value as bigint) / 1000n).replace(/\.0$/, "");
    case "interval_dt":
      return durationText(BigInt(value as bigint));
    case "binary":
      return Array.from(value as Uint8Array, (b) => b.toString(16).padStart(2, "0")).join("");
    case "array":
      return `[${(value as readonly LiteralValue[]).map((v) => literalText(v, type.elementType)).join(", ")}]`;
    default:
      return typeof value === "object" ? JSON.stringify(value, bigintText) : String(value);
  }
}

function bigintText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

/** A double as Java prints it: `1.0`, `1.0E20`. */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) {
    const text = String(value);
    return text.includes(".") ? text : `${text}.0`;
  }
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
}

function decimalText(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const point = digits.length - scale;
  const text = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return unscaled < 0n ? `-${text}` : text;
}

function dayText(days: bigint): string {
  const date = new Date(Number(days) * 86_400_000);
  return Number.isNaN(date.getTime()) ? `${days}` : date.toISOString().slice(0, -14).replace(/^\+0*/, "");
}

function timeText(micros: bigint): string {
  const seconds = micros / 1_000_000n;
  const fraction = (micros % 1_000_000n).toString().padStart(6, "0").replace(/0+$/, "") || "0";
  const two = (n: bigint): string => n.toString().padStart(2, "0");
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}.${fraction}`;
}

function timestampText(micros: bigint): string {
  const rest = ((micros % MICROS_PER_DAY) + MICROS_PER_DAY) % MICROS_PER_DAY;
  return `${dayText((micros - rest) / MICROS_PER_DAY)} ${timeText(rest)}`;
}

/** A duration as `java.time.Duration` prints it: hours, minutes and seconds. */
function durationText(micros: bigint): string {
  const seconds = micros / 1_000_000n;
  const fraction = micros % 1_000_000n;
  const [hours, minutes, rest] = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n];
  const small =
    rest === 0n && fraction === 0n ? "" : `${decimalText(rest * 1_000_000n + fraction, 6).replace(/\.?0+$/, "")}S`;
  const text = `${hours === 0n ? "" : `${hours}H`}${minutes === 0n ? "" : `${minutes}M`}${small}`;
  return `PT${text === "" ? "0S" : text}`;
}
