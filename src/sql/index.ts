/** The SQL front end: text to the unresolved plan nodes of `plan/`. */
import type { Statement } from "../plan/command.ts";
import type { Expression } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import type { DataType, StructType } from "../types/data-type.ts";
import { columnTypes, dataType, tableSchema } from "./data-type.ts";
import { namedExpression } from "./expression.ts";
import { multipartName } from "./identifier.ts";
import type { ParserOptions } from "./options.ts";
import { Parser } from "./parser.ts";
import { query } from "./query.ts";
import { statement } from "./statement.ts";

export { bindParameters } from "./bind-parameters.ts";
export type { ParameterValues, ParserOptions } from "./options.ts";

function parserOf(sql: string, options: ParserOptions | undefined): Parser {
  const p = new Parser(sql, options);
  if (sql.trim() === "") p.reject("PARSE_EMPTY_STATEMENT", {}, 0);
  return p;
}

/** A query or command, with or without a semicolon at its end. */
export function parseStatement(sql: string, options?: ParserOptions): Statement {
  return parserOf(sql, options).run(statement, ";");
}
/** Statements with semicolons between them, as in a file. */
export function parseStatements(sql: string, options?: ParserOptions): Statement[] {
  const p = new Parser(sql, options);
  p.severalStatements = true;
  return p.run((inner) => {
    const statements: Statement[] = [];
    for (;;) {
      while (inner.accept(";"));
      if (inner.kind === "eof") return statements;
      statements.push(statement(inner));
      if (inner.kind !== ";" && inner.kind !== "eof") inner.fail();
    }
  });
}
/** A query alone. */
export function parseQuery(sql: string, options?: ParserOptions): Relation {
  return parserOf(sql, options).run(query);
}
/** An expression, perhaps with an alias (`a + 1 AS b`). */
export function parseExpression(sql: string, options?: ParserOptions): Expression {
  return parserOf(sql, options).run(namedExpression);
}
/** A data type: `ARRAY<INT>`. */
export function parseDataType(sql: string, options?: ParserOptions): DataType {
  return parserOf(sql, options).run(dataType);
}
/** Columns with their types: `a INT NOT NULL COMMENT 'x', b STRUCT<c: INT>`. */
export function parseColumnTypes(sql: string, options?: ParserOptions): StructType {
  return parserOf(sql, options).run(columnTypes);
}
/** As {@link parseColumnTypes}, also with colons behind names, as programs may write them. */
export function parseTableSchema(sql: string, options?: ParserOptions): StructType {
  return parserOf(sql, options).run(tableSchema);
}
/** The parts of a name: ``a.`b.c` `` has two. */
export function parseIdentifierParts(sql: string, options?: ParserOptions): string[] {
  return parserOf(sql, options).run(multipartName);
}
