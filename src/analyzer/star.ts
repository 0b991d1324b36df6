/** `* EXCEPT (a, s.x)` and `|> SET a = …`: the columns of a star without some, or with others in their place. */
import { alias, literal } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import { prettyName } from "../logical/pretty.ts";
import type { UnresolvedStar } from "../plan/expression.ts";
import { type DataType, INT, STRING } from "../types/data-type.ts";
import { quoteNames, quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { ExpressionResolver } from "./expression-resolver.ts";
import { ambiguous, unresolvedColumn } from "./scope.ts";
import { sameName } from "../types/name-equality.ts";

type Path = readonly string[];

/** The star's columns after its EXCEPT and replacements. */
export function changedStar(
  e: UnresolvedStar,
  all: readonly TypedExpr[],
  cx: ExpressionResolver,
): readonly TypedExpr[] {
  if (e.except !== undefined) return withoutColumns(e.except, all, cx);
  const replacements = e.replace ?? [];
  const used = new Set<string>();
  const list = all.map((x) => {
    const found = replacements.find((r) => sameName(r.name, nameOf(x), cx.caseSensitive));
    if (found === undefined) return x;
    used.add(found.name);
    return alias(cx.value(found.expression), nameOf(x));
  });
  const missing = replacements.find((r) => !used.has(r.name));
  if (missing !== undefined) throw unresolvedColumn([missing.name], cx.scope.index.attributes, [], true);
  return list;
}

function withoutColumns(except: readonly Path[], all: readonly TypedExpr[], cx: ExpressionResolver): TypedExpr[] {
  const used = new Set<Path>();
  const list = all.flatMap((x) => {
    const bound = except.flatMap((path) => {
      const rest = restOf(path, x, cx);
      if (rest !== undefined) used.add(path);
      return rest === undefined ? [] : [rest];
    });
    const whole = bound.some((rest) => rest.length === 0);
    if (bound.length > 1 && overlaps(bound, cx)) {
      throw new AnalysisException("EXCEPT_OVERLAPPING_COLUMNS", {
        columns: except.map((path) => path.join(".")).join(", "),
      });
    }
    if (whole) return [];
    if (bound.length === 0) return [x];
    return [alias(withoutFields(x.kind === "Alias" ? x.child : x, bound, [nameOf(x)], cx), nameOf(x))];
  });
  refuseAmbiguous(except, all, cx);
  const missing = except.find((path) => !used.has(path));
  if (missing !== undefined) throw unresolvedColumn(missing, cx.scope.index.attributes, [], true);
  return list;
}
/** A name in EXCEPT means one column. */
function refuseAmbiguous(except: readonly Path[], all: readonly TypedExpr[], cx: ExpressionResolver): void {
  const columns = all.filter((x) => x.kind === "Attribute");
  for (const path of except) {
    const matches = new Map(columns.filter((a) => restOf(path, a, cx) !== undefined).map((a) => [a.id, a]));
    if (matches.size < 2) continue;
    throw ambiguous(
      path,
      [...matches.values()].map((attribute) => ({ attribute, nested: [] })),
      [],
    );
  }
}
/** What is left of the path behind the column's own name, or nothing if it names another column. */
function restOf(path: Path, x: TypedExpr, cx: ExpressionResolver): Path | undefined {
  const qualifier = x.kind === "Attribute" ? x.qualifier : [];
  for (let q = Math.min(path.length - 1, qualifier.length); q >= 0; q--) {
    const own = qualifier.slice(qualifier.length - q);
    if (!sameName(path[q] as string, nameOf(x), cx.caseSensitive)) continue;
    if (own.every((part, i) => sameName(part, path[i] as string, cx.caseSensitive))) return path.slice(q + 1);
  }
  return undefined;
}
function overlaps(paths: readonly Path[], cx: ExpressionResolver): boolean {
  const starts = (a: Path, b: Path): boolean =>
    a.length <= b.length && a.every((part, i) => sameName(part, b[i] as string, cx.caseSensitive));
  return paths.some((a, i) => paths.some((b, k) => i !== k && starts(a, b)));
}

/** The struct anew from the fields that stay; like Spark's it is not null even where the struct was. */
function withoutFields(base: TypedExpr, paths: readonly Path[], at: Path, cx: ExpressionResolver): TypedExpr {
  if (base.dataType.kind !== "struct") {
    if (!isNested(base.dataType)) {
      throw new AnalysisException("INVALID_EXTRACT_BASE_FIELD_TYPE", {
        base: `"${prettyName(base)}"`,
        other: `"${base.dataType.sql}"`,
      });
    }
    throw new AnalysisException("EXCEPT_NESTED_COLUMN_INVALID_TYPE", {
      columnName: quoteNames(at),
      dataType: `"${base.dataType.sql}"`,
    });
  }
  const fields = base.dataType.fields;
  const missing = paths.find((path) => !fields.some((f) => sameName(f.name, path[0] as string, cx.caseSensitive)));
  if (missing !== undefined) {
    throw new AnalysisException("FIELD_NOT_FOUND", {
      fieldName: quoteText(missing[0] as string),
      fields: fields.map((f) => quoteText(f.name)).join(", "),
    });
  }
  const kept = fields.flatMap((f, i) => {
    const inner = paths
      .filter((path) => sameName(path[0] as string, f.name, cx.caseSensitive))
      .map((path) => path.slice(1));
    if (inner.some((path) => path.length === 0)) return [];
    const value = cx.call("get_struct_field", [base, literal(i, INT)]);
    return [literal(f.name, STRING), inner.length === 0 ? value : withoutFields(value, inner, [...at, f.name], cx)];
  });
  return cx.call("named_struct", kept);
}
function nameOf(x: TypedExpr): string {
  return x.kind === "Attribute" || x.kind === "Alias" ? x.name : prettyName(x);
}
function isNested({ kind }: DataType): boolean {
  return kind === "array" || kind === "map";
}
