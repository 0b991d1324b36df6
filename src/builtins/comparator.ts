/** Comparators of `array_sort` as programs (kernels/comparator.ts), where they are made of what programs have. */
import { NULL_COMPARISON, type SortOptions } from "../kernels/array-sort.ts";
import type { ArithmeticOp, Held, Overflow, Program, Scalar } from "../kernels/comparator.ts";
import type {
  Attribute,
  Call,
  Lambda,
  LambdaVariable,
  TypedCast,
  TypedExpr,
  TypedLiteral,
} from "../logical/expression.ts";
import type { LowerContext, RaiseSite } from "../logical/function-row.ts";
import { px, type Px } from "../polars/dsl.ts";
import { fieldName } from "../polars/physical-type.ts";
import { type DataType, INT, StructField, StructType } from "../types/data-type.ts";
import { field } from "./entries.ts";
import { literalInteger } from "./integer-arithmetic.ts";
import { overflowSite } from "./raise-sites.ts";
import { numberOf } from "./support.ts";

const HELD: { readonly [kind: string]: Held } = {
  boolean: "boolean",
  byte: "int",
  short: "int",
  integer: "int",
  date: "int",
  interval_ym: "int",
  long: "long",
  timestamp: "long",
  timestamp_ntz: "long",
  time: "long",
  interval_dt: "long",
  float: "float",
  double: "double",
};
function heldAs(t: DataType): Held {
  if (t.kind === "string" && t.collation === "UTF8_BINARY") return "string";
  return HELD[t.kind] ?? "nested";
}
const TRY_NAME = { "+": "try_add", "-": "try_subtract", "*": "try_multiply" } as const;
const COMPARISONS = ["=", "<=>", "<", "<=", ">", ">="] as const;
function isOneOf<T extends string>(names: readonly T[], name: string): name is T {
  return (names as readonly string[]).includes(name);
}

class NoProgram extends Error {}

/** The list of a call of `array_sort`, sorted; undefined where a part of the comparator has no program. */
export function sortByProgram(call: Call, list: Px, nullSite: RaiseSite, cx: LowerContext): Px | undefined {
  const lambda = call.args[1] as Lambda;
  const builder = new Builder(lambda, cx);
  let program: Program;
  try {
    program = builder.program(lambda.body);
  } catch (e) {
    if (e instanceof NoProgram) return undefined;
    throw e;
  }
  const sites = lambda.nullable ? [[NULL_COMPARISON, nullSite] as const, ...builder.sites] : [...builder.sites];
  const options = (codes: boolean): SortOptions => ({ program, codes });
  const args = [list, ...builder.columns.map((e) => cx.lower(e))];
  if (sites.length === 0) return cx.kernel("array_sort_by", args, call.dataType, options(false));
  const fields = [call.dataType, INT].map((t, i) => new StructField(fieldName(i), t));
  const made = cx.kernel("array_sort_by", args, new StructType(fields), options(true));
  const failed = (code: number): Px => px.eq(field(1, made), px.lit.i32(code));
  return sites.reduce((sorted, [code, site]) => cx.raiseIf(failed(code), site, sorted), field(0, made));
}

class Builder {
  /** What can go wrong, by the code that says so. */
  readonly sites = new Map<number, RaiseSite>();
  /** What the program sees of the list's row. */
  readonly columns: (Attribute | LambdaVariable)[] = [];
  readonly #sides: readonly number[];
  readonly #cx: LowerContext;
  constructor(lambda: Lambda, cx: LowerContext) {
    this.#sides = lambda.parameters.map((p) => p.id);
    this.#cx = cx;
  }

  program(e: TypedExpr): Program {
    switch (e.kind) {
      case "Literal":
        return literal(e);
      case "Alias":
        return this.program(e.child);
      case "LambdaVariable":
        return this.#sides.includes(e.id) ? this.#element(e, []) : this.#column(e);
      case "Attribute":
        return this.#column(e);
      case "Cast":
        return this.#cast(e);
      case "Call":
        return e.replacement === undefined ? this.#call(e) : this.program(e.replacement);
      default:
        throw new NoProgram();
    }
  }
  #column(e: Attribute | LambdaVariable): Program {
    if (heldAs(e.dataType) === "nested") throw new NoProgram();
    let at = this.columns.findIndex(({ id }) => id === e.id);
    if (at < 0) at = this.columns.push(e) - 1;
    return { op: "column", at };
  }
  #element(e: TypedExpr, path: readonly number[]): Program {
    if (e.kind === "Call" && e.fn.name === "get_struct_field") {
      return this.#element(e.args[0]!, [numberOf(e.args[1])!, ...path]);
    }
    const side = e.kind === "LambdaVariable" ? this.#sides.indexOf(e.id) : -1;
    if (side < 0) throw new NoProgram();
    return { op: "element", side: side === 0 ? 0 : 1, path };
  }
  /** Casts that no value fails. */
  #cast({ child, dataType }: TypedCast): Program {
    const [from, to] = [child.dataType.kind, dataType.kind];
    const small = ["byte", "short", "integer"].includes(from);
    if (from === to || (small && to === "integer")) return this.program(child);
    if (small && to === "long") return { op: "toLong", args: [this.program(child)] };
    if ((small || from === "long" || from === "float") && to === "double") {
      return { op: "toDouble", args: [this.program(child)] };
    }
    throw new NoProgram();
  }
  #call(e: Call): Program {
    const { args, fn } = e;
    const { name } = fn;
    const all = (): Program[] => args.map((a) => this.program(a));
    const one = (): readonly [Program] => [this.program(args[0]!)];
    const two = (): readonly [Program, Program] => [this.program(args[0]!), this.program(args[1]!)];
    if (isOneOf(COMPARISONS, name)) return { op: "compare", by: name, held: this.#flat(args), args: two() };
    switch (name) {
      case "!=":
        return { op: "not", args: [{ op: "compare", by: "=", held: this.#flat(args), args: two() }] };
      case "+":
      case "-":
      case "*":
        return this.#arithmetic(e, name);
      case "%":
        if ((literalInteger(args[1]) ?? 0n) === 0n) throw new NoProgram();
        return this.#arithmetic(e, name);
      case "abs":
        return this.#absolute(e);
      case "if":
      case "when":
        return { op: "when", args: all() };
      case "and":
      case "or":
        return { op: name, args: two() };
      case "coalesce":
        return { op: "coalesce", args: all() };
      case "not":
      case "isnull":
        return { op: name, args: one() };
      case "isnotnull":
        return { op: "not", args: [{ op: "isnull", args: one() }] };
      case "length":
        if (heldAs(args[0]!.dataType) !== "string") throw new NoProgram();
        return { op: "length", args: one() };
      case "size":
        // A second argument is what the size of null is.
        if (args.length !== 1 || args[0]!.dataType.kind === "void") throw new NoProgram();
        return { op: "size", args: [this.#element(args[0]!, [])] };
      case "get_struct_field":
        return this.#element(e, []);
      default:
        throw new NoProgram();
    }
  }
  /** How the two that are compared are held: the same way. */
  #flat(args: readonly TypedExpr[]): Held {
    const [a, b] = args.map(({ dataType }) => dataType) as [DataType, DataType];
    const held = heldAs(a);
    if (held === "nested" || a.kind !== b.kind || heldAs(b) !== held) throw new NoProgram();
    return held;
  }
  #arithmetic(e: Call, by: ArithmeticOp): Program {
    const { kind } = e.dataType;
    const integral = kind === "integer" || kind === "long";
    const fits = integral || (by !== "%" && (kind === "float" || kind === "double"));
    if (!fits || e.args.length !== 2 || e.args.some((a) => a.dataType.kind !== kind)) throw new NoProgram();
    const args = [this.program(e.args[0]!), this.program(e.args[1]!)] as const;
    const overflow = integral && by !== "%" ? this.#overflow(e, by) : "wrap";
    return { op: "arithmetic", by, held: heldAs(e.dataType), overflow, args };
  }
  /** Of whole numbers: the least has no opposite. */
  #absolute(e: Call): Program {
    const { kind } = e.dataType;
    if ((kind !== "integer" && kind !== "long") || e.args[0]!.dataType.kind !== kind) throw new NoProgram();
    const [held, value] = [heldAs(e.dataType), this.program(e.args[0]!)];
    const zero: Program = { op: "literal", value: kind === "long" ? 0n : 0 };
    let overflow: Overflow = "wrap";
    if (e.mode === "ansi") overflow = this.#site(overflowSite(this.#cx, e));
    const opposite: Program = { op: "arithmetic", by: "-", held, overflow, args: [zero, value] };
    return { op: "when", args: [{ op: "compare", by: "<", held, args: [value, zero] }, opposite, value] };
  }
  #site(site: RaiseSite): number {
    const code = NULL_COMPARISON + 1 + this.sites.size;
    this.sites.set(code, site);
    return code;
  }
  #overflow(e: Call, by: keyof typeof TRY_NAME): Overflow {
    if (e.mode !== "ansi") return e.mode === "try" ? "null" : "wrap";
    return this.#site(overflowSite(this.#cx, e, TRY_NAME[by]));
  }
}

function literal({ value, dataType }: TypedLiteral): Program {
  if (value === null) return { op: "literal", value: null };
  const held = heldAs(dataType);
  let made: Scalar | undefined;
  if (held === "long" && dataType.kind === "long") made = BigInt(value as number | bigint);
  else if (typeof value === (held === "string" ? "string" : held === "boolean" ? "boolean" : "number")) {
    made = held === "long" || held === "nested" ? undefined : (value as number | boolean | string);
  }
  if (made === undefined) throw new NoProgram();
  return { op: "literal", value: made };
}
