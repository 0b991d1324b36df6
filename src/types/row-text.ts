/** The cells of rows as JSON values and as the text PySpark prints for them. */
import type { DataType } from "./data-type.ts";
import { isDecimal } from "./decimal.ts";
import { tagOf } from "./temporal.ts";

type IsRow = (value: unknown) => boolean;
type RowTo<T> = (row: never) => T;

const innerType = (type: DataType | undefined, part: "element" | "key" | "value"): DataType | undefined => {
  if (type?.kind === "array" && part === "element") return type.elementType;
  if (type?.kind === "map") return part === "key" ? type.keyType : type.valueType;
  return undefined;
};

/** A value that `JSON.stringify` takes; `type` is the column's type where it is known. */
export function cellToJson(
  value: unknown,
  type: DataType | undefined,
  rowToJson: RowTo<unknown>,
  isRow: IsRow,
): unknown {
  const inside = (v: unknown, t: DataType | undefined): unknown => cellToJson(v, t, rowToJson, isRow);
  switch (typeof value) {
    case "undefined":
      return null;
    case "number":
      // JSON has no NaN and no infinities; Spark writes them as strings.
      return Number.isFinite(value) ? value : String(value);
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
    case "object":
      break;
    default:
      return value;
  }
  if (value === null) return null;
  if (isRow(value)) return rowToJson(value as never);
  if (Array.isArray(value)) return value.map((v) => inside(v, innerType(type, "element")));
  if (value instanceof Map) {
    const entries = [...value].map(([k, v]) => [
      inside(k, innerType(type, "key")),
      inside(v, innerType(type, "value")),
    ]);
    if (entries.every(([k]) => typeof k === "string")) return Object.fromEntries(entries as [string, unknown][]);
    return entries;
  }
  if (isDecimal(value)) return type?.kind === "decimal" ? value.toFixed(type.scale) : value.toFixed();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return value;
}

/** Python's `repr` of the value PySpark would have collected. */
export function cellToText(value: unknown, type: DataType | undefined, rowToText: RowTo<string>, isRow: IsRow): string {
  const inside = (v: unknown, t: DataType | undefined): string => cellToText(v, t, rowToText, isRow);
  switch (typeof value) {
    case "undefined":
      return "None";
    case "boolean":
      return value ? "True" : "False";
    case "string":
      return pythonString(value);
    case "number": {
      const float = type?.kind === "double" || type?.kind === "float" || !Number.isInteger(value);
      return float ? pythonFloat(value) : String(value);
    }
    case "object":
      break;
    default:
      return String(value);
  }
  if (value === null) return "None";
  if (isRow(value)) return rowToText(value as never);
  if (Array.isArray(value)) return `[${value.map((v) => inside(v, innerType(type, "element"))).join(", ")}]`;
  if (value instanceof Map) {
    const entries = [...value].map(
      ([k, v]) => `${inside(k, innerType(type, "key"))}: ${inside(v, innerType(type, "value"))}`,
    );
    return `{${entries.join(", ")}}`;
  }
  if (isPlain(value)) return inside(new Map(Object.entries(value)), undefined);
  if (isDecimal(value)) return `Decimal('${type?.kind === "decimal" ? value.toFixed(type.scale) : value.toFixed()}')`;
  if (value instanceof Uint8Array) return `bytearray(${pythonBytes(value)})`;
  return temporalText(value);
}

interface DateParts {
  year: number;
  month: number;
  day: number;
}
interface TimeParts {
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  microsecond: number;
}

const dateArguments = (d: DateParts): string => `${d.year}, ${d.month}, ${d.day}`;

/** Python leaves out seconds and microseconds that are 0. */
function timeArguments(t: TimeParts): string {
  const micros = t.millisecond * 1000 + t.microsecond;
  const parts = [t.hour, t.minute];
  if (t.second !== 0 || micros !== 0) parts.push(t.second);
  if (micros !== 0) parts.push(micros);
  return parts.join(", ");
}

function temporalText(value: object): string {
  switch (tagOf(value)) {
    case "Temporal.PlainDate":
      return `datetime.date(${dateArguments(value as DateParts)})`;
    case "Temporal.PlainTime":
      return `datetime.time(${timeArguments(value as TimeParts)})`;
    case "Temporal.PlainDateTime":
      return `datetime.datetime(${dateArguments(value as DateParts)}, ${timeArguments(value as DateParts & TimeParts)})`;
    case "Temporal.Instant": {
      // PySpark shows the wall clock of the machine.
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const local = (value as { toZonedDateTimeISO(zone: string): DateParts & TimeParts }).toZonedDateTimeISO(zone);
      return `datetime.datetime(${dateArguments(local)}, ${timeArguments(local)})`;
    }
    default:
      return textOf(value);
  }
}

/** The value's own text: what is left here has a `toString` of its own. */
const textOf = (value: object): string => (value as { toString(): string }).toString();

function pythonString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = quote;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (char === quote || char === "\\") out += `\\${char}`;
    else if (char === "\n") out += "\\n";
    else if (char === "\r") out += "\\r";
    else if (char === "\t") out += "\\t";
    else if (code < 32 || code === 127) out += `\\x${code.toString(16).padStart(2, "0")}`;
    else out += char;
  }
  return out + quote;
}

function pythonBytes(bytes: Uint8Array): string {
  let out = "";
  for (const byte of bytes) {
    const char = String.fromCharCode(byte);
    if (char === "\\" || char === "'") out += `\\${char}`;
    else if (char === "\n") out += "\\n";
    else if (char === "\r") out += "\\r";
    else if (char === "\t") out += "\\t";
    else if (byte < 32 || byte > 126) out += `\\x${byte.toString(16).padStart(2, "0")}`;
    else out += char;
  }
  return `b'${out}'`;
}

/** Shortest digits as in JavaScript, with Python's moments for the exponent. */
function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const exponent = value === 0 ? 0 : Number(value.toExponential().split("e")[1]);
  if (exponent < -4 || exponent >= 16) {
    const [digits = "", power = ""] = value.toExponential().split("e");
    const sign = power.startsWith("-") ? "-" : "+";
    return `${digits}e${sign}${power.replace(/^[-+]/, "").padStart(2, "0")}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** A value as Python's `repr` shows it, for error parameters. */
export function pythonText(value: unknown): string {
  return cellToText(value, undefined, String, () => false);
}

/** A value in a string column: PySpark takes any value there, by Python's `str` (booleans as `true`, `false`). */
export function valueText(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "object":
      break;
    default:
      return String(value);
  }
  if (value === null) return "None";
  if (isDecimal(value)) return value.toFixed();
  if (value instanceof Date) return value.toISOString();
  const tag = tagOf(value);
  if (tag === "Temporal.PlainDateTime") return textOf(value).replace("T", " ");
  if (tag.startsWith("Temporal.")) return textOf(value);
  return pythonText(value);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
