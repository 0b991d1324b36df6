/** Analysed expressions to Polars expressions over the physical columns of one relation. */
import { mayRaise } from "../builtins/guards.ts";
import { operandOrder } from "../builtins/operand-order.ts";
import type { Call, EvalMode, Lambda, TypedCast, TypedExpr, TypedLiteral } from "../logical/expression.ts";
import { canUpCast, isIntegral } from "../logical/coercion.ts";
import type { LowerContext, RaisedError, RaiseSite } from "../logical/function-row.ts";
import { px, type Px } from "../polars/dsl.ts";
import { readsColumn } from "../polars/px.ts";
import { physicalType } from "../polars/physical-type.ts";
import type { DataType } from "../types/data-type.ts";
import { errorFor } from "../types/error-class.ts";
import { ArithmeticException, IllegalArgumentException, type SparkError, unsupported } from "../types/spark-error.ts";
import { isAttempt } from "./attempts.ts";
import { lowerCast } from "./cast/index.ts";
import { lowerFold, lowerLambda } from "./lambda.ts";
import { lowerLiteral } from "./literal.ts";
import { column, columnName, namedExpr, type PlanBuilder } from "./plan-builder.ts";
import { placeOfRaised } from "./raised-place.ts";
import { columnsOf } from "../polars/plan-analysis.ts";
import type { NamedExpr, NodeRef } from "../polars/plan.ts";

/** Guards inside guards would grow beyond what the engine reads: deeper ones become columns. */
const MAX_GUARD_DEPTH = 20;

/** Larger or deeper expressions become columns of their own. */
export const MAX_LOWERED_DEPTH: number = 48;
export const MAX_LOWERED_SIZE: number = 600;
/** Up to this size writing an operand twice is cheaper than a column for it. */
const CHEAP = 4;

/** A relation that expressions are lowered against; temporary columns and kernels add steps to it. */
export class Stage {
  readonly plan: PlanBuilder;
  ref: NodeRef;
  private readonly shared = new WeakMap<Px, Px>();
  /** The step of the last temporary columns: those that do not read one another stand in one. */
  private batch: { readonly ref: NodeRef; readonly exprs: NamedExpr[]; readonly names: Set<string> } | undefined;
  constructor(plan: PlanBuilder, ref: NodeRef) {
    this.plan = plan;
    this.ref = ref;
  }
  /** The value as a column of the relation. */
  materialize(value: Px): Px {
    const known = this.shared.get(value);
    if (known !== undefined) return known;
    const name = this.plan.temp();
    const added = namedExpr(name, value);
    if (
      this.batch?.ref !== this.ref ||
      columnsOf(added.expr).some((column) => this.batch?.names.has(column) === true)
    ) {
      const exprs: NamedExpr[] = [];
      this.ref = this.plan.add({ op: "withColumns", input: this.ref, exprs });
      this.batch = { ref: this.ref, exprs, names: new Set() };
    }
    this.batch.exprs.push(added);
    this.batch.names.add(name);
    const made = px.col(name);
    this.shared.set(value, made);
    return made;
  }
  kernel(name: string, args: readonly Px[], returns: DataType, options: unknown, site: number | undefined): Px {
    const columns = args.map((a) => columnOf(this.materialize(a)));
    const out = this.plan.temp();
    this.ref = this.plan.add({
      op: "kernel",
      input: this.ref,
      calls: [
        {
          kernel: name,
          args: columns,
          out,
          outType: physicalType(returns),
          ...(options === undefined ? {} : { options }),
          ...(site === undefined ? {} : { site }),
        },
      ],
    });
    return px.col(out);
  }
}
function columnOf(value: Px): string {
  return (value.json as { Column: string }).Column;
}

/** What names mean while lowering: lambda variables in scope, the guard of the branch. */
export class ExpressionLowering implements LowerContext {
  readonly stage: Stage;
  /** Rows for which the value matters; undefined: all. */
  readonly guard: Px | undefined;
  readonly inner: boolean;
  readonly mayRefuse: boolean;
  /** The cast to a table's column that what is lowered now stands in. */
  private assigned: TypedCast | undefined;
  /** Lambda variables that have a Polars expression here. */
  readonly variables: ReadonlyMap<number, Px>;
  /** Takes the rows that fail instead of an error; they are made null by the attempt around. */
  readonly failures: Px[] | undefined;

  constructor(
    stage: Stage,
    guard?: Px,
    variables: ReadonlyMap<number, Px> = new Map(),
    inner = false,
    mayRefuse = false,
    failures?: Px[],
  ) {
    this.failures = inner ? undefined : failures;
    this.mayRefuse = mayRefuse;
    this.stage = stage;
    this.guard = guard;
    this.variables = variables;
    this.inner = inner;
  }
  with(options: {
    guard?: Px | undefined;
    variables?: ReadonlyMap<number, Px>;
    inner?: boolean;
    mayRefuse?: boolean;
    failures?: Px[];
  }): ExpressionLowering {
    const made = new ExpressionLowering(
      this.stage,
      "guard" in options ? options.guard : this.guard,
      options.variables ?? this.variables,
      options.inner ?? this.inner,
      options.mayRefuse ?? this.mayRefuse,
      options.failures ?? this.failures,
    );
    made.assigned = this.assigned;
    return made;
  }

  lower(e: TypedExpr): Px {
    // Sums and the like lean to the side that is asked first, thousands of terms deep: no recursion along it.
    const above: TypedExpr[] = [];
    const around = this.assigned;
    let at = e;
    for (let first = firstAsked(at); first !== undefined; first = firstAsked(at)) {
      above.push(at);
      if (at.kind === "Cast" && mayOverflowColumn(at)) this.assigned = at;
      at = first;
    }
    let made = this.small(this.dispatch(at, undefined));
    for (let next = above.pop(); next !== undefined; next = above.pop()) {
      if (next === this.assigned) this.assigned = around;
      made = this.small(this.dispatch(next, made));
    }
    return made;
  }
  private small(made: Px): Px {
    if (this.inner || (made.depth <= MAX_LOWERED_DEPTH && made.size <= MAX_LOWERED_SIZE)) return made;
    return this.stage.materialize(made);
  }
  lowerWhere(e: TypedExpr, guard: Px): Px {
    if (!mayRaise(e)) return this.lower(e);
    const both = this.guard === undefined ? guard : px.and(this.guard, guard);
    return this.with({ guard: both.depth > MAX_GUARD_DEPTH ? this.share(both) : both }).lower(e);
  }
  share(value: Px): Px {
    if (this.inner || value.size <= CHEAP) return value;
    return this.stage.materialize(value);
  }
  raiseIf(cond: Px, site: RaiseSite, result: Px, valueText?: Px): Px {
    const guarded = this.perRow(this.guard === undefined ? cond : px.and(this.guard, cond));
    if (this.failures !== undefined) {
      this.failures.push(guarded);
      return result;
    }
    const shared = valueText === undefined ? guarded : this.share(guarded);
    const text = valueText === undefined ? null : px.ternary(shared, valueText, px.lit.null("String"));
    return px.raiseIf(shared, this.stage.plan.site(site), text, result);
  }
  /** A value that fails or not for each row: the engine would work out a constant although there is no row. */
  perRow(value: Px): Px {
    return this.inner || readsColumn(value) ? value : this.stage.materialize(value);
  }
  checkedCast(value: Px, to: DataType, site: RaiseSite): Px {
    const guarded = this.perRow(this.guard === undefined ? value : px.ternary(this.guard, value, px.lit.null("Null")));
    if (this.failures !== undefined) {
      const given = this.share(guarded);
      const made = px.cast(given, physicalType(to), "nonstrict");
      this.failures.push(px.and(px.isNotNull(given), px.isNull(made)));
      return made;
    }
    return px.checkedCast(guarded, physicalType(to), this.stage.plan.site(site));
  }
  kernel(name: string, args: readonly Px[], returns: DataType, options?: unknown): Px {
    if (this.inner) throw unsupported(`the kernel ${name} inside a lambda or an aggregate`);
    const guard = this.guard;
    const given = guard === undefined ? args : args.map((a) => px.ternary(guard, a, px.lit.null("Null")));
    return this.stage.kernel(name, given, returns, options, undefined);
  }
  cast(value: Px, from: DataType, to: DataType, mode: EvalMode, timeZone: string, call?: TypedExpr): Px {
    return lowerCast(value, from, to, mode, timeZone, this, call);
  }
  site(e: TypedExpr, error: (values: readonly string[]) => RaisedError): RaiseSite {
    const { assigned } = this;
    const site = this.plainSite(e, error);
    if (assigned === undefined) return site;
    return {
      error: (values) => {
        const raised = site.error(values);
        return raised instanceof ArithmeticException ? columnOverflow(assigned) : raised;
      },
    };
  }
  private plainSite(e: TypedExpr, error: (values: readonly string[]) => RaisedError): RaiseSite {
    return {
      error: (values) => {
        const raised = error(values);
        if (raised.condition === null) return new ArithmeticException(null, {}, { message: raised.message });
        const place = { queryContext: placeOfRaised(e, raised.condition) };
        // Of an interval in the query's own text it is the parser's.
        if (raised.condition.startsWith("INVALID_INTERVAL_FORMAT.")) {
          return new IllegalArgumentException(raised.condition, raised.parameters, place);
        }
        return errorFor(raised.condition, raised.parameters, place);
      },
    };
  }
  get queryStart(): bigint {
    return this.stage.plan.queryStart;
  }
  lambda(
    list: Px,
    lambda: Lambda,
    bind: (element: Px) => readonly Px[],
    finish: (body: Px, element: Px) => Px,
    variant: "list" | "scalar",
    element?: DataType,
  ): Px {
    return lowerLambda(this, list, lambda, bind, finish, variant, element);
  }
  fold(list: Px, zero: Px, merge: Lambda): Px {
    return lowerFold(this, list, zero, merge);
  }
  apply(lambda: Lambda, values: readonly Px[]): Px {
    const variables = new Map(this.variables);
    for (const [i, p] of lambda.parameters.entries()) variables.set(p.id, this.share(values[i] as Px));
    return this.with({ variables }).lower(lambda.body);
  }

  /** `first`: the value of what `firstAsked` gives for the expression. */
  private dispatch(e: TypedExpr, first: Px | undefined): Px {
    switch (e.kind) {
      case "Attribute":
        return column(e);
      case "Literal":
        return this.literal(e);
      case "Alias":
        return first as Px;
      case "Cast":
        return lowerCast(first as Px, e.child.dataType, e.dataType, e.mode, e.timeZone, this, e);
      case "LambdaVariable": {
        const bound = this.variables.get(e.id);
        return bound ?? px.col(columnName(e));
      }
      case "Call":
        return isAttempt(e) && !this.inner ? this.attempt(e) : this.call(e, first);
      case "Lambda":
      case "Window":
      case "OuterReference":
      case "Subquery":
        throw unsupported(`a ${e.kind.toLowerCase()} in this place`);
    }
  }
  private call(e: Call, first: Px | undefined): Px {
    const row = e.fn;
    if (e.replacement !== undefined) return first ?? this.lower(e.replacement);
    if (row.lower !== undefined) return row.lower(e, this);
    const args = this.operands(e, first);
    if (row.polars !== undefined) return row.polars(args, e, this);
    if (row.kernel !== undefined) {
      const kernel = typeof row.kernel === "string" ? { name: row.kernel } : row.kernel;
      return this.kernel(kernel.name, args, e.dataType, "options" in kernel ? kernel.options?.(e) : undefined);
    }
    throw unsupported(`the function ${row.name} here`);
  }
  private attempt(e: Call): Px {
    const failures: Px[] = [];
    const value = this.with({ failures }).call(e, undefined);
    return failures.length === 0 ? value : px.ternary(px.orAll(failures), px.lit.null("Null"), value);
  }
  operands({ fn, args }: Call, first?: Px): readonly Px[] {
    const order = operandOrder(fn);
    const indices = [...args.keys()];
    if (order === "right") indices.reverse();
    const made: Px[] = [];
    let present: Px | undefined;
    for (const [n, i] of indices.entries()) {
      const arg = args[i] as TypedExpr;
      const given = n === 0 ? first : undefined;
      const value = given ?? (present === undefined ? this.lower(arg) : this.lowerWhere(arg, present));
      const later = order === "all" || !arg.nullable ? [] : indices.slice(n + 1);
      const isAsked = later.some((j) => mayRaise(args[j] as TypedExpr));
      made[i] = isAsked ? this.share(value) : value;
      if (!isAsked) continue;
      const isPresent = px.isNotNull(made[i]);
      present = present === undefined ? isPresent : px.and(present, isPresent);
    }
    return made;
  }
  private literal(e: TypedLiteral): Px {
    return lowerLiteral(e.value, e.dataType);
  }
}

/** Whatever overflows in a value that is cast to a smaller column is said of the column. */
function mayOverflowColumn({ assignedTo, child, dataType }: TypedCast): boolean {
  if (assignedTo === undefined || !(isIntegral(dataType) || dataType.kind === "decimal")) return false;
  const isBranching = child.kind === "Call" && ["if", "when", "coalesce"].includes(child.fn.name);
  return !isBranching && !canUpCast(child.dataType, dataType);
}
function columnOverflow({ assignedTo = "", child, dataType }: TypedCast): SparkError {
  const types = { sourceType: `"${child.dataType.sql}"`, targetType: `"${dataType.sql}"` };
  return errorFor("CAST_OVERFLOW_IN_TABLE_INSERT", { ...types, columnName: `\`${assignedTo}\`` });
}
/** The part that is lowered first, and as its whole is: for the same rows. */
function firstAsked(e: TypedExpr): TypedExpr | undefined {
  if (e.kind === "Alias" || e.kind === "Cast") return e.child;
  if (e.kind !== "Call" || isAttempt(e)) return undefined;
  if (e.replacement !== undefined) return e.replacement;
  if (e.fn.lower !== undefined) return undefined;
  return e.args.at(operandOrder(e.fn) === "right" ? -1 : 0);
}
