/** What a script's handlers must be like: checked before its first statement runs, so that no handler sees the errors. */
import type { DeclareHandler, ScriptBlock } from "../plan/script.ts";
import { someNode } from "../plan/written-tree.ts";
import { isCondition } from "../types/error-conditions.ts";
import { AnalysisException } from "../types/spark-error.ts";

export function checkHandlers(script: ScriptBlock): void {
  const known = new Set<string>();
  someNode(script, (node) => {
    if (node.kind === "DeclareCondition") known.add(String(node["name"]).toUpperCase());
    return undefined;
  });
  someNode(script, (node) => {
    if (node.kind === "ScriptBlock") checkBlock(node as unknown as ScriptBlock, known);
    return undefined;
  });
}

function checkBlock({ statements }: ScriptBlock, known: ReadonlySet<string>): void {
  const handlers = statements.filter((s) => s.kind === "DeclareHandler");
  for (const [i, handler] of handlers.entries()) {
    const unknown = handler.conditions.find((c) => !known.has(c) && !isCondition(c));
    if (unknown !== undefined) {
      throw new AnalysisException("INVALID_HANDLER_DECLARATION.CONDITION_NOT_FOUND", { condition: unknown });
    }
    for (const other of handlers.slice(0, i)) refuseSame(handler, other);
  }
}
function refuseSame(handler: DeclareHandler, other: DeclareHandler): void {
  const condition =
    handler.conditions.find((c) => other.conditions.includes(c)) ??
    (handler.sqlException && other.sqlException ? "SQLEXCEPTION" : undefined) ??
    (handler.notFound && other.notFound ? "NOT FOUND" : undefined);
  if (condition !== undefined) throw new AnalysisException("DUPLICATE_EXCEPTION_HANDLER.CONDITION", { condition });
  const sqlState = handler.sqlStates.find((c) => other.sqlStates.includes(c));
  if (sqlState !== undefined) throw new AnalysisException("DUPLICATE_EXCEPTION_HANDLER.SQLSTATE", { sqlState });
}
