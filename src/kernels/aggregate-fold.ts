/** Aggregates that fold a group from left to right. A frame that grows on from the last one goes on from its state. */
import { takeVector } from "../arrow/take.ts";
import { type ArrowVector, arrowVector, isValid, setBit } from "../arrow/vector.ts";
import type { GroupKernel } from "./group-kernel.ts";

type Integers = Int8Array | Int16Array | Int32Array | BigInt64Array;
type Bitwise = "and" | "or" | "xor";

/** bit_and, bit_or, bit_xor: null of no values. */
export const bitwise: GroupKernel = (columns, options, groups) => {
  const column = columns[0] as ArrowVector;
  const { operation } = options as { readonly operation: Bitwise };
  if (column.type.kind === "null") {
    return { add: () => {}, finish: () => takeVector(column, new Int32Array(groups).fill(-1)) };
  }
  const data = column.data as Integers;
  const out = new (data.constructor as new (n: number) => Integers)(groups);
  const validity = new Uint8Array((groups + 7) >> 3);
  const step = combine(operation) as unknown as (a: never, b: never) => never;
  let [from, to] = [-1, -1];
  let state: number | bigint | undefined;
  let group = 0;
  return {
    add: (start, end) => {
      if (start !== from || end < to) {
        [from, to] = [start, start];
        state = undefined;
      }
      for (let i = to; i < end; i++) {
        if (!isValid(column, i)) continue;
        const value = data[i] as number | bigint;
        state = state === undefined ? value : step(state as never, value as never);
      }
      to = end;
      if (state !== undefined) {
        out[group] = state as never;
        setBit(validity, group);
      }
      group++;
    },
    finish: () => arrowVector(column.type, groups, { data: out, validity }),
  };
};
function combine(operation: Bitwise): (a: number, b: number) => number {
  switch (operation) {
    case "and":
      return (a, b) => a & b;
    case "or":
      return (a, b) => a | b;
    case "xor":
      return (a, b) => a ^ b;
  }
}
