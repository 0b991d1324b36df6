/** Where in the query, or in the program, an error has its cause. */
export interface QueryContext {
  readonly contextType: "SQL" | "DataFrame";
  readonly objectType?: string;
  readonly objectName?: string;
  /** The piece of SQL, or the API method. */
  readonly fragment: string;
  readonly startIndex?: number;
  readonly stopIndex?: number;
  readonly callSite?: string;
  /** The place as text: the lines of SQL with the piece underlined, or the method and the line of the program. */
  readonly summary?: string;
}

/** A piece of SQL. */
export class SqlContext implements QueryContext {
  readonly contextType = "SQL";
  readonly objectType: string = "";
  readonly objectName: string = "";
  readonly fragment: string;
  readonly startIndex: number;
  readonly stopIndex: number;
  readonly #text: string;

  /** `stop` is the offset of the last character. */
  constructor(text: string, start: number, stop: number) {
    this.#text = text;
    this.fragment = text.slice(start, stop + 1);
    this.startIndex = start;
    this.stopIndex = stop;
  }
  get summary(): string {
    const before = this.#text.slice(0, this.startIndex).split("\n");
    const place = `line ${before.length}, position ${(before.at(-1) ?? "").length + 1}`;
    return `== SQL (${place}) ==\n${underlined(this.#text, this.startIndex, this.stopIndex + 1)}\n`;
  }
}

/** A method called by the program. */
export class DataFrameContext implements QueryContext {
  readonly contextType = "DataFrame";
  readonly fragment: string;
  /** `file:line` */
  readonly callSite: string;

  constructor(fragment: string, callSite: string) {
    this.fragment = fragment;
    this.callSite = callSite;
  }
  get summary(): string {
    return `== DataFrame ==\n"${this.fragment}" was called from\n${this.callSite}\n`;
  }
}

/** How much of a line is shown beside the piece. */
const BESIDE = 32;

/** The lines around a piece of a text, with `^` below its characters. */
function underlined(text: string, start: number, end: number): string {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const nextLine = text.indexOf("\n", end);
  const lineEnd = nextLine === -1 ? text.length : nextLine;
  const [from, to] = [Math.max(lineStart, start - BESIDE), Math.min(lineEnd, end + BESIDE)];
  const lead = from > lineStart ? "..." : "";
  const shown = lead + text.slice(from, to) + (to < lineEnd ? "..." : "");
  let [first, rest] = [lead.length + start - from, Math.max(end - start, 1)];
  const lines: string[] = [];
  for (const line of shown.split("\n")) {
    const marks = Math.max(Math.min(line.length - first, rest), 0);
    lines.push(line, marks === 0 ? "" : " ".repeat(first) + "^".repeat(marks));
    // The end of the line is a character of the piece, too.
    [first, rest] = [0, rest - marks - 1];
  }
  return lines.join("\n").trimEnd();
}
