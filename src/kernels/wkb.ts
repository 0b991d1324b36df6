/** Well-known binary: checked as Spark checks it, and written anew in one byte order. */

/** What is wrong with the bytes, and where. */
export class WkbError extends Error {
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

const POINT = 1;
const LINE = 2;
const POLYGON = 3;
const MULTI_POINT = 4;
const MULTI_POLYGON = 6;
const COLLECTION = 7;
/** The byte order and the type. */
const HEADER = 5;
const DOUBLE = 8;
/** A type's thousands say which coordinates there are beside x and y: z, m, or both. */
const DIMENSIONS = [2, 3, 3, 4];

/** What the parts of multi-shapes are called in errors: of one, and of their list. */
const PARTS: readonly (readonly [one: string, many: string])[] = [
  ["Point", "MultiPoint points"],
  ["LineString", "MultiLineString line strings"],
  ["Polygon", "MultiPolygon polygons"],
  ["", "GeometryCollection geometries"],
];

class Rewriter {
  readonly #in: DataView;
  readonly #out: DataView;
  readonly #toLittle: boolean;
  readonly #onGlobe: boolean;
  #little = true;
  #at = 0;
  constructor(bytes: Uint8Array, toLittle: boolean, onGlobe: boolean) {
    this.#in = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#out = new DataView(new ArrayBuffer(bytes.length));
    this.#toLittle = toLittle;
    this.#onGlobe = onGlobe;
  }
  /** The shape in the wanted byte order; bytes after it are left out. */
  whole(): Uint8Array {
    this.#shape(undefined);
    return new Uint8Array(this.#out.buffer, 0, this.#at);
  }
  /** One shape; parts have the coordinates of the whole. */
  #shape(thousands: number | undefined): number {
    const start = this.#at;
    this.#need(HEADER);
    const order = this.#in.getUint8(start);
    if (order > 1) throw new WkbError(`Invalid byte order ${order}`, start);
    this.#little = order === 1;
    this.#out.setUint8(start, this.#toLittle ? 1 : 0);
    this.#at++;
    const type = this.#integer();
    const kind = type % 1000;
    const more = (type - kind) / 1000;
    if (kind < POINT || kind > COLLECTION || more > 3 || (thousands ?? more) !== more) {
      throw new WkbError(`Invalid or unsupported type ${type}`, start + 1);
    }
    const dimensions = DIMENSIONS[more] as number;
    if (kind === POINT) this.#point(dimensions, true);
    else if (kind === LINE) this.#line(dimensions);
    else if (kind === POLYGON) this.#polygon(dimensions);
    else this.#parts(kind, more);
    return kind;
  }
  #parts(kind: number, thousands: number): void {
    const [one, many] = PARTS[kind - MULTI_POINT] as readonly [string, string];
    for (let left = this.#count(many, HEADER); left > 0; left--) {
      const found = this.#shape(thousands);
      if (kind <= MULTI_POLYGON && found !== kind - MULTI_POINT + 1) {
        throw new WkbError(`Expected ${one} in Multi${one}`, this.#at);
      }
    }
  }
  #line(dimensions: number): void {
    const start = this.#at;
    const count = this.#count("LineString points", dimensions * DOUBLE);
    if (count === 1) throw new WkbError("Too few points in linestring", start);
    for (let left = count; left > 0; left--) this.#point(dimensions, false);
  }
  #polygon(dimensions: number): void {
    for (let left = this.#count("polygon rings", 4); left > 0; left--) {
      const start = this.#at;
      const count = this.#count("ring points", dimensions * DOUBLE);
      if (count < 4) throw new WkbError("Too few points in ring", start);
      const first = this.#at;
      for (let k = 0; k < count; k++) this.#point(dimensions, false);
      const last = this.#at - dimensions * DOUBLE;
      if (this.#double(first) !== this.#double(last) || this.#double(first + DOUBLE) !== this.#double(last + DOUBLE)) {
        throw new WkbError("Ring is not closed", start);
      }
    }
  }
  /** Only a point that stands alone may be empty, which is written as not-a-number. */
  #point(dimensions: number, mayBeEmpty: boolean): void {
    const start = this.#at;
    for (let k = 0; k < dimensions; k++) {
      this.#need(DOUBLE);
      const value = this.#double(this.#at);
      if (!Number.isFinite(value) && !(mayBeEmpty && Number.isNaN(value))) {
        throw new WkbError("Invalid coordinate value found", this.#at);
      }
      this.#out.setBigUint64(this.#at, this.#in.getBigUint64(this.#at, this.#little), this.#toLittle);
      this.#at += DOUBLE;
    }
    if (this.#onGlobe && (Math.abs(this.#double(start)) > 180 || Math.abs(this.#double(start + DOUBLE)) > 90)) {
      throw new WkbError("Invalid coordinate value found", start);
    }
  }
  #count(what: string, size: number): number {
    const start = this.#at;
    this.#need(4);
    const count = this.#integer();
    if (count < 0) throw new WkbError(`Invalid count for ${what}: ${count}`, start);
    if (count * size > this.#in.byteLength - this.#at) {
      throw new WkbError(`Invalid count for ${what}: exceeds remaining bytes`, start);
    }
    return count;
  }
  #integer(): number {
    const value = this.#in.getInt32(this.#at, this.#little);
    this.#out.setInt32(this.#at, value, this.#toLittle);
    this.#at += 4;
    return value;
  }
  #double(at: number): number {
    return this.#in.getFloat64(at, this.#little);
  }
  #need(bytes: number): void {
    if (this.#at + bytes > this.#in.byteLength) throw new WkbError("Unexpected end of WKB buffer", this.#at);
  }
}

/** The shape in the wanted byte order. Throws {@link WkbError}; `onGlobe` checks degrees too. */
export function rewriteWkb(bytes: Uint8Array, toLittle: boolean, onGlobe: boolean): Uint8Array {
  if (bytes.length === 0) throw new WkbError("WKB data is empty or null", 0);
  return new Rewriter(bytes, toLittle, onGlobe).whole();
}
