/** Calls of JavaScript functions: typed as the function declares, otherwise treated as calls of built-ins are. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { FunctionKind, FunctionRow } from "../logical/function-row.ts";
import { prettyName } from "../logical/pretty.ts";
import { exists } from "../logical/build.ts";
import type { UserFunction } from "../plan/user-function.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { AnalysisSession } from "./analysis-context.ts";

const rows = new WeakMap<UserFunction, FunctionRow>();
const KINDS = { scalar: "scalar", table: "generator", aggregate: "aggregate" } as const satisfies {
  readonly [kind in UserFunction["kind"]]: FunctionKind;
};

/** The row that stands for a user's function wherever one of a built-in would. */
export function userRow(fn: UserFunction): FunctionRow {
  let row = rows.get(fn);
  if (row === undefined) {
    row = {
      name: fn.name,
      group: "user",
      kind: KINDS[fn.kind],
      params: [],
      user: fn,
      returns: fn.kind === "table" ? fn.rowType : fn.returnType,
      nullable: true,
      deterministic: fn.deterministic,
      foldable: false,
      ...displayOf(fn),
    };
    rows.set(fn, row);
  }
  return row;
}

function displayOf({ name, argumentNames }: UserFunction): Pick<FunctionRow, "display"> {
  if (argumentNames?.some((given) => given !== undefined) !== true) return {};
  const shown = (args: readonly string[]): readonly string[] =>
    args.map((arg, i) => (argumentNames[i] === undefined ? arg : `${argumentNames[i]} => ${arg}`));
  return { display: (args) => `${name}(${shown(args).join(", ")})` };
}

/** The registered function that a call by name means. */
export function registeredFunction(session: AnalysisSession, nameParts: readonly string[]): UserFunction | undefined {
  const qualifier = nameParts.slice(0, -1).join(".").toLowerCase();
  if (!["", "session", "system.session"].includes(qualifier)) return undefined;
  return session.userFunctions.get((nameParts.at(-1) ?? "").toLowerCase());
}

/** The call's node, for the function and its arguments as the user wrote them. */
export function userCall(
  fn: UserFunction,
  args: readonly TypedExpr[],
  context: Pick<Call, "mode" | "timeZone" | "aggregate" | "origin">,
): Call {
  checkCount(fn, args.length);
  const row = userRow(fn);
  const call: Call = {
    kind: "Call",
    fn: row,
    name: fn.name,
    args,
    dataType: fn.kind === "table" ? fn.rowType : fn.returnType,
    nullable: true,
    mode: context.mode,
    timeZone: context.timeZone,
    origin: context.origin,
    aggregate: context.aggregate,
  };
  if (args.some((a) => exists(a, (x) => x.kind === "LambdaVariable"))) {
    throw new AnalysisException("UNSUPPORTED_FEATURE.LAMBDA_FUNCTION_WITH_PYTHON_UDF", {
      funcName: `"${prettyName(call)}"`,
    });
  }
  return call;
}
function checkCount({ name, arity: { min, max } }: UserFunction, given: number): void {
  if (given >= min && given <= max) return;
  throw new AnalysisException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", {
    functionName: quoteText(name),
    expectedNum: max === min ? String(min) : max === Number.POSITIVE_INFINITY ? `> ${min - 1}` : `[${min}, ${max}]`,
    actualNum: String(given),
    docroot: "https://spark.apache.org/docs/latest",
  });
}
