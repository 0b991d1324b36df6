/** Names and strings as text: as Spark writes them in errors and statements, and reads them outside of SQL. */
import { quoteName } from "./data-type.ts";
import { AnalysisException } from "./spark-error.ts";

/** The name a subquery without an alias gets: its columns lose their qualifiers. */
export const UNNAMED_SUBQUERY = "__auto_generated_subquery_name";

/** A name of parts, each in backticks. */
export function quoteNames(parts: readonly string[]): string {
  return parts.map(quoteName).join(".");
}
/** As {@link quoteNames}, for the errors for which Spark divides the text of a name into parts: it does so at dots. */
export function quoteText(name: string): string {
  return /[.`]/.test(name) ? quoteNames(parseAttributeName(name)) : quoteName(name);
}
/** As {@link quoteText} where Spark has written the parts as text before: those with dots in backticks, others as they are. */
export function quoteAttribute(parts: readonly string[]): string {
  return quoteNames(parts.flatMap((part) => (part.includes(".") ? [part] : parseAttributeName(part))));
}

/** A string in single quotes, as statements have it. */
export function quoteString(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** Tables, persistent views and databases have names of letters, digits and underscores alone. */
export function checkObjectName(name: string): void {
  if (!/^\w+$/.test(name)) throw new AnalysisException("INVALID_SCHEMA_OR_RELATION_NAME", { name: quoteText(name) });
}

/** Splits `` a.`b.c`.d `` into its parts, as Spark does outside of SQL (a bare part may hold spaces). */
export function parseAttributeName(name: string): string[] {
  const fail = (): never => {
    throw new AnalysisException("INVALID_ATTRIBUTE_NAME_SYNTAX", { name });
  };
  const parts: string[] = [];
  let part = "";
  let inBackticks = false;
  for (let i = 0; i < name.length; i++) {
    const char = name[i];
    if (inBackticks) {
      if (char !== "`") part += char;
      else if (name[i + 1] === "`") {
        part += "`";
        i++;
      } else {
        inBackticks = false;
        if (i + 1 < name.length && name[i + 1] !== ".") fail();
      }
    } else if (char === "`") {
      if (part !== "") fail();
      inBackticks = true;
    } else if (char === ".") {
      if (name[i - 1] === "." || i === name.length - 1) fail();
      parts.push(part);
      part = "";
    } else part += char;
  }
  if (inBackticks) fail();
  parts.push(part);
  return parts;
}
