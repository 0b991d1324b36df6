/** DESCRIBE. */
import { quoteText } from "../types/name-text.ts";
import type { Command, DescribeCommand } from "../plan/command.ts";
import { commandName } from "./identifier-clause.ts";
import { isName, multipartName } from "./identifier.ts";
import { acceptNamespace, atNamespace, command, unsupported } from "./node-command.ts";
import type { Parser } from "./parser.ts";
import { partitionSpec } from "./partition.ts";
import { query } from "./query.ts";
import { atText, stringText } from "./string-literal.ts";

const QUERY_WORDS = /^(?:SELECT|WITH|FROM|VALUES|\(|MAP|REDUCE)$/;

export function describe(p: Parser): Command {
  const start = p.pos;
  p.expectAny("DESC", "DESCRIBE");
  const next = p.peek();
  const namesOne = isName(p, next) || next === "IDENTIFIER";
  if (p.kind === "FUNCTION" && next !== "eof" && next !== ".") return describeFunction(p, start);
  if (p.kind === "PROCEDURE" && namesOne) {
    p.pos++;
    commandName(p);
    return unsupported(p, start, "DESCRIBE PROCEDURE");
  }
  if (atNamespace(p) && namesOne) {
    acceptNamespace(p);
    const extended = p.kind === "EXTENDED" && isName(p, p.peek()) && p.accept("EXTENDED");
    const nameParts = commandName(p);
    return command<DescribeCommand>(p, start, { kind: "DescribeCommand", what: "database", nameParts, extended });
  }
  return describeQuery(p, start) ?? describeTable(p, start);
}

function describeFunction(p: Parser, start: number): Command {
  p.expect("FUNCTION");
  const extended = p.kind === "EXTENDED" && p.peek() !== "eof" && p.peek() !== "." && p.accept("EXTENDED");
  const nameParts = functionName(p);
  return command<DescribeCommand>(p, start, { kind: "DescribeCommand", what: "function", nameParts, extended });
}
/** Also an operator: `DESCRIBE FUNCTION ||`. */
function functionName(p: Parser): readonly string[] {
  if (atText(p)) return [stringText(p)];
  if (isName(p, p.kind) && !/^(?:AND|OR|IN|NOT|DIV)$/.test(p.kind)) return commandName(p);
  const from = p.pos;
  if (/^(?:AND|OR|IN|NOT|DIV|[-+*/%~&|^=!<>]|\|\||<=|>=|!=|<=>|<<)$/.test(p.kind)) p.pos++;
  else p.fail();
  while (p.kinds[from] === ">" && p.accept(">"));
  return [p.textFrom(from)];
}

function describeQuery(p: Parser, start: number): Command | undefined {
  const isQuery = p.kind === "QUERY" && (QUERY_WORDS.test(p.peek()) || p.peek() === "TABLE");
  if (!isQuery && !QUERY_WORDS.test(p.kind) && p.kind !== "TABLE") return undefined;
  const plan = p.attempt("describe query", (inner) => {
    if (isQuery) inner.pos++;
    const result = query(inner);
    if (inner.kind !== "eof" && inner.kind !== ";") inner.fail();
    return result;
  });
  // `DESCRIBE TABLE t` is a description of the table, not of the query `TABLE t`.
  if (plan === undefined || (!isQuery && p.kinds[start + 1] === "TABLE")) {
    p.pos = start + 1;
    return undefined;
  }
  return command<DescribeCommand>(p, start, { kind: "DescribeCommand", what: "query", query: plan, extended: false });
}

function describeTable(p: Parser, start: number): Command {
  if (p.kind === "TABLE" && isName(p, p.peek())) p.pos++;
  const extended = (p.kind === "EXTENDED" || p.kind === "FORMATTED") && isName(p, p.peek());
  if (extended) p.pos++;
  const nameParts = commandName(p);
  const partition = p.at("PARTITION", "(") ? wholePartition(p, start) : undefined;
  const table = (more: Pick<DescribeCommand, "asJson">): Command => {
    const spec = partition === undefined ? {} : { partition };
    return command<DescribeCommand>(p, start, {
      kind: "DescribeCommand",
      what: "table",
      nameParts,
      extended,
      ...spec,
      ...more,
    });
  };
  const columnParts = isName(p, p.kind) && !p.at("AS", "JSON") ? multipartName(p) : undefined;
  if (p.acceptAll("AS", "JSON")) {
    if (columnParts !== undefined) p.reject("UNSUPPORTED_FEATURE.DESC_TABLE_COLUMN_JSON", {}, start);
    if (!extended) p.reject("DESCRIBE_JSON_NOT_EXTENDED", { tableName: nameParts.join(".") }, start);
    return table({ asJson: true });
  }
  if (partition !== undefined && columnParts !== undefined) {
    p.reject("UNSUPPORTED_FEATURE.DESC_TABLE_COLUMN_PARTITION", {}, start);
  }
  if (columnParts !== undefined) {
    return command<DescribeCommand>(p, start, {
      kind: "DescribeCommand",
      what: "column",
      nameParts,
      columnParts,
      extended,
    });
  }
  return table({});
}
/** Each key has a value; the error is the statement's. */
function wholePartition(p: Parser, start: number): ReturnType<typeof partitionSpec> {
  const spec = partitionSpec(p);
  const empty = spec.find(({ value }) => value === undefined);
  if (empty !== undefined) {
    p.reject("INVALID_SQL_SYNTAX.EMPTY_PARTITION_VALUE", { partKey: quoteText(empty.name) }, start);
  }
  return spec;
}
