/** DataSketches' sketch of frequent items: counts in a bounded table; when it is full, the median count is taken off all. */
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
/** The low half of a 64-bit mix of a hash code. */
function mixed(code: number): number {
  let key = BigInt.asUintN(64, BigInt(code));
  key ^= key >> 33n;
  key = BigInt.asUintN(64, key * 0xff51afd7ed558ccdn);
  key ^= key >> 33n;
  key = BigInt.asUintN(64, key * 0xc4ceb9fe1a85ec53n);
  key ^= key >> 33n;
  return Number(BigInt.asIntN(32, key));
}

export class FrequentItems {
  readonly form: ItemForm;
  readonly lgMost: number;
  nulls = 0;
  #log = LEAST_LOG;
  #items: (Item | undefined)[];
  #counts: Float64Array;
  /** Distance from where the item belongs, from 1; 0 for none. */
  #states: Int32Array;
  active = 0;
  offset = 0;
  total = 0;
  constructor(form: ItemForm, lgMost: number) {
    this.form = form;
    this.lgMost = Math.max(lgMost, LEAST_LOG);
    this.#items = Array.from({ length: 1 << this.#log });
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
    let at = mixed(javaHash(item, this.form)) & mask;
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
    this.#items = Array.from({ length: 1 << this.#log });
    this.#counts = new Float64Array(1 << this.#log);
    this.#states = new Int32Array(1 << this.#log);
    this.active = 0;
    states.forEach((state, i) => {
      if (state > 0) this.#adjust(items[i] as Item, counts[i] as number);
    });
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
  *entries(): Generator<readonly [Item, number]> {
    const size = this.#items.length;
    const stride = Math.trunc(size * ((Math.sqrt(5) - 1) / 2)) | 1;
    let at = -stride;
    for (let seen = 0; seen < this.active;) {
      at = (at + stride) & (size - 1);
      if (this.#states[at] === 0) continue;
      seen++;
      yield [this.#items[at] as Item, this.#counts[at] as number];
    }
  }
  merge(other: FrequentItems): void {
    const total = this.total + other.total;
    for (const [item, count] of other.entries()) this.add(item, count);
    this.offset += other.offset;
    this.total = total;
    this.nulls += other.nulls;
  }
  /** The most frequent items that are so for certain; null stands for SQL NULL. */
  top(k: number): readonly (readonly [Item | null, number])[] {
    const sure = [...this.entries()].filter(([, count]) => count >= this.offset);
    const rows: (readonly [Item | null, number])[] = sure.map(([item, count]) => [item, count + this.offset]);
    rows.sort((a, b) => b[1] - a[1]);
    if (this.nulls > 0) {
      const at = rows.findIndex(([, count]) => count < this.nulls);
      rows.splice(at < 0 ? rows.length : at, 0, [null, this.nulls]);
    }
    return rows.slice(0, k);
  }

  toBytes(): Uint8Array {
    const empty = this.active === 0;
    const places = [...this.#states.keys()].filter((i) => this.#states[i] !== 0);
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
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const made = new FrequentItems(form, view.getUint8(3));
    const nulls = Number(view.getBigInt64(bytes.length - 8));
    if ((view.getUint8(5) & 4) === 0) {
      while (made.#log < view.getUint8(4)) made.#grow();
      const n = view.getInt32(8, true);
      const items = readItems(view, 32 + n * 8, n, form);
      items.forEach((item, i) => made.add(item, Number(view.getBigInt64(32 + i * 8, true))));
      made.total = Number(view.getBigInt64(16, true));
      made.offset = Number(view.getBigInt64(24, true));
    }
    made.nulls = nulls;
    return made;
  }
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
      if (item === true) out[i >> 3]! |= 1 << (i & 7);
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
function readItems(view: DataView, start: number, n: number, form: ItemForm): Item[] {
  let at = start;
  const text = new TextDecoder();
  return Array.from({ length: n }, (_, i): Item => {
    if (form === "boolean") return ((view.getUint8(start + (i >> 3)) >> (i & 7)) & 1) === 1;
    if (form === "string") {
      const size = view.getInt32(at, true);
      const bytes = new Uint8Array(view.buffer, view.byteOffset + at + 4, size);
      at += 4 + size;
      return text.decode(bytes);
    }
    const from = at;
    at += MARKS[form] === undefined ? 8 : 1 + (MARKS[form]?.[1] ?? 0);
    switch (form) {
      case "long":
        return view.getBigInt64(from, true);
      case "double":
        return view.getFloat64(from, true);
      case "float":
        return view.getFloat32(from + 1, true);
      case "byte":
        return view.getInt8(from + 1);
      case "short":
        return view.getInt16(from + 1, true);
      default:
        return view.getInt32(from + 1, true);
    }
  });
}
