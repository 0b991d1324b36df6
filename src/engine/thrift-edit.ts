/** Thrift's compact protocol as a tree that can be changed and written again. */

export const THRIFT = {
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  struct: 12,
} as const;

export interface ThriftField {
  readonly id: number;
  readonly type: number;
  value: ThriftNode;
}
export interface ThriftList {
  readonly element: number;
  readonly items: ThriftNode[];
}
/** Numbers as they stand in the file (zigzag, undecoded, for 64 bits); structs as lists of fields. */
export type ThriftNode = boolean | number | bigint | Uint8Array | ThriftList | ThriftField[];

export function readThrift(bytes: Uint8Array): ThriftField[] {
  return new Reader(bytes).struct();
}
export function writeThrift(fields: readonly ThriftField[]): Uint8Array {
  const writer = new Writer();
  writer.struct(fields);
  return writer.bytes();
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }
  struct(): ThriftField[] {
    const fields: ThriftField[] = [];
    let id = 0;
    for (let head = this.#byte(); head !== 0; head = this.#byte()) {
      const delta = head >> 4;
      id = delta === 0 ? Number(this.#zigzag()) : id + delta;
      const type = head & 15;
      fields.push({ id, type, value: this.#value(type) });
    }
    return fields;
  }
  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError("the footer ends too early");
    return byte;
  }
  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  }
  #zigzag(): bigint {
    const value = this.#varint();
    return (value >> 1n) ^ -(value & 1n);
  }
  #take(length: number): Uint8Array {
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
  #value(type: number): ThriftNode {
    switch (type) {
      case THRIFT.true:
        return true;
      case THRIFT.false:
        return false;
      case THRIFT.byte:
        return this.#byte();
      case THRIFT.i16:
      case THRIFT.i32:
      case THRIFT.i64:
        return this.#zigzag();
      case THRIFT.double:
        return this.#take(8);
      case THRIFT.binary:
        return this.#take(Number(this.#varint()));
      case THRIFT.list:
      case THRIFT.set: {
        const head = this.#byte();
        const size = head >> 4 === 15 ? Number(this.#varint()) : head >> 4;
        const element = head & 15;
        const boolean = element === THRIFT.true || element === THRIFT.false;
        return { element, items: Array.from({ length: size }, () => (boolean ? this.#byte() : this.#value(element))) };
      }
      case THRIFT.struct:
        return this.struct();
      default:
        throw new RangeError(`a footer with Thrift's type ${type}`);
    }
  }
}

class Writer {
  #buffer = new Uint8Array(4096);
  #used = 0;
  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#used);
  }
  struct(fields: readonly ThriftField[]): void {
    let last = 0;
    for (const { id, type, value } of fields) {
      const delta = id - last;
      if (delta > 0 && delta < 16) this.#byte((delta << 4) | type);
      else {
        this.#byte(type);
        this.#zigzag(BigInt(id));
      }
      last = id;
      this.#value(type, value);
    }
    this.#byte(0);
  }
  #byte(byte: number): void {
    if (this.#used === this.#buffer.length) this.#grow(1);
    this.#buffer[this.#used++] = byte;
  }
  #grow(room: number): void {
    const grown = new Uint8Array(Math.max(this.#buffer.length * 2, this.#used + room));
    grown.set(this.#buffer);
    this.#buffer = grown;
  }
  #raw(bytes: Uint8Array): void {
    if (this.#used + bytes.length > this.#buffer.length) this.#grow(bytes.length);
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
  }
  #varint(value: bigint): void {
    let rest = value;
    for (; rest > 127n; rest >>= 7n) this.#byte(Number(rest & 127n) | 128);
    this.#byte(Number(rest));
  }
  #zigzag(value: bigint): void {
    this.#varint(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)));
  }
  #value(type: number, value: ThriftNode): void {
    if (value instanceof Uint8Array) {
      if (type === THRIFT.binary) this.#varint(BigInt(value.length));
      this.#raw(value);
    } else if (typeof value === "bigint") this.#zigzag(value);
    else if (typeof value === "number") this.#byte(value);
    else if (Array.isArray(value)) this.struct(value);
    else if (typeof value === "object") {
      const { element, items } = value;
      if (items.length < 15) this.#byte((items.length << 4) | element);
      else {
        this.#byte(0xf0 | element);
        this.#varint(BigInt(items.length));
      }
      for (const item of items) this.#value(element, item);
    }
  }
}
