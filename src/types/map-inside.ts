/** Maps within types: they have no order of entries, and formats of files treat them in ways of their own. */
import type { DataType } from "./data-type.ts";
import { someType } from "./some-type.ts";

/** Whether the type is a map, or one stands somewhere in it. */
export function hasMap(type: DataType): boolean {
  return someType(type, (t) => t.kind === "map");
}
