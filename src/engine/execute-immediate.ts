/** Statements whose text or names are computed: EXECUTE IMMEDIATE, IDENTIFIER(...) in commands. */
import { exists } from "../logical/build.ts";
import { prettyName } from "../logical/pretty.ts";
import type { ExecuteImmediate, Statement, WithIdentifiers } from "../plan/command.ts";
import type { Expression, LiteralValue } from "../plan/expression.ts";
import { writtenAs } from "../plan/origin.ts";
import { contextFrom } from "../plan/query-context.ts";
import type { Relation } from "../plan/relation.ts";
import { holdsSubquery, someNode, type WrittenNode } from "../plan/written-tree.ts";
import { bindParameters, parseStatement } from "../sql/index.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { type DataType, STRING } from "../types/data-type.ts";
import { runCommand } from "./commands.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";
import { evaluate, runSmallQuery } from "./evaluate.ts";
import { noRows } from "./local-rows.ts";
import { parserOptions } from "./sql-options.ts";
import { substitute } from "./substitute.ts";
import { withoutLocals } from "./local-variables.ts";
import { setVariable } from "./variables.ts";

/** Runs a parsed statement; a query is its own answer. */
export async function runStatement(
  engine: EmbeddedEngine,
  statement: Statement,
  options: ExecuteOptions,
): Promise<Relation> {
  if (statement.kind === "Command") return await runCommand(engine, statement.command, options);
  await engine.analyze(statement.plan, options);
  return statement.plan;
}

export async function executeImmediate(
  engine: EmbeddedEngine,
  command: ExecuteImmediate,
  options: ExecuteOptions,
): Promise<Relation> {
  const { value, dataType } = evaluate(engine, command.text);
  if (dataType.kind !== "string") {
    throw new AnalysisException("INVALID_EXPR_TYPE_FOR_QUERY_EXECUTE_IMMEDIATE", { exprType: `"${dataType.sql}"` });
  }
  if (value === null)
    throw new AnalysisException("NULL_QUERY_STRING_EXECUTE_IMMEDIATE", {
      varName: quoteText(writtenAs(command.text.origin)),
    });
  const parsed = parseStatement(substitute(value as string, engine.conf), parserOptions(engine.conf, undefined));
  if (parsed.kind === "Command" && parsed.command.kind === "Script") {
    throw new AnalysisException("SQL_SCRIPT_IN_EXECUTE_IMMEDIATE", { sqlString: value as string });
  }
  const values = command.using.map((e) =>
    e.kind === "Alias"
      ? { name: e.names[0], expression: constant(engine, e.child) }
      : { name: nameOf(e), expression: constant(engine, e) },
  );
  checkMarkers(parsed, values);
  const named = new Map(values.flatMap((v) => (v.name === undefined ? [] : [[v.name, v.expression] as const])));
  const statement =
    command.using.length === 0
      ? parsed
      : bindParameters(parsed, { positional: values.map((v) => v.expression), named });
  const { variables } = engine.session;
  // A script's own variables are not known in the text.
  if (command.into.length === 0) return await withoutLocals(variables, () => runStatement(engine, statement, options));
  if (statement.kind !== "Query")
    throw new AnalysisException("INVALID_STATEMENT_FOR_EXECUTE_INTO", { sqlString: String(value).toUpperCase() });
  const result = await withoutLocals(variables, () => Promise.resolve(runSmallQuery(engine, statement.plan)));
  checkTargets(engine, command.into);
  if (result.rows.length > 1) throw new AnalysisException("ROW_SUBQUERY_TOO_MANY_ROWS", {});
  setVariable(engine, { kind: "SetVariable", targets: command.into, query: statement.plan });
  return noRows();
}
/** What INTO names is looked up as any name is. */
function checkTargets(engine: EmbeddedEngine, into: ExecuteImmediate["into"]): void {
  const nothing = engine.analyzer.scope({ kind: "SingleRow", output: [] }, [], {});
  for (const nameParts of into) engine.analyzer.resolver(nothing).value({ kind: "UnresolvedAttribute", nameParts });
}
/** Markers with names need values with names. */
function checkMarkers(
  statement: Statement,
  values: readonly { readonly name: string | undefined; readonly expression: Expression }[],
): void {
  const unnamed = values
    .filter((v) => v.name === undefined)
    .map((v) => `"${String((v.expression as { value?: unknown }).value)}"`);
  const isNamed = (node: WrittenNode): true | undefined =>
    (node.kind === "Parameter" && node["name"] !== undefined) || undefined;
  if (unnamed.length > 0 && someNode(statement, isNamed)) {
    throw new AnalysisException("ALL_PARAMETERS_MUST_BE_NAMED", { exprs: unnamed.join(", ") });
  }
}
function nameOf(e: Expression): string | undefined {
  return e.kind === "UnresolvedAttribute" ? e.nameParts.at(-1) : undefined;
}
/** The value of a parameter, as the text that stands for it would be read. */
function constant(engine: EmbeddedEngine, e: Expression): Expression {
  if (holdsSubquery(e)) {
    throw new AnalysisException("UNSUPPORTED_EXPR_FOR_PARAMETER", { invalidExprSql: '"scalarsubquery()"' });
  }
  const nothing = engine.analyzer.scope({ kind: "SingleRow", output: [] }, [], {});
  const typed = engine.analyzer.resolver(nothing).value(e);
  if (exists(typed, (x) => x.kind === "Call" && x.fn.name === "sql_function_call")) {
    const parameters = { invalidExprSql: `"${prettyName(typed)}"` };
    throw new AnalysisException("UNSUPPORTED_EXPR_FOR_PARAMETER", parameters, {
      queryContext: contextFrom(typed.origin),
    });
  }
  const { value, dataType } = evaluate(engine, e);
  return written(value, dataType);
}
function written(value: unknown, dataType: DataType): Expression {
  const made = (name: string, parts: readonly Expression[]): Expression => ({
    kind: "UnresolvedFunction",
    nameParts: [name],
    arguments: parts,
  });
  const plain: Expression = { kind: "Literal", value: value as LiteralValue, dataType };
  if (value === null) return plain;
  if (typeof value === "number" && !Number.isFinite(value)) {
    const text = Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    return { kind: "Cast", child: { kind: "Literal", value: text, dataType: STRING }, dataType };
  }
  if (dataType.kind === "array" && Array.isArray(value)) {
    return made(
      "array",
      value.map((x) => written(x, dataType.elementType)),
    );
  }
  if (dataType.kind === "map" && Array.isArray(value)) {
    const pairs = value as readonly (readonly [unknown, unknown])[];
    return made(
      "map",
      pairs.flatMap(([k, v]) => [written(k, dataType.keyType), written(v, dataType.valueType)]),
    );
  }
  if (dataType.kind === "struct" && Array.isArray(value)) {
    const parts = dataType.fields.flatMap((f, i) => [written(f.name, STRING), written(value[i], f.dataType)]);
    return made("named_struct", parts);
  }
  return plain;
}

/** Computes the names, then reads the text again with them in place. */
export async function withIdentifiers(
  engine: EmbeddedEngine,
  command: WithIdentifiers,
  options: ExecuteOptions,
): Promise<Relation> {
  const identifiers = new Map(
    command.identifiers.map((i) => {
      const { value } = evaluate(engine, i.expression);
      if (typeof value !== "string")
        throw new AnalysisException("NOT_A_CONSTANT_STRING.NULL", { name: "IDENTIFIER", expr: "" });
      return [i.at, value] as const;
    }),
  );
  const statement = parseStatement(command.sqlText, { ...parserOptions(engine.conf, undefined), identifiers });
  return await runStatement(engine, statement, options);
}
