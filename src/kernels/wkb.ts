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

/** Reads shapes that stand in one run of bytes; those that are written anew are written one at a time. */
class Reader {
  readonly #in: DataView;
  readonly #toLittle: boolean;
  readonly #onGlobe: boolean;
  #out: DataView | null = null;
  #little = true;
  /** Where the shape begins and ends, and how far it is read. */
  #start = 0;
  #end = 0;
  #at = 0;
  constructor(bytes: Uint8Array, toLittle: boolean, onGlobe: boolean) {
    this.#in = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#toLittle = toLittle;
    this.#onGlobe = onGlobe;
  }
  check(start: number, end: number): void {
    [this.#start, this.#end, this.#at] = [start, end, start];
    if (start === end) throw this.#wrong("WKB data is empty or null", start);
    this.#shape(undefined);
  }
  /** The shape in the wanted byte order; bytes after it are left out. */
  rewrite(start: number, end: number): Uint8Array {
    const out = new DataView(new ArrayBuffer(end - start));
    this.#out = out;
    this.check(start, end);
    return new Uint8Array(out.buffer, 0, this.#at - start);
  }
  #wrong(message: string, at: number): WkbError {
    return new WkbError(message, at - this.#start);
  }
  /** One shape; parts have the coordinates of the whole. */
  #shape(thousands: number | undefined): number {
    const start = this.#at;
    this.#need(HEADER);
    const order = this.#in.getUint8(start);
    if (order > 1) throw this.#wrong(`Invalid byte order ${order}`, start);
    this.#little = order === 1;
    this.#out?.setUint8(start - this.#start, this.#toLittle ? 1 : 0);
    this.#at++;
    const type = this.#integer();
    const kind = type % 1000;
    const more = (type - kind) / 1000;
    if (kind < POINT || kind > COLLECTION || more > 3 || (thousands ?? more) !== more) {
      throw this.#wrong(`Invalid or unsupported type ${type}`, start + 1);
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
        throw this.#wrong(`Expected ${one} in Multi${one}`, this.#at);
      }
    }
  }
  #line(dimensions: number): void {
    const start = this.#at;
    const count = this.#count("LineString points", dimensions * DOUBLE);
    if (count === 1) throw this.#wrong("Too few points in linestring", start);
    for (let left = count; left > 0; left--) this.#point(dimensions, false);
  }
  #polygon(dimensions: number): void {
    for (let left = this.#count("polygon rings", 4); left > 0; left--) {
      const start = this.#at;
      const count = this.#count("ring points", dimensions * DOUBLE);
      if (count < 4) throw this.#wrong("Too few points in ring", start);
      const first = this.#at;
      for (let k = 0; k < count; k++) this.#point(dimensions, false);
      const last = this.#at - dimensions * DOUBLE;
      if (this.#double(first) !== this.#double(last) || this.#double(first + DOUBLE) !== this.#double(last + DOUBLE)) {
        throw this.#wrong("Ring is not closed", start);
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
        throw this.#wrong("Invalid coordinate value found", this.#at);
      }
      this.#out?.setBigUint64(this.#at - this.#start, this.#in.getBigUint64(this.#at, this.#little), this.#toLittle);
      this.#at += DOUBLE;
    }
    if (this.#onGlobe && (Math.abs(this.#double(start)) > 180 || Math.abs(this.#double(start + DOUBLE)) > 90)) {
      throw this.#wrong("Invalid coordinate value found", start);
    }
  }
  #count(what: string, size: number): number {
    const start = this.#at;
    this.#need(4);
    const count = this.#integer();
    if (count < 0) throw this.#wrong(`Invalid count for ${what}: ${count}`, start);
    if (count * size > this.#end - this.#at) {
      throw this.#wrong(`Invalid count for ${what}: exceeds remaining bytes`, start);
    }
    return count;
  }
  #integer(): number {
    const value = this.#in.getInt32(this.#at, this.#little);
    this.#out?.setInt32(this.#at - this.#start, value, this.#toLittle);
    this.#at += 4;
    return value;
  }
  #double(at: number): number {
    return this.#in.getFloat64(at, this.#little);
  }
  #need(bytes: number): void {
    if (this.#at + bytes > this.#end) throw this.#wrong("Unexpected end of WKB buffer", this.#at);
  }
}

/** The shape in the wanted byte order. Throws {@link WkbError}; `onGlobe` checks degrees too. */
export function rewriteWkb(bytes: Uint8Array, toLittle: boolean, onGlobe: boolean): Uint8Array {
  return new Reader(bytes, toLittle, onGlobe).rewrite(0, bytes.length);
}
/** Checks shapes that stand in one run of bytes, from one place up to another. */
export function wkbChecker(bytes: Uint8Array, onGlobe: boolean): (start: number, end: number) => void {
  const reader = new Reader(bytes, true, onGlobe);
  return (start, end) => reader.check(start, end);
}
