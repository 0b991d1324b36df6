/** Views: their query analysed at each use, its columns brought to those the view was made with. */
import { alias, makeCast } from "../logical/build.ts";
import { checkCast } from "../logical/cast-rules.ts";
import { canUpCast, sameType } from "../logical/coercion.ts";
import type { Attribute, TypedAlias } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import { CATALOG, type ViewDefinition } from "../catalog/session-catalog.ts";
import type { ViewSchemaMode } from "../plan/command.ts";
import { StructField, StructType } from "../types/data-type.ts";
import { quoteNames, quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { type Analyzer, type Env, TOP } from "./analyzer.ts";
import { freshIds, project } from "./rename.ts";
import { requalify } from "./source.ts";
import { sameName } from "../types/name-equality.ts";

export function readView(cx: Analyzer, v: ViewDefinition, parts: readonly string[], env: Env): Logical {
  const key = parts.map((p) => p.toLowerCase()).join(".");
  if (env.views?.includes(key) === true) {
    throw new AnalysisException("RECURSIVE_VIEW", {
      viewIdent: quoteNames(parts),
      newPath: [...env.views, key].join(" -> "),
    });
  }
  // Views know nothing of the query around them.
  const read = within(cx, v, () =>
    cx.relation(v.plan, v.sqlText !== undefined ? { views: [...(env.views ?? []), key] } : TOP),
  );
  const plan = v.kind === "persistent" && v.schema !== undefined ? asMade(cx, v, read) : read;
  keepEvolved(cx, v, plan);
  const renamed =
    v.columnAliases === undefined
      ? plan
      : project(
          plan,
          plan.output.map((a, i) => named(a, v.columnAliases?.[i])),
        );
  const qualifier =
    v.kind === "localTemp"
      ? [v.name]
      : v.kind === "globalTemp"
        ? ["global_temp", v.name]
        : [CATALOG, v.database ?? cx.session.catalog.currentDatabase, v.name];
  // A view used twice in a query is two relations.
  return { ...requalify(freshIds(renamed).plan, qualifier, v.name), closed: true };
}

/** A view's text means what it meant where and when the view was made. */
function within<T>(cx: Analyzer, { databaseInside, settings, kind }: ViewDefinition, run: () => T): T {
  const { catalog, conf } = cx.session;
  const there = (): T => catalog.inside(databaseInside ?? catalog.currentDatabase, run);
  const asNow = kind === "persistent" && conf.boolean("spark.sql.legacy.useCurrentConfigsForView");
  return settings === undefined || asNow ? there() : conf.under(settings, there);
}
function named(a: Attribute, given: NonNullable<ViewDefinition["columnAliases"]>[number] | undefined): TypedAlias {
  const comment = given?.comment;
  return alias(a, given?.name ?? a.name, comment === undefined ? a.metadata : { ...a.metadata, comment });
}

function modeOf(cx: Analyzer, v: ViewDefinition): ViewSchemaMode {
  const { conf } = cx.session;
  if (!conf.boolean("spark.sql.legacy.viewSchemaBindingMode")) return "compensation";
  return v.schemaMode ?? "binding";
}
/** A view that follows its tables' columns remembers what they were when it was last read. */
function keepEvolved(cx: Analyzer, v: ViewDefinition, { output }: Logical): void {
  if (v.kind !== "persistent" || v.schema === undefined || !modeOf(cx, v).toLowerCase().endsWith("evolution")) return;
  const { fields } = v.schema;
  const isSame = (a: Attribute, i: number): boolean =>
    a.name === fields[i]?.name && sameType(a.dataType, fields[i].dataType);
  if (fields.length === output.length && output.every(isSame)) return;
  const now = output.map((a) => new StructField(a.name, a.dataType, a.nullable, a.metadata));
  cx.session.catalog.keepSchema(v, new StructType(now));
}
/** The view's columns by name, in the types its mode wants. */
function asMade(cx: Analyzer, v: ViewDefinition, read: Logical): Logical {
  const mode = modeOf(cx, v);
  const fields = v.schema?.fields ?? [];
  if (mode === "evolution" && v.columnAliases === undefined) return read;
  const { caseSensitive } = cx.session.conf;
  const seen = new Map<string, number>();
  const list = fields.map((f): Attribute | TypedAlias => {
    const found = read.output.filter((a) => sameName(a.name, f.name, caseSensitive));
    const nth = seen.get(f.name.toLowerCase()) ?? 0;
    seen.set(f.name.toLowerCase(), nth + 1);
    const wanted = fields.filter((g) => sameName(g.name, f.name, caseSensitive)).length;
    const a = found[nth];
    if (a === undefined || found.length !== wanted) throw changed(v, f, found.length, wanted);
    return asField(cx, mode, a, f);
  });
  const unchanged = list.length === read.output.length && list.every((e, i) => e === read.output[i]);
  return unchanged ? read : project(read, list);
}
function changed(v: ViewDefinition, f: StructField, actual: number, expected: number): AnalysisException {
  return new AnalysisException("INCOMPATIBLE_VIEW_SCHEMA_CHANGE", {
    viewName: quoteNames([CATALOG, "default", v.name]),
    colName: quoteText(f.name),
    expectedNum: String(expected),
    actualCols: actual === 0 ? "[]" : `[${Array.from({ length: actual }, () => f.name).join(",")}]`,
    suggestion: `CREATE OR REPLACE VIEW ${quoteNames([CATALOG, "default", v.name])} AS ${v.sqlText ?? ""}`,
  });
}
function asField(cx: Analyzer, mode: ViewSchemaMode, a: Attribute, f: StructField): Attribute | TypedAlias {
  const renamed = (e: Attribute): Attribute | TypedAlias => (e.name === f.name ? e : alias(e, f.name, e.metadata));
  if (mode === "typeEvolution" || mode === "evolution" || sameType(a.dataType, f.dataType)) return renamed(a);
  if (mode === "binding" && !canUpCast(a.dataType, f.dataType)) {
    throw new AnalysisException("CANNOT_UP_CAST_DATATYPE", {
      expression: [...a.qualifier, a.name].join("."),
      sourceType: `"${a.dataType.sql}"`,
      targetType: `"${f.dataType.sql}"`,
      // Spark's own words: they are a parameter of the condition.
      details:
        "The type path of the target object is:\n\nYou can either add an explicit cast to the input data or choose a " +
        "higher precision type of the field in the target object",
    });
  }
  const cast = makeCast(a, f.dataType, "ansi", cx.session.conf.timeZone, false);
  checkCast(a.dataType, f.dataType, "ansi", cast);
  return alias(cast, f.name, a.metadata);
}
