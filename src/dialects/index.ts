/** Queries in other dialects of SQL, to the same plan nodes that Spark's gives. */
import type { Relation } from "../plan/relation.ts";
import type { Statement } from "../plan/command.ts";
import { bindParameters, type ParameterValues } from "../sql/index.ts";
import { parseErrorAt } from "../sql/parse-error.ts";
import { IllegalArgumentException, ParseException } from "../types/spark-error.ts";
import { type AstNode, isNode } from "./ast.ts";
import { bigquery } from "./bigquery.ts";
import type { Dialect } from "./dialect.ts";
import { parserOf } from "./load.ts";
import { mysql } from "./mysql.ts";
import { postgresql } from "./postgresql.ts";
import { query } from "./query.ts";
import { DialectReader } from "./reader.ts";
import { snowflake } from "./snowflake.ts";

const DIALECTS: ReadonlyMap<string, Dialect> = new Map(
  [postgresql, mysql, snowflake, bigquery].map((dialect) => [dialect.name, dialect]),
);

/**
 * A query in a dialect. Text its grammar refuses raises `PARSE_SYNTAX_ERROR`; what is not a query, or cannot be shown to
 * mean the same in Spark's terms, raises `UNSUPPORTED_FEATURE` with the piece of text; an unknown dialect is an
 * `IllegalArgumentException`.
 */
export function parseDialect(sql: string, name: string, parameters?: ParameterValues): Statement {
  const dialect = DIALECTS.get(name.toLowerCase());
  if (dialect === undefined) {
    const known = ["spark", ...DIALECTS.keys()].join(", ");
    throw new IllegalArgumentException(null, {}, { message: `unknown SQL dialect ${name}; known are ${known}` });
  }
  const astify = parserOf(dialect);
  if (sql.trim() === "")
    throw parseErrorAt(sql, "PARSE_EMPTY_STATEMENT", {}, { start: 0, stop: 0, line: 1, column: 0 });
  try {
    const plan = translated(new DialectReader(sql, dialect), tree(sql, dialect, astify));
    return { kind: "Query", plan: parameters === undefined ? plan : bindParameters(plan, parameters) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw parseErrorAt(sql, "FAILED_TO_PARSE_TOO_COMPLEX", {}, { start: 0, stop: sql.length - 1, line: 1, column: 0 });
  }
}

function translated(r: DialectReader, root: AstNode | undefined): Relation {
  if (root?.type !== "select") return r.refuse("anything but one query");
  const plan = query(r, root);
  while (r.accept(";"));
  return r.token.kind === "end" ? plan : r.refuse();
}

/** The root of the library's tree; undefined for several statements. */
function tree(sql: string, dialect: Dialect, astify: (sql: string) => unknown): AstNode | undefined {
  const result = parsed(sql, dialect, astify);
  const roots: unknown[] = Array.isArray(result) ? result : [result];
  const [root] = roots;
  return roots.length === 1 && isNode(root) ? root : undefined;
}
function parsed(sql: string, dialect: Dialect, astify: (sql: string) => unknown): unknown {
  try {
    return astify(sql);
  } catch (error) {
    if (error instanceof RangeError || error instanceof ParseException) throw error;
    throw syntaxError(sql, dialect, error);
  }
}

function syntaxError(sql: string, { title }: Dialect, error: unknown): ParseException {
  const { offset } = (error as { location?: { start?: { offset?: number } } }).location?.start ?? {};
  const at = Math.min(typeof offset === "number" ? offset : 0, sql.length);
  const before = sql.slice(0, at);
  const rest = /^\s*(?:\w+|\S)?/.exec(sql.slice(at))![0].trim();
  const found = rest === "" ? "end of input" : `'${rest}'`;
  const place = { start: at, stop: at, line: before.split("\n").length, column: at - (before.lastIndexOf("\n") + 1) };
  const hint = `, as node-sql-parser reads ${title}`;
  return parseErrorAt(sql, "PARSE_SYNTAX_ERROR", { error: found, hint }, place);
}
