/** How many bits of a binary are set. */
import { setBit } from "../arrow/vector.ts";
import type { ArrowVector } from "../arrow/vector.ts";
import { Arguments } from "./arguments.ts";
import type { Kernel } from "./kernel.ts";
import { int64Output } from "./output.ts";

const BIT_COUNTS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1;
  return count;
});

const countBits: Kernel = (columns, options, rows): ArrowVector => {
  const bytes = new Arguments(columns, options).bytes(0);
  const out = new BigInt64Array(rows);
  const validity = new Uint8Array((rows + 7) >> 3);
  const { data } = bytes;
  for (let row = 0; row < rows; row++) {
    if (bytes.isNull(row)) continue;
    setBit(validity, row);
    let count = 0;
    for (let i = bytes.start(row), end = bytes.end(row); i < end; i++) count += BIT_COUNTS[data[i]!]!;
    out[row] = BigInt(count);
  }
  return int64Output(out, validity);
};
export const bitCountKernels: { readonly [name: string]: Kernel } = { count_bits: countBits };
