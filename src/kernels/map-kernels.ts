/** Kernels of maps. */
import { BytesBuilder, ListBuilder, StructBuilder } from "../arrow/builders.ts";
import { concatVectors } from "../arrow/slice.ts";
import { takeVector } from "../arrow/take.ts";
import { type ArrowVector, arrowType, arrowVector, childOf, isValid, offsetsOf, setBit } from "../arrow/vector.ts";
import { Arguments, memoized } from "./arguments.ts";
import { type KeyOptions, keyedColumn } from "./collation-key.ts";
import { FEW, type KeyOf, keysOf, sameElements } from "./element-equality.ts";
import { patternError } from "./regexp.ts";
import { CompiledRegex, splitBy } from "./java-regex.ts";
import type { Kernel } from "./kernel.ts";

const patterns: (pattern: string) => CompiledRegex = memoized((pattern) => {
  try {
    const regex = new CompiledRegex(pattern, false);
    void regex.regExp;
    return regex;
  } catch (e) {
    throw patternError(e, "str_to_map", pattern);
  }
});

/** Texts cut into entries, and each entry into key and value. */
export function textsToEntries(
  [text, pairs, middle]: readonly TextArgument[],
  rowCount: number,
  cutAll: (text: string, between: string) => readonly string[],
  cutOnce: (entry: string, within: string) => readonly string[],
): ArrowVector {
  const keys = new BytesBuilder(arrowType.utf8);
  const values = new BytesBuilder(arrowType.utf8);
  const entries = new StructBuilder([keys, values]);
  const out = new ListBuilder(entries);
  for (let row = 0; row < rowCount; row++) {
    const [given, between, within] = [text!.get(row), pairs!.get(row), middle!.get(row)];
    if (given === null || between === null || within === null) {
      out.appendNull();
      continue;
    }
    for (const entry of cutAll(given, between)) {
      const [key, value] = cutOnce(entry, within);
      keys.appendString(key ?? "");
      if (value === undefined) values.appendNull();
      else values.appendString(value);
      entries.append();
    }
    out.append();
  }
  return out.finish();
}
type TextArgument = ReturnType<Arguments["text"]>;
/** By patterns. */
const textToEntries: Kernel = (columns, options, rowCount): ArrowVector => {
  const args = new Arguments(columns, options);
  return textsToEntries(
    [args.text(0), args.text(1), args.text(2)],
    rowCount,
    // Between the characters there is nothing behind the last.
    (text, between) => (between === "" && text !== "" ? Array.from(text) : splitBy(patterns(between), text, -1)),
    (entry, within) => splitBy(patterns(within), entry, 2),
  );
};

/**
 * All keys of two maps, those of the first before others, as structs with the values of both, null where one has no such
 * key. Keys have no parts.
 */
const unionOfMaps: Kernel = (columns, options, rowCount): ArrowVector => {
  const [a, b] = columns as [ArrowVector, ArrowVector];
  const [left, right] = [childOf(a), childOf(b)];
  const [leftKeys, rightKeys] = [childOf(left), childOf(right)];
  const [leftOffsets, rightOffsets] = [offsetsOf(a), offsetsOf(b)];
  const { shape = null, query = 0 } = (options ?? {}) as Partial<KeyOptions>;
  const [leftSeen, rightSeen] = [keyedColumn(leftKeys, shape, query), keyedColumn(rightKeys, shape, query)];
  const same = sameElements(leftSeen, rightSeen);
  const most = left.length + right.length;
  const [keys, firsts, seconds] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
  const isMet = new Uint8Array(right.length);
  const offsets = new Int32Array(rowCount + 1);
  const validity = new Uint8Array((rowCount + 7) >> 3);
  let keyOf: { readonly left: KeyOf; readonly right: KeyOf } | undefined;
  const matches = (from: number, to: number, start: number, end: number): ((i: number) => number) => {
    if ((to - from) * (end - start) > FEW) {
      const key = (keyOf ??= { left: keysOf(leftSeen), right: keysOf(rightSeen) });
      const places = new Map<unknown, number>();
      for (let j = start; j < end; j++) places.set(key.right(j), j);
      return (i) => places.get(key.left(i)) ?? -1;
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
    setBit(validity, row);
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

export interface ConcatOptions {
  /** A key that comes again: its last value stands where it came first. Else the key is told beside the map. */
  readonly lastWins: boolean;
}
/** The entries of maps one after the other, and a key that came again. Keys have no parts. */
const concatMaps: Kernel = (columns, options, rowCount): ArrowVector => {
  const { lastWins } = options as ConcatOptions;
  const entries = columns.map((column) => childOf(column));
  const keys = concatVectors(entries.map((entry) => childOf(entry, 0)));
  const values = concatVectors(entries.map((entry) => childOf(entry, 1)));
  const bases: number[] = [];
  let all = 0;
  for (const entry of entries) {
    bases.push(all);
    all += entry.length;
  }
  const lists = columns.map((column) => offsetsOf(column));
  const same = sameElements(keys, keys);
  const [keyAt, valueAt] = [new Int32Array(all), new Int32Array(all)];
  const repeated = new Int32Array(rowCount).fill(-1);
  let keyOf: KeyOf | undefined;
  const offsets = new Int32Array(rowCount + 1);
  const validity = new Uint8Array((rowCount + 7) >> 3);
  let at = 0;
  for (let row = 0; row < rowCount; row++) {
    offsets[row] = at;
    if (!columns.every((column) => isValid(column, row))) continue;
    setBit(validity, row);
    const begin = at;
    const size = lists.reduce((sum, list) => sum + list[row + 1]! - list[row]!, 0);
    const known = size * size > FEW ? new Map<unknown, number>() : undefined;
    if (known !== undefined) keyOf ??= keysOf(keys);
    for (let k = 0; k < lists.length; k++) {
      const end = bases[k]! + lists[k]![row + 1]!;
      // Within one map no key comes again.
      const before = at;
      for (let i = bases[k]! + lists[k]![row]!; i < end; i++) {
        let found = -1;
        if (known !== undefined) found = known.get(keyOf!(i)) ?? -1;
        else for (let m = begin; m < before && found < 0; m++) if (same(keyAt[m]!, i)) found = m;
        if (found < 0) {
          known?.set(keyOf!(i), at);
          keyAt[at] = i;
          valueAt[at++] = i;
        } else if (lastWins) valueAt[found] = i;
        else repeated[row] = i;
      }
    }
  }
  offsets[rowCount] = at;
  const children = [takeVector(keys, keyAt.subarray(0, at)), takeVector(values, valueAt.subarray(0, at))];
  const made = arrowVector(arrowType.struct, at, { children });
  const maps = arrowVector(arrowType.list, rowCount, { offsets, validity, children: [made] });
  return lastWins ? maps : arrowVector(arrowType.struct, rowCount, { children: [maps, takeVector(keys, repeated)] });
};

export const mapKernels: { readonly [name: string]: Kernel } = {
  str_to_entries: textToEntries,
  union_of_maps: unionOfMaps,
  concat_maps: concatMaps,
};
