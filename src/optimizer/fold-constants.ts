/**
 * Constants are worked out before the query runs, as Spark's optimizer does: one that fails makes the query fail although
 * no row reaches it, unless it stands in a branch or nothing asks for it.
 */
import { literal, nullLit, transformUp } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import { mapExpressions, transformRelations } from "../logical/tree.ts";
import type { LiteralValue } from "../plan/expression.ts";
import type { DataType } from "../types/data-type.ts";
import type { SparkError } from "../types/spark-error.ts";
import {
  type ConstantPlace,
  type ConstantPlaces,
  constantPlaces,
  constantsIn,
  hasConstants,
  mayFail,
  type PlacesOptions,
  varies,
} from "./constant-places.ts";
import { decideBranches, propagateNulls } from "./null-propagation.ts";
import { inlineOneRow } from "./one-row-subqueries.ts";

/**
 * The constants' values in internal form, undefined where there is none for a value; or what the first of them to fail
 * raised, undefined where it cannot be told.
 */
export type Computed =
  { readonly values: readonly (LiteralValue | undefined)[] } | { readonly error: SparkError | undefined };
/** Yields constants to be computed, all at once. */
export type Folding = Generator<readonly TypedExpr[], Logical, Computed>;

/** Rounds of folding after branches have been decided: a constant of theirs may now stand in another constant. */
const MOST_ROUNDS = 5;

export function* foldConstants(plan: Logical, isKept: PlacesOptions["isKept"]): Folding {
  const inlined = inlineOneRow(plan);
  if (!hasConstants(inlined)) return inlined;
  const found = constantPlaces(inlined, { settled: new Set(), isKept });
  if (found.places.length === 0) return replaced(inlined, new Map(), found.dead);
  const all = found.places.map((p) => p.constant);
  const computed = yield all;
  if (!("values" in computed)) return yield* foldOneByOne(inlined, isKept);
  const literals = new Map<TypedExpr, TypedExpr>();
  for (const [i, e] of all.entries()) keep(literals, e, computed.values[i]);
  return replaced(inlined, literals, found.dead);
}

/** Some constant fails: whether that one is asked for takes Spark's rules in Spark's order. */
function* foldOneByOne(plan: Logical, isKept: PlacesOptions["isKept"]): Folding {
  const settled = new Set<TypedExpr>();
  let at = plan;
  let found: ConstantPlaces = { places: [], dead: new Set(), used: new Set() };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    at = mapPlan(at, (e) => propagateNulls(round === 0 ? e : decideBranches(e)));
    found = constantPlaces(at, { settled, isKept });
    if (found.places.length === 0) break;
    const literals = new Map<TypedExpr, TypedExpr>();
    for (const place of found.places) yield* foldPlace(place, settled, literals);
    at = replaced(at, literals, new Set());
  }
  return replaced(at, new Map(), found.dead);
}
function* foldPlace(
  { constant, isBranch }: ConstantPlace,
  settled: Set<TypedExpr>,
  literals: Map<TypedExpr, TypedExpr>,
): Generator<readonly TypedExpr[], void, Computed> {
  const computed = yield [constant];
  if ("values" in computed) keep(literals, constant, computed.values[0]);
  else if (computed.error !== undefined && !isBranch) throw computed.error;
  if (!literals.has(constant)) settled.add(constant);
}

const PLAIN: ReadonlySet<DataType["kind"]> = new Set([
  "boolean",
  "byte",
  "short",
  "integer",
  "long",
  "float",
  "double",
  "decimal",
  "string",
  "date",
  "timestamp",
  "timestamp_ntz",
]);
/** The value in place of the constant, where it is a plain one. */
function keep(literals: Map<TypedExpr, TypedExpr>, e: TypedExpr, value: LiteralValue | undefined): void {
  if (value === undefined) return;
  if (value === null) literals.set(e, nullLit(e.dataType));
  else if (PLAIN.has(e.dataType.kind)) literals.set(e, { ...literal(value, e.dataType), origin: e.origin });
}

/** The plan with values in place of constants, and nothing that may fail in columns without use. */
function replaced(plan: Logical, literals: ReadonlyMap<TypedExpr, TypedExpr>, dead: ReadonlySet<number>): Logical {
  const value = (e: TypedExpr): TypedExpr => transformUp(e, (x) => literals.get(x) ?? inSubquery(x, below));
  const below = (inner: Logical): Logical => replaced(inner, literals, dead);
  return transformRelations(plan, (rel) => mapExpressions(withoutDead(rel, dead), value));
}
function inSubquery(e: TypedExpr, f: (plan: Logical) => Logical): TypedExpr {
  if (e.kind !== "Subquery") return e;
  const plan = f(e.plan);
  return plan === e.plan ? e : { ...e, plan };
}
function withoutDead(rel: Logical, dead: ReadonlySet<number>): Logical {
  const nothing = <T extends TypedExpr>(e: T): T => {
    if (e.kind !== "Alias" || !dead.has(e.id) || !mayFail(e.child)) return e;
    return { ...e, child: nullLit(e.dataType) };
  };
  switch (rel.kind) {
    case "Project": {
      const list = rel.expressions.map(nothing);
      return list.every((e, i) => e === rel.expressions[i]) ? rel : { ...rel, expressions: list };
    }
    case "Aggregate": {
      const groupings = rel.groupings.map((e) => (varies(e) ? e : nothing(e)));
      return { ...rel, groupings, aggregates: rel.aggregates.map((e) => (dead.has(e.id) ? harmless(e) : e)) };
    }
    case "Window":
      return { ...rel, windows: rel.windows.map((e) => (dead.has(e.id) ? harmless(e) : partitionless(e))) };
    default:
      return rel;
  }
}
/** The expression with nulls in place of its constants. */
function harmless<T extends TypedExpr>(e: T): T {
  const constants = new Set(constantsIn(e, new Set(), false).map((p) => p.constant));
  if (constants.size === 0) return e;
  return transformUp(e, (x) => (constants.has(x) ? nullLit(x.dataType) : x)) as T;
}
/** The window with nulls in place of constants that part nothing. */
function partitionless<T extends Extract<Logical, { kind: "Window" }>["windows"][number]>(e: T): T {
  const { partitionBy } = e.child;
  if (partitionBy.every((p) => varies(p) || !mayFail(p))) return e;
  return { ...e, child: { ...e.child, partitionBy: partitionBy.map((p) => (varies(p) ? p : nullLit(p.dataType))) } };
}

/** The plan with each expression rewritten, those of subqueries too. */
function mapPlan(plan: Logical, f: (e: TypedExpr) => TypedExpr): Logical {
  return transformRelations(plan, (rel) =>
    mapExpressions(rel, (e) => f(transformUp(e, (x) => inSubquery(x, (inner) => mapPlan(inner, f))))),
  );
}
