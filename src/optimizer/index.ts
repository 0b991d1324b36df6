/**
 * Rewrites of the analysed plan that the engine cannot do itself: subqueries to joins, comma joins to ordered joins,
 * user's functions to stages of their own.
 */
import type { Logical } from "../logical/relation.ts";
import { calmly } from "../types/stack-overflow.ts";
import { applyCollations } from "./collation.ts";
import { padCharComparisons } from "./char-padding.ts";
import { combineFilters } from "./combine-filters.ts";
import { orderJoins } from "./join-order.ts";
import { placePartitions } from "./partitions.ts";
import { pruneScans } from "./prune-scans.ts";
import { limitRecursion } from "./recursion-limit.ts";
import { leaveUnasked } from "./unasked.ts";
import { unnest } from "./unnest.ts";
import { extractUserFunctions } from "./user-functions.ts";

/** Of constants over one row each part is asked for: Spark works them out before it leaves out anything. */
export function optimizeConstants(plan: Logical): Logical {
  return calmly(() => applyCollations(padCharComparisons(plan)));
}
export function optimize(plan: Logical): Logical {
  return calmly(() =>
    pruneScans(
      combineFilters(
        extractUserFunctions(
          limitRecursion(orderJoins(unnest(applyCollations(padCharComparisons(placePartitions(leaveUnasked(plan))))))),
        ),
      ),
    ),
  );
}
