/**
 * Errors on data. The engine's only way to fail on a row is a cast that cannot be done, and its text names the column
 * and the values: so the "column" is the number of the place in the query (`!17`), and the values are what the message
 * of Spark's error needs. `parseEngineError` reads them back.
 */
import type { Px } from "../px.ts";
import { P_INT16, P_NULL, P_STRING, P_UINT8, type PolarsType } from "../polars-type.ts";
import { cast, coalesce, isNull, ternary } from "./core.ts";
import { i16, null as litNull, str } from "./literal.ts";
import { concatHorizontal } from "./string.ts";
import { fieldByName, of as structOf } from "./struct.ts";

/**
 * A strict cast whose failure names the site and the values.
 *
 * The name is put on by way of a struct, which costs nothing: the optimizer drops an alias inside an expression.
 */
export function checkedCast(px: Px, type: PolarsType, site: number): Px {
  const name = `!${site}`;
  return cast(fieldByName(structOf([[name, px]]), name), type, "strict");
}

/**
 * `result`, but an error if the condition is true in some row. A null condition raises nothing.
 *
 * Without `valueText` (a String expression carried in the error) the check costs a tenth of a nanosecond a row; with it
 * as much as making the text, so let the text be null where the condition is not true. Polars evaluates all of this on
 * all rows, whatever branch it stands in: put guards into the condition.
 */
export function raiseIf(condition: Px, site: number, valueText: Px | null, result: Px): Px {
  const raised =
    valueText === null
      ? ternary(condition, i16(-1), litNull(P_INT16))
      : ternary(condition, coalesce(concatHorizontal([str("="), valueText]), str("=NULL")), litNull(P_STRING));
  // Always null, hence always `result`; but the engine does not know that and must evaluate it.
  return ternary(isNull(checkedCast(raised, P_UINT8, site)), result, litNull(P_NULL));
}
