/** IN, BETWEEN, IS [NOT] NULL / TRUE / FALSE / UNKNOWN, isnan. */
import { checkComparable, equal } from "./compare.ts";
import { family, param, rest, type RowSpec } from "./family.ts";
import { mayRaise, Remaining } from "./guards.ts";
import { castTo, differentTypes, expectTypes, mismatch, sameShape, type Show, typeText } from "./operator-coercion.ts";
import { boolLit } from "../logical/build.ts";
import { ofCommonValue } from "../logical/collation.ts";
import { sameType, widerCommonType } from "../logical/coercion.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext } from "../logical/function-row.ts";
import { ANY, isOrderable, oneOf, T_BOOLEAN, T_DOUBLE, T_FLOAT } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import { px, type Px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import { BOOLEAN, type DataType } from "../types/data-type.ts";

const inText: Show = ([value, ...list]) => `(${value} IN (${list.join(", ")}))`;

function coerceIn(args: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] {
  const types = args.map((a) => a.dataType);
  const first = types[0] as DataType;
  const text = (list: readonly TypedExpr[]): string => inText(list.map(prettyName));
  let out = args;
  if (types.some((t) => !sameShape(t, first))) {
    const common = widerCommonType(types, cx.ansi);
    if (common === undefined) throw differentTypes("in", text(args), types);
    out = args.map((a) => castTo(a, common, cx));
  }
  const type = (out[0] as TypedExpr).dataType;
  if (!isOrderable(type)) {
    throw mismatch("INVALID_ORDERING_TYPE", text(out), { functionName: "`in`", dataType: typeText(type) });
  }
  return out;
}

type Flat = null | boolean | number | bigint | string | Uint8Array;
const FLAT: ReadonlySet<string> = new Set(
  "boolean byte short integer long float double decimal string char varchar binary date timestamp timestamp_ntz".split(
    " ",
  ),
);
/** The value of a constant of the list, where it can stand in a list literal. */
function listValue(e: TypedExpr, t: DataType): Flat | undefined {
  if (e.kind === "Literal" && FLAT.has(t.kind) && sameType(e.dataType, t)) return e.value as Flat;
  if (e.kind !== "Cast" || e.child.kind !== "Literal") return undefined;
  const { value, dataType } = e.child;
  if (value === null) return null;
  const whole = ["byte", "short", "integer", "long"];
  if (!whole.includes(dataType.kind)) return undefined;
  if (whole.indexOf(t.kind) >= whole.indexOf(dataType.kind)) return value as number | bigint;
  return t.kind === "double" && typeof value === "number" ? value : undefined;
}

function lowerIn(call: Call, cx: LowerContext): Px {
  const [value, ...list] = call.args as readonly [TypedExpr, ...TypedExpr[]];
  const t = value.dataType;
  // With ANSI nothing is in an empty list, not even a null.
  if (list.length === 0 && call.mode === "ansi") return px.lit.bool(false);
  if (t.kind === "void") return px.lit.null("Boolean");
  if (list.length === 0) return px.ternary(px.isNull(cx.lower(value)), px.lit.null("Boolean"), px.lit.bool(false));
  checkComparable(t);
  const x = cx.share(cx.lower(value));
  const constants: Flat[] = [];
  const others: TypedExpr[] = [];
  for (const e of list) {
    const found = listValue(e, t);
    if (found === undefined) others.push(e);
    else constants.push(found);
  }
  const known = constants.filter((v) => v !== null);
  const hits: Px[] = [];
  if (known.length > 0) {
    const values = px.lit.values(known, physicalType(t));
    const hit = px.isIn(x, values);
    // A null in the list leaves open whether a value that is not found is there.
    hits.push(known.length < constants.length ? px.ternary(hit, px.lit.bool(true), px.lit.null("Boolean")) : hit);
  } else if (constants.length > 0) {
    const unknown = px.lit.null("Boolean");
    // The value is asked for although it decides nothing.
    hits.push(mayRaise(value) ? px.ternary(px.isNull(x), unknown, px.and(px.isNotNull(x), unknown)) : unknown);
  }
  if (others.length > 0) {
    const open = new Remaining(cx);
    open.narrow(px.isNotNull(x));
    if (hits[0] !== undefined) open.narrow(px.fillNull(px.not(hits[0]), px.lit.bool(true)));
    for (const e of others) {
      const hit = equal(x, open.lower(e), t, cx);
      if (others.length > 1) open.narrow(px.fillNull(px.not(hit), px.lit.bool(true)));
      hits.push(hit);
    }
  }
  return px.orAll(hits);
}

/** BETWEEN is two comparisons of one value, each with its own coercion. */
function between(args: readonly TypedExpr[], cx: BindContext): TypedExpr {
  const [value, low, high] = args as readonly [TypedExpr, TypedExpr, TypedExpr];
  return ofCommonValue(value, () => cx.call("and", [cx.call(">=", [value, low]), cx.call("<=", [value, high])]));
}

function nullTest(word: string, test: (x: Px) => Px): RowSpec {
  return {
    params: [param("expr", ANY)],
    returns: BOOLEAN,
    nullable: false,
    display: (args) => `(${args[0]} IS ${word})`,
    polars: ([x]) => test(x as Px),
  };
}
/** `unknown` takes booleans only. */
function unknownTest(word: string, test: (x: Px) => Px): RowSpec {
  const show: Show = (args) => `(${args[0]} IS ${word})`;
  // Only of literals Spark looks at the type.
  const check: RowSpec["coerce"] = (args, cx) =>
    args[0]?.kind === "Literal" ? expectTypes(args, [T_BOOLEAN], show, cx, false) : args;
  return { ...nullTest(word, test), coerce: check };
}
/** Of a literal truth Spark keeps the word; elsewhere it tests for null. */
function unknownWord(call: Call): "UNKNOWN" | "NULL" {
  const [e] = call.args;
  return e?.kind === "Literal" && e.value !== null ? "UNKNOWN" : "NULL";
}
/** `IS TRUE` and the like are null-safe comparisons with a constant. */
function truthTest(value: boolean, negated: boolean): RowSpec {
  const shown = (x = ""): string => `(${x} <=> ${value})`;
  return {
    params: [param("expr", ANY)],
    coerce: (args) => args,
    rewrite: (args, cx) => {
      const same = cx.call("<=>", [args[0] as TypedExpr, boolLit(value)]);
      return negated ? cx.call("not", [same]) : same;
    },
    display: ([x]) => (negated ? `(NOT ${shown(x)})` : shown(x)),
  };
}

export const predicateFunctions: readonly FunctionRow[] = family("predicate", "scalar", {
  in: {
    params: [param("expr", ANY), rest("values", ANY)],
    coerce: coerceIn,
    returns: BOOLEAN,
    display: inText,
    lower: lowerIn,
  },
  between: {
    params: [param("expr", ANY), param("lower", ANY), param("upper", ANY)],
    coerce: (args) => args,
    rewrite: between,
  },
  isnull: nullTest("NULL", px.isNull),
  isnotnull: nullTest("NOT NULL", px.isNotNull),
  isunknown: {
    ...unknownTest("NULL", px.isNull),
    display: ([x], call) => `(${x} IS ${unknownWord(call)})`,
  },
  isnotunknown: {
    ...unknownTest("NOT NULL", px.isNotNull),
    display: ([x], call) => `(${x} IS NOT ${unknownWord(call)})`,
  },
  istrue: truthTest(true, false),
  isnottrue: truthTest(true, true),
  isfalse: truthTest(false, false),
  isnotfalse: truthTest(false, true),
  isnan: {
    params: [param("expr", oneOf(T_DOUBLE, T_FLOAT))],
    returns: BOOLEAN,
    nullable: false,
    polars: ([x]) => px.fillNull(px.isNan(x as Px), px.lit.bool(false)),
  },
});
