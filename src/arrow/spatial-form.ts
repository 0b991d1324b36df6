/**
 * Shapes in Arrow: within the engine bytes, four of the SRID and then the well-known binary; in Spark's form a struct of
 * the two.
 */
import { type ArrowVector, arrowType, arrowVector, childOf, EMPTY_BYTES, isValid, offsetsOf } from "./vector.ts";

/** Bytes of the SRID in front. */
const HEADER = 4;

const bytesOf = ({ data }: ArrowVector): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** The bytes as a struct of `srid` and `wkb`. */
export function spatialStruct(vector: ArrowVector): ArrowVector {
  const { length } = vector;
  const offsets = offsetsOf(vector);
  const bytes = bytesOf(vector);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const srids = new Int32Array(length);
  const ends = new Int32Array(length + 1);
  const out = new Uint8Array(bytes.byteLength);
  let at = 0;
  for (let i = 0; i < length; i++) {
    const from = offsets[i] ?? 0;
    const to = offsets[i + 1] ?? from;
    if (isValid(vector, i) && to - from >= HEADER) {
      srids[i] = view.getInt32(from, true);
      out.set(bytes.subarray(from + HEADER, to), at);
      at += to - from - HEADER;
    }
    ends[i + 1] = at;
  }
  const children = [
    arrowVector(arrowType.int32, length, { data: srids }),
    arrowVector(arrowType.binary, length, { data: out.subarray(0, at), offsets: ends }),
  ];
  const { offsets: _offsets, ...rest } = vector;
  return { ...rest, type: arrowType.struct, data: EMPTY_BYTES, offsets: null, children };
}

/** A struct of `srid` and `wkb` as the bytes. */
export function spatialBytesOf(vector: ArrowVector): ArrowVector {
  const { length } = vector;
  const [srid, wkb] = [childOf(vector, 0), childOf(vector, 1)];
  const offsets = offsetsOf(wkb);
  const bytes = bytesOf(wkb);
  const ends = new Int32Array(length + 1);
  const out = new Uint8Array(bytes.byteLength + length * HEADER);
  const view = new DataView(out.buffer);
  let at = 0;
  for (let i = 0; i < length; i++) {
    if (isValid(vector, i)) {
      const part = bytes.subarray(offsets[i] ?? 0, offsets[i + 1] ?? 0);
      view.setInt32(at, Number(srid.data[i] ?? 0), true);
      out.set(part, at + HEADER);
      at += HEADER + part.length;
    }
    ends[i + 1] = at;
  }
  return { ...vector, type: arrowType.binary, data: out.subarray(0, at), offsets: ends, children: [] };
}
