/** DataSketches' sketch of frequent items: counts in a bounded table; when it is full, the median count is taken off all. */
import { setBit } from "../arrow/vector.ts";
import { float64At, int32At } from "./byte-words.ts";
import { stirred } from "./sketch-murmur.ts";

export type Item = number | bigint | string | boolean;
export type ItemForm = "byte" | "short" | "int" | "long" | "float" | "double" | "string" | "boolean";

const LEAST_LOG = 3;
const SAMPLE = 1024;
const FAMILY = 10;

/** Java's hash code of the item's box. */
function javaHash(item: Item, form: ItemForm): number {
  switch (form) {
    case "long": {
      const value = item as bigint;
      return Number(BigInt.asIntN(32, value ^ (value >> 32n)));
    }
    case "float":
      VIEW.setFloat32(0, item as number);
      return VIEW.getInt32(0);
    case "double":
      VIEW.setFloat64(0, item as number);
      return VIEW.getInt32(0) ^ VIEW.getInt32(4);
    case "string": {
      let hash = 0;
      for (let i = 0; i < (item as string).length; i++)
        hash = (Math.imul(hash, 31) + (item as string).charCodeAt(i)) | 0;
      return hash;
    }
    case "boolean":
      return item === true ? 1231 : 1237;
    default:
      return item as number;
  }
}
const VIEW = new DataView(new ArrayBuffer(8));
export class FrequentItems {
  readonly form: ItemForm;
  readonly lgMost: number;
  nulls = 0;
  #log: number;
  #items: (Item | undefined)[];
  #counts: Float64Array;
  /** Distance from where the item belongs, from 1; 0 for none. */
  #states: Int32Array;
  active = 0;
  offset = 0;
  total = 0;
  constructor(form: ItemForm, lgMost: number, log: number = LEAST_LOG) {
    this.form = form;
    this.lgMost = Math.max(lgMost, LEAST_LOG);
    this.#log = Math.max(log, LEAST_LOG);
    this.#items = noItems(1 << this.#log);
    this.#counts = new Float64Array(1 << this.#log);
    this.#states = new Int32Array(1 << this.#log);
  }
  add(item: Item, count = 1): void {
    this.total += count;
    this.#adjust(item, count);
    if (this.active <= this.#items.length * 0.75) return;
    if (this.#log < this.lgMost) this.#grow();
    else this.offset += this.#purge();
  }
  #adjust(item: Item, count: number): void {
    const mask = this.#items.length - 1;
    let at = stirred(javaHash(item, this.form)) & mask;
    let drift = 1;
    while (this.#states[at] !== 0 && !Object.is(this.#items[at], item)) {
      at = (at + 1) & mask;
      drift++;
    }
    if (this.#states[at] === 0) {
      this.#items[at] = item;
      this.#counts[at] = count;
      this.#states[at] = drift;
      this.active++;
    } else this.#counts[at]! += count;
  }
  #grow(): void {
    const [items, counts, states] = [this.#items, this.#counts, this.#states];
    this.#log++;
    this.#items = noItems(1 << this.#log);
    this.#counts = new Float64Array(1 << this.#log);
    this.#states = new Int32Array(1 << this.#log);
    this.active = 0;
    for (let i = 0; i < states.length; i++) if (states[i]! > 0) this.#adjust(items[i] as Item, counts[i]!);
  }
  #purge(): number {
    const samples: number[] = [];
    const limit = Math.min(SAMPLE, Math.trunc(2 ** this.lgMost * 0.75), this.active);
    for (let i = 0; samples.length < limit; i++) if (this.#states[i] !== 0) samples.push(this.#counts[i] as number);
    const median = samples.sort((a, b) => a - b)[limit >> 1] as number;
    for (let i = 0; i < this.#counts.length; i++) this.#counts[i]! -= median;
    this.#dropSpent();
    return median;
  }
  /** From the back of a run forward, so that what moves up has been looked at. */
  #dropSpent(): void {
    const states = this.#states;
    let first = states.length - 1;
    while (states[first] !== 0) first--;
    const drop = (at: number): void => {
      if (states[at] === 0 || (this.#counts[at] as number) > 0) return;
      this.#delete(at);
      this.active--;
    };
    for (let at = first; at-- > 0;) drop(at);
    for (let at = states.length; at-- > first;) drop(at);
  }
  #delete(place: number): void {
    const states = this.#states;
    const mask = states.length - 1;
    let hole = place;
    states[hole] = 0;
    let drift = 1;
    for (let at = (hole + 1) & mask; states[at] !== 0; at = (at + 1) & mask) {
      if ((states[at] as number) > drift) {
        this.#items[hole] = this.#items[at];
        this.#counts[hole] = this.#counts[at] as number;
        states[hole] = (states[at] as number) - drift;
        states[at] = 0;
        drift = 0;
        hole = at;
      }
      drift++;
    }
  }
  /** In the order in which DataSketches walks its table. */
  #each(visit: (item: Item, count: number) => void): void {
    const size = this.#items.length;
    const stride = Math.trunc(size * ((Math.sqrt(5) - 1) / 2)) | 1;
    let at = -stride;
    for (let seen = 0; seen < this.active;) {
      at = (at + stride) & (size - 1);
      if (this.#states[at] === 0) continue;
      seen++;
      visit(this.#items[at] as Item, this.#counts[at]!);
    }
  }
  merge(other: FrequentItems): void {
    const total = this.total + other.total;
    other.#each((item, count) => this.add(item, count));
    this.offset += other.offset;
    this.total = total;
    this.nulls += other.nulls;
  }
  /** The most frequent items that are so for certain; null stands for SQL NULL. */
  top(k: number): readonly (readonly [Item | null, number])[] {
    const rows: (readonly [Item | null, number])[] = [];
    this.#each((item, count) => {
      if (count >= this.offset) rows.push([item, count + this.offset]);
    });
    rows.sort((a, b) => b[1] - a[1]);
    if (this.nulls > 0) {
      const at = rows.findIndex(([, count]) => count < this.nulls);
      rows.splice(at < 0 ? rows.length : at, 0, [null, this.nulls]);
    }
    return rows.slice(0, k);
  }

  toBytes(): Uint8Array {
    const empty = this.active === 0;
    const places: number[] = [];
    for (let i = 0; i < this.#states.length; i++) if (this.#states[i] !== 0) places.push(i);
    const items = itemBytes(
      places.map((i) => this.#items[i] as Item),
      this.form,
    );
    const out = new Uint8Array((empty ? 8 : 32 + places.length * 8 + items.length) + 8);
    const view = new DataView(out.buffer);
    out.set([empty ? 1 : 4, 1, FAMILY, this.lgMost, this.#log, empty ? 5 : 0]);
    // Spark's count of nulls follows the sketch.
    view.setBigInt64(out.length - 8, BigInt(this.nulls));
    if (empty) return out;
    view.setInt32(8, places.length, true);
    view.setBigInt64(16, BigInt(this.total), true);
    view.setBigInt64(24, BigInt(this.offset), true);
    places.forEach((place, i) => view.setBigInt64(32 + i * 8, BigInt(this.#counts[place] as number), true));
    out.set(items, 32 + places.length * 8);
    return out;
  }
  static fromBytes(bytes: Uint8Array, form: ItemForm): FrequentItems {
    const used = (bytes[5]! & 4) === 0;
    const made = new FrequentItems(form, bytes[3]!, used ? bytes[4]! : LEAST_LOG);
    if (used) {
      const n = int32At(bytes, 8);
      const items = readItems(bytes, 32 + n * 8, n, form);
      for (let i = 0; i < n; i++) made.add(items[i]!, longAt(bytes, 32 + i * 8));
      made.total = longAt(bytes, 16);
      made.offset = longAt(bytes, 24);
    }
    // Spark's count of nulls follows the sketch, its highest byte first.
    for (let i = bytes.length - 8; i < bytes.length; i++) made.nulls = made.nulls * 256 + bytes[i]!;
    return made;
  }
}
/** An array without holes. */
function noItems(size: number): (Item | undefined)[] {
  const items: (Item | undefined)[] = [];
  for (let i = 0; i < size; i++) items.push(undefined);
  return items;
}
/** A count. */
function longAt(bytes: Uint8Array, at: number): number {
  return int32At(bytes, at + 4) * 4294967296 + (int32At(bytes, at) >>> 0);
}

const MARKS: { readonly [form in ItemForm]?: readonly [mark: number, width: number] } = {
  byte: [2, 1],
  short: [3, 2],
  int: [9, 4],
  float: [6, 4],
};
function itemBytes(items: readonly Item[], form: ItemForm): Uint8Array {
  if (form === "boolean") {
    const out = new Uint8Array((items.length + 7) >> 3);
    items.forEach((item, i) => {
      if (item === true) setBit(out, i);
    });
    return out;
  }
  return Buffer.concat(items.map((item) => oneItem(item, form)));
}
function oneItem(item: Item, form: ItemForm): Uint8Array {
  if (form === "string") {
    const text = Buffer.from(item as string);
    const size = Buffer.alloc(4);
    size.writeInt32LE(text.length);
    return Buffer.concat([size, text]);
  }
  const mark = MARKS[form];
  const out = Buffer.alloc(mark === undefined ? 8 : 1 + mark[1]);
  if (form === "long") out.writeBigInt64LE(item as bigint);
  else if (form === "double") out.writeDoubleLE(item as number);
  else if (mark !== undefined) {
    out[0] = mark[0];
    if (form === "float") out.writeFloatLE(item as number, 1);
    else out.writeIntLE(item as number, 1, mark[1]);
  }
  return out;
}
const TEXT = new TextDecoder();
function readItems(bytes: Uint8Array, start: number, n: number, form: ItemForm): readonly Item[] {
  const items: Item[] = [];
  if (form === "boolean") {
    for (let i = 0; i < n; i++) items.push(((bytes[start + (i >> 3)]! >> (i & 7)) & 1) === 1);
  } else if (form === "string") {
    for (let at = start; items.length < n;) {
      const from = at + 4;
      at = from + int32At(bytes, at);
      items.push(TEXT.decode(bytes.subarray(from, at)));
    }
  } else {
    const width = MARKS[form] === undefined ? 8 : 1 + MARKS[form][1];
    for (let i = 0, at = start; i < n; i++, at += width) items.push(readItem(bytes, at, form));
  }
  return items;
}
function readItem(bytes: Uint8Array, at: number, form: ItemForm): Item {
  switch (form) {
    case "long":
      return (BigInt(int32At(bytes, at + 4)) << 32n) | BigInt(int32At(bytes, at) >>> 0);
    case "double":
      return float64At(bytes, at);
    case "float":
      VIEW.setInt32(0, int32At(bytes, at + 1));
      return VIEW.getFloat32(0);
    case "byte":
      return (bytes[at + 1]! << 24) >> 24;
    case "short":
      return ((bytes[at + 1]! | (bytes[at + 2]! << 8)) << 16) >> 16;
    default:
      return int32At(bytes, at + 1);
  }
}
