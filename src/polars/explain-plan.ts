/** A lowered plan as text. */
import { expressionText, typeText } from "./expression-text.ts";
import type { ExprJson, KernelCall, NamedExpr, NamedType, PolarsNode, PolarsPlan } from "./plan.ts";

/** One line for each step, with the numbers of the steps it reads; the root's begins with a star. */
export function planText(plan: PolarsPlan): string {
  return plan.nodes.map((node, i) => `${i === plan.root ? "*" : " "}${i} ${line(node)}`).join("\n");
}
/** A text that is the same for equal plans only. */
export function planKey(plan: PolarsPlan): string {
  return JSON.stringify(plan, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
}

function line(node: PolarsNode): string {
  const { op, ...rest } = node;
  const reads: number[] = [];
  const said: string[] = [];
  for (const [key, value] of Object.entries(rest) as [string, unknown][]) {
    if (key === "input" || key === "left" || key === "right") reads.push(value as number);
    else if (key === "inputs") reads.push(...(value as readonly number[]));
    else if (value !== undefined) said.push(fieldText(key, value));
  }
  return [op, ...(reads.length > 0 ? [`(${reads.join(", ")})`] : []), ...said].join(" ");
}
function fieldText(key: string, value: unknown): string {
  switch (key) {
    case "exprs":
      return named(value as readonly NamedExpr[]);
    case "keys":
    case "aggs":
      return `${key}=[${named(value as readonly NamedExpr[])}]`;
    case "by":
    case "leftOn":
    case "rightOn":
      return `${key}=[${(value as readonly ExprJson[]).map(expressionText).join(", ")}]`;
    case "predicate":
    case "expr":
      return expressionText(value as ExprJson);
    case "schema":
      return `schema=[${(value as readonly NamedType[]).map(({ name, type }) => `${name}: ${typeText(type)}`).join(", ")}]`;
    case "calls":
      return (value as readonly KernelCall[]).map(callText).join(", ");
    case "step":
      if (typeof value === "bigint") return `step=${value}`; // of a range
      return `step=\n${planText(value as PolarsPlan).replace(/^/gm, "    ")}\n `;
    default:
      return `${key}=${plain(value)}`;
  }
}
function named(list: readonly NamedExpr[]): string {
  return list.map(({ name, expr }) => assigned(name, expressionText(expr))).join(", ");
}
function assigned(name: string, text: string): string {
  return name === text ? name : `${name} = ${text}`;
}
function callText({ kernel, args, out, options }: KernelCall): string {
  const given = options === undefined ? [] : [plain(options)];
  return `${out} = ${kernel}(${[...args, ...given].join(", ")})`;
}
function plain(value: unknown): string {
  if (typeof value === "string" || typeof value === "bigint") return String(value);
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
}

/** Steps that say nothing of what a plan is for. */
const PLAIN: ReadonlySet<string> = new Set(["select", "withColumns", "collect", "union", "frame", "empty"]);

/** What a plan is for, in a word: its last step that is more than arithmetic. */
export function stageName(plan: PolarsPlan): string {
  const last = plan.nodes.slice(0, plan.root + 1).findLast(({ op }) => !PLAIN.has(op));
  return last?.op ?? "rows";
}
