/** Compiled Java patterns, and Java's rules of replacing and splitting by them. */
import { shortestMatch, toJavaScript } from "./java-regex-emit.ts";
import { type JavaRegex, JavaRegexError, parseJavaRegex } from "./java-regex-syntax.ts";

export class CompiledRegex {
  readonly tree: JavaRegex;
  readonly #ascii: boolean;
  #search: RegExp | undefined;
  #groups: readonly number[] = [];

  /** `ascii`: only ever run on ASCII text. */
  constructor(pattern: string, ascii: boolean) {
    this.tree = parseJavaRegex(pattern);
    this.#ascii = ascii;
  }
  get groupCount(): number {
    return this.tree.groupCount;
  }
  /** A RegExp with the flag g; its `lastIndex` is the caller's to set. */
  get regExp(): RegExp {
    if (this.#search === undefined) {
      const { source, groups } = toJavaScript(this.tree, this.#ascii);
      this.#groups = groups;
      this.#search = new RegExp(source, "gv");
    }
    return this.#search;
  }
  test(text: string): boolean {
    const { regExp } = this;
    regExp.lastIndex = 0;
    return regExp.test(text);
  }
  /** The first match at or after a position. */
  exec(text: string, from = 0): RegExpExecArray | null {
    const { regExp } = this;
    regExp.lastIndex = from;
    // Java looks between the units of a character, where the second is one by itself. Here it is with another before it.
    return regExp.exec(isInside(text, from) ? `${text.slice(0, from - 1)}\uffff${text.slice(from)}` : text);
  }
  /** A group by Java's number; null where it has no part in the match. */
  group(match: RegExpExecArray, index: number): string | null {
    return match[this.#groups[index] ?? 0] ?? null;
  }
  /** Where to look on after a match: an empty one is stepped over by a unit. */
  static next(match: RegExpExecArray): number {
    const { length } = match[0];
    return match.index + Math.max(length, 1);
  }
  get canBeEmpty(): boolean {
    return shortestMatch(this.tree.root) === 0;
  }
}

/** Whether a place is between the two units of a character. */
function isInside(text: string, at: number): boolean {
  return at > 0 && (text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
}
/** Java writes a question mark for the half of a character. */
function withoutHalves(text: string): string {
  return text.isWellFormed() ? text : text.replace(/\p{Surrogate}/gu, "?");
}

/** A replacement text in parts: literal texts and numbers of groups. */
export type Replacement = readonly (string | number)[];

/** Reads `$1`, `${name}` and `\x` as java.util.regex.Matcher does. Throws JavaRegexError where that would. */
export function parseReplacement(text: string, regex: JavaRegex): Replacement {
  if (!/[\\$]/.test(text)) return [text];
  const parts: (string | number)[] = [];
  let plain = "";
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === "\\") {
      if (++i === text.length) throw new JavaRegexError("character to be escaped is missing");
      plain += text[i];
      continue;
    }
    if (c !== "$") {
      plain += c;
      continue;
    }
    let group: number;
    const name = /^\{([A-Za-z][A-Za-z0-9]*)\}/.exec(text.slice(i + 1));
    if (name !== null) {
      const known = regex.names.get(name[1]!);
      if (known === undefined) throw new JavaRegexError(`No group with name {${name[1]}}`);
      group = known;
      i += name[0].length;
    } else {
      if (!/[0-9]/.test(text[i + 1] ?? "")) throw new JavaRegexError("Illegal group reference");
      group = Number(text[++i]);
      while (/[0-9]/.test(text[i + 1] ?? "") && group * 10 + Number(text[i + 1]) <= regex.groupCount) {
        group = group * 10 + Number(text[++i]);
      }
      if (group > regex.groupCount) throw new JavaRegexError(`No group ${group}`);
    }
    if (plain !== "") parts.push(plain);
    plain = "";
    parts.push(group);
  }
  if (plain !== "") parts.push(plain);
  return parts;
}

export function replaceAll(regex: CompiledRegex, text: string, replacement: () => Replacement): string {
  let match = regex.exec(text);
  if (match === null) return text;
  const parts = replacement();
  const only = parts.length === 1 && typeof parts[0] === "string" ? parts[0] : parts.length === 0 ? "" : null;
  let out = "";
  let at = 0;
  while (match !== null) {
    out += text.slice(at, match.index);
    if (only !== null) out += only;
    else for (const part of parts) out += typeof part === "string" ? part : (regex.group(match, part) ?? "");
    at = match.index + match[0].length;
    const next = CompiledRegex.next(match);
    match = next > text.length ? null : regex.exec(text, next);
  }
  return withoutHalves(out + text.slice(at));
}

/** java.lang.String.split with a limit that is positive or negative. */
export function splitBy(regex: CompiledRegex, text: string, limit: number): string[] {
  const parts: string[] = [];
  let at = 0;
  let from = 0;
  while (limit <= 0 || parts.length < limit - 1) {
    const match = from > text.length ? null : regex.exec(text, from);
    if (match === null) break;
    from = CompiledRegex.next(match);
    const end = match.index + match[0].length;
    // No empty part is made by an empty match at the start.
    if (end === 0) continue;
    parts.push(withoutHalves(text.slice(at, match.index)));
    at = end;
  }
  parts.push(withoutHalves(text.slice(at)));
  return parts;
}
