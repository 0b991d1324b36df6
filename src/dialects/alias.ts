/** Aliases, with and without AS. */
import type { DialectReader } from "./reader.ts";

/** Words that some grammar takes for an alias although they begin something else. */
const NO_ALIAS: ReadonlySet<string> = new Set(
  `AND ANTI ASC ASOF BETWEEN COLLATE CROSS DESC DIV ESCAPE EXCEPT EXCLUDE FETCH FILTER FINAL FOR FROM FULL GLOB GROUP HAVING
  IGNORE ILIKE IN INNER INTERSECT INTERVAL INTO IS ISNULL JOIN LATERAL LEFT LIKE LIMIT MATCH MEMBER MINUS MOD NATURAL NOT
  NOTNULL OFFSET ON OR ORDER OUTER OVER OVERLAPS PARTITION PIVOT QUALIFY REGEXP REPLACE RESPECT RIGHT RLIKE SAMPLE SELECT
  SEMI SET SIMILAR SOUNDS STRAIGHT_JOIN TABLESAMPLE UNION UNPIVOT USE USING WHERE WINDOW WITH WITHIN XOR`.split(/\s+/),
);

/** An alias that is in the tree, too. */
export function aliasName(r: DialectReader, known: string): string {
  const start = r.pos;
  const isMarked = r.accept("AS");
  const { kind, text } = r.token;
  if (!isMarked && kind === "word" && NO_ALIAS.has(text)) r.refuse();
  const name = isMarked && kind === "string" ? r.string() : r.name();
  return name.toLowerCase() === known.toLowerCase() ? name : r.refuse(undefined, start);
}
