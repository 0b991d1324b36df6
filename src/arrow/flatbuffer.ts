/**
 * Just enough of FlatBuffers for Arrow's message headers: a reader of tables by field number and a builder that writes
 * back to front, as the format wants.
 *
 * @see https://flatbuffers.dev/internals/
 */

/** A table inside a buffer. Absent fields answer their default. */
export class FlatTable {
  readonly #view: DataView;
  readonly #at: number;
  readonly #vtable: number;
  readonly #vtableSize: number;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
    this.#vtable = at - view.getInt32(at, true);
    this.#vtableSize = view.getUint16(this.#vtable, true);
  }
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, view.getUint32(0, true));
  }
  /** Where a field's value is, or 0. */
  #position(field: number): number {
    const slot = 4 + field * 2;
    const offset = slot < this.#vtableSize ? this.#view.getUint16(this.#vtable + slot, true) : 0;
    return offset === 0 ? 0 : this.#at + offset;
  }
  #target(position: number): number {
    return position + this.#view.getUint32(position, true);
  }
  bool(field: number): boolean {
    const at = this.#position(field);
    return at !== 0 && this.#view.getUint8(at) !== 0;
  }
  uint8(field: number): number {
    const at = this.#position(field);
    return at === 0 ? 0 : this.#view.getUint8(at);
  }
  int16(field: number, byDefault = 0): number {
    const at = this.#position(field);
    return at === 0 ? byDefault : this.#view.getInt16(at, true);
  }
  int32(field: number, byDefault = 0): number {
    const at = this.#position(field);
    return at === 0 ? byDefault : this.#view.getInt32(at, true);
  }
  int64(field: number): number {
    const at = this.#position(field);
    return at === 0 ? 0 : Number(this.#view.getBigInt64(at, true));
  }
  string(field: number): string | null {
    const at = this.#position(field);
    if (at === 0) return null;
    const start = this.#target(at);
    const length = this.#view.getUint32(start, true);
    return new TextDecoder().decode(new Uint8Array(this.#view.buffer, this.#view.byteOffset + start + 4, length));
  }
  table(field: number): FlatTable | null {
    const at = this.#position(field);
    return at === 0 ? null : new FlatTable(this.#view, this.#target(at));
  }
  tables(field: number): FlatTable[] {
    const at = this.#position(field);
    if (at === 0) return [];
    const start = this.#target(at);
    const length = this.#view.getUint32(start, true);
    return Array.from({ length }, (_, i) => new FlatTable(this.#view, this.#target(start + 4 + i * 4)));
  }
  /** A vector of 64-bit integers, or of structs made of them: all numbers in a row. `perItem` numbers an item. */
  int64s(field: number, perItem = 1): number[] {
    const at = this.#position(field);
    if (at === 0) return [];
    const start = this.#target(at);
    const length = this.#view.getUint32(start, true) * perItem;
    return Array.from({ length }, (_, i) => Number(this.#view.getBigInt64(start + 4 + i * 8, true)));
  }
}

/** Where something written earlier is: its distance from the end of the buffer. */
export type FlatOffset = number;

/** One field of a table to write; `null` leaves the field out. */
export type FlatValue =
  | { readonly as: "bool" | "uint8" | "int16" | "int32" | "int64"; readonly value: number }
  | { readonly as: "offset"; readonly value: FlatOffset }
  | null;

const SIZE = { bool: 1, uint8: 1, int16: 2, int32: 4, int64: 8, offset: 4 } as const;

export class FlatBuilder {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
  #view: DataView = new DataView(this.#bytes.buffer);
  /** Bytes written so far, from the end. */
  #used = 0;
  #alignment = 1;

  /** Makes `extra` bytes after padding such that they end aligned to `align`; answers their position. */
  #reserve(align: number, extra: number): number {
    this.#alignment = Math.max(this.#alignment, align);
    const padding = -(this.#used + extra) & (align - 1);
    while (this.#used + padding + extra > this.#bytes.length) {
      const grown = new Uint8Array(this.#bytes.length * 2);
      grown.set(this.#bytes, this.#bytes.length);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    this.#used += padding + extra;
    return this.#bytes.length - this.#used;
  }
  string(text: string): FlatOffset {
    const bytes = new TextEncoder().encode(text);
    // The terminating zero is part of the format.
    const at = this.#reserve(4, bytes.length + 5);
    this.#view.setUint32(at, bytes.length, true);
    this.#bytes.set(bytes, at + 4);
    return this.#used;
  }
  offsets(items: readonly FlatOffset[]): FlatOffset {
    const at = this.#reserve(4, 4 + items.length * 4);
    this.#view.setUint32(at, items.length, true);
    items.forEach((item, i) => {
      const position = at + 4 + i * 4;
      this.#view.setUint32(position, this.#bytes.length - item - position, true);
    });
    return this.#used;
  }
  /** A vector of 64-bit integers or of structs of `perItem` of them. */
  int64s(numbers: readonly number[], perItem = 1): FlatOffset {
    // The numbers are aligned to 8, the length stands before them.
    const at = this.#reserve(8, numbers.length * 8);
    numbers.forEach((value, i) => this.#view.setBigInt64(at + i * 8, BigInt(value), true));
    this.#view.setUint32(this.#reserve(4, 4), numbers.length / perItem, true);
    return this.#used;
  }
  table(fields: readonly FlatValue[]): FlatOffset {
    const slots = fields.map(() => 0);
    const start = this.#used;
    // Widest first, so that nothing but the end needs padding.
    const order = fields.map((_, i) => i).filter((i) => fields[i] !== null);
    order.sort((a, b) => width(fields[b]) - width(fields[a]));
    for (const i of order) {
      const field = fields[i];
      if (field === null || field === undefined) continue;
      const at = this.#reserve(SIZE[field.as], SIZE[field.as]);
      switch (field.as) {
        case "bool":
        case "uint8":
          this.#view.setUint8(at, field.value);
          break;
        case "int16":
          this.#view.setInt16(at, field.value, true);
          break;
        case "int32":
          this.#view.setInt32(at, field.value, true);
          break;
        case "int64":
          this.#view.setBigInt64(at, BigInt(field.value), true);
          break;
        case "offset":
          this.#view.setUint32(at, this.#bytes.length - field.value - at, true);
          break;
      }
      slots[i] = this.#used;
    }
    this.#reserve(4, 4);
    const table = this.#used;
    const vtable = this.#reserve(2, 4 + slots.length * 2);
    this.#view.setUint16(vtable, 4 + slots.length * 2, true);
    this.#view.setUint16(vtable + 2, table - start, true);
    slots.forEach((slot, i) => this.#view.setUint16(vtable + 4 + i * 2, slot === 0 ? 0 : table - slot, true));
    this.#view.setInt32(this.#bytes.length - table, this.#used - table, true);
    return table;
  }
  /** The finished buffer with `root` as its root table; its length is a multiple of 8. */
  finish(root: FlatOffset): Uint8Array {
    const at = this.#reserve(Math.max(this.#alignment, 8), 4);
    this.#view.setUint32(at, this.#bytes.length - root - at, true);
    return this.#bytes.subarray(at);
  }
}

function width(field: FlatValue | undefined): number {
  return field === null || field === undefined ? 0 : SIZE[field.as];
}
