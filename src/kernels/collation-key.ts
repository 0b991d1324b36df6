/**
 * Keys of strings by a collation: texts that are equal exactly where the strings are, and sort as the strings do. Intl has
 * no sort keys; so every distinct string of a query gets a label between those of its neighbours, which never changes.
 */
import { Utf8Builder } from "../arrow/builders.ts";
import { type ArrowVector, arrowVector } from "../arrow/vector.ts";
import { textColumn } from "./arguments.ts";
import { type Collator, collatorOf, lowerPoints, withoutBlanks } from "./collator.ts";
import type { Kernel } from "./kernel.ts";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~";
const BASE = BigInt(DIGITS.length);

function digits(value: bigint, depth: number): string {
  let out = "";
  let rest = value;
  for (let i = 0; i < depth; i++) {
    out = DIGITS[Number(rest % BASE)] + out;
    rest /= BASE;
  }
  return out;
}
function valueOf(label: string, depth: number): bigint {
  let out = 0n;
  for (let i = 0; i < depth; i++) out = out * BASE + BigInt(i < label.length ? DIGITS.indexOf(label[i] as string) : 0);
  return out;
}
/** `count` labels in order between two; an absent one is the end. Read as digits behind a point. */
export function labelsBetween(low: string | undefined, high: string | undefined, count: number): string[] {
  for (let depth = Math.max(low?.length ?? 0, high?.length ?? 0, 1); ; depth++) {
    const from = low === undefined ? 0n : valueOf(low, depth);
    const to = high === undefined ? BASE ** BigInt(depth) : valueOf(high, depth);
    const room = to - from;
    if (room < BigInt(count + 1) * 16n) continue;
    return Array.from({ length: count }, (_, i) => digits(from + (room * BigInt(i + 1)) / BigInt(count + 1), depth));
  }
}

/** The labels of the strings that one query has shown so far. */
export class Labels {
  readonly #collator: Collator;
  readonly #known = new Map<string, string>();
  /** One string of each kind, in order, and its label. */
  #texts: string[] = [];
  #labels: string[] = [];
  constructor(collator: Collator) {
    this.#collator = collator;
  }
  get(text: string): string | undefined {
    return this.#known.get(text);
  }
  /** Labels all new strings of a batch at once, spread evenly. */
  add(found: Iterable<string>): void {
    const fresh = [...new Set(found)].filter((t) => !this.#known.has(t));
    if (fresh.length === 0) return;
    const { compare } = this.#collator;
    fresh.sort(compare);
    const [texts, labels]: [string[], string[]] = [[], []];
    let old = 0;
    for (let i = 0; i < fresh.length;) {
      const text = fresh[i] as string;
      while (old < this.#texts.length && compare(this.#texts[old] as string, text) < 0) {
        texts.push(this.#texts[old] as string);
        labels.push(this.#labels[old++] as string);
      }
      const next = this.#texts[old];
      if (next !== undefined && compare(next, text) === 0) {
        this.#known.set(text, this.#labels[old] as string);
        i++;
        continue;
      }
      // The run of new strings up to the next old one.
      const kinds: string[][] = [];
      for (; i < fresh.length; i++) {
        const t = fresh[i] as string;
        if (next !== undefined && compare(next, t) <= 0) break;
        const last = kinds.at(-1);
        if (last !== undefined && compare(last[0] as string, t) === 0) last.push(t);
        else kinds.push([t]);
      }
      const given = labelsBetween(labels.at(-1), this.#labels[old], kinds.length);
      for (const [k, kind] of kinds.entries()) {
        const label = given[k] as string;
        texts.push(kind[0] as string);
        labels.push(label);
        for (const t of kind) this.#known.set(t, label);
      }
    }
    this.#texts = [...texts, ...this.#texts.slice(old)];
    this.#labels = [...labels, ...this.#labels.slice(old)];
  }
}

const MOST_QUERIES = 32;
const byQuery = new Map<string, Labels>();
function labelsOf(query: number, collation: string): Labels {
  const id = `${query} ${collation}`;
  const found = byQuery.get(id) ?? new Labels(collatorOf(collation));
  byQuery.delete(id);
  byQuery.set(id, found);
  for (const old of byQuery.keys()) if (byQuery.size > MOST_QUERIES) byQuery.delete(old);
  return found;
}

/** The shape of a nested type: the collation of a string, null for what is kept. */
export type KeyShape = string | null | { readonly children: readonly KeyShape[] };
export interface KeyOptions {
  readonly shape: KeyShape;
  readonly query: number;
}

/** The column with keys for its strings. */
export function keyedColumn(column: ArrowVector, shape: KeyShape, query: number): ArrowVector {
  if (shape === null || column.type.kind === "null") return column;
  if (typeof shape !== "string") {
    const children = column.children.map((child, i) => keyedColumn(child, shape.children[i] ?? null, query));
    return arrowVector(column.type, column.length, {
      ...(column.offsets === null ? {} : { offsets: column.offsets }),
      validity: column.validity,
      children,
      data: column.data,
    });
  }
  const { collation } = collatorOf(shape);
  const text = textColumn(column);
  const out = new Utf8Builder(column.length);
  let keyOf: (t: string) => string;
  if (collation.base.startsWith("UTF8_")) {
    const lower = collation.base === "UTF8_LCASE" ? lowerPoints : (t: string): string => t;
    keyOf = collation.trims ? (t) => lower(withoutBlanks(t)) : lower;
  } else {
    const labels = labelsOf(query, shape);
    const distinct = new Set<string>();
    for (let row = 0; row < column.length; row++) {
      const t = text.get(row);
      if (t !== null) distinct.add(t);
    }
    labels.add(distinct);
    keyOf = (t) => labels.get(t) as string;
  }
  for (let row = 0; row < column.length; row++) {
    const t = text.get(row);
    if (t === null) out.appendNull();
    else out.appendString(keyOf(t));
  }
  return out.finish();
}

const collationKey: Kernel = ([column], options) => {
  const { shape, query } = options as KeyOptions;
  return keyedColumn(column as ArrowVector, shape, query);
};
export const collationKeyKernels: { readonly [name: string]: Kernel } = { collation_key: collationKey };
