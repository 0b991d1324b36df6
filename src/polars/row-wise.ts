/** Which steps give the same rows however their input is divided: those may run part by part. */
import type { ExprJson, KernelCall, PolarsNode } from "./plan.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Families of functions whose members all look at one row; some with exceptions. */
const FAMILIES: { readonly [family: string]: RegExp | null } = {
  StringExpr: /^ConcatVertical/,
  ListExpr: null,
  ArrayExpr: /^Explode/,
  BinaryExpr: null,
  StructExpr: null,
  TemporalExpr: null,
  Boolean: /^(Any|All|IsEmpty|HasNulls|IsUnique|IsDuplicated|IsFirstDistinct|IsLastDistinct|IsSorted)$/,
  Trigonometry: null,
  Pow: null,
  Hash: null,
  Round: null,
  RoundSF: null,
  Truncate: null,
  Clip: null,
  Reinterpret: null,
  RowEncode: null,
  ReplaceStrict: null,
  Range: /^(?!IntRanges|DateRanges|DatetimeRanges|TimeRanges)/,
};
const FUNCTIONS: ReadonlySet<string> = new Set(
  (
    "Abs Negate Atan2 Sign FillNull Coalesce AsStruct RepeatBy Floor Ceil Log Log1p Exp ToPhysical Replace Hash Round " +
    "MaxHorizontal MinHorizontal SumHorizontal MeanHorizontal"
  ).split(" "),
);

function isRowFunction(what: Json): boolean {
  if (typeof what === "string") return FUNCTIONS.has(what);
  if (what === null || typeof what !== "object" || Array.isArray(what)) return false;
  const [entry] = Object.entries(what);
  if (entry === undefined) return false;
  const [family, member] = entry;
  if (!(family in FAMILIES)) return FUNCTIONS.has(family);
  const not = FAMILIES[family];
  const name = typeof member === "string" ? member : Object.keys(member as object)[0];
  return not === null || not === undefined || name === undefined || !not.test(name);
}

/** An expression that gives each row's value from that row alone. What it does not know it takes for more than that. */
export function isRowWise(expr: Json): boolean {
  if (expr === null || typeof expr !== "object" || Array.isArray(expr)) return false;
  const [entry] = Object.entries(expr as { readonly [kind: string]: Json });
  if (entry === undefined) return false;
  const [kind, value] = entry;
  const of = (key: string): Json => (value as { readonly [key: string]: Json })[key] ?? null;
  switch (kind) {
    case "Column":
    case "Field":
      return true;
    case "Literal":
      return !(typeof value === "object" && value !== null && ("Series" in value || "Range" in value));
    case "Alias":
      return isRowWise((value as readonly Json[])[0] ?? null);
    case "BinaryExpr":
      return isRowWise(of("left")) && isRowWise(of("right"));
    case "Cast":
      return isRowWise(of("expr"));
    case "Ternary":
      return isRowWise(of("predicate")) && isRowWise(of("truthy")) && isRowWise(of("falsy"));
    case "Function":
      return isRowFunction(of("function")) && (of("input") as readonly Json[]).every(isRowWise);
    case "Eval":
      // What is evaluated sees the elements of one row's list.
      return isRowWise(of("expr")) && !JSON.stringify(of("variant")).includes("Cumulative");
    case "StructEval":
      return isRowWise(of("expr")) && (of("evaluation") as readonly Json[]).every(isRowWise);
    default:
      return false;
  }
}
const known = new Map<ExprJson, boolean>();
export function isRowWiseText(text: ExprJson): boolean {
  let answer = known.get(text);
  if (answer === undefined) {
    // Numbers lose digits here, which does not matter to the shape.
    answer = isRowWise(JSON.parse(text) as Json);
    if (known.size > 10_000) known.clear();
    known.set(text, answer);
  }
  return answer;
}

/** Of random numbers: the row's number is an argument. */
const DRAWN_BY_NUMBER: ReadonlySet<string> = new Set(["rand", "randn", "randstr", "uuid"]);

/** Kernels look at a row of their batch; some that have a seed count its rows. */
export function isRowKernel({ kernel, options }: KernelCall): boolean {
  if (DRAWN_BY_NUMBER.has(kernel)) return true;
  return !/seed/i.test(JSON.stringify(options ?? null, (_, v: unknown) => (typeof v === "bigint" ? String(v) : v)));
}

/** Kernels that remember what they gave before: keys of collations are labels that mean something only beside one another. */
export function keepsLabels({ kernel }: KernelCall): boolean {
  return kernel === "collation_key";
}
/** Kernels whose rows may be computed in any thread. */
export function isPureKernel(call: KernelCall): boolean {
  return !keepsLabels(call) && isRowKernel(call);
}

/** A step that gives the same rows in the same order when its one input comes in parts. */
export function isRowWiseStep(node: PolarsNode): boolean {
  switch (node.op) {
    case "select":
    case "withColumns":
      return node.exprs.every(({ expr }) => isRowWiseText(expr));
    case "filter":
      return isRowWiseText(node.predicate);
    case "explode":
    case "fold":
      return true;
    case "kernel":
      return node.calls.every(isRowKernel);
    default:
      return false;
  }
}
