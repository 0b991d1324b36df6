/** The variant binary format to values and to JSON text. */
import { SparkRuntimeException } from "./spark-error.ts";
import { doubleText, floatText } from "./calendar.ts";
import { temporal } from "./temporal.ts";
import { civilFromDays, floorDiv } from "./temporal-value.ts";
import { BASIC, PRIMITIVE, type VariantNode } from "./variant-format.ts";
import { malformedVariant, VariantView } from "./variant-view.ts";

/** The value at a place as a tree. */
export function nodeAt(view: VariantView, at: number): VariantNode {
  const first = view.first(at);
  switch (first & 3) {
    case BASIC.shortString:
      return { kind: "string", value: view.text(at + 1, view.endOf(at)) };
    case BASIC.object: {
      view.openObject(at);
      const { count, ids, idSize, offsets, offsetSize, content } = view;
      const entries: (readonly [string, VariantNode])[] = [];
      for (let i = 0; i < count; i++) {
        const key = view.key(view.uint(ids + i * idSize, idSize));
        entries.push([key, nodeAt(view, content + view.uint(offsets + i * offsetSize, offsetSize))]);
      }
      return { kind: "object", entries };
    }
    case BASIC.array: {
      view.openArray(at);
      const { count, offsets, offsetSize, content } = view;
      const elements: VariantNode[] = [];
      for (let i = 0; i < count; i++) {
        elements.push(nodeAt(view, content + view.uint(offsets + i * offsetSize, offsetSize)));
      }
      return { kind: "array", elements };
    }
    default:
      return primitive(view, first >> 2, at + 1, view.endOf(at));
  }
}
/** Throws where the value at a place is malformed. */
export function checkVariant(view: VariantView, at: number): void {
  const basic = view.first(at) & 3;
  if (basic !== BASIC.object && basic !== BASIC.array) {
    view.endOf(at);
    return;
  }
  const isObject = basic === BASIC.object;
  if (isObject) view.openObject(at);
  else view.openArray(at);
  const { count, ids, idSize, offsets, offsetSize, content } = view;
  for (let i = 0; i < count; i++) {
    if (isObject) view.key(view.uint(ids + i * idSize, idSize));
    checkVariant(view, content + view.uint(offsets + i * offsetSize, offsetSize));
  }
}
/** Where a path of keys and indices leads to, without reading what is beside it; -1: nowhere. */
export function placeInVariant(view: VariantView, path: readonly (string | number)[]): number {
  let at = view.start;
  for (const segment of path) {
    at = typeof segment === "number" ? elementAt(view, at, segment) : fieldAt(view, at, segment);
    if (at < 0) return -1;
  }
  return at;
}
function fieldAt(view: VariantView, at: number, name: string): number {
  if ((view.first(at) & 3) !== BASIC.object) return -1;
  view.openObject(at);
  const { count, ids, idSize, offsets, offsetSize, content } = view;
  for (let i = 0; i < count; i++) {
    if (view.key(view.uint(ids + i * idSize, idSize)) !== name) continue;
    return content + view.uint(offsets + i * offsetSize, offsetSize);
  }
  return -1;
}
function elementAt(view: VariantView, at: number, index: number): number {
  if ((view.first(at) & 3) !== BASIC.array) return -1;
  view.openArray(at);
  const { count, offsets, offsetSize, content } = view;
  return index >= count ? -1 : content + view.uint(offsets + index * offsetSize, offsetSize);
}

function primitive(view: VariantView, id: number, start: number, end: number): VariantNode {
  const { memory } = view;
  const at = view.base + start;
  switch (id) {
    case PRIMITIVE.null:
      return { kind: "null" };
    case PRIMITIVE.true:
    case PRIMITIVE.false:
      return { kind: "boolean", value: id === PRIMITIVE.true };
    case PRIMITIVE.int8:
      return { kind: "long", value: BigInt(memory.getInt8(at)) };
    case PRIMITIVE.int16:
      return { kind: "long", value: BigInt(memory.getInt16(at, true)) };
    case PRIMITIVE.int32:
      return { kind: "long", value: BigInt(memory.getInt32(at, true)) };
    case PRIMITIVE.int64:
      return { kind: "long", value: memory.getBigInt64(at, true) };
    case PRIMITIVE.double:
      return { kind: "double", value: memory.getFloat64(at, true) };
    case PRIMITIVE.float:
      return { kind: "float", value: memory.getFloat32(at, true) };
    case PRIMITIVE.decimal4:
      return { kind: "decimal", scale: memory.getUint8(at), unscaled: BigInt(memory.getInt32(at + 1, true)) };
    case PRIMITIVE.decimal8:
      return { kind: "decimal", scale: memory.getUint8(at), unscaled: memory.getBigInt64(at + 1, true) };
    case PRIMITIVE.decimal16: {
      const unscaled = (memory.getBigInt64(at + 9, true) << 64n) | memory.getBigUint64(at + 1, true);
      return { kind: "decimal", scale: memory.getUint8(at), unscaled };
    }
    case PRIMITIVE.date:
      return { kind: "date", days: memory.getInt32(at, true) };
    case PRIMITIVE.timestamp:
    case PRIMITIVE.timestampNtz: {
      const kind = id === PRIMITIVE.timestamp ? "timestamp" : "timestamp_ntz";
      return { kind, micros: memory.getBigInt64(at, true), nanos: 0 };
    }
    case PRIMITIVE.timestampNanos:
    case PRIMITIVE.timestampNtzNanos: {
      const kind = id === PRIMITIVE.timestampNanos ? "timestamp" : "timestamp_ntz";
      const value = memory.getBigInt64(at, true);
      const micros = floorDiv(value, 1000n);
      return { kind, micros, nanos: Number(value - micros * 1000n) };
    }
    case PRIMITIVE.time:
      return { kind: "time", micros: memory.getBigInt64(at, true) };
    case PRIMITIVE.binary:
      return { kind: "binary", value: view.bytes.subarray(start + 4, end) };
    case PRIMITIVE.string:
      return { kind: "string", value: view.text(start + 4, end) };
    case PRIMITIVE.uuid: {
      const hex = Array.from(view.bytes.subarray(start, end), (byte) => byte.toString(16).padStart(2, "0")).join("");
      return { kind: "uuid", value: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-") };
    }
    default:
      throw new SparkRuntimeException("UNKNOWN_PRIMITIVE_TYPE_IN_VARIANT", { id: String(id) });
  }
}

const VIEW = new VariantView();
/** The whole value as a tree. */
export function readVariant(value: Uint8Array, metadata: Uint8Array): VariantNode {
  return intact(() => nodeAt(VIEW.set(value, 0, value.length).setDictionary(metadata, 0, metadata.length), 0));
}
/** A value that is nested too deeply, or whose numbers lead out of memory, is malformed. */
export function intact<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw malformedVariant(error);
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
      const text = node.kind === "double" ? doubleText(node.value) : floatText(node.value);
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
export function jsonString(text: string): string {
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
