/** Thrift's compact protocol as a tree that can be changed and written again. */

import { isBoolean, THRIFT, ThriftBytes } from "../sources/thrift-bytes.ts";

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
  readonly #bytes: ThriftBytes;
  constructor(bytes: Uint8Array) {
    this.#bytes = new ThriftBytes(bytes);
  }
  struct(): ThriftField[] {
    const fields: ThriftField[] = [];
    this.#bytes.fields((id, type) => fields.push({ id, type, value: this.#value(type) }));
    return fields;
  }
  #value(type: number): ThriftNode {
    const bytes = this.#bytes;
    switch (type) {
      case THRIFT.true:
        return true;
      case THRIFT.false:
        return false;
      case THRIFT.byte:
        return bytes.byte();
      case THRIFT.i16:
      case THRIFT.i32:
      case THRIFT.i64:
        return bytes.zigzag();
      case THRIFT.double:
        return bytes.take(8);
      case THRIFT.binary:
        return bytes.take(Number(bytes.varint()));
      case THRIFT.list:
      case THRIFT.set: {
        const { size, element } = bytes.listHead();
        const item = (): ThriftNode => (isBoolean(element) ? bytes.byte() : this.#value(element));
        return { element, items: Array.from({ length: size }, item) };
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
