/** Functions that make texts of their own: under a DEFAULT COLLATION these have it, whatever the arguments are. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import { makeCast } from "../logical/build.ts";
import { withPlainAs } from "../logical/collation.ts";
import type { StringType } from "../types/data-type.ts";

/** Their rows tell the type by a function, which looks at something else than strings. */
const MAKERS: ReadonlySet<string> = new Set("decode to_char to_varchar hex sentences".split(" "));
export function madeText(e: TypedExpr, text: StringType): TypedExpr {
  if (e.kind !== "Call" || !makesText(e)) return e;
  // Spark casts the list of keys to one text.
  const to = e.fn.name === "json_object_keys" ? text : withPlainAs(e.dataType, text);
  return to === e.dataType ? e : makeCast(e, to, e.mode, e.timeZone, false);
}
function makesText(e: Call): boolean {
  const { fn } = e;
  if (fn.kind !== "scalar") return false;
  return MAKERS.has(fn.name) || (fn.returns !== undefined && typeof fn.returns !== "function");
}
