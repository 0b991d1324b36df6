/** Kernels of lists. */
import { takeVector } from "../arrow/take.ts";
import { type ArrowVector, arrowType, arrowVector, childOf, isValid, offsetsOf, setBit } from "../arrow/vector.ts";
import type { Kernel } from "./kernel.ts";
import { int32Output } from "./output.ts";

/** Lists side by side as one list of structs; shorter ones go on with nulls. A null list makes the row null. */
const zipLists: Kernel = (columns, _options, rowCount): ArrowVector => {
  const offsets = new Int32Array(rowCount + 1);
  const validity = new Uint8Array((rowCount + 7) >> 3);
  const starts = columns.map((column) =>
    column.type.kind === "null" ? new Int32Array(rowCount + 1) : offsetsOf(column),
  );
  let total = 0;
  let aligned = true;
  for (let row = 0; row < rowCount; row++) {
    if (columns.every((column) => isValid(column, row))) {
      setBit(validity, row);
      let longest = 0;
      for (const at of starts) longest = Math.max(longest, at[row + 1]! - at[row]!);
      total += longest;
    }
    offsets[row + 1] = total;
    for (const at of starts) aligned &&= at[row + 1]! - at[0]! === total;
  }
  const children = columns.map((column, i) => {
    if (column.type.kind === "null") return arrowVector(arrowType.null, total);
    const child = childOf(column);
    if (aligned && starts[i]![0] === 0 && child.length === total) return child;
    return takeVector(child, places(starts[i]!, offsets, rowCount, total));
  });
  const entries = arrowVector(arrowType.struct, total, { children });
  return arrowVector(arrowType.list, rowCount, { offsets, validity, children: [entries] });
};
/** For each place of the result the element of the list, or -1 behind its end. */
function places(from: Int32Array, to: Int32Array, rowCount: number, total: number): Int32Array {
  const indices = new Int32Array(total).fill(-1);
  for (let row = 0; row < rowCount; row++) {
    const [start, at] = [from[row]!, to[row]!];
    const size = Math.min(from[row + 1]! - start, to[row + 1]! - at);
    for (let i = 0; i < size; i++) indices[at + i] = start + i;
  }
  return indices;
}

/** The lists with no elements in null ones: what is computed of elements must not fail for those. */
function withoutHidden(list: ArrowVector): ArrowVector {
  const { length, validity } = list;
  const from = offsetsOf(list);
  if (validity === null) return list;
  const offsets = new Int32Array(length + 1);
  let [total, hidden] = [0, false];
  for (let row = 0; row < length; row++) {
    const size = from[row + 1]! - from[row]!;
    if (isValid(list, row)) total += size;
    else hidden ||= size > 0;
    offsets[row + 1] = total;
  }
  if (!hidden) return list;
  const children = [takeVector(childOf(list), places(from, offsets, length, total))];
  return arrowVector(list.type, length, { offsets, validity, children });
}
/** Each element with its place from 0, as structs. */
const withPlaces: Kernel = ([given], _options, rowCount): ArrowVector => {
  if (given!.type.kind === "null") return given!;
  const list = withoutHidden(given!);
  const { validity } = list;
  const [elements, offsets] = [childOf(list), offsetsOf(list)];
  const data = new Int32Array(elements.length);
  for (let row = 0; row < rowCount; row++) {
    const [from, to] = [offsets[row]!, offsets[row + 1]!];
    for (let i = from; i < to; i++) data[i] = i - from;
  }
  const entries = arrowVector(arrowType.struct, elements.length, { children: [elements, int32Output(data)] });
  return arrowVector(arrowType.list, rowCount, { offsets, validity, children: [entries] });
};

/** Each element with the values of its row in other columns, as structs. */
const withColumns: Kernel = ([given, ...columns], _options, rowCount): ArrowVector => {
  if (given!.type.kind === "null") return given!;
  const list = withoutHidden(given!);
  const { validity } = list;
  const [elements, offsets] = [childOf(list), offsetsOf(list)];
  const rows = new Int32Array(elements.length).fill(-1);
  for (let row = 0; row < rowCount; row++) rows.fill(row, offsets[row], offsets[row + 1]);
  const children = [elements, ...columns.map((column) => takeVector(column, rows))];
  const entries = arrowVector(arrowType.struct, elements.length, { children });
  return arrowVector(arrowType.list, rowCount, { offsets, validity, children: [entries] });
};
/** The elements of the inner lists, one after the other, where they stand already; null where an inner list is. */
const flatten: Kernel = ([list], _options, rowCount): ArrowVector => {
  if (list!.type.kind === "null") return list!;
  const outer = withoutHidden(list!);
  const [inner, at] = [childOf(outer), offsetsOf(outer)];
  if (inner.type.kind === "null") {
    const validity = new Uint8Array((rowCount + 7) >> 3);
    for (let row = 0; row < rowCount; row++) {
      if (isValid(outer, row) && at[row] === at[row + 1]) setBit(validity, row);
    }
    return arrowVector(arrowType.list, rowCount, {
      offsets: new Int32Array(rowCount + 1),
      validity,
      children: [inner],
    });
  }
  const offsets = at.map((i) => offsetsOf(inner)[i]!);
  if (inner.validity === null) return { ...outer, offsets, children: [childOf(inner)] };
  const validity = new Uint8Array((rowCount + 7) >> 3);
  for (let row = 0; row < rowCount; row++) {
    let whole = isValid(outer, row);
    for (let i = at[row]!; whole && i < at[row + 1]!; i++) whole = isValid(inner, i);
    if (whole) setBit(validity, row);
  }
  return arrowVector(arrowType.list, rowCount, { offsets, validity, children: [childOf(inner)] });
};

export const listKernels: { readonly [name: string]: Kernel } = {
  zip_lists: zipLists,
  list_with_places: withPlaces,
  list_with_columns: withColumns,
  flatten_lists: flatten,
};
