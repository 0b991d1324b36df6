/** The cast to a type's own file. */
import type { Cast, CastContext } from "./context.ts";
import type { Px } from "../../polars/dsl.ts";
import { px } from "../../polars/dsl.ts";
import { physicalType } from "../../polars/physical-type.ts";
import { belowMicros, hasNanos, microsType, wholeMicros } from "../../builtins/nanos.ts";
import { isString, sameType } from "../../logical/coercion.ts";
import { unsupported } from "../../types/spark-error.ts";
import { isNanos, type TypeKind } from "../../types/data-type.ts";

const casts = new Map<TypeKind, Cast>();
/** Each family of targets names itself here (nested casts come back through this table). */
export function register(cast: Cast, ...targets: readonly TypeKind[]): void {
  for (const t of targets) casts.set(t, cast);
}

function fromVariant(value: Px, c: CastContext): Px {
  return c.cx.kernel("variant_get", [value], c.to, {
    constants: [null, { value: "$" }],
    type: c.to.json(),
    fails: c.mode !== "try",
    zone: c.zone,
    function: "cast",
  });
}
/** Numbers below the microsecond matter to a time of day alone. */
function fromNanos(value: Px, c: CastContext): Px {
  const given = c.cx.share(value);
  const made = castValue(wholeMicros(given), { ...c, from: microsType(c.from) });
  if (c.to.kind !== "time" || c.to.precision <= 6) return made;
  const unit = px.lit.i64(10 ** (9 - c.to.precision));
  return px.add(made, px.mul(px.floordiv(belowMicros(given), unit), unit));
}
export function castValue(value: Px, c: CastContext): Px {
  if (sameType(c.from, c.to)) return value;
  if (c.from.kind === "void") return px.cast(value, physicalType(c.to));
  if (c.from.kind === "variant") return fromVariant(value, c);
  if (c.to.kind === "variant" && hasNanos(c.from)) throw unsupported("timestamps of nanoseconds in a variant");
  if (c.to.kind === "variant") return c.cx.kernel("to_variant", [value], c.to, { type: c.from.json() });
  // Shapes of all types have one form; only the identifiers that are allowed differ.
  if (c.to.kind === "geometry" || c.to.kind === "geography") return value;
  if (isNanos(c.from) && !isNanos(c.to) && !isString(c.to)) return fromNanos(value, c);
  const cast = casts.get(c.to.kind);
  if (cast === undefined) throw unsupported(`a cast from ${c.from.simpleString()} to ${c.to.simpleString()}`);
  return cast(value, c);
}
