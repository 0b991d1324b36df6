/** `px.struct.*`: structs. */
import { fn, node, type Px, type PxJson } from "../px.ts";
import { alias } from "./core.ts";

function structFn(name: PxJson, ...input: readonly Px[]): Px {
  return fn({ StructExpr: name }, ...input);
}
/** A struct of named values. At least one. */
export function of(fields: readonly (readonly [name: string, value: Px])[]): Px {
  return fn("AsStruct", ...fields.map(([name, value]) => alias(value, name)));
}
export function fieldByName(px: Px, name: string): Px {
  return structFn({ FieldByName: name }, px);
}
export function renameFields(px: Px, names: readonly string[]): Px {
  return structFn({ RenameFields: [...names] }, px);
}
export function jsonEncode(px: Px): Px {
  return structFn("JsonEncode", px);
}
/** A field of the struct under evaluation, inside `structEval`. */
export function field(name: string): Px {
  return node({ Field: [name] }, 2);
}
/** Adds or replaces fields; the values may use `field(..)` and outer columns. A null struct stays null. */
export function structEval(px: Px, fields: readonly (readonly [name: string, value: Px])[]): Px {
  const values = fields.map(([name, value]) => alias(value, name));
  return node({ StructEval: { expr: px.json, evaluation: values.map((value) => value.json) } }, 3, px, ...values);
}
