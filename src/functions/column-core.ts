import type { Expression } from "../plan/expression.ts";
import { PySparkTypeError, PySparkValueError } from "../types/spark-error.ts";
import type { Column } from "./column.ts";
import { expressionText } from "./column-text.ts";

/** What every Column is: an expression, and the guards against using it as a JavaScript value. */
export abstract class ColumnCore {
  /** @internal */
  readonly expression: Expression;
  /** @internal */
  constructor(expression: Expression) {
    this.expression = Object.freeze(expression);
  }

  /** @internal */
  protected abstract make(expression: Expression): Column;

  /**
   * The column as PySpark prints it.
   *
   * @example
   * ```ts
   * console.log(col("a").plus(1).toString()); // Column<'+(a, 1)'>
   * ```
   */
  toString(): string {
    return `Column<'${expressionText(this.expression)}'>`;
  }

  /**
   * Fails: a Column has no value. `a && b`, `a < b` and `a + b` on Columns are mistakes; write `a.and(b)`, `a.lt(b)` and
   * `a.plus(b)`.
   */
  [Symbol.toPrimitive](hint: "default" | "number" | "string"): string {
    if (hint === "string") return this.toString();
    throw new PySparkValueError("CANNOT_CONVERT_COLUMN_INTO_BOOL", { column: expressionText(this.expression) });
  }

  /** Fails: a Column has no value (see {@link ColumnCore[Symbol.toPrimitive]}). */
  valueOf(): never {
    throw new PySparkValueError("CANNOT_CONVERT_COLUMN_INTO_BOOL", { column: expressionText(this.expression) });
  }

  /** Fails: a Column is not a list. */
  [Symbol.iterator](): never {
    throw new PySparkTypeError("NOT_ITERABLE", { objectName: "Column" });
  }

  /** @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
