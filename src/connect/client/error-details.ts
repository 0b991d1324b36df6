/** What a server tells of an error: in the call's trailers in short, in full by a call of its own. */
import type { QueryContext } from "../../types/spark-error.ts";
import {
  type FetchErrorDetailsResponse,
  type FetchErrorDetailsResponse_Error as ErrorMessage,
  type FetchErrorDetailsResponse_QueryContext as ContextMessage,
  FetchErrorDetailsResponse_QueryContext_ContextType as ContextType,
} from "../generated/spark/connect/base_pb.ts";
import { clientFailure, type Failure, RemoteFailure } from "./failure.ts";
import { RpcCode, RpcError } from "./transport.ts";

/** Asks the server for all it knows of the error; undefined where it does not answer. */
export type FetchDetails = (errorId: string) => Promise<FetchErrorDetailsResponse | undefined>;

/** The failure behind anything thrown by a call. */
export async function failureOf(error: unknown, fetch: FetchDetails): Promise<Failure> {
  if (error instanceof RemoteFailure) return error.failure;
  if (!(error instanceof RpcError)) {
    return clientFailure("PySparkRuntimeError", null, error instanceof Error ? error.message : String(error));
  }
  const { info } = error.details;
  if (info === undefined) return plainFailure(error);
  const { metadata } = info;
  const { errorId } = metadata;
  const known = metadata["errorClass"] ?? null;
  const short: Failure = {
    classes: parsed(metadata["classes"], []),
    condition: known,
    sqlState: metadata["sqlState"] ?? null,
    parameters: parsed(metadata["messageParameters"], {}),
    contexts: [],
    message: error.message,
    ...(metadata["stackTrace"] === undefined ? {} : { serverStackTrace: metadata["stackTrace"] }),
  };
  const full = errorId === undefined ? undefined : await fetch(errorId);
  const root = full?.rootErrorIdx === undefined ? undefined : full.errors[full.rootErrorIdx];
  return root === undefined ? short : { ...short, ...detailsOf(root, short), ...traceOf(root, full?.errors ?? []) };
}

function plainFailure({ code, message }: RpcError): Failure {
  switch (code) {
    case RpcCode.DEADLINE_EXCEEDED:
      return clientFailure("org.apache.spark.SparkException", null, `The server did not answer in time: ${message}`);
    case RpcCode.UNAVAILABLE:
      return clientFailure("org.apache.spark.SparkException", null, `The server cannot be reached: ${message}`);
    default:
      return clientFailure("org.apache.spark.SparkException", null, message);
  }
}

function parsed<T>(json: string | undefined, otherwise: T): T {
  if (json === undefined || json === "") return otherwise;
  try {
    return JSON.parse(json) as T;
  } catch {
    // Cut off: trailers have a limit.
    return otherwise;
  }
}

function detailsOf({ errorTypeHierarchy, message, sparkThrowable }: ErrorMessage, short: Failure): Partial<Failure> {
  return {
    message,
    classes: errorTypeHierarchy.length > 0 ? errorTypeHierarchy : short.classes,
    ...(sparkThrowable === undefined
      ? {}
      : {
          condition: short.condition ?? sparkThrowable.errorClass ?? null,
          sqlState: sparkThrowable.sqlState ?? short.sqlState,
          parameters: sparkThrowable.messageParameters,
          contexts: sparkThrowable.queryContexts.map(contextOf),
        }),
  };
}

function contextOf(message: ContextMessage): QueryContext {
  const { fragment, summary } = message;
  const place = summary === "" ? {} : { summary };
  if (message.contextType === ContextType.SQL) {
    const { objectType, objectName, startIndex, stopIndex } = message;
    return { contextType: "SQL", objectType, objectName, fragment, startIndex, stopIndex, ...place };
  }
  return { contextType: "DataFrame", fragment, callSite: message.callSite, ...place };
}

function traceOf(root: ErrorMessage, all: readonly ErrorMessage[]): Partial<Failure> {
  const lines: string[] = [];
  const seen = new Set<ErrorMessage>();
  for (let error: ErrorMessage | undefined = root; error !== undefined && !seen.has(error);) {
    seen.add(error);
    const [type = ""] = error.errorTypeHierarchy;
    lines.push(lines.length === 0 ? type : `Caused by: ${type}: ${error.message}`);
    for (const { declaringClass, methodName, fileName = "", lineNumber } of error.stackTrace) {
      lines.push(`\tat ${declaringClass}.${methodName}(${fileName}:${lineNumber})`);
    }
    error = error.causeIdx === undefined ? undefined : all[error.causeIdx];
  }
  return lines.length > 1 ? { serverStackTrace: lines.join("\n") } : {};
}
