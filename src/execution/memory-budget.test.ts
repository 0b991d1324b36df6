import { expect, test } from "vitest";
import { MemoryBudget } from "./memory-budget.ts";

/** Whether a promise is settled by now. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  const not = Symbol();
  await new Promise((resolve) => setImmediate(resolve));
  return (await Promise.race([promise, Promise.resolve(not)])) !== not;
}

test("gives until the limit, then lets wait, in order", async () => {
  const budget = new MemoryBudget();
  const first = await budget.take(60, 100);
  const second = budget.take(60, 100);
  const small = budget.take(10, 100);
  expect([await settled(second), await settled(small), budget.used]).toEqual([false, false, 60]);
  first();
  first();
  expect([await settled(second), await settled(small), budget.used]).toEqual([true, true, 70]);
  (await second)();
  (await small)();
  expect(budget.used).toBe(0);
});
test("one that wants more than the limit runs alone", async () => {
  const budget = new MemoryBudget();
  const small = await budget.take(1, 100);
  const huge = budget.take(10_000, 100);
  expect(await settled(huge)).toBe(false);
  small();
  expect(await settled(huge)).toBe(true);
  expect(budget.used).toBe(100);
});
test("one that is given up waits no longer, nor do those behind it", async () => {
  const budget = new MemoryBudget();
  await budget.take(60, 100);
  const controller = new AbortController();
  const second = budget.take(60, 100, controller.signal);
  const third = budget.take(10, 100);
  controller.abort();
  await expect(second).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
  expect(await settled(third)).toBe(true);
  await expect(budget.take(60, 100, AbortSignal.abort())).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
});
