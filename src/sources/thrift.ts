/** Reads Thrift's compact protocol, as far as Parquet's footers use it: structs as maps from field numbers. */

import { isBoolean, THRIFT as TYPE, ThriftBytes } from "./thrift-bytes.ts";

export type ThriftValue = boolean | number | bigint | Uint8Array | readonly ThriftValue[] | ThriftStruct;
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;

export class ThriftReader {
  readonly #bytes: ThriftBytes;
  constructor(bytes: Uint8Array) {
    this.#bytes = new ThriftBytes(bytes);
  }

  /** A struct without the fields of the numbers to skip at the top. */
  struct(skip: ReadonlySet<number> = NONE): ThriftStruct {
    const fields = new Map<number, ThriftValue>();
    this.#bytes.fields((id, type) => {
      if (skip.has(id)) this.#skip(type);
      else fields.set(id, this.#value(type));
    });
    return fields;
  }

  #value(type: number): ThriftValue {
    const bytes = this.#bytes;
    switch (type) {
      case TYPE.true:
        return true;
      case TYPE.false:
        return false;
      case TYPE.byte:
        return (bytes.byte() << 24) >> 24;
      case TYPE.i16:
      case TYPE.i32:
        return Number(bytes.zigzag());
      case TYPE.i64:
        return bytes.zigzag();
      case TYPE.double: {
        const taken = bytes.take(8);
        return new DataView(taken.buffer, taken.byteOffset, 8).getFloat64(0, true);
      }
      case TYPE.binary:
        return bytes.take(Number(bytes.varint()));
      case TYPE.list:
      case TYPE.set: {
        const { size, element } = bytes.listHead();
        return Array.from({ length: size }, () => this.#element(element));
      }
      case TYPE.struct:
        return this.struct();
      default:
        throw new RangeError(`a footer with Thrift's type ${type}`);
    }
  }
  #element(type: number): ThriftValue {
    return isBoolean(type) ? this.#bytes.byte() === TYPE.true : this.#value(type);
  }
  #skip(type: number): void {
    const bytes = this.#bytes;
    switch (type) {
      case TYPE.true:
      case TYPE.false:
        return;
      case TYPE.byte:
        bytes.take(1);
        return;
      case TYPE.i16:
      case TYPE.i32:
      case TYPE.i64:
        while (bytes.byte() >= 128);
        return;
      case TYPE.double:
        bytes.take(8);
        return;
      case TYPE.list:
      case TYPE.set: {
        const { size, element } = bytes.listHead();
        for (let i = 0; i < size; i++) this.#skip(isBoolean(element) ? TYPE.byte : element);
        return;
      }
      case TYPE.struct:
        for (let head = bytes.byte(); head !== TYPE.stop; head = bytes.byte()) {
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
