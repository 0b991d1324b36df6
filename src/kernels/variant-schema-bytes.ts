/** The names of variants' types, made of their bytes. */
import { nodeAt } from "../types/variant-codec.ts";
import { BASIC, PRIMITIVE } from "../types/variant-format.ts";
import type { VariantView } from "../types/variant-view.ts";
import { memoized } from "./arguments.ts";
import { JsonBytes } from "./json-bytes.ts";
import { quotedName, schemaOfNode, schemaText } from "./variant-schema.ts";

const [COMMA, SPACE, LESS, GREATER] = [44, 32, 60, 62] as const;
const STRING: Uint8Array = Buffer.from("STRING");
const VOID: Uint8Array = Buffer.from("VOID");
const OBJECT: Uint8Array = Buffer.from("OBJECT");
const ARRAY: Uint8Array = Buffer.from("ARRAY");

/** By the first byte of a value; undefined for containers, and for primitives whose name takes a look at the value. */
const NAMES: (Uint8Array | undefined)[] = Array.from({ length: 256 }, (_, first) =>
  (first & 3) === BASIC.shortString ? STRING : undefined,
);
for (const [name, ids] of Object.entries({
  VOID: [PRIMITIVE.null],
  BOOLEAN: [PRIMITIVE.true, PRIMITIVE.false],
  BIGINT: [PRIMITIVE.int8, PRIMITIVE.int16, PRIMITIVE.int32, PRIMITIVE.int64],
  DOUBLE: [PRIMITIVE.double],
  FLOAT: [PRIMITIVE.float],
  STRING: [PRIMITIVE.string],
})) {
  const bytes = name === "VOID" ? VOID : name === "STRING" ? STRING : Buffer.from(name);
  for (const id of ids) NAMES[id << 2] = bytes;
}

/** Writes the type of a value as `schema_of_variant` names it, each from the start of its buffer. */
export class VariantSchemaBytes {
  readonly out: JsonBytes = new JsonBytes();
  readonly #field: (key: string) => Uint8Array = memoized((key) => Buffer.from(`${quotedName(key)}: `));
  write(view: VariantView): void {
    this.out.used = 0;
    this.#value(view, view.start);
  }
  #value(view: VariantView, at: number): void {
    const first = view.first(at);
    const name = NAMES[first];
    if (name !== undefined) {
      view.endOf(at);
      return this.out.raw(name);
    }
    const { out } = this;
    const { used } = out;
    const kind = first & 3;
    if (kind === BASIC.object && this.#object(view, at)) return;
    if (kind === BASIC.array && this.#array(view, at)) return;
    if (kind === BASIC.primitive) view.endOf(at);
    out.used = used;
    out.text(schemaText(schemaOfNode(nodeAt(view, at))));
  }
  /** False where the fields are not in the order of their names. */
  #object(view: VariantView, at: number): boolean {
    const { out } = this;
    view.openObject(at);
    const { count, ids, idSize, offsets, offsetSize, content } = view;
    out.raw(OBJECT);
    out.byte(LESS);
    let before: string | undefined;
    for (let i = 0; i < count; i++) {
      const key = view.key(view.uint(ids + i * idSize, idSize));
      if (before !== undefined) {
        if (!(before < key)) return false;
        out.byte(COMMA);
        out.byte(SPACE);
      }
      before = key;
      out.raw(this.#field(key));
      this.#value(view, content + view.uint(offsets + i * offsetSize, offsetSize));
    }
    out.byte(GREATER);
    return true;
  }
  /** False where the elements are not all of one type. */
  #array(view: VariantView, at: number): boolean {
    const { out } = this;
    view.openArray(at);
    const { count, offsets, offsetSize, content } = view;
    out.raw(ARRAY);
    out.byte(LESS);
    if (count === 0) out.raw(VOID);
    const start = out.used;
    let end = start;
    let name: Uint8Array | undefined;
    for (let i = 0; i < count; i++) {
      const place = content + view.uint(offsets + i * offsetSize, offsetSize);
      const next = NAMES[view.first(place)];
      if (i > 0 && next !== undefined && next === name) {
        view.endOf(place);
        continue;
      }
      this.#value(view, place);
      if (i === 0) {
        end = out.used;
        name = next;
        continue;
      }
      if (!out.repeats(start, end)) return false;
      out.used = end;
    }
    out.byte(GREATER);
    return true;
  }
}
