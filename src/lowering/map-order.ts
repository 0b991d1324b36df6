/** Maps have no order of entries: before they are grouped or compared, entries stand in the order of their keys. */
import { px, type Px } from "../polars/dsl.ts";
import { fieldName } from "../polars/physical-type.ts";
import type { DataType } from "../types/data-type.ts";
import { hasMap } from "../types/map-inside.ts";

/** The value with the entries of all maps in it sorted by key. */
export function withSortedMaps(value: Px, t: DataType): Px {
  if (!hasMap(t)) return value;
  switch (t.kind) {
    case "map": {
      const key = (entry: Px): Px => withSortedMaps(px.struct.fieldByName(entry, fieldName(0)), t.keyType);
      const inner = hasMap(t.keyType) || hasMap(t.valueType);
      const entry = inner
        ? px.struct.of([
            [fieldName(0), key(px.element())],
            [fieldName(1), withSortedMaps(px.struct.fieldByName(px.element(), fieldName(1)), t.valueType)],
          ])
        : px.element();
      return px.list.eval(value, px.sortBy(entry, [key(px.element())], [false], [false]));
    }
    case "array":
      return px.list.eval(value, withSortedMaps(px.element(), t.elementType));
    case "struct": {
      const fields = t.fields.map((f, i): [string, Px] => [
        fieldName(i),
        withSortedMaps(px.struct.fieldByName(value, fieldName(i)), f.dataType),
      ]);
      return px.ternary(px.isNull(value), px.lit.null("Null"), px.struct.of(fields));
    }
    default:
      return value;
  }
}
