/** Whether two names mean the same column, field or variable (`spark.sql.caseSensitive`). */
export function sameName(a: string, b: string, caseSensitive: boolean): boolean {
  return caseSensitive ? a === b : a.toLowerCase() === b.toLowerCase();
}
