/** The names by which text may call functions: those that SHOW FUNCTIONS lists. */
import { builtins } from "./registry.ts";

/** Rows that plans call by themselves and special syntax stands for. */
const UNNAMEABLE: ReadonlySet<string> = new Set(
  `bucket casewhen collect_frequent_items days drop_fields get_array_item get_array_struct_fields get_map_value get_struct_field hours ilikeall
  ilikeany isfalse isnotfalse isnottrue isnotunknown istrue isunknown likeall likeany months negate notilikeall notilikeany notlikeall
  notlikeany product scalar_subquery_value sql_function_call timestampadd timestampdiff to_pretty_string unwrap_udt with_field
  write_side_check years`.split(/\s+/),
);
/** What has a name and is no row: an operator, special syntax and sources of rows. */
const OTHERS: readonly string[] = ["||", "cast", "python_worker_logs", "range"];

/** Whether text may call a row by this name, in lower case. */
export function isNameable(name: string): boolean {
  return !UNNAMEABLE.has(name) && !name.startsWith("$");
}
export function functionNames(): string[] {
  return [...builtins.keys(), ...OTHERS].filter(isNameable);
}
