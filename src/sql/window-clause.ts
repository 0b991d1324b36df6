/** `WINDOW w AS (...), v AS w` */
import type { NamedWindows, Relation } from "../plan/relation.ts";
import { hyphenCheckedName, startsClause } from "./identifier.ts";
import { relation } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { windowSpec, type WindowSpec } from "./window.ts";
import { quoteText } from "../types/name-text.ts";

type Definitions = NamedWindows["windows"];

/** The definitions of a WINDOW clause, if one is next. */
export function windowClause(p: Parser): Definitions | undefined {
  if (p.kind !== "WINDOW" || !startsClause(p)) return undefined;
  const clause = p.pos++;
  const defined = new Map<string, WindowSpec>();
  for (const [name, spec] of p.list(namedWindow)) {
    if (defined.has(name)) {
      p.reject("INVALID_SQL_SYNTAX.REPETITIVE_WINDOW_DEFINITION", { windowName: quoteText(name) }, clause);
    }
    defined.set(name, spec);
  }
  return [...defined].map(([name, spec]) => ({ name, spec: referred(p, clause, defined, spec) }));
}
/** Makes the definitions known to a query. */
export function namedWindows(p: Parser, start: number, windows: Definitions | undefined, input: Relation): Relation {
  return windows === undefined ? input : relation<NamedWindows>(p, start, { kind: "NamedWindows", input, windows });
}

function namedWindow(p: Parser): [name: string, spec: WindowSpec] {
  const name = hyphenCheckedName(p);
  p.expect("AS");
  return [name, windowSpec(p)];
}

/** A definition that only names another one takes its place. */
function referred(p: Parser, clause: number, defined: ReadonlyMap<string, WindowSpec>, spec: WindowSpec): WindowSpec {
  if (spec.windowName === undefined) return spec;
  const windowName = quoteText(spec.windowName);
  const target = defined.get(spec.windowName);
  if (target === undefined) p.reject("INVALID_SQL_SYNTAX.UNRESOLVED_WINDOW_REFERENCE", { windowName }, clause);
  if (target.windowName !== undefined) p.reject("INVALID_SQL_SYNTAX.INVALID_WINDOW_REFERENCE", { windowName }, clause);
  return target;
}
