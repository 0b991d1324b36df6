/** Reads Thrift's compact protocol, as far as Parquet's footers use it: structs as maps from field numbers. */

export type ThriftValue = boolean | number | bigint | Uint8Array | readonly ThriftValue[] | ThriftStruct;
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;

const TYPE = {
  stop: 0,
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
};

export class ThriftReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** A struct without the fields of the numbers to skip at the top. */
  struct(skip: ReadonlySet<number> = NONE): ThriftStruct {
    const fields = new Map<number, ThriftValue>();
    let id = 0;
    for (let head = this.#byte(); head !== TYPE.stop; head = this.#byte()) {
      const delta = head >> 4;
      id = delta === 0 ? Number(this.#zigzag()) : id + delta;
      const type = head & 15;
      if (skip.has(id)) this.#skip(type);
      else fields.set(id, this.#value(type));
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
  #value(type: number): ThriftValue {
    switch (type) {
      case TYPE.true:
        return true;
      case TYPE.false:
        return false;
      case TYPE.byte:
        return (this.#byte() << 24) >> 24;
      case TYPE.i16:
      case TYPE.i32:
        return Number(this.#zigzag());
      case TYPE.i64:
        return this.#zigzag();
      case TYPE.double:
        this.#at += 8;
        return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#at - 8).getFloat64(0, true);
      case TYPE.binary: {
        const length = Number(this.#varint());
        this.#at += length;
        return this.#bytes.subarray(this.#at - length, this.#at);
      }
      case TYPE.list:
      case TYPE.set: {
        const { size, element } = this.#listHead();
        return Array.from({ length: size }, () => this.#element(element));
      }
      case TYPE.struct:
        return this.struct();
      default:
        throw new RangeError(`a footer with Thrift's type ${type}`);
    }
  }
  #listHead(): { size: number; element: number } {
    const head = this.#byte();
    const size = head >> 4;
    return { size: size === 15 ? Number(this.#varint()) : size, element: head & 15 };
  }
  /** Booleans in lists are bytes. */
  #element(type: number): ThriftValue {
    return type === TYPE.true || type === TYPE.false ? this.#byte() === TYPE.true : this.#value(type);
  }
  #skip(type: number): void {
    switch (type) {
      case TYPE.true:
      case TYPE.false:
        return;
      case TYPE.byte:
        this.#at++;
        return;
      case TYPE.i16:
      case TYPE.i32:
      case TYPE.i64:
        while (this.#byte() >= 128);
        return;
      case TYPE.double:
        this.#at += 8;
        return;
      case TYPE.list:
      case TYPE.set: {
        const { size, element } = this.#listHead();
        const boolean = element === TYPE.true || element === TYPE.false;
        for (let i = 0; i < size; i++) this.#skip(boolean ? TYPE.byte : element);
        return;
      }
      case TYPE.struct:
        for (let head = this.#byte(); head !== TYPE.stop; head = this.#byte()) {
          if (head >> 4 === 0) this.#skip(TYPE.i16);
          this.#skip(head & 15);
        }
        return;
      default:
        this.#value(type);
    }
  }
}
const NONE: ReadonlySet<number> = new Set();

export function structAt(value: ThriftStruct | undefined, field: number): ThriftStruct | undefined {
  const found = value?.get(field);
  return found instanceof Map ? (found as ThriftStruct) : undefined;
}
export function numberAt(value: ThriftStruct | undefined, field: number): number | undefined {
  const found = value?.get(field);
  return typeof found === "number" ? found : typeof found === "bigint" ? Number(found) : undefined;
}
export function textAt(value: ThriftStruct | undefined, field: number): string | undefined {
  const found = value?.get(field);
  return found instanceof Uint8Array ? new TextDecoder().decode(found) : undefined;
}
export function structsAt(value: ThriftStruct | undefined, field: number): readonly ThriftStruct[] {
  const found = value?.get(field);
  return Array.isArray(found) ? (found as readonly ThriftStruct[]) : [];
}
