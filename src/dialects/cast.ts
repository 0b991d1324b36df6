/** CAST and `::`: the type's name is read from the text, and the dialect says how values become it. */
import type { Cast, Expression } from "../plan/expression.ts";
import { expression, internal, intLiteral, literal } from "../sql/nodes.ts";
import { type DataType, DecimalType } from "../types/data-type.ts";
import type { CastRule } from "./dialect.ts";
import type { DialectReader } from "./reader.ts";

/** The words a type's name may have: `TIMESTAMP WITHOUT TIME ZONE`. */
const MAX_WORDS = 4;

/** Reads a type, and makes the value one of it. */
export function castTo(r: DialectReader, start: number, child: Expression, isTry: boolean = false): Expression {
  const { rule, arguments: numbers } = typeName(r);
  const type = typeOf(r, start, rule, numbers);
  if (rule.by !== undefined && isTry) r.refuse("a conversion without errors to this type", start);
  const value =
    rule.by === undefined
      ? expression<Cast>(r, start, { kind: "Cast", child, dataType: type, ...(isTry ? { evalMode: "try" } : {}) })
      : internal(r, start, rule.by, [child, literal(r, start, null, type)]);
  // A longer text is cut, which Spark's own CAST does not do.
  if (rule.arguments !== "length" || numbers[0] === undefined) return value;
  return internal(r, start, "substring", [value, intLiteral(r, start, 1), intLiteral(r, start, numbers[0])]);
}

function typeName(r: DialectReader): { readonly rule: CastRule; readonly arguments: readonly number[] } {
  const start = r.pos;
  let words = 0;
  while (words < MAX_WORDS && r.peek(words).kind === "word") words++;
  for (; words > 0; words--) {
    const name = Array.from({ length: words }, (_, i) => r.peek(i).text).join(" ");
    const rule = Object.hasOwn(r.dialect.types, name) ? r.dialect.types[name] : undefined;
    if (rule === undefined) continue;
    r.pos += words;
    return { rule, arguments: r.accept("(") ? numbers(r) : [] };
  }
  r.pos = start + 1;
  return r.refuse("the type", start);
}
function numbers(r: DialectReader): number[] {
  const values: number[] = [];
  do {
    const { kind, text } = r.token;
    if (kind !== "number" || !/^\d+$/.test(text)) r.refuse();
    values.push(Number(text));
    r.pos++;
  } while (r.accept(","));
  r.expect(")");
  return values;
}

function typeOf(r: DialectReader, start: number, rule: CastRule, given: readonly number[]): DataType {
  if (given.length === 0) return rule.type;
  if (rule.arguments === "precision and scale" && given.length <= 2) {
    const [precision, scale = 0] = given as [number, number?];
    if (precision < 1 || precision > 38 || scale > precision) r.refuse("the type", start);
    return new DecimalType(precision, scale);
  }
  if ((rule.arguments === "length" || rule.arguments === "ignored") && given.length === 1) return rule.type;
  return r.refuse("the type", start);
}
