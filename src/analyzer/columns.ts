/** Nodes that add, rename, drop, sample or re-qualify the columns of one input. */
import { checkHint } from "./hint.ts";
import { alias, literal, makeCast } from "../logical/build.ts";
import { sameType, canStoreAssign } from "../logical/coercion.ts";
import type { Attribute, TypedAlias, TypedExpr } from "../logical/expression.ts";
import { prettyName } from "../logical/pretty.ts";
import type { Logical, RepartitionNode } from "../logical/relation.ts";
import type { Expression } from "../plan/expression.ts";
import type { Relation, Repartition, RepartitionByExpression, ToSchema, WithColumns } from "../plan/relation.ts";
import { quoteName } from "../types/data-type.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import { checkHost } from "./correlation.ts";
import { generatedList } from "./generate.ts";
import { located } from "./located.ts";
import { indexOf } from "./query-scope.ts";
import { project, renameOutput } from "./rename.ts";
import { passThrough, register } from "./select.ts";
import { checkComparable } from "./set-operation.ts";
import { refuseInClause, refuseOuterKeys } from "./sort.ts";
import { requalify } from "./source.ts";
import { isUnknownColumn, unresolvedColumn } from "./scope.ts";
import { withTimeWindow } from "./time-window.ts";
import { sameName } from "../types/name-equality.ts";

type ColumnsRelation = Extract<
  Relation,
  {
    kind:
      | "Sample"
      | "Deduplicate"
      | "SubqueryAlias"
      | "Repartition"
      | "RepartitionByExpression"
      | "ToDF"
      | "ToSchema"
      | "WithColumns"
      | "WithColumnsRenamed"
      | "Drop"
      | "Hint";
  }
>;

/**
 * What rows are dealt out by. That may be a column that the list above it leaves out: then it is checked, and undefined.
 */
function partitionKey(
  cx: Analyzer,
  rel: RepartitionByExpression,
  e: Expression,
  input: Logical,
  env: Env,
): TypedExpr | undefined {
  const check = (below: Logical): TypedExpr | undefined => {
    const resolver = cx.resolver(cx.scope(below, [rel.input], env));
    if (e.kind !== "SortOrder") return resolver.value(e);
    resolver.sortKey(e);
    return undefined;
  };
  try {
    return check(input);
  } catch (error) {
    if (!isUnknownColumn(error) || input.kind !== "Project" || !cx.blocks.has(input)) throw error;
    check(input.input);
    return undefined;
  }
}
function partitionKeys(
  cx: Analyzer,
  rel: RepartitionByExpression,
  input: Logical,
  env: Env,
): readonly TypedExpr[] | undefined {
  const keys = rel.partitionExpressions.map((e) => partitionKey(cx, rel, e, input, env));
  const known = keys.filter((key) => key !== undefined);
  const operator = "RepartitionByExpression";
  checkHost(known, operator);
  refuseOuterKeys(
    known.map((child) => ({ child })),
    ({ child }) => prettyName(child),
    rel.common?.origin,
  );
  const shown = `${operator} [${known.map(prettyName).join(", ")}]`;
  refuseInClause(known, { operator, shown, aggregates: true, origin: rel.common?.origin });
  const [first] = keys;
  if (rel.isPartitionId === true && first !== undefined && first.dataType.kind !== "integer") {
    throw new AnalysisException("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", {
      sqlExpr: `"direct_shuffle_partition_id(${prettyName(first)})"`,
      paramIndex: "first",
      requiredType: '"INT"',
      inputSql: `"${prettyName(first)}"`,
      inputType: `"${first.dataType.sql}"`,
    });
  }
  return known.length === keys.length && known.length > 0 ? known : undefined;
}

function dealing(rel: Repartition | RepartitionByExpression): RepartitionNode["by"] {
  if (rel.kind === "Repartition") return rel.shuffle ? "round" : "coalesce";
  if (rel.isPartitionId === true) return "id";
  if (rel.partitionExpressions.length === 0) return "round";
  return rel.partitionExpressions.some((e) => e.kind === "SortOrder") ? "range" : "hash";
}

export function analyzeColumns(cx: Analyzer, rel: ColumnsRelation, env: Env): Logical {
  const input = cx.relation(rel.input, env);
  const output = input.output;
  switch (rel.kind) {
    case "Hint":
      checkHint(rel, cx.resolver(cx.scope(input, [rel.input], env)));
      return input;
    case "SubqueryAlias": {
      const aliases = rel.columnAliases;
      if (aliases !== undefined && aliases.length !== output.length && rel.input.kind === "TableValuedFunction") {
        throw new AnalysisException("NUM_TABLE_VALUE_ALIASES_MISMATCH", {
          funcName: quoteText(rel.input.nameParts.join(".")),
          aliasesNum: String(aliases.length),
          outColsNum: String(output.length),
        });
      }
      const renamed = aliases === undefined ? input : located(rel.common?.origin, () => renameOutput(input, aliases));
      return requalify(renamed, [...(rel.qualifier ?? []), rel.alias], rel.alias);
    }
    case "ToDF":
      return renameOutput(input, rel.columnNames);
    case "Repartition":
    case "RepartitionByExpression": {
      const keys = rel.kind === "Repartition" ? undefined : partitionKeys(cx, rel, input, env);
      const over = (below: Logical): Logical => ({
        kind: "Repartition",
        input: below,
        numPartitions: rel.numPartitions ?? 1,
        by: dealing(rel),
        keys,
        output: below.output,
      });
      return passThrough(cx, over(input), input, over);
    }
    case "Sample":
      return {
        kind: "Sample",
        input,
        lowerBound: rel.lowerBound,
        upperBound: rel.upperBound,
        withReplacement: rel.withReplacement,
        seed: rel.seed ?? BigInt(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER)),
        output,
      };
    case "Deduplicate":
      return distinct(
        input,
        rel.columnNames?.flatMap((n) => named(cx, input, n)),
      );
    case "Drop": {
      const index = indexOf(output, cx.session.conf.caseSensitive);
      const gone = new Set<number>();
      for (const n of rel.columnNames) for (const a of index.named(n)) gone.add(a.id);
      const resolver = cx.resolver(cx.scope(input, [rel.input], env));
      for (const e of rel.columns) {
        // A column that is not there is nothing to drop.
        try {
          const found = resolver.resolve(e);
          if (found.kind === "Attribute") gone.add(found.id);
        } catch (error) {
          if (
            !(error instanceof AnalysisException) ||
            // Spark Connect refuses columns of other DataFrames.
            !/^(UNRESOLVED_COLUMN|MISSING_ATTRIBUTES)/.test(error.condition ?? "")
          )
            throw error;
        }
      }
      if (gone.size === 0) return input;
      const kept = output.filter((a) => !gone.has(a.id));
      return register(cx, input, cx.scope(input, [rel.input], env), kept);
    }
    case "WithColumnsRenamed": {
      const { caseSensitive } = cx.session.conf;
      const list = output.map((a): Attribute | TypedAlias => {
        // One after the other: a new name may be renamed again.
        const name = rel.renames.reduce((n, [from, to]) => (sameName(n, from, caseSensitive) ? to : n), a.name);
        return rel.renames.some(([from]) => sameName(from, a.name, caseSensitive)) ? alias(a, name, a.metadata) : a;
      });
      return register(cx, input, cx.scope(input, [rel.input], env), list);
    }
    case "WithColumns":
      return withColumns(cx, rel, input, env);
    case "ToSchema":
      return toSchema(cx, rel, input);
  }
}

function distinct(input: Logical, keys: readonly Attribute[] | undefined): Logical {
  checkComparable(keys ?? input.output);
  return { kind: "Distinct", input, output: input.output, keys };
}
function named(cx: Analyzer, input: Logical, name: string): readonly Attribute[] {
  const found = indexOf(input.output, cx.session.conf.caseSensitive).named(name);
  if (found.length === 0) {
    throw new AnalysisException("UNRESOLVED_COLUMN_AMONG_FIELD_NAMES", {
      colName: name,
      fieldNames: input.output.map((a) => a.name).join(", "),
    });
  }
  return found;
}

/** New columns at the end; a name that exists is replaced in its place (every column of that name). */
function withColumns(cx: Analyzer, rel: WithColumns, input: Logical, env: Env): Logical {
  const sensitive = cx.session.conf.caseSensitive;
  const key = (n: string): string => (sensitive ? n : n.toLowerCase());
  const seen = new Set<string>();
  for (const a of rel.aliases) {
    if (seen.has(key(a.name)))
      throw new AnalysisException("COLUMN_ALREADY_EXISTS", { columnName: quoteText(key(a.name)) });
    seen.add(key(a.name));
  }
  const expressions = rel.aliases.map((a) => a.expression);
  const { input: timed, timeWindow } = withTimeWindow(cx, input, rel.input, env, expressions);
  const scope = cx.scope(input, [rel.input], env, { laterals: cx.session.conf.lateralColumnAlias, timeWindow });
  const made = generatedList(
    cx.resolver(scope),
    timed,
    rel.aliases.map((a) => ({
      kind: "Alias",
      child: a.expression,
      names: [a.name],
      ...(a.metadata === undefined ? {} : { metadata: a.metadata }),
    })),
  );
  const added = new Map(made.list.map((e, i) => [key((rel.aliases[i] as { name: string }).name), e]));
  const list: (Attribute | TypedAlias)[] = [];
  const placed = new Set<string>();
  for (const a of input.output) {
    const replacement = added.get(key(a.name));
    if (replacement === undefined) list.push(a);
    else {
      // Of several columns with the name, each is replaced by the same expression.
      list.push(
        placed.has(key(a.name)) && replacement.kind === "Alias"
          ? alias(replacement.child, replacement.name, replacement.metadata)
          : replacement,
      );
      placed.add(key(a.name));
    }
  }
  for (const [k, e] of added) if (!placed.has(k)) list.push(e);
  return register(cx, made.input, scope, list);
}

/** `df.to(schema)`: columns by name, cast where store assignment allows it. */
function toSchema(cx: Analyzer, rel: ToSchema, input: Logical): Logical {
  const { timeZone } = cx.session.conf;
  const index = indexOf(input.output, cx.session.conf.caseSensitive);
  const list = rel.schema.fields.map((f): Attribute | TypedAlias => {
    const a = index.named(f.name)[0];
    if (a === undefined) {
      if (f.nullable) return alias(literal(null, f.dataType), f.name, f.metadata);
      throw unresolvedColumn([f.name], input.output, []);
    }
    if (a.nullable && !f.nullable) throw new AnalysisException("NULLABLE_COLUMN_OR_FIELD", { name: quoteName(f.name) });
    if (sameType(a.dataType, f.dataType)) return a.name === f.name ? a : alias(a, f.name, f.metadata);
    if (!canStoreAssign(a.dataType, f.dataType)) {
      throw new AnalysisException("INVALID_COLUMN_OR_FIELD_DATA_TYPE", {
        name: quoteName(f.name),
        type: `"${a.dataType.sql}"`,
        expectedType: `"${f.dataType.sql}"`,
      });
    }
    return alias(makeCast(a, f.dataType, "ansi", timeZone, false), f.name, f.metadata);
  });
  return project(input, list);
}
