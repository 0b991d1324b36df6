/**
 * Expressions. The library's tree tells the operands and the operators between them, in order; how they group is decided
 * here, by the parentheses in the text and the dialect's precedence.
 */
import type { Expression, SubqueryExpression, UnresolvedFunction } from "../plan/expression.ts";
import { balanced } from "../sql/expression.ts";
import { call, expression, internal, not, stringLiteral } from "../sql/nodes.ts";
import { type AstNode, type Item, itemsOf, nodesAt, spelled, subqueryOf } from "./ast.ts";
import { castTo } from "./cast.ts";
import type { Dialect, Level } from "./dialect.ts";
import { leaf } from "./leaf.ts";
import { numberLiteral } from "./literal.ts";
import { subquery } from "./query.ts";
import type { DialectReader } from "./reader.ts";

/** One expression. */
export function expressionOf(r: DialectReader, node: unknown): Expression {
  return new Grouping(r, itemsOf(node)).only();
}
/** Expressions with commas between; `node` is a list, or what a list was taken for. */
export function expressionsOf(r: DialectReader, node: unknown): Expression[] {
  const items = itemsOf(node);
  return items.length === 0 ? [] : new Grouping(r, items).list();
}

interface Strength {
  readonly power: number;
  readonly associates: Level["associates"];
}
const tables = new WeakMap<Dialect, ReadonlyMap<string, Strength>>();
function strengths(dialect: Dialect): ReadonlyMap<string, Strength> {
  let table = tables.get(dialect);
  if (table === undefined) {
    const entries = dialect.levels.flatMap(({ associates, operators }, power) =>
      operators.map((operator) => [operator, { power: power + 1, associates }] as const),
    );
    tables.set(dialect, (table = new Map(entries)));
  }
  return table;
}

const PREDICATES: ReadonlySet<string> = new Set(["IN", "LIKE", "ILIKE", "BETWEEN"]);
const SIGNS: { readonly [sign: string]: string } = { "-": "negative", "+": "positive", "~": "~" };

class Grouping {
  readonly #r: DialectReader;
  readonly #items: readonly Item[];
  readonly #strengths: ReadonlyMap<string, Strength>;
  #next = 0;
  constructor(r: DialectReader, items: readonly Item[]) {
    this.#r = r;
    this.#items = items;
    this.#strengths = strengths(r.dialect);
  }

  only(): Expression {
    const result = this.#expression(0);
    if (this.#item !== undefined) this.#r.refuse();
    return result;
  }
  list(): Expression[] {
    const list = [this.#expression(0)];
    while (this.#atOperator(",")) {
      this.#take(",");
      list.push(this.#expression(0));
    }
    if (this.#item !== undefined) this.#r.refuse();
    return list;
  }

  get #item(): Item | undefined {
    return this.#items[this.#next];
  }
  #atOperator(word: string): boolean {
    const item = this.#item;
    return item?.kind === "operator" && item.word === word;
  }
  /** Reads an operator that stands both in the text and in the tree. */
  #take(word: string): void {
    const item = this.#item;
    if (item?.kind !== "operator" || spelled(item.word) !== spelled(word)) this.#r.refuse();
    this.#r.expect(word);
    this.#next++;
  }
  #leaf(): AstNode {
    const item = this.#item;
    if (item?.kind !== "leaf") return this.#r.refuse();
    this.#next++;
    return item.node;
  }

  #expression(minimum: number): Expression {
    const r = this.#r;
    const start = r.pos;
    let left = this.#operand(minimum);
    let previous = "";
    for (;;) {
      const strength = this.#infix();
      if (strength === undefined || strength.power < minimum) return left;
      const operator = this.#operatorAhead();
      if (this.#unclear(previous, operator)) r.refuse(`${previous} and ${operator} without parentheses`, start);
      left = this.#joined(start, left, strength);
      previous = operator;
      if (strength.associates === "none" && this.#infix()?.power === strength.power) {
        r.refuse("a chain of comparisons without parentheses", start);
      }
    }
  }
  /** Operators of values of which one binds in a way that is not documented. */
  #unclear(first: string, second: string): boolean {
    const { alone } = this.#r.dialect;
    if (alone === undefined || alone.has(first) === alone.has(second)) return false;
    const comparison = this.#strengths.get("=")!.power;
    return [first, second].every(
      (operator) => operator !== "::" && (this.#strengths.get(operator)?.power ?? 0) > comparison,
    );
  }
  /** How strongly the operator ahead binds; undefined where none is. */
  #infix(): Strength | undefined {
    const item = this.#item;
    if (item === undefined || item.kind === "leaf" || (item.kind === "operator" && item.word === ",")) return undefined;
    return this.#strengths.get(this.#operatorAhead());
  }
  #operatorAhead(): string {
    const r = this.#r;
    const negated = r.at("NOT") && PREDICATES.has(r.peek().text);
    const { kind, text } = r.peek(negated ? 1 : 0);
    return kind === "word" || kind === "symbol" ? text : "";
  }

  #joined(start: number, left: Expression, { power }: Strength): Expression {
    const r = this.#r;
    const operator = this.#operatorAhead();
    if (operator === "::") return this.#cast(start, left);
    if (operator === "IS") return this.#is(start, left, power);
    if (PREDICATES.has(operator)) return this.#predicate(start, left, operator, power);
    const name = r.dialect.operators[operator];
    if (name === undefined) return r.refuse(`the operator ${operator}`);
    if (name === "and" || name === "or") return this.#chain(start, left, name, power);
    this.#take(operator);
    const isAlone = r.dialect.alone?.has(operator) === true;
    return internal(r, start, name, [left, this.#expression(isAlone ? this.#strengths.get("- x")!.power : power + 1)]);
  }
  #chain(start: number, first: Expression, name: string, power: number): Expression {
    const r = this.#r;
    const terms = [first];
    while (this.#infix()?.power === power && r.dialect.operators[this.#operatorAhead()] === name) {
      this.#take(this.#operatorAhead());
      terms.push(this.#expression(power + 1));
    }
    return balanced(r, start, name, terms);
  }
  #cast(start: number, left: Expression): Expression {
    if (this.#item?.kind !== "cast") this.#r.refuse();
    this.#next++;
    this.#r.expect("::");
    return castTo(this.#r, start, left);
  }

  #is(start: number, left: Expression, power: number): Expression {
    const r = this.#r;
    this.#take("IS");
    const negated = r.at("NOT");
    if (negated) this.#take("NOT");
    if (r.at("NULL")) {
      this.#word("null", "NULL");
      return internal(r, start, negated ? "isnotnull" : "isnull", [left]);
    }
    if (r.at("DISTINCT", "FROM")) {
      this.#take("DISTINCT");
      this.#take("FROM");
      const same = internal(r, start, "<=>", [left, this.#expression(power + 1)]);
      return negated ? same : not(r, start, same);
    }
    const truth = r.token.text;
    if (!r.at("TRUE") && !r.at("FALSE")) r.refuse();
    this.#word("bool", truth);
    const test = internal(r, start, `is${truth.toLowerCase()}`, [left]);
    return negated ? not(r, start, test) : test;
  }
  /** A word that is an operand to the tree. */
  #word(type: string, word: string): void {
    if (this.#leaf().type !== type) this.#r.refuse();
    this.#r.expect(word);
  }

  #predicate(start: number, left: Expression, operator: string, power: number): Expression {
    const r = this.#r;
    const negated = r.at("NOT");
    if (negated) this.#take("NOT");
    this.#take(operator);
    const test = this.#positive(start, left, operator, power);
    return negated ? not(r, start, test) : test;
  }
  #positive(start: number, left: Expression, operator: string, power: number): Expression {
    const r = this.#r;
    if (operator === "IN") return this.#in(start, left);
    const first = this.#expression(power + 1);
    if (operator === "BETWEEN") {
      this.#take("AND");
      return internal(r, start, "between", [left, first, this.#expression(power + 1)]);
    }
    const name = operator.toLowerCase();
    if (!this.#atOperator("ESCAPE")) {
      return internal(r, start, name, [left, r.dialect.likeWithoutEscape === true ? doubled(r, first) : first]);
    }
    this.#take("ESCAPE");
    this.#leaf();
    const at = r.pos;
    const escape = r.string();
    if ([...escape].length !== 1) r.refuse("an escape of several characters", at);
    return internal(r, start, name, [left, first, stringLiteral(r, at, escape)]);
  }
  #in(start: number, left: Expression): Expression {
    const r = this.#r;
    const list = this.#leaf();
    if (list.type !== "expr_list") r.refuse();
    const values = nodesAt(list, "value");
    const query = values.length === 1 ? subqueryOf(values[0]!) : undefined;
    if (query !== undefined && !r.at("(", "(")) {
      const plan = subquery(r, query);
      return expression<SubqueryExpression>(r, start, {
        kind: "SubqueryExpression",
        subqueryType: "in",
        plan,
        inValues: rowOf(left) ?? [left],
      });
    }
    r.expect("(");
    const items = expressionsOf(r, values);
    r.expect(")");
    return internal(r, start, "in", [left, ...items]);
  }

  #operand(minimum: number): Expression {
    const r = this.#r;
    const start = r.pos;
    const { kind, text } = r.token;
    const isFixed = kind === "word" || kind === "symbol";
    if (r.at("EXISTS") && this.#atOperator("EXISTS")) return this.#exists(start);
    if (isFixed && this.#item?.kind === "operator") {
      const power = this.#strengths.get(`${text} x`)?.power;
      if (power !== undefined) {
        // `a = NOT b` is not what the dialects' grammars have.
        if (text === "NOT" && power < minimum) r.refuse();
        return this.#prefixed(start, text, power);
      }
    }
    if (text === "(" && kind === "symbol" && !this.#atSubquery()) return this.#parenthesized(start);
    return leaf(r, this.#leaf());
  }
  #exists(start: number): Expression {
    const r = this.#r;
    this.#take("EXISTS");
    const query = subqueryOf(this.#leaf());
    const plan = query === undefined ? r.refuse() : subquery(r, query);
    return expression<SubqueryExpression>(r, start, { kind: "SubqueryExpression", subqueryType: "exists", plan });
  }
  #prefixed(start: number, operator: string, power: number): Expression {
    const r = this.#r;
    this.#take(operator);
    if (operator === "-" && r.token.kind === "number" && this.#item?.kind === "leaf") {
      this.#leaf();
      return numberLiteral(r, start, "-");
    }
    const child = this.#expression(power);
    const sign = SIGNS[operator];
    return sign === undefined ? not(r, start, child) : internal(r, start, sign, [child]);
  }
  #atSubquery(): boolean {
    const item = this.#item;
    if (item?.kind !== "leaf" || subqueryOf(item.node) === undefined) return false;
    const { kind, text } = this.#r.peek();
    return kind === "word" && (text === "SELECT" || text === "WITH");
  }
  #parenthesized(start: number): Expression {
    const r = this.#r;
    r.expect("(");
    const first = this.#expression(0);
    // The comma ahead in the tree may stand behind the parenthesis.
    if (!r.at(",")) {
      r.expect(")");
      return first;
    }
    const row = [first];
    while (r.at(",")) {
      this.#take(",");
      row.push(this.#expression(0));
    }
    r.expect(")");
    // Rows compare with nulls in ways of their own; against a subquery Spark does it field by field.
    const next = r.at("NOT") ? 1 : 0;
    const { text } = r.peek(next + 2);
    if (r.peek(next).text !== "IN" || (text !== "SELECT" && text !== "WITH")) r.refuse("a row of values", start);
    return internal(r, start, "struct", row);
  }
}

function rowOf(value: Expression): readonly Expression[] | undefined {
  const isRow = value.kind === "UnresolvedFunction" && value.isInternal === true && value.nameParts[0] === "struct";
  return isRow ? (value as UnresolvedFunction).arguments : undefined;
}
/** The pattern without an escape character: Spark's is the backslash. */
function doubled(r: DialectReader, pattern: Expression): Expression {
  if (pattern.kind === "Literal" && typeof pattern.value === "string") {
    return Object.freeze({ ...pattern, value: pattern.value.replaceAll("\\", "\\\\") });
  }
  const at = r.pos - 1;
  return call(r, at, ["replace"], [pattern, stringLiteral(r, at, "\\"), stringLiteral(r, at, "\\\\")]);
}
