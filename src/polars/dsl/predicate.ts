/** Conditions as the predicates of filters, kept from what the engine's optimizer would make of them. */
import { node, type Px, PxFloat, type PxJson } from "../px.ts";
import { isNull, ternary } from "./core.ts";
import { bool } from "./literals.ts";

/**
 * A condition without columns looks at the first one: where the query reads no column either, the engine filters a
 * frame that has forgotten its height, and keeps nothing. A condition that is `whole` is not taken apart at its ANDs: a
 * row, and the error that one half raises on it, would be dropped by the other half first.
 */
export function predicate(condition: Px, whole = false): Px {
  const parts = whole ? [condition.json] : terms(condition.json);
  if (!parts.every(isAnchored)) return ternary(isNull(firstColumn()), condition, condition);
  return whole ? ternary(condition, bool(true), bool(false)) : condition;
}

/**
 * Whether it matters that an AND or an OR in the condition is null and not false. Such a condition is computed as a column
 * first, since in predicates the engine takes `x AND NOT x` for false, wherever it stands.
 */
export function weighsNulls(condition: Px): boolean {
  const seen = new Set<PxJson>();
  const values: PxJson[] = [];
  // Null counts as false in ANDs and ORs from the top down; what stands below is a value.
  const truths = [condition.json];
  for (let next = truths.pop(); next !== undefined; next = truths.pop()) {
    const binary = logical(next);
    if (binary === undefined) values.push(next);
    else truths.push(binary.left!, binary.right!);
  }
  for (let next = values.pop(); next !== undefined; next = values.pop()) {
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    if (logical(next) !== undefined) return true;
    seen.add(next);
    values.push(...inner(next));
  }
  return false;
}

function firstColumn(): Px {
  return node({ Selector: { ByIndex: { indices: [0], strict: true } } }, 4);
}

type Fields = { readonly [key: string]: PxJson };
function isFields(json: PxJson | undefined): json is Fields {
  return (
    typeof json === "object" &&
    json !== null &&
    !Array.isArray(json) &&
    !(json instanceof Map || json instanceof PxFloat)
  );
}
/** The operands of an AND or an OR. */
function logical(json: PxJson): Fields | undefined {
  const binary = isFields(json) ? json.BinaryExpr : undefined;
  return isFields(binary) && (binary.op === "And" || binary.op === "Or") ? binary : undefined;
}
/** What stands between the ANDs. */
function terms(json: PxJson): PxJson[] {
  const found: PxJson[] = [];
  const stack = [json];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const binary = logical(next);
    if (binary?.op === "And") stack.push(binary.left!, binary.right!);
    else found.push(next);
  }
  return found;
}
function inner(json: object): readonly PxJson[] {
  if (json instanceof PxFloat) return [];
  return json instanceof Map ? [...(json as ReadonlyMap<string, PxJson>).values()] : (Object.values(json) as PxJson[]);
}
/** Whether it names a column or is a mere literal, which the engine does away with. */
function isAnchored(json: PxJson): boolean {
  if (isFields(json) && "Literal" in json) return true;
  const stack: PxJson[] = [json];
  const seen = new Set<PxJson>();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    seen.add(next);
    if (isFields(next) && typeof next.Column === "string") return true;
    stack.push(...inner(next));
  }
  return false;
}
