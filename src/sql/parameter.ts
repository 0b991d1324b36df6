/** Parameter markers: `:name` and `?`. */
import type { Expression, Literal, Parameter } from "../plan/expression.ts";
import { plainName } from "./identifier.ts";
import { expression } from "./nodes.ts";
import type { Parser } from "./parser.ts";

export function atParameter(p: Parser): boolean {
  return p.kind === "?" || p.kind === ":";
}

/** A marker in an expression: its value where the values are known, else a node. */
export function parameter(p: Parser): Expression {
  const start = p.pos;
  const marker = read(p);
  p.markers.add("name" in marker ? "named" : "positional");
  if (p.markers.size > 1) refuseMixed(p, start);
  if (p.options.parameters !== undefined) return bound(p, start, marker);
  return expression<Parameter>(p, start, { kind: "Parameter", ...marker });
}

function refuseMixed(p: Parser, start: number): void {
  if (p.options.refuseMixedMarkers === true) p.reject("INVALID_QUERY_MIXED_QUERY_PARAMETERS", {}, start);
}
/** A marker where no expression may stand: only a known value can take its place. */
export function markerValue(p: Parser): Literal {
  const start = p.pos;
  const value = bound(p, start, read(p));
  return value.kind === "Literal" ? value : p.fail(start);
}

type Marker = { readonly name: string } | { readonly ordinal: number };

function read(p: Parser): Marker {
  if (p.accept(":")) return { name: plainName(p) };
  const start = p.pos;
  p.expect("?");
  return { ordinal: p.ordinalOf(start) };
}

function bound(p: Parser, start: number, marker: Marker): Expression {
  const values = p.options.parameters;
  const value = "name" in marker ? values?.named?.get(marker.name) : values?.positional?.[marker.ordinal];
  // Spark names a positional marker by its offset in the text.
  const shown = "name" in marker ? marker.name : `_${p.tokens.starts[start]}`;
  // A text of both kinds is refused before a value is missed.
  if (value === undefined && "name" in marker && p.kinds.includes("?")) refuseMixed(p, start);
  return value ?? p.reject("UNBOUND_SQL_PARAMETER", { name: shown }, start);
}
