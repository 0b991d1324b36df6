import fc from "fast-check";
import { expect, test } from "vitest";
import { NumberBuilder, Utf8Builder } from "../arrow/builders.ts";
import { arrowType, offsetsOf } from "../arrow/vector.ts";
import { formatKernels } from "./format.ts";
import { compileFormat, formatWith } from "./java-formatter.ts";

const part = fc.constantFrom("%s", "%d", "%2$s", "%1$d", "%5d", "%05d", "%<d", "%n", "%%", " ż ", "%-6s", "%2$3s");
const TYPES = [{ kind: "integer", bits: 32 }, { kind: "string" }] as const;

test("rows of bytes are what values are formatted to", () => {
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 4 }),
      fc.option(fc.oneof(fc.integer(), fc.integer({ min: -12, max: 120 }))),
      fc.option(fc.string({ unit: fc.constantFrom(..."aż%") })),
      (parts, number, text) => {
        const [numbers, words] = [new NumberBuilder(arrowType.int32), new Utf8Builder()];
        if (number === null) numbers.appendNull();
        else numbers.append(number);
        if (text === null) words.appendNull();
        else words.appendString(text);
        const format = parts.join("");
        const values = [
          number === null ? ({ kind: "null" } as const) : { ...TYPES[0], value: BigInt(number) },
          text === null ? ({ kind: "null" } as const) : { ...TYPES[1], value: text },
        ];
        const options = { constants: [{ value: format }, null, null], types: TYPES };
        const called = (): string => {
          const out = formatKernels["format_string"]!([numbers.finish(), words.finish()], options, 1);
          const offsets = offsetsOf(out);
          return Buffer.from((out.data as Uint8Array).subarray(offsets[0], offsets[1])).toString();
        };
        expect(outcome(called)).toBe(outcome(() => formatWith(compileFormat(format), values)));
      },
    ),
    { numRuns: 500 },
  );
});
function outcome(call: () => string): string {
  try {
    return call();
  } catch (e) {
    return `fails: ${(e as Error).message}`;
  }
}
