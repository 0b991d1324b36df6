/** Functions that take values of their types as they are: no argument is cast, and a value of no type counts as NULL. */
import { literal } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { FunctionRow } from "../logical/function-row.ts";
import { NULL } from "../types/data-type.ts";

const EXACT: ReadonlySet<string> = new Set(
  `array_distinct array_join array_repeat bit_and bit_count bit_or bit_xor collate collation count_min_sketch counter_diff date_add date_sub format_number from_csv
  from_json from_xml get_json_object hll_sketch_agg hll_sketch_estimate hll_union hll_union_agg is_valid_variant
  is_variant_null json_array_length json_object_keys map_entries map_from_arrays map_keys map_values kll_merge_agg_bigint kll_merge_agg_double kll_merge_agg_float
  kll_sketch_agg_bigint kll_sketch_agg_double kll_sketch_agg_float mask parse_json parse_url rand randn randstr
  schema_of_variant schema_of_variant_agg shuffle size sort_array soundex str_to_map theta_difference theta_intersection theta_intersection_agg
  theta_sketch_agg theta_sketch_estimate theta_union theta_union_agg timestamp_micros timestamp_millis timestamp_nanos
  timestamp_seconds to_csv to_json to_unix_timestamp to_xml try_parse_json try_variant_array_append try_variant_get
  tuple_difference_double tuple_difference_integer tuple_difference_theta_double tuple_difference_theta_integer
  tuple_intersection_agg_double tuple_intersection_agg_integer tuple_intersection_double tuple_intersection_integer
  tuple_intersection_theta_double tuple_intersection_theta_integer tuple_sketch_estimate_double
  tuple_sketch_estimate_integer tuple_sketch_summary_double tuple_sketch_summary_integer tuple_sketch_theta_double
  tuple_sketch_theta_integer tuple_union_agg_double tuple_union_agg_integer tuple_union_double tuple_union_integer
  tuple_union_theta_double tuple_union_theta_integer uniform unix_date unix_timestamp unix_micros unix_millis unix_nanos unix_seconds
  variant_array_append variant_delete variant_get variant_insert variant_set variant_strip_nulls xpath xpath_boolean
  xpath_double xpath_float xpath_int xpath_long xpath_short xpath_string`.split(/\s+/),
);
/** The argument that may be of any type. */
const FREE: { readonly [name: string]: number } = {
  array_repeat: 0,
  variant_set: 2,
  variant_insert: 2,
  variant_array_append: 2,
  try_variant_array_append: 2,
};

/** The arguments with NULL for those of no type. */
export function withoutVoid(row: FunctionRow, args: readonly TypedExpr[]): readonly TypedExpr[] {
  if (!args.some((e) => e.dataType.kind === "void" && e.kind !== "Literal") || !EXACT.has(row.name)) return args;
  const free = FREE[row.name];
  return args.map((e, i) => (e.dataType.kind === "void" && i !== free ? literal(null, NULL) : e));
}
