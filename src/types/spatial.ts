/** Values of the types geometry and geography. */

/** Four bytes of SRID stand before the well-known binary in the internal form. */
const HEADER = 4;

abstract class Spatial {
  /** The shape in well-known binary (WKB), little-endian. */
  readonly wkb: Uint8Array;
  /** The spatial reference system's identifier. */
  readonly srid: number;
  constructor(wkb: Uint8Array, srid: number) {
    this.wkb = wkb;
    this.srid = srid;
  }
  /** The shape in well-known binary. */
  getBytes(): Uint8Array {
    return this.wkb;
  }
  /** The spatial reference system's identifier. */
  getSrid(): number {
    return this.srid;
  }
  toJSON(): { readonly srid: number; readonly wkb: string } {
    return { srid: this.srid, wkb: Buffer.from(this.wkb).toString("base64") };
  }
}

/** A shape on a plane. */
export class Geometry extends Spatial {
  /** A geometry of well-known binary; `srid` 0 is a plane without reference. */
  static fromWKB(wkb: Uint8Array, srid = 0): Geometry {
    return new Geometry(wkb, srid);
  }
}
/** A shape on the globe, in degrees. */
export class Geography extends Spatial {
  /** A geography of well-known binary; `srid` 4326 is WGS 84. */
  static fromWKB(wkb: Uint8Array, srid = 4326): Geography {
    return new Geography(wkb, srid);
  }
}

/** What stands before the well-known binary. */
export function sridBytes(srid: number): Uint8Array {
  const bytes = new Uint8Array(HEADER);
  new DataView(bytes.buffer).setInt32(0, srid, true);
  return bytes;
}
export function spatialBytes(value: Spatial): Uint8Array {
  const bytes = new Uint8Array(HEADER + value.wkb.length);
  bytes.set(sridBytes(value.srid));
  bytes.set(value.wkb, HEADER);
  return bytes;
}
export function sridOfBytes(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(0, true);
}
export function wkbOfBytes(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(HEADER);
}
/** From the internal form: four bytes of SRID, then the well-known binary. */
export function spatialFromBytes(bytes: Uint8Array, kind: "geometry" | "geography"): Spatial {
  return new (kind === "geometry" ? Geometry : Geography)(wkbOfBytes(bytes), sridOfBytes(bytes));
}
