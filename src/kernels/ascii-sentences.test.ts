import fc from "fast-check";
import { expect, test } from "vitest";
import { ListBuilder, Utf8Builder } from "../arrow/builders.ts";
import { type ArrowVector, childOf, offsetsOf } from "../arrow/vector.ts";
import { appendSentences } from "./ascii-sentences.ts";
import { sentencesOf } from "./sentences.ts";

function parts<T>(list: ArrowVector, row: number, part: (child: ArrowVector, i: number) => T): T[] {
  const offsets = offsetsOf(list);
  return Array.from({ length: offsets[row + 1]! - offsets[row]! }, (_, i) => part(childOf(list), offsets[row]! + i));
}
function textAt(column: ArrowVector, row: number): string {
  const offsets = offsetsOf(column);
  return Buffer.from((column.data as Uint8Array).subarray(offsets[row], offsets[row + 1])).toString();
}

test("sentences in bytes are those of the text", () => {
  const character = fc.constantFrom(..."aB1 .!?\"')-_$#%&,\t\n\v(@");
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 14 }), (text) => {
      const data = Buffer.from(text);
      const out = new ListBuilder(new ListBuilder(new Utf8Builder()));
      appendSentences(data, 0, data.length, out);
      out.append();
      const found = parts(out.finish(), 0, (sentences, i) => parts(sentences, i, textAt));
      expect(found).toEqual(sentencesOf(text));
    }),
    { numRuns: 3000 },
  );
});
