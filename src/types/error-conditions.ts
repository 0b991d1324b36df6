/** Spark's error conditions with their SQLSTATE, and our own message for each (parameters in `<angle brackets>`). */
import { ERROR_MESSAGES } from "./error-messages.ts";
import { ERROR_STATES } from "./error-states.ts";

interface States {
  /** SQLSTATE by condition, and by `CONDITION.SUBCLASS` where a subclass has its own; null where Spark has none. */
  readonly byCondition: ReadonlyMap<string, string | null>;
  readonly subclasses: ReadonlyMap<string, readonly string[]>;
}

let states: States | undefined;

/** Read on the first error: most programs never need it. */
function loadStates(): States {
  const byCondition = new Map<string, string | null>();
  const subclasses = new Map<string, readonly string[]>();
  for (const line of ERROR_STATES.trimEnd().split("\n")) {
    const state = line.slice(0, line.indexOf(" "));
    for (const [, name = "", inside] of line.slice(state.length).matchAll(/ (\w+)(?:\(([^)]*)\))?/g)) {
      byCondition.set(name, state === "-" ? null : state);
      if (inside === undefined) continue;
      const subs = inside.split(" ").map((sub) => sub.split("="));
      for (const [sub, own] of subs) if (own !== undefined) byCondition.set(`${name}.${sub}`, own);
      subclasses.set(
        name,
        subs.map(([sub = ""]) => sub),
      );
    }
  }
  return { byCondition, subclasses };
}

const known = (): States => (states ??= loadStates());

/** A condition without its subclass. */
export const mainCondition = (condition: string): string => condition.split(".", 1)[0] ?? condition;

/** Is it a condition of Spark 4.3 or PySpark 4.3 (`DIVIDE_BY_ZERO`, `UNRESOLVED_COLUMN.WITH_SUGGESTION`)? */
export function isCondition(condition: string): boolean {
  const { byCondition, subclasses } = known();
  const [main = "", sub] = condition.split(".");
  if (!byCondition.has(main)) return false;
  return sub === undefined || (subclasses.get(main)?.includes(sub) ?? false);
}

/** A condition that an error can have as it is: `UNSUPPORTED_FEATURE` cannot, it has conditions below it. */
export function isCompleteCondition(condition: string): boolean {
  return isCondition(condition) && (condition.includes(".") || !known().subclasses.has(condition));
}

export function sqlStateOf(condition: string): string | null {
  const { byCondition } = known();
  return byCondition.get(condition) ?? byCondition.get(mainCondition(condition)) ?? null;
}

/** `[CONDITION] text SQLSTATE: state`, as Spark lays messages out. */
export function messageOf(condition: string, parameters: { readonly [name: string]: string }): string {
  const own = ERROR_MESSAGES[condition];
  const state = sqlStateOf(condition);
  const text = own === undefined ? generalText(condition, parameters) : fill(own, parameters);
  return `[${condition}] ${text}${state === null ? "" : ` SQLSTATE: ${state}`}`;
}

function fill(template: string, parameters: { readonly [name: string]: string }): string {
  return template.replace(/<(\w+)>/g, (whole, name: string) => parameters[name] ?? whole);
}

/** For a condition without a text of its own: that of the condition above it, or its name in words; and the parameters. */
function generalText(condition: string, parameters: { readonly [name: string]: string }): string {
  const names = Object.keys(parameters);
  const [main = "", sub] = condition.split(".");
  const above = sub === undefined ? undefined : ERROR_MESSAGES[main];
  const placeholders = Array.from((above ?? "").matchAll(/<(\w+)>/g), ([, name = ""]) => name);
  const fits = above !== undefined && placeholders.every((name) => names.includes(name));
  const words = `${(sub ?? main).replaceAll("_", " ").toLowerCase()}.`;
  const listed = names.filter((name) => !fits || !placeholders.includes(name)).map((n) => `${n}: ${parameters[n]}`);
  const said = fits && (listed.length > 0 || condition.endsWith("SUGGESTION"));
  return [fits ? fill(above, parameters) : "", said ? "" : words, listed.join(", ")]
    .filter((part) => part !== "")
    .join(" ");
}
