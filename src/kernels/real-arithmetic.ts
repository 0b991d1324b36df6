/** Remainders of floats and doubles as Java has them, exact for any quotient. */
import { NumberBuilder } from "../arrow/builders.ts";
import { type ArrowVector, arrowType, isValid } from "../arrow/vector.ts";
import type { Kernel } from "./kernel.ts";

function remainderKernel(compute: (a: number, b: number) => number): Kernel {
  return (args, _options, rowCount) => {
    const [left, right] = args as [ArrowVector, ArrowVector];
    const single = left.type.kind === "float" && left.type.bits === 32;
    const out = new NumberBuilder(single ? arrowType.float32 : arrowType.float64, rowCount);
    for (let row = 0; row < rowCount; row++) {
      if (isValid(left, row) && isValid(right, row))
        out.append(compute(left.data[row] as number, right.data[row] as number));
      else out.appendNull();
    }
    return out.finish();
  };
}
export const realRemainder: Kernel = remainderKernel((a, b) => a % b);
export const realPmod: Kernel = remainderKernel((a, b) => {
  const r = a % b;
  return r < 0 ? (r + b) % b : r;
});
