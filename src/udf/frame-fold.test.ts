import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FrameFold, type FrameRows } from "./frame-fold.ts";

interface Calls {
  update: number;
  merge: number;
}
/** Strings joined in order: any row that is lost, repeated or out of place shows. */
function joining(calls: Calls, changes: boolean): FrameFold {
  return new FrameFold({
    init: () => ({ text: "" }),
    update: (state: unknown, value: number) => {
      calls.update++;
      const { text } = state as { text: string };
      return changes ? void Object.assign(state as object, { text: `${text}${value} ` }) : { text: `${text}${value} ` };
    },
    merge: (a: unknown, b: unknown) => {
      calls.merge++;
      const [first, second] = [a as { text: string }, b as { text: string }];
      if (first.text === "") return second;
      return changes ? void (first.text += second.text) : { text: first.text + second.text };
    },
    finish: (state: unknown) => state,
  } as never);
}
const frame = (from: number, to: number): FrameRows => ({
  length: Math.max(0, to - from),
  position: (i) => from + i,
  values: (i) => [from + i],
});
const textOf = (from: number, to: number): string =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => `${from + i} `).join("");

describe("frames", () => {
  test.each([true, false])("of any shape have the state of their rows (states are changed: %s)", (changes) => {
    const bounds = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 8 })), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(bounds, (list) => {
        const fold = joining({ update: 0, merge: 0 }, changes);
        for (const [from, length] of list) {
          expect((fold.fold(frame(from, from + length)) as { text: string }).text).toBe(textOf(from, from + length));
        }
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ["running", (i: number) => [0, i + 1] as const, 1, 0],
    ["sliding", (i: number) => [Math.max(0, i - 49), i + 1] as const, 2.1, 2.1],
    ["centred", (i: number) => [Math.max(0, i - 25), Math.min(1000, i + 25)] as const, 2.1, 2.1],
    ["running backwards", (i: number) => [i, 1000] as const, 2, 1],
  ])("%s: rows are not folded again for each frame", (_, boundsOf, updates, merges) => {
    const calls = { update: 0, merge: 0 };
    const fold = joining(calls, true);
    for (let i = 0; i < 1000; i++) {
      const [from, to] = boundsOf(i);
      expect((fold.fold(frame(from, to)) as { text: string }).text).toBe(textOf(from, to));
    }
    expect(calls.update).toBeLessThanOrEqual(updates * 1000);
    expect(calls.merge).toBeLessThanOrEqual(merges * 1000);
  });

  test("of states that cannot be copied are folded by themselves where they slide", () => {
    class State {
      rows: number[] = [];
    }
    const fold = new FrameFold({
      init: () => new State(),
      update: (state: unknown, value: number) => void (state as State).rows.push(value),
      merge: (a: unknown, b: unknown) => void (a as State).rows.push(...(b as State).rows),
      finish: (state: unknown) => state,
    } as never);
    for (let i = 0; i < 50; i++) {
      const { rows } = fold.fold(frame(Math.max(0, i - 4), i + 1)) as State;
      expect(rows).toEqual(Array.from({ length: Math.min(5, i + 1) }, (_, k) => Math.max(0, i - 4) + k));
    }
  });
});
