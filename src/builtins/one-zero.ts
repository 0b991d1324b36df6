/** Spark groups by floats with one zero: -0.0 becomes 0.0 in keys, also inside arrays, structs and maps. */
import { px, type Px } from "../polars/dsl.ts";
import { fieldName } from "../polars/physical-type.ts";
import type { DataType } from "../types/data-type.ts";
import { someType } from "../types/some-type.ts";

/** Whether the type is of floats, or has some inside. */
export function hasFloat(type: DataType): boolean {
  return someType(type, (t) => t.kind === "float" || t.kind === "double");
}
/** The value with 0.0 for -0.0. (The engine takes `x + 0.0` for `x`.) */
export function withOneZero(value: Px, t: DataType): Px {
  if (!hasFloat(t)) return value;
  switch (t.kind) {
    case "array":
      return px.list.eval(value, withOneZero(px.element(), t.elementType));
    case "map":
      return px.list.eval(value, fields(px.element(), [t.keyType, t.valueType]));
    case "struct":
      return px.ternary(
        px.isNull(value),
        px.lit.null("Null"),
        fields(
          value,
          t.fields.map((field) => field.dataType),
        ),
      );
    default: {
      const zero = t.kind === "float" ? px.lit.f32(0) : px.lit.f64(0);
      return px.ternary(px.eq(value, zero), zero, value);
    }
  }
}
function fields(value: Px, types: readonly DataType[]): Px {
  return px.struct.of(
    types.map((type, i) => [fieldName(i), withOneZero(px.struct.fieldByName(value, fieldName(i)), type)]),
  );
}
