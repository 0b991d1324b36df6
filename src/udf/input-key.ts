/** A text that is the same for equal inputs only: 1, 1n, "1" and true differ. */
import { isRow, rowValues } from "../types/row.ts";

export function inputKey(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
      return `${value}n`;
    case "object":
      break;
    default:
      return String(value);
  }
  if (value === null) return "null";
  if (Array.isArray(value)) return `[${value.map(inputKey).join()}]`;
  if (value instanceof Map) return `Map(${[...value].map(([k, v]) => `${inputKey(k)}:${inputKey(v)}`).join()})`;
  if (value instanceof Uint8Array) return `bytes(${Buffer.from(value).toString("base64")})`;
  if (isRow(value)) return `Row(${rowValues(value).map(inputKey).join()})`;
  return `${Object.prototype.toString.call(value)}(${String(value)})`;
}
