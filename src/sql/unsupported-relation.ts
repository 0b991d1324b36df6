/** Relations of Spark's grammar that the analyzer refuses by name: streams, ASOF joins, JSON_TABLE and the like. */
import type { Relation, UnsupportedRelation } from "../plan/relation.ts";
import { anyExpression, namedExpression, valueExpression } from "./expression.ts";
import { argument } from "./function-call.ts";
import { hyphenCheckedName, isName, multipartName, name, startsClause } from "./identifier.ts";
import { dataType } from "./data-type.ts";
import { intervalLiteral } from "./interval.ts";
import { relation } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { aliased, tableOptions, version } from "./relation.ts";
import { atString, stringText } from "./string-literal.ts";

export function unsupportedRelation(
  p: Parser,
  start: number,
  feature: string,
  inputs: readonly Relation[] = [],
): Relation {
  return relation<UnsupportedRelation>(p, start, { kind: "UnsupportedRelation", feature, inputs });
}

/** `WATERMARK x DELAY OF INTERVAL ...` */
export function watermarked(p: Parser, start: number, input: Relation): Relation {
  if (p.kind !== "WATERMARK" || !startsClause(p)) return input;
  return (
    p.attempt("watermark", (inner) => {
      inner.expect("WATERMARK");
      inner.stopWords = new Set(["DELAY"]);
      namedExpression(inner);
      inner.stopWords = new Set();
      inner.expect("DELAY", "OF");
      intervalLiteral(inner);
      return unsupportedRelation(inner, start, "WATERMARK", [input]);
    }) ?? input
  );
}

/** `STREAM t` or `STREAM(t)` */
export function streamRelation(p: Parser): Relation {
  const start = p.pos;
  p.expect("STREAM");
  const parenthesized = p.accept("(");
  multipartName(p);
  if (p.accept("(")) {
    if (p.kind !== ")") p.list(argument);
    p.expect(")");
  }
  if (p.kind === "CHANGES" && (startsClause(p) || p.peek() !== "FROM")) changes(p);
  if (parenthesized) p.expect(")");
  if (p.at("WITH", "(")) tableOptions(p);
  if (p.acceptAll("IDENTIFIED", "BY")) hyphenCheckedName(p);
  return aliased(p, start, watermarked(p, start, unsupportedRelation(p, start, "STREAM")));
}

/** `t CHANGES FROM VERSION 1 TO VERSION 2` */
export function changesRelation(p: Parser, start: number, nameParts: readonly string[]): Relation {
  changes(p);
  if (p.at("WITH", "(")) tableOptions(p);
  return aliased(p, start, unsupportedRelation(p, start, `CHANGES of ${nameParts.join(".")}`));
}
function changes(p: Parser): void {
  p.expect("CHANGES");
  if (!p.accept("FROM")) return;
  const bound = (): void => {
    const word = p.expectAny("VERSION", "SYSTEM_VERSION", "TIMESTAMP", "SYSTEM_TIME");
    if (word.endsWith("VERSION")) version(p);
    else valueExpression(p);
    p.acceptAny("INCLUSIVE", "EXCLUSIVE");
  };
  bound();
  if (p.accept("TO")) bound();
}

/** `BIN BY (RANGE a TO b BIN WIDTH w ... DISTRIBUTE UNIFORM (c) ...)` */
export function binBy(p: Parser, start: number, input: Relation): Relation {
  p.expect("BIN", "BY", "(", "RANGE");
  multipartName(p);
  p.expect("TO");
  multipartName(p);
  p.expect("BIN", "WIDTH");
  anyExpression(p);
  if (p.acceptAll("ALIGN", "TO")) anyExpression(p);
  p.expect("DISTRIBUTE", "UNIFORM");
  p.parenthesized(multipartName);
  for (const word of ["BIN_START", "BIN_END", "BIN_DISTRIBUTE_RATIO"]) {
    if (p.accept(word)) {
      p.expect("AS");
      hyphenCheckedName(p);
    }
  }
  p.expect(")");
  if (p.accept("AS") || (isName(p, p.kind) && !startsClause(p))) hyphenCheckedName(p);
  return unsupportedRelation(p, start, "BIN BY", [input]);
}

/** `JSON_TABLE(json, '$.path' COLUMNS (...))` */
export function jsonTable(p: Parser): Relation {
  const start = p.pos;
  p.expect("JSON_TABLE", "(");
  anyExpression(p);
  p.expect(",");
  stringText(p);
  p.expect("COLUMNS");
  p.parenthesized((inner) => {
    name(inner);
    if (inner.acceptAll("FOR", "ORDINALITY")) return;
    dataType(inner);
    inner.accept("EXISTS");
    if (inner.kind === "PATH" && (inner.pos++, atString(inner))) stringText(inner);
  });
  if (p.acceptAny("ERROR", "NULL") !== undefined) p.expect("ON", "ERROR");
  p.expect(")");
  return aliased(p, start, unsupportedRelation(p, start, "JSON_TABLE"));
}
