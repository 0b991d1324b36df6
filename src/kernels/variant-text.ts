/** Variants as JSON text, made of their bytes. */
import type { BytesBuilder } from "../arrow/builders.ts";
import { jsonString, nodeAt, variantToJson } from "../types/variant-codec.ts";
import { BASIC, PRIMITIVE } from "../types/variant-format.ts";
import type { VariantView } from "../types/variant-view.ts";
import { isAsciiWithin, memoized } from "./arguments.ts";
import { JsonBytes } from "./json-bytes.ts";

const ENCODER = new TextEncoder();
const COMMA = 44;
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125] as const;

/** Appends a value as `to_json` writes it; null is JSON's null. */
export function jsonAppender(zone: string, out: BytesBuilder): (view: VariantView, at: number) => void {
  const writer = new VariantJsonWriter(zone);
  return (view, at) => {
    writer.write(view, at);
    out.append(writer.out.bytes, 0, writer.out.used);
  };
}
/**
 * Appends a value as a cast to STRING gives it, where that is its text or its JSON; false where it takes another way.
 */
export function textAppender(zone: string, out: BytesBuilder): (view: VariantView, at: number) => boolean {
  const json = jsonAppender(zone, out);
  return (view, at) => {
    const first = view.first(at);
    const isShort = (first & 3) === BASIC.shortString;
    if (isShort || first === PRIMITIVE.string << 2) {
      const [start, end] = [at + (isShort ? 1 : 5), view.endOf(at)];
      // What is no UTF-8 must not get into a column of strings.
      if (isAsciiWithin(view.bytes, start, end)) out.append(view.bytes, start, end);
      else out.appendString(view.text(start, end));
      return true;
    }
    if ((first & 3) === BASIC.primitive && !INTEGERS.includes(first >> 2)) return false;
    json(view, at);
    return true;
  };
}
const INTEGERS: readonly number[] = [PRIMITIVE.int8, PRIMITIVE.int16, PRIMITIVE.int32, PRIMITIVE.int64];
/** Writes values as `to_json` does, each from the start of its buffer. */
class VariantJsonWriter {
  readonly out: JsonBytes = new JsonBytes();
  readonly #zone: string;
  readonly #key: (key: string) => Uint8Array = memoized((key) => ENCODER.encode(`${jsonString(key)}:`));
  constructor(zone: string) {
    this.#zone = zone;
  }
  write(view: VariantView, at: number): void {
    this.out.used = 0;
    this.#value(view, at);
  }
  #value(view: VariantView, at: number): void {
    const first = view.first(at);
    switch (first & 3) {
      case BASIC.shortString:
        return this.out.string(view.bytes, at + 1, view.endOf(at), false);
      case BASIC.object: {
        view.openObject(at);
        const { count, ids, idSize, offsets, offsetSize, content } = view;
        this.out.byte(OPEN_OBJECT);
        for (let i = 0; i < count; i++) {
          if (i > 0) this.out.byte(COMMA);
          const key = this.#key(view.key(view.uint(ids + i * idSize, idSize)));
          this.out.raw(key);
          this.#value(view, content + view.uint(offsets + i * offsetSize, offsetSize));
        }
        return this.out.byte(CLOSE_OBJECT);
      }
      case BASIC.array: {
        view.openArray(at);
        const { count, offsets, offsetSize, content } = view;
        this.out.byte(OPEN_ARRAY);
        for (let i = 0; i < count; i++) {
          if (i > 0) this.out.byte(COMMA);
          this.#value(view, content + view.uint(offsets + i * offsetSize, offsetSize));
        }
        return this.out.byte(CLOSE_ARRAY);
      }
      default:
        return this.#primitive(view, first >> 2, at);
    }
  }
  #primitive(view: VariantView, id: number, at: number): void {
    const end = view.endOf(at);
    const { bytes } = view;
    switch (id) {
      case PRIMITIVE.int8:
        return this.out.integer((bytes[at + 1]! << 24) >> 24);
      case PRIMITIVE.int16:
        return this.out.integer(bytes[at + 1]! | ((bytes[at + 2]! << 24) >> 16));
      case PRIMITIVE.int32:
        return this.out.integer(
          bytes[at + 1]! | (bytes[at + 2]! << 8) | (bytes[at + 3]! << 16) | (bytes[at + 4]! << 24),
        );
      case PRIMITIVE.string:
        return this.out.string(view.bytes, at + 5, end, false);
      default:
        return this.out.text(variantToJson(nodeAt(view, at), this.#zone));
    }
  }
}
