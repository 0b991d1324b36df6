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

/** All conditions, those with conditions below them included. */
export function allConditions(): string[] {
  const { byCondition, subclasses } = known();
  const below = Array.from(subclasses, ([main, subs]) => subs.map((sub) => `${main}.${sub}`)).flat();
  return [...new Set([...byCondition.keys(), ...below])];
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
  const state = sqlStateOf(condition);
  return `[${condition}] ${textOf(condition, parameters)}${state === null ? "" : ` SQLSTATE: ${state}`}`;
}

function textOf(condition: string, parameters: { readonly [name: string]: string }): string {
  const template = templateFor(condition, parameters);
  if (template === undefined) return `${inWords(condition)}.${listed(parameters, [])}`;
  // The text of a main condition does not know the parameters of those below it.
  const own = condition in ERROR_MESSAGES;
  return fill(template, parameters) + (own ? "" : listed(parameters, placeholders(template)));
}

/** The text for a condition, or else for the condition above it, if the parameters are all that it names. */
export function templateFor(condition: string, parameters: { readonly [name: string]: string }): string | undefined {
  const template = ERROR_MESSAGES[condition] ?? ERROR_MESSAGES[mainCondition(condition)];
  return template !== undefined && placeholders(template).every((name) => name in parameters) ? template : undefined;
}

/** The names of the parameters in a text. */
export const placeholders = (template: string): readonly string[] =>
  Array.from(template.matchAll(/<(\w+)>/g), ([, name = ""]) => name);

/** A value that is a sentence brings its own full stop. */
function fill(template: string, parameters: { readonly [name: string]: string }): string {
  return template.replace(/<(\w+)>(\.?)/g, (whole, name: string, stop: string) => {
    const value = parameters[name] ?? whole;
    return value.endsWith(".") ? value : value + stop;
  });
}

const inWords = (condition: string): string =>
  condition
    .slice(condition.indexOf(".") + 1)
    .replaceAll("_", " ")
    .toLowerCase();

function listed(parameters: { readonly [name: string]: string }, said: readonly string[]): string {
  const others = Object.entries(parameters).filter(([name]) => !said.includes(name));
  return others.length === 0 ? "" : ` ${others.map(([name, value]) => `${name}: ${value}`).join(", ")}`;
}
