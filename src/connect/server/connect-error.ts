/** Errors as a client of Spark Connect gets them: a gRPC status with the essentials, and the whole on request. */
import { randomUUID } from "node:crypto";
import { create, toBinary } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { isCompleteCondition } from "../../types/error-conditions.ts";
import * as errors from "../../types/spark-error.ts";
import type { QueryContext, SparkError } from "../../types/spark-error.ts";
import { InvalidPlanInput } from "../codec/invalid-plan.ts";
import { ErrorInfoSchema, StatusSchema } from "../generated/google/rpc/status_pb.ts";
import {
  FetchErrorDetailsResponse_QueryContext_ContextType as ContextType,
  type FetchErrorDetailsResponse_Error as ErrorMessage,
  FetchErrorDetailsResponse_ErrorSchema as ErrorMessageSchema,
} from "../generated/spark/connect/base_pb.ts";

/** Headers of HTTP/2 are small: more than this of a message travels only with the details. */
const MAX_MESSAGE = 2048;
const MAX_PARAMETERS = 1024;

const RUNTIME = ["java.lang.RuntimeException", "java.lang.Exception", "java.lang.Throwable", "java.lang.Object"];
const ANALYSIS = ["org.apache.spark.sql.AnalysisException", ...RUNTIME.slice(1)];
const ILLEGAL_ARGUMENT = ["java.lang.IllegalArgumentException", ...RUNTIME];
const ARGUMENT = ["org.apache.spark.SparkIllegalArgumentException", ...ILLEGAL_ARGUMENT];
const SPARK = ["org.apache.spark.SparkException", ...RUNTIME.slice(1)];
const UNSUPPORTED = [
  "org.apache.spark.SparkUnsupportedOperationException",
  "java.lang.UnsupportedOperationException",
  ...RUNTIME,
];

/** Which classes an error has in Spark, its own first; a class comes before those above it. */
const CLASSES: readonly (readonly [typeof SparkError, readonly string[]])[] = [
  [errors.ParseException, ["org.apache.spark.sql.catalyst.parser.ParseException", ...ANALYSIS]],
  [
    errors.TempTableAlreadyExistsException,
    ["org.apache.spark.sql.catalyst.analysis.TempTableAlreadyExistsException", ...ANALYSIS],
  ],
  [errors.AnalysisException, ANALYSIS],
  [
    errors.NumberFormatException,
    ["org.apache.spark.SparkNumberFormatException", "java.lang.NumberFormatException", ...ILLEGAL_ARGUMENT],
  ],
  [errors.IllegalArgumentException, ARGUMENT],
  [
    errors.ArithmeticException,
    ["org.apache.spark.SparkArithmeticException", "java.lang.ArithmeticException", ...RUNTIME],
  ],
  [errors.UnsupportedOperationException, UNSUPPORTED],
  [
    errors.ArrayIndexOutOfBoundsException,
    [
      "org.apache.spark.SparkArrayIndexOutOfBoundsException",
      "java.lang.ArrayIndexOutOfBoundsException",
      "java.lang.IndexOutOfBoundsException",
      ...RUNTIME,
    ],
  ],
  [errors.DateTimeException, ["org.apache.spark.SparkDateTimeException", "java.time.DateTimeException", ...RUNTIME]],
  [errors.SparkRuntimeException, ["org.apache.spark.SparkRuntimeException", ...RUNTIME]],
  [
    errors.SparkNoSuchElementException,
    ["org.apache.spark.SparkNoSuchElementException", "java.util.NoSuchElementException", ...RUNTIME],
  ],
  [errors.SparkUpgradeException, ["org.apache.spark.SparkUpgradeException", ...RUNTIME]],
  [errors.QueryExecutionException, ["org.apache.spark.sql.execution.QueryExecutionException", ...RUNTIME.slice(1)]],
  [errors.PythonException, ["org.apache.spark.api.python.PythonException", ...RUNTIME]],
  [errors.PySparkTypeError, ARGUMENT],
  [errors.PySparkValueError, ARGUMENT],
  [errors.PySparkNotImplementedError, UNSUPPORTED],
  [InvalidPlanInput, ["org.apache.spark.sql.connect.common.InvalidPlanInput", ...SPARK]],
];

/** An error with the id by which a client asks for its details. */
export interface SentError {
  readonly errorId: string;
  readonly error: SparkError;
}

/** Any failure as Spark's; what is no error of Spark is a defect of ours and says so. */
export function sparkErrorOf(failure: unknown): SparkError {
  if (failure instanceof errors.SparkError) return failure;
  if (failure instanceof DOMException && failure.name === "AbortError") {
    const message = "[OPERATION_CANCELED] Operation has been canceled. SQLSTATE: HY008";
    return new errors.OperationCanceledError("OPERATION_CANCELED", {}, { message, cause: failure });
  }
  const text = failure instanceof Error ? failure.message : String(failure);
  return new errors.SparkException("INTERNAL_ERROR", { message: text }, { cause: failure });
}

function classesOf(error: SparkError): readonly string[] {
  return CLASSES.find(([type]) => error instanceof type)?.[1] ?? SPARK;
}

/** The status to end a call with. */
export function statusOf(failure: unknown): { readonly sent: SentError; readonly status: Partial<ServiceError> } {
  const error = sparkErrorOf(failure);
  const errorId = randomUUID();
  const classes = classesOf(error);
  const message = cut(error.message, MAX_MESSAGE);
  const parameters = JSON.stringify(error.messageParameters);
  const info = create(ErrorInfoSchema, {
    reason: classes[0] ?? "",
    domain: "org.apache.spark",
    metadata: {
      classes: JSON.stringify(classes),
      errorId,
      ...(error.condition === null ? {} : { errorClass: error.condition }),
      ...(error.sqlState === null ? {} : { sqlState: error.sqlState }),
      ...(parameters.length > MAX_PARAMETERS ? {} : { messageParameters: parameters }),
    },
  });
  const details = create(StatusSchema, { code: status.INTERNAL, message, details: [anyPack(ErrorInfoSchema, info)] });
  return { sent: { errorId, error }, status: withDetails(status.INTERNAL, message, toBinary(StatusSchema, details)) };
}

/** A status without an error of Spark: who may not, or what is no request at all. */
export function plainStatus(code: status, message: string): Partial<ServiceError> {
  return { code, details: message, metadata: new Metadata() };
}

function withDetails(code: status, message: string, bytes: Uint8Array): Partial<ServiceError> {
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(bytes));
  return { code, details: cut(message, MAX_MESSAGE / 2), metadata };
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 3)}...`;
}

/** The error and what caused it, as `FetchErrorDetails` answers. */
export function errorMessages(error: SparkError): ErrorMessage[] {
  const messages: ErrorMessage[] = [];
  let current: unknown = error;
  while (current instanceof Error && messages.length < 5) {
    const { cause }: { cause?: unknown } = current;
    const hasCause = cause instanceof errors.SparkError && messages.length < 4;
    messages.push(errorMessage(sparkErrorOf(current), hasCause ? messages.length + 1 : undefined));
    current = hasCause ? cause : undefined;
  }
  return messages;
}

/** Of these the JVM has no errors without a condition: what they are besides. */
const WITHOUT_CONDITION: readonly (readonly [typeof SparkError, readonly string[]])[] = [
  [errors.AnalysisException, ANALYSIS],
  [errors.SparkRuntimeException, SPARK],
  [errors.SparkUpgradeException, SPARK],
];

/**
 * Clients on the JVM make an error's text of its condition, and fail where Spark has no such condition. There they get
 * the text without one; the others have the condition from the status.
 */
function errorMessage(error: SparkError, causeIdx: number | undefined): ErrorMessage {
  const isSparks = error.condition !== null && isCompleteCondition(error.condition) && !isOfPySpark(error);
  const plain = isSparks ? undefined : WITHOUT_CONDITION.find(([type]) => error instanceof type)?.[1];
  return create(ErrorMessageSchema, {
    errorTypeHierarchy: [...(plain ?? classesOf(error))],
    message: error.message,
    ...(causeIdx === undefined ? {} : { causeIdx }),
    sparkThrowable: {
      messageParameters: { ...error.messageParameters },
      queryContexts: error.queryContext.map(contextMessage),
      ...(isSparks ? { errorClass: error.condition } : {}),
      ...(error.sqlState === null ? {} : { sqlState: error.sqlState }),
    },
  });
}
/** Conditions of PySpark's own are unknown to the JVM. */
function isOfPySpark(error: SparkError): boolean {
  return [errors.PySparkTypeError, errors.PySparkValueError, errors.PySparkNotImplementedError].some(
    (type) => error instanceof type,
  );
}

function contextMessage(context: QueryContext): NonNullable<ErrorMessage["sparkThrowable"]>["queryContexts"][number] {
  const { contextType, objectType = "", objectName = "", fragment, startIndex, stopIndex } = context;
  const { callSite = "", summary = "" } = context;
  const isSql = contextType === "SQL";
  return {
    contextType: isSql ? ContextType.SQL : ContextType.DATAFRAME,
    objectType,
    objectName,
    startIndex: startIndex ?? 0,
    stopIndex: stopIndex ?? 0,
    fragment,
    callSite,
    summary,
  } as ReturnType<typeof contextMessage>;
}
