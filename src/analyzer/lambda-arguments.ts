/** Arguments of functions that take lambdas: parameters get the types that the function says. */
import { type LambdaVariable, nextId, type TypedExpr } from "../logical/expression.ts";
import type { FunctionRow } from "../logical/function-row.ts";
import type { Expression } from "../plan/expression.ts";
import type { Origin } from "../plan/origin.ts";
import type { DataType } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { unsupportedSubquery } from "./correlation.ts";
import type { ExpressionResolver } from "./expression-resolver.ts";

export function lambdaArguments(
  cx: ExpressionResolver,
  row: FunctionRow,
  name: string,
  args: readonly (TypedExpr | Extract<Expression, { kind: "LambdaFunction" }>)[],
  origin: Origin | undefined,
): readonly TypedExpr[] {
  if (row.lambda === undefined) {
    throw new AnalysisException("INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION", { class: name });
  }
  if (args.some(containsSubquery)) throw unsupportedSubquery("HIGHER_ORDER_FUNCTION");
  const typed: (TypedExpr | undefined)[] = args.map((a) => (a.kind === "LambdaFunction" ? undefined : a));
  for (const [i, a] of args.entries()) {
    if (a.kind !== "LambdaFunction") {
      if (FUNCTIONS.has(row.params[i]?.name ?? "")) typed[i] = constantLambda(cx, row, name, typed, i, origin);
      continue;
    }
    const types = row.lambda(typed, i, a.arguments.length, cx.bindContext(name, origin));
    if (types.length !== a.arguments.length) {
      throw new AnalysisException("INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH", {
        expectedNumArgs: String(a.arguments.length),
        actualNumArgs: String(types.length),
      });
    }
    const names = a.arguments.map((v) => v.nameParts[0] as string);
    if (new Set(names.map((n) => (cx.caseSensitive ? n : n.toLowerCase()))).size !== names.length) {
      throw new AnalysisException("INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES", {
        args: names.map((n) => `\`${n}\``).join(", "),
        caseSensitiveConfig: '"spark.sql.caseSensitive"',
      });
    }
    const parameters = names.map<LambdaVariable>((v, j) => ({
      kind: "LambdaVariable",
      id: nextId(),
      name: v,
      ...(types[j] as { dataType: DataType; nullable: boolean }),
    }));
    const body = cx.withParameters(parameters, () => cx.value(a.function));
    typed[i] = { kind: "Lambda", parameters, body, dataType: body.dataType, nullable: body.nullable };
  }
  return typed as readonly TypedExpr[];
}

/** The parameters that take functions, as Spark names them. */
const FUNCTIONS: ReadonlySet<string> = new Set(["func", "function", "pred", "merge", "finish"]);
/** A function that does not look at its parameters, of which it has as many as it must. */
function constantLambda(
  cx: ExpressionResolver,
  row: FunctionRow,
  name: string,
  typed: readonly (TypedExpr | undefined)[],
  i: number,
  origin: Origin | undefined,
): TypedExpr {
  const body = typed[i] as TypedExpr;
  const before = typed.map((e, j) => (j < i || j === 0 ? e : undefined));
  for (let count = 1; ; count++) {
    try {
      const types = row.lambda!(before, i, count, cx.bindContext(name, origin));
      const parameters = types.map<LambdaVariable>((t, j) => ({
        kind: "LambdaVariable",
        id: nextId(),
        name: `col${j}`,
        ...t,
      }));
      return { kind: "Lambda", parameters, body, dataType: body.dataType, nullable: body.nullable };
    } catch (e) {
      const isCount =
        e instanceof AnalysisException && e.condition === "INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH";
      if (!isCount || count === MOST_PARAMETERS) throw e;
    }
  }
}
const MOST_PARAMETERS = 3;

function containsSubquery(e: TypedExpr | Expression): boolean {
  if (e.kind === "Subquery" || e.kind === "SubqueryExpression") return true;
  if (e.kind === "LambdaFunction") return containsSubquery(e.function);
  return Object.values(e).some(
    (v) =>
      (Array.isArray(v) && v.some((x) => isNode(x) && containsSubquery(x as Expression))) ||
      (isNode(v) && containsSubquery(v as Expression)),
  );
}
function isNode(v: unknown): boolean {
  return typeof v === "object" && v !== null && typeof (v as { kind?: unknown }).kind === "string";
}
