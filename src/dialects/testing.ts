/** For tests of the dialects: trees without places, and with Spark's names for the dialects' own operators. */
import type { Project } from "../plan/relation.ts";
import { bare } from "../sql/testing.ts";
import { parseDialect } from "./index.ts";

const OPERATORS: { readonly [name: string]: string } = {
  add: "+",
  subtract: "-",
  divide: "/",
  divide_shown: "/",
  div: "div",
  remainder: "%",
  concat: "||",
  and: "&",
  or: "|",
  xor: "^",
};
function inSparksTerms(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSparksTerms);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => {
      if (key !== "nameParts") return [key, inSparksTerms(field)];
      const [name = "", ...others] = field as string[];
      const own = /^(?:postgresql|mysql|snowflake|bigquery|dialect)_(.*)$/.exec(name)?.[1];
      return [key, [own === undefined ? name : (OPERATORS[own] ?? own), ...others]];
    }),
  );
}

/** The first column of `SELECT ... FROM t`. */
export function columnOf(expression: string, dialect: string): unknown {
  const statement = parseDialect(`SELECT ${expression} FROM t`, dialect);
  if (statement.kind !== "Query" || statement.plan.kind !== "Project") throw new Error(`no list: ${expression}`);
  return inSparksTerms(bare((statement.plan as Project).expressions[0]));
}
/** The tree of a query. */
export function queryOf(sql: string, dialect: string): unknown {
  const statement = parseDialect(sql, dialect);
  if (statement.kind !== "Query") throw new Error(`no query: ${sql}`);
  return inSparksTerms(bare(statement.plan));
}
