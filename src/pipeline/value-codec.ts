/**
 * JavaScript values as text and back, nothing lost: `1` and `"1"`, `0` and `-0`, `null` and `undefined`, `1` and `1n`
 * stay apart. What has no text (functions, objects of classes, promises) is refused by name.
 */
import { Decimal } from "../types/decimal.ts";
import { Temporal, tagOf } from "../types/temporal.ts";
import { PipelineError } from "./pipeline-error.ts";

/** JSON in which a list is always a tag and its parts. */
export type Encoded = null | boolean | number | string | readonly Encoded[];

const TYPED_ARRAYS = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;
type TypedName = keyof typeof TYPED_ARRAYS;

const TEMPORAL = {
  Instant: (text: string) => Temporal.Instant.from(text),
  PlainDate: (text: string) => Temporal.PlainDate.from(text),
  PlainTime: (text: string) => Temporal.PlainTime.from(text),
  PlainDateTime: (text: string) => Temporal.PlainDateTime.from(text),
  Duration: (text: string) => Temporal.Duration.from(text),
} as const;
type TemporalName = keyof typeof TEMPORAL;

interface Walk {
  /** Where the value is: ``input `docs`[3].text``. */
  readonly place: string;
  /** Objects around it, which it may not refer to. */
  readonly around: readonly object[];
  /** Are an object's members put in the order of their names, so that equal objects have equal texts? */
  readonly sorted: boolean;
}

/** @throws PipelineError with `PIPELINE_VALUE_NOT_CACHEABLE`, naming the value and where it is */
export function encodeValue(value: unknown, place: string, sorted = false): Encoded {
  return encode(value, { place, around: [], sorted });
}

function encode(value: unknown, walk: Walk): Encoded {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (Object.is(value, -0)) return ["number", "-0"];
      return Number.isFinite(value) ? value : ["number", String(value)];
    case "undefined":
      return ["undefined"];
    case "bigint":
      return ["bigint", String(value)];
    case "object":
      return value === null ? null : encodeObject(value, walk);
    case "function":
      return refuse(`the function ${value.name || "without a name"}`, walk);
    case "symbol":
      return refuse(String(value), walk);
  }
}

function encodeObject(value: object, walk: Walk): Encoded {
  if (walk.around.includes(value)) return refuse("an object that contains itself", walk);
  const around = [...walk.around, value];
  const at = (place: string): Walk => ({ ...walk, place: walk.place + place, around });
  if (Array.isArray(value)) {
    return ["list", ...Array.from(value as unknown[], (item, i) => encode(item, at(`[${i}]`)))];
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    const entries = Object.entries(value);
    if (walk.sorted) entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return ["object", ...entries.flatMap(([key, member]): Encoded[] => [key, encode(member, at(`.${key}`))])];
  }
  if (value instanceof Date) return ["date", encode(value.getTime(), walk)];
  if (value instanceof Map) {
    const entries = [...value].map(([k, v], i): Encoded[] => [
      encode(k, at(` key ${i}`)),
      encode(v, at(` value ${i}`)),
    ]);
    return ["map", ...entries.flat()];
  }
  if (value instanceof Set) return ["set", ...[...value].map((item, i) => encode(item, at(` item ${i}`)))];
  if (value instanceof ArrayBuffer) return ["ArrayBuffer", Buffer.from(value).toString("base64")];
  const name = value.constructor.name;
  if (ArrayBuffer.isView(value) && name in TYPED_ARRAYS) {
    return [name, Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64")];
  }
  if (Decimal.isDecimal(value)) return ["Decimal", value.toString()];
  const temporal = /^Temporal\.(\w+)$/.exec(tagOf(value))?.[1];
  if (temporal !== undefined && temporal in TEMPORAL) return [temporal, String(value)];
  return refuse(`an object of class ${name}`, walk);
}

function refuse(value: string, { place }: Walk): never {
  throw new PipelineError("PIPELINE_VALUE_NOT_CACHEABLE", { value, place });
}

/** @throws TypeError where the text was not made by `encodeValue` */
export function decodeValue(encoded: Encoded): unknown {
  if (encoded === null || typeof encoded !== "object") return encoded;
  const [tag, ...parts] = encoded;
  const text = parts[0];
  switch (tag) {
    case "list":
      return parts.map(decodeValue);
    case "object":
      return Object.fromEntries(pairs(parts).map(([key, value]) => [String(key), value]));
    case "map":
      return new Map(pairs(parts));
    case "set":
      return new Set(parts.map(decodeValue));
    case "undefined":
      return undefined;
    case "number":
      return Number(text);
    case "bigint":
      return BigInt(text as string);
    case "date":
      return new Date(decodeValue(text ?? null) as number);
    case "Decimal":
      return new Decimal(text as string);
    case "ArrayBuffer":
      return bytesOf(text).buffer;
    default:
      break;
  }
  if (typeof tag === "string" && tag in TYPED_ARRAYS) return new TYPED_ARRAYS[tag as TypedName](bytesOf(text).buffer);
  if (typeof tag === "string" && tag in TEMPORAL) return TEMPORAL[tag as TemporalName](text as string);
  throw new TypeError(`unknown tag ${String(tag)}`);
}

function pairs(parts: readonly Encoded[]): [unknown, unknown][] {
  return Array.from({ length: parts.length / 2 }, (_, i) => [
    decodeValue(parts[2 * i] ?? null),
    decodeValue(parts[2 * i + 1] ?? null),
  ]);
}

/** A copy with a buffer of its own. */
const bytesOf = (text: Encoded | undefined): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(text as string, "base64"));
