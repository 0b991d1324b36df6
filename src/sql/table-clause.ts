/** Clauses that several statements on tables share. */
import type { Parser } from "./parser.ts";
import { properties } from "./property.ts";
import { stringText } from "./string-literal.ts";

/** `ROW FORMAT SERDE '...'` or `ROW FORMAT DELIMITED ...`; tells whether one was there. */
export function rowFormat(p: Parser): boolean {
  if (!p.acceptAll("ROW", "FORMAT")) return false;
  if (p.accept("SERDE")) {
    stringText(p);
    if (p.acceptAll("WITH", "SERDEPROPERTIES")) properties(p);
    return true;
  }
  p.expect("DELIMITED");
  if (p.acceptAll("FIELDS", "TERMINATED", "BY")) {
    stringText(p);
    if (p.acceptAll("ESCAPED", "BY")) stringText(p);
  }
  for (const words of [["COLLECTION", "ITEMS"], ["MAP", "KEYS"], ["LINES"]]) {
    if (!p.acceptAll(...words, "TERMINATED", "BY")) continue;
    const start = p.pos;
    const text = stringText(p);
    if (words[0] === "LINES" && text !== "\n") p.reject("_LEGACY_ERROR_TEMP_0064", { msg: "LINES TERMINATED BY only supports newline '\\n' right now" }, start);
  }
  if (p.acceptAll("NULL", "DEFINED", "AS")) stringText(p);
  return true;
}
