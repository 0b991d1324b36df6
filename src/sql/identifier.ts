/** Names: one part, several parts, lists, and the word at an alias's place. */
import { ANSI_RESERVED, JOIN_WORDS } from "./keywords.ts";
import type { Parser } from "./parser.ts";
import { decodeString, isStringKind } from "./string-literal.ts";

const isUpper = (c: number): boolean => c >= 65 && c <= 90;

/** A token of this kind can be a name. */
export function isName(p: Parser, kind: string): boolean {
  if (kind === "ident" || kind === "bident") return true;
  if (kind === "dstring") return p.options.doubleQuotedIdentifiers === true;
  if (!isUpper(kind.charCodeAt(0))) return false;
  return p.options.enforceReservedKeywords !== true || !ANSI_RESERVED.has(kind);
}
/** A token of this kind can name a relation, label or variable: no join word. */
export function isStrictName(p: Parser, kind: string): boolean {
  return isName(p, kind) && !JOIN_WORDS.has(kind);
}

function nameText(p: Parser, kind: string): string {
  const text = p.text();
  if (kind === "bident") {
    const name = text.slice(1, -1);
    return name.includes("`") ? name.replaceAll("``", "`") : name;
  }
  if (kind === "dstring") return text.slice(1, -1).replaceAll('""', '"');
  if (kind === "ident" && !/^\w+$/.test(text)) p.reject("INVALID_IDENTIFIER", { ident: text }, p.pos);
  return text;
}

/** `IDENTIFIER('name')` where a name is wanted. */
function identifierClauseName(p: Parser): string | undefined {
  if (!p.at("IDENTIFIER", "(") || p.peek(3) !== ")" || p.options.legacyIdentifierClause === true) return undefined;
  if (!isStringKind(p, p.peek(2))) return undefined;
  p.pos += 2;
  const start = p.pos;
  const text = decodeString(p.text(), p.options);
  p.pos += 2;
  const parts = splitName(text);
  if (parts === undefined || parts.length !== 1) {
    p.reject("IDENTIFIER_TOO_MANY_NAME_PARTS", { identifier: text, limit: "1" }, start);
  }
  return parts[0];
}

export function name(p: Parser): string {
  return (p.kind === "IDENTIFIER" ? identifierClauseName(p) : undefined) ?? plainName(p);
}
/** A name that is one token. */
export function plainName(p: Parser): string {
  const kind = p.kind;
  if (!isName(p, kind)) p.fail();
  const text = nameText(p, kind);
  p.pos++;
  return text;
}
export function strictName(p: Parser): string {
  if (!isStrictName(p, p.kind)) p.fail();
  return name(p);
}
/** A name at a place where `a-b` is told apart as a name that lacks its backticks. */
export function hyphenCheckedName(p: Parser): string {
  const start = p.pos;
  const text = name(p);
  if (p.kind === "-" && isName(p, p.peek())) {
    while (p.kind === "-" && isName(p, p.peek())) p.pos += 2;
    p.reject("INVALID_IDENTIFIER", { ident: p.textFrom(start) }, start);
  }
  return text;
}
/** `a.b.c` */
export function multipartName(p: Parser): string[] {
  const parts = [hyphenCheckedName(p)];
  while (p.accept(".")) parts.push(hyphenCheckedName(p));
  return parts;
}
/** `(a, b)` */
export function nameList(p: Parser): string[] {
  return p.parenthesized(hyphenCheckedName);
}

/** At `IDENTIFIER('x')` as the name of a lambda's parameter or of an argument. */
export function atComputedName(p: Parser, offset: number, then: string): boolean {
  return (
    p.options.legacyIdentifierClause !== true &&
    p.peek(offset) === "IDENTIFIER" &&
    p.peek(offset + 1) === "(" &&
    p.peek(offset + 3) === ")" &&
    p.peek(offset + 4) === then
  );
}

/** Splits `a.`b.c`` by Spark's quoting; undefined if it is not a name. */
export function splitName(text: string): string[] | undefined {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    while (text[at] === " ") at++;
    if (text[at] === "`") {
      let part = "";
      for (at++; ; at++) {
        if (at >= text.length) return undefined;
        if (text[at] === "`") {
          if (text[at + 1] !== "`") break;
          at++;
        }
        part += text[at];
      }
      at++;
      parts.push(part);
    } else {
      const word = /^[A-Za-z0-9_]+/.exec(text.slice(at))?.[0];
      if (word === undefined) return undefined;
      at += word.length;
      parts.push(word);
    }
    while (text[at] === " ") at++;
    if (at >= text.length) return parts;
    if (text[at] !== ".") return undefined;
    at++;
  }
}

/** Kinds after which a word cannot have begun a clause: it was an alias. */
const ENDS = new Set(["eof", ";", ",", ")", "]", "|>"]);
/** Clauses that cannot follow FROM right away: the word FROM before them was a name. */
const ENDS_FROM = new Set(["FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "UNION", "EXCEPT", "INTERSECT"]);
const QUERY_STARTS = new Set(["SELECT", "FROM", "VALUES", "TABLE", "(", "MAP", "REDUCE", "ALL", "DISTINCT"]);

/** The keyword at `offset` begins a clause here, rather than being an alias. */
export function startsClause(p: Parser, offset = 0): boolean {
  const kind = p.peek(offset);
  const next = p.peek(offset + 1);
  if (p.stopWords.has(kind)) return true;
  if (next === kind && kind !== "FROM") return false;
  switch (kind) {
    case "FROM":
      return !ENDS.has(next) && !(ENDS_FROM.has(next) && startsClause(p, offset + 1));
    case "WHERE":
    case "HAVING":
    case "QUALIFY":
    case "LIMIT":
    case "OFFSET":
    case "ON":
    case "USING":
      if ((next === "ORDER" || next === "GROUP") && p.peek(offset + 2) === "BY") return false;
      return !ENDS.has(next) && next !== "FROM";
    case "SELECT":
      return !ENDS.has(next) && !(ENDS_FROM.has(next) && startsClause(p, offset + 1));
    case "GROUP":
    case "ORDER":
    case "SORT":
    case "CLUSTER":
    case "DISTRIBUTE":
      return next === "BY";
    case "WINDOW":
      return p.peek(offset + 2) === "AS" || (next === "IDENTIFIER" && p.peek(offset + 5) === "AS");
    case "LATERAL":
      return next === "VIEW" || next === "(" || next === "JOIN";
    case "UNION":
    case "EXCEPT":
    case "MINUS":
    case "INTERSECT":
      return QUERY_STARTS.has(next);
    case "PIVOT":
      return next === "(";
    case "UNPIVOT":
      return next === "(" || next === "INCLUDE" || next === "EXCLUDE";
    case "TABLESAMPLE":
      return next === "(" || ((next === "BERNOULLI" || next === "SYSTEM") && p.peek(offset + 2) === "(");
    case "INSERT":
      return next === "INTO" || next === "OVERWRITE" || (next === "WITH" && p.peek(offset + 2) === "SCHEMA");
    case "WITH":
      return next === "(" || next === "ROLLUP" || next === "CUBE" || next === "ORDINALITY" || next === "SCHEMA";
    case "GROUPING":
      return next === "SETS" && p.peek(offset + 2) === "(";
    case "SET":
      return !ENDS.has(next) && next !== "FROM";
    case "AS":
      return !ENDS.has(next) && next !== "(" && !startsClause(p, offset + 1);
    case "WHEN":
      return next === "MATCHED" || next === "NOT" || next === "!";
    case "BIN":
      return next === "BY" && p.peek(offset + 2) === "(";
    case "WATERMARK":
      return !ENDS.has(next) && !startsClause(p, offset + 1) && next !== "ON";
    case "ASOF":
      return next === "JOIN" && p.kinds.includes("MATCH_CONDITION");
    case "MATCH_CONDITION":
      return next === "(";
    case "APPROX":
    case "EXACT":
      return next === "NEAREST";
    case "FOR":
      return /^(SYSTEM_)?(VERSION|TIME)$|^TIMESTAMP$/.test(next) && p.peek(offset + 2) === "AS";
    case "VERSION":
    case "TIMESTAMP":
    case "SYSTEM_VERSION":
    case "SYSTEM_TIME":
      return next === "AS" && p.peek(offset + 2) === "OF";
    case "CHANGES":
      return next === "FROM" && /VERSION|TIME/.test(p.peek(offset + 2));
    case "IDENTIFIED":
      return next === "BY";
    case "MAP":
    case "REDUCE":
      return isName(p, next) && !startsClause(p, offset + 1) && p.peek(offset + 2) !== "FROM";
    case "REPLACE":
      return next === "WHERE" || next === "ON" || next === "USING";
    case "INNER":
    case "CROSS":
    case "JOIN":
    case "NATURAL":
      return !ENDS.has(next) && next !== "FROM" && next !== "AS";
    case "LEFT":
    case "RIGHT":
    case "FULL":
    case "SEMI":
    case "ANTI":
      return /^(JOIN|OUTER|SEMI|ANTI|ASOF)$/.test(next);
    default:
      return false;
  }
}
