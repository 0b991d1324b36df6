/** Lowering inside `list.eval`, where there are no columns: nothing can be shared, and no kernel can run. */
import type { LowerContext } from "../logical/function-row.ts";
import { unsupported } from "../types/spark-error.ts";

export function inner(cx: LowerContext): LowerContext {
  if (cx.inner) return cx;
  const refuse = (): never => {
    throw unsupported("this cast inside of an array");
  };
  return {
    lower: refuse,
    lowerWhere: refuse,
    operands: refuse,
    share: (value) => value,
    raiseIf: refuse,
    checkedCast: refuse,
    kernel: refuse,
    cast: refuse,
    site: (e, error) => cx.site(e, error),
    queryStart: cx.queryStart,
    lambda: refuse,
    fold: refuse,
    apply: refuse,
    inner: true,
    mayRefuse: cx.mayRefuse,
  };
}
