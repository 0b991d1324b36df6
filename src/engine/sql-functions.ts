/** CREATE and DROP FUNCTION for functions written in SQL. */
import type { Logical } from "../logical/relation.ts";
import { analyzeSqlFunction } from "../analyzer/sql-function.ts";
import type { SqlFunction } from "../analyzer/sql-function-name.ts";
import { findBuiltin } from "../builtins/registry.ts";
import { CATALOG } from "../catalog/session-catalog.ts";
import { exists, hasAggregate } from "../logical/build.ts";
import { checkCast } from "../logical/cast-rules.ts";
import { prettyName } from "../logical/pretty.ts";
import { schemaOf } from "../lowering/index.ts";
import type { CreateFunction, DropFunction } from "../plan/command.ts";
import type { Relation } from "../plan/relation.ts";
import { holdsSubquery, someNode } from "../plan/written-tree.ts";
import { StructType } from "../types/data-type.ts";
import { firstRepeated } from "../types/name-equality.ts";
import { quoteNames } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { temporaryReference } from "./view-references.ts";
import { placeOf } from "./tables.ts";

export function createFunction(engine: EmbeddedEngine, command: CreateFunction): void {
  const { catalog } = engine.session;
  const place = command.temporary ? undefined : placeOf(engine, command.nameParts);
  const name = (command.nameParts.at(-1) as string).toLowerCase();
  const functions = place === undefined ? engine.session.functions : catalog.database(place.database).functions;
  const before = functions.get(name);
  if (before !== undefined && command.ifNotExists) return;
  checkParameters(command);
  if (place !== undefined) refuseTemporary(engine, command, place.database);
  const parts = place === undefined ? [name] : [CATALOG, place.database, name];
  const path = before === undefined ? undefined : cycleOf(engine, command, parts);
  if (path !== undefined) throw new AnalysisException("CYCLIC_FUNCTION_REFERENCE", { path: path.join(" -> ") });
  const checked = checkedBody(engine, { definition: command, parts });
  if (before !== undefined && !command.replace) {
    throw new AnalysisException("ROUTINE_ALREADY_EXISTS", {
      routineName: quoteNames(command.nameParts),
      newRoutineType: "routine",
      existingRoutineType: "routine",
    });
  }
  functions.set(name, { ...checked, settings: engine.conf.kept() });
  catalog.touch();
}

function checkParameters({ nameParts, parameters, returnTable }: CreateFunction): void {
  const routineName = nameParts.at(-1) as string;
  const twice = firstRepeated(parameters.map((p) => p.name.toLowerCase()));
  if (twice !== undefined) {
    throw new AnalysisException("DUPLICATE_ROUTINE_PARAMETER_NAMES", { routineName, names: `\`${twice}\`` });
  }
  const columns = returnTable === undefined || returnTable === true ? [] : returnTable.names;
  const column = firstRepeated(columns.map((name) => name.toLowerCase()));
  if (column !== undefined) {
    throw new AnalysisException("DUPLICATE_ROUTINE_RETURNS_COLUMNS", { routineName, columns: `\`${column}\`` });
  }
  parameters.forEach((p, i) => {
    const next = parameters[i + 1];
    if (p.defaultExpression === undefined || next === undefined || next.defaultExpression !== undefined) return;
    throw new AnalysisException("USER_DEFINED_FUNCTIONS.NOT_A_VALID_DEFAULT_PARAMETER_POSITION", {
      functionName: routineName,
      parameterName: p.name,
      nextParameterName: next.name,
    });
  });
  for (const p of parameters) {
    if (p.defaultExpression === undefined || !holdsSubquery(p.defaultExpression)) continue;
    throw new AnalysisException("USER_DEFINED_FUNCTIONS.NOT_A_VALID_DEFAULT_EXPRESSION", {
      functionName: routineName,
      parameterName: p.name,
    });
  }
}

/** The definition with the types of what it gives, once its body has been found good. */
function checkedBody(engine: EmbeddedEngine, fn: SqlFunction): CreateFunction {
  const { definition, parts } = fn;
  for (const { dataType } of definition.parameters) refuseCharacters(dataType.kind);
  refuseCharacters(definition.returnType?.kind);
  checkDefaults(engine, definition);
  if (definition.returnTable !== undefined && definition.query === undefined) {
    throw new AnalysisException("USER_DEFINED_FUNCTIONS.SQL_TABLE_UDF_BODY_MUST_BE_A_QUERY", {
      name: parts.at(-1) as string,
    });
  }
  const made = analyzed(engine, fn);
  if ("expression" in made) {
    const { expression } = made;
    if (exists(expression, (e) => e.kind === "Call" && e.fn.kind === "generator")) {
      const shown = `"${prettyName(expression)}"`;
      throw new AnalysisException("UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", { expression: shown });
    }
    if (hasAggregate(expression) || exists(expression, (e) => e.kind === "Window")) throw complex(definition);
    const returnType = definition.returnType ?? expression.dataType;
    checkCast(expression.dataType, returnType, engine.conf.ansiEnabled ? "ansi" : "legacy", expression);
    return { ...definition, returnType };
  }
  const { returnTable } = definition;
  if (!(returnTable instanceof StructType)) {
    refuseUnnamed(made.plan, parts);
    return { ...definition, returnTable: schemaOf(made.plan) };
  }
  if (returnTable.fields.length !== made.plan.output.length) {
    throw new AnalysisException("USER_DEFINED_FUNCTIONS.RETURN_COLUMN_COUNT_MISMATCH", {
      outputSize: `\`${made.plan.output.length}\``,
      returnParamSize: `\`${returnTable.fields.length}\``,
      name: parts.join("."),
    });
  }
  return definition;
}
/** Without RETURNS TABLE (...) the query names the columns, each of them. */
function refuseUnnamed(plan: Logical, parts: readonly string[]): void {
  if (plan.kind !== "Project" || !plan.expressions.some((e) => e.kind === "Alias" && e.auto === true)) return;
  throw new AnalysisException("USER_DEFINED_FUNCTIONS.SQL_TABLE_UDF_MISSING_COLUMN_NAMES", {
    functionName: quoteNames(parts.slice(-1)),
  });
}
function analyzed(engine: EmbeddedEngine, fn: SqlFunction): ReturnType<typeof analyzeSqlFunction> {
  try {
    return analyzeSqlFunction(engine.analyzer, fn);
  } catch (error) {
    // A query that aggregates its parameters alone is an aggregate of the function.
    const { condition } = error as { readonly condition?: unknown };
    if (condition === "UNRESOLVED_ROUTINE") throw unknownRoutine(engine, error as AnalysisException);
    if (condition !== "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.CORRELATED_REFERENCE") throw error;
    throw fn.definition.returnTable === undefined ? complex(fn.definition) : error;
  }
}
/** A function that a body calls is looked for in the catalog. */
function unknownRoutine(engine: EmbeddedEngine, error: AnalysisException): AnalysisException {
  const name = error.messageParameters["routineName"] ?? "";
  const isOnePart = /^`(?:[^`]|``)*`$/.test(name);
  const routineName = isOnePart ? `${quoteNames([engine.session.catalog.currentDatabase])}.${name}` : name;
  return new AnalysisException("ROUTINE_NOT_FOUND", { routineName });
}
function complex({ sqlText }: CreateFunction): AnalysisException {
  return new AnalysisException("USER_DEFINED_FUNCTIONS.CANNOT_CONTAIN_COMPLEX_FUNCTIONS", { queryText: sqlText ?? "" });
}
function refuseCharacters(kind: string | undefined): void {
  if (kind === "char" || kind === "varchar") throw new AnalysisException("UNSUPPORTED_CHAR_OR_VARCHAR_AS_STRING", {});
}
/** Defaults see neither the other parameters nor any column. */
function checkDefaults(engine: EmbeddedEngine, definition: CreateFunction): void {
  const nothing = engine.analyzer.scope({ kind: "SingleRow", output: [] }, [], {});
  for (const { defaultExpression } of definition.parameters) {
    if (defaultExpression === undefined) continue;
    if (hasAggregate(engine.analyzer.resolver(nothing).value(defaultExpression))) throw complex(definition);
  }
}
/** The functions from one to itself, if a body calls it, perhaps through others. */
function cycleOf(engine: EmbeddedEngine, command: CreateFunction, parts: readonly string[]): string[] | undefined {
  const target = parts.join(".");
  const seen = new Set<string>();
  const search = (definition: CreateFunction, path: readonly string[]): string[] | undefined => {
    for (const called of callsOf(definition)) {
      const found = engine.analyzer.findSqlFunction(called);
      if (found === undefined) continue;
      const name = found.parts.join(".");
      if (name === target) return [...path, name];
      if (seen.has(name)) continue;
      seen.add(name);
      const further = search(found.definition, [...path, name]);
      if (further !== undefined) return further;
    }
    return undefined;
  };
  return search(command, [target]);
}
function callsOf({ body, query }: CreateFunction): (readonly string[])[] {
  const found: (readonly string[])[] = [];
  someNode(body ?? query, ({ kind, nameParts }) => {
    const isCall = kind === "UnresolvedFunction" || kind === "TableValuedFunction";
    if (isCall) found.push(nameParts as readonly string[]);
    return undefined;
  });
  return found;
}
/** A function that outlives the session does not read what goes with it. */
function refuseTemporary(engine: EmbeddedEngine, command: CreateFunction, database: string): void {
  const { body, query } = command;
  const read: Relation = query ?? {
    kind: "Project",
    input: { kind: "OneRow" },
    expressions: body === undefined ? [] : [body],
  };
  const own = new Set(command.parameters.map((p) => p.name.toLowerCase()));
  const temporary = temporaryReference(engine, read, own);
  if (temporary === undefined) return;
  throw new AnalysisException("INVALID_TEMP_OBJ_REFERENCE", {
    obj: "FUNCTION",
    objName: quoteNames([database, command.nameParts.at(-1) as string]),
    ...temporary,
  });
}

function forbidden({ nameParts }: DropFunction): AnalysisException {
  return new AnalysisException("FORBIDDEN_OPERATION", {
    statement: "DROP",
    objectType: "FUNCTION",
    objectName: quoteNames(nameParts),
  });
}
export function dropFunction(engine: EmbeddedEngine, command: DropFunction): void {
  const { functions, userFunctions, catalog } = engine.session;
  const name = (command.nameParts.at(-1) as string).toLowerCase();
  if (command.temporary) {
    const isOwn = functions.has(name) || userFunctions.has(name);
    if (!isOwn && findBuiltin(name) !== undefined) throw forbidden(command);
    if (!functions.delete(name) && !userFunctions.delete(name) && !command.ifExists) {
      throw new AnalysisException("ROUTINE_NOT_FOUND", { routineName: quoteNames(command.nameParts) });
    }
    catalog.touch();
    return;
  }
  if (command.nameParts.length === 1) {
    if (findBuiltin(name) !== undefined) {
      throw forbidden(command);
    }
    if (functions.has(name) || userFunctions.has(name)) {
      throw new AnalysisException("EXPECT_PERSISTENT_FUNCTION_NOT_TEMP", {
        functionName: quoteNames([name]),
        operation: "DROP FUNCTION",
        alternative: " Use DROP TEMPORARY FUNCTION to drop a temporary function.",
      });
    }
  }
  const [first = "", second] = command.nameParts.map((part) => part.toLowerCase());
  const schema = first === CATALOG ? second : first;
  const isQualified = command.nameParts.length === (first === CATALOG ? 3 : 2);
  if (command.ifExists && isQualified && !catalog.shared.databases.has(schema as string)) return;
  const place = placeOf(engine, command.nameParts);
  if (!catalog.database(place.database).functions.delete(name) && !command.ifExists) {
    throw new AnalysisException("ROUTINE_NOT_FOUND", { routineName: quoteNames([place.database, place.name]) });
  }
  catalog.touch();
}
