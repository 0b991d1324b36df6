/** `SELECT TRANSFORM (a, b) USING 'script' AS (c, d)`, also `MAP a USING ...` and `REDUCE a USING ...`. */
import type { Expression } from "../plan/expression.ts";
import type { Relation, ScriptTransformation, TextRows } from "../plan/relation.ts";
import { STRING, StructField, StructType } from "../types/data-type.ts";
import { columnTypes } from "./data-type.ts";
import { anyExpression } from "./expression.ts";
import { hyphenCheckedName } from "./identifier.ts";
import { relation } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { type RowFormat, rowFormat } from "./table-clause.ts";
import { stringText } from "./string-literal.ts";

interface Transform {
  readonly list: readonly Expression[];
  readonly script: (input: Relation) => Relation;
}

/** The clause up to FROM; undefined where the query is an ordinary SELECT (`transform` is also a function). */
export function transformClause(p: Parser): Transform | undefined {
  if (p.kind === "SELECT" && !(p.peek() === "TRANSFORM" && p.peek(2) === "(")) return undefined;
  return p.attempt("transform", transform);
}

function transform(p: Parser): Transform {
  const start = p.pos;
  const isSelect = p.expectAny("SELECT", "MAP", "REDUCE") === "SELECT";
  if (isSelect) p.expect("TRANSFORM", "(");
  const quantifier = p.acceptAny("ALL", "DISTINCT");
  const list = p.list(anyExpression);
  if (isSelect) p.expect(")");
  const given = rowFormat(p);
  const writer = p.accept("RECORDWRITER") ? stringText(p) : undefined;
  p.expect("USING");
  const script = stringText(p);
  const rowType = p.accept("AS") ? columns(p) : undefined;
  const taken = rowFormat(p);
  const reader = p.accept("RECORDREADER") ? stringText(p) : undefined;
  if (quantifier !== undefined) p.reject("UNSUPPORTED_FEATURE.TRANSFORM_DISTINCT_ALL", {}, start);
  if (writer !== undefined || reader !== undefined) p.reject("_LEGACY_ERROR_TEMP_0048", {}, start);
  if (given?.kind === "serde" || taken?.kind === "serde") p.reject("UNSUPPORTED_FEATURE.TRANSFORM_NON_HIVE", {}, start);
  return {
    list,
    script: (input) =>
      relation<ScriptTransformation>(p, start, {
        kind: "ScriptTransformation",
        input,
        script,
        ...(rowType === undefined ? {} : { rowType }),
        given: textRows(given),
        taken: textRows(taken),
      }),
  };
}

function textRows(format: Extract<RowFormat, { kind: "delimited" }> | undefined): TextRows {
  return { delimiter: format?.fields ?? "\u0001", nullText: format?.nullText ?? "\\N" };
}

/** `(a, b)` or `(a INT, b STRING)`, the parentheses optional. */
function columns(p: Parser): StructType {
  const parenthesized = p.accept("(");
  const typed = p.attempt("transform types", columnTypes);
  const result = typed ?? new StructType(p.list(hyphenCheckedName).map((name) => new StructField(name, STRING)));
  if (parenthesized) p.expect(")");
  return result;
}
