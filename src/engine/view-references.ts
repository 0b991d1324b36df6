/** What a query reads by name, without the names that it defines itself. */
import type { Relation } from "../plan/relation.ts";

export interface References {
  readonly relations: readonly (readonly string[])[];
  /** Functions called by one name. */
  readonly functions: readonly string[];
}

/** Relations and functions named anywhere in a query, its subqueries included. */
export function referencesOf(query: Relation): References {
  const found = { relations: [] as (readonly string[])[], functions: [] as string[] };
  visit(query, new Set(), found);
  return found;
}

type Fields = { readonly [key: string]: unknown };

function isPlain(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function visit(
  value: unknown,
  known: ReadonlySet<string>,
  found: { readonly relations: (readonly string[])[]; readonly functions: string[] },
): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, known, found);
    return;
  }
  if (!isPlain(value)) return;
  const parts = value.nameParts as readonly string[] | undefined;
  if (value.kind === "ReadNamedTable" && parts !== undefined) {
    if (parts.length > 1 || !known.has(parts[0]!.toLowerCase())) found.relations.push(parts);
  } else if (value.kind === "UnresolvedFunction" && value.isInternal !== true && parts?.length === 1) {
    found.functions.push(parts[0]!);
  }
  if (value.kind === "WithCTE") return visitWith(value, known, found);
  for (const [key, field] of Object.entries(value))
    if (key !== "origin" && key !== "common") visit(field, known, found);
}
/** Each named query sees those before it, and itself where they recur. */
function visitWith(
  value: Fields,
  known: ReadonlySet<string>,
  found: { readonly relations: (readonly string[])[]; readonly functions: string[] },
): void {
  const inside = new Set(known);
  for (const cte of value.ctes as readonly { readonly name: string; readonly plan: Relation }[]) {
    const seen = value.recursive === true ? new Set([...inside, cte.name.toLowerCase()]) : inside;
    visit(cte.plan, seen, found);
    inside.add(cte.name.toLowerCase());
  }
  visit(value.input, inside, found);
}
