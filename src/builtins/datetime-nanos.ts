/** Nanoseconds since the epoch to timestamps of nanoseconds and back; they work where the types are turned off too. */
import type { Call } from "../logical/expression.ts";
import type { FunctionRow, LowerContext } from "../logical/function-row.ts";
import { type InputType, INTEGRAL, oneOf, T_DECIMAL } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { DecimalType, isNanos, TimestampLTZNanosType, TimestampNTZNanosType } from "../types/data-type.ts";
import { unexpectedInput } from "./bind.ts";
import { family, param } from "./family.ts";
import { implicit } from "../logical/build.ts";

const LTZ = new TimestampLTZNanosType(9);
const COUNT = new DecimalType(21, 0);
const LIMIT = 10n ** 21n;
/** The nanoseconds of the first and the last microsecond that 64 bits can count. */
const [FIRST, LAST] = [-(2n ** 63n) * 1000n, 2n ** 63n * 1000n - 1n];
const NUMBERS = oneOf(INTEGRAL, T_DECIMAL);
const NANOS: InputType = {
  label: '"(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) WITH P IN [7, 9])"',
  accepts: isNanos,
  concrete: new TimestampNTZNanosType(9),
};

/** Decimals are rounded down. */
function fromNumber(x: Px, call: Call, cx: LowerContext): Px {
  const t = call.args[0]!.dataType;
  const wide = px.cast(x, "Int128");
  if (t.kind !== "decimal") return wide;
  const scale = 10n ** BigInt(t.scale);
  const whole = cx.share(t.scale === 0 ? wide : px.floordiv(wide, px.lit.i128(scale)));
  const outside = px.or(px.lt(whole, px.lit.i128(FIRST)), px.gt(whole, px.lit.i128(LAST)));
  const site = cx.site(call, ([value = ""]) => ({
    condition: "DATETIME_OVERFLOW",
    parameters: { operation: `create a TIMESTAMP_LTZ(9) from ${value} nanoseconds since the epoch` },
  }));
  return cx.raiseIf(outside, site, whole, px.cast(whole, "String"));
}
function toNumber(x: Px, call: Call, cx: LowerContext): Px {
  const nanos = cx.share(x);
  const outside = px.or(px.ge(nanos, px.lit.i128(LIMIT)), px.le(nanos, px.lit.i128(-LIMIT)));
  const site = cx.site(call, ([value = ""]) => ({
    condition: "NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION",
    parameters: { roundedValue: value, originalValue: value, precision: "21", scale: "0" },
  }));
  return cx.raiseIf(outside, site, nanos, px.cast(nanos, "String"));
}

export const datetimeNanosFunctions: readonly FunctionRow[] = family("datetime", "scalar", {
  timestamp_nanos: {
    since: "4.3.0",
    params: [param("nanoseconds", NUMBERS)],
    coerce: ([e], cx) => {
      if (e!.dataType.kind === "void") return [implicit(e!, COUNT, cx.mode, cx.timeZone)];
      if (NUMBERS.accepts(e!.dataType)) return [e!];
      throw unexpectedInput(cx.name, [e!], 0, NUMBERS.label);
    },
    returns: LTZ,
    polars: ([x], call, cx) => fromNumber(x!, call, cx),
  },
  unix_nanos: {
    since: "4.3.0",
    params: [param("timestamp", NANOS)],
    coerce: ([e], cx) => {
      if (isNanos(e!.dataType)) return [e!];
      if (e!.dataType.kind === "void") return [implicit(e!, LTZ, cx.mode, cx.timeZone)];
      throw unexpectedInput(cx.name, [e!], 0, NANOS.label);
    },
    returns: COUNT,
    polars: ([x], call, cx) => toNumber(x!, call, cx),
  },
});
