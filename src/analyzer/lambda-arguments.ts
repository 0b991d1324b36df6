/** Arguments of functions that take lambdas: parameters get the types that the function says. */
import { exists } from "../logical/build.ts";
import { type Lambda, type LambdaVariable, nextId, type TypedExpr } from "../logical/expression.ts";
import type { FunctionRow } from "../logical/function-row.ts";
import { prettyName } from "../logical/pretty.ts";
import type { LambdaFunction } from "../plan/expression.ts";
import type { Origin } from "../plan/origin.ts";
import { holdsSubquery } from "../plan/written-tree.ts";
import { NULL } from "../types/data-type.ts";
import { quoteAttribute } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { located } from "./located.ts";
import { unsupportedSubquery } from "./correlation.ts";
import type { ExpressionResolver } from "./expression-resolver.ts";

export function lambdaArguments(
  cx: ExpressionResolver,
  row: FunctionRow,
  name: string,
  args: readonly (TypedExpr | LambdaFunction)[],
  origin: Origin | undefined,
): readonly TypedExpr[] {
  if (row.lambda === undefined) {
    throw new AnalysisException("INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION", { class: name });
  }
  if (args.some(containsSubquery)) throw unsupportedSubquery("HIGHER_ORDER_FUNCTION");
  const typed: (TypedExpr | undefined)[] = args.map((a) => (a.kind === "LambdaFunction" ? undefined : a));
  /** The parameters of the lambda at a place; too many or too few of them raise. */
  const parametersAt = (i: number, names: readonly string[]): readonly LambdaVariable[] => {
    const types = withLambdas(cx, row, args, () => row.lambda!(typed, i, names.length, cx.bindContext(name, origin)));
    if (types.length !== names.length) {
      throw new AnalysisException("INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH", {
        expectedNumArgs: String(names.length),
        actualNumArgs: String(types.length),
      });
    }
    return names.map((v, j) => ({ kind: "LambdaVariable", id: nextId(), name: v, ...types[j]! }));
  };
  for (const [i, a] of args.entries()) {
    if (a.kind !== "LambdaFunction") {
      const count = row.params[i]?.lambdaParameters;
      if (count === undefined) continue;
      typed[i] = lambdaOf(parametersAt(i, Array<string>(count).fill("col")), a);
      continue;
    }
    if (row.params[i]?.lambdaParameters === undefined) {
      throw new AnalysisException("INVALID_LAMBDA_FUNCTION_CALL.PARAMETER_DOES_NOT_ACCEPT_LAMBDA_FUNCTION", {});
    }
    const names = a.arguments.map((v) => v.nameParts[0] as string);
    const parameters = countedAt(a.origin, () => parametersAt(i, names));
    if (new Set(names.map((n) => (cx.caseSensitive ? n : n.toLowerCase()))).size !== names.length) {
      throw new AnalysisException("INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES", {
        args: names.map((n) => quoteAttribute([n])).join(", "),
        caseSensitiveConfig: '"spark.sql.caseSensitive"',
      });
    }
    typed[i] = lambdaOf(
      parameters,
      cx.withParameters(parameters, () => cx.value(a.function)),
    );
  }
  return typed as readonly TypedExpr[];
}
/** A wrong number of parameters is told at the lambda. */
function countedAt<T>(origin: Origin | undefined, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const isCount =
      error instanceof AnalysisException && error.condition === "INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH";
    if (!isCount) throw error;
    return located(origin, () => {
      throw error;
    });
  }
}
/** A refusal of what the lambda is to run over shows the lambda as written: it has no types yet. */
function withLambdas<T>(
  cx: ExpressionResolver,
  row: FunctionRow,
  args: readonly (TypedExpr | LambdaFunction)[],
  run: () => T,
): T {
  try {
    return run();
  } catch (error) {
    const shown = error instanceof AnalysisException ? error.messageParameters["sqlExpr"] : undefined;
    const call = shown === undefined ? null : /^"([a-z_]+)\(/.exec(shown);
    const texts = call === null ? [] : args.map((a) => (a.kind === "LambdaFunction" ? untyped(cx, a) : prettyName(a)));
    if (call === null || texts.includes(undefined)) throw error;
    if ((row.name === "aggregate" || row.name === "reduce") && args.length === 3) texts.push("lambdafunction(id, id)");
    const { condition, messageParameters, queryContext } = error as AnalysisException;
    const sqlExpr = `"${call[1] as string}(${texts.join(", ")})"`;
    throw new AnalysisException(condition as string, { ...messageParameters, sqlExpr }, { queryContext });
  }
}
function untyped(cx: ExpressionResolver, e: LambdaFunction): string | undefined {
  const names = e.arguments.map((v) => v.nameParts[0] as string);
  const parameters = names.map((name): LambdaVariable => ({
    kind: "LambdaVariable",
    id: nextId(),
    name,
    dataType: NULL,
    nullable: true,
    untyped: true,
  }));
  try {
    const body = cx.withParameters(parameters, () => cx.value(e.function));
    return `lambdafunction(${[prettyName(body), ...names].join(", ")})`;
  } catch {
    return undefined;
  }
}
function lambdaOf(parameters: readonly LambdaVariable[], body: TypedExpr): Lambda {
  return { kind: "Lambda", parameters, body, dataType: body.dataType, nullable: body.nullable };
}

function containsSubquery(e: TypedExpr | LambdaFunction): boolean {
  return e.kind === "LambdaFunction" ? holdsSubquery(e) : exists(e, (x) => x.kind === "Subquery");
}
