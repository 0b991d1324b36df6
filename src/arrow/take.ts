/** Gathers rows of a vector by index. */
import { type ArrowData, type ArrowVector, arrowVector, childOf, isValid, offsetsOf, setBit } from "./vector.ts";

/** The rows at `indices`, in that order; an index of -1 gives null. */
export function takeVector(vector: ArrowVector, indices: Int32Array): ArrowVector {
  const { type } = vector;
  const length = indices.length;
  if (type.kind === "null") return arrowVector(type, length);
  const validity = takeValidity(vector, indices);
  switch (type.kind) {
    case "bool": {
      const data = new Uint8Array((length + 7) >> 3);
      for (let i = 0; i < length; i++) {
        const from = indices[i] ?? -1;
        if (from >= 0 && ((Number(vector.data[from >> 3]) >> (from & 7)) & 1) === 1) setBit(data, i);
      }
      return arrowVector(type, length, { data, validity });
    }
    case "utf8":
    case "binary": {
      const [offsets] = takeRanges(vector, indices);
      return arrowVector(type, length, { data: takeBytes(vector, indices, offsets), offsets, validity });
    }
    case "list":
    case "map": {
      const [offsets, ranges] = takeRanges(vector, indices);
      const inner = new Int32Array(offsets[length] ?? 0);
      ranges((start, end, at) => {
        for (let i = start; i < end; i++) inner[at + i - start] = i;
      });
      return arrowVector(type, length, { offsets, validity, children: [takeVector(childOf(vector), inner)] });
    }
    case "struct":
      return arrowVector(type, length, { validity, children: vector.children.map((c) => takeVector(c, indices)) });
    case "fixed_list": {
      const { size } = type;
      const inner = new Int32Array(length * size);
      for (let i = 0; i < inner.length; i++) {
        const from = indices[Math.floor(i / size)] ?? -1;
        inner[i] = from < 0 ? -1 : from * size + (i % size);
      }
      return arrowVector(type, length, { validity, children: [takeVector(childOf(vector), inner)] });
    }
    default:
      return arrowVector(type, length, { data: takeFixed(vector, indices), validity });
  }
}

function takeValidity(vector: ArrowVector, indices: Int32Array): Uint8Array | null {
  const { validity: bits } = vector;
  if (bits === null && !hasNone(indices)) return null;
  const { length } = indices;
  const validity = new Uint8Array((length + 7) >> 3);
  for (let i = 0; i < length; i += 8) {
    const end = Math.min(i + 8, length);
    let byte = 0;
    for (let k = i; k < end; k++) {
      const from = indices[k]!;
      if (from >= 0 && (bits === null || ((bits[from >> 3]! >> (from & 7)) & 1) === 1)) byte |= 1 << (k - i);
    }
    validity[i >> 3] = byte;
  }
  return validity;
}

function hasNone(indices: Int32Array): boolean {
  for (let i = 0; i < indices.length; i++) if (indices[i]! < 0) return true;
  return false;
}

/** Runs up to this size are copied faster byte by byte. */
const SHORT = 32;
function takeBytes(vector: ArrowVector, indices: Int32Array, offsets: Int32Array): Uint8Array {
  const from = offsetsOf(vector);
  const bytes = vector.data as Uint8Array;
  const data = new Uint8Array(offsets[indices.length] ?? 0);
  for (let i = 0; i < indices.length; i++) {
    const at = offsets[i]!;
    const size = offsets[i + 1]! - at;
    if (size === 0) continue;
    const start = from[indices[i]!]!;
    if (size > SHORT) data.set(bytes.subarray(start, start + size), at);
    else for (let k = 0; k < size; k++) data[at + k] = bytes[start + k]!;
  }
  return data;
}

type EachRange = (visit: (start: number, end: number, at: number) => void) => void;

function takeRanges(vector: ArrowVector, indices: Int32Array): [offsets: Int32Array, ranges: EachRange] {
  const from = offsetsOf(vector);
  const offsets = new Int32Array(indices.length + 1);
  const isWhole = vector.validity === null;
  let end = 0;
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i]!;
    if (row >= 0 && (isWhole || isValid(vector, row))) end += from[row + 1]! - from[row]!;
    offsets[i + 1] = end;
  }
  return [
    offsets,
    (visit) => {
      for (let i = 0; i < indices.length; i++) {
        const at = offsets[i]!;
        const size = offsets[i + 1]! - at;
        if (size === 0) continue;
        const start = from[indices[i]!]!;
        visit(start, start + size, at);
      }
    },
  ];
}

/** By words of 32 bits where values consist of such: one loop that sees one kind of array. */
function takeFixed(vector: ArrowVector, indices: Int32Array): ArrowData {
  const { data, type } = vector;
  // Elements of the typed array per row: bytes of a fixed binary, words of wide decimals and intervals.
  const width = type.kind === "fixed_binary" ? type.width : vector.length === 0 ? 1 : data.length / vector.length;
  const make = data.constructor as new (length: number) => ArrowData;
  const out = new make(indices.length * width);
  const bytes = width * data.BYTES_PER_ELEMENT;
  if (bytes % 4 === 0 && data.byteOffset % 4 === 0) {
    const from = new Int32Array(data.buffer, data.byteOffset, data.byteLength >> 2);
    const to = new Int32Array(out.buffer, 0, out.byteLength >> 2);
    takeWords(from, to, indices, bytes >> 2);
    return out;
  }
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]!;
    if (from < 0) continue;
    for (let k = 0; k < width; k++) out[i * width + k] = data[from * width + k] as never;
  }
  return out;
}
function takeWords(data: Int32Array, out: Int32Array, indices: Int32Array, width: number): void {
  const { length } = indices;
  if (width === 1) {
    for (let i = 0; i < length; i++) if (indices[i]! >= 0) out[i] = data[indices[i]!]!;
    return;
  }
  if (width === 2) {
    for (let i = 0; i < length; i++) {
      const from = indices[i]! * 2;
      if (from < 0) continue;
      out[i * 2] = data[from]!;
      out[i * 2 + 1] = data[from + 1]!;
    }
    return;
  }
  for (let i = 0; i < length; i++) {
    const from = indices[i]! * width;
    if (from < 0) continue;
    for (let k = 0; k < width; k++) out[i * width + k] = data[from + k]!;
  }
}
