/** Functions that SQL lets stand without parentheses, where no column has the name. */
const NAMES: ReadonlySet<string> = new Set([
  "current_date",
  "current_timestamp",
  "current_time",
  "current_user",
  "current_path",
  "localtime",
]);

export function literalFunction(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (lower === "grouping__id") return "grouping_id";
  if (lower === "user" || lower === "session_user") return "current_user";
  return NAMES.has(lower) ? lower : undefined;
}
