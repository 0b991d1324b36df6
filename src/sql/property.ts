/** Property lists: `('a.b' = 'x', c = 1, d true)`. */
import type { Expression } from "../plan/expression.ts";
import { anyExpression } from "./expression.ts";
import { hyphenCheckedName } from "./identifier.ts";
import type { Parser } from "./parser.ts";
import { atString, atText, singleString, stringText } from "./string-literal.ts";
import { quoteText } from "../types/name-text.ts";

/** A key: a string, or a name with dots. */
export function propertyKey(p: Parser): string {
  if (atString(p)) return singleString(p);
  if (atText(p)) return stringText(p);
  let key = hyphenCheckedName(p);
  while (p.accept(".")) key += `.${hyphenCheckedName(p)}`;
  return key;
}
function propertyValue(p: Parser): string {
  if (atText(p)) return stringText(p);
  const { kind } = p;
  if (kind !== "integer" && kind !== "decimal" && kind !== "TRUE" && kind !== "FALSE") p.fail();
  const text = p.text();
  p.pos++;
  return kind === "TRUE" || kind === "FALSE" ? text.toLowerCase() : text;
}

export interface Property {
  readonly key: string;
  readonly value?: string;
}
function property(p: Parser): Property {
  const key = propertyKey(p);
  if (!p.accept("=") && (p.kind === "," || p.kind === ")")) return { key };
  return { key, value: propertyValue(p) };
}
/** Keys with or without values. */
export function properties(p: Parser): Property[] {
  const start = p.pos;
  const list = p.parenthesized(property);
  checkKeys(p, start, list);
  return list;
}
function checkKeys(p: Parser, start: number, list: readonly { readonly key: string }[]): void {
  const seen = new Set<string>();
  for (const { key } of list) {
    if (seen.has(key)) p.reject("DUPLICATE_KEY", { keyColumn: quoteText(key) }, start);
    seen.add(key);
  }
}
/** Keys that all have values. */
export function propertyMap(p: Parser): { readonly [key: string]: string } {
  const start = p.pos;
  const list = properties(p);
  const missing = list.filter((x) => x.value === undefined).map((x) => x.key);
  if (missing.length > 0)
    p.reject("_LEGACY_ERROR_TEMP_0035", { message: `keys without values: ${missing.join(", ")}` }, start);
  return Object.fromEntries(list.map(({ key, value }) => [key, value!]));
}
/** Properties of tables that are set otherwise, and how. */
const RESERVED: ReadonlyMap<string, string> = new Map([
  ["provider", "it is what USING names"],
  ["location", "it is what LOCATION names"],
  ["owner", "it is the user"],
  ["external", "tables with a LOCATION are"],
  ["is_managed_location", "tables without a LOCATION have one"],
]);
/** TBLPROPERTIES: none that another clause sets. */
export function tableProperties(p: Parser, start: number): { readonly [key: string]: string } {
  const map = propertyMap(p);
  for (const property of Object.keys(map)) {
    const msg = RESERVED.get(property);
    if (msg !== undefined) p.reject("UNSUPPORTED_FEATURE.SET_TABLE_PROPERTY", { property, msg }, start);
  }
  return map;
}
/** Keys that must not have values. */
export function propertyKeys(p: Parser): string[] {
  const start = p.pos;
  const list = properties(p);
  const extra = list.filter((x) => x.value !== undefined).map((x) => x.key);
  if (extra.length > 0)
    p.reject("_LEGACY_ERROR_TEMP_0035", { message: `values for the keys ${extra.join(", ")}` }, start);
  return list.map(({ key }) => key);
}

/** OPTIONS of a table, whose values are expressions; the constant ones are kept as text. */
export function expressionProperties(p: Parser): { readonly [key: string]: string } {
  const start = p.pos;
  const list = p.parenthesized((inner) => {
    const key = propertyKey(inner);
    if (!inner.accept("=") && (inner.kind === "," || inner.kind === ")")) {
      inner.reject("_LEGACY_ERROR_TEMP_0035", { message: `the key ${key} without a value` }, start);
    }
    const at = inner.pos;
    return { key, value: valueText(anyExpression(inner)) ?? inner.textFrom(at) };
  });
  checkKeys(p, start, list);
  return Object.fromEntries(list.map(({ key, value }) => [key, value]));
}
function valueText(node: Expression): string | undefined {
  if (node.kind !== "Literal") return undefined;
  return typeof node.value === "string" || typeof node.value === "boolean" ? String(node.value) : undefined;
}
