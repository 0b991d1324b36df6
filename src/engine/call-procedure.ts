/** CALL: no catalog here has procedures, nor has Spark's own. */
import { CATALOG } from "../catalog/session-catalog.ts";
import { quoteNames } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";

export function callProcedure(engine: EmbeddedEngine, nameParts: readonly string[]): never {
  if (nameParts[0]?.toLowerCase() === CATALOG) {
    if (nameParts.length === 3) {
      throw new AnalysisException("MISSING_CATALOG_ABILITY.PROCEDURES", { plugin: CATALOG });
    }
    const identifier = quoteNames(nameParts.slice(1));
    throw new AnalysisException("REQUIRES_SINGLE_PART_NAMESPACE", { sessionCatalog: CATALOG, identifier });
  }
  throw new AnalysisException("UNRESOLVED_ROUTINE", {
    routineName: quoteNames(nameParts),
    searchPath: engine.session.catalog.searchPath,
  });
}
