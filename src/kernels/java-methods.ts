/** Static methods of Java's library, as `reflect` calls them, and the kernel that calls one for each row. */
import { Utf8Builder } from "../arrow/builders.ts";
import { doubleText, floatText } from "../types/calendar.ts";
import { unsupported } from "../types/spark-error.ts";
import { Arguments } from "./arguments.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { strictPow } from "./strict-pow.ts";

/** Java throws where a method does. */
class JavaError extends Error {}
type Value = boolean | number | bigint | string;
type Method = (...args: never[]) => Value;

const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;
const asInt = (x: number): number => {
  if (x < -(2 ** 31) || x >= 2 ** 31) throw new JavaError("integer overflow");
  return x;
};
const asLong = (x: bigint): bigint => {
  if (x < LONG_MIN || x > LONG_MAX) throw new JavaError("long overflow");
  return x;
};
const sign = (x: number | bigint): number => (x > 0 ? 1 : x < 0 ? -1 : 0);
function nonZero<T extends number | bigint>(x: T): T {
  if (x === 0 || x === 0n) throw new JavaError("/ by zero");
  return x;
}
const floorDivLong = (a: bigint, b: bigint): bigint => {
  const q = a / nonZero(b);
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q;
};

/** The digits of a number as `Integer.parseInt` reads them. */
function parsed(text: string, radix: number, least: bigint, most: bigint): bigint {
  if (!Number.isInteger(radix) || radix < 2 || radix > 36) throw new JavaError(`radix ${radix}`);
  if (/[^\0-\x7f]/.test(text)) throw unsupported("reflect of numbers in digits beyond ASCII");
  const digits = /^[+-]?([0-9a-z]+)$/i.exec(text)?.[1]?.toLowerCase();
  if (digits === undefined) throw new JavaError(`no number: "${text}"`);
  let value = 0n;
  for (const digit of digits) {
    const d = Number.parseInt(digit, 36);
    if (d >= radix) throw new JavaError(`no number: "${text}"`);
    value = value * BigInt(radix) + BigInt(d);
  }
  if (text.startsWith("-")) value = -value;
  if (value < least || value > most) throw new JavaError(`out of range: "${text}"`);
  return value;
}
const parseInt32 = (text: string, radix = 10): number => Number(parsed(text, radix, -(2n ** 31n), 2n ** 31n - 1n));
const parseInt64 = (text: string, radix = 10): bigint => parsed(text, radix, LONG_MIN, LONG_MAX);
/** Another radix than these is taken for ten. */
const shown = (x: number | bigint, radix = 10): string => x.toString(radix < 2 || radix > 36 ? 10 : radix);
const unsigned = (x: number, radix: number): string => (x >>> 0).toString(radix);
const unsignedLong = (x: bigint, radix: number): string => BigInt.asUintN(64, x).toString(radix);

/** Five groups of hexadecimal digits, of which each keeps its last ones. */
function uuidOf(text: string): string {
  const groups = text.split("-");
  if (text.length > 36 || groups.length !== 5 || !groups.every((g) => /^[0-9a-f]{1,16}$/i.test(g))) {
    throw new JavaError(`no UUID: "${text}"`);
  }
  return groups
    .map((g, i) =>
      g
        .toLowerCase()
        .padStart(12, "0")
        .slice(-([8, 4, 4, 4, 12][i] as number)),
    )
    .join("-");
}

function isUtf8(charset: string): void {
  if (!/^utf-?8$/i.test(charset)) throw unsupported(`reflect of URLs in ${charset}`);
}
function encodedUrl(text: string, charset = "UTF-8"): string {
  isUtf8(charset);
  const kept = encodeURIComponent(text).replaceAll(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return kept.replaceAll("%20", "+");
}
function decodedUrl(text: string, charset = "UTF-8"): string {
  isUtf8(charset);
  return text.replaceAll("+", " ").replaceAll(/(?:%[0-9a-f]{2})+|%/gi, (run) => {
    if (run === "%") throw new JavaError(`an escape is incomplete: "${text}"`);
    return Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8");
  });
}

/** A method without a value gives null, of which the text is shown. */
function holds(condition: boolean): string {
  if (!condition) throw new JavaError("it does not hold");
  return "null";
}

const MATH: { readonly [signature: string]: Method } = {
  "abs(I)": (x: number) => Math.abs(x) | 0,
  "abs(J)": (x: bigint) => BigInt.asIntN(64, x < 0n ? -x : x),
  "abs(F)": (x: number) => Math.abs(x),
  "abs(D)": (x: number) => Math.abs(x),
  "addExact(II)": (a: number, b: number) => asInt(a + b),
  "addExact(JJ)": (a: bigint, b: bigint) => asLong(a + b),
  "ceil(D)": (x: number) => Math.ceil(x),
  "floor(D)": (x: number) => Math.floor(x),
  "floorDiv(II)": (a: number, b: number) => Math.floor(a / nonZero(b)) | 0,
  "floorDiv(JJ)": (a: bigint, b: bigint) => BigInt.asIntN(64, floorDivLong(a, b)),
  "floorMod(II)": (a: number, b: number) => a - Math.floor(a / nonZero(b)) * b,
  "floorMod(JJ)": (a: bigint, b: bigint) => a - floorDivLong(a, b) * b,
  "max(II)": (a: number, b: number) => Math.max(a, b),
  "max(JJ)": (a: bigint, b: bigint) => (a > b ? a : b),
  "max(FF)": (a: number, b: number) => Math.max(a, b),
  "max(DD)": (a: number, b: number) => Math.max(a, b),
  "min(II)": (a: number, b: number) => Math.min(a, b),
  "min(JJ)": (a: bigint, b: bigint) => (a < b ? a : b),
  "min(FF)": (a: number, b: number) => Math.min(a, b),
  "min(DD)": (a: number, b: number) => Math.min(a, b),
  "multiplyExact(II)": (a: number, b: number) => asInt(a * b),
  "multiplyExact(JJ)": (a: bigint, b: bigint) => asLong(a * b),
  "negateExact(I)": (x: number) => asInt(0 - x),
  "negateExact(J)": (x: bigint) => asLong(-x),
  "pow(DD)": strictPow,
  "signum(D)": (x: number) => Math.sign(x),
  "signum(F)": (x: number) => Math.sign(x),
  "sqrt(D)": (x: number) => Math.sqrt(x),
  "subtractExact(II)": (a: number, b: number) => asInt(a - b),
  "subtractExact(JJ)": (a: bigint, b: bigint) => asLong(a - b),
  "toDegrees(D)": (x: number) => x * 57.29577951308232,
  "toRadians(D)": (x: number) => x * 0.017453292519943295,
};
const INTEGER: { readonly [signature: string]: Method } = {
  "compare(II)": (a: number, b: number) => sign(a - b),
  "max(II)": (a: number, b: number) => Math.max(a, b),
  "min(II)": (a: number, b: number) => Math.min(a, b),
  "parseInt(T)": parseInt32,
  "parseInt(TI)": parseInt32,
  "signum(I)": sign,
  "sum(II)": (a: number, b: number) => (a + b) | 0,
  "toBinaryString(I)": (x: number) => unsigned(x, 2),
  "toHexString(I)": (x: number) => unsigned(x, 16),
  "toOctalString(I)": (x: number) => unsigned(x, 8),
  "toString(I)": (x: number) => shown(x),
  "toString(II)": shown,
  "valueOf(I)": (x: number) => x,
  "valueOf(T)": parseInt32,
  "valueOf(TI)": parseInt32,
};
const LONG: { readonly [signature: string]: Method } = {
  "compare(JJ)": (a: bigint, b: bigint) => sign(a - b),
  "max(JJ)": (a: bigint, b: bigint) => (a > b ? a : b),
  "min(JJ)": (a: bigint, b: bigint) => (a < b ? a : b),
  "parseLong(T)": parseInt64,
  "parseLong(TI)": parseInt64,
  "signum(J)": sign,
  "sum(JJ)": (a: bigint, b: bigint) => BigInt.asIntN(64, a + b),
  "toBinaryString(J)": (x: bigint) => unsignedLong(x, 2),
  "toHexString(J)": (x: bigint) => unsignedLong(x, 16),
  "toOctalString(J)": (x: bigint) => unsignedLong(x, 8),
  "toString(J)": (x: bigint) => shown(x),
  "toString(JI)": shown,
  "valueOf(J)": (x: bigint) => x,
  "valueOf(T)": parseInt64,
  "valueOf(TI)": parseInt64,
};
const BOOLEAN: { readonly [signature: string]: Method } = {
  "logicalAnd(ZZ)": (a: boolean, b: boolean) => a && b,
  "logicalOr(ZZ)": (a: boolean, b: boolean) => a || b,
  "logicalXor(ZZ)": (a: boolean, b: boolean) => a !== b,
  "parseBoolean(T)": (text: string) => text.toLowerCase() === "true",
  "toString(Z)": (x: boolean) => String(x),
  "valueOf(T)": (text: string) => text.toLowerCase() === "true",
  "valueOf(Z)": (x: boolean) => x,
};
const itself = (x: Value): Value => x;

/** By class, by name and types of the arguments: Z boolean, B byte, S short, I int, J long, F float, D double, T string. */
export const JAVA_METHODS: { readonly [className: string]: { readonly [signature: string]: Method } } = {
  "java.lang.Boolean": BOOLEAN,
  "java.lang.Integer": INTEGER,
  "java.lang.Long": LONG,
  "java.lang.Math": MATH,
  "java.lang.String": Object.fromEntries([..."ZBSIJFDT"].map((type) => [`valueOf(${type})`, itself])),
  "java.net.URLDecoder": { "decode(T)": decodedUrl, "decode(TT)": decodedUrl },
  "java.net.URLEncoder": { "encode(T)": encodedUrl, "encode(TT)": encodedUrl },
  "java.util.UUID": { "fromString(T)": uuidOf },
  "scala.Predef": { "assert(Z)": holds, "require(Z)": holds },
};

export interface JavaMethodOptions {
  readonly className: string;
  readonly signature: string;
  /** Of each argument. */
  readonly types: string;
  /** What fails is null. */
  readonly lenient: boolean;
}
/** Methods whose numbers are doubles, or floats where they are given floats. */
const FRACTIONS = new Set("abs ceil floor max min pow signum sqrt toDegrees toRadians valueOf".split(" "));

const javaMethod: Kernel = (columns, options, rows) => {
  const { className, signature, types, lenient } = options as JavaMethodOptions;
  const method = JAVA_METHODS[className]?.[signature] as ((...args: Value[]) => Value) | undefined;
  if (method === undefined) throw new TypeError(`there is no ${className}.${signature}`);
  const args = new Arguments(columns, options);
  const readers = [...types].map((type, i) => reader(type, args, i));
  const fraction = FRACTIONS.has(signature.slice(0, signature.indexOf("("))) ? types[0] : undefined;
  const show = fraction === "D" ? doubleText : fraction === "F" ? floatText : String;
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const given = readers.map((read) => read(row));
    try {
      if (!given.every((value) => value !== null)) throw new JavaError("an argument is null");
      out.appendString((show as (value: Value) => string)(method(...given)));
    } catch (error) {
      if (!(error instanceof JavaError)) throw error;
      if (!lenient) throw new KernelError(null, {}, { message: `${className}.${signature} failed: ${error.message}` });
      out.appendNull();
    }
  }
  return out.finish();
};
function reader(type: string, args: Arguments, i: number): (row: number) => Value | null {
  switch (type) {
    case "T": {
      const text = args.text(i);
      return (row) => text.get(row);
    }
    case "Z": {
      const flag = args.boolean(i);
      return (row) => flag.get(row);
    }
    case "J": {
      const number = args.long(i);
      return (row) => number.get(row);
    }
    default: {
      const number = args.number(i);
      return (row) => number.get(row);
    }
  }
}

export const javaKernels: { readonly [name: string]: Kernel } = { java_method: javaMethod };
