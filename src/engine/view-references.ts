/** What a query reads by name, without the names that it defines itself. */
import type { Relation, WithCTE } from "../plan/relation.ts";
import { someNode } from "../plan/written-tree.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { quoteNames, quoteText } from "../types/name-text.ts";

export interface References {
  readonly relations: readonly (readonly string[])[];
  /** Functions called by one name. */
  readonly functions: readonly string[];
  /** Columns, variables and parameters of one name. */
  readonly columns: readonly string[];
}
interface Found {
  readonly relations: (readonly string[])[];
  readonly functions: string[];
  readonly columns: string[];
}

/** Relations and functions named anywhere in a query, its subqueries included. */
export function referencesOf(query: Relation): References {
  const found: Found = { relations: [], functions: [], columns: [] };
  visit(query, new Set(), found);
  return found;
}

function visit(tree: Relation, known: ReadonlySet<string>, found: Found): void {
  someNode(tree, (node) => {
    const parts = node["nameParts"] as readonly string[] | undefined;
    if (node.kind === "ReadNamedTable" && parts !== undefined) {
      if (parts.length > 1 || !known.has(parts[0]!.toLowerCase())) found.relations.push(parts);
    } else if (node.kind === "UnresolvedFunction" && node["isInternal"] !== true && parts?.length === 1) {
      found.functions.push(parts[0]!);
    } else if (node.kind === "UnresolvedAttribute" && parts?.length === 1) {
      found.columns.push(parts[0]!);
    }
    if (node.kind !== "WithCTE") return undefined;
    visitWith(node as unknown as WithCTE, known, found);
    return false;
  });
}
/** Each named query sees those before it, and itself where they recur. */
function visitWith(query: WithCTE, known: ReadonlySet<string>, found: Found): void {
  const inside = new Set(known);
  for (const cte of query.ctes) {
    const seen = query.recursive ? new Set([...inside, cte.name.toLowerCase()]) : inside;
    visit(cte.plan, seen, found);
    inside.add(cte.name.toLowerCase());
  }
  visit(query.input, inside, found);
}

/** The first temporary object that a query names, as `INVALID_TEMP_OBJ_REFERENCE` tells it; `own` are names of its own. */
export function temporaryReference(
  engine: EmbeddedEngine,
  query: Relation,
  own: ReadonlySet<string> = new Set(),
): { readonly tempObj: string; readonly tempObjName: string } | undefined {
  const { catalog, functions, userFunctions, variables } = engine.session;
  const { relations, functions: called, columns } = referencesOf(query);
  const relation = relations.find((parts) => {
    const found = catalog.find(parts);
    return found !== undefined && "plan" in found && found.kind !== "persistent";
  });
  if (relation !== undefined) return { tempObj: "VIEW", tempObjName: quoteNames(relation) };
  const fn = called.find((n) => functions.has(n.toLowerCase()) || userFunctions.has(n.toLowerCase()));
  if (fn !== undefined) return { tempObj: "FUNCTION", tempObjName: quoteText(fn) };
  const variable = columns.find((n) => variables.has(n.toLowerCase()) && !own.has(n.toLowerCase()));
  // A column of the query may have the name; only where there is none is it the variable.
  if (variable === undefined || relations.length > 0) return undefined;
  return { tempObj: "VARIABLE", tempObjName: quoteText(variable) };
}
