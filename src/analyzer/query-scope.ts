/** What names can mean at one place of a query. */
import { alias, literal, toAttribute } from "../logical/build.ts";
import type { Attribute, TypedAlias, TypedExpr } from "../logical/expression.ts";
import type { UnresolvedStar, Window } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import { quoteNames } from "../types/name-text.ts";
import { AnalysisException, type QueryContext } from "../types/spark-error.ts";
import type { CteScope } from "./analyzer.ts";
import type { ExpressionResolver } from "./expression-resolver.ts";
import { ambiguous, AttributeIndex, extractValue, fromMatch, nestedAlias, unresolvedColumn } from "./scope.ts";
import { pickMatch, type PlanMatch } from "./plan-matches.ts";
import type { TimeWindow } from "./time-window.ts";
import { INT, STRING } from "../types/data-type.ts";

const indexes = new WeakMap<readonly Attribute[], AttributeIndex>();
/** The index of a relation's output, built once per output list and case rule. */
export function indexOf(output: readonly Attribute[], caseSensitive: boolean): AttributeIndex {
  const found = indexes.get(output);
  if (found !== undefined && found.caseSensitive === caseSensitive) return found;
  const made = new AttributeIndex(output, caseSensitive);
  indexes.set(output, made);
  return made;
}

export type NamedWindowSpec = Omit<Window, "windowFunction" | "kind">;

export interface ScopeOptions {
  readonly hidden?: readonly Attribute[] | undefined;
  /** The unresolved relations below, where `df.col("x")` looks for its DataFrame. */
  readonly relations?: readonly Relation[];
  readonly outer?: Scope | undefined;
  /** Collects the outer columns that the query refers to. */
  readonly noted?: Attribute[] | undefined;
  readonly windows?: ReadonlyMap<string, NamedWindowSpec> | undefined;
  /** Common table expressions that subqueries here can name. */
  readonly ctes?: CteScope | undefined;
  /** Names of a select list that later items of the same list may use. */
  readonly laterals?: boolean;
  /** Columns below a select list, for ORDER BY, HAVING and filters over it. */
  readonly below?: Scope | undefined;
  /** A name that means several columns here means the one below, as in ORDER BY. */
  readonly ambiguousBelow?: boolean;
  /** Attributes of `below` that are meant before anything here. */
  readonly first?: ReadonlySet<number> | undefined;
  /** Arguments of aggregates are read in `below` first. */
  readonly aggregatesBelow?: boolean;
  /** What calls of `window` and `session_window` stand for here. */
  readonly timeWindow?: TimeWindow | undefined;
  /** Finds the attributes of the DataFrame with a plan id among `relations`. */
  readonly planOutput?: ((planId: number) => readonly Attribute[] | undefined) | undefined;
  /** Where columns of DataFrames are bound late: all places of the DataFrame with a plan id. */
  readonly planMatches?: ((planId: number) => readonly PlanMatch[]) | undefined;
  /** An attribute of that DataFrame as it came to be in every place the DataFrame is in, before and after joins. */
  readonly planCopies?: ((planId: number, attribute: Attribute) => readonly Attribute[]) | undefined;
}

export class Scope {
  readonly index: AttributeIndex;
  readonly hidden: AttributeIndex | undefined;
  readonly options: ScopeOptions;
  readonly outer: Scope | undefined;
  readonly windows: ReadonlyMap<string, NamedWindowSpec> | undefined;
  /** Aliases of this select list so far, and which of them were used. */
  readonly laterals: Map<string, TypedAlias[]> = new Map();
  readonly usedLaterals: Set<number> = new Set();
  /** Columns that generators of this select list made so far. */
  readonly generated: Map<string, Attribute> = new Map();

  constructor(output: readonly Attribute[], caseSensitive: boolean, options: ScopeOptions = {}) {
    this.index = indexOf(output, caseSensitive);
    this.hidden =
      options.hidden === undefined || options.hidden.length === 0 ? undefined : indexOf(options.hidden, caseSensitive);
    this.options = options;
    this.outer = options.outer;
    this.windows = options.windows;
  }

  noteOuter(attribute: Attribute, depth: number): void {
    if (depth === 1) {
      const noted = this.options.noted;
      if (noted !== undefined && !noted.some((a) => a.id === attribute.id)) noted.push(attribute);
    } else this.options.below?.noteOuter(attribute, depth);
  }
  addLateral(a: TypedAlias): void {
    const key = this.index.key(a.name);
    const list = this.laterals.get(key);
    if (list === undefined) this.laterals.set(key, [a]);
    else list.push(a);
  }

  /** `fromAbove`: what stands over the select list does not see the list's aliases here. */
  find(
    parts: readonly string[],
    cx: ExpressionResolver,
    context: readonly QueryContext[],
    fromAbove = false,
  ): TypedExpr | undefined {
    const { first, below } = this.options;
    if (first !== undefined && below !== undefined) {
      const grouped = below.index.matches(parts).filter((m) => first.has(m.attribute.id));
      const m = grouped[0];
      if (m !== undefined && grouped.length === 1) return nestedAlias(m, fromMatch(m, cx));
    }
    for (const index of [this.index, this.hidden]) {
      if (index === undefined) continue;
      const matches = index.matches(parts);
      if (matches.length > 1) {
        if (this.options.ambiguousBelow === true) return below?.find(parts, cx, context, true);
        if (fromAbove) return undefined;
        throw ambiguous(parts, matches, context);
      }
      const m = matches[0];
      if (m !== undefined) return nestedAlias(m, fromMatch(m, cx));
    }
    const generated = this.generated.get(this.index.key(parts[0] as string));
    if (generated !== undefined) {
      const m = { attribute: generated, nested: parts.slice(1) };
      return nestedAlias(m, fromMatch(m, cx));
    }
    const lateral =
      this.options.laterals === true && !fromAbove ? this.laterals.get(this.index.key(parts[0] as string)) : undefined;
    if (lateral !== undefined) {
      if (lateral.length > 1) {
        throw new AnalysisException(
          "AMBIGUOUS_LATERAL_COLUMN_ALIAS",
          { name: quoteNames(parts.slice(0, 1)), n: String(lateral.length) },
          { queryContext: context },
        );
      }
      const a = lateral[0] as TypedAlias;
      this.usedLaterals.add(a.id);
      const m = { attribute: { ...toAttribute(a), lateral: true }, nested: parts.slice(1) };
      return nestedAlias(m, fromMatch(m, cx));
    }
    return this.windowOfTime(parts, cx) ?? this.options.below?.find(parts, cx, context, true);
  }
  /** The column that a call of `window` made; `*` does not mean it. */
  private windowOfTime(parts: readonly string[], cx: ExpressionResolver): TypedExpr | undefined {
    const attribute = this.options.timeWindow?.attribute;
    if (attribute === undefined) return undefined;
    const [m] = indexOf([attribute], this.index.caseSensitive).matches(parts);
    return m === undefined ? undefined : nestedAlias(m, fromMatch(m, cx));
  }

  byPlanId(
    planId: number,
    parts: readonly string[],
    cx: ExpressionResolver,
    context: readonly QueryContext[],
  ): TypedExpr {
    const output = this.options.planOutput?.(planId);
    if (output === undefined) {
      const below = this.options.below;
      if (below?.options.planOutput?.(planId) !== undefined) return below.byPlanId(planId, parts, cx, context);
      if (this.outer?.options.planOutput?.(planId) !== undefined) {
        const found = this.outer.byPlanId(planId, parts, cx, context);
        if (found.kind === "Attribute") {
          this.noteOuter(found, 1);
          return {
            kind: "OuterReference",
            attribute: found,
            depth: 1,
            dataType: found.dataType,
            nullable: found.nullable,
          };
        }
      }
      if (this.options.planMatches !== undefined) return pickMatch(parts.join("."), [], context) as never;
      throw this.missing(parts.at(-1) as string, context);
    }
    if (this.options.planMatches !== undefined) {
      return this.lateByPlanId(this.options.planMatches(planId), parts, cx, context);
    }
    const index = indexOf(output, this.index.caseSensitive);
    const matches = index.matches(parts);
    if (matches.length > 1) throw ambiguous(parts, matches, context);
    const m = matches[0];
    if (m === undefined) throw unresolvedColumn(parts, output, context);
    const here = this.present(m.attribute);
    if (here === undefined) throw this.missing(m.attribute.name, context);
    this.checkSelfJoin(planId, m.attribute);
    const value = m.nested.reduce<TypedExpr>((b, p) => extractValue(b, literal(p, STRING), cx), here);
    return nestedAlias(m, value);
  }
  private lateByPlanId(
    matches: readonly PlanMatch[],
    parts: readonly string[],
    cx: ExpressionResolver,
    context: readonly QueryContext[],
  ): TypedExpr {
    const candidates = matches.flatMap(({ depth, output }) => {
      const found = indexOf(output, this.index.caseSensitive).matches(parts);
      if (found.length > 1) throw ambiguous(parts, found, context);
      const [match] = found;
      const here = match === undefined ? undefined : this.present(match.attribute);
      return match === undefined || here === undefined ? [] : [{ depth, match, here }];
    });
    const { match, here } = pickMatch(parts.join("."), candidates, context);
    const value = match.nested.reduce<TypedExpr>((b, p) => extractValue(b, literal(p, STRING), cx), here);
    return nestedAlias(match, value);
  }
  /** A column of a DataFrame that is not among those here; another one may have its name. */
  private missing(name: string, context: readonly QueryContext[]): AnalysisException {
    const known = this.index.named(name).length > 0;
    return new AnalysisException(
      `MISSING_ATTRIBUTES.RESOLVED_ATTRIBUTE_${known ? "APPEAR_IN_OPERATION" : "MISSING_FROM_INPUT"}`,
      {
        missingAttributes: `"${name}"`,
        input: this.index.attributes.map((a) => `"${a.name}"`).join(", "),
        operator: "!Project",
        ...(known ? { operation: `"${name}"` } : {}),
      },
      { queryContext: context },
    );
  }
  /** After a self-join a column of the DataFrame is here twice: which is meant, nobody can say. */
  private checkSelfJoin(planId: number, used: Attribute): void {
    const copies = this.options.planCopies?.(planId, used) ?? [];
    const here = new Set(copies.flatMap((a) => (this.index.attributes.some((b) => b.id === a.id) ? [a.id] : [])));
    if (here.size < 2) return;
    throw new AnalysisException("_LEGACY_ERROR_TEMP_1182", {
      ambiguousAttrs: used.name,
      config: "spark.sql.analyzer.failAmbiguousSelfJoin",
    });
  }
  /** The attribute as it is visible here (a join may have made it nullable), also from below a select list. */
  private present(a: Attribute): Attribute | undefined {
    const found =
      this.index.named(a.name).find((b) => b.id === a.id) ?? this.index.attributes.find((b) => b.id === a.id);
    return found ?? this.hidden?.attributes.find((b) => b.id === a.id) ?? this.options.below?.present(a);
  }

  star(e: UnresolvedStar, cx: ExpressionResolver): readonly TypedExpr[] {
    if (e.planId !== undefined && this.options.planMatches !== undefined) {
      const whole = this.options.planMatches(e.planId).flatMap(({ depth, output }) => {
        const here = output.flatMap((a) => this.present(a) ?? []);
        return here.length === output.length ? [{ depth, here }] : [];
      });
      return pickMatch("unresolveddataframestar()", whole, []).here;
    }
    if (e.planId !== undefined) {
      const output = this.options.planOutput?.(e.planId) ?? [];
      const kept = output.flatMap((a) => this.present(a) ?? []);
      if (kept.length > 0 || output.length === 0) return kept;
    }
    const target = e.target;
    if (target === undefined) return this.index.attributes;
    const own = this.index.attributes.filter((a) => this.index.qualifies(a, target));
    const isKey = (a: Attribute): boolean => a.metadata["__metadata_col"] !== undefined;
    const hidden = this.hidden?.attributes.filter((a) => isKey(a) && this.index.qualifies(a, target)) ?? [];
    if (own.length + hidden.length > 0) return hidden.length === 0 ? own : qualifiedOrder(own, hidden);
    // `s.*` of a struct column gives its fields.
    const named = this.index.matches(target);
    const matches = named.length > 0 ? named : (this.hidden?.matches(target) ?? []);
    const m = matches[0];
    if (m !== undefined && matches.length === 1) {
      const base = fromMatch(m, cx);
      if (base.dataType.kind === "struct") {
        return base.dataType.fields.map((f, i) => {
          const value = cx.call("get_struct_field", [base, literal(i, INT)]);
          return alias(value, f.name);
        });
      }
      const message = `Only structs have fields to show, which ${quoteNames(target)} is not.`;
      throw new AnalysisException("_LEGACY_ERROR_TEMP_1050", { attributes: `List(${target.join(", ")})` }, { message });
    }
    const around = this.outer?.index.attributes.filter((a) => this.index.qualifies(a, target)) ?? [];
    if (around.length > 0) {
      return around.map((attribute): TypedExpr => {
        this.noteOuter(attribute, 1);
        const { dataType, nullable, name } = attribute;
        return alias({ kind: "OuterReference", attribute, depth: 1, dataType, nullable }, name, attribute.metadata);
      });
    }
    throw new AnalysisException("CANNOT_RESOLVE_STAR_EXPAND", {
      targetString: quoteNames(target),
      columns: this.index.attributes
        .map((a) => quoteNames([a.name]))
        .sort()
        .join(", "),
    });
  }
}
/** `t.*` over a USING join shows the key of `t` itself, in the place it has in `t`. */
function qualifiedOrder(own: readonly Attribute[], hidden: readonly Attribute[]): readonly Attribute[] {
  const names = new Set(hidden.map((h) => h.name));
  return [...hidden, ...own.filter((a) => !names.has(a.name))];
}
