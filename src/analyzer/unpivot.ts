/** Columns to rows. */
import { attribute, implicit, literal } from "../logical/build.ts";
import { widerTypeForTwo } from "../logical/coercion.ts";
import type { Attribute, TypedExpr } from "../logical/expression.ts";
import { prettyName } from "../logical/pretty.ts";
import type { Logical } from "../logical/relation.ts";
import type { Unpivot } from "../plan/relation.ts";
import { type DataType, NULL, STRING } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { Analyzer, Env } from "./analyzer.ts";

export function analyzeUnpivot(cx: Analyzer, rel: Unpivot, env: Env): Logical {
  const input = cx.relation(rel.input, env);
  const resolver = cx.resolver(cx.scope(input, [rel.input], env));
  const given = rel.values?.map((v) => ({
    columns: v.columns.flatMap((c) => resolver.namedList([c])),
    alias: v.alias,
  }));
  const flat = given?.flatMap((v) =>
    rel.valueColumnNames.length === 1 ? v.columns.map((c) => ({ columns: [c], alias: v.alias })) : [v],
  );
  const used = new Set(flat?.flatMap((v) => v.columns.map((c) => c.id)));
  const ids = rel.ids === undefined ? input.output.filter((a) => !used.has(a.id)) : resolver.namedList(rel.ids);
  const idSet = new Set(ids.map((i) => i.id));
  const values = flat ?? input.output.filter((a) => !idSet.has(a.id)).map((a) => ({ columns: [a], alias: undefined }));
  if (values.length === 0) throw new AnalysisException("UNPIVOT_REQUIRES_VALUE_COLUMNS", {});
  const width = rel.valueColumnNames.length;
  for (const v of values) {
    if (v.columns.length !== width)
      throw new AnalysisException("UNPIVOT_VALUE_SIZE_MISMATCH", { names: String(width) });
  }
  const { ansiEnabled, timeZone } = cx.session.conf;
  const types = rel.valueColumnNames.map((_, i) => {
    let t: DataType = NULL;
    for (const v of values) {
      const wider = widerTypeForTwo(t, (v.columns[i] as TypedExpr).dataType, ansiEnabled);
      if (
        wider === undefined ||
        (t.kind !== "void" && (t.kind === "string") !== ((v.columns[i] as TypedExpr).dataType.kind === "string"))
      ) {
        throw new AnalysisException("UNPIVOT_VALUE_DATA_TYPE_MISMATCH", {
          types: values
            .map((x) => `"${(x.columns[i] as TypedExpr).dataType.sql}" (\`${prettyName(x.columns[i] as TypedExpr)}\`)`)
            .join(", "),
        });
      }
      t = wider;
    }
    return t;
  });
  const mode = ansiEnabled ? "ansi" : "legacy";
  const rows = values.map((v): TypedExpr[] => [
    ...ids.map((i) => (i.kind === "Alias" ? i.child : i)),
    literal(v.alias ?? v.columns.map((c) => c.name).join("_"), STRING),
    ...v.columns.map((c, i) => implicit(c.kind === "Alias" ? c.child : c, types[i] as DataType, mode, timeZone)),
  ]);
  const output: Attribute[] = [
    ...ids.map((i) => attribute(i.name, i.dataType, i.nullable, i.kind === "Attribute" ? i.qualifier : [], i.metadata)),
    attribute(rel.variableColumnName, STRING, false),
    ...rel.valueColumnNames.map((n, i) =>
      attribute(
        n,
        types[i] as DataType,
        values.some((v) => (v.columns[i] as TypedExpr).nullable),
      ),
    ),
  ];
  const expanded: Logical = { kind: "Expand", input, projections: rows, output };
  if (rel.includeNulls) return expanded;
  const over = cx.resolver(cx.scope(expanded, [], env));
  const present = rel.valueColumnNames.map((name) =>
    over.call("isnotnull", [over.value({ kind: "UnresolvedAttribute", nameParts: [name] })]),
  );
  const condition = present.reduce((a, b) => over.call("or", [a, b]));
  return { kind: "Filter", input: expanded, condition, output };
}
