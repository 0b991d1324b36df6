import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { boundOwnThreads, threadEnvironment, threadShare } from "./cpu-slots.ts";

test("a stage alone has all processors, several the same share of them", () => {
  expect([1, 2, 3, 4, 9].map((active) => threadShare(6, 0, active))).toEqual([6, 2, 2, 1, 1]);
});
test("a stage gets no more than is free, and waits where nothing is", () => {
  expect(threadShare(8, 7, 2)).toBe(1);
  expect(threadShare(8, 8, 2)).toBe(0);
  expect(threadShare(1, 1, 2)).toBe(0);
});
test("whatever comes and goes, no more threads run than there may, and what waits gets its turn", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.array(fc.boolean(), { maxLength: 200 }), (cpus, steps) => {
      const running: number[] = [];
      let waiting = 0;
      const used = (): number => running.reduce((sum, n) => sum + n, 0);
      const serve = (): void => {
        for (let share = 1; waiting > 0 && share > 0;) {
          share = threadShare(cpus, used(), running.length + waiting);
          if (share === 0) break;
          running.push(share);
          waiting--;
        }
      };
      for (const comes of steps) {
        if (comes) waiting++;
        else running.shift();
        serve();
        expect(used()).toBeLessThanOrEqual(cpus);
        // Nobody waits while a thread is free.
        if (waiting > 0) expect(used()).toBe(cpus);
      }
    }),
  );
});
test("the environment of a host", () => {
  vi.stubEnv("POLARS_MAX_THREADS", undefined);
  expect(threadEnvironment(3)["POLARS_MAX_THREADS"]).toBe("3");
  expect(threadEnvironment(null)).toBe(process.env);
  // What bounds the engine in this process is none of the hosts'.
  boundOwnThreads(2);
  expect(process.env["POLARS_MAX_THREADS"]).toBe("2");
  expect(threadEnvironment(null)["POLARS_MAX_THREADS"]).toBeUndefined();
  expect(threadEnvironment(3)["POLARS_MAX_THREADS"]).toBe("3");
  vi.unstubAllEnvs();
});
