/** Which of two common table expressions of one name is meant: `spark.sql.legacy.ctePrecedencePolicy`. */
import type { SqlConf } from "../catalog/sql-conf.ts";
import type { WithCTE } from "../plan/relation.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { CteFrame, CteScope, Env } from "./analyzer.ts";

const POLICY = "spark.sql.legacy.ctePrecedencePolicy";
const policyOf = (conf: SqlConf): string => (conf.get(POLICY) ?? "CORRECTED").toUpperCase();

/** The inner one; under the policy LEGACY, in definitions and subqueries, the one that was there before. */
export function findCte(conf: SqlConf, env: Env, name: string): CteScope | undefined {
  if (env.within?.around !== undefined && policyOf(conf) === "LEGACY") {
    let outermost: CteScope | undefined;
    for (let c: CteScope | undefined = env.within.around; c !== undefined; c = c.next) {
      if (c.name === name) outermost = c;
    }
    if (outermost !== undefined) return outermost;
  }
  for (let c = env.ctes; c !== undefined; c = c.next) if (c.name === name) return c;
  return undefined;
}

/** Whether definitions here do not see those around: under the policy LEGACY, inside of definitions and subqueries. */
export function definesApart(conf: SqlConf, env: Env): boolean {
  return env.within?.around !== undefined && policyOf(conf) === "LEGACY";
}

/** What the policies refuse of a definition in `rel`. */
export function checkPrecedence(
  conf: SqlConf,
  rel: WithCTE,
  { name }: WithCTE["ctes"][number],
  within: CteFrame | undefined,
): void {
  const policy = policyOf(conf);
  if (policy === "LEGACY" && rel.recursive) {
    throw new AnalysisException("RECURSIVE_CTE_IN_LEGACY_MODE");
  }
  if (policy !== "EXCEPTION" || within?.query !== rel) return;
  for (let c = within.around; c !== undefined; c = c.next) {
    if (c.name !== name.toLowerCase()) continue;
    throw new AnalysisException("AMBIGUOUS_ALIAS_IN_NESTED_CTE", {
      name: quoteText(name),
      config: `"${POLICY}"`,
      docroot: "https://spark.apache.org/docs/latest",
    });
  }
}
