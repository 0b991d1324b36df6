/** SET and RESET: configuration, time zone, catalog and variables. */
import type { Command, ResetConfig, SetCatalog, SetConfig, SetVariable } from "../plan/command.ts";
import type { Expression } from "../plan/expression.ts";
import { anyExpression } from "./expression.ts";
import { constantText } from "./identifier-clause.ts";
import { multipartName, name } from "./identifier.ts";
import { intervalLiteral } from "./interval.ts";
import { command, invalidClause, unsupported } from "./node-command.ts";
import type { Parser } from "./parser.ts";
import { atText, stringText } from "./string-literal.ts";
import { subquery } from "./subquery.ts";

export function set(p: Parser): Command {
  const start = p.pos;
  p.expect("SET");
  if (p.inScript) return setVariable(p, start);
  if (p.kind === "ROLE") {
    p.restText();
    invalidClause(p, start, "SET ROLE");
  }
  if (p.acceptAll("TIME", "ZONE")) return timeZone(p, start);
  return (
    (p.kind === "CATALOG" ? p.attempt("set catalog", (inner) => catalog(inner, start)) : undefined) ??
    (p.kind === "VARIABLE" || p.kind === "VAR"
      ? p.attempt("set variable", (inner) => variable(inner, start))
      : undefined) ??
    (p.kind === "PATH" ? p.attempt("set path", (inner) => path(inner, start)) : undefined) ??
    config(p, start)
  );
}

function config(p: Parser, start: number): Command {
  if (p.kind === "bident" && (p.peek() === "=" || p.peek() === "eof" || p.peek() === ";")) {
    const key = name(p);
    if (!p.accept("=")) return command<SetConfig>(p, start, { kind: "SetConfig", key });
    return keyValue(p, start, key, backquoted(p) ?? p.restText());
  }
  const textStart = p.pos;
  const text = p.restText();
  if (text === "") return command<SetConfig>(p, start, { kind: "SetConfig" });
  const pair = /^([a-zA-Z_\d\\.:]+)\s*=([^;]*)$/.exec(text);
  const last = p.pos - 1;
  if (p.kinds[last] === "bident" && p.kinds[last - 1] === "=" && p.kinds.indexOf("=", textStart) === last - 1) {
    const key = p.sql.slice(p.tokens.starts[textStart], p.tokens.ends[last - 2]);
    if (/^[a-zA-Z_\d\\.:]+$/.test(key)) return keyValue(p, start, key, p.text(last).slice(1, -1).replaceAll("``", "`"));
  }
  if (pair !== null) return keyValue(p, start, pair[1]!, pair[2]!.trim());
  if (text === "-v" || /^[a-zA-Z_\d\\.:]+$/.test(text))
    return command<SetConfig>(p, start, { kind: "SetConfig", key: text });
  p.reject("INVALID_SET_SYNTAX", {}, start);
}
/** A value wholly in backticks. */
function backquoted(p: Parser): string | undefined {
  return p.kind === "bident" && (p.peek() === "eof" || p.peek() === ";") ? name(p) : undefined;
}
function keyValue(p: Parser, start: number, key: string, value: string): Command {
  return command<SetConfig>(p, start, { kind: "SetConfig", key, value });
}

const ZONE = "spark.sql.session.timeZone";
/** `SET TIME ZONE 'UTC' | LOCAL | INTERVAL 8 HOURS` */
function timeZone(p: Parser, start: number): Command {
  if (p.accept("LOCAL")) {
    return keyValue(p, start, ZONE, Intl.DateTimeFormat().resolvedOptions().timeZone);
  }
  if (atText(p)) return keyValue(p, start, ZONE, stringText(p));
  if (p.kind !== "INTERVAL") {
    p.restText();
    p.reject("_LEGACY_ERROR_TEMP_0045", {}, start); // no displacement
  }
  const interval = intervalLiteral(p);
  const value = interval.kind === "Literal" ? interval.value : null;
  const isTime = interval.kind === "Literal" && interval.dataType.kind === "interval_dt";
  const seconds = isTime && typeof value === "bigint" && value % 1_000_000n === 0n ? Number(value / 1_000_000n) : NaN;
  if (!(Math.abs(seconds) <= 18 * 3600)) {
    p.reject("INVALID_INTERVAL_FORMAT.TIMEZONE_INTERVAL_OUT_OF_RANGE", { input: p.textFrom(start) }, start);
  }
  return keyValue(p, start, ZONE, offsetText(seconds));
}
function offsetText(seconds: number): string {
  if (seconds === 0) return "Z";
  const two = (n: number): string => String(Math.trunc(n)).padStart(2, "0");
  const size = Math.abs(seconds);
  const rest = size % 60 === 0 ? "" : `:${two(size % 60)}`;
  return `${seconds < 0 ? "-" : "+"}${two(size / 3600)}:${two((size / 60) % 60)}${rest}`;
}

function catalog(p: Parser, start: number): Command {
  p.expect("CATALOG");
  const value = anyExpression(p);
  endOfStatement(p);
  const constant = constantText(value);
  const named = value.kind === "UnresolvedAttribute" && value.nameParts.length === 1 ? value.nameParts[0] : undefined;
  return command<SetCatalog>(p, start, { kind: "SetCatalog", catalog: constant ?? named ?? value });
}
function endOfStatement(p: Parser): void {
  if (p.kind !== "eof" && p.kind !== ";") p.fail();
}

/** `SET PATH = a, b` */
function path(p: Parser, start: number): Command {
  p.expect("PATH", "=");
  p.list(multipartName);
  endOfStatement(p);
  return unsupported(p, start, "SET PATH");
}

/** `SET VAR a = 1, b = 2`, `SET VAR (a, b) = (SELECT 1, 2)` */
function variable(p: Parser, start: number): Command {
  p.expectAny("VARIABLE", "VAR");
  return setVariable(p, start);
}
function setVariable(p: Parser, start: number): Command {
  if (p.kind === "(") {
    const targets = p.parenthesized(multipartName);
    p.expect("=");
    const query = subquery(p);
    return command<SetVariable>(p, start, { kind: "SetVariable", targets, query });
  }
  const pairs = p.list(assignment);
  endOfStatement(p);
  const targets = pairs.map((pair) => pair.target);
  return command<SetVariable>(p, start, { kind: "SetVariable", targets, values: pairs.map((pair) => pair.value) });
}

export interface Assignment {
  readonly target: readonly string[];
  readonly value: Expression;
}
/** `a.b = value` */
export function assignment(p: Parser): Assignment {
  const target = multipartName(p);
  p.expect("=");
  return { target, value: anyExpression(p) };
}

/** `RESET` or `RESET key` */
export function reset(p: Parser): Command {
  const start = p.pos;
  p.expect("RESET");
  if (p.kind === "bident") {
    const key = name(p);
    return command<ResetConfig>(p, start, { kind: "ResetConfig", key });
  }
  const key = p.restText();
  if (key === "") return command<ResetConfig>(p, start, { kind: "ResetConfig" });
  if (!/^[a-zA-Z_\d\\.:]+$/.test(key)) p.reject("INVALID_RESET_COMMAND_FORMAT", {}, start);
  return command<ResetConfig>(p, start, { kind: "ResetConfig", key });
}
