/** Expressions as Spark prints them in column names (`(a + 1)`, `sum(x)`) and in error parameters. */
import { type DataType, VarcharType } from "../types/data-type.ts";
import {
  bigDecimalText,
  dateText,
  dayTimeText,
  decimalText,
  doubleText,
  floatText,
  nanosTimestampText,
  timestampText,
  timeText,
  yearMonthText,
} from "../types/calendar.ts";
import { deeply } from "./deep.ts";
import { outerMentions } from "./tree.ts";
import type { Call, SortKey, Subquery, TypedExpr, TypedFrameBound, TypedLiteral, WindowExpr } from "./expression.ts";
import type { LiteralValue } from "../plan/expression.ts";
import { offsetMicros } from "../types/time-zone.ts";
import { quoteString } from "../types/name-text.ts";

/** The automatic column name: strings bare, implicit casts left out, columns without qualifier. */
export function prettyName(e: TypedExpr): string {
  return deeply(e, shownIn, prettyNode);
}
/** The same with the ids of columns, as plans show them: there a name alone may mean several columns. */
export function nameWithIds(e: TypedExpr): string {
  return deeply(e, shownIn, (x, print) =>
    x.kind === "Attribute" && x.lateral !== true ? `${x.name}#${x.id}` : prettyNode(x, print),
  );
}
/** What the text of an expression is made from. */
function shownIn(e: TypedExpr): readonly TypedExpr[] {
  if (e.kind === "Call") return e.shown ?? e.args;
  return e.kind === "Cast" ? [e.child] : [];
}
function prettyNode(e: TypedExpr, pretty: (e: TypedExpr) => string): string {
  switch (e.kind) {
    case "Attribute":
      return e.lateral === true ? `lateralAliasReference(${e.name})` : e.name;
    case "Alias":
      return e.name;
    case "Literal":
      return e.variable === undefined ? prettyLiteral(e) : variableText(e);
    case "Cast":
      if (!e.explicit || isNested(e.dataType)) return pretty(e.child);
      return `${e.mode === "try" ? "TRY_CAST" : "CAST"}(${pretty(e.child)} AS ${e.dataType.sql})`;
    case "Call":
      return callText(e, pretty);
    case "LambdaVariable":
      return e.untyped === true ? e.name : "namedlambdavariable()";
    case "Lambda":
      return `lambdafunction(${[e.body, ...e.parameters].map(pretty).join(", ")})`;
    case "Window":
      return windowText(e, pretty);
    case "OuterReference":
      return `outer(${[...e.attribute.qualifier, e.attribute.name].join(".")})`;
    case "Subquery":
      return subqueryName(e);
  }
}

/** Casts to nested types never show. */
function isNested(t: DataType): boolean {
  return t.kind === "array" || t.kind === "map" || t.kind === "struct";
}

/** A subquery shows only the outer columns it uses, each as often as it does. */
function subqueryName(e: Subquery): string {
  const mentioned = e.outerAttributes.length === 0 ? [] : outerMentions(e.plan);
  const outer = (mentioned.length === 0 ? e.outerAttributes : mentioned).map((a) => a.name).join(", ");
  if (e.subqueryType === "scalar") return `scalarsubquery(${outer})`;
  if (e.subqueryType === "exists") return `exists(${outer})`;
  return `(${rowName(e.inValues)} IN (listquery(${outer})))`;
}

/** Several values are a struct, whose fields are called as the columns and literals are. */
function rowName(values: readonly TypedExpr[]): string {
  if (values.length === 1) return prettyName(values[0] as TypedExpr);
  const fields = values.map((v, i) => {
    const shown = prettyName(v);
    const plain = v.kind === "Cast" && !v.explicit ? v.child : v;
    const isNamed = plain.kind === "Attribute" || plain.kind === "Alias";
    const name = isNamed ? plain.name : plain.kind === "Literal" ? shown : `_${i}`;
    return `'${name}', ${shown}`;
  });
  return `named_struct(${fields.join(", ")})`;
}

/** SQL text for error messages: strings quoted, casts shown, qualified names. */
export function sqlText(e: TypedExpr): string {
  return deeply(e, shownIn, sqlNode);
}
function sqlNode(e: TypedExpr, sql: (e: TypedExpr) => string): string {
  switch (e.kind) {
    case "Attribute":
      return [...e.qualifier.slice(-1), e.name].join(".");
    case "Literal":
      return literalSql(e.value, e.dataType, e.timeZone ?? "UTC");
    case "Cast":
      return `${e.mode === "try" ? "TRY_CAST" : "CAST"}(${sql(e.child)} AS ${e.dataType.sql})`;
    case "Call":
      return callText(e, sql);
    case "Alias":
      return `${sql(e.child)} AS ${e.name}`;
    case "LambdaVariable":
      return "namedlambdavariable()";
    case "Window":
      return windowText(e, sql);
    default:
      return prettyName(e);
  }
}

function variableText(e: TypedLiteral): string {
  return `variablereference(${e.variable ?? ""}=${literalSql(e.value, e.dataType, e.timeZone ?? "UTC")})`;
}

function callText(e: Call, print: (e: TypedExpr) => string): string {
  const shown = (e.shown ?? e.args).map(print);
  const distinct = e.aggregate?.distinct === true ? "DISTINCT " : "";
  let text: string;
  if (e.fn.display !== undefined) {
    text = e.fn.display(distinct === "" ? shown : [`${distinct}${shown[0] ?? ""}`, ...shown.slice(1)], e);
  } else text = `${e.fn.printedName?.[e.name] ?? e.name}(${distinct}${shown.join(", ")})`;
  const order = e.aggregate?.orderings;
  if (order !== undefined && order.length > 0) {
    text += ` WITHIN GROUP (ORDER BY ${order.map((o) => sortText(o, print)).join(", ")})`;
  }
  if (e.aggregate?.filter !== undefined) text += ` FILTER (WHERE ${print(e.aggregate.filter)})`;
  if (e.shownAs !== undefined) text += ` AS ${e.shownAs}`;
  return text;
}

export function sortText(k: SortKey, print: (e: TypedExpr) => string): string {
  return `${print(k.child)} ${k.descending ? "DESC" : "ASC"} NULLS ${k.nullsLast ? "LAST" : "FIRST"}`;
}

function windowText(w: WindowExpr, print: (e: TypedExpr) => string): string {
  return `${print(w.function)} OVER ${windowSpecText(w, print)}`;
}
/** `(PARTITION BY a ORDER BY b ASC NULLS FIRST ROWS BETWEEN ... AND ...)` */
export function windowSpecText(
  w: Pick<WindowExpr, "partitionBy" | "orderBy" | "frame">,
  print: (e: TypedExpr) => string,
): string {
  const parts: string[] = [];
  if (w.partitionBy.length > 0) parts.push(`PARTITION BY ${w.partitionBy.map(print).join(", ")}`);
  if (w.orderBy.length > 0) parts.push(`ORDER BY ${w.orderBy.map((k) => sortText(k, print)).join(", ")}`);
  parts.push(frameText(w.frame, print));
  return `(${parts.join(" ")})`;
}
/** `ROWS BETWEEN 1 PRECEDING AND CURRENT ROW` */
export function frameText({ type, lower, upper }: WindowExpr["frame"], print: (e: TypedExpr) => string): string {
  return `${type === "row" ? "ROWS" : "RANGE"} BETWEEN ${boundText(lower, print)} AND ${boundText(upper, print)}`;
}
export function boundText(b: TypedFrameBound, print: (e: TypedExpr) => string): string {
  switch (b.kind) {
    case "unboundedPreceding":
      return "UNBOUNDED PRECEDING";
    case "unboundedFollowing":
      return "UNBOUNDED FOLLOWING";
    case "currentRow":
      return "CURRENT ROW";
    case "offset": {
      const { value } = b;
      // Only what was written with PRECEDING prints so: not a negative literal, nor a bound that had to be cast.
      if (value.kind === "Call" && value.fn.name === "negative")
        return `${print(value.args[0] as TypedExpr)} PRECEDING`;
      return `${print(value)} FOLLOWING`;
    }
  }
}

function prettyLiteral(e: TypedLiteral): string {
  const { value, dataType } = e;
  if (typeof value === "string" && dataType.kind === "string" && dataType.collation === "UTF8_BINARY") return value;
  if (value !== null) {
    if (dataType.kind === "double") return doubleText(value as number);
    if (dataType.kind === "float") return floatText(value as number);
    if (dataType.kind === "decimal") return bigDecimalText(value as bigint, dataType.scale);
    if (typeof value === "number" || (typeof value === "bigint" && dataType.kind === "long")) {
      if (["byte", "short", "integer", "long"].includes(dataType.kind)) return String(value);
    }
  }
  return literalSql(value, dataType, e.timeZone ?? "UTC");
}

const STRING_TEXT = new VarcharType(1);
const SUFFIX: { readonly [kind: string]: string } = { byte: "Y", short: "S", long: "L", double: "D" };
/** A literal as SQL text that reads back as the same literal. */
export function literalSql(value: LiteralValue, t: DataType, timeZone: string): string {
  if (value === null) return t.kind === "void" ? "NULL" : `CAST(NULL AS ${t.sql})`;
  switch (t.kind) {
    case "string": {
      const text = literalSql(value, STRING_TEXT, timeZone);
      return t.collation === "UTF8_BINARY" ? text : `${text} collate ${t.collation}`;
    }
    case "char":
    case "varchar":
      return quoteString(value as string);
    case "boolean":
      return String(value);
    case "byte":
    case "short":
    case "integer":
    case "long":
      return `${String(value)}${SUFFIX[t.kind] ?? ""}`;
    case "float":
      return `CAST(${floatText(value as number)} AS FLOAT)`;
    case "double":
      return `${doubleText(value as number)}D`;
    case "decimal":
      return `${decimalText(value as bigint, t.scale)}BD`;
    case "binary":
    case "geometry":
    case "geography":
      return `X'${Buffer.from(value as Uint8Array)
        .toString("hex")
        .toUpperCase()}'`;
    case "date":
      return `DATE '${dateText(value as number)}'`;
    case "timestamp":
      return `TIMESTAMP '${timestampText((value as bigint) + offsetMicros(value as bigint, timeZone))}'`;
    case "timestamp_ntz":
      return `TIMESTAMP_NTZ '${timestampText(value as bigint)}'`;
    case "timestamp_ltz_nanos": {
      const nanos = value as bigint;
      const local = nanos + offsetMicros(nanos / 1000n, timeZone) * 1000n;
      return `TIMESTAMP_LTZ '${nanosTimestampText(local, t.precision)}'`;
    }
    case "timestamp_ntz_nanos":
      return `TIMESTAMP_NTZ '${nanosTimestampText(value as bigint, t.precision)}'`;
    case "time":
      return `TIME '${timeText(value as bigint)}'`;
    case "interval_dt":
      return dayTimeText(value as bigint, t.startField, t.endField);
    case "interval_ym":
      return yearMonthText(value as number, t.startField, t.endField);
    case "array":
      return `ARRAY(${(value as LiteralValue[]).map((v) => literalSql(v, t.elementType, timeZone)).join(", ")})`;
    case "map":
      return `MAP(${(value as [LiteralValue, LiteralValue][])
        .map(([k, v]) => `${literalSql(k, t.keyType, timeZone)}, ${literalSql(v, t.valueType, timeZone)}`)
        .join(", ")})`;
    case "struct":
      return `NAMED_STRUCT(${t.fields
        .map((f, i) => `'${f.name}', ${literalSql((value as LiteralValue[])[i] ?? null, f.dataType, timeZone)}`)
        .join(", ")})`;
    case "interval":
      return calendarText(value as { months: number; days: number; microseconds: bigint });
    case "void":
    case "variant":
      return String(value);
  }
}
function calendarText(v: { months: number; days: number; microseconds: bigint }): string {
  const parts: string[] = [];
  const add = (n: number | bigint, unit: string): void => {
    if (n !== 0 && n !== 0n) parts.push(`${n} ${unit}`);
  };
  add(Math.trunc(v.months / 12), "years");
  add(v.months % 12, "months");
  add(v.days, "days");
  const us = v.microseconds;
  add(us / 3_600_000_000n, "hours");
  add((us / 60_000_000n) % 60n, "minutes");
  const rest = us % 60_000_000n;
  if (rest !== 0n) {
    const abs = rest < 0n ? -rest : rest;
    const fraction = String(abs % 1_000_000n)
      .padStart(6, "0")
      .replace(/0+$/, "");
    parts.push(`${rest < 0n ? "-" : ""}${abs / 1_000_000n}${fraction === "" ? "" : `.${fraction}`} seconds`);
  }
  return `INTERVAL '${parts.length === 0 ? "0 seconds" : parts.join(" ")}'`;
}
