/**
 * Analysed expressions: every name is an attribute with an id, every node has a type and a nullability, every implicit
 * cast stands in the tree. Frozen plain data; only the analyzer and the rewrites of `builtins/` make it.
 */
import type { FrameBound as UnresolvedFrameBound, LiteralValue } from "../plan/expression.ts";
import type { Origin } from "../plan/origin.ts";
import type { DataType, Metadata } from "../types/data-type.ts";
import type { FunctionRow } from "./function-row.ts";
import type { Logical } from "./relation.ts";

interface Typed {
  readonly dataType: DataType;
  readonly nullable: boolean;
  readonly origin?: Origin | undefined;
}

/** A column, known by its id. Ids are unique in the process; names are for people and may repeat. */
export interface Attribute extends Typed {
  readonly kind: "Attribute";
  readonly id: number;
  readonly name: string;
  readonly metadata: Metadata;
  /** A use of an earlier alias of the same select list. */
  readonly lateral?: boolean | undefined;
  /** `["t"]` or `["spark_catalog", "default", "t"]`: what may stand before the name. */
  readonly qualifier: readonly string[];
}
export interface TypedLiteral extends Typed {
  readonly kind: "Literal";
  readonly value: LiteralValue;
  /** The session's zone, for a timestamp: it shows in the column name. */
  readonly timeZone?: string | undefined;
  /** The value of the session variable of this qualified name. */
  readonly variable?: string | undefined;
}
/** A named expression of a Project or Aggregate; gives an attribute with its id. */
export interface TypedAlias extends Typed {
  readonly kind: "Alias";
  readonly id: number;
  readonly name: string;
  readonly child: TypedExpr;
  readonly metadata: Metadata;
  /** The name was made by the analyzer from the expression (`(a + 1)`). */
  readonly auto?: boolean;
}
export type EvalMode = "ansi" | "legacy" | "try";
export interface TypedCast extends Typed {
  readonly kind: "Cast";
  readonly child: TypedExpr;
  readonly mode: EvalMode;
  /** Written by the user; an implicit cast does not show in column names. */
  readonly explicit: boolean;
  /** Session time zone at analysis. */
  readonly timeZone: string;
  /** The column of a table that the value is written to, for the error where it does not fit. */
  readonly assignedTo?: string;
}
/**
 * A call of a built-in. Aggregates carry `aggregate`; `ansi` and `timeZone` are the session's at analysis, so that a
 * later `conf.set` does not change a bound plan.
 */
export interface Call extends Typed {
  readonly kind: "Call";
  readonly fn: FunctionRow;
  /** The name as the user wrote it, in Spark's spelling for column names (`ucase`, `mean`). */
  readonly name: string;
  readonly args: readonly TypedExpr[];
  readonly mode: EvalMode;
  readonly timeZone: string;
  readonly aggregate?: AggregateSpec | undefined;
  readonly ignoreNulls?: boolean | undefined;
  /** What this call stands for (Spark's RuntimeReplaceable): lowered in its place. */
  readonly replacement?: TypedExpr | undefined;
  /** The arguments before implicit casts, for the column name. */
  readonly shown?: readonly TypedExpr[] | undefined;
  /** A name that the call has inside an expression, which is printed with it. */
  readonly shownAs?: string | undefined;
}
export interface AggregateSpec {
  readonly distinct: boolean;
  readonly filter?: TypedExpr | undefined;
  /** WITHIN GROUP */
  readonly orderings?: readonly SortKey[] | undefined;
}
export interface SortKey {
  readonly child: TypedExpr;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}
export interface LambdaVariable extends Typed {
  readonly kind: "LambdaVariable";
  readonly id: number;
  readonly name: string;
  /** It has no type yet, and shows its name. */
  readonly untyped?: true;
}
/** `dataType` and `nullable` are the body's. */
export interface Lambda extends Typed {
  readonly kind: "Lambda";
  readonly parameters: readonly LambdaVariable[];
  readonly body: TypedExpr;
}
export type TypedFrameBound =
  Exclude<UnresolvedFrameBound, { kind: "offset" }> | { readonly kind: "offset"; readonly value: TypedExpr };
export interface WindowFrame {
  readonly type: "row" | "range";
  readonly lower: TypedFrameBound;
  readonly upper: TypedFrameBound;
  /** RANGE with offsets: the order key moved by the offset, which the keys of the frame's rows are compared with. */
  readonly lowerValue?: TypedExpr | undefined;
  readonly upperValue?: TypedExpr | undefined;
}
export interface WindowExpr extends Typed {
  readonly kind: "Window";
  readonly function: TypedExpr;
  readonly partitionBy: readonly TypedExpr[];
  readonly orderBy: readonly SortKey[];
  readonly frame: WindowFrame;
  /** The frame was not written: it shows differently in names and depends on the function. */
  readonly defaultFrame: boolean;
}
/** A column of the query around a subquery; `depth` 1 is the nearest. */
export interface OuterReference extends Typed {
  readonly kind: "OuterReference";
  readonly attribute: Attribute;
  readonly depth: number;
  /** What the attribute stands for, until the outer query computes it. */
  readonly of?: TypedExpr | undefined;
}
export interface Subquery extends Typed {
  readonly kind: "Subquery";
  readonly subqueryType: "scalar" | "exists" | "in";
  readonly plan: Logical;
  readonly inValues: readonly TypedExpr[];
  /** Attributes of the enclosing query that the plan refers to. */
  readonly outerAttributes: readonly Attribute[];
}

export type TypedExpr =
  | Attribute
  | TypedLiteral
  | TypedAlias
  | TypedCast
  | Call
  | LambdaVariable
  | Lambda
  | WindowExpr
  | OuterReference
  | Subquery;

let lastId = 0;
/** A fresh attribute (or lambda variable) id. */
export function nextId(): number {
  return ++lastId;
}
