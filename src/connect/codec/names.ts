/** Names as the protocol carries them: one text, parts divided by dots, quoted where they must be. */
import { quoteIfNeeded, quoteName } from "../../types/data-type.ts";

/** `["db", "my table"]` as `` db.`my table` ``. */
export function unparsed(nameParts: readonly string[]): string {
  return nameParts.map(quoteIfNeeded).join(".");
}

/** A pattern of column names: quoted always, for a bare one would be a name. */
export function unparsedPattern(target: readonly string[] | undefined, pattern: string): string {
  const prefix = target === undefined || target.length === 0 ? "" : `${unparsed(target)}.`;
  return `${prefix}${quoteName(pattern)}`;
}
