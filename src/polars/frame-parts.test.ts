import fc from "fast-check";
import { expect, it } from "vitest";
import { FrameParts } from "./frame-parts.ts";
import { frameOf, type Plain, plainOf } from "./testing.ts";

it("gives the rows that a slice has, of texts in lists with no more than theirs", () => {
  const text = fc.option(fc.string());
  const lists = fc.option(fc.array(fc.record({ s: text, n: fc.option(fc.double()) }), { maxLength: 3 }));
  const row = fc.record({ lists, deep: fc.array(fc.array(text, { maxLength: 3 }), { maxLength: 3 }), text });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), fc.nat(20), fc.nat(20), (rows, from, count) => {
      // The first row has values everywhere: the frame's types are found in them.
      const all: readonly { readonly [name: string]: Plain }[] = [
        { lists: [{ s: "", n: 0 }], deep: [["x"]], text: "" },
        ...rows,
      ];
      const columns = Object.fromEntries(
        ["lists", "deep", "text"].map((name) => [name, all.map((r) => r[name] ?? null)]),
      );
      const frame = frameOf(columns).collectSync("in-memory");
      const offset = Math.min(from, all.length);
      const length = Math.min(count, all.length - offset);
      const part = new FrameParts(frame).rows(offset, length);
      expect(plainOf(part)).toEqual(plainOf(frame.slice(offset, length)));
    }),
    { numRuns: 60 },
  );
});
