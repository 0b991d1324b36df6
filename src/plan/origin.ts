/** Where a node comes from: a span of SQL text, or the line of the program that made it. */
export interface Origin {
  /** The SQL text the span refers to. */
  readonly sqlText?: string;
  /** Offsets of UTF-16 code units in `sqlText`; `stop` is the last one, inclusive, as in Spark's query contexts. */
  readonly start?: number;
  readonly stop?: number;
  /** 1-based line and 0-based column of `start`, as Spark counts them. */
  readonly line?: number;
  readonly column?: number;
  /** A DataFrame API call: the method and the call site. */
  readonly fragment?: string;
  readonly callSite?: string;
}

/** Where the names of commands are written: they are plain lists of parts, which no node is made for. */
const written = new WeakMap<readonly string[], Origin>();
export function rememberName(nameParts: readonly string[], origin: Origin): void {
  written.set(nameParts, origin);
}
export function originOfName(nameParts: readonly string[]): Origin | undefined {
  return written.get(nameParts);
}

/** The SQL that a node was written as; empty where it comes from the program. */
export function writtenAs(origin: Origin | undefined): string {
  const { sqlText = "", start = 0, stop = -1 } = origin ?? {};
  return sqlText.slice(start, stop + 1);
}
