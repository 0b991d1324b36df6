/** JSON text to values of a Spark type, as from_json (and the JSON source) read it. */
import { SparkError } from "../types/spark-error.ts";
import { parseUnits } from "../sql/interval-text.ts";
import type { DataType, StructType } from "../types/data-type.ts";
import type { InternalValue } from "../types/internal-value.ts";
import { encodeVariantJson } from "../types/variant-json.ts";
import { decimalOfText, roundTo } from "./decimal-text.ts";
import { microsOfText, monthsOfText } from "./interval-text.ts";
import { libertiesOf, optionFlag, type TextOptions } from "./json-options.ts";
import { doubleOfJson, type JsonKind, type JsonLiberties, JsonScanner, JsonTextError } from "./json-scanner.ts";
import { MomentTexts } from "./moment-text.ts";

/** A value that is not of the type asked for. */
class FieldError extends Error {}
function mismatch(): never {
  throw new FieldError();
}

type Convert = (scan: JsonScanner, kind: JsonKind) => InternalValue;

export interface JsonReading {
  readonly value: InternalValue;
  /** Something did not fit: the value is partial, or null. */
  readonly bad: boolean;
}

export class JsonReader {
  readonly #liberties: JsonLiberties;
  readonly #moments: MomentTexts;
  readonly #convert: Convert;
  readonly #type: DataType;
  readonly #exact: boolean;
  #bad = false;

  constructor(type: DataType, options: TextOptions, zone: string) {
    this.#exact = optionFlag(options, "exactStrings", false);
    this.#type = type;
    this.#liberties = libertiesOf(options);
    this.#moments = new MomentTexts(options, zone);
    this.#convert = this.#root(type);
  }
  /** The first value of the text. Blank text is no value at all, and not bad. */
  read(text: string): JsonReading {
    this.#bad = false;
    try {
      const scan = new JsonScanner(text, this.#liberties);
      if (scan.atEnd) return { value: null, bad: false };
      const kind = scan.kind();
      const value = this.#convert(scan, kind);
      // Nothing but the value null is no record.
      if (kind === "null" && this.#type.kind !== "variant") return { value: this.#nothing(), bad: true };
      return { value, bad: this.#bad };
    } catch (e) {
      if (e instanceof JsonTextError || e instanceof FieldError) return { value: this.#nothing(), bad: true };
      throw e;
    }
  }
  /** Reads texts of single values; undefined where one does not fit in all its parts. */
  values(type: DataType): (text: string) => InternalValue | undefined {
    const convert = this.#converter(type);
    return (text) => {
      this.#bad = false;
      try {
        const scan = new JsonScanner(text, this.#liberties);
        const value = convert(scan, scan.kind());
        return this.#bad ? undefined : value;
      } catch (e) {
        if (e instanceof JsonTextError || e instanceof FieldError) return undefined;
        throw e;
      }
    };
  }
  /** What a malformed record becomes: a row of nulls, or null. */
  #nothing(): InternalValue {
    return this.#type.kind === "struct" ? this.#type.fields.map(() => null) : null;
  }
  #root(type: DataType): Convert {
    const convert = this.#converter(type);
    if (type.kind === "variant") return (scan) => variantOf(scan);
    // A lone object may stand for an array of one.
    if (type.kind === "array" && type.elementType.kind === "struct") {
      const single = this.#converter(type.elementType);
      return (scan, kind) => (kind === "object" ? [single(scan, kind)] : convert(scan, kind));
    }
    if (type.kind === "struct") return (scan, kind) => convert(scan, kind) ?? this.#nothing();
    return convert;
  }
  #converter(type: DataType): Convert {
    const inner = this.#valueConverter(type);
    return (scan, kind) => {
      if (kind !== "null") return inner(scan, kind);
      scan.word("null");
      return null;
    };
  }
  #valueConverter(type: DataType): Convert {
    switch (type.kind) {
      case "boolean":
        return (scan, kind) => {
          if (kind !== "true" && kind !== "false") return mismatch();
          scan.word(kind);
          return kind === "true";
        };
      case "byte":
      case "short":
      case "integer":
      case "long":
        return integerOf({ byte: 8, short: 16, integer: 32, long: 64 }[type.kind]);
      case "float":
      case "double":
        return realOf(type.kind === "float");
      case "string":
      case "char":
      case "varchar":
        // Of files Spark keeps what is no string as it was written.
        if (this.#exact) return (scan, kind) => (kind === "string" ? scan.string() : written(scan));
        return (scan, kind) => (kind === "string" ? scan.string() : scan.copy());
      case "binary":
        return (scan, kind) => (kind === "string" ? new Uint8Array(Buffer.from(scan.string(), "base64")) : mismatch());
      case "decimal":
        return decimalOf(type.precision, type.scale);
      case "date":
      case "time":
      case "timestamp":
      case "timestamp_ntz":
      case "timestamp_ltz_nanos":
      case "timestamp_ntz_nanos":
        return (scan, kind) => {
          if (kind === "integer" && type.kind === "timestamp") return BigInt(scan.number()) * 1_000_000n;
          return kind === "string" ? (this.#moments.read(nonEmpty(scan.string()), type) ?? mismatch()) : mismatch();
        };
      case "interval":
      case "interval_dt":
      case "interval_ym":
        return (scan, kind) => (kind === "string" ? intervalOf(nonEmpty(scan.string()), type) : mismatch());
      case "array":
        return this.#array(type.elementType);
      case "map":
        return this.#map(type.valueType);
      case "struct":
        return this.#struct(type);
      case "variant":
        return (scan) => variantOf(scan);
      default:
        return (scan) => {
          scan.skip();
          return null;
        };
    }
  }
  #array(elementType: DataType): Convert {
    const element = this.#converter(elementType);
    return (scan, kind) => {
      if (kind !== "array") return mismatch();
      const items: InternalValue[] = [];
      for (let more = scan.firstElement(); more; more = scan.nextElement()) items.push(element(scan, scan.kind()));
      return items;
    };
  }
  #map(valueType: DataType): Convert {
    const value = this.#converter(valueType);
    return (scan, kind) => {
      if (kind !== "object") return mismatch();
      const entries: InternalValue[] = [];
      for (let name = scan.firstName(); name !== null; name = scan.nextName()) {
        entries.push([name, value(scan, scan.kind())]);
      }
      return entries;
    };
  }
  /** A field that does not fit is null, and the others are kept. */
  #struct(type: StructType): Convert {
    const fields = new Map<string, { readonly at: number; readonly convert: Convert }>();
    // Of fields with one name the last has the values.
    type.fields.forEach((f, at) => fields.set(f.name, { at, convert: this.#converter(f.dataType) }));
    const width = type.fields.length;
    return (scan, kind) => {
      if (kind !== "object") return mismatch();
      const row: InternalValue[] = new Array<InternalValue>(width).fill(null);
      for (let name = scan.firstName(); name !== null; name = scan.nextName()) {
        const field = fields.get(name);
        if (field === undefined) {
          scan.skip();
          continue;
        }
        const valueKind = scan.kind();
        const start = scan.at;
        try {
          row[field.at] = field.convert(scan, valueKind);
        } catch (e) {
          if (!(e instanceof FieldError)) throw e;
          this.#bad = true;
          row[field.at] = null;
          scan.at = start;
          scan.skip();
        }
      }
      return row;
    };
  }
}

function written(scan: JsonScanner): string {
  const start = scan.at;
  scan.skip();
  return scan.text.slice(start, scan.at);
}
function nonEmpty(text: string): string {
  return text === "" ? mismatch() : text;
}
function integerOf(bits: number): Convert {
  return (scan, kind) => {
    if (kind !== "integer") return mismatch();
    const text = scan.number();
    if (bits < 64 && text.length < 16) {
      const small = Number(text);
      const limit = 2 ** (bits - 1);
      return small >= -limit && small < limit ? small + 0 : mismatch();
    }
    const value = BigInt(text);
    if (BigInt.asIntN(bits, value) !== value) return mismatch();
    return bits === 64 ? value : Number(value);
  };
}
const SPECIAL_REALS: { readonly [text: string]: number } = {
  NaN: Number.NaN,
  "+INF": Number.POSITIVE_INFINITY,
  INF: Number.POSITIVE_INFINITY,
  "+Infinity": Number.POSITIVE_INFINITY,
  Infinity: Number.POSITIVE_INFINITY,
  "-INF": Number.NEGATIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};
function realOf(single: boolean): Convert {
  return (scan, kind) => {
    if (kind === "string") return SPECIAL_REALS[scan.string()] ?? mismatch();
    if (kind !== "integer" && kind !== "float") return mismatch();
    // The integer -0 has no sign.
    const value = doubleOfJson(scan.number()) + (kind === "integer" ? 0 : -0);
    return single ? Math.fround(value) : value;
  };
}
function decimalOf(precision: number, scale: number): Convert {
  const limit = 10n ** BigInt(precision);
  return (scan, kind) => {
    let text: string;
    if (kind === "string") text = scan.string().replaceAll(",", "");
    else if (kind === "integer" || kind === "float") text = scan.number();
    else return mismatch();
    const found = /^\s|\s$/.test(text) ? undefined : decimalOfText(text);
    if (found === undefined) return mismatch();
    const value = roundTo(found, scale);
    return value < limit && value > -limit ? value : mismatch();
  };
}
function intervalOf(text: string, type: DataType): InternalValue {
  if (type.kind === "interval_dt") return microsOfText(text, type.startField, type.endField) ?? mismatch();
  if (type.kind === "interval_ym") {
    const months = monthsOfText(text, type.startField, type.endField);
    return months === undefined ? mismatch() : Number(months);
  }
  const found = parseUnits(text);
  return found === undefined || "failure" in found ? mismatch() : found.interval;
}
function variantOf(scan: JsonScanner): InternalValue {
  const start = scan.at;
  scan.skip();
  try {
    const { value, metadata } = encodeVariantJson(scan.text.slice(start, scan.at));
    return [value, metadata];
  } catch (e) {
    if (e instanceof SyntaxError || (e instanceof SparkError && e.condition === "VARIANT_DUPLICATE_KEY"))
      return mismatch();
    throw e;
  }
}
