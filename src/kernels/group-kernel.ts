/**
 * Aggregates as kernels: the values of each group are collected to lists, and a group kernel makes one value of each run
 * of rows of the lists' elements. The same serves groups (a run is a list) and frames of windows (runs of any kind).
 */
import { usedElements } from "../arrow/slice.ts";
import { type ArrowVector, arrowType, arrowVector, offsetsOf } from "../arrow/vector.ts";
import type { Kernel } from "./kernel.ts";

/** One pass over groups: `add` for each in turn, with its rows of the columns. */
export interface GroupPass {
  add(start: number, end: number): void;
  finish(): ArrowVector;
}
/** `groups` is how many will be added. */
export type GroupKernel = (columns: readonly ArrowVector[], options: unknown, groups: number) => GroupPass;

function starts(list: ArrowVector): Int32Array {
  const offsets = offsetsOf(list);
  const from = offsets[0] ?? 0;
  return from === 0 ? offsets : offsets.map((o) => o - from);
}

/** The kernel over lists: all arguments have lists of the same lengths. */
export function overGroups(make: GroupKernel): Kernel {
  return (lists, options, rows) => {
    const at = starts(lists[0] as ArrowVector);
    const pass = make(lists.map(usedElements), options, rows);
    for (let row = 0; row < rows; row++) pass.add(at[row] as number, at[row + 1] as number);
    return pass.finish();
  };
}
/**
 * The kernel over frames: the last two arguments are lists of where each row's frame begins and ends, as positions in
 * the row's own lists. The result is a list again, a value for each frame.
 */
export function overFrames(make: GroupKernel): Kernel {
  return (lists, options, rows) => {
    const values = lists.slice(0, -2);
    const at = starts(lists.at(-2) as ArrowVector);
    const [from, to] = lists.slice(-2).map((l) => usedElements(l).data as Int32Array | BigInt64Array);
    const count = at[rows] as number;
    const pass = make(values.map(usedElements), options, count);
    for (let row = 0; row < rows; row++) {
      const base = at[row] as number;
      for (let i = base; i < (at[row + 1] as number); i++) {
        const start = Number(from?.[i]);
        pass.add(base + start, base + Math.max(start, Number(to?.[i])));
      }
    }
    return arrowVector(arrowType.list, rows, { offsets: at, children: [pass.finish()] });
  };
}
export function groupKernels(kernels: { readonly [name: string]: GroupKernel }): { readonly [name: string]: Kernel } {
  return Object.fromEntries(
    Object.entries(kernels).flatMap(([name, make]) => [
      [name, overGroups(make)],
      [framesOf(name), overFrames(make)],
    ]),
  );
}
/** The name of a group kernel's form over frames. */
export function framesOf(name: string): string {
  return `${name}/frames`;
}
