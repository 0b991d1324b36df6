/**
 * Errors as Spark reports them: a condition of Spark's catalogue, its SQLSTATE, the parameters of the message and the
 * place in the query. Subclasses bear PySpark's names.
 *
 * @see https://spark.apache.org/docs/latest/sql-error-conditions.html
 */
import { messageOf, sqlStateOf } from "./error-conditions.ts";
import { shortenStack } from "./error-stack.ts";
import type { QueryContext } from "./query-context.ts";

export type { QueryContext } from "./query-context.ts";

export type MessageParameters = { readonly [name: string]: string };

export interface SparkErrorOptions {
  readonly queryContext?: readonly QueryContext[];
  readonly cause?: unknown;
  /** Overrides the text made from the condition. */
  readonly message?: string;
}

/** Base of all errors of this package. `condition` is Spark's error condition, such as `DIVIDE_BY_ZERO`. */
export class SparkError extends Error {
  readonly condition: string | null;
  readonly sqlState: string | null;
  readonly messageParameters: MessageParameters;
  readonly queryContext: readonly QueryContext[];
  /** @internal Whether the stack is to show where the program called; inside the engine there is no program. */
  static readonly showsProgram: boolean = true;
  constructor(condition: string | null, parameters: MessageParameters = {}, options: SparkErrorOptions = {}) {
    const text = options.message ?? (condition === null ? "unknown error" : messageOf(condition, parameters));
    super(text, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.condition = condition;
    this.sqlState = condition === null ? null : sqlStateOf(condition);
    this.messageParameters = parameters;
    this.queryContext = [];
    if (options.queryContext !== undefined) this.locate(options.queryContext);
    if (condition !== "INTERNAL_ERROR" && new.target.showsProgram) shortenStack(this, new.target);
  }
  /** @internal Says where the cause is, also in the message if that is the condition's. */
  locate(queryContext: readonly QueryContext[]): void {
    Object.assign(this, { queryContext });
    if (this.condition === null || this.message !== messageOf(this.condition, this.messageParameters)) return;
    const places = queryContext.flatMap(({ summary }) => summary ?? []);
    if (places.length > 0) this.message = [this.message, ...places].join("\n").trimEnd();
  }
  getCondition(): string | null {
    return this.condition;
  }
  getSqlState(): string | null {
    return this.sqlState;
  }
  getMessageParameters(): MessageParameters {
    return this.messageParameters;
  }
  getQueryContext(): readonly QueryContext[] {
    return this.queryContext;
  }
}
/** The plan is wrong: unknown names, types that do not fit, unsupported combinations. */
export class AnalysisException extends SparkError {}
/** The text is not Spark SQL. */
export class ParseException extends AnalysisException {}
export class IllegalArgumentException extends SparkError {}
export class ArithmeticException extends SparkError {}
export class UnsupportedOperationException extends SparkError {}
export class ArrayIndexOutOfBoundsException extends SparkError {}
export class DateTimeException extends SparkError {}
export class NumberFormatException extends IllegalArgumentException {}
export class SparkRuntimeException extends SparkError {}
export class SparkNoSuchElementException extends SparkError {}
export class SparkUpgradeException extends SparkError {}
export class SparkException extends SparkError {}
/** A wrong use of the JavaScript API itself (PySpark's errors of its Python layer). */
export class PySparkTypeError extends SparkError {}
export class PySparkValueError extends SparkError {}
export class PySparkAttributeError extends SparkError {}
export class PySparkAssertionError extends SparkError {}
export class PySparkIndexError extends SparkError {}
export class PySparkKeyError extends SparkError {}
export class PySparkNotImplementedError extends SparkError {}
export class PySparkRuntimeError extends SparkError {}
/** A user's function failed (PySpark's name for it; here it is a JavaScript function). */
export class PythonException extends SparkError {}
export class QueryExecutionException extends SparkError {}
export class StreamingQueryException extends SparkError {}
export class TempTableAlreadyExistsException extends AnalysisException {}
/** An error of a remote engine that fits no other class. */
export class UnknownException extends SparkError {}
/** The work was given up by its `AbortSignal`, by tag or by the session. */
export class OperationCanceledError extends SparkError {}

/** What Spark has and this engine does not do (yet). */
export function unsupported(feature: string, engine = "embedded"): UnsupportedOperationException {
  return new UnsupportedOperationException(
    "UNSUPPORTED_FEATURE",
    { feature, engine },
    {
      message: `[UNSUPPORTED_FEATURE] The ${engine} engine does not support ${feature}. SQLSTATE: 0A000`,
    },
  );
}
