/** Text of a dialect that is not translated: the error names the dialect and the piece of text. */
import { ParseException } from "../types/spark-error.ts";
import type { Dialect } from "./dialect.ts";

/** `UNSUPPORTED_FEATURE` at a piece of the text; `stop` is behind it. */
export function refusal(dialect: Dialect, text: string, start: number, stop: number, why?: string): ParseException {
  const fragment = text.slice(start, stop);
  const feature = `${why ?? "what the tree of node-sql-parser does not account for"} in ${dialect.title}: ${fragment}`;
  const before = text.slice(0, start);
  const line = before.split("\n").length;
  const place = `line ${line}, pos ${start - (before.lastIndexOf("\n") + 1)}`;
  return new ParseException(
    "UNSUPPORTED_FEATURE",
    { feature, dialect: dialect.name, fragment },
    {
      message: `[UNSUPPORTED_FEATURE] SQL of other dialects: ${feature} (${place}) is not translated. SQLSTATE: 0A000`,
      queryContext: [{ contextType: "SQL", fragment, startIndex: start, stopIndex: Math.max(start, stop - 1) }],
    },
  );
}
