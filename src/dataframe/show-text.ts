/** The text of `show()`, letter by letter as Spark writes it. */

const MINIMUM_WIDTH = 3;
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]/g;
const ESCAPES: { readonly [char: string]: string } = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\f": "\\f",
  "\b": "\\b",
  "\v": "\\v",
  "\x07": "\\a",
};

export interface ShowLayout {
  /** Rows to show at most; `rows` may hold one more, which tells that there are more. */
  readonly count: number;
  /** Cells longer than this are cut; 0 for never. */
  readonly truncate: number;
  readonly vertical: boolean;
}

export function showText(names: readonly string[], rows: readonly (readonly string[])[], layout: ShowLayout): string {
  const header = names.map(escape);
  const cells = rows.slice(0, layout.count).map((row) => row.map((cell) => cut(escape(cell), layout.truncate)));
  const body = layout.vertical ? verticalText(header, cells) : tableText(header, cells, layout.truncate > 0);
  if (layout.vertical && cells.length === 0) return `${body}(0 rows)`;
  return rows.length <= layout.count ? body : `${body}${onlyTop(layout.count)}`;
}

/** The same rows as a table of HTML, as notebooks show them. */
export function htmlText(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  { count, truncate }: Omit<ShowLayout, "vertical">,
): string {
  const line = (tag: string, cells: readonly string[]): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>\n`;
  const shown = rows.slice(0, count).map((row) =>
    line(
      "td",
      row.map((cell) => cut(escape(cell), truncate)),
    ),
  );
  const table = `<table border='1'>\n${line("th", names.map(escape))}${shown.join("")}</table>\n`;
  return rows.length <= count ? table : `${table}${onlyTop(count)}\n`;
}

function onlyTop(count: number): string {
  return `only showing top ${count} ${count === 1 ? "row" : "rows"}`;
}
const HTML_ESCAPES: { readonly [char: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => HTML_ESCAPES[char] ?? char);
}

function escape(text: string): string {
  return Object.entries(ESCAPES).reduce((result, [char, shown]) => result.replaceAll(char, shown), text);
}
function cut(text: string, truncate: number): string {
  if (truncate <= 0 || text.length <= truncate) return text;
  // Too short for an ellipsis to fit.
  return truncate < 4 ? text.slice(0, truncate) : `${text.slice(0, truncate - 3)}...`;
}

/** The columns a text takes on a terminal: wide characters take two. */
function widthOf(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0);
}
function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, widthOf(text)), MINIMUM_WIDTH);
}

function tableText(header: readonly string[], rows: readonly (readonly string[])[], alignRight: boolean): string {
  const widths = header.map((name, i) => widest([name, ...rows.map((row) => row[i] ?? "")]));
  const rule = `+${widths.map((width) => "-".repeat(width)).join("+")}+\n`;
  const line = (row: readonly string[]): string => {
    const padded = row.map((cell, i) => {
      const padding = " ".repeat((widths[i] ?? 0) - widthOf(cell));
      return alignRight ? padding + cell : cell + padding;
    });
    return `|${padded.join("|")}|\n`;
  };
  return rule + line(header) + rule + rows.map(line).join("") + rule;
}

function verticalText(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const nameWidth = widest(header);
  const dataWidth = widest(rows.flat());
  const pad = (text: string, width: number): string => text + " ".repeat(width - widthOf(text));
  return rows
    .map((row, i) => {
      const title = `-RECORD ${i}`.padEnd(nameWidth + dataWidth + 5, "-");
      const lines = row.map((cell, j) => ` ${pad(header[j] ?? "", nameWidth)} | ${pad(cell, dataWidth)} \n`);
      return `${title}\n${lines.join("")}`;
    })
    .join("");
}
