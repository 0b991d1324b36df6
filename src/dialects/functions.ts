/** Functions that mean the same in several dialects, as rules for their tables. */
import type { Expression, UnresolvedFunction } from "../plan/expression.ts";
import { DATE, TIMESTAMP_NTZ } from "../types/data-type.ts";
import type { Call } from "./call.ts";
import type { FunctionRule } from "./dialect.ts";

type Rules = { readonly [name: string]: FunctionRule };

/** The function of Spark by this name, with as many arguments. */
export function same(name: string, min: number, max: number = min): FunctionRule {
  return (c) => c.count(min, max).named(name, ...c.args);
}
/** A function made for a dialect, by its internal name. */
export function own(name: string, min: number, max: number = min): FunctionRule {
  return (c) => c.count(min, max).internal(name, ...c.args);
}
/** Null where any argument is null. */
export function nullIfAny(name: string): FunctionRule {
  return (c) => {
    c.count(2, 255);
    const anyNull = c.args.map((arg) => c.internal("isnull", arg)).reduce((a, b) => c.internal("or", a, b));
    return c.internal("when", anyNull, c.null(), c.named(name, ...c.args));
  };
}
const texts = (c: Call): Expression[] => c.args.map((arg) => c.internal("dialect_text", arg));
/** Texts put together; null where any is null. */
export const concatenated: FunctionRule = (c) => c.count(1, 255).named("concat", ...texts(c));
/** Texts put together; nulls count as empty. */
export const concatenatedNonNull: FunctionRule = (c) =>
  c.count(1, 255).named("concat", ...texts(c).map((text) => c.named("coalesce", text, c.string(""))));

/** From a written position on, for a written length: elsewhere every dialect counts in a way of its own. */
export const substring: FunctionRule = (c) => {
  c.count(2, 3);
  const from = c.int(c.integer(1, 1));
  const length = c.args.length === 3 ? c.int(c.integer(2, 0)) : c.int(2147483647);
  return c.internal("substring", c.arg(0), from, length);
};
/** `left(s, 3)`, `right(s, 3)` with a written length: negative ones differ. */
export function end(name: "left" | "right"): FunctionRule {
  return (c) => {
    c.count(2).integer(1, 0);
    return c.named(name, ...c.args);
  };
}
const pad =
  (name: "lpad" | "rpad"): FunctionRule =>
  (c) => {
    c.count(3).integer(1, 0);
    return c.text(2) === "" ? c.refuse() : c.named(name, ...c.args);
  };
/** The place of a part in a text, with the arguments in this order. */
export function position(part: 0 | 1): FunctionRule {
  return (c) => c.count(2).internal("locate", c.arg(part), c.arg(1 - part), c.int(1));
}
const trim: FunctionRule = (c) => c.count(1).named(c.name.toLowerCase(), c.arg(0));

/** An aggregate of one argument. */
export function aggregate(name: string): FunctionRule {
  return (c) => c.count(1).named(name, c.arg(0));
}
/** Texts of a group with a separator between. */
export function joinedTexts(separator: string | undefined): FunctionRule {
  return (c) => {
    c.count(separator === undefined ? 2 : 1, 2);
    const given = c.args.length === 2 ? c.text(1) : separator!;
    const text = c.internal("dialect_text", c.arg(0));
    return c.ordered("listagg", [text, c.string(given)], c.order);
  };
}

export const scalars: Rules = {
  COALESCE: same("coalesce", 1, 255),
  NULLIF: same("nullif", 2),
  ABS: same("abs", 1),
  CEIL: own("dialect_ceil", 1),
  CEILING: own("dialect_ceil", 1),
  FLOOR: own("dialect_floor", 1),
  ROUND: own("dialect_round", 1, 2),
  MOD: (c) => c.count(2).internal("%", ...c.args),
  UPPER: same("upper", 1),
  LOWER: same("lower", 1),
  REVERSE: same("reverse", 1),
  REPLACE: same("replace", 3),
  LEFT: end("left"),
  RIGHT: end("right"),
  LPAD: pad("lpad"),
  RPAD: pad("rpad"),
  SUBSTR: substring,
  SUBSTRING: substring,
  CHAR_LENGTH: same("char_length", 1),
  CHARACTER_LENGTH: same("char_length", 1),
  CURRENT_DATE: (c) => c.count(0).named("current_date"),
};
export const spaceTrims: Rules = { TRIM: trim, LTRIM: trim, RTRIM: trim };

export const aggregates: Rules = {
  COUNT: (c) => {
    const [first] = c.count(1, 255).args;
    const isAll = first?.kind === "UnresolvedStar" && first.target === undefined && c.args.length === 1;
    return isAll ? c.named("count", c.int(1)) : c.named("count", ...c.args);
  },
  SUM: aggregate("sum"),
  MIN: aggregate("min"),
  MAX: aggregate("max"),
  ANY_VALUE: aggregate("any_value"),
  STDDEV_POP: aggregate("stddev_pop"),
  STDDEV_SAMP: aggregate("stddev_samp"),
  VAR_POP: aggregate("var_pop"),
  VAR_SAMP: aggregate("var_samp"),
};
/** STDDEV and VARIANCE are those of a sample. */
export const sampleMoments: Rules = { STDDEV: aggregate("stddev_samp"), VARIANCE: aggregate("var_samp") };

export const windows: Rules = {
  ROW_NUMBER: same("row_number", 0),
  RANK: same("rank", 0),
  DENSE_RANK: same("dense_rank", 0),
  PERCENT_RANK: same("percent_rank", 0),
  CUME_DIST: same("cume_dist", 0),
  NTILE: same("ntile", 1),
  LAG: same("lag", 1, 3),
  LEAD: same("lead", 1, 3),
  FIRST_VALUE: same("first_value", 1),
  LAST_VALUE: same("last_value", 1),
  NTH_VALUE: same("nth_value", 2),
};

// ---- dates ----
/** A part of a date or timestamp by Spark's function for it. */
export function part(name: string): FunctionRule {
  return (c) => c.count(1).named(name, c.arg(0));
}
/** Days of the week from 0, which is Sunday. */
export const weekdayFromZero: FunctionRule = (c) => c.count(1).internal("-", c.named("dayofweek", c.arg(0)), c.int(1));

export const fields: Rules = {
  YEAR: part("year"),
  QUARTER: part("quarter"),
  MONTH: part("month"),
  DAY: part("day"),
  HOUR: part("hour"),
  MINUTE: part("minute"),
};
/** `YEAR(d)` and the like. */
export const partFunctions: Rules = {
  ...fields,
  SECOND: part("second"),
  DAYOFMONTH: part("day"),
  DAYOFYEAR: part("dayofyear"),
};

export const asDate: FunctionRule = (c) => c.count(1).cast(c.arg(0), DATE);
export const localNow: FunctionRule = (c) => c.count(0).cast(c.named("current_timestamp"), TIMESTAMP_NTZ);

/** How many beginnings of the unit lie between two dates. */
export function boundaries(c: Call, unit: string, from: Expression, to: Expression): Expression {
  const of = (name: string, date: Expression): UnresolvedFunction => c.named(name, date);
  const difference = (count: (date: Expression) => Expression): Expression => c.internal("-", count(to), count(from));
  switch (unit) {
    case "YEAR":
      return difference((date) => of("year", date));
    case "QUARTER":
    case "MONTH": {
      const name = unit === "MONTH" ? "month" : "quarter";
      const perYear = c.int(unit === "MONTH" ? 12 : 4);
      return difference((date) => c.internal("+", c.internal("*", of("year", date), perYear), of(name, date)));
    }
    case "DAY":
      return c.named("datediff", to, from);
    default:
      return c.refuse(`the unit ${unit} of ${c.name}`);
  }
}

const TRUNCATED: ReadonlySet<string> = new Set(["YEAR", "QUARTER", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"]);
/** The beginning of the unit around a date or timestamp, by an internal function. */
export function truncated(by: string, unitAt: 0 | 1): FunctionRule {
  return (c) => {
    const unit = c.count(2).unit(unitAt);
    if (!TRUNCATED.has(unit)) c.refuse(`the unit ${unit} of ${c.name}`);
    return c.internal(by, c.string(unit), c.arg(1 - unitAt));
  };
}
