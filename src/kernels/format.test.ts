import fc from "fast-check";
import { expect, test } from "vitest";
import { type ArrowVector, arrowType, arrowVector, offsetsOf } from "../arrow/vector.ts";
import { formatKernels } from "./format.ts";

const formatNumber = formatKernels["format_number"]!;
function texts(out: ArrowVector): string[] {
  const offsets = offsetsOf(out);
  return Array.from({ length: out.length }, (_, i) =>
    Buffer.from((out.data as Uint8Array).subarray(offsets[i], offsets[i + 1])).toString(),
  );
}

test("a number of places is a pattern of as many zeros", () => {
  // Many of them stand between two roundings, or a bit beside.
  const tie = fc.tuple(fc.integer(), fc.integer({ min: 0, max: 8 }), fc.constantFrom(0, -1, 1));
  const near = tie.map(([n, scale, bits]) => ((n * 10 + 5) / 10 ** scale) * (1 + bits * Number.EPSILON));
  const halves = fc.tuple(fc.integer(), fc.integer({ min: 0, max: 8 })).map(([n, bits]) => n / 2 ** bits);
  const number = fc.oneof(near, halves, fc.double({ noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true }));
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 30 }), fc.integer({ min: 0, max: 6 }), (values, places) => {
      const column = arrowVector(arrowType.float64, values.length, { data: Float64Array.from(values) });
      const format = (value: number | string): string[] => {
        const options = { type: { kind: "double" }, places: typeof value === "number", constants: [null, { value }] };
        return texts(formatNumber([column], options, values.length));
      };
      const pattern = `#,###,###,###,###,###,##0${places === 0 ? "" : `.${"0".repeat(places)}`}`;
      expect(format(places)).toEqual(format(pattern));
    }),
    { numRuns: 300 },
  );
});
