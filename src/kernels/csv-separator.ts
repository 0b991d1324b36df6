/** What stands between the fields of a CSV record. */
import { IllegalArgumentException } from "../types/spark-error.ts";

const ESCAPES: { readonly [letter: string]: string } = {
  t: "\t",
  r: "\r",
  n: "\n",
  b: "\b",
  f: "\f",
  "\\": "\\",
  '"': '"',
  "'": "'",
};
/** The separator may be several characters, with backslash escapes. */
export function separatorOf(text: string): string {
  const invalid = (message: string): IllegalArgumentException => new IllegalArgumentException(null, {}, { message });
  if (text === "") throw invalid("The delimiter must not be empty.");
  return text.replace(/\\(u[0-9a-fA-F]{4}|.)?/gs, (whole, code: string | undefined) => {
    if (code === undefined) throw invalid("A single backslash cannot be the delimiter; write \\\\");
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    const character = code === "0" ? "\0" : ESCAPES[code];
    if (character === undefined) throw invalid(`${whole} is no escape in a delimiter`);
    return character;
  });
}
