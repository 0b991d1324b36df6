/** Names of session variables, and of those that a script's own variables hide. */
import type { SessionVariable } from "./analysis-context.ts";

/** The key of a session variable while a script has one of the same name. */
export function hiddenName(name: string): string {
  return `system.session.${name}`;
}

/** The name behind `session.` or `system.session.`; undefined for names without them. */
export function inSession(lower: readonly string[]): readonly string[] | undefined {
  if (lower[0] === "system" && lower[1] === "session") return lower.slice(2);
  return lower[0] === "session" ? lower.slice(1) : undefined;
}

/** The session's own variable of a name, also where a script hides it. */
export function sessionOwn(variables: ReadonlyMap<string, SessionVariable>, name: string): SessionVariable | undefined {
  const found = variables.get(name);
  return variables.get(hiddenName(name)) ?? (found?.local === true ? undefined : found);
}
