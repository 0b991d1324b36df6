/**
 * A failure of a remote call as plain data, for it crosses threads, and the error that the program sees: of the class
 * that the embedded engine raises for it.
 */
import { isCondition, sqlStateOf } from "../../types/error-conditions.ts";
import * as errors from "../../types/spark-error.ts";
import type { QueryContext } from "../../types/spark-error.ts";

export interface Failure {
  /** Java's class of the error and those above it, nearest first; names of this package where the client failed. */
  readonly classes: readonly string[];
  readonly condition: string | null;
  readonly sqlState: string | null;
  readonly parameters: { readonly [name: string]: string };
  readonly contexts: readonly QueryContext[];
  readonly message: string;
  readonly serverStackTrace?: string;
}

/** What the worker throws, and what becomes a {@link Failure}. */
export class RemoteFailure extends Error {
  readonly failure: Failure;
  constructor(failure: Failure, cause?: unknown) {
    super(failure.message, cause === undefined ? undefined : { cause });
    this.name = "RemoteFailure";
    this.failure = failure;
  }
}

/** A failure of the client itself. */
export function clientFailure(errorClass: string, condition: string | null, message: string): Failure {
  return { classes: [errorClass], condition, sqlState: null, parameters: {}, contexts: [], message };
}

type ErrorClass = new (
  condition: string | null,
  parameters?: errors.MessageParameters,
  options?: errors.SparkErrorOptions,
) => errors.SparkError;

const BY_JAVA_CLASS: ReadonlyMap<string, ErrorClass> = new Map<string, ErrorClass>([
  ["org.apache.spark.sql.catalyst.parser.ParseException", errors.ParseException],
  ["org.apache.spark.sql.catalyst.analysis.TempTableAlreadyExistsException", errors.TempTableAlreadyExistsException],
  ["org.apache.spark.sql.AnalysisException", errors.AnalysisException],
  ["org.apache.spark.sql.streaming.StreamingQueryException", errors.StreamingQueryException],
  ["org.apache.spark.sql.execution.QueryExecutionException", errors.QueryExecutionException],
  ["org.apache.spark.api.python.PythonException", errors.PythonException],
  ["java.lang.NumberFormatException", errors.NumberFormatException],
  ["java.lang.IllegalArgumentException", errors.IllegalArgumentException],
  ["java.lang.ArithmeticException", errors.ArithmeticException],
  ["java.lang.UnsupportedOperationException", errors.UnsupportedOperationException],
  ["java.lang.ArrayIndexOutOfBoundsException", errors.ArrayIndexOutOfBoundsException],
  ["java.time.DateTimeException", errors.DateTimeException],
  ["org.apache.spark.SparkRuntimeException", errors.SparkRuntimeException],
  ["org.apache.spark.SparkUpgradeException", errors.SparkUpgradeException],
  ["org.apache.spark.SparkNoSuchElementException", errors.SparkNoSuchElementException],
  ["org.apache.spark.SparkException", errors.SparkException],
  ["PySparkAssertionError", errors.PySparkAssertionError],
  ["PySparkRuntimeError", errors.PySparkRuntimeError],
]);

/** The error that the program sees. Thrown where the call was made, so that its stack leads there. */
export function errorOf(failure: Failure): errors.SparkError {
  const { classes, condition, parameters, contexts, message } = failure;
  if (condition !== null && errors.OperationCanceledError.name === classForCondition(condition)) {
    return new errors.OperationCanceledError(condition, parameters, { message, queryContext: contexts });
  }
  const found = classes.map((name) => BY_JAVA_CLASS.get(name)).find((type) => type !== undefined);
  const type = found ?? errors.UnknownException;
  const error = new type(condition, parameters, { message: said(failure), queryContext: contexts });
  // The server's own state, which may be newer than the list here.
  if (failure.sqlState !== null) Object.assign(error, { sqlState: failure.sqlState });
  return error;
}

const classForCondition = (condition: string): string =>
  condition === "OPERATION_CANCELED" || condition.startsWith("OPERATION_CANCELED.")
    ? errors.OperationCanceledError.name
    : "";

/** The server's message; with its condition in front, as in messages of this package. */
function said({ condition, message, sqlState }: Failure): string {
  if (condition === null || !isCondition(condition) || message.startsWith("[")) return message;
  const state = sqlState ?? sqlStateOf(condition);
  return `[${condition}] ${message}${state === null ? "" : ` SQLSTATE: ${state}`}`;
}
