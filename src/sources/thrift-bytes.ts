/** What values of Thrift's compact protocol are made of, read one after the other. */

export const THRIFT = {
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
} as const;

export class ThriftBytes {
  readonly #bytes: Uint8Array;
  #at = 0;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }
  byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError("the footer ends too early");
    return byte;
  }
  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  }
  zigzag(): bigint {
    const value = this.varint();
    return (value >> 1n) ^ -(value & 1n);
  }
  take(length: number): Uint8Array {
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
  /** How many elements a list has, and their type: booleans in lists are bytes. */
  listHead(): { readonly size: number; readonly element: number } {
    const head = this.byte();
    const size = head >> 4;
    return { size: size === 15 ? Number(this.varint()) : size, element: head & 15 };
  }
  /** Calls for each field of a struct, which must then read its value. */
  fields(read: (id: number, type: number) => void): void {
    let id = 0;
    for (let head = this.byte(); head !== THRIFT.stop; head = this.byte()) {
      const delta = head >> 4;
      id = delta === 0 ? Number(this.zigzag()) : id + delta;
      read(id, head & 15);
    }
  }
}
export function isBoolean(type: number): boolean {
  return type === THRIFT.true || type === THRIFT.false;
}
