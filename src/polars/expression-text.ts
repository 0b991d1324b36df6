/** Expressions of the engine as people write them: `(price * 2.0).cast(Float64)`, `(when (a > 1) then b else null)`. */
import type { ExprJson } from "./plan.ts";
import type { PolarsType } from "./polars-type.ts";

type Json = null | boolean | string | Written | readonly Json[] | Fields;
interface Fields {
  readonly [key: string]: Json;
}

/** A number as it is written, so that no digit is lost. */
class Written {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

const OPERATORS: Fields = {
  Plus: "+",
  Minus: "-",
  Multiply: "*",
  RustDivide: "/",
  TrueDivide: "/",
  FloorDivide: "//",
  Modulus: "%",
  Eq: "==",
  NotEq: "!=",
  EqValidity: "<=>",
  NotEqValidity: "<!=>",
  Lt: "<",
  LtEq: "<=",
  Gt: ">",
  GtEq: ">=",
  And: "&",
  Or: "|",
  Xor: "^",
};
/** A literal may be as long as the data. */
const LONGEST_LITERAL = 80;

export function expressionText(expr: ExprJson): string {
  return text(JSON.parse(expr, exactly as (key: string, value: unknown) => unknown) as Json);
}
/** A type as the engine names it: `List(Int64)`. */
export function typeText(type: PolarsType): string {
  return typed(JSON.parse(JSON.stringify(type), exactly as (key: string, value: unknown) => unknown) as Json);
}
function exactly(_: string, value: unknown, at?: { readonly source?: string }): unknown {
  return typeof value === "number" ? new Written(at?.source ?? String(value)) : value;
}

function text(json: Json): string {
  if (json instanceof Written) return json.source;
  if (isList(json)) return `[${json.map(text).join(", ")}]`;
  if (json === "Element" || json === "Len") return `${json.toLowerCase()}()`;
  if (!isFields(json)) return JSON.stringify(json);
  const [kind, of] = only(json);
  return kind === undefined ? options(json) : node(kind, of);
}
function node(kind: string, of: Json): string {
  const part = (key: string): Json => (isFields(of) ? (of[key] ?? null) : null);
  switch (kind) {
    case "Column":
      return String(of);
    case "Literal":
      return literal(of);
    case "Alias":
      return isList(of) ? `${text(of[0] ?? null)} AS ${String(of[1])}` : text(of);
    case "BinaryExpr":
      return `(${text(part("left"))} ${String(OPERATORS[String(part("op"))])} ${text(part("right"))})`;
    case "Cast": {
      const mode = part("options") === "Strict" ? "" : `, ${String(part("options")).toLowerCase()}`;
      return `${receiver(part("expr"))}.cast(${typed(part("dtype"))}${mode})`;
    }
    case "Ternary":
      return `(when ${text(part("predicate"))} then ${text(part("truthy"))} else ${text(part("falsy"))})`;
    case "Function": {
      const [name, rest] = functionName(part("function"));
      const [first = null, ...others] = part("input") as readonly Json[];
      return `${receiver(first)}.${name}(${[...others.map(text), ...rest].join(", ")})`;
    }
    case "Agg": {
      const [name, input] = only(of as Fields);
      return isFields(input) && "input" in input ? method(String(name), input) : method(String(name), { input });
    }
    default:
      return isFields(of) ? method(kind, of) : `${snake(kind)}(${text(of)})`;
  }
}
/** What a call is made on. */
function receiver(json: Json): string {
  return isFields(json) && "Alias" in json ? `(${text(json)})` : text(json);
}
/** A call on the node's own expression; what else it has follows by name. */
function method(name: string, of: Fields): string {
  const self = ["expr", "input", "function"].find((key) => key in of);
  const rest = options(Object.fromEntries(Object.entries(of).filter(([key]) => key !== self)));
  return `${self === undefined ? "" : `${receiver(of[self] ?? null)}.`}${snake(name)}(${rest})`;
}
/** `{"StringExpr":{"Extract":1}}` is `extract` with the option 1. */
function functionName(json: Json): readonly [name: string, options: readonly string[]] {
  if (!isFields(json)) return [snake(String(json)), []];
  const [kind, of] = only(json);
  if (kind === undefined) return ["function", [options(json)]];
  return /(Expr|^Boolean)$/.test(kind) ? functionName(of) : [snake(kind), of === null ? [] : [text(of)]];
}

function literal(json: Json): string {
  const [, scalar] = isFields(json) ? only(json) : [undefined, json];
  const [type, value] = isFields(scalar) ? only(scalar) : [undefined, scalar];
  if (type === "Null") return "null";
  const whole = isList(value) && value[0] instanceof Written ? value[0].source : text(value);
  const shown = whole.length > LONGEST_LITERAL ? `${whole.slice(0, LONGEST_LITERAL)}...` : whole;
  return type === undefined || /^(U?Int|Float|String|Boolean)/.test(type) ? shown : `${snake(type)}(${shown})`;
}
function typed(json: Json): string {
  if (isList(json)) return json.map(typed).join(", ");
  if (!isFields(json)) return json instanceof Written ? json.source : String(json);
  const [kind, of] = only(json);
  if (kind === undefined)
    return Object.entries(json)
      .map(([key, value]) => `${key}: ${typed(value)}`)
      .join(", ");
  return kind === "Literal" ? typed(of) : `${kind}(${typed(of)})`;
}
function options(of: Fields): string {
  return Object.entries(of)
    .map(([key, value]) => `${key}=${text(value)}`)
    .join(", ");
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}
function isFields(json: Json): json is Fields {
  return json !== null && typeof json === "object" && !(json instanceof Written) && !isList(json);
}
/** The key and value of a tagged node; no key where there are several, or where they are options. */
function only(fields: Fields): readonly [key: string | undefined, value: Json] {
  const [first, second] = Object.entries(fields);
  return first !== undefined && second === undefined && /^[A-Z]/.test(first[0]) ? first : [undefined, null];
}
function snake(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, "_$&").toLowerCase();
}
