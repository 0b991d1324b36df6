/** Patterns of LIKE: `%` any text, `_` one character, an escape character before either or itself. */
import { codeText } from "./java-regex-class.ts";

export type LikePart =
  { readonly kind: "text"; readonly text: string } | { readonly kind: "one" } | { readonly kind: "any" };

/** The pattern is none: the escape character stands at the end or before a character that needs none. */
export class LikePatternError extends Error {
  readonly condition: string;
  readonly parameters: { readonly [name: string]: string };
  constructor(pattern: string, before: string | null) {
    super(pattern);
    const quoted = (s: string): string => `'${s.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
    this.condition = before === null ? "INVALID_FORMAT.ESC_AT_THE_END" : "INVALID_FORMAT.ESC_IN_THE_MIDDLE";
    this.parameters = before === null ? { format: quoted(pattern) } : { format: quoted(pattern), char: quoted(before) };
  }
}

export function parseLike(pattern: string, escape: string): LikePart[] {
  const parts: LikePart[] = [];
  let text = "";
  const flush = (): void => {
    if (text !== "") parts.push({ kind: "text", text });
    text = "";
  };
  const points = Array.from(pattern);
  for (let i = 0; i < points.length; i++) {
    const c = points[i]!;
    if (c === escape) {
      const next = points[++i];
      if (next === undefined) throw new LikePatternError(pattern, null);
      if (next !== "_" && next !== "%" && next !== escape) throw new LikePatternError(pattern, next);
      text += next;
    } else if (c === "%" || c === "_") {
      flush();
      parts.push({ kind: c === "%" ? "any" : "one" });
    } else text += c;
  }
  flush();
  return parts;
}

/** As a regular expression that JavaScript (flags s and v) and Rust (flag s) read alike; `start` and `end` anchor it. */
export function likeRegex(parts: readonly LikePart[], start: string, end: string): string {
  const body = parts.map((p) => {
    if (p.kind === "any") return ".*";
    if (p.kind === "one") return ".";
    return Array.from(p.text, (c) => codeText(c.codePointAt(0)!)).join("");
  });
  return `${start}${body.join("")}${end}`;
}

/** Whether a text matches; without a regular expression where the wildcards stand only at the ends. */
export function likeMatcher(parts: readonly LikePart[]): (text: string) => boolean {
  const shape = parts.map((p) => p.kind).join(" ");
  const text = parts.find((p) => p.kind === "text")?.text ?? "";
  switch (shape) {
    case "":
    case "text":
      return (s) => s === text;
    case "any":
      return () => true;
    case "text any":
      return (s) => s.startsWith(text);
    case "any text":
      return (s) => s.endsWith(text);
    case "any text any":
      return (s) => s.includes(text);
    default: {
      const regex = new RegExp(likeRegex(parts, "^", "$"), "sv");
      return (s) => regex.test(s);
    }
  }
}
