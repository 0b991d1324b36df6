/** DESCRIBE FUNCTION. */
import type { SqlFunction } from "../analyzer/sql-function-name.ts";
import { findBuiltin } from "../builtins/registry.ts";
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
    return localRows(
      [["function_desc", STRING, false]],
      lined(lines(own)).map((line) => [line]),
    );
  }
  if (findBuiltin(name) !== undefined || OPERATORS.has(name) || userFunctions.has(name)) {
    // Spark answers with sentences of its documentation, which are its own.
    throw unsupported("DESCRIBE FUNCTION for functions that are not written in SQL");
  }
  throw new AnalysisException("UNRESOLVED_ROUTINE", {
    routineName: quoteNames(nameParts),
    searchPath: engine.session.catalog.searchPath,
  });
}
/** What Spark describes although no call names it. */
const OPERATORS: ReadonlySet<string> = new Set(["<>", "!=", "between", "case", "||"]);

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
