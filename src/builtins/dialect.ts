/**
 * Operators and functions of other dialects whose meaning depends on the types of their operands. Only plans made from
 * such text call them; each stands for an expression of Spark's functions, or refuses the types.
 */
import { intLit, literal } from "../logical/build.ts";
import { isAnsiInterval, isIntegral, isString } from "../logical/coercion.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, Param } from "../logical/function-row.ts";
import { ANY } from "../logical/input-type.ts";
import { type DataType, DATE, DecimalType, DOUBLE, INT, LONG, STRING, TIMESTAMP_NTZ } from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";
import { family, param, rest, type RowSpec } from "./family.ts";

type Args = readonly TypedExpr[];
type Rewrite = (args: Args, cx: BindContext) => TypedExpr;

const PARAMS: readonly (readonly Param[])[] = [1, 2, 3].map((n) =>
  Array.from({ length: n }, (_, i) => param(`arg${i + 1}`, ANY)),
);
type Show = NonNullable<RowSpec["display"]>;
/** A function of this many arguments of any type, and how it prints: by default as its first argument. */
function row(count: 1 | 2 | 3, rewrite: Rewrite, display: Show = ([a]) => a!): RowSpec {
  return { params: PARAMS[count - 1]!, rewrite, display };
}
/** An operator. */
function infix(operator: string, rewrite: Rewrite): RowSpec {
  return row(2, rewrite, ([a, b]) => `(${a} ${operator} ${b})`);
}
function named(name: string, count: 1 | 2 | 3, rewrite: Rewrite): RowSpec {
  return row(count, rewrite, (args) => `${name}(${args.join(", ")})`);
}
/** A conversion of the first argument to the type of the second. */
function cast(rewrite: Rewrite): RowSpec {
  return row(2, rewrite, ([a], call) => `CAST(${a} AS ${call.dataType.sql})`);
}
function refuse(what: string, ...types: readonly DataType[]): never {
  throw unsupported(`${what} of ${types.map((t) => t.sql).join(" and ")} as the SQL dialect has it`);
}
const typeOf = (args: Args, i: number): DataType => args[i]!.dataType;
const isExact = (t: DataType): boolean => isIntegral(t) || t.kind === "decimal";
const isReal = (t: DataType): boolean => t.kind === "double" || t.kind === "float";
const isMoment = (t: DataType): boolean => t.kind === "timestamp" || t.kind === "timestamp_ntz";
const isTemporal = (t: DataType): boolean => t.kind === "date" || t.kind === "time" || isMoment(t);
/** An interval with hours, minutes or seconds. */
const hasTime = (t: DataType): boolean => t.kind === "interval_dt" && t.endField > 0;

// ---- division ----
/** Whole numbers divide to a whole number, cut toward zero. */
const truncatedQuotient: Rewrite = ([a, b], cx) => {
  const [left, right] = [a!.dataType, b!.dataType];
  if (!isIntegral(left) || !isIntegral(right)) return cx.call("/", [a!, b!]);
  return cx.cast(cx.call("div", [a!, b!]), typeOf([cx.call("+", [a!, b!])], 0));
};
/** Whole numbers divide to a decimal of `digits` behind the point, rounded half up. */
function roundedQuotient(a: TypedExpr, b: TypedExpr, digits: number, cx: BindContext): TypedExpr {
  if (!isIntegral(a.dataType) || !isIntegral(b.dataType)) return cx.call("/", [a, b]);
  // 38 digits in all: 20 before the point, 18 behind it.
  const wide = new DecimalType(20, 0);
  const quotient = cx.call("/", [cx.cast(a, wide), cx.cast(b, wide)]);
  return cx.cast(quotient, new DecimalType(20 + digits, digits));
}
/** MySQL gives null where others fail. */
function nullIfZero(e: TypedExpr, cx: BindContext): TypedExpr {
  return cx.call("nullif", [e, cx.cast(intLit(0), isExact(e.dataType) || isReal(e.dataType) ? e.dataType : DOUBLE)]);
}

// ---- sums with dates ----
interface Calendar {
  /** Date plus interval is a timestamp even where the interval is of days. */
  readonly widens: boolean;
  /** Dates and whole numbers of days may be added. */
  readonly days: boolean;
  /** Two dates have a difference in days. */
  readonly difference: boolean;
}
function shifted(op: "+" | "-", calendar: Calendar): Rewrite {
  return ([a, b], cx) => {
    const [left, right] = [a!.dataType, b!.dataType];
    const isShift = isAnsiInterval(left) !== isAnsiInterval(right);
    if (isShift) {
      const [date, interval] = isAnsiInterval(left) ? [b!, a!] : [a!, b!];
      if (!isTemporal(date.dataType)) return refuse(op, left, right);
      const widened =
        date.dataType.kind === "date" && (calendar.widens || hasTime(interval.dataType))
          ? cx.cast(date, TIMESTAMP_NTZ)
          : date;
      return date === a ? cx.call(op, [widened, interval]) : cx.call(op, [interval, widened]);
    }
    if (!isTemporal(left) && !isTemporal(right)) return cx.call(op, [a!, b!]);
    if (left.kind === "date" && right.kind === "date" && op === "-" && calendar.difference) {
      return cx.call("datediff", [a!, b!]);
    }
    const withDays = (left.kind === "date" && isIntegral(right)) || (isIntegral(left) && right.kind === "date");
    if (withDays && calendar.days) return cx.call(op, left.kind === "date" ? [a!, asInt(b!, cx)] : [asInt(a!, cx), b!]);
    return refuse(op, left, right);
  };
}
function asInt(e: TypedExpr, cx: BindContext): TypedExpr {
  return e.dataType.kind === "long" ? cx.cast(e, INT) : e;
}
function sums(name: string, calendar: Calendar): { readonly [name: string]: RowSpec } {
  return {
    [`${name}_add`]: infix("+", shifted("+", calendar)),
    [`${name}_subtract`]: infix("-", shifted("-", calendar)),
  };
}

/** So many units later: a date stays one where the unit is of days or more. */
const dateAdd: Rewrite = ([unit, count, date], cx) => {
  const name = String(cx.constant(unit!)?.value);
  const n = asInt(count!, cx);
  if (!isIntegral(n.dataType)) return refuse("DATEADD", n.dataType);
  const months: { readonly [unit: string]: number } = { YEAR: 12, QUARTER: 3, MONTH: 1 };
  const days: { readonly [unit: string]: number } = { WEEK: 7, DAY: 1 };
  const { kind } = date!.dataType;
  if (!isMoment(date!.dataType) && kind !== "date") return refuse("DATEADD", date!.dataType);
  if (kind === "date" && months[name] !== undefined) {
    return cx.call("add_months", [date!, cx.call("*", [n, intLit(months[name])])]);
  }
  if (kind === "date" && days[name] !== undefined) {
    return cx.call("date_add", [date!, cx.call("*", [n, intLit(days[name])])]);
  }
  if (!/^(?:YEAR|QUARTER|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)$/.test(name)) return refuse(`DATEADD(${name})`);
  const moment = kind === "date" ? cx.cast(date!, TIMESTAMP_NTZ) : date!;
  return cx.call("timestampadd", [unit!, n, moment]);
};

/** The beginning of a unit; the result is a date where the argument is one, unless `widens`. */
function truncate(widens: boolean): Rewrite {
  return ([unit, e], cx) => {
    const { dataType: type } = e!;
    if (type.kind === "timestamp" || (type.kind === "date" && widens)) return cx.call("date_trunc", [unit!, e!]);
    const local = (): TypedExpr => cx.cast(cx.call("date_trunc", [unit!, e!]), TIMESTAMP_NTZ);
    if (type.kind === "timestamp_ntz") return local();
    if (type.kind !== "date") return refuse("DATE_TRUNC", type);
    return cx.cast(local(), DATE);
  };
}

// ---- numbers ----
/** Rounding of doubles differs between the dialects, and their results are no whole numbers. */
function exactOnly(name: string): Rewrite {
  return (args, cx) => {
    const [a] = args as [TypedExpr];
    return isExact(a.dataType) ? cx.call(name, args) : refuse(name.toUpperCase(), a.dataType);
  };
}
/** To a whole number, or a decimal, of the type of the second argument: rounded, where Spark cuts. */
function rounded(round: "round" | "rint"): Rewrite {
  return ([a, type], cx) => {
    const to = type!.dataType;
    if (isReal(a!.dataType)) return cx.cast(cx.call(round, [cx.cast(a!, DOUBLE)]), to);
    if (a!.dataType.kind === "decimal" && isIntegral(to)) return cx.cast(cx.call("round", [a!, intLit(0)]), to);
    return cx.cast(a!, to);
  };
}
/** A number of any size: whole numbers and decimals are, other types would have to be guessed. */
const numeric: Rewrite = ([a, type], cx) => {
  const to = type!.dataType as DecimalType;
  if (to.precision !== 38 || to.scale !== 0) return cx.cast(a!, to);
  if (a!.dataType.kind === "decimal") return a!;
  return isIntegral(a!.dataType) ? cx.cast(a!, new DecimalType(20, 0)) : refuse("NUMERIC without digits", a!.dataType);
};
/** Whole numbers as decimals with digits behind the point; other numbers as they are. AVG adds four. */
function averaged(digits: number): Rewrite {
  return ([a], cx) => (isIntegral(a!.dataType) ? cx.cast(a!, new DecimalType(20 + digits, digits)) : a!);
}
/** Bits of 64-bit numbers without a sign. */
function unsignedBits(op: "&" | "|" | "^"): Rewrite {
  return ([a, b], cx) => {
    if (!isIntegral(a!.dataType) || !isIntegral(b!.dataType)) return refuse(op, a!.dataType, b!.dataType);
    const bits = cx.call(op, [cx.cast(a!, LONG), cx.cast(b!, LONG)]);
    const type = new DecimalType(20, 0);
    const added = cx.cast(cx.call("+", [cx.cast(bits, type), literal(1n << 64n, type)]), type);
    return cx.call("if", [cx.call("<", [bits, literal(0n, LONG)]), added, cx.cast(bits, type)]);
  };
}

// ---- texts ----
/** How doubles, moments and booleans are written differs between the dialects. */
const isPlain = (t: DataType): boolean => isString(t) || isExact(t) || t.kind === "date" || t.kind === "void";
const asText: Rewrite = ([a], cx) => {
  if (!isPlain(a!.dataType)) return refuse("the text", a!.dataType);
  return isString(a!.dataType) ? a! : cx.cast(a!, STRING);
};

export const dialectFunctions: readonly FunctionRow[] = family("dialect", "scalar", {
  postgresql_divide: infix("/", truncatedQuotient),
  mysql_divide: infix("/", ([a, b], cx) => roundedQuotient(a!, nullIfZero(b!, cx), 18, cx)),
  mysql_divide_shown: infix("/", ([a, b], cx) => roundedQuotient(a!, nullIfZero(b!, cx), 4, cx)),
  snowflake_divide: infix("/", ([a, b], cx) => roundedQuotient(a!, b!, 6, cx)),
  mysql_div: infix("div", ([a, b], cx) => {
    if (!isExact(typeOf([a!], 0)) || !isExact(b!.dataType)) return refuse("DIV", a!.dataType, b!.dataType);
    return cx.call("div", [a!, nullIfZero(b!, cx)]);
  }),
  mysql_remainder: infix("%", ([a, b], cx) => cx.call("%", [a!, nullIfZero(b!, cx)])),
  mysql_and: infix("&", unsignedBits("&")),
  mysql_or: infix("|", unsignedBits("|")),
  mysql_xor: infix("^", unsignedBits("^")),
  ...sums("postgresql", { widens: true, days: true, difference: true }),
  ...sums("mysql", { widens: false, days: false, difference: false }),
  ...sums("snowflake", { widens: false, days: true, difference: true }),
  ...sums("bigquery", { widens: true, days: true, difference: false }),
  // The functions keep a date a date.
  ...sums("dialect_date", { widens: false, days: false, difference: false }),
  snowflake_date_add: named("dateadd", 3, dateAdd),
  postgresql_truncate: named("date_trunc", 2, truncate(true)),
  dialect_truncate: named("date_trunc", 2, truncate(false)),
  dialect_ceil: named("ceil", 1, exactOnly("ceil")),
  dialect_floor: named("floor", 1, exactOnly("floor")),
  dialect_round: {
    params: [param("expr", ANY), rest("scale", ANY)],
    rewrite: exactOnly("round"),
    display: (args) => `round(${args.join(", ")})`,
  },
  dialect_rounded: cast(rounded("round")),
  dialect_rounded_even: cast(rounded("rint")),
  dialect_numeric: cast(numeric),
  mysql_average: row(1, averaged(14)),
  mysql_average_shown: row(1, averaged(0)),
  snowflake_average: row(1, averaged(2)),
  dialect_text: row(1, asText),
  dialect_cast_text: cast(asText),
  dialect_concat: named("concat", 2, (args, cx) =>
    cx.call(
      "concat",
      args.map((a) => asText([a], cx)),
    ),
  ),
});
