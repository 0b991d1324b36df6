/** Kernels behind operators. */
import { decimalArithmetic, intervalByDecimal } from "./decimal-arithmetic.ts";
import type { Kernel } from "./kernel.ts";
import { strictMath } from "./strict-math.ts";
import { realPmod, realRemainder } from "./real-arithmetic.ts";

export const operatorKernels: { readonly [name: string]: Kernel } = {
  decimal_arithmetic: decimalArithmetic,
  interval_by_decimal: intervalByDecimal,
  real_remainder: realRemainder,
  real_pmod: realPmod,
  strict_math: strictMath,
};
