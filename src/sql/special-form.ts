/** Functions with a grammar of their own. Each returns undefined where the word turns out to be an ordinary name. */
import type { Cast, Expression } from "../plan/expression.ts";
import { castType } from "./data-type.ts";
import { anyExpression, namedExpression, valueExpression } from "./expression.ts";
import { expression, intLiteral, internal, stringLiteral } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { isStringKind, stringText } from "./string-literal.ts";
import { quoteText } from "../types/name-text.ts";

type Form = (p: Parser) => Expression | undefined;

/** A form that begins with its word and a parenthesis; if it does not fit, the word is a name or function. */
function tried(name: string, form: (p: Parser) => Expression): Form {
  return (p) => (p.peek() === "(" ? p.attempt(name, form) : undefined);
}

function caseWhen(p: Parser): Expression {
  const start = p.pos;
  p.expect("CASE");
  const subject = p.kind === "WHEN" ? undefined : anyExpression(p);
  const args: Expression[] = [];
  while (p.accept("WHEN")) {
    args.push(anyExpression(p));
    p.expect("THEN");
    args.push(anyExpression(p));
  }
  const tests = args.length;
  if (tests === 0) p.fail();
  if (p.accept("ELSE")) args.push(anyExpression(p));
  p.expect("END");
  if (subject === undefined) return internal(p, start, "when", args);
  // The comparisons stand where the whole does.
  const isTest = (i: number): boolean => i < tests && i % 2 === 0;
  const compared = args.map((e, i) => (isTest(i) ? internal(p, start, "==", [subject, e]) : e));
  return internal(p, start, "when", compared);
}

function cast(p: Parser): Expression {
  const start = p.pos;
  const isTry = p.expectAny("CAST", "TRY_CAST") === "TRY_CAST";
  p.expect("(");
  const child = anyExpression(p);
  p.expect("AS");
  const type = castType(p);
  p.expect(")");
  const node = { kind: "Cast", child, dataType: type } as const;
  return expression<Cast>(p, start, isTry ? { ...node, evalMode: "try" } : { ...node });
}

function struct(p: Parser): Expression {
  const start = p.pos;
  p.expect("STRUCT", "(");
  const fields = p.kind === ")" ? [] : p.list(namedExpression);
  p.expect(")");
  return internal(p, start, "struct", fields);
}

/** `EXTRACT(field FROM source)` */
function extract(p: Parser): Expression | undefined {
  const start = p.pos;
  if (p.peek() !== "(" || p.peek(3) !== "FROM") return undefined;
  p.pos += 2;
  const field = stringLiteral(p, p.pos, p.text().replaceAll("`", ""));
  p.pos++;
  p.expect("FROM");
  const source = valueExpression(p);
  p.expect(")");
  return internal(p, start, "extract", [field, source]);
}

function position(p: Parser): Expression {
  const start = p.pos;
  p.expect("POSITION", "(");
  const part = valueExpression(p);
  p.expect("IN");
  const whole = valueExpression(p);
  p.expect(")");
  return internal(p, start, "locate", [part, whole, intLiteral(p, start, 1)]);
}

/** The form with FROM and FOR; with commas it is an ordinary call. */
function substring(p: Parser): Expression {
  const start = p.pos;
  p.expectAny("SUBSTR", "SUBSTRING");
  p.expect("(");
  const text = valueExpression(p);
  p.expect("FROM");
  const from = valueExpression(p);
  const length = p.acceptAny("FOR", ",") === undefined ? intLiteral(p, start, 2147483647) : valueExpression(p);
  p.expect(")");
  return internal(p, start, "substring", [text, from, length]);
}

const TRIMS: { readonly [side: string]: string } = { BOTH: "trim", LEADING: "ltrim", TRAILING: "rtrim" };
/** `TRIM(LEADING 'x' FROM s)`: what is trimmed, then the text, as the functions have them. */
function trim(p: Parser): Expression {
  const start = p.pos;
  p.expect("TRIM", "(");
  const side = p.acceptAny("BOTH", "LEADING", "TRAILING") ?? "BOTH";
  const characters = p.kind === "FROM" ? undefined : valueExpression(p);
  p.expect("FROM");
  const text = valueExpression(p);
  p.expect(")");
  return internal(p, start, TRIMS[side]!, characters === undefined ? [text] : [characters, text]);
}

function overlay(p: Parser): Expression {
  const start = p.pos;
  p.expect("OVERLAY", "(");
  const text = valueExpression(p);
  p.expect("PLACING");
  const replacement = valueExpression(p);
  p.expect("FROM");
  const from = valueExpression(p);
  const length = p.accept("FOR") ? valueExpression(p) : intLiteral(p, start, -1);
  p.expect(")");
  return internal(p, start, "overlay", [text, replacement, from, length]);
}

const UNITS: ReadonlySet<string> = new Set(
  "YEAR QUARTER MONTH WEEK DAY DAYOFYEAR HOUR MINUTE SECOND MILLISECOND MICROSECOND".split(" "),
);
/** `DATEADD(unit, count, time)` and `DATEDIFF(unit, from, to)`; other argument lists are ordinary calls. */
function unitFunction(name: string): Form {
  const form = (p: Parser): Expression => {
    const start = p.pos;
    const called = p.text();
    p.pos += 2;
    const unitAt = p.pos;
    const isUnit = UNITS.has(p.kind);
    let unit = p.text();
    if (isUnit) p.pos++;
    else unit = stringText(p);
    p.expect(",");
    const second = valueExpression(p);
    p.expect(",");
    const third = valueExpression(p);
    p.expect(")");
    if (!isUnit) {
      const invalidValue = `the string literal '${unit}'`;
      const parameters = { parameter: "`unit`", functionName: quoteText(called), invalidValue };
      p.reject("INVALID_PARAMETER_VALUE.DATETIME_UNIT", parameters, start);
    }
    return internal(p, start, name, [stringLiteral(p, unitAt, unit), second, third]);
  };
  return (p) => {
    if (p.peek() !== "(" || p.peek(3) !== ",") return undefined;
    return UNITS.has(p.peek(2)) || isStringKind(p, p.peek(2)) ? p.attempt(name, form) : undefined;
  };
}

/**
 * `CURRENT_DATE` without parentheses, where keywords are reserved. Where they are not, it is a name like others, and
 * the analyzer takes it for the function if no column has it.
 */
function niladic(p: Parser): Expression | undefined {
  if (p.options.enforceReservedKeywords !== true || p.peek() === "(") return undefined;
  const start = p.pos++;
  return internal(p, start, p.text(start).toLowerCase(), []);
}

export const SPECIAL_FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  ["CASE", (p) => p.attempt("case", caseWhen)],
  ["CAST", tried("cast", cast)],
  ["TRY_CAST", tried("cast", cast)],
  ["STRUCT", tried("struct", struct)],
  ["EXTRACT", extract],
  ["POSITION", tried("position", position)],
  ["SUBSTR", tried("substring", substring)],
  ["SUBSTRING", tried("substring", substring)],
  ["TRIM", tried("trim", trim)],
  ["OVERLAY", tried("overlay", overlay)],
  ...["DATEADD", "DATE_ADD", "TIMESTAMPADD"].map((word): [string, Form] => [word, unitFunction("timestampadd")]),
  ...["DATEDIFF", "DATE_DIFF", "TIMEDIFF", "TIMESTAMPDIFF"].map((word): [string, Form] => [
    word,
    unitFunction("timestampdiff"),
  ]),
  ...[
    "CURRENT_DATE",
    "CURRENT_PATH",
    "CURRENT_TIME",
    "CURRENT_TIMESTAMP",
    "CURRENT_USER",
    "LOCALTIME",
    "SESSION_USER",
    "USER",
  ].map((word): [string, Form] => [word, niladic]),
]);
