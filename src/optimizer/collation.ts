/**
 * Collated strings are compared, grouped, joined and sorted by keys (builtins/collation.ts): the plan is rewritten so that
 * every comparison below is one of plain strings. Plans without collations are left alone.
 */
import { byKernel } from "../builtins/by-kernel.ts";
import { collationKey, keyShape } from "../builtins/collation.ts";
import { alias, children, exists, intLit, mapChildren, stringLit, toAttribute, transformUp } from "../logical/build.ts";
import { hasCollation, hasIndeterminate, withoutCollation } from "../logical/collation.ts";
import {
  type Attribute,
  type Call,
  nextId,
  type SortKey,
  type TypedAlias,
  type TypedExpr,
} from "../logical/expression.ts";
import type { FunctionRow } from "../logical/function-row.ts";
import type { AggregateNode, DistinctNode, Logical, ProjectNode, SetNode, WindowNode } from "../logical/relation.ts";
import { expressions, inputs, mapExpressions, transformRelations } from "../logical/tree.ts";
import { px, type Px } from "../polars/dsl.ts";
import { findCollation } from "../types/collations.ts";
import { type ArrayType, collationsInUse, type StringType } from "../types/data-type.ts";
import { errorFor } from "../types/error-class.ts";
import { unsupported } from "../types/spark-error.ts";
import { bindBuiltin, conjunction, sameValue } from "./calls.ts";

function names(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
const COMPARISONS = ["=", "<=>", "!=", "<", "<=", ">", ">="];
/** Every argument by its key. */
const BY_KEY = names("= <=> != equal_null < <= > >= in array_contains array_position arrays_overlap");
/** Run by a kernel of their own. */
const LIST = names(
  "array_distinct array_union array_intersect array_except array_remove array_sort sort_array array_min array_max",
);
/** They compare strings, and how they do by a collation is not done. */
const NOT_DONE = names(`
  mode approx_top_k approx_top_k_accumulate approx_top_k_combine
`);
/** They hash their first argument: Spark takes the key of its string, which only ICU has for the collations of ICU. */
const SKETCHES = names("hll_sketch_agg theta_sketch_agg tuple_sketch_agg_double tuple_sketch_agg_integer");
/** Of these DISTINCT takes nothing away. */
const OF_ONE = names("first last any_value first_value last_value");

/** The string with the least or greatest key; of equal ones the first. */
function extremeBy(name: "min" | "max"): FunctionRow {
  return {
    // Under another name, since frames of windows know a way of their own for max and min.
    name: `collated_${name}`,
    group: "agg",
    kind: "aggregate",
    params: [],
    ignoresDistinct: true,
    aggregate: ([x, key], call) => {
      if (["array", "struct"].includes(call.args[1]?.dataType.kind ?? "")) {
        const present = px.isNotNull(key as Px);
        const [values, keys] = [px.filter(x as Px, present), px.filter(key as Px, present)];
        return px.agg.first(px.sortBy(values, [keys], [name === "max"], [false]));
      }
      const best = name === "min" ? px.agg.min(key as Px) : px.agg.max(key as Px);
      return px.agg.first(px.filter(x as Px, px.eq(key as Px, best)));
    },
  };
}
/**
 * Two strings compared with each other, where Intl orders them: keys would put the strings of all rows in order first. It
 * goes by another name since a comparison by bytes is looked for by its own.
 */
function pairwise(name: string): FunctionRow {
  return {
    name: `collated ${name}`,
    group: "string",
    kind: "scalar",
    params: [],
    ...(name === "<=>" ? { nullable: false } : {}),
    lower: byKernel("collated_compare", ({ args }) => ({ collation: collationIn(args[0] as TypedExpr), by: name })),
  };
}
const PAIRWISE: ReadonlyMap<string, FunctionRow> = new Map(
  [...COMPARISONS, "equal_null"].map((name) => [name, pairwise(name === "equal_null" ? "<=>" : name)]),
);
/** Relations whose expressions never become the condition of a join. */
const PAIRWISE_IN: ReadonlySet<Logical["kind"]> = new Set(["Project", "Aggregate"]);
/** The aggregate over the rows where the key, its argument at that place, is new. */
function ofFirsts(fn: FunctionRow, place: number): FunctionRow {
  const { groupKernel: _kernel, ...rest } = fn;
  return {
    ...rest,
    name: `distinct ${fn.name}`,
    ignoresDistinct: true,
    aggregate: (given, call, cx) => {
      const isNew = px.isFirstDistinct(given[place] as Px);
      const args = call.args.slice(0, place);
      const isParameter = (i: number): boolean => i >= (fn.values ?? 1) && args[i]?.kind === "Literal";
      const kept = given.toSpliced(place, 1).map((x, i) => (isParameter(i) ? x : px.filter(x, isNew)));
      return fn.aggregate!(kept, { ...call, fn, args }, cx);
    },
  };
}
const EXTREMES = { min: extremeBy("min"), max: extremeBy("max") };
function withFunction(e: Call, fn: FunctionRow, args: readonly TypedExpr[]): Call {
  const { shown: _shown, ...rest } = e;
  return { ...rest, fn, args };
}

/** The rewrite of one plan. */
class Keys {
  /** Keys made by ranks belong together within one query. */
  readonly query: TypedExpr = intLit(nextId());
  /** Relations that have several below them. */
  readonly #joined = new Set<Logical>();
  key(e: TypedExpr): TypedExpr {
    return collationKey(e, this.query);
  }
  order(k: SortKey): SortKey {
    return { ...k, child: this.key(k.child) };
  }

  plan(root: Logical): Logical {
    return transformRelations(root, (rel) => {
      const below = inputs(rel);
      const joined = below.length > 1 || below.some((input) => this.#joined.has(input));
      // An equality over columns of two relations may become that of a join, which goes by keys.
      const made = this.relation(rel, PAIRWISE_IN.has(rel.kind) || (rel.kind === "Filter" && !joined));
      if (joined) this.#joined.add(made);
      return made;
    });
  }
  private relation(rel: Logical, pairwise: boolean): Logical {
    const rewritten = expressions(rel).some(concerns) ? mapExpressions(rel, (e) => this.expression(e, pairwise)) : rel;
    switch (rewritten.kind) {
      case "Sort":
        return { ...rewritten, order: rewritten.order.map((k) => this.order(k)) };
      case "Aggregate":
        return this.aggregate(rewritten);
      case "Distinct":
        return this.distinct(rewritten);
      case "SetOperation":
        return rewritten.left.output.some(isCollated) ? this.setOperation(rewritten) : rewritten;
      default:
        return rewritten;
    }
  }

  /** `pairwise`: comparisons may be of two strings, without keys. */
  private expression(e: TypedExpr, pairwise: boolean): TypedExpr {
    const mapped = mapChildren(e, (c) => this.expression(c, pairwise));
    switch (mapped.kind) {
      case "Call":
        return mapped.replacement === undefined ? this.call(mapped, pairwise) : mapped;
      case "Window":
        return {
          ...mapped,
          partitionBy: mapped.partitionBy.map((p) => this.key(p)),
          orderBy: mapped.orderBy.map((k) => this.order(k)),
        };
      case "Subquery": {
        const plan = this.plan(mapped.plan);
        if (mapped.subqueryType !== "in" || !mapped.inValues.some(isCollated)) return { ...mapped, plan };
        const columns = plan.output.map((a) => (isCollated(a) ? alias(this.key(a), a.name) : a));
        return {
          ...mapped,
          inValues: mapped.inValues.map((v) => this.key(v)),
          plan: { kind: "Project", input: plan, expressions: columns, output: columns.map(toAttribute) },
        };
      }
      default:
        return mapped;
    }
  }

  private call(given: Call, pairwise: boolean): TypedExpr {
    const e = this.ordered(given);
    const { args, fn } = e;
    if (fn.name === "approx_count_distinct") return this.hashed(e);
    if (!args.some(isCollated)) return e;
    const { name } = fn;
    const withArgs = (list: readonly TypedExpr[]): Call => ({ ...e, args: list });
    const compared = PAIRWISE.get(name);
    if (pairwise && areOrderedByIntl(args)) {
      if (compared !== undefined) return withFunction(e, compared, args);
      if (name === "in" && isShortList(args)) return anyOf(e);
    }
    if (BY_KEY.has(name)) return withArgs(args.map((a) => this.key(a)));
    if (args.some((a) => hasIndeterminate(a.dataType)) && NOT_DONE.has(name)) {
      throw errorFor("INDETERMINATE_COLLATION");
    }
    if (NOT_DONE.has(name)) throw unsupported(`${name} of strings with a collation`);
    if (LIST.has(name) && args[1]?.kind !== "Lambda") return this.list(e, name);
    switch (name) {
      case "get_map_value":
      case "element_at":
      case "try_element_at":
        return args[0]?.dataType.kind === "map" ? this.mapValue(e) : e;
      case "map_contains_key": {
        const [map, key] = args as readonly [TypedExpr, TypedExpr];
        if (!isCollated(key)) return e;
        const found = bindBuiltin("array_contains", [this.key(bindBuiltin("map_keys", [map])), this.key(key)]);
        return { ...found, nullable: e.nullable };
      }
      case "greatest":
      case "least":
        return this.extreme(e, name);
      case "min":
      case "max":
        return withFunction(e, EXTREMES[name], [args[0]!, this.key(args[0]!)]);
      case "min_by":
      case "max_by":
        return withArgs(args.map((a, i) => (i === 1 ? this.key(a) : a)));
      case "count":
        return e.aggregate?.distinct === true ? withArgs(args.map((a) => this.key(a))) : e;
      default:
    }
    if (name === "str_to_map" && hasIndeterminate(e.dataType)) throw errorFor("INDETERMINATE_COLLATION");
    if (SKETCHES.has(name)) {
      const { dataType } = args[0] as TypedExpr;
      const own = dataType.kind === "string" && dataType.collation.startsWith("UTF8_");
      if (!own) throw unsupported(`${name} of strings with a collation of ICU`);
      return withArgs(args.map((a, i) => (i === 0 ? this.key(a) : a)));
    }
    if (e.aggregate?.distinct === true && fn.ignoresDistinct !== true && !OF_ONE.has(name)) return this.eachOnce(e);
    return e;
  }
  /** DISTINCT: the first of the values with a key. */
  private eachOnce(e: Call): Call {
    const { fn, args, aggregate } = e;
    const values = args.filter((a, i) => i < (fn.values ?? 1) || a.kind !== "Literal");
    const filtersInOrder = aggregate?.filter !== undefined && (aggregate.orderings ?? []).length > 0;
    const [value] = values;
    if (value === undefined || values.length > 1 || filtersInOrder || fn.aggregate === undefined) {
      throw unsupported(`${fn.name}(DISTINCT ...) of strings with a collation`);
    }
    return withFunction(e, ofFirsts(fn, args.length), [...args, this.key(value)]);
  }
  /** WITHIN GROUP and FILTER. */
  private ordered(e: Call): Call {
    const orderings = e.aggregate?.orderings;
    if (e.aggregate === undefined || orderings === undefined || !orderings.some((o) => isCollated(o.child))) return e;
    return { ...e, aggregate: { ...e.aggregate, orderings: orderings.map((o) => this.order(o)) } };
  }
  private list(e: Call, name: string): TypedExpr {
    const [list, ascending] = e.args as readonly [TypedExpr, TypedExpr?];
    if (hasIndeterminate(list.dataType)) throw errorFor("INDETERMINATE_COLLATION");
    const element = (list.dataType as ArrayType).elementType;
    const options: { [option: string]: unknown } = { shape: keyShape(element), query: nextId() };
    let { args } = e;
    if (name === "sort_array" && ascending?.kind === "Literal") {
      options["ascending"] = ascending.value;
      args = [list];
    }
    const { polars: _polars, ...fn } = e.fn;
    const lower: FunctionRow["lower"] = (call, cx) =>
      cx.kernel(`collated_${name}`, cx.operands(call), call.dataType, options);
    return { ...e, args, fn: { ...fn, params: [], lower } };
  }
  /** What it counts are hashes of values. */
  private hashed(e: Call): TypedExpr {
    const byKeys = (x: TypedExpr): TypedExpr =>
      x.kind === "Call" && x.fn.name === "xxhash64" ? { ...x, args: x.args.map((a) => this.key(a)) } : x;
    return { ...e, args: e.args.map((a) => transformUp(a, byKeys)) };
  }
  /** The value beside the first key that is equal. */
  private mapValue(e: Call): TypedExpr {
    const [map, key] = e.args as readonly [TypedExpr, TypedExpr];
    if (!isCollated(key)) return e;
    const at = bindBuiltin("array_position", [this.key(bindBuiltin("map_keys", [map])), this.key(key)]);
    const place = bindBuiltin("-", [bindBuiltin("int", [at]), intLit(1)]);
    return { ...(bindBuiltin("get", [bindBuiltin("map_values", [map]), place]) as Call), dataType: e.dataType };
  }
  /** greatest and least: structs of key, place and value; of equal strings the first wins. */
  private extreme(e: Call, name: "greatest" | "least"): TypedExpr {
    const sign = name === "least" ? 1 : -1;
    const entries = e.args.map((a, i) => {
      const fields = [
        stringLit("key"),
        this.key(a),
        stringLit("place"),
        intLit(sign * i),
        stringLit("value"),
        plain(a),
      ];
      const entry = bindBuiltin("named_struct", fields) as Call;
      return bindBuiltin("if", [
        bindBuiltin("isnotnull", [a]),
        entry,
        { kind: "Literal", value: null, dataType: entry.dataType, nullable: true },
      ]);
    });
    const best = { ...(bindBuiltin(name, entries) as Call) };
    const field = bindBuiltin("get_struct_field", [best, intLit(2)]);
    return { ...(field as Call), dataType: e.dataType, nullable: e.nullable };
  }

  /** Groups by keys; the strings themselves are the first of their group. */
  private aggregate(rel: AggregateNode): Logical {
    if (!rel.groupings.some(isCollated)) return rel;
    const firsts: TypedAlias[] = [];
    const groupings = rel.groupings.map((g) => {
      if (!isCollated(g)) return g;
      const value = g.kind === "Alias" ? g.child : g;
      const first = { ...(bindBuiltin("first", [value]) as Call), dataType: g.dataType, nullable: g.nullable };
      firsts.push({ ...alias(first, g.name, g.metadata), id: g.id });
      return alias(this.key(value), g.name);
    });
    const aggregates = [...firsts, ...rel.aggregates];
    const output = [...groupings, ...aggregates].map(toAttribute);
    const input = this.distinctIds(rel.input, firsts);
    return select({ ...rel, ...input.node(groupings, aggregates), output }, rel.output);
  }
  /** The first of a group gets the id of the column it is of: below, the column goes by another. */
  private distinctIds(
    input: Logical,
    firsts: readonly TypedAlias[],
  ): {
    node(
      groupings: AggregateNode["groupings"],
      aggregates: readonly TypedAlias[],
    ): Pick<AggregateNode, "input" | "groupings" | "aggregates">;
  } {
    const clash = new Set(firsts.map((f) => f.id));
    const renamed = new Map<number, Attribute>();
    const columns = [...input.output, ...(input.hidden ?? [])].map((a) => {
      if (!clash.has(a.id)) return a;
      const other = alias(a, a.name, a.metadata);
      renamed.set(a.id, toAttribute(other));
      return other;
    });
    if (renamed.size === 0) return { node: (groupings, aggregates) => ({ input, groupings, aggregates }) };
    const swap = (e: TypedExpr): TypedExpr =>
      e.kind === "Attribute" ? (renamed.get(e.id) ?? e) : mapChildren(e, swap);
    const below: Logical = { kind: "Project", input, expressions: columns, output: columns.map(toAttribute) };
    return {
      node: (groupings, aggregates) => ({
        input: below,
        groupings: groupings.map((g) => swap(g) as Attribute | TypedAlias),
        aggregates: aggregates.map((a) => swap(a) as TypedAlias),
      }),
    };
  }

  /** The input with a key beside each collated column. */
  private withKeys(input: Logical, columns: readonly Attribute[]): { plan: Logical; keys: readonly Attribute[] } {
    const made: TypedAlias[] = [];
    const keys = columns.map((a) => {
      if (!isCollated(a)) return a;
      const key = alias(this.key(a), a.name);
      made.push(key);
      return toAttribute(key);
    });
    const all = [...input.output, ...(input.hidden ?? []), ...made];
    return { plan: { kind: "Project", input, expressions: all, output: all.map(toAttribute) }, keys };
  }
  private distinct(rel: DistinctNode): Logical {
    const columns = rel.keys ?? rel.input.output;
    if (!columns.some(isCollated)) return rel;
    const { plan, keys } = this.withKeys(rel.input, columns);
    return select({ kind: "Distinct", input: plan, keys, output: plan.output }, rel.output);
  }
  private setOperation(rel: SetNode): Logical {
    if (rel.isAll) return this.setOperationAll(rel);
    const left = this.distinct({ kind: "Distinct", input: rel.left, output: rel.left.output });
    return this.matching(rel, left, rel.right, []);
  }
  /** Equal rows are told apart by their number; each shows as the first of them. */
  private setOperationAll(rel: SetNode): Logical {
    const side = (
      input: Logical,
    ): { plan: Logical; number: Attribute; firsts: readonly (Attribute | TypedAlias)[] } => {
      const { plan, keys } = this.withKeys(input, input.output);
      const window = (name: string, list: readonly TypedExpr[]): WindowNode["windows"][number] => {
        const call = bindBuiltin(name, list) as Call;
        const whole = name !== "row_number";
        return {
          ...alias(
            {
              kind: "Window",
              function: call,
              partitionBy: keys,
              orderBy: [{ child: intLit(1), descending: false, nullsLast: false }],
              frame: {
                type: "row",
                lower: { kind: "unboundedPreceding" },
                upper: { kind: whole ? "unboundedFollowing" : "currentRow" },
              },
              defaultFrame: false,
              dataType: call.dataType,
              nullable: call.nullable,
            },
            name,
          ),
        } as WindowNode["windows"][number];
      };
      const number = window("row_number", []);
      const firsts = input.output.map((a) => (isCollated(a) ? window("first", [a]) : a));
      const windows = [number, ...firsts.filter((f): f is WindowNode["windows"][number] => f.kind === "Alias")];
      const numbered: Logical = {
        kind: "Window",
        input: plan,
        windows,
        output: [...plan.output, ...windows.map(toAttribute)],
      };
      return { plan: numbered, number: toAttribute(number), firsts };
    };
    const [left, right] = [side(rel.left), side(rel.right)];
    const kept = this.matching(
      { ...rel, output: left.plan.output },
      left.plan,
      right.plan,
      [[left.number, right.number]],
      rel,
    );
    const shown = rel.output.map((a, i): Attribute | TypedAlias => {
      const first = left.firsts[i] as Attribute | TypedAlias;
      return first.kind === "Alias" ? { ...alias(toAttribute(first), a.name, a.metadata), id: a.id } : a;
    });
    const clean = shown.map((s) => (s.kind === "Alias" ? { ...s, id: nextId() } : s));
    const made: Logical = { kind: "Project", input: kept, expressions: clean, output: clean.map(toAttribute) };
    const renamed = rel.output.map((a, i): Attribute | TypedAlias => {
      const from = toAttribute(clean[i] as Attribute | TypedAlias);
      return from.id === a.id ? a : { ...alias(from, a.name, a.metadata), id: a.id };
    });
    return { kind: "Project", input: made, expressions: renamed, output: rel.output };
  }
  private matching(
    rel: SetNode,
    left: Logical,
    right: Logical,
    more: readonly (readonly [TypedExpr, TypedExpr])[],
    columns: SetNode = rel,
  ): Logical {
    const pairs = columns.left.output.map((a, i) => [a, columns.right.output[i] as Attribute] as const);
    return {
      kind: "Join",
      left,
      right,
      joinType: rel.operation === "intersect" ? "leftSemi" : "leftAnti",
      condition: conjunction([...pairs, ...more].map(([a, b]) => sameValue(this.key(a), this.key(b)))),
      output: rel.output,
    };
  }
}

/** Strings of one collation that has no keys of its own, of this relation. */
function areOrderedByIntl(args: readonly TypedExpr[]): boolean {
  const [collation] = args.map(({ dataType: t }) => (t.kind === "string" ? t.collation : undefined));
  if (collation === undefined || args.some(({ dataType: t }) => t.kind !== "string" || t.collation !== collation)) {
    return false;
  }
  if (findCollation(collation)?.base.startsWith("UTF8_") !== false) return false;
  return !args.some((a) => exists(a, (e) => e.kind === "OuterReference" || e.kind === "Subquery"));
}
/** More values than that are found faster by keys. */
const SHORT_LIST = 8;
/** A value that costs nothing to ask for again, and few constants. */
function isShortList([value, ...list]: readonly TypedExpr[]): boolean {
  return (
    list.length <= SHORT_LIST &&
    list.every((item) => !exists(item, (e) => e.kind === "Attribute")) &&
    !exists(value!, (e) => e.kind === "Call" && e.fn.name !== "collate")
  );
}
/** `in` as equalities. */
function anyOf(e: Call): TypedExpr {
  const [value, ...list] = e.args as readonly [TypedExpr, ...TypedExpr[]];
  return list
    .map((item): TypedExpr => withFunction(e, PAIRWISE.get("=")!, [value, item]))
    .reduce((a, b) => bindBuiltin("or", [a, b]));
}
function isCollated(e: TypedExpr): boolean {
  return hasCollation(e.dataType);
}
function collationIn(e: TypedExpr): string {
  const t = e.dataType;
  const s = t.kind === "array" ? t.elementType : t;
  if (hasIndeterminate(t)) throw errorFor("INDETERMINATE_COLLATION");
  return (s as StringType).collation;
}
/** The same value as a string of UTF8_BINARY. */
function plain(e: TypedExpr): TypedExpr {
  return { ...e, dataType: withoutCollation(e.dataType) } as TypedExpr;
}
/** Exactly the given columns. */
function select(input: Logical, columns: readonly Attribute[]): ProjectNode {
  return { kind: "Project", input, expressions: columns, output: columns };
}
function concerns(e: TypedExpr): boolean {
  return (
    isCollated(e) ||
    (e.kind === "Subquery" && inUse(e.plan)) ||
    (e.kind === "Call" && e.replacement !== undefined && concerns(e.replacement)) ||
    children(e).some(concerns)
  );
}
function inUse(root: Logical): boolean {
  const seen = new Set<Logical>();
  const stack: Logical[] = [root];
  for (let rel = stack.pop(); rel !== undefined; rel = stack.pop()) {
    if (seen.has(rel)) continue;
    seen.add(rel);
    if (rel.output.some(isCollated) || expressions(rel).some(concerns)) return true;
    stack.push(...inputs(rel));
  }
  return false;
}

export function applyCollations(plan: Logical): Logical {
  const undetermined = plan.output.some((a) => hasIndeterminate(a.dataType));
  const made = undetermined || (collationsInUse() && inUse(plan)) ? new Keys().plan(plan) : plan;
  // As Spark says it, which has no text for such a type.
  if (undetermined) throw errorFor("INTERNAL_ERROR", { message: "Unexpected data type StringType(null)" });
  return made;
}
