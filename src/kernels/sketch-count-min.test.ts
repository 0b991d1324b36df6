import fc from "fast-check";
import { expect, test } from "vitest";
import { arrowType, arrowVector } from "../arrow/vector.ts";
import { bucketFinder } from "./sketch-count-min.ts";

test("buckets are those of products of 64 bits", () => {
  const prime = (1n << 31n) - 1n;
  const factor = fc.integer({ min: 0, max: 0x7ffffffe });
  fc.assert(
    fc.property(
      fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.integer().map(BigInt)),
      factor,
      fc.integer({ min: 1, max: 500 }),
      (item, f, width) => {
        const product = BigInt.asIntN(64, BigInt(f) * item);
        const wanted = Number(BigInt.asIntN(64, product + (product >> 32n)) & prime) % width;
        const found = new Int32Array(1);
        const longs = arrowVector(arrowType.int64, 1, { data: BigInt64Array.of(item) });
        bucketFinder(longs, Int32Array.of(f), width, found)(0);
        expect(found[0]).toBe(wanted);
        if (BigInt.asIntN(32, item) !== item) return;
        const ints = arrowVector(arrowType.int32, 1, { data: Int32Array.of(Number(item)) });
        bucketFinder(ints, Int32Array.of(f), width, found)(0);
        expect(found[0]).toBe(wanted);
      },
    ),
    { numRuns: 500 },
  );
});
