/** Lists as sets, and places in lists, of elements without parts. Nulls are equal, floats have one zero and one NaN. */
import { concatVectors } from "../arrow/slice.ts";
import { takeVector } from "../arrow/take.ts";
import { type ArrowVector, arrowType, arrowVector, childOf, isValid, offsetsOf, setBit } from "../arrow/vector.ts";
import { FEW, type KeyOf, keysOf, type Same, sameElements, wordsOf } from "./element-equality.ts";
import type { Kernel } from "./kernel.ts";

interface Side {
  readonly elements: ArrowVector;
  readonly offsets: Int32Array;
  readonly isNull: (i: number) => boolean;
}
function sideOf(column: ArrowVector): Side {
  const elements = childOf(column);
  const isNull = elements.validity === null ? () => false : (i: number): boolean => !isValid(elements, i);
  return { elements, offsets: offsetsOf(column), isNull };
}
/** Two lists of each row; keys are made when the first long list comes. */
class Pair {
  readonly left: Side;
  readonly right: Side;
  readonly #same: Same;
  readonly #sameLeft: Same;
  readonly #words: { readonly left: Int32Array; readonly right: Int32Array } | undefined;
  #keys: { readonly left: KeyOf; readonly right: KeyOf } | undefined;
  constructor([a, b]: readonly ArrowVector[]) {
    [this.left, this.right] = [sideOf(a as ArrowVector), sideOf(b as ArrowVector)];
    this.#same = sameElements(this.left.elements, this.right.elements);
    this.#sameLeft = sameElements(this.left.elements, this.left.elements);
    const [left, right] = [wordsOf(this.left.elements), wordsOf(this.right.elements)];
    // Nulls need the slower look.
    const plain = this.left.elements.validity === null && this.right.elements.validity === null;
    if (plain && left !== undefined && right !== undefined) this.#words = { left, right };
  }
  keys(): { readonly left: KeyOf; readonly right: KeyOf } {
    this.#keys ??= { left: keysOf(this.left.elements), right: keysOf(this.right.elements) };
    return this.#keys;
  }
  /** Whether the right list from `from` up to `to` has the left element, which is not null. */
  isRight(i: number, from: number, to: number): boolean {
    if (this.#words !== undefined) {
      const { right } = this.#words;
      const value = this.#words.left[i]!;
      for (let j = from; j < to; j++) if (right[j] === value) return true;
      return false;
    }
    for (let j = from; j < to; j++) if (!this.right.isNull(j) && this.#same(i, j)) return true;
    return false;
  }
  /** Whether one of the first elements taken, behind `from`, equals the left element. */
  isTaken(i: number, taken: Int32Array, from: number, to: number): boolean {
    if (this.#words !== undefined) {
      const { left } = this.#words;
      const value = left[i]!;
      for (let k = from; k < to; k++) if (left[taken[k]!] === value) return true;
      return false;
    }
    const { isNull } = this.left;
    for (let k = from; k < to; k++) if (!isNull(taken[k]!) && this.#sameLeft(i, taken[k]!)) return true;
    return false;
  }
}
function hasNullBetween({ isNull }: Side, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (isNull(i)) return true;
  return false;
}

/** Where the two lists of a row begin and end. */
function spans(left: Side, right: Side, row: number): readonly [number, number, number, number] {
  return [left.offsets[row]!, left.offsets[row + 1]!, right.offsets[row]!, right.offsets[row + 1]!];
}

/**
 * The lists of the elements that `take` finds for each pair of lists: it puts their places behind those of the rows before,
 * and answers where they end.
 */
function taking(
  [a, b]: readonly [ArrowVector, ArrowVector],
  elements: ArrowVector,
  most: number,
  take: (spans: readonly [number, number, number, number], taken: Int32Array, at: number) => number,
): ArrowVector {
  const { length } = a;
  const [left, right] = [offsetsOf(a), offsetsOf(b)];
  const taken = new Int32Array(most);
  const offsets = new Int32Array(length + 1);
  const validity = new Uint8Array((length + 7) >> 3);
  let at = 0;
  for (let row = 0; row < length; row++) {
    if (isValid(a, row) && isValid(b, row)) {
      setBit(validity, row);
      at = take([left[row]!, left[row + 1]!, right[row]!, right[row + 1]!], taken, at);
    }
    offsets[row + 1] = at;
  }
  const children = [takeVector(elements, taken.subarray(0, at))];
  return arrowVector(arrowType.list, length, { offsets, validity, children });
}

/** The elements of the first list, each once, that are in the second as well (or that are not). */
function chosen(wanted: boolean): Kernel {
  return (columns) => {
    const pair = new Pair(columns);
    const { left, right } = pair;
    const lists = columns as unknown as readonly [ArrowVector, ArrowVector];
    return taking(lists, left.elements, left.elements.length, ([from, to, start, end], taken, begin) => {
      let at = begin;
      const many = (to - from) * (to - from + end - start) > FEW ? long(pair, start, end, wanted) : undefined;
      let nullDone = false;
      for (let i = from; i < to; i++) {
        if (left.isNull(i)) {
          if (!nullDone && hasNullBetween(right, start, end) === wanted) taken[at++] = i;
          nullDone = true;
        } else if (
          many !== undefined ? many(i) : pair.isRight(i, start, end) === wanted && !pair.isTaken(i, taken, begin, at)
        ) {
          taken[at++] = i;
        }
      }
      return at;
    });
  };
}
/** Tells of each element in turn whether it is taken. */
function long(pair: Pair, start: number, end: number, wanted: boolean): (i: number) => boolean {
  const { left, right } = pair.keys();
  const others = new Set<unknown>();
  for (let j = start; j < end; j++) if (!pair.right.isNull(j)) others.add(right(j));
  const taken = new Set<unknown>();
  return (i) => {
    const key = left(i);
    if (others.has(key) !== wanted || taken.has(key)) return false;
    taken.add(key);
    return true;
  };
}

/** The elements of both lists, each once. */
const union: Kernel = (columns) => {
  const [a, b] = columns as readonly [ArrowVector, ArrowVector];
  const [left, right] = [childOf(a), childOf(b)];
  const elements = concatVectors([left, right]);
  const same = sameElements(elements, elements);
  const words = wordsOf(elements);
  const base = left.length;
  let keyOf: KeyOf | undefined;
  return taking([a, b], elements, elements.length, ([from, to, start, end], taken, begin) => {
    let at = begin;
    const size = to - from + end - start;
    const known = size * size > FEW ? new Set<unknown>() : undefined;
    if (known !== undefined) keyOf ??= keysOf(elements);
    let noneAt = -1;
    for (let k = 0; k < size; k++) {
      const i = k < to - from ? from + k : base + start + k - (to - from);
      if (elements.validity !== null && !isValid(elements, i)) {
        if (noneAt >= 0) continue;
        noneAt = at;
      } else if (known !== undefined) {
        const key = keyOf!(i);
        if (known.has(key)) continue;
        known.add(key);
      } else {
        let m = begin;
        if (words === undefined) while (m < at && (m === noneAt || !same(taken[m]!, i))) m++;
        else while (m < at && (m === noneAt || words[taken[m]!] !== words[i])) m++;
        if (m < at) continue;
      }
      taken[at++] = i;
    }
    return at;
  });
};

/** Whether the lists have an element in common; null where a null may be that and neither is empty. */
const overlap: Kernel = (columns, _options, rows) => {
  const [a, b] = columns as [ArrowVector, ArrowVector];
  const pair = new Pair(columns);
  const { left, right } = pair;
  const bytes = (rows + 7) >> 3;
  const [data, validity] = [new Uint8Array(bytes), new Uint8Array(bytes)];
  for (let row = 0; row < rows; row++) {
    if (!isValid(a, row) || !isValid(b, row)) continue;
    const [from, to, start, end] = spans(left, right, row);
    const bit = 1 << (row & 7);
    const many = (to - from) * (end - start) > FEW ? long(pair, start, end, true) : undefined;
    let found = false;
    for (let i = from; i < to && !found; i++) {
      if (!left.isNull(i)) found = many !== undefined ? many(i) : pair.isRight(i, start, end);
    }
    if (found) data[row >> 3]! |= bit;
    const some = from < to && start < end;
    const unknown = !found && some && (hasNullBetween(left, from, to) || hasNullBetween(right, start, end));
    if (!unknown) validity[row >> 3]! |= bit;
  }
  return arrowVector(arrowType.bool, rows, { data, validity });
};

/** The place, from 1, of the first element that equals the value; 0 for none. */
const position: Kernel = (columns, _options, rows) => {
  const [list, value] = columns as [ArrowVector, ArrowVector];
  const data = new BigInt64Array(rows);
  const validity = new Uint8Array((rows + 7) >> 3);
  const { elements, offsets, isNull } = sideOf(list);
  const same = sameElements(elements, value);
  for (let row = 0; row < rows; row++) {
    if (!isValid(list, row) || !isValid(value, row)) continue;
    setBit(validity, row);
    const [from, to] = [offsets[row]!, offsets[row + 1]!];
    for (let i = from; i < to; i++) {
      if (isNull(i) || !same(i, row)) continue;
      data[row] = BigInt(i - from + 1);
      break;
    }
  }
  return arrowVector(arrowType.int64, rows, { data, validity });
};

export interface InsertOptions {
  /** -1 stands for the place before the last element, not for that behind it. */
  readonly legacy: boolean;
}
/** The lists with one more element; what lies between it and the list is null. Place 0 gives null. */
const insert: Kernel = (columns, options, rows) => {
  const [list, places, value] = columns as [ArrowVector, ArrowVector, ArrowVector];
  const { elements, offsets } = sideOf(list);
  const behind = (options as InsertOptions).legacy ? 0 : 1;
  const out = new Int32Array(rows + 1);
  const validity = new Uint8Array((rows + 7) >> 3);
  let indices = new Int32Array(elements.length + 2 * rows);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    out[row] = at;
    if (!isValid(list, row) || !isValid(places, row)) continue;
    const [from, to] = [offsets[row]!, offsets[row + 1]!];
    const size = to - from;
    const place = Number(places.data[row]);
    if (place === 0) continue;
    setBit(validity, row);
    // Where the value goes among the elements; below 0 or above their number there is a gap.
    const k = place > 0 ? place - 1 : size + place + behind;
    const total = k < 0 ? size + 1 - k : Math.max(size, k) + 1;
    if (at + total > indices.length) indices = grown(indices, at + total);
    indices.fill(-1, at, at + total);
    const first = at + (k < 0 ? -k + 1 : 0);
    for (let i = 0; i < size; i++) indices[first + i + (k >= 0 && i >= k ? 1 : 0)] = from + i;
    indices[at + Math.max(k, 0)] = elements.length + row;
    at += total;
  }
  out[rows] = at;
  const children = [takeVector(concatVectors([elements, value]), indices.subarray(0, at))];
  return arrowVector(arrowType.list, rows, { offsets: out, validity, children });
};
function grown(indices: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(least, indices.length * 2));
  larger.set(indices);
  return larger;
}

export const listSetKernels: { readonly [name: string]: Kernel } = {
  list_intersect: chosen(true),
  list_except: chosen(false),
  list_union: union,
  list_overlap: overlap,
  list_position: position,
  list_insert: insert,
};
