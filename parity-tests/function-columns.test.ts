/** Each built-in function is called over columns, at least three times, in cases that Spark answered. */
import { expect, test } from "vitest";
import { builtins } from "../src/builtins/registry.ts";
import { callsOverColumns } from "./function-columns.ts";

const LEAST = 3;
const words = (text: string): string[] => text.trim().split(/\s+/);

/** Names that no such case can be asked of, by the reason. */
const EXEMPT: { readonly [reason: string]: readonly string[] } = {
  "takes no column, or nothing but constants": words(`
    version current_user user session_user current_catalog current_schema current_path curdate
    current_time localtime schema_of_csv schema_of_xml collations sql_keywords ntile`),
  "answers differently each time": words("random randn randstr uniform"),
  "the parser writes it in another way": words("! = <> case casewhen isnotunknown isnottrue isnotfalse"),
  "its values stand behind WITHIN GROUP": words("percentile_cont percentile_disc"),
  "says how a table is divided": words("months days hours"),
  "SQL has no name for it": words(`
    sql_function_call write_side_check scalar_subquery_value to_pretty_string get_array_item get_map_value
    get_struct_field get_array_struct_fields with_field drop_fields collect_frequent_items unwrap_udt`),
};

test("each function is called over columns three times", () => {
  const calls = callsOverColumns();
  const exempt = new Set(Object.values(EXEMPT).flat());
  const named = [...builtins].filter(([name, row]) => row.unsupported === undefined && !name.startsWith("$"));
  const short = named.filter(([name]) => !exempt.has(name) && (calls.get(name) ?? 0) < LEAST);
  expect(short.map(([name]) => `${name}: ${calls.get(name) ?? 0}`)).toEqual([]);
});
test("an exemption is needed", () => {
  const calls = callsOverColumns();
  const names = Object.values(EXEMPT).flat();
  expect(names.filter((name) => !builtins.has(name) || (calls.get(name) ?? 0) >= LEAST)).toEqual([]);
});
