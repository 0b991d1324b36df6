/** Which function a name means that SQL text defined: a temporary one first, then one of the current database. */
import { exists } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import { CATALOG } from "../catalog/session-catalog.ts";
import type { CreateFunction } from "../plan/command.ts";
import { contextFrom } from "../plan/query-context.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { AnalysisSession } from "./analysis-context.ts";

export interface SqlFunction {
  readonly definition: CreateFunction;
  /** All parts, as errors quote them and columns are named after them; temporary functions have one. */
  readonly parts: readonly string[];
}

export function findSqlFunction(session: AnalysisSession, nameParts: readonly string[]): SqlFunction | undefined {
  const lower = nameParts.map((part) => part.toLowerCase());
  const name = lower.at(-1) as string;
  const qualifier = lower.slice(0, -1).join(".");
  if (["", "session", "system.session"].includes(qualifier)) {
    const definition = session.functions.get(name);
    if (definition !== undefined) return { definition, parts: [name] };
    if (qualifier !== "") return undefined;
  }
  const parts = lower[0] === CATALOG && lower.length === 3 ? lower.slice(1) : lower;
  if (parts.length > 2) return undefined;
  const database = parts.length === 2 ? (parts[0] as string) : session.catalog.currentDatabase.toLowerCase();
  const definition = session.catalog.shared.databases.get(database)?.functions.get(name);
  return definition && { definition, parts: [CATALOG, database, name] };
}

/** Refuses a call in the expression, where Spark has no place for the body. */
export function refuseSqlFunction(e: TypedExpr, nodeName: string): void {
  exists(e, (x) => {
    if (x.kind !== "Call" || x.fn.name !== "sql_function_call") return false;
    const parameters = { functionName: quoteText(x.name), nodeName };
    throw new AnalysisException("UNSUPPORTED_SQL_UDF_USAGE", parameters, { queryContext: contextFrom(x.origin) });
  });
}
