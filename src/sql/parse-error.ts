import { messageOf } from "../types/error-conditions.ts";
import { SqlContext } from "../types/query-context.ts";
import { ParseException, type MessageParameters } from "../types/spark-error.ts";

/** A place in SQL text, as an error shows it. `stop` is inclusive. */
export interface ErrorPlace {
  readonly start: number;
  readonly stop: number;
  readonly line: number;
  readonly column: number;
}

/** The error of a condition at a place of the text, with the line marked as Spark does. */
export function parseErrorAt(
  sql: string,
  condition: string,
  parameters: MessageParameters,
  place: ErrorPlace,
): ParseException {
  const { start, stop, line, column } = place;
  const lines = sql.split("\n");
  const shown = [...lines.slice(0, line), `${"-".repeat(column)}^^^`, ...lines.slice(line)];
  const message = `${messageOf(condition, parameters)} (line ${line}, pos ${column})\n\n== SQL ==\n${shown.join("\n")}\n`;
  return new ParseException(condition, parameters, {
    message,
    queryContext: [new SqlContext(sql, start, Math.max(start, stop))],
  });
}
