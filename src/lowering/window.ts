/** Window functions. */
import type { WindowNode } from "../logical/relation.ts";
import type { NodeRef } from "../polars/plan.ts";
import { unsupported } from "../types/spark-error.ts";
import type { RelationLowering } from "./relation-lowering.ts";

export function lowerWindow(low: RelationLowering, rel: WindowNode): NodeRef {
  void low;
  throw unsupported(`window functions (${rel.windows[0]?.name ?? ""})`);
}
