/** Lists of a row one after the other, among them lists of one value; a list that is null makes the row null. */
import { concatVectors } from "../arrow/slice.ts";
import { takeVector } from "../arrow/take.ts";
import { type ArrowVector, arrowType, arrowVector, childOf, isValid, offsetsOf, setBit } from "../arrow/vector.ts";
import type { Kernel } from "./kernel.ts";

export interface ConcatOptions {
  /** The argument that is an element instead of a list. */
  readonly single?: number;
}
interface Part {
  readonly elements: ArrowVector;
  /** Null for an element: a row's stands at the row. */
  readonly offsets: Int32Array | null;
}
const concatLists: Kernel = (columns, options, rows) => {
  const { single } = (options ?? {}) as ConcatOptions;
  const lists = columns.filter((_, i) => i !== single);
  if (lists.some(({ type }) => type.kind === "null")) return arrowVector(arrowType.null, rows);
  const parts = columns.map((column, i): Part =>
    i === single ? { elements: column, offsets: null } : { elements: childOf(column), offsets: offsetsOf(column) },
  );
  const validity = lists.some((list) => list.validity !== null) ? new Uint8Array((rows + 7) >> 3) : null;
  const offsets = new Int32Array(rows + 1);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    if (validity === null || lists.every((list) => isValid(list, row))) {
      if (validity !== null) setBit(validity, row);
      for (const { offsets: at } of parts) total += at === null ? 1 : at[row + 1]! - at[row]!;
    }
    offsets[row + 1] = total;
  }
  const elements = concatVectors(parts.map((p) => p.elements));
  const children = [takeVector(elements, places(parts, offsets, rows))];
  return arrowVector(arrowType.list, rows, { offsets, validity, children });
};
/** Where each element of the results stands in all elements in a row. */
function places(parts: readonly Part[], offsets: Int32Array, rows: number): Int32Array {
  const indices = new Int32Array(offsets[rows]!);
  const written = offsets.slice();
  let base = 0;
  for (const { elements, offsets: at } of parts) {
    for (let row = 0; row < rows; row++) {
      if (offsets[row] === offsets[row + 1]) continue;
      let to = written[row]!;
      const end = at === null ? row + 1 : at[row + 1]!;
      for (let i = at === null ? row : at[row]!; i < end; i++) indices[to++] = base + i;
      written[row] = to;
    }
    base += elements.length;
  }
  return indices;
}

export const listConcatKernels: { readonly [name: string]: Kernel } = { concat_lists: concatLists };
