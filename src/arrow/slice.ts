/** Parts of columns without copying, and columns put together of parts. */
import { takeVector } from "./take.ts";
import { type ArrowData, type ArrowVector, arrowVector, childOf, offsetsOf, setBit } from "./vector.ts";

/** Rows `start` up to `end`; `start` must be a multiple of 8, so that bitmaps can be cut at a byte. */
export function sliceVector(vector: ArrowVector, start: number, end: number): ArrowVector {
  if (start === 0 && end === vector.length) return vector;
  const { type, validity } = vector;
  const head = validity === null ? {} : { validity: validity.subarray(start >> 3, (end + 7) >> 3) };
  const length = end - start;
  switch (type.kind) {
    case "null":
      return arrowVector(type, length);
    case "bool":
      return arrowVector(type, length, {
        ...head,
        data: (vector.data as Uint8Array).subarray(start >> 3, (end + 7) >> 3),
      });
    case "utf8":
    case "binary":
    case "list":
    case "map":
      return {
        ...arrowVector(type, length, head),
        data: vector.data,
        offsets: offsetsOf(vector).subarray(start, end + 1),
        children: vector.children,
      };
    case "struct":
      return arrowVector(type, length, { ...head, children: vector.children.map((c) => sliceVector(c, start, end)) });
    default: {
      const each = vector.length === 0 ? 1 : Math.floor(vector.data.length / vector.length);
      return arrowVector(type, length, { ...head, data: vector.data.subarray(start * each, end * each) as ArrowData });
    }
  }
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
function usedElements(lists: ArrowVector): ArrowVector {
  const own = offsetsOf(lists);
  const [start, end] = [own[0] ?? 0, own[lists.length] ?? 0];
  const elements = childOf(lists);
  if (start === 0 && end === elements.length) return elements;
  return takeVector(
    elements,
    Int32Array.from({ length: end - start }, (_, i) => start + i),
  );
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
