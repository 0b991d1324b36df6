import { describe, expect, it } from "vitest";
import { BINARY, BOOLEAN, DecimalType, DOUBLE, INT, LONG, STRING } from "../../types/data-type.ts";
import { pickled } from "./pickle.ts";

const hex = (...given: Parameters<typeof pickled>): string => pickled(...given).toString("hex");

describe("pickles", () => {
  // What pickletools.dis of Python reads as the value.
  it("are what Python reads", () => {
    expect(hex(null, INT)).toBe("80034e2e");
    expect([hex(true, BOOLEAN), hex(false, BOOLEAN)]).toEqual(["8003882e", "8003892e"]);
    expect(hex(1, INT)).toBe("80038a0801000000000000002e");
    expect(hex(-2n, LONG)).toBe("80038a08feffffffffffffff2e");
    expect(hex(1.5, DOUBLE)).toBe("8003473ff80000000000002e");
    expect(hex("\u00e4", STRING)).toBe("80035802000000c3a42e");
    expect(hex(Buffer.from("ab"), BINARY)).toBe("800342020000006162" + "2e");
  });
  it("are not made of what needs a class of Python", () => {
    expect(() => pickled("1.50", new DecimalType(3, 2))).toThrow("decimal(3,2)");
  });
});
