/** A sample of PySpark's doctests; `npm run test:connect` runs all. */
import { describe, expect, it } from "vitest";
import { knownFailures, pythonWithPySpark, runDoctests } from "./doctests.ts";

const python = pythonWithPySpark();
if (python === undefined) {
  console.warn("Skipped: no PySpark. Set SPARKWRIGHT_PYTHON to an interpreter that has pyspark[connect].");
}

describe.skipIf(python === undefined)("PySpark's doctests", () => {
  it("pass for columns, windows and groups", { timeout: 120_000 }, async () => {
    const results = await runDoctests(python ?? "", ["column", "window", "group"]);
    expect(results.length).toBeGreaterThan(100);
    const known = knownFailures();
    results.push(...(await runDoctests(python ?? "", ["functions"], ".udtf")));
    const failed = results.filter(({ example, passed }) => !passed && !known.some((k) => k.pattern.test(example)));
    expect(failed).toEqual([]);
  });
});
