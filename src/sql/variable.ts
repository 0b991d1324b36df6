/** Session variables, EXECUTE IMMEDIATE and cursors. */
import type { Command, DeclareVariable, ExecuteImmediate } from "../plan/command.ts";
import { dataType } from "./data-type.ts";
import { anyExpression, namedExpressions } from "./expression.ts";
import { commandName } from "./identifier-clause.ts";
import { isName, multipartName, name } from "./identifier.ts";
import { command, unsupported } from "./node-command.ts";
import type { Parser } from "./parser.ts";
import { query } from "./query.ts";

/** `DECLARE [OR REPLACE] [VARIABLE] a, b INT DEFAULT 1` */
export function declare(p: Parser): Command {
  const start = p.pos;
  p.expect("DECLARE");
  if (isCursor(p)) return declareCursor(p, start);
  const replace = p.acceptAll("OR", "REPLACE");
  if ((p.kind === "VARIABLE" || p.kind === "VAR") && isName(p, p.peek())) p.pos++;
  const names = p.list(commandName);
  const hasType = p.kind !== "DEFAULT" && p.kind !== "=" && p.kind !== "eof" && p.kind !== ";";
  const type = hasType ? dataType(p) : undefined;
  const defaultExpression = p.acceptAny("DEFAULT", "=") === undefined ? undefined : anyExpression(p);
  if (type === undefined && defaultExpression === undefined) {
    p.reject("INVALID_SQL_SYNTAX.VARIABLE_TYPE_OR_DEFAULT_REQUIRED", {}, start);
  }
  return command<DeclareVariable>(p, start, {
    kind: "DeclareVariable",
    names,
    ...(type === undefined ? {} : { dataType: type }),
    ...(defaultExpression === undefined ? {} : { defaultExpression }),
    replace,
  });
}

/** `EXECUTE IMMEDIATE text INTO a USING 1 AS x` */
export function executeImmediate(p: Parser): Command {
  const start = p.pos;
  p.expect("EXECUTE", "IMMEDIATE");
  const text = anyExpression(p);
  const into = p.accept("INTO") ? p.list(multipartName) : [];
  const using = p.accept("USING") ? usingList(p) : [];
  return command<ExecuteImmediate>(p, start, { kind: "ExecuteImmediate", text, into, using });
}
function usingList(p: Parser): ExecuteImmediate["using"] {
  if (p.kind === "(") {
    const whole = p.attempt("using", (inner) => {
      const list = inner.parenthesized((each) => namedExpressions(each)).flat();
      if (inner.kind !== "eof" && inner.kind !== ";") inner.fail();
      return list;
    });
    if (whole !== undefined) return whole;
  }
  return namedExpressions(p);
}

// ---- cursors ----
function isCursor(p: Parser): boolean {
  const offset = /^(?:ASENSITIVE|INSENSITIVE)$/.test(p.peek()) ? 2 : 1;
  return p.peek(offset) === "CURSOR" && p.peek(offset + 1) === "FOR";
}
function declareCursor(p: Parser, start: number): Command {
  name(p);
  p.acceptAny("ASENSITIVE", "INSENSITIVE");
  p.expect("CURSOR", "FOR");
  query(p);
  p.acceptAll("FOR", "READ", "ONLY");
  return unsupported(p, start, "DECLARE CURSOR");
}
export function openCursor(p: Parser): Command {
  const start = p.pos;
  p.expect("OPEN");
  multipartName(p);
  if (p.accept("USING")) usingList(p);
  return unsupported(p, start, "OPEN");
}
export function fetchCursor(p: Parser): Command {
  const start = p.pos;
  p.expect("FETCH");
  if (p.at("NEXT", "FROM")) p.pos++;
  if (p.kind === "FROM" && isName(p, p.peek())) p.pos++;
  multipartName(p);
  p.expect("INTO");
  p.list(multipartName);
  return unsupported(p, start, "FETCH");
}
export function closeCursor(p: Parser): Command {
  const start = p.pos;
  p.expect("CLOSE");
  multipartName(p);
  return unsupported(p, start, "CLOSE");
}
