/** Generators: in select lists, in LATERAL VIEW, as tables in FROM. */
import { isUnknownColumn } from "./scope.ts";
import { refuseSqlFunction } from "./sql-function-name.ts";
import { isNumeric } from "../logical/coercion.ts";
import { attribute, exists, isFoldable } from "../logical/build.ts";
import type { Attribute, Call, TypedAlias, TypedExpr } from "../logical/expression.ts";
import { literalSql, prettyName } from "../logical/pretty.ts";
import type { Logical } from "../logical/relation.ts";
import { findBuiltin } from "../builtins/registry.ts";
import type { Expression } from "../plan/expression.ts";
import type { Generate, TableValuedFunction } from "../plan/relation.ts";
import { parseExpression } from "../sql/index.ts";
import { LONG, type StructType } from "../types/data-type.ts";
import { quoteNames, quoteText } from "../types/name-text.ts";
import { AnalysisException, NumberFormatException, unsupported } from "../types/spark-error.ts";
import type { AnalysisSession } from "./analysis-context.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import { checkScalarHost } from "./correlation.ts";
import { contextOf, type ExpressionResolver } from "./expression-resolver.ts";
import { nameOf } from "./identifier.ts";
import { checkLaterals } from "./lateral-alias.ts";
import { project } from "./rename.ts";
import { requalify } from "./source.ts";
import { registeredFunction } from "./user-function.ts";
import type { Named } from "./select.ts";

export function isGeneratorCall(e: Expression, session: AnalysisSession): boolean {
  if (e.kind === "CommonInlineUserDefinedFunction") return e.function.kind === "table";
  if (e.kind !== "UnresolvedFunction") return false;
  const row = findBuiltin(e.nameParts.at(-1) ?? "");
  if (row === undefined) return registeredFunction(session, e.nameParts)?.kind === "table";
  return row.kind === "generator";
}

/** `explode_outer` keeps rows that generate nothing; the plain form is the same generator. */
export function isOuter(call: Call): boolean {
  return call.name.endsWith("_outer");
}
export function attributesOf(
  call: Call,
  names: readonly string[] | undefined,
  outer: boolean,
  qualifier: readonly string[],
): Attribute[] {
  const fields = (call.dataType as StructType).fields;
  if (names !== undefined && names.length !== fields.length) {
    throw new AnalysisException("UDTF_ALIAS_NUMBER_MISMATCH", {
      aliasesSize: String(fields.length),
      aliasesNames: names.join(","),
    });
  }
  return fields.map((f, i) => attribute(names?.[i] ?? f.name, f.dataType, f.nullable || outer, qualifier, f.metadata));
}
export function generate(input: Logical, call: Call, outer: boolean, generated: readonly Attribute[]): Logical {
  checkScalarHost([call], "Generate");
  refuseSqlFunction(call, "Generate");
  return { kind: "Generate", input, generator: call, outer, generated, output: [...input.output, ...generated] };
}

/** A select list whose generators have become Generate nodes under it. */
export function generatedList(
  resolver: ExpressionResolver,
  child: Logical,
  expressions: readonly Expression[],
  aggregated = false,
): { list: readonly Named[]; input: Logical } {
  try {
    return listed(resolver, child, expressions, aggregated);
  } catch (error) {
    // Of several items that are wrong, a star is the first.
    if (isUnknownColumn(error)) {
      resolver.namedList(expressions.filter((e) => e.kind === "UnresolvedStar"));
    }
    throw error;
  }
}
function listed(
  resolver: ExpressionResolver,
  child: Logical,
  expressions: readonly Expression[],
  aggregated: boolean,
): { list: readonly Named[]; input: Logical } {
  let input = child;
  const list: Named[] = [];
  for (const e of expressions) {
    const inner = e.kind === "Alias" ? e.child : e;
    if (!isGeneratorCall(inner, resolver.analyzer.session)) {
      const named =
        e.kind === "Alias" || e.kind !== "ExpressionString" ? resolver.namedList([e]) : textList(resolver, e);
      if (named === undefined) {
        const nested = generatedList(resolver, input, parsed(e), aggregated);
        list.push(...nested.list);
        input = nested.input;
        continue;
      }
      for (const n of named) {
        checkNested(n);
        if (n.kind === "Alias") checkLaterals(n.child);
        // A name of its own that an outer column gets hides nothing.
        const given = e.kind === "Alias" || n.kind !== "Alias" || n.child.kind !== "OuterReference";
        if (n.kind === "Alias" && given && !isVariable(n.child)) resolver.scope.addLateral(n);
        list.push(n);
      }
      continue;
    }
    if (aggregated) throw unsupported("a generator in the select list of an aggregation");
    const call = resolver.value(inner) as Call;
    const outer = isOuter(call);
    const names = e.kind === "Alias" ? e.names : undefined;
    const generated = attributesOf(call, names, outer, []);
    input = generate(input, call, outer, generated);
    list.push(...generated);
    if (resolver.scope.options.laterals === true)
      for (const a of generated) resolver.scope.generated.set(resolver.scope.index.key(a.name), a);
  }
  return { list, input };
}
function parsed(e: Expression): readonly Expression[] {
  return [e.kind === "ExpressionString" ? parseExpression(e.expression) : e];
}
/** An expression string; undefined if it is a generator. */
function textList(
  resolver: ExpressionResolver,
  e: Extract<Expression, { kind: "ExpressionString" }>,
): readonly Named[] | undefined {
  const p = parseExpression(e.expression);
  const inner = p.kind === "Alias" ? p.child : p;
  return isGeneratorCall(inner, resolver.analyzer.session) ? undefined : resolver.namedList([p]);
}

/** A variable's own name is no alias of the list. */
function isVariable(e: TypedExpr): boolean {
  return e.kind === "Literal" && e.variable !== undefined;
}
function isGenerator(e: TypedExpr): boolean {
  return e.kind === "Call" && e.fn.kind === "generator";
}
function checkNested(e: Attribute | TypedAlias): void {
  if (e.kind === "Alias" && exists(e.child, isGenerator)) {
    throw new AnalysisException("UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", {
      expression: `"${prettyName(e.child)}"`,
    });
  }
}

/** A generator that is not known is looked for in its database. */
function generatorOf(resolver: ExpressionResolver, e: Generate["generator"]): TypedExpr {
  try {
    return resolver.value(e);
  } catch (error) {
    if (!(error instanceof AnalysisException) || e.kind !== "UnresolvedFunction") throw error;
    const { routineName, functionName } = error.messageParameters;
    const isUnknown = error.condition === "UNRESOLVED_ROUTINE" && routineName === quoteNames(e.nameParts);
    const isTable = error.condition === "NOT_A_SCALAR_FUNCTION" && functionName === quoteText(e.nameParts.join("."));
    if (!isUnknown && !isTable) throw error;
    const database = resolver.analyzer.session.catalog.database(e.nameParts.at(-2)).name;
    throw new AnalysisException("ROUTINE_NOT_FOUND", {
      routineName: quoteNames([database, e.nameParts.at(-1) as string]),
    });
  }
}

/** `LATERAL VIEW [OUTER] generator t AS a, b` */
export function analyzeGenerate(cx: Analyzer, rel: Generate, env: Env): Logical {
  const input = cx.relation(rel.input, env);
  const resolver = cx.resolver(cx.scope(input, [rel.input], env));
  const call = generatorOf(resolver, rel.generator);
  if (call.kind !== "Call" || call.fn.kind !== "generator") {
    throw new AnalysisException(
      "UNSUPPORTED_GENERATOR.NOT_GENERATOR",
      { functionName: quoteText(prettyName(call)), classCanonicalName: "" },
      { queryContext: contextOf(rel.common?.origin) },
    );
  }
  const outer = rel.outer || isOuter(call);
  const qualifier = rel.qualifier === undefined ? [] : [rel.qualifier];
  const generated = attributesOf(call, rel.columnNames.length === 0 ? undefined : rel.columnNames, outer, qualifier);
  return generate(input, call, outer, generated);
}

/** `FROM range(10)`, `FROM explode(array(1, 2))` */
export function analyzeTableFunction(cx: Analyzer, rel: TableValuedFunction, env: Env): Logical {
  if (rel.nameExpression !== undefined) {
    const { nameExpression, ...named } = rel;
    return analyzeTableFunction(cx, { ...named, nameParts: nameOf(cx, nameExpression) }, env);
  }
  const name = (rel.nameParts.at(-1) as string).toLowerCase();
  const single: Logical = { kind: "SingleRow", output: [] };
  const resolver = cx.resolver(cx.scope(single, [], env));
  if (name === "range") return range(resolver, rel);
  const row = findBuiltin(name);
  const user = row === undefined ? registeredFunction(cx.session, rel.nameParts) : undefined;
  if (row?.kind !== "generator" && user?.kind !== "table") {
    const expanded = cx.tableFunction(rel, env);
    if (expanded !== undefined) return expanded;
    if (row !== undefined) throw new AnalysisException("NOT_A_TABLE_FUNCTION", { functionName: quoteText(name) });
    // What its arguments name is looked for first.
    for (const a of rel.arguments) if (a.kind !== "NamedArgument") resolver.value(a);
    throw new AnalysisException(
      "UNRESOLVABLE_TABLE_VALUED_FUNCTION",
      { name: quoteNames(rel.nameParts) },
      { queryContext: contextOf(rel.common?.origin) },
    );
  }
  const call = resolver.value({
    kind: "UnresolvedFunction",
    nameParts: rel.nameParts,
    arguments: rel.arguments,
  }) as Call;
  const outer = isOuter(call);
  const generated = attributesOf(call, undefined, outer, []);
  return project(generate(single, call, outer, generated), generated);
}

const RANGE_PARAMETERS: readonly string[] = ["start", "end", "step", "numSlices"];

function range(resolver: ExpressionResolver, rel: TableValuedFunction): Logical {
  const values = rel.arguments.map((a, i) => {
    const at = rel.arguments.length === 1 ? 1 : i;
    const typed = resolver.value(a.kind === "NamedArgument" ? a.value : a);
    const context = resolver.bindContext("range");
    const isNumber = isNumeric(typed.dataType) || typed.dataType.kind === "string";
    // Spark takes a named argument for one that is no constant.
    if (a.kind === "NamedArgument" || (isNumber && !isFoldable(typed))) {
      throw new AnalysisException("NON_FOLDABLE_ARGUMENT", {
        funcName: "`range`",
        paramName: quoteText(RANGE_PARAMETERS[at] ?? ""),
        paramType: '"BIGINT"',
      });
    }
    const value = isNumber ? context.constant(context.cast(typed, LONG))?.value : undefined;
    if (typeof value !== "bigint" && isNumber && context.ansi && typed.kind === "Literal" && typed.value !== null) {
      throw new NumberFormatException("CAST_INVALID_INPUT", {
        expression: literalSql(typed.value, typed.dataType, "UTC"),
        sourceType: `"${typed.dataType.sql}"`,
        targetType: '"BIGINT"',
        ansiConfig: '"spark.sql.ansi.enabled"',
      });
    }
    if (typeof value !== "bigint") {
      throw new AnalysisException("UNEXPECTED_INPUT_TYPE", {
        functionName: "`range`",
        paramIndex: ["first", "second", "third", "fourth"][at] ?? "",
        requiredType: '"BIGINT"',
        inputSql: `"${prettyName(typed)}"`,
        inputType: `"${typed.dataType.sql}"`,
      });
    }
    return value;
  });
  if (values.length < 1 || values.length > 4) {
    throw new AnalysisException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", {
      functionName: "`range`",
      expectedNum: "[1, 2, 3, 4]",
      actualNum: String(values.length),
      docroot: "https://spark.apache.org/docs/latest",
    });
  }
  const [start, end] = values.length === 1 ? [0n, values[0] as bigint] : [values[0] as bigint, values[1] as bigint];
  const step = values[2] ?? 1n;
  if (step === 0n) throw new AnalysisException("FAILED_FUNCTION_CALL", { funcName: "`range`" });
  const output = [attribute("id", LONG, false)];
  return requalify(
    { kind: "RangeScan", start, end, step, numPartitions: Number(values[3] ?? 1n), output },
    [],
    "range",
  );
}
