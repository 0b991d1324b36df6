/** Session variables: DECLARE, SET VAR, DROP. */
import { hiddenName, inSession } from "../analyzer/session-variable.ts";
import { refuseSqlFunction } from "../analyzer/sql-function-name.ts";
import { exists, hasAggregate, literal } from "../logical/build.ts";
import { prettyName } from "../logical/pretty.ts";
import type { DeclareVariable, DropVariable, SetVariable } from "../plan/command.ts";
import type { Expression, LiteralValue } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import { withReplaced } from "../plan/written-tree.ts";
import { NULL } from "../types/data-type.ts";
import { firstRepeated } from "../types/name-equality.ts";
import { quoteNames, quoteText } from "../types/name-text.ts";
import { AnalysisException, SparkRuntimeException } from "../types/spark-error.ts";
import { isDefault } from "./default-keyword.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { evaluate, runSmallQuery, type SmallResult } from "./evaluate.ts";

/** The name under `system.session`; other qualifiers mean no variable. */
export function variableName(parts: readonly string[]): string {
  const lower = parts.map((p) => p.toLowerCase());
  const rest = lower[0] === "system" ? lower.slice(1) : lower;
  if (rest.length === 2 && rest[0] === "session") return rest[1] as string;
  if (rest.length === 1 && lower.length === 1) return rest[0] as string;
  throw new AnalysisException("UNRESOLVED_VARIABLE", {
    variableName: quoteNames(parts),
    searchPath: "[`system`.`session`]",
  });
}

/** As {@link variableName}; in a FOR loop its columns come first, by their own name or the loop's and their own. */
function targetName(engine: EmbeddedEngine, parts: readonly string[]): string {
  const { variables } = engine.session;
  const lower = parts.map((p) => p.toLowerCase());
  const own = inSession(lower);
  if (own?.length === 1) return variables.has(hiddenName(own[0] as string)) ? hiddenName(own[0] as string) : own[0]!;
  return variables.get(lower.join("."))?.column ?? variableName(parts);
}

export function declareVariable(engine: EmbeddedEngine, command: DeclareVariable): void {
  for (const parts of command.names) {
    const name = variableName(parts);
    const { variables } = engine.session;
    if (variables.has(name) && !command.replace) {
      throw new AnalysisException("VARIABLE_ALREADY_EXISTS", { variableName: quoteNames(["system", "session", name]) });
    }
    const given: Expression = command.defaultExpression ?? {
      kind: "Literal",
      value: null,
      dataType: command.dataType ?? NULL,
    };
    const cast: Expression =
      command.dataType === undefined ? given : { kind: "Cast", child: given, dataType: command.dataType };
    checkDefault(engine, name, given);
    const { value, dataType } = evaluate(engine, cast);
    const type = command.dataType ?? dataType;
    variables.set(name, {
      name: parts.at(-1) as string,
      dataType: type,
      value: literal(value as LiteralValue, type),
      defaultExpression: cast,
    });
  }
  engine.session.catalog.touch();
}

/** A default is a value by itself: no query gives it, and no rows do. */
function checkDefault(engine: EmbeddedEngine, name: string, given: Expression): void {
  const nothing = engine.analyzer.scope({ kind: "SingleRow", output: [] }, [], {});
  const typed = engine.analyzer.resolver(nothing).value(given);
  refuseSqlFunction(typed, "CreateVariable");
  if (exists(typed, (e) => e.kind === "Subquery")) {
    throw new AnalysisException("INVALID_DEFAULT_VALUE.SUBQUERY_EXPRESSION", {
      statement: "DECLARE VARIABLE",
      colName: quoteNames(["system", "session", name]),
      defaultValue: prettyName(typed),
    });
  }
  if (exists(typed, (e) => e.kind === "Call" && e.fn.kind === "generator")) {
    throw new AnalysisException("UNSUPPORTED_GENERATOR.OUTSIDE_SELECT", {
      plan: `CreateVariable [${prettyName(typed)}]`,
    });
  }
  if (hasAggregate(typed) || exists(typed, (e) => e.kind === "Window")) {
    throw new AnalysisException("UNSUPPORTED_EXPR_FOR_OPERATOR", {
      operator: "CreateVariable",
      invalidExprSqls: `"${prettyName(typed)}"`,
    });
  }
}

export function setVariable(engine: EmbeddedEngine, command: SetVariable): void {
  const names = command.targets.map((target) => targetName(engine, target));
  const twice = firstRepeated(names);
  if (twice !== undefined) throw new AnalysisException("DUPLICATE_ASSIGNMENTS", { nameList: quoteText(twice) });
  const defaults = names.map((name) => engine.session.variables.get(name)?.defaultExpression);
  const values = command.query === undefined ? undefined : valuesOf(engine, command.query, defaults);
  if (values !== undefined && values.names.length !== names.length) {
    throw new AnalysisException("ASSIGNMENT_ARITY_MISMATCH", {
      numExpr: String(values.names.length),
      numTarget: String(names.length),
    });
  }
  if (values !== undefined && values.rows.length > 1) throw new SparkRuntimeException("ROW_SUBQUERY_TOO_MANY_ROWS", {});
  if (values === undefined && command.values?.length !== names.length) {
    throw new AnalysisException("ASSIGNMENT_ARITY_MISMATCH", {
      numExpr: String(command.values?.length ?? 0),
      numTarget: String(names.length),
    });
  }
  const assigned = withEarlier(names, command.values ?? []);
  const made = names.map((name, i) => {
    const known = engine.session.variables.get(name);
    if (known === undefined) {
      throw new AnalysisException("UNRESOLVED_VARIABLE", {
        variableName: quoteNames(command.targets[i] as readonly string[]),
        searchPath: engine.session.catalog.searchPath,
      });
    }
    const given = values === undefined ? assigned[i] : undefined;
    const source: Expression =
      given !== undefined && isDefault(given)
        ? known.defaultExpression
        : (given ?? {
            kind: "Literal",
            value: (values?.rows[0]?.[i] ?? null) as LiteralValue,
            dataType: values?.types[i] ?? known.dataType,
          });
    const { value } = evaluate(engine, { kind: "Cast", child: source, dataType: known.dataType });
    return { ...known, value: literal(value as LiteralValue, known.dataType) };
  });
  // All values are computed before any variable changes.
  for (const [i, v] of made.entries()) engine.session.variables.set(names[i] as string, v);
  engine.session.catalog.touch();
}

/**
 * `SET VAR x = x + 1, y = x * 2`: Spark sets both by one select list, where the second `x` is the value beside it, as any
 * alias would be. A value that is a name keeps its own there, so that of it the old variable is meant.
 */
function withEarlier(names: readonly string[], values: readonly Expression[]): readonly Expression[] {
  const aliases = new Map<string, Expression>();
  return values.map((value, i) => {
    const name = names[i] as string;
    const replaced = withReplaced(value, ({ kind, nameParts }) => {
      const parts = kind === "UnresolvedAttribute" ? (nameParts as readonly string[]) : [];
      return parts.length === 1 ? aliases.get((parts[0] as string).toLowerCase()) : undefined;
    });
    if (value.kind !== "UnresolvedAttribute") aliases.set(name, replaced);
    return replaced;
  });
}
/** DEFAULT is the variable's default unless a column of the query has the name. */
function valuesOf(engine: EmbeddedEngine, query: Relation, defaults: readonly (Expression | undefined)[]): SmallResult {
  try {
    return runSmallQuery(engine, query);
  } catch (error) {
    const unknown = error instanceof AnalysisException && error.condition?.startsWith("UNRESOLVED_COLUMN") === true;
    const changed = withDefaults(query, defaults);
    if (!unknown || changed === query) throw error;
    return runSmallQuery(engine, changed);
  }
}
/** `SET VAR (a, b) = (SELECT DEFAULT, ...)`: the word in the select list stands for the variable's default. */
function withDefaults(query: Relation, defaults: readonly (Expression | undefined)[]): Relation {
  switch (query.kind) {
    case "Project":
      return {
        ...query,
        expressions: query.expressions.map((e, i) => (isDefault(e) ? (defaults[i] ?? e) : e)),
      };
    case "Limit":
    case "Offset":
    case "Sort":
    case "WithCTE":
      return { ...query, input: withDefaults(query.input, defaults) };
    default:
      return query;
  }
}

export function dropVariable(engine: EmbeddedEngine, command: DropVariable): void {
  if (!engine.session.variables.delete(variableName(command.nameParts)) && !command.ifExists) {
    throw new AnalysisException("VARIABLE_NOT_FOUND", {
      variableName: quoteNames(["system", "session", ...command.nameParts.slice(-1)]),
    });
  }
  engine.session.catalog.touch();
}
