/** What a query fails with when a user's function does. */
import { inspect } from "node:util";
import type { UserArgument, UserFunctionContext } from "../plan/user-function.ts";
import type { DataType } from "../types/data-type.ts";
import { PythonException } from "../types/spark-error.ts";

/** The function a failure is of. */
export interface FailingFunction {
  readonly name: string;
  readonly args: readonly UserArgument[];
  readonly returnType: DataType;
}

/** Spark's error for a user's function that failed; `values` are those of the row, `cause` is what was thrown. */
export function failure(
  { name, args, returnType }: FailingFunction,
  values: readonly unknown[],
  cause: unknown,
  { redactValues }: Pick<UserFunctionContext, "redactValues">,
): PythonException {
  const signature = args.map((a) => a.dataType.simpleString()).join(", ");
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : text(cause);
  const row = args.map((a, i) => `${a.name} = ${redactValues ? "?" : text(values[i])}`).join(", ");
  const parameters = { functionName: `\`${name}\``, signature, result: returnType.simpleString(), reason, row };
  const where = row === "" ? "" : ` for ${row}`;
  const message = `[FAILED_EXECUTE_UDF] The function \`${name}\` (${signature} => ${parameters.result}) failed${where}: ${reason}${/[.!?]$/.test(reason) ? "" : "."} SQLSTATE: 39000`;
  return new PythonException("FAILED_EXECUTE_UDF", parameters, { message, cause });
}

/** A result that does not fit the declared type. */
export class Misfit extends TypeError {
  readonly value: unknown;
  constructor(value: unknown, type: DataType, redact: boolean) {
    const given = redact ? `a ${typeof value}` : text(value);
    super(`it returned ${given}, which is no ${type.simpleString()}`);
    this.name = "TypeError";
    this.value = value;
  }
}
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

const MAX_TEXT = 200;
function text(value: unknown): string {
  const shown = typeof value === "string" ? JSON.stringify(value) : inspect(value, { depth: 2, breakLength: Infinity });
  return shown.length > MAX_TEXT ? `${shown.slice(0, MAX_TEXT)}...` : shown;
}
