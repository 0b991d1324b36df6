/**
 * Unresolved expressions: frozen plain data, named as the Spark Connect protocol names them (`expressions.proto`).
 *
 * Operators are `UnresolvedFunction`s, as in the protocol: `+ - * / % == < <= > >= <=> and or not in isNull isNotNull
 * when` (CASE: condition, value, ..., else), `between like ilike rlike & | ^ ~` ...; see {@link OPERATOR_NAMES}.
 */
import type { DataType, StringType } from "../types/data-type.ts";
import type { Origin } from "./origin.ts";
import type { Relation } from "./relation.ts";
import type { UserFunction } from "./user-function.ts";

/**
 * A literal in Spark's internal form: number for byte/short/int/float/double; bigint for long, decimal (unscaled),
 * timestamps (microseconds), time (nanoseconds of the day) and day-time intervals (microseconds); number for date
 * (days) and year-month intervals (months); {months, days, microseconds} for calendar intervals; string; Uint8Array;
 * arrays of internal values for array and struct; [key, value] pairs for map; null.
 */
export type LiteralValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | { readonly months: number; readonly days: number; readonly microseconds: bigint }
  | readonly LiteralValue[];

export type Expression =
  | Literal
  | UnresolvedAttribute
  | UnresolvedStar
  | UnresolvedRegex
  | UnresolvedFunction
  | Alias
  | Cast
  | SortOrder
  | LambdaFunction
  | UnresolvedNamedLambdaVariable
  | Window
  | UnresolvedExtractValue
  | UpdateFields
  | NamedArgument
  | SubqueryExpression
  | ExpressionString
  | CommonInlineUserDefinedFunction
  | Parameter;

interface Node {
  readonly origin?: Origin;
}
export interface Literal extends Node {
  readonly kind: "Literal";
  readonly value: LiteralValue;
  readonly dataType: DataType;
}
/** A column by name. `nameParts` are already split and unquoted; `planId` binds it to one DataFrame (`df.col("x")`). */
export interface UnresolvedAttribute extends Node {
  readonly kind: "UnresolvedAttribute";
  readonly nameParts: readonly string[];
  readonly planId?: number;
  readonly isMetadataColumn?: boolean;
  /** Written as `IDENTIFIER(...)`: a session variable of the name does not give its name to the column. */
  readonly computed?: boolean;
}
/** `*` or `target.*`; `except` and `replace` as in `* EXCEPT (a, b.c)`. */
export interface UnresolvedStar extends Node {
  readonly kind: "UnresolvedStar";
  readonly target?: readonly string[];
  readonly planId?: number;
  readonly except?: readonly (readonly string[])[];
  /** Columns that keep their place and get a new value (`|> SET a = 1`). */
  readonly replace?: readonly { readonly name: string; readonly expression: Expression }[];
}
/** Columns by regular expression (`colRegex`, or a quoted name under `spark.sql.parser.quotedRegexColumnNames`). */
export interface UnresolvedRegex extends Node {
  readonly kind: "UnresolvedRegex";
  readonly pattern: string;
  readonly target?: readonly string[];
  readonly planId?: number;
}
export interface UnresolvedFunction extends Node {
  readonly kind: "UnresolvedFunction";
  /** As written: one part, or qualified (`system.builtin.upper`). */
  readonly nameParts: readonly string[];
  readonly arguments: readonly Expression[];
  readonly isDistinct?: boolean;
  /** `FILTER (WHERE ...)` */
  readonly filter?: Expression;
  /** `WITHIN GROUP (ORDER BY ...)` */
  readonly orderings?: readonly SortOrder[];
  /** `IGNORE NULLS` true, `RESPECT NULLS` false. */
  readonly ignoreNulls?: boolean;
  /** Written as an operator or keyword syntax (`a + 1`, `CASE`, `EXTRACT(..)`) and never a user's function. */
  readonly isInternal?: boolean;
  /** `IDENTIFIER(expression)(...)`: gives the name, which `nameParts` then lacks. */
  readonly nameExpression?: Expression;
  /** What a text that the function makes by itself is, where that is no plain string. */
  readonly madeText?: StringType;
}
/** One name renames; several names alias the columns of a generator. */
export interface Alias extends Node {
  readonly kind: "Alias";
  readonly child: Expression;
  readonly names: readonly string[];
  /** The names stand in parentheses: they are those of a generator, be it only one. */
  readonly listed?: true;
  readonly metadata?: { readonly [key: string]: unknown };
}
/** `CAST`, `TRY_CAST` (evalMode "try") and `::`. The session's ANSI mode decides where `evalMode` is absent. */
export interface Cast extends Node {
  readonly kind: "Cast";
  readonly child: Expression;
  readonly dataType: DataType;
  readonly evalMode?: "ansi" | "legacy" | "try";
}
export interface SortOrder extends Node {
  readonly kind: "SortOrder";
  readonly child: Expression;
  readonly direction: "ascending" | "descending";
  /** Spark's default where absent: first if ascending, last if descending. */
  readonly nullOrdering?: "first" | "last";
}
export interface LambdaFunction extends Node {
  readonly kind: "LambdaFunction";
  readonly function: Expression;
  readonly arguments: readonly UnresolvedNamedLambdaVariable[];
}
/** A lambda's parameter, where it is bound and where it is used (also by `UnresolvedAttribute` in SQL bodies). */
export interface UnresolvedNamedLambdaVariable extends Node {
  readonly kind: "UnresolvedNamedLambdaVariable";
  readonly nameParts: readonly string[];
}
export type FrameBound =
  | { readonly kind: "unboundedPreceding" }
  | { readonly kind: "unboundedFollowing" }
  | { readonly kind: "currentRow" }
  /** Offsets follow the current row where positive, precede it where negative. */
  | { readonly kind: "offset"; readonly value: Expression };
export interface WindowFrame {
  readonly type: "row" | "range";
  readonly lower: FrameBound;
  readonly upper: FrameBound;
}
/** `function OVER (...)`, or `OVER name` where `windowName` is set (resolved from the query's WINDOW clause). */
export interface Window extends Node {
  readonly kind: "Window";
  readonly windowFunction: Expression;
  readonly partitionSpec: readonly Expression[];
  readonly orderSpec: readonly SortOrder[];
  readonly frame?: WindowFrame;
  readonly windowName?: string;
  /** Where the definition stands: after OVER, or in the WINDOW clause. */
  readonly specOrigin?: Origin;
}
/** `child[extraction]`, `child.field` (a string literal extraction): struct field, array index or map key by type. */
export interface UnresolvedExtractValue extends Node {
  readonly kind: "UnresolvedExtractValue";
  readonly child: Expression;
  readonly extraction: Expression;
}
/** `withField` (valueExpression set) or `dropFields` (absent); `fieldName` may be a dotted path. */
export interface UpdateFields extends Node {
  readonly kind: "UpdateFields";
  readonly structExpression: Expression;
  readonly fieldName: string;
  readonly valueExpression?: Expression;
}
/** `name => value` in a call. */
export interface NamedArgument extends Node {
  readonly kind: "NamedArgument";
  readonly key: string;
  readonly value: Expression;
}
export interface SubqueryExpression extends Node {
  readonly kind: "SubqueryExpression";
  readonly subqueryType: "scalar" | "exists" | "in" | "table";
  readonly plan: Relation;
  /** The left side of IN: one expression, or several for a tuple. */
  readonly inValues?: readonly Expression[];
  /** Of a "table" argument: `PARTITION BY`, `ORDER BY`, `WITH SINGLE PARTITION`. */
  readonly partitionSpec?: readonly Expression[];
  readonly orderSpec?: readonly SortOrder[];
  readonly withSinglePartition?: boolean;
}
/** Text of an expression, parsed at analysis (`expr("a + 1")`). */
export interface ExpressionString extends Node {
  readonly kind: "ExpressionString";
  readonly expression: string;
}
/** A call of a JavaScript function, held by the plan itself: it never leaves this program. */
export interface CommonInlineUserDefinedFunction extends Node {
  readonly kind: "CommonInlineUserDefinedFunction";
  readonly function: UserFunction;
  readonly arguments: readonly Expression[];
}
/** A parameter marker of SQL text: `:name`, or `?` with its ordinal. Bound before analysis. */
export interface Parameter extends Node {
  readonly kind: "Parameter";
  readonly name?: string;
  readonly ordinal?: number;
}
