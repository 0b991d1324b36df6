/**
 * java.util.Formatter for the US, over the values that Spark hands it.
 *
 * @see https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/Formatter.html
 */
import { doubleText, floatText } from "../types/calendar.ts";
import { dateTimeText } from "./java-formatter-time.ts";
import { hexReal } from "./hex-real.ts";
import { murmur3Bytes } from "./murmur3.ts";

/** A value with what Java's class of it would be. */
export type FormatValue =
  | { readonly kind: "null" }
  | { readonly kind: "integer"; readonly bits: 8 | 16 | 32 | 64; readonly value: bigint }
  | { readonly kind: "float" | "double"; readonly value: number }
  /** `text` as BigDecimal prints it. */
  | { readonly kind: "decimal"; readonly text: string }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "string"; readonly value: string };

/** Java refuses the format, or a value for it. */
export class FormatterError extends Error {}

interface Spec {
  /** 0: the next; -1: the one before (`%<s`). */
  readonly index: number;
  readonly flags: string;
  readonly width: number;
  readonly precision: number;
  readonly conversion: string;
  /** The letter after `t`. */
  readonly time: string;
  readonly text: string;
}
export type CompiledFormat = readonly (string | Spec)[];

const SPEC = /%(?:(\d+)\$|(<))?([-#+ 0,(<]*)([1-9]\d*)?(?:\.(\d+))?([tT])?([a-zA-Z%])/y;

export function compileFormat(format: string): CompiledFormat {
  const parts: (string | Spec)[] = [];
  let at = 0;
  while (at < format.length) {
    const next = format.indexOf("%", at);
    if (next < 0) break;
    if (next > at) parts.push(format.slice(at, next));
    SPEC.lastIndex = next;
    const m = SPEC.exec(format);
    if (m === null) throw new FormatterError(`Conversion = '${format[next + 1] ?? "%"}'`);
    const [text, index, before, flags = "", width, precision, t, conversion = ""] = m;
    const previous = before !== undefined || flags.includes("<");
    const spec: Spec = {
      index: previous ? -1 : index === undefined ? 0 : Number(index),
      flags: flags.replaceAll("<", ""),
      width: width === undefined ? -1 : Number(width),
      precision: precision === undefined ? -1 : Number(precision),
      conversion: t ?? conversion,
      time: t === undefined ? "" : conversion,
      text,
    };
    check(spec);
    parts.push(spec);
    at = next + text.length;
  }
  if (at < format.length) parts.push(format.slice(at));
  return parts;
}

function check(spec: Spec): void {
  const { flags, width, precision, conversion } = spec;
  const kind = conversion.toLowerCase();
  if (!"bhscdoxefgatn%".includes(kind) || "DOFN".includes(conversion))
    throw new FormatterError(`Conversion = '${conversion}'`);
  for (const f of flags) if (flags.indexOf(f) !== flags.lastIndexOf(f)) throw new FormatterError(`Flags = '${f}'`);
  if (kind === "n") {
    if (width >= 0) throw new FormatterError(String(width));
    if (precision >= 0) throw new FormatterError(String(precision));
    if (flags !== "") throw new FormatterError(`Flags = '${flags}'`);
    return;
  }
  const allowed: { readonly [c: string]: string } = {
    b: "-",
    h: "-",
    s: "-#",
    c: "-",
    d: "-+ 0,(",
    o: "-#0+ (",
    x: "-#0+ (",
    e: "-#+ 0(",
    f: "-#+ 0,(",
    g: "-+ 0,(",
    a: "-#+ 0",
    t: "-",
    "%": "-",
  };
  for (const f of flags) {
    if (!allowed[kind]!.includes(f)) throw new FormatterError(`Conversion = ${conversion}, Flags = ${f}`);
  }
  if ((flags.includes("-") || flags.includes("0")) && width < 0) throw new FormatterError(spec.text);
  if ((flags.includes("-") && flags.includes("0")) || (flags.includes("+") && flags.includes(" "))) {
    throw new FormatterError(`Flags = '${flags}'`);
  }
  if (precision >= 0 && "dcoxt%".includes(kind)) throw new FormatterError(String(precision));
}

export function formatWith(compiled: CompiledFormat, values: readonly FormatValue[]): string {
  let out = "";
  let ordinary = -1;
  let last = -1;
  for (const part of compiled) {
    if (typeof part === "string") {
      out += part;
      continue;
    }
    if (part.conversion === "n") {
      out += "\n";
      continue;
    }
    if (part.conversion === "%") {
      out += justify("%", part);
      continue;
    }
    if (part.index === 0) last = ++ordinary;
    else if (part.index > 0) last = part.index - 1;
    const value = values[last];
    if (value === undefined) throw new FormatterError(`Format specifier '${part.text}'`);
    out += formatOne(part, value);
  }
  return out;
}

function justify(text: string, { width, flags }: Spec): string {
  return flags.includes("-") ? text.padEnd(width) : text.padStart(width);
}
function limited(text: string, spec: Spec): string {
  // Half a surrogate pair is written as a question mark.
  const cut = spec.precision >= 0 ? text.slice(0, spec.precision).replace(/[\ud800-\udbff]$/, "?") : text;
  return justify(isUpper(spec) ? cut.toUpperCase() : cut, spec);
}
const isUpper = (spec: Spec): boolean => spec.conversion !== spec.conversion.toLowerCase();

const CLASSES = { 8: "Byte", 16: "Short", 32: "Integer", 64: "Long" } as const;
function className(value: FormatValue): string {
  switch (value.kind) {
    case "integer":
      return `java.lang.${CLASSES[value.bits]}`;
    case "string":
      return "org.apache.spark.unsafe.types.UTF8String";
    case "decimal":
      return "org.apache.spark.sql.types.Decimal";
    default:
      return `java.lang.${value.kind[0]!.toUpperCase()}${value.kind.slice(1)}`;
  }
}
function mismatch(spec: Spec, value: FormatValue): FormatterError {
  return new FormatterError(`${spec.time === "" ? spec.conversion.toLowerCase() : spec.time} != ${className(value)}`);
}

function formatOne(spec: Spec, value: FormatValue): string {
  const kind = spec.conversion.toLowerCase();
  switch (kind) {
    case "b":
      return limited(String(value.kind === "boolean" ? value.value : value.kind !== "null"), spec);
    case "s":
      if (spec.flags.includes("#")) throw new FormatterError("Conversion = s, Flags = #");
      return limited(plain(value), spec);
    case "h":
      return limited(value.kind === "null" ? "null" : hashCode(value).toString(16), spec);
  }
  // A precision cuts null too, whatever it means for numbers.
  if (value.kind === "null") return limited("null", spec);
  switch (kind) {
    case "c":
      return character(spec, value);
    case "d":
    case "o":
    case "x":
      if (value.kind !== "integer") throw mismatch(spec, value);
      return kind === "d" ? decimalInteger(spec, value.value) : radix(spec, value.value, value.bits);
    case "t": {
      if (value.kind !== "integer" || value.bits !== 64) throw mismatch(spec, value);
      const text = dateTimeText(spec.time, value.value);
      if (text === null) throw new FormatterError(`Conversion = 't${spec.time}'`);
      return justify(isUpper(spec) ? text.toUpperCase() : text, spec);
    }
    default:
      if (value.kind !== "float" && value.kind !== "double") throw mismatch(spec, value);
      return floating(spec, kind, value.value);
  }
}
function plain(value: FormatValue): string {
  switch (value.kind) {
    case "null":
      return "null";
    case "float":
      return floatText(value.value);
    case "double":
      return doubleText(value.value);
    case "decimal":
      return value.text;
    default:
      return String(value.value);
  }
}
/** Java's hashCode; of a string Spark's own. */
function hashCode(value: FormatValue): number {
  switch (value.kind) {
    case "integer":
      return Number(
        value.bits === 64 ? BigInt.asUintN(32, value.value ^ (value.value >> 32n)) : BigInt.asUintN(32, value.value),
      );
    case "boolean":
      return value.value ? 1231 : 1237;
    case "string": {
      const bytes = Buffer.from(value.value);
      return murmur3Bytes(bytes, 0, bytes.length, 42) >>> 0;
    }
    case "double": {
      const words = new Int32Array(Float64Array.of(value.value).buffer);
      return (words[0]! ^ words[1]!) >>> 0;
    }
    case "float":
      return new Uint32Array(Float32Array.of(value.value).buffer)[0]!;
    default:
      return 0;
  }
}
function character(spec: Spec, value: FormatValue): string {
  if (value.kind !== "integer" || value.bits === 64) throw mismatch(spec, value);
  const code = Number(value.value);
  if (code < 0 || code > 0x10ffff) throw new FormatterError(`Code point = 0x${(code >>> 0).toString(16)}`);
  const text = String.fromCodePoint(code);
  return justify(isUpper(spec) ? text.toUpperCase() : text, spec);
}

/** Sign, grouping, zeros and brackets around a magnitude. */
function signed(spec: Spec, negative: boolean, magnitude: string): string {
  const { flags, width } = spec;
  const brackets = negative && flags.includes("(");
  const sign = negative ? (brackets ? "(" : "-") : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  let body = magnitude;
  if (flags.includes(",")) body = body.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
  if (flags.includes("0")) body = body.padStart(width - sign.length - (brackets ? 1 : 0), "0");
  const text = `${sign}${body}${brackets ? ")" : ""}`;
  return justify(isUpper(spec) ? text.toUpperCase() : text, spec);
}
function decimalInteger(spec: Spec, value: bigint): string {
  return signed(spec, value < 0n, String(value < 0n ? -value : value));
}
function radix(spec: Spec, value: bigint, bits: number): string {
  const hex = spec.conversion.toLowerCase() === "x";
  for (const f of "+ (,") {
    if (spec.flags.includes(f)) throw new FormatterError(`Conversion = ${hex ? "x" : "o"}, Flags = ${f}`);
  }
  const digits = BigInt.asUintN(bits, value).toString(hex ? 16 : 8);
  const prefix = spec.flags.includes("#") ? (hex ? "0x" : "0") : "";
  const zeros = spec.flags.includes("0") ? digits.padStart(spec.width - prefix.length, "0") : digits;
  const text = prefix + zeros;
  return justify(isUpper(spec) ? text.toUpperCase() : text, spec);
}

/** Zeros that fill the width stand between `0x` and the digits. */
function signedHex(spec: Spec, negative: boolean, hex: string): string {
  const flags = spec.flags.replace("0", "");
  const signs = negative || /[+ ]/.test(flags) ? 1 : 0;
  const missing = spec.flags.includes("0") ? Math.max(spec.width - signs - hex.length, 0) : 0;
  return signed({ ...spec, flags }, negative, `0x${"0".repeat(missing)}${hex.slice(2)}`);
}

/** Shortest digits of a positive double and where its point stands: 0.digits * 10^point. */
function shortest(value: number): { digits: string; point: number } {
  if (value === 0) return { digits: "0", point: 1 };
  const text = doubleText(value);
  const [mantissa = "", power = "0"] = text.split("E");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const all = (whole + fraction).replace(/0+$/, "");
  const digits = all.replace(/^0+/, "");
  return { digits, point: whole.length + Number(power) - (all.length - digits.length) };
}
/** Digits kept, half up. */
function halfUp(digits: string, point: number, keep: number): { digits: string; point: number } {
  if (keep >= digits.length) return { digits, point };
  if (keep < 0) return { digits: "", point };
  const up = digits.charCodeAt(keep) >= 53;
  const kept = digits.slice(0, keep);
  if (!up) return { digits: kept, point };
  const sum = String(BigInt(`0${kept}`) + 1n).padStart(keep, "0");
  return { digits: sum, point: sum.length > keep ? point + 1 : point };
}
function fixed(value: number, precision: number): string {
  const found = shortest(value);
  const { digits, point } = halfUp(found.digits, found.point, found.point + precision);
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  const fraction = (point < 0 ? "0".repeat(-point) : "") + digits.slice(Math.max(point, 0));
  return precision === 0 ? whole : `${whole}.${fraction.padEnd(precision, "0").slice(0, precision)}`;
}
function exponential(value: number, precision: number): string {
  const found = shortest(value);
  const { digits, point } = halfUp(found.digits, found.point, precision + 1);
  const all = digits.padEnd(precision + 1, "0").slice(0, precision + 1);
  const power = value === 0 ? 0 : point - 1;
  const exponent = `${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  return `${all[0]}${precision === 0 ? "" : `.${all.slice(1)}`}e${exponent}`;
}

function floating(spec: Spec, kind: string, value: number): string {
  if (!Number.isFinite(value)) {
    const flags = spec.flags.replace(/[0,]/g, "");
    return Number.isNaN(value)
      ? justify(isUpper(spec) ? "NAN" : "NaN", spec)
      : signed({ ...spec, flags }, value < 0, "Infinity");
  }
  const negative = value < 0 || Object.is(value, -0);
  const size = Math.abs(value);
  const precision = spec.precision < 0 ? 6 : spec.precision;
  if (kind === "a") return signedHex(spec, negative, hexReal(size, spec.precision));
  if (kind === "f") return signed(spec, negative, withPoint(spec, fixed(size, precision)));
  if (kind === "e") return signed(spec, negative, withPoint(spec, exponential(size, precision)));
  const digits = precision === 0 ? 1 : precision;
  if (size === 0) return signed(spec, negative, fixed(0, digits - 1));
  const found = shortest(size);
  const { point } = halfUp(found.digits, found.point, digits);
  // Between 10^-4 and 10^precision in plain notation.
  if (point > -4 && point <= digits) return signed(spec, negative, fixed(size, Math.max(digits - point, 0)));
  return signed(spec, negative, exponential(size, digits - 1));
}
function withPoint(spec: Spec, text: string): string {
  if (!spec.flags.includes("#") || text.includes(".")) return text;
  return text.includes("e") ? text.replace("e", ".e") : `${text}.`;
}
