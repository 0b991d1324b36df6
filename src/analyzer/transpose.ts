/** Rows to columns. Spark reads the rows while it analyses, and so do we: they are asked of the engine as a fact. */
import { alias, attribute, literal, makeCast } from "../logical/build.ts";
import { isAtomic, tightestCommonType } from "../logical/coercion.ts";
import type { Attribute, TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import type { LiteralValue } from "../plan/expression.ts";
import type { Transpose } from "../plan/relation.ts";
import { type DataType, STRING } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { MissingFact } from "./analysis-context.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import { project } from "./rename.ts";

export function analyzeTranspose(cx: Analyzer, rel: Transpose, env: Env): Logical {
  const input = cx.relation(rel.input, env);
  const resolver = cx.resolver(cx.scope(input, [rel.input], env));
  const index = rel.indexColumn === undefined ? input.output[0] : resolver.value(rel.indexColumn);
  if (index === undefined) return input;
  if (index.kind !== "Attribute") throw badIndex("Index column must be an atomic attribute");
  if (!isAtomic(index.dataType)) {
    throw badIndex(`Index column must be of atomic type, but found: ${index.dataType.simpleString()}`);
  }
  const columns = input.output.filter((a) => a.id !== index.id);
  const { ansiEnabled, timeZone } = cx.session.conf;
  const common = commonType(columns, ansiEnabled);
  const mode = ansiEnabled ? "ansi" : "legacy";
  const cells = columns.map((a): TypedExpr => makeCast(a, common, mode, timeZone, false));
  const known = cx.session.facts.pivotValues(rel);
  const limit = cx.session.conf.int("spark.sql.transposeMaxValues");
  if (known === undefined) {
    const present: Logical = {
      kind: "Filter",
      input,
      condition: resolver.call("isnotnull", [index]),
      output: input.output,
    };
    const order = [{ child: index, descending: false, nullsLast: false }];
    const sorted: Logical = { kind: "Sort", input: present, order, isGlobal: true, output: input.output };
    const value = alias(resolver.call("array", cells), "value");
    const rows = project(sorted, [value, alias(makeCast(index, STRING, mode, timeZone, false), "text")]);
    const plan: Logical = { kind: "Limit", input: rows, offset: 0, limit: limit + 1, output: rows.output };
    throw new MissingFact({ kind: "pivotValues", node: rel, plan });
  }
  if (known.length > limit) {
    throw new AnalysisException("TRANSPOSE_EXCEED_ROW_LIMIT", {
      maxValues: String(limit),
      config: "spark.sql.transposeMaxValues",
    });
  }
  const output: readonly Attribute[] = [
    attribute("key", STRING, false),
    ...known.map((row) => attribute(row.text ?? "null", common, true)),
  ];
  const projections = columns.map((column, i) => [
    literal(column.name, STRING),
    ...known.map((row) => literal((row.value as readonly LiteralValue[])[i] ?? null, common)),
  ]);
  if (projections.length === 0) return { kind: "EmptyRelation", output };
  return { kind: "Expand", input: { kind: "SingleRow", output: [] }, projections, output };
}

function badIndex(reason: string): AnalysisException {
  return new AnalysisException("TRANSPOSE_INVALID_INDEX_COLUMN", { reason });
}
function commonType(columns: readonly Attribute[], ansiEnabled: boolean): DataType {
  const [first, ...rest] = columns.map((a) => a.dataType);
  return rest.reduce((a, b) => {
    const wider = tightestCommonType(a, b, ansiEnabled);
    if (wider !== undefined) return wider;
    throw new AnalysisException("TRANSPOSE_NO_LEAST_COMMON_TYPE", { dt1: a.sql, dt2: b.sql });
  }, first ?? STRING);
}
