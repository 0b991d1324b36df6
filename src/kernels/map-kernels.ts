/** Kernels of maps. */
import { BytesBuilder, ListBuilder, StructBuilder } from "../arrow/builders.ts";
import { concatVectors } from "../arrow/slice.ts";
import { takeVector } from "../arrow/take.ts";
import { type ArrowVector, arrowType, arrowVector, childOf, isValid, offsetsOf } from "../arrow/vector.ts";
import { Arguments, memoized } from "./arguments.ts";
import { keysOf, sameElements } from "./element-equality.ts";
import { CompiledRegex, splitBy } from "./java-regex.ts";
import type { Kernel } from "./kernel.ts";

const patterns: (pattern: string) => CompiledRegex = memoized((pattern) => new CompiledRegex(pattern, false));

/** A text cut into entries by a pattern, and each entry into key and value by another. */
const textToEntries: Kernel = (columns, options, rowCount): ArrowVector => {
  const args = new Arguments(columns, options);
  const [text, pairs, middle] = [args.text(0), args.text(1), args.text(2)];
  const keys = new BytesBuilder(arrowType.utf8);
  const values = new BytesBuilder(arrowType.utf8);
  const entries = new StructBuilder([keys, values]);
  const out = new ListBuilder(entries);
  for (let row = 0; row < rowCount; row++) {
    const [given, between, within] = [text.get(row), pairs.get(row), middle.get(row)];
    if (given === null || between === null || within === null) {
      out.appendNull();
      continue;
    }
    // Between the characters there is nothing behind the last.
    const parts = between === "" && given !== "" ? Array.from(given) : splitBy(patterns(between), given, -1);
    for (const entry of parts) {
      const [key, value] = splitBy(patterns(within), entry, 2);
      keys.appendString(key ?? "");
      if (value === undefined) values.appendNull();
      else values.appendString(value);
      entries.append();
    }
    out.append();
  }
  return out.finish();
};

/** Up to so many comparisons keys are looked for one by one; beyond, they go into a table. */
const FEW = 1024;
/**
 * All keys of two maps, those of the first before others, as structs with the values of both, null where one has no such
 * key. Keys have no parts.
 */
const unionOfMaps: Kernel = (columns, _options, rowCount): ArrowVector => {
  const [a, b] = columns as [ArrowVector, ArrowVector];
  const [left, right] = [childOf(a), childOf(b)];
  const [leftKeys, rightKeys] = [childOf(left), childOf(right)];
  const [leftOffsets, rightOffsets] = [offsetsOf(a), offsetsOf(b)];
  const same = sameElements(leftKeys, rightKeys);
  const most = left.length + right.length;
  const [keys, firsts, seconds] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
  const isMet = new Uint8Array(right.length);
  const offsets = new Int32Array(rowCount + 1);
  const validity = new Uint8Array((rowCount + 7) >> 3);
  const matches = (from: number, to: number, start: number, end: number): ((i: number) => number) => {
    if ((to - from) * (end - start) > FEW) {
      const [leftKey, rightKey] = [keysOf(leftKeys), keysOf(rightKeys)];
      const places = new Map<unknown, number>();
      for (let j = start; j < end; j++) places.set(rightKey(j), j);
      return (i) => places.get(leftKey(i)) ?? -1;
    }
    return (i) => {
      for (let j = start; j < end; j++) if (same(i, j)) return j;
      return -1;
    };
  };
  let at = 0;
  for (let row = 0; row < rowCount; row++) {
    offsets[row] = at;
    if (!isValid(a, row) || !isValid(b, row)) continue;
    validity[row >> 3]! |= 1 << (row & 7);
    const [from, to, start, end] = [
      leftOffsets[row]!,
      leftOffsets[row + 1]!,
      rightOffsets[row]!,
      rightOffsets[row + 1]!,
    ];
    const match = matches(from, to, start, end);
    for (let i = from; i < to; i++, at++) {
      const j = match(i);
      if (j >= 0) isMet[j] = 1;
      keys[at] = i;
      firsts[at] = i;
      seconds[at] = j;
    }
    for (let j = start; j < end; j++) {
      if (isMet[j] === 1) continue;
      keys[at] = left.length + j;
      firsts[at] = -1;
      seconds[at++] = j;
    }
  }
  offsets[rowCount] = at;
  const children = [
    takeVector(concatVectors([leftKeys, rightKeys]), keys.subarray(0, at)),
    takeVector(childOf(left, 1), firsts.subarray(0, at)),
    takeVector(childOf(right, 1), seconds.subarray(0, at)),
  ];
  const entries = arrowVector(arrowType.struct, at, { children });
  return arrowVector(arrowType.list, rowCount, { offsets, validity, children: [entries] });
};

export const mapKernels: { readonly [name: string]: Kernel } = {
  str_to_entries: textToEntries,
  union_of_maps: unionOfMaps,
};
