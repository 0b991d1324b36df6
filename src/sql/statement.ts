/** One statement: a query or a command. */
import type { Statement } from "../plan/command.ts";
import type { Parser } from "./parser.ts";
import { query } from "./query.ts";

export function statement(p: Parser): Statement {
  return { kind: "Query", plan: query(p) };
}
