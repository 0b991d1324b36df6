/** The variables of scripts beside those of the session, which they may hide. */
import type { SessionVariable } from "../analyzer/analysis-context.ts";
import { hiddenName } from "../analyzer/session-variable.ts";

type Variables = Map<string, SessionVariable>;

const HIDDEN = hiddenName("");

/** What was just declared under a name belongs to a block; what it hides of the session is kept aside. */
export function makeLocal(
  variables: Variables,
  name: string,
  before: SessionVariable | undefined,
  label: string | undefined,
): void {
  const made = variables.get(name);
  if (made === undefined) return;
  if (before !== undefined && before.local !== true) variables.set(hiddenName(name), before);
  const column = label === undefined ? undefined : `${label.toLowerCase()}.${name}`;
  const local: SessionVariable = { ...made, local: true, ...(column === undefined ? {} : { column }) };
  variables.set(name, local);
  if (column !== undefined) variables.set(column, local);
}

/** The end of a block that declared these names: what was there before is there again. */
export function endLocals(variables: Variables, names: readonly string[], outer: Variables): void {
  for (const [key, { local }] of variables) if (local === true && !outer.has(key)) variables.delete(key);
  for (const name of names) {
    if (variables.get(name)?.local !== true && outer.get(name)?.local !== true) continue;
    const before = outer.get(name);
    const hidden = variables.get(hiddenName(name));
    if (before?.local === true) variables.set(name, before);
    else if (hidden === undefined) variables.delete(name);
    else {
      variables.delete(hiddenName(name));
      variables.set(name, hidden);
    }
  }
}

/** Runs something that sees the session's own variables alone. */
export async function withoutLocals<T>(variables: Variables, run: () => Promise<T>): Promise<T> {
  const locals = [...variables].filter(([, v]) => v.local === true || v.column !== undefined);
  const hidden = [...variables].filter(([key]) => key.startsWith(HIDDEN));
  for (const [key] of [...locals, ...hidden]) variables.delete(key);
  for (const [key, v] of hidden) variables.set(key.slice(HIDDEN.length), v);
  try {
    return await run();
  } finally {
    for (const [key, local] of locals) {
      const own = variables.get(key);
      if (own !== undefined) variables.set(hiddenName(key), own);
      variables.set(key, local);
    }
  }
}
