/** Rows whose answer depends on the collation of their strings: those of other collations than UTF8_BINARY run apart. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { FunctionRow, LowerContext } from "../logical/function-row.ts";
import type { Constant } from "../kernels/arguments.ts";
import type { Px } from "../polars/dsl.ts";
import { callKernel } from "./by-kernel.ts";
import type { RowSpec } from "./family.ts";

/** The collation that the call goes by; undefined where that is by bytes. */
export function collationOf(call: { readonly args: readonly TypedExpr[] }): string | undefined {
  for (const { dataType } of call.args) {
    if (dataType.kind === "string" && dataType.collation !== "UTF8_BINARY") return dataType.collation;
  }
  return undefined;
}
/** Patterns are matched by the collation of the text; one of their own does not count. */
export function collationOfText(call: { readonly args: readonly TypedExpr[] }): string | undefined {
  return collationOf({ args: call.args.slice(0, 1) });
}
/** The collation of a text whose case changes by its locale. */
export function localeCollation(call: { readonly args: readonly TypedExpr[] }): string | undefined {
  const name = collationOf(call);
  return name === undefined || /^(?:UTF8_|UNICODE)/.test(name) ? undefined : name;
}
/** The collation of a text whose words are those of ICU. */
export function wordCollation(call: { readonly args: readonly TypedExpr[] }): string | undefined {
  const name = collationOf(call);
  return name?.startsWith("UTF8_BINARY") === true ? undefined : name;
}
/** Runs a kernel of collated-text.ts instead of `row` where there is a collation. */
export function collated(
  row: RowSpec,
  kernel: string,
  which: (call: Call) => string | undefined = collationOf,
): RowSpec {
  const lower = row.lower ?? byPolars(row);
  return {
    ...row,
    lower: (call, cx) => {
      const collation = which(call);
      return collation === undefined ? lower(call, cx) : callCollated(call, cx, kernel, collation);
    },
  };
}
export function callCollated(
  call: Call,
  cx: LowerContext,
  kernel: string,
  collation: string,
  order?: readonly number[],
  defaults: readonly Constant[] = [],
): Px {
  const args = order === undefined ? call.args : order.flatMap((i) => call.args[i] ?? []);
  const params = order === undefined ? call.fn.params : order.flatMap((i) => call.fn.params[i] ?? []);
  return callKernel({ ...call, args, fn: { ...call.fn, params } }, cx, kernel, () => ({ collation }), ...defaults);
}
function byPolars(row: RowSpec): NonNullable<FunctionRow["lower"]> {
  const { polars } = row;
  if (polars === undefined) throw new Error("a row without a way to run");
  return (call, cx) =>
    polars(
      call.args.map((e) => cx.lower(e)),
      call,
      cx,
    );
}
