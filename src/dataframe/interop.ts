/** Results as tables of other libraries. */
import type { Table } from "apache-arrow";
import type { DataFrame as PolarsFrame } from "nodejs-polars";
import type { Relation } from "../plan/relation.ts";
import { unsupported } from "../types/spark-error.ts";
import type { ActionOptions } from "./result-rows.ts";
import type { SessionContext } from "./session-context.ts";

export async function arrowTable(_context: SessionContext, _plan: Relation, _options?: ActionOptions): Promise<Table> {
  await Promise.resolve();
  throw unsupported("toArrow");
}

export async function polarsFrame(
  _context: SessionContext,
  _plan: Relation,
  _options?: ActionOptions,
): Promise<PolarsFrame> {
  await Promise.resolve();
  throw unsupported("toPolars");
}
