/** variant_explode: the elements of an array with their places, the fields of an object with their names; of anything else nothing. */
import { BytesBuilder, Utf8Builder } from "../arrow/builders.ts";
import { arrowType, type ArrowVector, arrowVector, setBit } from "../arrow/vector.ts";
import { VariantBuilder } from "../types/variant-builder.ts";
import { intact } from "../types/variant-codec.ts";
import { BASIC } from "../types/variant-format.ts";
import type { VariantView } from "../types/variant-view.ts";
import { Arguments } from "./arguments.ts";
import type { Kernel } from "./kernel.ts";
import { int32Output } from "./output.ts";
import { NO_KEYS, variantReader } from "./variant-columns.ts";
import { copyVariant } from "./variant-copy.ts";

export const variantExplode: Kernel = (columns, options, rows) => {
  const read = variantReader(new Arguments(columns, options).column(0));
  const starts = new Int32Array(rows + 1);
  const present = new Uint8Array((rows + 7) >> 3);
  const keys = new Utf8Builder(rows * 2);
  const parts = new Parts(rows * 2);
  return intact(() => {
    for (let row = 0; row < rows; row++) {
      const view = read(row);
      if (view !== null) {
        setBit(present, row);
        const basic = view.first(view.start) & 3;
        if (basic === BASIC.object) explodeObject(view, keys, parts);
        else if (basic === BASIC.array) explodeArray(view, keys, parts);
      }
      starts[row + 1] = keys.length;
    }
    const children = [int32Output(placesInRuns(starts)), keys.finish(), parts.finish()];
    const items = arrowVector(arrowType.struct, starts[rows]!, { children });
    return arrowVector(arrowType.list, rows, { offsets: starts, validity: present, children: [items] });
  });
};
function explodeObject(view: VariantView, keys: BytesBuilder, parts: Parts): void {
  view.openObject(view.start);
  const { count, ids, idSize, offsets, offsetSize, content } = view;
  for (let i = 0; i < count; i++) {
    keys.append(view.keyBytes(view.uint(ids + i * idSize, idSize)));
    parts.append(view, content + view.uint(offsets + i * offsetSize, offsetSize));
  }
}
function explodeArray(view: VariantView, keys: BytesBuilder, parts: Parts): void {
  view.openArray(view.start);
  const { count, offsets, offsetSize, content } = view;
  for (let i = 0; i < count; i++) {
    keys.appendNull();
    parts.append(view, content + view.uint(offsets + i * offsetSize, offsetSize));
  }
}
/** 0, 1, 2 and so on in each run. */
function placesInRuns(starts: Int32Array): Int32Array {
  const places = new Int32Array(starts.at(-1)!);
  for (let run = 1; run < starts.length; run++) {
    const start = starts[run - 1]!;
    for (let i = start; i < starts[run]!; i++) places[i] = i - start;
  }
  return places;
}

/** Variants that are parts of others, none of them null. Most have no keys. */
class Parts {
  readonly #values: BytesBuilder;
  /** Begun by the first part with keys. */
  #dictionaries: BytesBuilder | undefined;
  readonly #builder: VariantBuilder = new VariantBuilder();
  constructor(capacity: number) {
    this.#values = new BytesBuilder(arrowType.binary, capacity);
  }
  append(view: VariantView, at: number): void {
    const end = view.endOfPlain(at);
    if (end >= 0) {
      this.#values.append(view.bytes, at, end);
      this.#dictionaries?.append(NO_KEYS);
      return;
    }
    const builder = this.#builder;
    builder.reset();
    copyVariant(view, at, builder);
    this.#dictionaries ??= repeated(NO_KEYS, this.#values.length);
    this.#values.append(builder.buffer, 0, builder.size);
    this.#dictionaries.append(builder.metadata());
  }
  finish(): ArrowVector {
    const values = this.#values.finish();
    const dictionaries = (this.#dictionaries ?? repeated(NO_KEYS, values.length)).finish();
    return arrowVector(arrowType.struct, values.length, { children: [values, dictionaries] });
  }
}
function repeated(value: Uint8Array, count: number): BytesBuilder {
  const out = new BytesBuilder(arrowType.binary, count, count * value.length);
  for (let i = 0; i < count; i++) out.append(value);
  return out;
}
