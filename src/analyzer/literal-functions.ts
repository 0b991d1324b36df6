/** Functions that SQL lets stand without parentheses, where no column has the name. */
const NAMES: ReadonlySet<string> = new Set([
  "current_date",
  "current_timestamp",
  "current_time",
  "localtimestamp",
  "current_user",
  "user",
  "session_user",
  "current_catalog",
  "current_database",
  "current_schema",
  "current_path",
  "localtime",
]);

export function literalFunction(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (lower === "grouping__id") return "grouping_id";
  return NAMES.has(lower) ? lower : undefined;
}
