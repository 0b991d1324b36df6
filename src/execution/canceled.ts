import { OperationCanceledError } from "../types/spark-error.ts";

/** What a query fails with that was given up. */
export function canceledError(): OperationCanceledError {
  const message = "[OPERATION_CANCELED] Operation has been canceled. SQLSTATE: HY008";
  return new OperationCanceledError("OPERATION_CANCELED", {}, { message });
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw canceledError();
}
