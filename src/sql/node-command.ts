/** Short constructors for commands, and the refusals they share. */
import type { Command, UnsupportedStatement } from "../plan/command.ts";
import type { Parser } from "./parser.ts";
import { quoteText } from "../types/name-text.ts";

type WithoutOrigin<T> = T extends unknown ? Omit<T, "origin"> : never;

export function command<T extends Command>(p: Parser, start: number, node: WithoutOrigin<T>): T {
  (node as { origin?: unknown }).origin = p.origin(start);
  return Object.freeze(node) as unknown as T;
}
/** A statement that parses here and fails by name when it is run. */
export function unsupported(p: Parser, start: number, statement: string): Command {
  return command<UnsupportedStatement>(p, start, { kind: "UnsupportedStatement", statement });
}

/** What Spark's grammar knows only to refuse it. */
export function invalidClause(p: Parser, start: number, operation: string): never {
  p.reject("INVALID_STATEMENT_OR_CLAUSE", { operation }, start);
}
/** A statement of Hive that Spark does not take, named by its leading keywords. */
export function invalidStatement(p: Parser): never {
  const start = p.pos;
  const second = /^(?:ROLE|TABLE|DATABASE|TRANSACTION)$/.test(p.peek()) ? ` ${p.peek()}` : "";
  const first = p.kind;
  if (/^(?:EXPORT|IMPORT|LOCK|UNLOCK|START)$/.test(first) && second === "") p.fail(p.pos + 1);
  p.restText();
  invalidClause(p, start, first + second);
}

/** `IF NOT EXISTS` */
export function ifNotExists(p: Parser): boolean {
  if (p.at("IF", "!")) p.fail(p.pos + 1);
  return p.acceptAll("IF", "NOT", "EXISTS");
}
/** `IF EXISTS` */
export function ifExists(p: Parser): boolean {
  return p.acceptAll("IF", "EXISTS");
}
/** DATABASE, SCHEMA or NAMESPACE. */
export function acceptNamespace(p: Parser): boolean {
  return p.acceptAny("DATABASE", "SCHEMA", "NAMESPACE") !== undefined;
}
export function atNamespace(p: Parser): boolean {
  return /^(?:DATABASE|SCHEMA|NAMESPACE)$/.test(p.kind);
}
/** FROM or IN. */
export function acceptIn(p: Parser): boolean {
  return p.acceptAny("FROM", "IN") !== undefined;
}

/** Refuses a clause's second occurrence. */
/** The error of a clause that is there twice. */
type Twice = (clause: string) => readonly [condition: string, parameters: { readonly [name: string]: string }];
export class Clauses {
  readonly #p: Parser;
  readonly #start: number;
  readonly #seen = new Set<string>();
  readonly #twice: Twice;
  constructor(p: Parser, start: number, twice: Twice = (clauseName) => ["DUPLICATE_CLAUSES", { clauseName }]) {
    this.#p = p;
    this.#start = start;
    this.#twice = twice;
  }
  once(clause: string): void {
    if (this.#seen.has(clause)) this.#p.defer(...this.#twice(clause), this.#start);
    this.#seen.add(clause);
  }
  has(clause: string): boolean {
    return this.#seen.has(clause);
  }
}

/** Temporary objects bear one name, or are qualified by the session's own schema. */
export function checkTemporaryName(p: Parser, start: number, kind: string, nameParts: readonly string[]): void {
  const qualifier = nameParts
    .slice(0, -1)
    .map((part) => part.toLowerCase())
    .join(".");
  if (qualifier === "" || qualifier === "session" || qualifier === "system.session") return;
  const parameters = {
    objectType: kind,
    objectName: quoteText(nameParts.at(-1)!),
    qualifier: quoteText(nameParts.slice(0, -1).join(".")),
  };
  p.reject("INVALID_TEMP_OBJ_QUALIFIER", parameters, start);
}
