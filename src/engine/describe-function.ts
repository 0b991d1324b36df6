/**
 * DESCRIBE FUNCTION. Spark describes built-in functions with the Java class and with sentences of its documentation, which are its
 * own: here their usage is how a call is written.
 */
import type { SqlFunction } from "../analyzer/sql-function-name.ts";
import { findBuiltin } from "../builtins/registry.ts";
import type { FunctionRow } from "../logical/function-row.ts";
import { contextOfName } from "../plan/query-context.ts";
import type { LocalRelation } from "../plan/relation.ts";
import { type DataType, STRING, StructType } from "../types/data-type.ts";
import { quoteNames } from "../types/name-text.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { localRows } from "./local-rows.ts";

export function describeFunction(
  engine: EmbeddedEngine,
  nameParts: readonly string[],
  extended: boolean,
): LocalRelation {
  const name = (nameParts.at(-1) as string).toLowerCase();
  const { userFunctions } = engine.session;
  const isBuiltin = nameParts.length === 1 && findBuiltin(name) !== undefined;
  const own = isBuiltin ? undefined : engine.analyzer.findSqlFunction(nameParts);
  if (own !== undefined) {
    if (extended) throw unsupported("DESCRIBE FUNCTION EXTENDED");
    return described(lined(lines(own)));
  }
  const builtin = findBuiltin(name);
  const usage = OPERATORS[name] ?? (builtin === undefined ? undefined : usageOf(name, builtin));
  if (usage !== undefined || userFunctions.has(name)) {
    return described([
      `Function: ${name}`,
      `Usage: ${usage ?? "N/A."}`,
      ...(extended
        ? [`Extended Usage:${extendedUsage(name, OPERATORS[name] === undefined ? builtin : undefined)}`]
        : []),
    ]);
  }
  throw new AnalysisException(
    "UNRESOLVED_ROUTINE",
    {
      routineName: quoteNames(nameParts),
      searchPath: engine.session.catalog.searchPath,
    },
    contextOfName(nameParts),
  );
}
function described(rows: readonly string[]): LocalRelation {
  return localRows(
    [["function_desc", STRING, false]],
    rows.map((row) => [row]),
  );
}
/** How to write what is no call of a function. */
const OPERATORS: { readonly [name: string]: string | undefined } = {
  "<>": "left <> right",
  "!=": "left != right",
  "||": "left || right",
  between: "expr [NOT] BETWEEN lower AND upper",
  case: "CASE [expr] WHEN condition THEN value [WHEN condition THEN value ...] [ELSE value] END",
  cast: "CAST(expr AS type)",
  and: "left AND right",
  or: "left OR right",
  not: "NOT expr",
  div: "left DIV right",
  in: "expr [NOT] IN (value [, value ...])",
  like: "str [NOT] LIKE pattern [ESCAPE escape]",
  ilike: "str [NOT] ILIKE pattern [ESCAPE escape]",
};
/** The call with its parameters; of an operator, it between its operands. */
function usageOf(name: string, { params }: FunctionRow): string {
  if (!/^\w+$/.test(name)) {
    const operands = params.filter((p) => p.optional !== true || params.length === 2).map((p) => p.name);
    return operands.length === 2 ? operands.join(` ${name} `) : `${name} ${operands.join(", ")}`;
  }
  const list = params.map((p, i) => {
    const text = `${i === 0 ? "" : ", "}${p.name}${p.variadic === true ? " ..." : ""}`;
    return p.optional === true || p.variadic === true ? `[${text}]` : text;
  });
  return `${name}(${list.join("")})`;
}
function extendedUsage(name: string, row: FunctionRow | undefined): string {
  const others = row === undefined ? [] : [row.name, ...(row.aliases ?? [])].filter((other) => other !== name);
  const lines = [
    ...(others.length === 0 ? [] : [`Also: ${others.join(", ")}`]),
    ...(row?.since === undefined ? [] : [`Since: ${row.since}`]),
  ];
  return lines.length === 0 ? " N/A." : lines.map((line) => `\n    ${line}`).join("");
}

type Line = readonly [label: string, text: string];
function lines({ definition, parts }: SqlFunction): readonly Line[] {
  const { parameters, returnType, returnTable } = definition;
  // What was not declared is known since the body was checked.
  const table = returnTable instanceof StructType ? returnTable.fields : undefined;
  return [
    ["Function:", parts.join(".")],
    ["Type:", table === undefined ? "SCALAR" : "TABLE"],
    ...block("Input:", parameters.length === 0 ? ["()"] : columns(parameters)),
    ...block("Returns:", table === undefined ? [returnType?.sql ?? ""] : columns(table)),
  ];
}
/** Names and types, each as wide as the widest. */
function columns(list: readonly { readonly name: string; readonly dataType: DataType }[]): string[] {
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
  const [names, types] = [widest(list.map((f) => f.name)), widest(list.map((f) => f.dataType.sql))];
  return list.map((f) => `${f.name.padEnd(names)} ${f.dataType.sql.padEnd(types)}`);
}
function block(label: string, texts: readonly string[]): Line[] {
  return texts.map((text, i) => [i === 0 ? label : "", text]);
}
function lined(list: readonly Line[]): string[] {
  const width = Math.max(...list.map(([label]) => label.length));
  return list.map(([label, text]) => `${label.padEnd(width)} ${text}`);
}
