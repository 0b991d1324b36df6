import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { errorFor } from "./error-class.ts";

/** As if the program called the package, which calls back. */
const throughPackage = (make: () => Error): Error => [1].map(make)[0] as Error;

const limit = Error.stackTraceLimit;
beforeEach(() => {
  Error.stackTraceLimit = 10;
});
afterEach(() => {
  Error.stackTraceLimit = limit;
});

describe("the stack of an error", () => {
  it("begins where the program called", () => {
    const { stack = "" } = throughPackage(() => errorFor("DIVIDE_BY_ZERO", { config: "c" }));
    expect(stack.split("\n")[0]).toMatch(/^ArithmeticException: \[DIVIDE_BY_ZERO\] Division by zero\./);
    const frames = stack.split("\n").filter((line) => line.startsWith("    at "));
    expect(frames[0]).toContain("errorFor");
    expect(frames[1]).toContain("error-stack.test.ts");
    expect(frames.length).toBeLessThanOrEqual(10);
  });
  it("has the place of the error in its first lines", () => {
    const error = errorFor("DIVIDE_BY_ZERO", { config: "c" });
    error.locate([{ contextType: "DataFrame", fragment: "divide", summary: "there" }]);
    expect(error.message).toMatch(/SQLSTATE: 22012\nthere$/);
    expect(error.stack).toContain("SQLSTATE: 22012\nthere\n    at ");
  });
  it("is whole for whoever asks for more frames", () => {
    const shortened = errorFor("DIVIDE_BY_ZERO", { config: "c" }).stack ?? "";
    Error.stackTraceLimit = 50;
    const { stack = "" } = errorFor("DIVIDE_BY_ZERO", { config: "c" });
    expect(stack.split("\n").length).toBeGreaterThan(shortened.split("\n").length);
  });
  it("can be set", () => {
    const error = errorFor("DIVIDE_BY_ZERO", { config: "c" });
    error.stack = "another";
    expect(error.stack).toBe("another");
  });
});
