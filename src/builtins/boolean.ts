/** AND, OR, NOT. */
import { family, param, type RowSpec } from "./family.ts";
import { mayRaise, Remaining } from "./guards.ts";
import { coerceOperands, expectTypes, type OperatorRules, type Show } from "./operator-coercion.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { FunctionRow, LowerContext } from "../logical/function-row.ts";
import { ANY, T_BOOLEAN } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { BOOLEAN } from "../types/data-type.ts";

const infix =
  (op: string): Show =>
  (args) =>
    `(${args[0]} ${op} ${args[1]})`;
const not: Show = (args) => `(NOT ${args[0]})`;

/** The terms of a chain of one operator, left to right; by hand, for a chain may have thousands. */
export function terms(call: Call, name: string): readonly TypedExpr[] {
  const out: TypedExpr[] = [];
  const stack: TypedExpr[] = [call];
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    if (e.kind === "Call" && e.fn.name === name) stack.push(...e.args.toReversed());
    else out.push(e);
  }
  return out;
}

/** Terms a single expression is made of before it becomes a column of its own. */
const CHUNK = 64;

function chain(name: "and" | "or", call: Call, cx: LowerContext): Px {
  const join = name === "and" ? px.andAll : px.orAll;
  const rest = new Remaining(cx);
  let chunk: Px[] = [];
  const chunks: Px[] = [];
  const all = terms(call, name);
  const lastRaising = all.findLastIndex((e) => mayRaise(e));
  for (const [i, e] of all.entries()) {
    let term = rest.lower(e);
    if (i < lastRaising) {
      // A term that decides the result keeps its rows from the next ones; null does not decide.
      term = cx.share(term);
      rest.narrow(px.fillNull(name === "and" ? term : px.not(term), px.lit.bool(true)));
    }
    chunk.push(term);
    if (chunk.length === CHUNK) {
      chunks.push(cx.share(join(chunk)));
      chunk = [];
    }
  }
  return join([...chunks, ...chunk]);
}

function logical(name: "and" | "or"): RowSpec {
  const rules: OperatorRules = { kind: "logical", input: T_BOOLEAN, show: infix(name.toUpperCase()) };
  return {
    params: [param("left", ANY), param("right", ANY)],
    coerce: (args, cx) => coerceOperands(args[0] as TypedExpr, args[1] as TypedExpr, rules, cx),
    returns: BOOLEAN,
    display: infix(name.toUpperCase()),
    lower: (call, cx) => chain(name, call, cx),
  };
}

export const booleanFunctions: readonly FunctionRow[] = family("operator", "scalar", {
  and: logical("and"),
  or: logical("or"),
  not: {
    aliases: ["!"],
    params: [param("expr", ANY)],
    coerce: (args, cx) => expectTypes(args, [T_BOOLEAN], not, cx),
    returns: BOOLEAN,
    display: (args, call) => {
      const inner = call.shown?.[0];
      // IS NOT UNKNOWN is a test of its own in Spark.
      if (inner?.kind === "Call" && inner.fn.name === "isunknown")
        return args[0]?.replace(/ IS (NULL|UNKNOWN)\)$/, " IS NOT $1)") ?? "";
      return not(args);
    },
    polars: ([x]) => px.not(x as Px),
  },
});
