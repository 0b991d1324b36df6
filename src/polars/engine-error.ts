/** What a failed `checkedCast` or `raiseIf` says: which place in the query, and (some of) the values there. */
export interface EngineError {
  readonly site: number;
  readonly values: readonly string[];
}

/** Reads the site and the values out of the engine's text; null for any other error. */
export function parseEngineError(message: string): EngineError | null {
  const match = /failed in column '!(\d+)' for \d+ out of \d+ values: \[([\s\S]*)\]/.exec(message);
  if (match === null) return null;
  const [, site, list = ""] = match;
  return { site: Number(site), values: splitValues(list) };
}

/** The engine does not escape quotes inside values; the text of `raiseIf` begins with "=", so it is told apart. */
function splitValues(list: string): string[] {
  if (!list.startsWith('"')) return list === "" ? [] : list.split(/, (?:… )?/);
  const inner = list.slice(1, list.endsWith('"') ? -1 : undefined);
  const raised = inner.startsWith("=");
  const values = inner.split(raised ? /", (?:… )?"=/ : /", (?:… )?"/);
  return raised ? [(values[0] ?? "").slice(1), ...values.slice(1)] : values;
}
