/** Maps whose keys are compared by a collation. */
import { takeVector } from "../arrow/take.ts";
import { type ArrowVector, arrowType, arrowVector, childOf, isValid, offsetsOf, setBit } from "../arrow/vector.ts";
import { Arguments } from "./arguments.ts";
import { type KeyOptions, keyedColumn } from "./collation-key.ts";
import { findPart } from "./collated-text.ts";
import { type Collator, collatorOf } from "./collator.ts";
import { deepKeysOf } from "./deep-order.ts";
import type { Kernel } from "./kernel.ts";
import { textsToEntries } from "./map-kernels.ts";

interface MapOptions extends KeyOptions {
  /** A key that comes again: its last value stands where it came first. Else the key is told beside the map. */
  readonly lastWins: boolean;
}
const makeMap: Kernel = ([list], options, rowCount): ArrowVector => {
  const { shape, query, lastWins } = options as MapOptions;
  const entries = childOf(list as ArrowVector);
  const [keys, values] = [childOf(entries, 0), childOf(entries, 1)];
  const keyOf = deepKeysOf(keyedColumn(keys, shape, query));
  const from = offsetsOf(list as ArrowVector);
  const [keyAt, valueAt] = [new Int32Array(entries.length), new Int32Array(entries.length)];
  const repeated = new Int32Array(rowCount).fill(-1);
  const offsets = new Int32Array(rowCount + 1);
  const validity = new Uint8Array((rowCount + 7) >> 3);
  let at = 0;
  for (let row = 0; row < rowCount; row++) {
    offsets[row] = at;
    if (!isValid(list as ArrowVector, row)) continue;
    setBit(validity, row);
    const known = new Map<unknown, number>();
    for (let i = from[row]!; i < from[row + 1]!; i++) {
      const key = keyOf(i);
      const found = known.get(key);
      if (found === undefined) {
        known.set(key, at);
        keyAt[at] = i;
        valueAt[at++] = i;
      } else if (lastWins) valueAt[found] = i;
      else if (repeated[row]! < 0) repeated[row] = i;
    }
  }
  offsets[rowCount] = at;
  const children = [takeVector(keys, keyAt.subarray(0, at)), takeVector(values, valueAt.subarray(0, at))];
  const made = arrowVector(arrowType.struct, at, { children });
  const maps = arrowVector(arrowType.list, rowCount, { offsets, validity, children: [made] });
  return lastWins ? maps : arrowVector(arrowType.struct, rowCount, { children: [maps, takeVector(keys, repeated)] });
};

/** A text cut at each place of a part; of an empty one, between its characters. */
function cut(by: Collator, text: string, part: string, most: number): string[] {
  const points = [...text];
  if (part === "") return points.length <= most ? points : [points[0] as string, points.slice(1).join("")];
  const parts: string[] = [];
  let at = 0;
  while (parts.length < most - 1) {
    const hit = findPart(by, points, [...part], at);
    if (hit === null) break;
    parts.push(points.slice(at, hit.start).join(""));
    at = hit.end;
  }
  parts.push(points.slice(at).join(""));
  return parts;
}
/** A text cut into entries, and each entry into key and value: by texts, not by patterns. */
const textToEntries: Kernel = (columns, options, rowCount): ArrowVector => {
  const args = new Arguments(columns, options);
  const by = collatorOf((options as { readonly collation: string }).collation);
  return textsToEntries(
    [args.text(0), args.text(1), args.text(2)],
    rowCount,
    (text, between) => cut(by, text, between, Number.POSITIVE_INFINITY),
    (entry, within) => cut(by, entry, within, 2),
  );
};

export const collatedMapKernels: { readonly [name: string]: Kernel } = {
  collated_map: makeMap,
  collated_str_to_entries: textToEntries,
};
