/** The variant binary format to values and to JSON text. */
import { SparkRuntimeException } from "./spark-error.ts";
import { javaDouble, javaFloat } from "./java-number.ts";
import { temporal } from "./temporal.ts";
import { civilFromDays, floorDiv } from "./temporal-value.ts";
import { BASIC, PRIMITIVE, VERSION, type VariantNode } from "./variant-format.ts";

const TEXT = new TextDecoder();

function malformed(cause?: unknown): SparkRuntimeException {
  return new SparkRuntimeException("MALFORMED_VARIANT", {}, cause === undefined ? {} : { cause });
}

/** The keys of a dictionary, each decoded when it is first asked for. */
class Dictionary {
  readonly bytes: Uint8Array;
  readonly #offsetSize: number;
  readonly #count: number;
  readonly #keys: (string | undefined)[] = [];
  constructor(metadata: Uint8Array) {
    this.bytes = metadata.slice();
    const header = metadata[0] ?? 0;
    if ((header & 0x0f) !== VERSION) throw malformed();
    this.#offsetSize = (header >> 6) + 1;
    this.#count = uint(metadata, 1, this.#offsetSize);
  }
  isOf(metadata: Uint8Array): boolean {
    const { bytes } = this;
    if (bytes.length !== metadata.length) return false;
    for (let i = 0; i < bytes.length; i++) if (bytes[i] !== metadata[i]) return false;
    return true;
  }
  key(id: number): string {
    return (this.#keys[id] ??= this.#read(id));
  }
  #read(id: number): string {
    const size = this.#offsetSize;
    if (id >= this.#count) throw malformed();
    const at = 1 + size + id * size;
    const strings = 1 + size * (this.#count + 2);
    const start = uint(this.bytes, at, size);
    const end = uint(this.bytes, at + size, size);
    return TEXT.decode(this.bytes.subarray(strings + start, strings + end));
  }
}
/** The values of a column mostly have the same keys, and stand in one buffer. */
let lastDictionary: Dictionary | undefined;
let lastBuffer: Buffer = Buffer.alloc(0);

class Reader {
  readonly #bytes: Uint8Array;
  #dataView: DataView | undefined;
  readonly #dictionary: Dictionary;

  constructor(value: Uint8Array, metadata: Uint8Array) {
    this.#bytes = value;
    if (lastDictionary?.isOf(metadata) !== true) lastDictionary = new Dictionary(metadata);
    this.#dictionary = lastDictionary;
  }
  get #view(): DataView {
    const { buffer, byteOffset, byteLength } = this.#bytes;
    return (this.#dataView ??= new DataView(buffer, byteOffset, byteLength));
  }

  key(id: number): string {
    return this.#dictionary.key(id);
  }

  /** What stands at a path of keys and indices below the value, without reading what is beside it; null: nothing. */
  find(path: readonly (string | number)[]): VariantNode | null {
    let at: number | null = 0;
    for (const segment of path) {
      at = typeof segment === "number" ? this.#element(at, segment) : this.#field(at, segment);
      if (at === null) return null;
    }
    return this.node(at);
  }
  #field(at: number, name: string): number | null {
    const first = this.#bytes[at] ?? 0;
    if ((first & 3) !== BASIC.object) return null;
    const { count, idSize, offsetSize, ids } = this.#object(at, first >> 2);
    const offsets = ids + count * idSize;
    for (let i = 0; i < count; i++) {
      if (this.key(uint(this.#bytes, ids + i * idSize, idSize)) !== name) continue;
      return offsets + (count + 1) * offsetSize + uint(this.#bytes, offsets + i * offsetSize, offsetSize);
    }
    return null;
  }
  #element(at: number, index: number): number | null {
    const first = this.#bytes[at] ?? 0;
    if ((first & 3) !== BASIC.array) return null;
    const { count, offsetSize, offsets } = this.#array(at, first >> 2);
    if (index >= count) return null;
    return offsets + (count + 1) * offsetSize + uint(this.#bytes, offsets + index * offsetSize, offsetSize);
  }
  #array(at: number, info: number): { count: number; offsetSize: number; offsets: number } {
    const sizeBytes = (info & 4) === 0 ? 1 : 4;
    return {
      count: uint(this.#bytes, at + 1, sizeBytes),
      offsetSize: (info & 3) + 1,
      offsets: at + 1 + sizeBytes,
    };
  }

  node(at: number): VariantNode {
    const first = this.#bytes[at];
    if (first === undefined) throw malformed();
    const info = first >> 2;
    switch (first & 3) {
      case BASIC.shortString:
        return { kind: "string", value: this.#text(at + 1, info) };
      case BASIC.object: {
        const { count, idSize, offsetSize, ids } = this.#object(at, info);
        const offsets = ids + count * idSize;
        const data = offsets + (count + 1) * offsetSize;
        const entries: (readonly [string, VariantNode])[] = [];
        for (let i = 0; i < count; i++) {
          const key = this.key(uint(this.#bytes, ids + i * idSize, idSize));
          entries.push([key, this.node(data + uint(this.#bytes, offsets + i * offsetSize, offsetSize))]);
        }
        return { kind: "object", entries };
      }
      case BASIC.array: {
        const { count, offsetSize, offsets } = this.#array(at, info);
        const data = offsets + (count + 1) * offsetSize;
        const elements: VariantNode[] = [];
        for (let i = 0; i < count; i++) {
          elements.push(this.node(data + uint(this.#bytes, offsets + i * offsetSize, offsetSize)));
        }
        return { kind: "array", elements };
      }
      default:
        return this.#primitive(info, at + 1);
    }
  }

  #object(at: number, info: number): { count: number; idSize: number; offsetSize: number; ids: number } {
    const sizeBytes = (info & 16) === 0 ? 1 : 4;
    return {
      count: uint(this.#bytes, at + 1, sizeBytes),
      idSize: ((info >> 2) & 3) + 1,
      offsetSize: (info & 3) + 1,
      ids: at + 1 + sizeBytes,
    };
  }

  #text(start: number, length: number): string {
    const { buffer, byteOffset } = this.#bytes;
    if (start + length > this.#bytes.length) throw malformed();
    if (lastBuffer.buffer !== buffer) lastBuffer = Buffer.from(buffer);
    return lastBuffer.toString("utf8", byteOffset + start, byteOffset + start + length);
  }
  #slice(start: number, length: number): Uint8Array {
    if (start + length > this.#bytes.length) throw malformed();
    return this.#bytes.subarray(start, start + length);
  }
  #primitive(id: number, at: number): VariantNode {
    const view = this.#view;
    switch (id) {
      case PRIMITIVE.null:
        return { kind: "null" };
      case PRIMITIVE.true:
      case PRIMITIVE.false:
        return { kind: "boolean", value: id === PRIMITIVE.true };
      case PRIMITIVE.int8:
        return { kind: "long", value: BigInt(view.getInt8(at)) };
      case PRIMITIVE.int16:
        return { kind: "long", value: BigInt(view.getInt16(at, true)) };
      case PRIMITIVE.int32:
        return { kind: "long", value: BigInt(view.getInt32(at, true)) };
      case PRIMITIVE.int64:
        return { kind: "long", value: view.getBigInt64(at, true) };
      case PRIMITIVE.double:
        return { kind: "double", value: view.getFloat64(at, true) };
      case PRIMITIVE.float:
        return { kind: "float", value: view.getFloat32(at, true) };
      case PRIMITIVE.decimal4:
        return { kind: "decimal", scale: view.getUint8(at), unscaled: BigInt(view.getInt32(at + 1, true)) };
      case PRIMITIVE.decimal8:
        return { kind: "decimal", scale: view.getUint8(at), unscaled: view.getBigInt64(at + 1, true) };
      case PRIMITIVE.decimal16: {
        const unscaled = (view.getBigInt64(at + 9, true) << 64n) | view.getBigUint64(at + 1, true);
        return { kind: "decimal", scale: view.getUint8(at), unscaled };
      }
      case PRIMITIVE.date:
        return { kind: "date", days: view.getInt32(at, true) };
      case PRIMITIVE.timestamp:
      case PRIMITIVE.timestampNtz: {
        const kind = id === PRIMITIVE.timestamp ? "timestamp" : "timestamp_ntz";
        return { kind, micros: view.getBigInt64(at, true), nanos: 0 };
      }
      case PRIMITIVE.timestampNanos:
      case PRIMITIVE.timestampNtzNanos: {
        const kind = id === PRIMITIVE.timestampNanos ? "timestamp" : "timestamp_ntz";
        const value = view.getBigInt64(at, true);
        const micros = floorDiv(value, 1000n);
        return { kind, micros, nanos: Number(value - micros * 1000n) };
      }
      case PRIMITIVE.time:
        return { kind: "time", micros: view.getBigInt64(at, true) };
      case PRIMITIVE.binary:
        return { kind: "binary", value: this.#slice(at + 4, view.getUint32(at, true)) };
      case PRIMITIVE.string:
        return { kind: "string", value: this.#text(at + 4, view.getUint32(at, true)) };
      case PRIMITIVE.uuid: {
        const hex = Array.from(this.#slice(at, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
        return { kind: "uuid", value: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-") };
      }
      default:
        throw new SparkRuntimeException("UNKNOWN_PRIMITIVE_TYPE_IN_VARIANT", { id: String(id) });
    }
  }
}

function uint(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = size - 1; i >= 0; i--) {
    const byte = bytes[at + i];
    if (byte === undefined) throw malformed();
    value = value * 256 + byte;
  }
  return value;
}

/** The whole value as a tree. */
export function readVariant(value: Uint8Array, metadata: Uint8Array): VariantNode {
  try {
    return new Reader(value, metadata).node(0);
  } catch (error) {
    if (error instanceof RangeError) throw malformed(error);
    throw error;
  }
}

/** What stands at a path of keys and indices; null where there is nothing. */
export function findInVariant(
  value: Uint8Array,
  metadata: Uint8Array,
  path: readonly (string | number)[],
): VariantNode | null {
  try {
    return new Reader(value, metadata).find(path);
  } catch (error) {
    if (error instanceof RangeError) throw malformed(error);
    throw error;
  }
}

/** The value as Spark's `to_json` writes it, with timestamps in `timeZone`. */
export function decodeVariant(value: Uint8Array, metadata: Uint8Array, timeZone = "UTC"): string {
  return variantToJson(readVariant(value, metadata), timeZone);
}

export function variantToJson(node: VariantNode, timeZone = "UTC"): string {
  switch (node.kind) {
    case "null":
      return "null";
    case "boolean":
      return String(node.value);
    case "long":
      return node.value.toString();
    case "double":
    case "float": {
      const text = node.kind === "double" ? javaDouble(node.value) : javaFloat(node.value);
      return Number.isFinite(node.value) ? text : `"${text}"`;
    }
    case "decimal":
      return decimalText(node.unscaled, node.scale);
    case "string":
      return jsonString(node.value);
    case "binary":
      return `"${Buffer.from(node.value).toString("base64")}"`;
    case "date":
      return `"${dateText(node.days)}"`;
    case "timestamp":
    case "timestamp_ntz":
      return `"${timestampText(node, timeZone)}"`;
    case "time":
      return `"${clockText(node.micros, 0, true)}"`;
    case "uuid":
      return `"${node.value}"`;
    case "array":
      return `[${node.elements.map((element) => variantToJson(element, timeZone)).join(",")}]`;
    case "object":
      return `{${node.entries.map(([key, v]) => `${jsonString(key)}:${variantToJson(v, timeZone)}`).join(",")}}`;
  }
}

/** JSON.stringify writes control characters in lower-case hex, Jackson in upper case. */
function jsonString(text: string): string {
  return JSON.stringify(text).replace(/\\u00[01][0-9a-f]/g, (code) => `\\u${code.slice(2).toUpperCase()}`);
}

/** Plain notation without trailing zeros. */
export function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? "-" : "";
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, "");
  return `${sign}${whole}${scale === 0 || fraction === "" ? "" : `.${fraction}`}`;
}

const two = (n: number | bigint): string => String(n).padStart(2, "0");

function dateText(days: number): string {
  const { year, month, day } = civilFromDays(days);
  const digits = String(Math.abs(year)).padStart(4, "0");
  return `${year > 9999 ? "+" : year < 0 ? "-" : ""}${digits}-${two(month)}-${two(day)}`;
}

function clockText(micros: bigint, nanos: number, fullSeconds: boolean): string {
  const seconds = micros / 1_000_000n;
  const digits =
    (micros % 1_000_000n).toString().padStart(6, "0") + (nanos === 0 ? "" : String(nanos).padStart(3, "0"));
  const fraction = digits.replace(/0+$/, "");
  const clock = `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}${fullSeconds ? `:${two(seconds % 60n)}` : ""}`;
  return fraction === "" ? clock : `${clock}.${fraction}`;
}

function timestampText(
  node: { readonly kind: "timestamp" | "timestamp_ntz"; readonly micros: bigint; readonly nanos: number },
  timeZone: string,
): string {
  let offset = "";
  let shift = 0n;
  if (node.kind === "timestamp") {
    offset = "+00:00";
    if (timeZone !== "UTC") {
      const instant = new (temporal().Instant)(node.micros * 1000n);
      const zoned = instant.toZonedDateTimeISO(timeZone);
      shift = BigInt(zoned.offsetNanoseconds) / 1000n;
      offset = zoned.offset.slice(0, 6);
    }
  }
  const local = node.micros + shift;
  const days = floorDiv(local, 86_400_000_000n);
  return `${dateText(Number(days))} ${clockText(local - days * 86_400_000_000n, node.nanos, true)}${offset}`;
}
