/** CASE, IF, COALESCE and their kin; greatest and least. Only rows that reach a branch may raise its errors. */
import { mergedOf } from "./array-support.ts";
import { unexpectedInput } from "./bind.ts";
import { checkComparable, compare } from "./compare.ts";
import { family, param, rest, type RowSpec } from "./family.ts";
import { mayRaise, Remaining } from "./guards.ts";
import { castTo, differentTypes, mismatch, type Show, typeText, unexpectedType } from "./operator-coercion.ts";
import { intLit, nullLit } from "../logical/build.ts";
import { ofCommonValue } from "../logical/collation.ts";
import { sameType, widerCommonType, widerTypeWithoutString, isNumeric, isString } from "../logical/coercion.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext } from "../logical/function-row.ts";
import { ANY, isOrderable, oneOf, T_DOUBLE, T_FLOAT } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import { px, type Px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import { BOOLEAN, type DataType, DOUBLE, NULL } from "../types/data-type.ts";

type Args = readonly TypedExpr[];

/** The values in one type, or an error made by `fail`. */
function meet(values: Args, cx: BindContext, fail: (types: readonly DataType[]) => Error): Args {
  const types = values.map((v) => v.dataType);
  const first = types[0] as DataType;
  if (types.every((t) => sameType(t, first))) return values;
  const common = widerCommonType(types, cx.ansi);
  if (common === undefined) throw fail(types);
  return values.map((v) => castTo(v, common, cx));
}
const ifText: Show = (args) => `(IF(${args.join(", ")}))`;
const caseText: Show = (args) => {
  let text = "CASE";
  for (let i = 0; i + 1 < args.length; i += 2) text += ` WHEN ${args[i]} THEN ${args[i + 1]}`;
  if (args.length % 2 === 1) text += ` ELSE ${args.at(-1)}`;
  return `${text} END`;
};

function coerceIf(args: Args, cx: BindContext): Args {
  const [given, ...values] = args as readonly [TypedExpr, ...TypedExpr[]];
  const condition = given.dataType.kind === "void" ? castTo(given, BOOLEAN, cx) : given;
  if (condition.dataType.kind !== "boolean") throw unexpectedType(ifText, args, 0, '"BOOLEAN"');
  const met = meet(values, cx, (types) => differentTypes("if", ifText(args.map(prettyName)), types));
  return [condition, ...met];
}
function isValue(i: number, n: number): boolean {
  return i % 2 === 1 || (n % 2 === 1 && i === n - 1);
}
function coerceCase(args: Args, cx: BindContext): Args {
  const n = args.length;
  const values = args.filter((_, i) => isValue(i, n));
  const text = (): string => caseText(args.map(prettyName));
  const met = meet(values, cx, (types) => differentTypes("casewhen", text(), types));
  let v = 0;
  return args.map((e, i) => {
    if (isValue(i, n)) return met[v++] as TypedExpr;
    if (e.dataType.kind === "boolean") return e;
    const error = unexpectedType(caseText, args, i, '"BOOLEAN"');
    throw mismatch("UNEXPECTED_INPUT_TYPE", text(), {
      ...error.messageParameters,
      sqlExpr: `"${text()}"`,
      paramIndex: ordinalOf(i / 2),
    });
  });
}
const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
function ordinalOf(i: number): string {
  return ORDINALS[i] ?? `${i + 1}th`;
}
/** A constant TRUE condition ends the branches: what comes later, ELSE included, is never reached. */
function caseNullable(args: Args): boolean {
  for (let i = 0; i + 1 < args.length; i += 2) {
    if ((args[i + 1] as TypedExpr).nullable) return true;
    const condition = args[i] as TypedExpr;
    if (condition.kind === "Literal" && condition.value === true) return false;
  }
  return args.length % 2 === 0 || (args.at(-1) as TypedExpr).nullable;
}
/** The values are of one type by now, but for what may be null inside. */
function typeOf(values: Args): DataType {
  return mergedOf(values.map((value) => value.dataType));
}
function branchType(args: Args): DataType {
  return typeOf(args.filter((_, i) => isValue(i, args.length)));
}

/** Branches in one nested expression before the rest becomes a column of its own. */
const CHUNK = 12;

function lowerCase(call: Call, cx: LowerContext): Px {
  const open = new Remaining(cx);
  const branches: [Px, Px][] = [];
  const { args } = call;
  // What is asked for more than once: the test itself, the guard of its value, the guard of everything after it.
  const later = args.some((e, i) => i > 0 && mayRaise(e));
  for (let i = 0; i + 1 < args.length; i += 2) {
    const lowered = open.lower(args[i] as TypedExpr);
    const test = later ? cx.share(lowered) : lowered;
    branches.push([test, open.lower(args[i + 1] as TypedExpr, test)]);
    if (later) open.narrow(px.fillNull(px.not(test), px.lit.bool(true)));
  }
  let result = args.length % 2 === 1 ? open.lower(args.at(-1) as TypedExpr) : px.lit.null(physicalType(call.dataType));
  for (const [i, [test, value]] of branches.toReversed().entries()) {
    result = px.ternary(test, value, result);
    if (i % CHUNK === CHUNK - 1) result = cx.share(result);
  }
  return result;
}

function lowerCoalesce(call: Call, cx: LowerContext): Px {
  const open = new Remaining(cx);
  const later = call.args.some((e, i) => i > 0 && mayRaise(e));
  const values = call.args.map((e) => {
    const lowered = open.lower(e);
    if (!later) return lowered;
    const value = cx.share(lowered);
    open.narrow(px.isNull(value));
    return value;
  });
  if (values.length === 1) return values[0] as Px;
  const { kind } = call.dataType;
  return kind === "void" ? px.lit.null("Null") : px.coalesce(...values);
}

/** The same type for all, never a string of numbers. */
function coerceExtreme(args: Args, cx: BindContext): Args {
  const types = args.map((a) => a.dataType);
  const text = (list: Args): string => `${cx.name}(${list.map(prettyName).join(", ")})`;
  let common: DataType | undefined = NULL;
  for (const t of types) common = common === undefined ? undefined : widerTypeWithoutString(common, t, cx.ansi);
  const same = types.every((t) => sameType(t, types[0] as DataType));
  if (common === undefined && !same) throw differentTypes(cx.name, text(args), types);
  const out = same ? args : args.map((a) => castTo(a, common as DataType, cx));
  const type = (out[0] as TypedExpr).dataType;
  if (!isOrderable(type)) {
    throw mismatch("INVALID_ORDERING_TYPE", text(out), { functionName: `\`${cx.name}\``, dataType: typeText(type) });
  }
  return out;
}
function extreme(name: "greatest" | "least", values: readonly Px[], call: Call, cx: LowerContext): Px {
  const t = call.dataType;
  if (t.kind === "void") return px.lit.null("Null");
  checkComparable(t);
  // Of equal floats (0.0 and -0.0) Spark takes the first.
  if (!["array", "struct", "float", "double"].includes(t.kind)) {
    return name === "greatest" ? px.maxHorizontal(...values) : px.minHorizontal(...values);
  }
  return values.reduce((a, b) => {
    const [x, y] = [cx.share(a), cx.share(b)];
    const better = compare(name === "greatest" ? ">" : "<", y, x, t, cx);
    return px.ternary(px.or(px.isNull(x), px.fillNull(better, px.lit.bool(false))), y, x);
  });
}
function extremeRow(name: "greatest" | "least"): RowSpec {
  return {
    params: [param("expr1", ANY), param("expr2", ANY), rest("exprs", ANY)],
    coerce: coerceExtreme,
    returns: typeOf,
    nullable: (args) => args.every((a) => a.nullable),
    polars: (args, call, cx) => extreme(name, args, call, cx),
  };
}

const REAL = oneOf(T_DOUBLE, T_FLOAT);
function coerceNanvl(args: Args, cx: BindContext): Args {
  const wrong = args.findIndex(({ dataType: t }) => !isNumeric(t) && !isString(t) && t.kind !== "void");
  if (wrong >= 0) throw unexpectedInput(cx.name, args, wrong, REAL.label);
  const kinds = args.map((a) => a.dataType.kind);
  // Two floats stay floats; anything else meets in double.
  if (kinds.every((k) => k === "float")) return args;
  return args.map((a) => castTo(a, DOUBLE, cx));
}

const two: RowSpec["params"] = [param("expr1", ANY), param("expr2", ANY)];
const asGiven = (args: Args): Args => args;
const call = (build: (args: Args, cx: BindContext) => TypedExpr, params: RowSpec["params"]): RowSpec => ({
  params: params ?? [],
  coerce: asGiven,
  rewrite: build,
});

export const conditionalFunctions: readonly FunctionRow[] = family("conditional", "scalar", {
  if: {
    params: [param("condition", ANY), param("then", ANY), param("else", ANY)],
    coerce: coerceIf,
    returns: branchType,
    nullable: (args) => args.slice(1).some((a) => a.nullable),
    display: ifText,
    lower: lowerCase,
  },
  when: {
    aliases: ["case", "casewhen"],
    params: [param("condition", ANY), param("value", ANY), rest("more", ANY)],
    coerce: coerceCase,
    returns: branchType,
    nullable: caseNullable,
    display: caseText,
    lower: lowerCase,
  },
  coalesce: {
    params: [param("expr", ANY), rest("exprs", ANY)],
    coerce: (args, cx) =>
      meet(args, cx, (types) =>
        mismatch("DATA_DIFF_TYPES", `coalesce(${args.map(prettyName).join(", ")})`, {
          functionName: "`coalesce`",
          dataType: `(${types.map(typeText).join(" or ")})`,
        }),
      ),
    returns: typeOf,
    nullable: (args) => args.every((a) => a.nullable),
    lower: lowerCoalesce,
  },
  nvl: { aliases: ["ifnull"], ...call((args, cx) => cx.call("coalesce", args), two) },
  nvl2: call(
    ([x, a, b], cx) => cx.call("if", [cx.call("isnotnull", [x!]), a!, b!]),
    [param("expr1", ANY), param("expr2", ANY), param("expr3", ANY)],
  ),
  nullif: call(([a, b], cx) => {
    const same = ofCommonValue(a!, () => cx.call("=", [a!, b!]));
    return cx.call("if", [same, nullLit(a!.dataType), a!]);
  }, two),
  nullifzero: call(
    ([x], cx) => cx.call("if", [cx.call("=", [x!, intLit(0)]), nullLit(x!.dataType), x!]),
    [param("expr", ANY)],
  ),
  zeroifnull: call(([x], cx) => cx.call("coalesce", [x!, intLit(0)]), [param("expr", ANY)]),
  nanvl: {
    params: [param("expr1", REAL), param("expr2", REAL)],
    coerce: coerceNanvl,
    returns: (args) => (args[0] as TypedExpr).dataType,
    lower: ({ args: [a, b] }, cx) => {
      const x = cx.share(cx.lower(a!));
      const isNan = px.isNan(x);
      // A null test takes the first branch's null along.
      return px.ternary(isNan, cx.lowerWhere(b!, isNan), x);
    },
  },
  greatest: extremeRow("greatest"),
  least: extremeRow("least"),
});
