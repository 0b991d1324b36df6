/** Rows that run as a kernel: constants travel in the options, so that they do not cross to the host as columns. */
import type { Call } from "../logical/expression.ts";
import type { FunctionRow, LowerContext } from "../logical/function-row.ts";
import type { Constant, KernelOptions } from "../kernels/arguments.ts";
import type { Px } from "../polars/dsl.ts";
import { literalArg } from "./text-args.ts";

/** The value of an argument that may travel in the options. */
function constantOf(call: Call, i: number): { readonly value: Constant } | null {
  const found = literalArg(call, i);
  if (found === undefined) return null;
  const { value } = found;
  const flat = value === null || typeof value !== "object" || value instanceof Uint8Array;
  return flat ? { value: value as Constant } : null;
}

export type ExtraOptions = (call: Call) => { readonly [option: string]: unknown };

/**
 * Calls a kernel with the arguments of `call`; `defaults` stand for the last parameters where the call leaves them out.
 */
export function callKernel(
  call: Call,
  cx: LowerContext,
  name: string,
  extra?: ExtraOptions,
  ...defaults: readonly Constant[]
): Px {
  const constants: ({ readonly value: Constant } | null)[] = call.args.map((_, i) => constantOf(call, i));
  // One argument must be a column, for the sake of the height.
  if (!constants.includes(null)) constants[0] = null;
  const columns = cx.operands(call).filter((_, i) => constants[i] === null);
  const left = call.fn.params.length - call.args.length;
  if (left > 0 && defaults.length > 0) constants.push(...defaults.slice(-left).map((value) => ({ value })));
  const options: KernelOptions = { constants, ...extra?.(call) };
  return cx.kernel(name, columns, call.dataType, options);
}
/** `lower` of a row that always runs as a kernel. */
export function byKernel(
  name: string,
  extra?: ExtraOptions,
  ...defaults: readonly Constant[]
): NonNullable<FunctionRow["lower"]> {
  return (call, cx) => callKernel(call, cx, name, extra, ...defaults);
}
