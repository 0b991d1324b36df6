/** The value of string tokens. */
import type { ParserOptions } from "./options.ts";
import { atParameter, markerValue } from "./parameter.ts";
import type { Parser } from "./parser.ts";

const SIMPLE: { readonly [escape: string]: string } = {
  "0": "\0",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\u001A",
};
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([01][0-7]{2})|([^]))/gu;

function unescape(text: string): string {
  return text.replace(ESCAPE, (whole, u?: string, wide?: string, octal?: string, other?: string) => {
    if (u !== undefined) return String.fromCharCode(Number.parseInt(u, 16));
    if (wide !== undefined) {
      const point = Number.parseInt(wide, 16);
      return point > 0x10ffff ? whole.slice(1) : String.fromCodePoint(point);
    }
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    // Wildcards of LIKE keep their backslash.
    return other === "%" || other === "_" ? whole : (SIMPLE[other!] ?? other!);
  });
}

/** Decodes one string token: quotes off, escapes and doubled quotes resolved. */
export function decodeString(text: string, options: ParserOptions): string {
  const first = text[0]!;
  if (first === "r" || first === "R") return text.slice(2, -1);
  let body = text.slice(1, -1);
  if (options.escapedStringLiterals === true) return body;
  if (body.includes(first + first)) {
    const doubled = new RegExp(`(\\\\[^])|${first}${first}`, "g");
    const quote = options.consecutiveStringLiterals === true ? "" : first;
    body = body.replace(doubled, (_, escape?: string) => escape ?? `\\${quote}`.slice(quote === "" ? 1 : 0));
  }
  return body.includes("\\") ? unescape(body) : body;
}

/** The next token is a string. */
export function atString(p: Parser): boolean {
  return p.kind === "string" || (p.kind === "dstring" && p.options.doubleQuotedIdentifiers !== true);
}
export function isStringKind(p: Parser, kind: string): boolean {
  return kind === "string" || (kind === "dstring" && p.options.doubleQuotedIdentifiers !== true);
}
/** One string token. */
export function singleString(p: Parser): string {
  if (!atString(p)) p.fail();
  const value = decodeString(p.text(), p.options);
  p.pos++;
  return value;
}
/** Adjacent string tokens, joined; a parameter marker may stand for one. */
export function stringText(p: Parser): string {
  let value = "";
  do value += atParameter(p) ? String(markerValue(p).value) : singleString(p);
  while (atString(p));
  return value;
}
/** A string or a marker that stands for one is next. */
export function atText(p: Parser): boolean {
  return atString(p) || atParameter(p);
}
