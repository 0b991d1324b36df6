/** Parts of columns without copying, and columns put together of parts. */
import { type ArrowData, type ArrowVector, arrowVector, childOf, offsetsOf, setBit } from "./vector.ts";

/** Rows `start` up to `end`. Lists have the elements of these rows alone; bitmaps that do not begin with a byte are copied. */
export function sliceVector(vector: ArrowVector, start: number, end: number): ArrowVector {
  if (start === 0 && end === vector.length) return vector;
  const { type } = vector;
  const length = end - start;
  const validity = vector.validity === null ? null : sliceBits(vector.validity, start, end);
  switch (type.kind) {
    case "null":
      return arrowVector(type, length);
    case "bool":
      return arrowVector(type, length, { validity, data: sliceBits(vector.data as Uint8Array, start, end) });
    case "utf8":
    case "binary": {
      const offsets = offsetsOf(vector).subarray(start, end + 1);
      return arrowVector(type, length, { validity, offsets, data: vector.data });
    }
    case "list":
    case "map": {
      const own = offsetsOf(vector);
      const from = own[start] ?? 0;
      const offsets = own.slice(start, end + 1);
      if (from !== 0) for (let i = 0; i < offsets.length; i++) offsets[i]! -= from;
      return arrowVector(type, length, {
        validity,
        offsets,
        children: [sliceVector(childOf(vector), from, own[end] ?? from)],
      });
    }
    case "fixed_list": {
      const children = vector.children.map((c) => sliceVector(c, start * type.size, end * type.size));
      return arrowVector(type, length, { validity, children });
    }
    case "struct":
      return arrowVector(type, length, {
        validity,
        children: vector.children.map((c) => sliceVector(c, start, end)),
      });
    default: {
      const each = vector.length === 0 ? 1 : Math.floor(vector.data.length / vector.length);
      return arrowVector(type, length, {
        validity,
        data: vector.data.subarray(start * each, end * each) as ArrowData,
      });
    }
  }
}
function sliceBits(bits: Uint8Array, start: number, end: number): Uint8Array {
  const shift = start & 7;
  const [from, to] = [start >> 3, (end + 7) >> 3];
  if (shift === 0) return bits.subarray(from, to);
  const out = new Uint8Array((end - start + 7) >> 3);
  for (let i = 0; i < out.length; i++) {
    const at = from + i;
    out[i] = (bits[at]! >> shift) | ((at + 1 < to ? bits[at + 1]! : 0) << (8 - shift));
  }
  return out;
}

/** Columns of one type, one after the other. At least one. */
export function concatVectors(parts: readonly ArrowVector[]): ArrowVector {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first as ArrowVector;
  const { type } = first;
  const length = parts.reduce((sum, p) => sum + p.length, 0);
  const validity = parts.some((p) => p.validity !== null) ? joinBits(parts, length, (p) => p.validity) : null;
  switch (type.kind) {
    case "null":
      return arrowVector(type, length);
    case "bool":
      return arrowVector(type, length, { validity, data: joinBits(parts, length, (p) => p.data as Uint8Array) });
    case "struct": {
      const children = first.children.map((_, i) => concatVectors(parts.map((p) => p.children[i] as ArrowVector)));
      return arrowVector(type, length, { validity, children });
    }
    case "utf8":
    case "binary":
    case "list":
    case "map": {
      const offsets = joinOffsets(parts, length);
      if (type.kind === "list" || type.kind === "map") {
        return arrowVector(type, length, { validity, offsets, children: [concatVectors(parts.map(usedElements))] });
      }
      const data = new Uint8Array(offsets[length] ?? 0);
      let at = 0;
      for (const p of parts) {
        const own = offsetsOf(p);
        const bytes = (p.data as Uint8Array).subarray(own[0], own[p.length]);
        data.set(bytes, at);
        at += bytes.length;
      }
      return arrowVector(type, length, { validity, offsets, data });
    }
    default: {
      const make = first.data.constructor as new (length: number) => ArrowData;
      const data = new make(parts.reduce((sum, p) => sum + p.data.length, 0));
      let at = 0;
      for (const p of parts) {
        data.set(p.data as never, at);
        at += p.data.length;
      }
      return arrowVector(type, length, { validity, data });
    }
  }
}
/** Offsets of all parts in a row, into what each of them uses. */
function joinOffsets(parts: readonly ArrowVector[], length: number): Int32Array {
  const offsets = new Int32Array(length + 1);
  let row = 0;
  let base = 0;
  for (const p of parts) {
    const own = offsetsOf(p);
    const start = own[0] ?? 0;
    for (let i = 1; i <= p.length; i++) offsets[++row] = base + (own[i] ?? 0) - start;
    base += (own[p.length] ?? 0) - start;
  }
  return offsets;
}
/** The elements that a column of lists refers to. */
export function usedElements(lists: ArrowVector): ArrowVector {
  const own = offsetsOf(lists);
  const from = own[0] ?? 0;
  return sliceVector(childOf(lists), from, own[lists.length] ?? from);
}
function joinBits(
  parts: readonly ArrowVector[],
  length: number,
  bitsOf: (part: ArrowVector) => Uint8Array | null,
): Uint8Array {
  const out = new Uint8Array((length + 7) >> 3);
  let at = 0;
  for (const part of parts) {
    const bits = bitsOf(part);
    const end = at + part.length;
    if (bits === null) setBits(out, at, end);
    else if ((at & 7) === 0) {
      const whole = part.length >> 3;
      out.set(bits.subarray(0, whole), at >> 3);
      for (let i = whole << 3; i < part.length; i++) if (((bits[i >> 3]! >> (i & 7)) & 1) === 1) setBit(out, at + i);
    } else for (let i = 0; i < part.length; i++) if (((bits[i >> 3]! >> (i & 7)) & 1) === 1) setBit(out, at + i);
    at = end;
  }
  return out;
}
function setBits(bitmap: Uint8Array, from: number, to: number): void {
  let at = from;
  while (at < to && (at & 7) !== 0) setBit(bitmap, at++);
  const whole = Math.max(at, to & ~7);
  bitmap.fill(0xff, at >> 3, whole >> 3);
  for (at = whole; at < to; at++) setBit(bitmap, at);
}
