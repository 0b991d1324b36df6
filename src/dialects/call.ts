/** Calls: the dialect's table says what each function means. */
import type { Expression, SortOrder, UnresolvedFunction, Window } from "../plan/expression.ts";
import { call as named, expression, internal, intLiteral, literal, nullLiteral, stringLiteral } from "../sql/nodes.ts";
import type { DataType } from "../types/data-type.ts";
import { type AstNode, functionName, isNode, nodeAt, nodesAt } from "./ast.ts";
import type { FunctionRule } from "./dialect.ts";
import { expressionOf, expressionsOf } from "./expression.ts";
import { column } from "./leaf.ts";
import type { DialectReader } from "./reader.ts";
import { sortItems } from "./sort.ts";
import { windowOf } from "./window.ts";

/** A call as the dialect's rules see it: its arguments are translated, its name and number of arguments are not. */
export class Call {
  readonly #r: DialectReader;
  readonly #start: number;
  readonly name: string;
  readonly args: readonly Expression[];
  /** The ORDER BY inside the parentheses. */
  readonly order: readonly SortOrder[];
  constructor(
    r: DialectReader,
    start: number,
    name: string,
    args: readonly Expression[],
    order: readonly SortOrder[] = [],
  ) {
    this.#r = r;
    this.#start = start;
    this.name = name;
    this.args = args;
    this.order = order;
  }

  refuse(why: string = `the function ${this.name} in this form`): never {
    return this.#r.refuse(why, this.#start);
  }
  /** The argument at a place; a call without it is refused. */
  arg(i: number): Expression {
    return this.args[i] ?? this.refuse();
  }
  /** Refuses another number of arguments. */
  count(min: number, max: number = min): this {
    if (this.args.length < min || this.args.length > max) this.refuse(`the arguments of ${this.name}`);
    return this;
  }
  /** A function of Spark by name. */
  named(name: string, ...args: readonly Expression[]): UnresolvedFunction {
    return named(this.#r, this.#start, [name], args);
  }
  /** An operator, or a function that has no name for users. */
  internal(name: string, ...args: readonly Expression[]): UnresolvedFunction {
    return internal(this.#r, this.#start, name, args);
  }
  /** The function with WITHIN GROUP (ORDER BY ...). */
  ordered(name: string, args: readonly Expression[], orderings: readonly SortOrder[]): UnresolvedFunction {
    const node = { kind: "UnresolvedFunction", nameParts: [name], arguments: args } as const;
    return expression(this.#r, this.#start, orderings.length === 0 ? { ...node } : { ...node, orderings });
  }
  cast(child: Expression, dataType: DataType): Expression {
    return expression(this.#r, this.#start, { kind: "Cast", child, dataType });
  }
  int(value: number): Expression {
    return intLiteral(this.#r, this.#start, value);
  }
  string(value: string): Expression {
    return stringLiteral(this.#r, this.#start, value);
  }
  null(type?: DataType): Expression {
    return type === undefined ? nullLiteral(this.#r, this.#start) : literal(this.#r, this.#start, null, type);
  }
  /** A whole number written as a literal, of at least `least`. */
  integer(i: number, least: number): number {
    const given = this.arg(i);
    const value = given.kind === "Literal" && given.dataType.kind === "integer" ? Number(given.value) : Number.NaN;
    return value >= least ? value : this.refuse(`${this.name} but with a written number of at least ${least}`);
  }
  /** A string written as a literal. */
  text(i: number): string {
    const given = this.arg(i);
    return given.kind === "Literal" && typeof given.value === "string" ? given.value : this.refuse();
  }
  /** A unit of time: a word, or a string where the dialect takes it. */
  unit(i: number, strings: boolean = true): string {
    const given = this.arg(i);
    if (given.kind === "UnresolvedAttribute" && given.nameParts.length === 1) return given.nameParts[0]!.toUpperCase();
    return strings ? this.text(i).toUpperCase() : this.refuse();
  }
}

/** Functions that are written without parentheses. */
const BARE: ReadonlySet<string> = new Set(["CURRENT_DATE", "CURRENT_TIMESTAMP"]);

export function call(r: DialectReader, node: AstNode): Expression {
  const start = r.pos;
  const name = r.name().toUpperCase();
  if (r.tokens[start]!.kind !== "word" || functionName(node) !== name) r.refuse(undefined, start);
  const { dialect } = r;
  const aggregate = rule(dialect.aggregates, name);
  const windowed = rule(dialect.windows, name);
  const scalar = rule(dialect.functions, name);
  if (aggregate === undefined && windowed === undefined && scalar === undefined) {
    return r.refuse(`the function ${name}`, start);
  }
  if (!r.at("(")) {
    if (!BARE.has(name) || scalar === undefined) r.refuse();
    return scalar(new Call(r, start, name, []));
  }
  r.expect("(");
  const distinct = r.accept("DISTINCT");
  if (distinct && aggregate === undefined) r.refuse(undefined, start);
  const { args, order } = argumentsOf(r, node);
  r.expect(")");
  const given = new Call(r, start, name, args, order);
  if (scalar !== undefined) return scalar(given);
  return finished(r, start, node, name, (aggregate ?? windowed)!(given), distinct, windowed !== undefined);
}
function rule(table: { readonly [name: string]: FunctionRule }, name: string): FunctionRule | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function argumentsOf(r: DialectReader, node: AstNode): { args: Expression[]; order: SortOrder[] } {
  const given = nodeAt(node, "args");
  if (given === undefined) return { args: [], order: [] };
  if (given.type === "expr_list") return { args: expressionsOf(r, given.value), order: [] };
  const inner = nodeAt(given, "expr");
  const args =
    inner?.type === "star" || (inner?.type === "column_ref" && r.at("*"))
      ? [column(r, { column: "*" })]
      : expressionsOf(r, inner);
  const separator = nodeAt(given, "separator");
  const delimiter = separator === undefined ? undefined : nodeAt(separator, "delimiter");
  if (delimiter !== undefined) {
    r.expect(",");
    args.push(expressionOf(r, delimiter));
  }
  const order = sortItems(r, nodesAt(given, "orderby"));
  if (separator !== undefined && delimiter === undefined) {
    r.expect("SEPARATOR");
    args.push(expressionOf(r, separator.value));
  }
  return { args, order };
}

/** What may follow the parentheses: FILTER, IGNORE NULLS, OVER. */
function finished(
  r: DialectReader,
  start: number,
  node: AstNode,
  name: string,
  translated: Expression,
  isDistinct: boolean,
  needsWindow: boolean,
): Expression {
  if (translated.kind !== "UnresolvedFunction") return r.refuse(`the function ${name}`, start);
  const filter = filterOf(r, node);
  const ignoreNulls = needsWindow && r.accept("IGNORE", "NULLS");
  if (needsWindow && !ignoreNulls) r.accept("RESPECT", "NULLS");
  const { origin: _, ...fields } = translated;
  const windowFunction = expression<UnresolvedFunction>(r, start, {
    ...fields,
    ...(isDistinct ? { isDistinct } : {}),
    ...(filter === undefined ? {} : { filter }),
    ...(ignoreNulls ? { ignoreNulls } : {}),
  });
  if (!r.at("OVER")) return needsWindow ? r.refuse(undefined, start) : windowFunction;
  const over = isNode(node.over) ? node.over : r.refuse();
  r.expect("OVER");
  const spec = windowOf(r, over.as_window_specification, r.dialect.wholePartition?.has(name) === true);
  return expression<Window>(r, start, { kind: "Window", windowFunction, ...spec });
}
function filterOf(r: DialectReader, node: AstNode): Expression | undefined {
  const filter = nodeAt(node, "filter");
  if (filter === undefined) return undefined;
  r.expect("FILTER", "(", "WHERE");
  const condition = expressionOf(r, filter.where);
  r.expect(")");
  return condition;
}
