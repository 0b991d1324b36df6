/**
 * The constants of a plan that Spark works out before the query runs, in its order: from the root down, the plans of
 * subqueries first, and none in columns that nothing asks for.
 */
import { constantValue } from "../builtins/constant.ts";
import { hasWrongPattern } from "../builtins/like.ts";
import { raisesItself } from "../builtins/guards.ts";
import { anywhere, parts } from "../logical/anywhere.ts";
import { stringLit } from "../logical/build.ts";
import type { Attribute, TypedAlias, TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import { expressions, inputs, inputsFirst } from "../logical/tree.ts";
import { conjunction, conjuncts } from "./calls.ts";
import { HANDS_ON, usedColumns } from "./prune-scans.ts";

export interface ConstantPlace {
  readonly constant: TypedExpr;
  /** It stands in a branch, which may never be taken: it does not matter here whether it fails. */
  readonly isBranch: boolean;
}
export interface ConstantPlaces {
  readonly places: readonly ConstantPlace[];
  /** Columns without use. */
  readonly dead: ReadonlySet<number>;
  /** Columns with a use: a part of the plan may stand in it several times, under the same ids. */
  readonly used: ReadonlySet<number>;
}

const PATTERNS: ReadonlySet<string> = new Set("like ilike rlike likeall likeany notlikeall notlikeany".split(" "));
export const mayFail: (e: TypedExpr) => boolean = anywhere(
  (e) => raisesItself(e) || (e.kind === "Call" && PATTERNS.has(e.fn.name)),
);
function variesItself(e: TypedExpr): boolean {
  switch (e.kind) {
    case "Attribute":
    case "LambdaVariable":
    case "Lambda":
    case "OuterReference":
    case "Subquery":
    case "Window":
      return true;
    case "Call":
      if (e.fn.name === "sql_function_call") return false;
      return (
        e.fn.kind !== "scalar" || e.fn.deterministic === false || e.fn.foldable === false || e.fn.user !== undefined
      );
    default:
      return false;
  }
}
export const varies: (e: TypedExpr) => boolean = anywhere(variesItself);
const BRANCHING: ReadonlySet<string> = new Set(["if", "when", "coalesce", "nanvl", "assert_true"]);
const isBranching = (e: TypedExpr): boolean => e.kind === "Call" && BRANCHING.has(e.fn.name);

/** Values that are known here, and so do not fail. Maps may have a key twice. */
function isPlain(e: TypedExpr): boolean {
  return !["array", "map", "struct"].includes(e.dataType.kind) && constantValue(e) !== undefined;
}
/** The largest constants in the expression whose value is not plain and that may fail. */
export function constantsIn(root: TypedExpr, settled: ReadonlySet<TypedExpr>, inBranch: boolean): ConstantPlace[] {
  const found: ConstantPlace[] = [];
  const stack: (readonly [e: TypedExpr, isBranch: boolean])[] = [[root, inBranch]];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [e, isBranch] = next;
    if (!mayFail(e) || settled.has(e)) continue;
    if (!varies(e)) {
      if (!isPlain(e)) found.push({ constant: e, isBranch });
      continue;
    }
    if (e.kind === "Call" && hasWrongPattern(e)) {
      found.push({ constant: { ...e, args: [stringLit(""), ...e.args.slice(1)] }, isBranch: false });
    }
    const below = parts(e);
    for (let i = below.length - 1; i >= 0; i--) stack.push([below[i] as TypedExpr, isBranch || isBranching(e)]);
  }
  return found;
}

/** How columns are used: only in branches, or in some other place too. */
class Uses {
  readonly #always: Map<number, boolean> = new Map();
  readonly #own: Set<number> = new Set();
  all(list: readonly Attribute[]): void {
    for (const a of list) this.#use(a.id, false);
  }
  has(id: number): boolean {
    return this.#always.has(id);
  }
  /** Without those that only the plans of subqueries use. */
  ids(): Iterable<number> {
    return this.#own;
  }
  isBranch(id: number): boolean {
    return this.#always.get(id) === false;
  }
  in(root: TypedExpr, inBranch: boolean): void {
    const stack: (readonly [e: TypedExpr, isBranch: boolean])[] = [[root, inBranch]];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const [e, isBranch] = next;
      if (e.kind === "Attribute") this.#use(e.id, isBranch);
      else if (e.kind === "OuterReference") this.#use(e.attribute.id, false);
      else if (e.kind === "Subquery") {
        for (const a of e.outerAttributes) this.#use(a.id, false);
        for (const id of usedColumns(e.plan)) this.#always.set(id, true);
      } else if (e.kind === "Window") {
        for (const value of [e.frame.lowerValue, e.frame.upperValue]) {
          if (value !== undefined) stack.push([value, isBranch]);
        }
      }
      for (const part of parts(e)) stack.push([part, isBranch || isBranching(e)]);
      if (e.kind === "Subquery") for (const value of e.inValues) stack.push([value, isBranch]);
    }
  }
  #use(id: number, isBranch: boolean): void {
    this.#own.add(id);
    if (!isBranch) this.#always.set(id, true);
    else if (!this.#always.has(id)) this.#always.set(id, false);
  }
}

export interface PlacesOptions {
  /** Constants that are left as they are. */
  readonly settled: ReadonlySet<TypedExpr>;
  /** Plans whose rows are there already. */
  readonly isKept: (rel: Logical) => boolean;
}
/** `isAsked` false: only the rows of the plan matter, not its columns. */
export function constantPlaces(root: Logical, options: PlacesOptions, isAsked = true): ConstantPlaces {
  const places: ConstantPlace[] = [];
  const dead = new Set<number>();
  const used = new Set<number>();
  const order = [...inputsFirst(root)].reverse();
  const nested = (plan: Logical, asked: boolean): void => {
    const inner = constantPlaces(plan, options, asked);
    places.push(...inner.places);
    for (const id of inner.dead) dead.add(id);
    for (const id of inner.used) used.add(id);
  };
  for (const rel of order) {
    for (const e of expressions(rel)) for (const s of subqueriesOf(e)) nested(s.plan, s.subqueryType !== "exists");
  }
  const uses = new Uses();
  if (isAsked) uses.all(root.output);
  const skipped = new Set<Logical>();
  for (const rel of order) {
    if (isNothing(rel) || options.isKept(rel)) skipped.add(rel);
    if (skipped.has(rel)) {
      for (const input of inputs(rel)) skipped.add(input);
      continue;
    }
    for (const [e, isBranch] of alive(rel, uses, dead)) {
      places.push(...constantsIn(e, options.settled, isBranch));
      uses.in(e, isBranch);
    }
    handOn(rel, uses);
  }
  for (const id of uses.ids()) used.add(id);
  for (const id of used) dead.delete(id);
  return { places, dead, used };
}

/** No rows asked for, of whatever lies below. */
function isNothing(rel: Logical): boolean {
  let at = rel;
  while (at.kind === "Project" || at.kind === "SubqueryAlias") at = at.input;
  return at.kind === "Limit" && at.limit === 0;
}

/** Whether the plan or one of its subqueries has a constant that may fail. */
export function hasConstants(plan: Logical): boolean {
  const none: ReadonlySet<TypedExpr> = new Set();
  return inputsFirst(plan).some((rel) =>
    expressions(rel).some(
      (e) =>
        seemsToFail(e) &&
        mayFail(e) &&
        (constantsIn(e, none, false).length > 0 || subqueriesOf(e).some((s) => hasConstants(s.plan))),
    ),
  );
}
/** Beyond so many parts it is not looked: they may share parts of theirs. */
const MOST_PARTS = 2000;
/** False where no part is a constant that may fail, a pattern or a subquery: of most expressions, and told quickly. */
function seemsToFail(root: TypedExpr): boolean {
  const [nodes, above]: [TypedExpr[], number[]] = [[root], [-1]];
  for (let i = 0; i < nodes.length; i++) {
    const e = nodes[i]!;
    if (e.kind === "Subquery" || (e.kind === "Call" && PATTERNS.has(e.fn.name))) return true;
    for (const part of parts(e)) {
      nodes.push(part);
      above.push(i);
    }
    if (nodes.length > MOST_PARTS) return true;
  }
  const varying = new Uint8Array(nodes.length);
  for (let i = nodes.length - 1; i >= 0; i--) {
    const e = nodes[i]!;
    if (varying[i] === 0 && !variesItself(e)) {
      if (raisesItself(e)) return true;
    } else if (i > 0) varying[above[i]!] = 1;
  }
  return false;
}

const keepsSubqueries = anywhere((e) => e.kind === "Subquery");
function subqueriesOf(root: TypedExpr): Extract<TypedExpr, { kind: "Subquery" }>[] {
  const found: Extract<TypedExpr, { kind: "Subquery" }>[] = [];
  const stack = [root];
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    if (!keepsSubqueries(e)) continue;
    if (e.kind === "Subquery") found.push(e);
    stack.push(...parts(e));
  }
  return found;
}

/** The expressions of a node that something asks for; those of the others are dead. */
function alive(rel: Logical, uses: Uses, dead: Set<number>): (readonly [e: TypedExpr, isBranch: boolean])[] {
  const list: (readonly [e: TypedExpr, isBranch: boolean])[] = [];
  const isUsed = ({ id, child }: TypedAlias): boolean => {
    if (!uses.has(id) && mayFail(child)) dead.add(id);
    return uses.has(id);
  };
  switch (rel.kind) {
    case "Project":
      for (const e of rel.expressions) {
        if (e.kind === "Alias" && isUsed(e)) list.push([e.child, uses.isBranch(e.id)]);
      }
      return list;
    case "Filter":
      // Filters over filters are one; its terms stand in a row.
      return [[isOverFilter(rel.input) ? conjunction(conjuncts(rel.condition)) : rel.condition, false]];
    case "Aggregate":
      for (const e of rel.groupings) {
        if (e.kind === "Attribute") list.push([e, false]);
        // What is constant groups nothing.
        else if (isUsed(e) || varies(e.child)) list.push([e.child, false]);
      }
      for (const e of rel.aggregates) if (isUsed(e)) list.push([e.child, false]);
      return list;
    case "Window":
      for (const e of rel.windows) {
        if (!isUsed(e)) continue;
        const { partitionBy } = e.child;
        const kept = partitionBy.filter(varies);
        list.push([kept.length === partitionBy.length ? e.child : { ...e.child, partitionBy: kept }, false]);
      }
      return list;
    case "Expand":
      if (rel.inline === true) return rel.projections.flat().map((e) => [e, true] as const);
      for (const row of rel.projections) {
        for (const [i, e] of row.entries()) if (uses.has((rel.output[i] as Attribute).id)) list.push([e, false]);
      }
      return list;
    default:
      return expressions(rel).map((e) => [e, false] as const);
  }
}
function isOverFilter(below: Logical): boolean {
  let at = below;
  while (at.kind === "Project" || at.kind === "SubqueryAlias") at = at.input;
  return at.kind === "Filter";
}
/** What a node asks of its inputs beside what its expressions name. */
function handOn(rel: Logical, uses: Uses): void {
  if (rel.kind === "Union") {
    for (const [i, a] of rel.output.entries()) {
      if (uses.has(a.id)) uses.all(rel.inputs.flatMap((input) => input.output.slice(i, i + 1)));
    }
    return;
  }
  if (HANDS_ON.has(rel.kind) || rel.kind === "Sample" || rel.kind === "Repartition") return;
  for (const input of inputs(rel)) uses.all(input.output);
}
