/** Which errors on data tell their place in the query: Spark gives it to those alone that ANSI mode brings, and not to all. */
import type { TypedExpr } from "../logical/expression.ts";
import { contextFrom } from "../plan/query-context.ts";
import type { QueryContext } from "../types/query-context.ts";

/** Conditions, or their first parts, that have no place whatever raises them. */
const NOWHERE: ReadonlySet<string> = new Set([
  "CANNOT_PARSE_TIME",
  "CANNOT_PARSE_TIMESTAMP",
  "CAST_OVERFLOW",
  "COLLECTION_SIZE_LIMIT_EXCEEDED",
  "DATETIME_FIELD_OUT_OF_BOUNDS",
  "DATETIME_OVERFLOW",
  "DUPLICATED_MAP_KEY",
  "ILLEGAL_DAY_OF_WEEK",
  "INVALID_INTERVAL_FORMAT",
  "INVALID_PARAMETER_VALUE",
  "INVALID_TIMEZONE",
  "NULL_MAP_KEY",
  "USER_RAISED_EXCEPTION",
  "_LEGACY_ERROR_TEMP_2128",
]);
/** Functions none of whose errors has a place. */
const NOWHERE_OF: ReadonlySet<string> = new Set([
  "abs",
  "add_months",
  "make_interval",
  "negative",
  "split_part",
  "try_element_at",
]);
/** Functions and conditions that have a place in every mode. */
const ALWAYS_OF: ReadonlySet<string> = new Set(["array_insert", "make_dt_interval", "make_ym_interval"]);
const ALWAYS: ReadonlySet<string> = new Set(["INTERVAL_DIVIDED_BY_ZERO"]);

/** The place of an error that an expression raises on data. */
export function placeOfRaised(e: TypedExpr, condition: string): readonly QueryContext[] {
  return isPlaced(e, condition) ? contextFrom(e.origin) : [];
}
function isPlaced(e: TypedExpr, condition: string): boolean {
  const [main = ""] = condition.split(".");
  if (NOWHERE.has(main)) return false;
  if (e.kind === "Cast") return e.mode !== "legacy";
  if (e.kind !== "Call") return true;
  if (ALWAYS.has(main) || ALWAYS_OF.has(e.fn.name)) return true;
  if (e.mode === "legacy" || NOWHERE_OF.has(e.fn.name)) return false;
  // Sums and differences of intervals and of the smallest integers.
  if (main === "INTERVAL_ARITHMETIC_OVERFLOW") return e.fn.kind === "aggregate";
  return !(main === "BINARY_ARITHMETIC_OVERFLOW" && ["byte", "short"].includes(e.dataType.kind));
}
