/** For tests of operators and casts: typed expressions over small columns, through the real lowering and the engine. */
import type { ArrowField } from "../arrow/vector.ts";
import { bindCall } from "../builtins/bind.ts";
import { constantValue } from "../builtins/constant.ts";
import { findBuiltin } from "../builtins/registry.ts";
import { kernels } from "../kernels/registry.ts";
import { attribute, intLit, makeCast } from "../logical/build.ts";
import type { Attribute, EvalMode, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { parseEngineError } from "../polars/engine-error.ts";
import { collectFrame, interpret } from "../polars/interpreter.ts";
import { native } from "../polars/native.ts";
import { outputExpr, physicalType } from "../polars/physical-type.ts";
import { ipcOf, type Plain, plainOf } from "../polars/testing.ts";
import { px } from "../polars/dsl.ts";
import type { DataType } from "../types/data-type.ts";
import { ExpressionLowering, Stage } from "./expression-lowering.ts";
import { columnName, namedExpr, PlanBuilder } from "./plan-builder.ts";

export type Mode = "ansi" | "legacy";

export function bindContext(mode: EvalMode, name = "", conf: { readonly [key: string]: string } = {}): BindContext {
  const ansi = mode !== "legacy";
  return {
    ansi,
    mode,
    timeZone: "UTC",
    name,
    conf: (key) => conf[key] ?? "",
    call: (callee, args, options) => callIn(options?.mode ?? mode, callee, args, conf),
    cast: (e, to, castMode) => makeCast(e, to, castMode ?? mode, "UTC", false),
    constant: constantValue,
  };
}
function callIn(
  mode: EvalMode,
  name: string,
  args: readonly TypedExpr[],
  conf: { readonly [key: string]: string },
): TypedExpr {
  return bindCall(findBuiltin(name) as FunctionRow, args, bindContext(mode, name, conf), { mode });
}
/** A call bound as the analyzer binds it; numbers are int literals. */
export function call(name: string, args: readonly (TypedExpr | number)[], mode: Mode = "ansi"): TypedExpr {
  return callIn(
    mode,
    name,
    args.map((a) => (typeof a === "number" ? intLit(a) : a)),
    {},
  );
}
export function cast(e: TypedExpr, to: DataType, mode: EvalMode = "ansi"): TypedExpr {
  return makeCast(e, to, mode, "UTC", true);
}

/** A nullable column of a Spark type. */
export function columnOf(name: string, type: DataType): Attribute {
  return attribute(name, type, true);
}

/**
 * The values of an expression over columns given as plain values (int64 as bigint, double as number, ...), which the
 * engine casts to the physical form of each column's type.
 */
export function evaluate(
  e: TypedExpr,
  columns: readonly (readonly [column: Attribute, values: readonly Plain[]])[],
  fields: readonly ArrowField[] = [],
): Plain[] {
  const plan = new PlanBuilder(1_600_000_000_000_000n);
  const data = Object.fromEntries(columns.map(([a, values]) => [a.name, values]));
  const bytes = ipcOf(columns.length === 0 ? { one: [1n] } : data, fields);
  const frame = plan.add({ op: "frame", id: "data" });
  const exprs = columns.map(([a]) => namedExpr(columnName(a), px.cast(px.col(a.name), physicalType(a.dataType))));
  const input = plan.add({ op: "withColumns", input: frame, exprs });
  const stage = new Stage(plan, input);
  const value = new ExpressionLowering(stage).lower(e);
  const root = plan.add({ op: "select", input: stage.ref, exprs: [namedExpr("value", outputExpr(value, e.dataType))] });
  const context = {
    frame: () => native().readIpcStream(bytes, {}),
    kernel: (
      name: string,
      args: Parameters<NonNullable<ReturnType<typeof kernels.get>>>[0],
      options: unknown,
      rows: number,
    ) => {
      const kernel = kernels.get(name);
      if (kernel === undefined) throw new Error(`no kernel ${name}`);
      return kernel(args, options, rows);
    },
  };
  try {
    return plainOf(collectFrame(interpret(plan.finish(root), context)))["value"] ?? [];
  } catch (error) {
    const failed = error instanceof Error ? parseEngineError(error.message) : null;
    const site = failed === null ? undefined : plan.sites[failed.site];
    if (failed === null || site === undefined) throw error;
    throw site.error(failed.values);
  }
}
