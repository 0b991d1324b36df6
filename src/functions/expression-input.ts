/** Turns what a user passes into expression nodes: the one place that knows a Column from a name from a value. */
import type { Expression, Literal, UnresolvedFunction } from "../plan/expression.ts";
import type { Origin } from "../plan/origin.ts";
import type { Relation } from "../plan/relation.ts";
import { type DataType, DOUBLE, INT, LONG } from "../types/data-type.ts";
import type { CalendarInterval } from "../types/calendar-interval.ts";
import type { Decimal } from "../types/decimal.ts";
import { literalOf } from "../types/literal.ts";
import type { Temporal } from "../types/temporal.ts";
import { PySparkTypeError, PySparkValueError } from "../types/spark-error.ts";
import { attributeNode } from "./attribute-name.ts";
import type { Column } from "./column.ts";
import { ColumnCore } from "./column-core.ts";

/** A value that can stand in a query; an array becomes an array column. */
export type LiteralInput =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | Decimal
  | Temporal.Instant
  | Temporal.ZonedDateTime
  | Temporal.PlainDate
  | Temporal.PlainDateTime
  | Temporal.PlainTime
  | Temporal.Duration
  | CalendarInterval
  | readonly LiteralInput[];
/** A Column, or a value that `lit` wraps. */
export type ColumnOrLiteral = Column | LiteralInput;
/** A Column, or the name of one. A value that is no string stands for itself. */
export type ColumnOrName = Column | string | Exclude<LiteralInput, string | readonly LiteralInput[]>;

/** Wraps a value as `lit` does; a Column stays what it is. */
export function literalOrColumn(value: unknown): Expression {
  if (value instanceof ColumnCore) return value.expression;
  if (Array.isArray(value)) {
    if (value.some((item) => item instanceof ColumnCore)) {
      throw new PySparkValueError("COLUMN_IN_LIST", { func_name: "lit" });
    }
    return call("array", value.map(literalOrColumn));
  }
  return literal(value);
}

/** A Column as it is, a string as the name of a column, any other value as a literal. */
export function columnOrName(value: unknown): Expression {
  if (value instanceof ColumnCore) return value.expression;
  if (typeof value === "string") return attributeNode(value);
  if (value === undefined || typeof value === "function" || Array.isArray(value) || isPlanHolder(value)) {
    throw notExpectedType("col", "Column or str", value);
  }
  return literal(value);
}

export function literal(value: unknown): Literal {
  const { value: internal, dataType } = literalOf(value);
  return Object.freeze({ kind: "Literal", value: internal, dataType });
}
export function intLiteral(value: number): Literal {
  return Object.freeze({ kind: "Literal", value, dataType: INT });
}
export function longLiteral(value: number | bigint): Literal {
  return Object.freeze({ kind: "Literal", value: BigInt(value), dataType: LONG });
}
export function doubleLiteral(value: number): Literal {
  return Object.freeze({ kind: "Literal", value, dataType: DOUBLE });
}

/** A call of a function by name. */
export function call(
  name: string,
  args: readonly Expression[],
  more: { readonly isDistinct?: boolean; readonly isInternal?: boolean; readonly origin?: Origin } = {},
): UnresolvedFunction {
  return Object.freeze({ kind: "UnresolvedFunction", nameParts: [name], arguments: args, ...more });
}
/** An operator, which no user's function can shadow. */
export function operator(name: string, ...args: readonly Expression[]): UnresolvedFunction {
  return call(name, args, { isInternal: true });
}

export function castTo(child: Expression, dataType: DataType): Expression {
  return Object.freeze({ kind: "Cast", child, dataType });
}

/** What a DataFrame shows of itself to the folder below it. */
export interface PlanHolder {
  readonly plan: Relation;
}
export function isPlanHolder(value: unknown): value is PlanHolder {
  return typeof value === "object" && value !== null && "plan" in value && "sparkSession" in value;
}

/** PySpark's error for an argument of the wrong type. */
export function notExpectedType(parameter: string, expected: string, value: unknown): PySparkTypeError {
  return new PySparkTypeError("NOT_EXPECTED_TYPE", {
    arg_name: parameter,
    expected_type: expected,
    arg_type: typeNameOf(value),
  });
}
function typeNameOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  return typeof value === "object" || typeof value === "function"
    ? (Object.getPrototypeOf(value)?.constructor?.name ?? "object")
    : typeof value;
}
