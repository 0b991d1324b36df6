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
  const nullable = columns.filter((column) => column.validity !== null || column.type.kind === "null");
  let total = 0;
  let aligned = true;
  for (let row = 0; row < rowCount; row++) {
    if (nullable.every((column) => isValid(column, row))) {
      setBit(validity, row);
      let longest = 0;
      for (let k = 0; k < starts.length; k++) {
        const size = starts[k]![row + 1]! - starts[k]![row]!;
        if (size > longest) longest = size;
      }
      total += longest;
    }
    offsets[row + 1] = total;
    for (let k = 0; aligned && k < starts.length; k++) aligned = starts[k]![row + 1]! - starts[k]![0]! === total;
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
  const indices = new Int32Array(total);
  for (let row = 0; row < rowCount; row++) {
    let [i, at] = [from[row]!, to[row]!];
    const [last, end] = [from[row + 1]!, to[row + 1]!];
    while (at < end) indices[at++] = i < last ? i++ : -1;
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
  for (let row = 0; row < rowCount; row++) {
    const end = offsets[row + 1]!;
    for (let i = offsets[row]!; i < end; i++) rows[i] = row;
  }
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
