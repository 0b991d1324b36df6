/** Which built-in functions the cases call over columns, and how often. */
import { parseStatement } from "../src/sql/index.ts";
import { readCaseFiles, statementsOf } from "./case-files.ts";

type Node = { readonly [key: string]: unknown };
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;

/** Whether a column is named anywhere inside. */
function namesColumn(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(namesColumn);
  if (!isNode(value)) return false;
  if (value["kind"] === "UnresolvedAttribute" || value["kind"] === "UnresolvedNamedLambdaVariable") return true;
  return Object.values(value).some(namesColumn);
}
/** Calls the visitor with the name of each call that has a column among its arguments, or has no arguments. */
function visitCalls(value: unknown, visit: (name: string) => void): void {
  if (Array.isArray(value)) return value.forEach((item) => visitCalls(item, visit));
  if (!isNode(value)) return;
  const { nameParts, functionName, arguments: given } = value;
  const name: unknown = Array.isArray(nameParts) ? nameParts.at(-1) : functionName;
  if (typeof name === "string" && Array.isArray(given) && (given.length === 0 || namesColumn(given))) {
    visit(name.toLowerCase());
  }
  Object.values(value).forEach((item) => visitCalls(item, visit));
}

/** For each name in lower case, how many calls over columns the recorded cases have. */
export function callsOverColumns(): ReadonlyMap<string, number> {
  const calls = new Map<string, number>();
  const count = (name: string): void => void calls.set(name, (calls.get(name) ?? 0) + 1);
  for (const file of readCaseFiles("sql")) {
    for (const { name, parts } of file.cases) {
      if (!file.answers.has(name)) continue;
      try {
        for (const statement of statementsOf(parts["sql"] ?? "")) visitCalls(parseStatement(statement), count);
      } catch {
        // A case may be about text that is no statement.
      }
    }
  }
  for (const file of readCaseFiles("api")) {
    for (const { parts } of file.cases) {
      for (const [, name = ""] of (parts["ts"] ?? "").matchAll(/\bF\.(\w+)\((?:\)|[^)]*?(?:\bcol\(|["'`]\w+["'`]))/g)) {
        count(name.toLowerCase());
      }
    }
  }
  return calls;
}
