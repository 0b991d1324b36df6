/** How many bits of a binary are set. */
import { setBit } from "../arrow/vector.ts";
import type { ArrowVector } from "../arrow/vector.ts";
import { Arguments } from "./arguments.ts";
import { wordsOf } from "./byte-words.ts";
import type { Kernel } from "./kernel.ts";
import { int64Output } from "./output.ts";

/** Set bits of a word: of pairs, of fours, of bytes, all added up in the highest byte. */
function bitsOfWord(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

const countBits: Kernel = (columns, options, rows): ArrowVector => {
  const bytes = new Arguments(columns, options).bytes(0);
  const out = new BigInt64Array(rows);
  const validity = new Uint8Array((rows + 7) >> 3);
  const { data } = bytes;
  const words = wordsOf(data);
  for (let row = 0; row < rows; row++) {
    if (bytes.isNull(row)) continue;
    setBit(validity, row);
    let count = 0;
    let at = bytes.start(row);
    const end = bytes.end(row);
    const first = Math.min((at + 3) & ~3, end);
    const last = Math.min(end >> 2, words.length) << 2;
    while (at < first) count += bitsOfWord(data[at++]!);
    for (; at < last; at += 4) count += bitsOfWord(words[at >> 2]!);
    while (at < end) count += bitsOfWord(data[at++]!);
    out[row] = BigInt(count);
  }
  return int64Output(out, validity);
};
export const bitCountKernels: { readonly [name: string]: Kernel } = { count_bits: countBits };
