/**
 * One row per built-in function: all that anything in the engine knows about it. The analyzer reads names, parameters, types
 * and nullability; printing reads `display`; lowering reads how it runs. See `builtins/README` in docs/architecture.md.
 */
import type { Px } from "../polars/dsl.ts";
import type { DataType } from "../types/data-type.ts";
import type { SparkError } from "../types/spark-error.ts";
import type { AggregateSpec, Call, EvalMode, Lambda, SortKey, TypedExpr } from "./expression.ts";
import type { InputType } from "./input-type.ts";
import type { Origin } from "../plan/origin.ts";
import type { UserFunction } from "../plan/user-function.ts";

export interface Param {
  readonly name: string;
  readonly type: InputType;
  readonly optional?: boolean;
  /** The last parameter may repeat (0 or more times). */
  readonly variadic?: boolean;
  /** Takes a lambda. An expression that is none stands for one of so many parameters, which does not look at them. */
  readonly lambdaParameters?: number;
  /** Must be foldable (a constant) at analysis; else DATATYPE_MISMATCH.NON_FOLDABLE_INPUT. */
  readonly foldable?: boolean;
}

/** What analysis knows about the session when it binds a call. */
export interface BindContext {
  readonly ansi: boolean;
  readonly mode: EvalMode;
  readonly timeZone: string;
  readonly conf: (key: string) => string;
  /** Calls another built-in on typed arguments, coercing them. */
  call(name: string, args: readonly TypedExpr[], options?: { readonly mode?: EvalMode }): TypedExpr;
  cast(e: TypedExpr, to: DataType, mode?: EvalMode): TypedExpr;
  /** The value of a foldable expression (a literal after constant folding), in internal form; undefined if it is none. */
  constant(e: TypedExpr): { readonly value: unknown } | undefined;
  readonly origin?: Origin | undefined;
  /** The name as the user wrote it. */
  readonly name: string;
  /** While a call is bound: its DISTINCT, FILTER and WITHIN GROUP. */
  readonly aggregate?: AggregateSpec | undefined;
  /** While a call is bound: IGNORE NULLS (true) or RESPECT NULLS (false) was written. */
  readonly ignoreNulls?: boolean | undefined;
}

/** Where a data error can be raised: its condition, made from the values the engine reports. */
export interface RaiseSite {
  /** The error, given the texts of the values at fault (in the order passed to `raiseIf`), as many as the engine reports. */
  readonly error: (values: readonly string[]) => SparkError;
}

/** An error of Spark's, or one of Java's arithmetic, which has no condition but only a message. */
export type RaisedError =
  | { readonly condition: string; readonly parameters: { readonly [name: string]: string } }
  | { readonly condition: null; readonly message: string };

/** What lowering offers to a row. Px values are Polars expressions over the current relation's physical columns. */
export interface LowerContext {
  /** Lowers an argument under the current guard. */
  lower(e: TypedExpr): Px;
  /** Lowers an argument that only matters (and may only raise) for rows where `guard` is true. */
  lowerWhere(e: TypedExpr, guard: Px): Px;
  /** The arguments of a call, in the order in which Spark asks for them (`FunctionRow.operandOrder`). */
  operands(call: Call): readonly Px[];
  /** Makes a Px cheap to use several times: a column reference if it is large. Use for any operand used more than once. */
  share(px: Px): Px;
  /** `result`, failing with `site` if `cond` (and the current guard) is true in a row; `valueText` is a string Px for the message. */
  raiseIf(cond: Px, site: RaiseSite, result: Px, valueText?: Px): Px;
  /** A strict cast to the physical form of `to`, failing with `site` where it does not fit; honours the guard. */
  checkedCast(px: Px, to: DataType, site: RaiseSite): Px;
  /** A column computed by a JS kernel (kernels/registry.ts) from argument columns (physical forms). */
  kernel(name: string, args: readonly Px[], returns: DataType, options?: unknown): Px;
  /** Spark's cast, on physical forms. */
  cast(px: Px, from: DataType, to: DataType, mode: EvalMode, timeZone: string, call?: TypedExpr): Px;
  /** Error contexts: the SQL fragment of the expression. */
  site(e: TypedExpr, error: (values: readonly string[]) => RaisedError): RaiseSite;
  /** The moment the query began, in microseconds since the epoch: the same for every call in it (`current_timestamp`). */
  readonly queryStart: bigint;
  /**
   * Evaluates a lambda over the elements of a list column. `bind` gives the lambda's parameters from an element (the
   * element itself, or fields of a struct element where there are several parameters); `finish` makes the result of one
   * list from the column of body values and the column of elements, row by row in step.
   *
   * With "list" the result is the list of `finish`'s values (`(body) => body` for transform, `(body, x) => px.filter(x,
   * body)` for filter); with "scalar" `finish` aggregates them to one value (`px.agg.any(body)` for exists), and what
   * an empty list gives is undefined: the row handles it. A null list gives null. Where the body sees only its own
   * parameters this is `px.list.eval(list, finish(body, px.element()))`; where it refers to outer columns they are put
   * beside the elements, whose type must be given for that; where it needs a kernel or an error of its own, the list is
   * exploded, the body evaluated as a column, and the rows grouped again.
   */
  lambda(
    list: Px,
    lambda: Lambda,
    bind: (element: Px) => readonly Px[],
    finish: (body: Px, element: Px) => Px,
    variant: "list" | "scalar",
    element?: DataType,
  ): Px;
  /**
   * Folds a list column: the state begins as `zero`, and `merge(state, element)` is applied to each element in order, all
   * rows at once for each position. Null where the list is null.
   */
  fold(list: Px, zero: Px, merge: Lambda): Px;
  /** A lambda of scalars: its body with the given values for parameters (the `finish` of aggregate). */
  apply(lambda: Lambda, values: readonly Px[]): Px;
  /** True inside a lambda body or an aggregate's own evaluation, where no temporary column can be made. */
  readonly inner: boolean;
  /** Inside: what fails as unsupported is computed in another way, where kernels run. */
  readonly mayRefuse: boolean;
}

/** How an aggregate takes WITHIN GROUP. */
export interface WithinGroup {
  /** Whether a call with `given` arguments must have it (else it must not). */
  readonly required: (given: number) => boolean;
  /** May be left out where it is not required, and has any number of keys (listagg). */
  readonly free?: boolean;
  /** DISTINCT may stand beside it. */
  readonly distinct?: boolean;
  /** How errors name the function. */
  readonly label?: string;
  /** The one ordering becomes arguments of the call, and is dropped. Absent: it stays in `call.aggregate.orderings`. */
  readonly arguments?: (given: readonly TypedExpr[], ordering: SortKey) => readonly TypedExpr[];
}

export type FunctionKind = "scalar" | "aggregate" | "window" | "generator" | "table";

export interface FunctionRow {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** The family, for documentation: `string`, `math`, `agg` ... */
  readonly group: string;
  readonly kind: FunctionKind;
  readonly since?: string;
  readonly params: readonly Param[];
  /** Custom coercion instead of the parameters' input types (widest common type, arithmetic ...); may throw. */
  readonly coerce?: (args: readonly TypedExpr[], cx: BindContext) => readonly TypedExpr[];
  /** Absent where `rewrite` gives it. Struct of fields for generators. */
  readonly returns?: DataType | ((args: readonly TypedExpr[], cx: BindContext) => DataType);
  /** Default: true if any argument is nullable. */
  readonly nullable?: boolean | ((args: readonly TypedExpr[], cx: BindContext) => boolean);
  /**
   * The operand that is asked first; after a null one the others are not asked, and do not fail. Default: `left`, where the
   * result is nullable by the default rule and the last parameter does not repeat; else all are asked.
   */
  readonly operandOrder?: "left" | "right";
  /** Where the call may say IGNORE NULLS by a literal boolean. Binding takes it out of the arguments. */
  readonly ignoreNullsAt?: number;
  readonly deterministic?: boolean;
  /** Never constant-folded although its arguments are constant (rand, uuid, current_*, raise_error). */
  readonly foldable?: boolean;
  /** How it prints as a column name. Default `name(args)`; `args` are printed already. */
  readonly display?: (args: readonly string[], call: Call) => string;
  /** Names that print under Spark's class name rather than as written: alias -> printed name. */
  readonly printedName?: { readonly [alias: string]: string };
  /**
   * Lambda functions: types of the parameters of the lambda at argument `index`, given the arguments analysed so far
   * (earlier lambdas included, later ones missing) and how many parameters the lambda has. Arguments that are no lambdas are
   * analysed before all lambdas.
   */
  readonly lambda?: (
    args: readonly (TypedExpr | undefined)[],
    index: number,
    parameterCount: number,
    cx: BindContext,
  ) => readonly { readonly dataType: DataType; readonly nullable: boolean }[];
  /**
   * The call stands for another expression (built at analysis; types and nullability come from it where absent here). For
   * an aggregate: an expression over other aggregates, which inherit its DISTINCT and FILTER. Undefined: it does not.
   */
  readonly rewrite?: (args: readonly TypedExpr[], cx: BindContext) => TypedExpr | undefined;
  /** A Polars expression over lowered arguments: the usual way to run. */
  readonly polars?: (args: readonly Px[], call: Call, cx: LowerContext) => Px;
  /** As `polars`, but lowering its own arguments (branches, guards, lambdas). */
  readonly lower?: (call: Call, cx: LowerContext) => Px;
  /** A JS kernel by its registry name. */
  readonly kernel?: string | { readonly name: string; readonly options?: (call: Call) => unknown };
  /**
   * Aggregates: the Polars aggregation over argument columns (rows of the group that pass FILTER; distinct applied by
   * the lowering). Must give Spark's null for empty input where Spark does. Also used in `over` for whole-partition
   * windows.
   */
  readonly aggregate?: (args: readonly Px[], call: Call, cx: LowerContext) => Px;
  /**
   * Aggregates that Polars cannot say: the group's values become lists, and a kernel of `kernels/group-kernel.ts` makes
   * one value of each group, in a step after the grouping.
   */
  readonly groupKernel?: {
    readonly name: string;
    /** The columns to collect. Default: the arguments that are no literals, then the keys of WITHIN GROUP. */
    readonly collect?: (args: readonly Px[], call: Call, cx: LowerContext) => readonly Px[];
    readonly options?: (call: Call) => unknown;
  };
  /** Aggregates that take WITHIN GROUP (ORDER BY ...). */
  readonly withinGroup?: WithinGroup;
  /** IGNORE NULLS and RESPECT NULLS may be written. */
  readonly nullTreatment?: boolean;
  /** An aggregate that takes no ORDER BY and no frame in a window. */
  readonly plainWindowOnly?: boolean;
  /** Aggregates: how many first arguments are values of each row, even if constant; others are parameters. Default: 1. */
  readonly values?: number;
  /** An aggregate without DISTINCT meaning (max, min, any_value): DISTINCT is dropped. */
  readonly ignoresDistinct?: boolean;
  /** A user's function: evaluated by a stage of its own, never lowered. */
  readonly user?: UserFunction;
  /** Set where Spark has the function and this engine does not: the reason. Such a row fails by name. */
  readonly unsupported?: string;
}
