/** CREATE FUNCTION: SQL functions, and classes of the JVM (which only parse). */
import type { Command, CreateFunction } from "../plan/command.ts";
import { columnDefinition } from "./column-definition.ts";
import { columnTypes, dataType } from "./data-type.ts";
import { anyExpression } from "./expression.ts";
import { commandName } from "./identifier-clause.ts";
import { name } from "./identifier.ts";
import { checkTemporaryName, Clauses, command, ifNotExists, invalidClause, unsupported } from "./node-command.ts";
import type { Parser } from "./parser.ts";
import { query } from "./query.ts";
import { stringText } from "./string-literal.ts";
import { atCollation, collation, comment } from "./table-clause.ts";

interface Header {
  readonly replace: boolean;
  readonly temporary: boolean;
}

export function createFunction(p: Parser, start: number, header: Header): Command {
  const { replace, temporary } = header;
  p.expect("FUNCTION");
  const notExists = ifNotExists(p);
  const nameParts = commandName(p);
  if (p.accept("AS")) return classFunction(p, start, header, notExists);
  p.expect("(");
  const parameters = p.kind === ")" ? [] : p.list(parameter);
  p.expect(")");
  let returns: Pick<CreateFunction, "returnType" | "returnTable"> = {};
  if (p.accept("RETURNS")) returns = returnType(p);
  const characteristics = routineCharacteristics(p, start);
  p.expect("RETURN");
  const bodyStart = p.pos;
  // The body is a query if it can be one.
  const plan = p.attempt("function query", (inner) => {
    const result = query(inner);
    if (inner.kind !== "eof" && inner.kind !== ";") inner.fail();
    return result;
  });
  const body = plan === undefined ? anyExpression(p) : undefined;
  if (notExists && replace) p.reject("INVALID_SQL_SYNTAX.CREATE_ROUTINE_WITH_IF_NOT_EXISTS_AND_REPLACE", {}, start);
  if (temporary && notExists) p.reject("INVALID_SQL_SYNTAX.CREATE_TEMP_FUNC_WITH_IF_NOT_EXISTS", {}, start);
  if (temporary) checkTemporaryName(p, start, "FUNCTION", nameParts);
  return command<CreateFunction>(p, start, {
    kind: "CreateFunction",
    nameParts,
    temporary,
    replace,
    ifNotExists: notExists,
    parameters,
    ...returns,
    ...(body === undefined ? {} : { body }),
    ...(plan === undefined ? {} : { query: plan }),
    ...characteristics,
    sqlText: p.textFrom(bodyStart),
  });
}

/** `CREATE FUNCTION f AS 'a.b.C' USING JAR '...'` */
function classFunction(p: Parser, start: number, { replace, temporary }: Header, notExists: boolean): Command {
  stringText(p);
  if (p.accept("USING")) {
    p.list((inner) => {
      const kind = name(inner);
      if (!/^(?:jar|file|archive)$/i.test(kind)) {
        inner.reject("_LEGACY_ERROR_TEMP_0035", { message: `CREATE FUNCTION with resource type '${kind}'` }, start);
      }
      stringText(inner);
    });
  }
  if (replace && notExists) {
    p.reject("INVALID_SQL_SYNTAX.CREATE_ROUTINE_WITH_IF_NOT_EXISTS_AND_REPLACE", {}, start);
  }
  if (temporary && notExists) p.reject("INVALID_SQL_SYNTAX.CREATE_TEMP_FUNC_WITH_IF_NOT_EXISTS", {}, start);
  return unsupported(p, start, "CREATE FUNCTION of a class");
}

function parameter(p: Parser): CreateFunction["parameters"][number] {
  const start = p.pos;
  const { field, defaultExpression } = columnDefinition(p);
  if (!field.nullable) {
    p.reject("USER_DEFINED_FUNCTIONS.NOT_NULL_ON_FUNCTION_PARAMETERS", { input: p.textFrom(start) }, start);
  }
  const base = { name: field.name, dataType: field.dataType };
  return defaultExpression === undefined ? base : { ...base, defaultExpression };
}

/** `RETURNS INT`, `RETURNS TABLE (a INT)`, `RETURNS TABLE` */
function returnType(p: Parser): Pick<CreateFunction, "returnType" | "returnTable"> {
  if (p.kind !== "TABLE") return { returnType: dataType(p) };
  p.pos++;
  if (!p.accept("(")) return { returnTable: true };
  const returnTable = columnTypes(p);
  p.expect(")");
  return { returnTable };
}

function routineCharacteristics(p: Parser, start: number): Pick<CreateFunction, "comment" | "deterministic"> {
  const seen = new Clauses(p, start);
  const result: { comment?: string; deterministic?: boolean } = {};
  const accepted = (clause: string, ...words: string[]): boolean => {
    if (!p.acceptAll(...words)) return false;
    seen.once(clause);
    return true;
  };
  for (;;) {
    if (accepted("LANGUAGE", "LANGUAGE")) {
      const language = name(p);
      if (!/^sql$/i.test(language))
        p.reject("_LEGACY_ERROR_TEMP_0035", { message: `a function in the language ${language}` }, start);
    } else if (accepted("SPECIFIC", "SPECIFIC")) {
      name(p);
      invalidClause(p, start, "SQL function with SPECIFIC name");
    } else if (accepted("DETERMINISTIC", "DETERMINISTIC")) result.deterministic = true;
    else if (accepted("DETERMINISTIC", "NOT", "DETERMINISTIC")) result.deterministic = false;
    else if (accepted("SQL DATA ACCESS", "NO", "SQL")) invalidClause(p, start, "SQL function with NO SQL");
    else if (accepted("SQL DATA ACCESS", "CONTAINS", "SQL")) continue;
    else if (accepted("SQL DATA ACCESS", "READS", "SQL", "DATA")) continue;
    else if (accepted("SQL DATA ACCESS", "MODIFIES", "SQL", "DATA")) {
      invalidClause(p, start, "SQL function with MODIFIES SQL DATA");
    } else if (accepted("NULL CALL", "RETURNS", "NULL", "ON", "NULL", "INPUT")) {
      invalidClause(p, start, "SQL function with RETURNS NULL ON NULL INPUT");
    } else if (accepted("NULL CALL", "CALLED", "ON", "NULL", "INPUT")) continue;
    else if (accepted("SQL SECURITY RIGHTS", "SQL", "SECURITY", "DEFINER")) continue;
    else if (accepted("SQL SECURITY RIGHTS", "SQL", "SECURITY", "INVOKER")) {
      invalidClause(p, start, "SQL function with SQL SECURITY INVOKER");
    } else if (p.kind === "COMMENT") {
      seen.once("COMMENT");
      result.comment = comment(p);
    } else if (atCollation(p)) {
      seen.once("DEFAULT COLLATION");
      collation(p);
    } else return result;
  }
}
