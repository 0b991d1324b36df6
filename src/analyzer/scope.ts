/** Resolving column names against the attributes that are visible. */
import { editDistance } from "../types/edit-distance.ts";
import { alias, literal } from "../logical/build.ts";
import type { Attribute, TypedExpr } from "../logical/expression.ts";
import { prettyName } from "../logical/pretty.ts";
import { type ArrayType, INT as INT_TYPE, STRING, type StructType } from "../types/data-type.ts";
import { quoteNames, quoteText, UNNAMED_SUBQUERY } from "../types/name-text.ts";
import { AnalysisException, type QueryContext } from "../types/spark-error.ts";
import { sameName } from "../types/name-equality.ts";

export interface NameMatch {
  readonly attribute: Attribute;
  /** Parts after the column's own name: fields inside it. */
  readonly nested: readonly string[];
}

/** Attributes by lower-case name; built once per relation. */
export class AttributeIndex {
  readonly attributes: readonly Attribute[];
  readonly caseSensitive: boolean;
  private readonly byName = new Map<string, Attribute[]>();
  constructor(attributes: readonly Attribute[], caseSensitive: boolean) {
    this.attributes = attributes;
    this.caseSensitive = caseSensitive;
    // A column that stands twice is asked for among those of its id: of one name there may be thousands.
    const byId = new Map<number, Attribute[]>();
    for (const a of attributes) {
      const key = this.key(a.name);
      const same = byId.get(a.id);
      if (same?.some((b) => this.key(b.name) === key && sameQualifier(b.qualifier, a.qualifier)) === true) continue;
      if (same === undefined) byId.set(a.id, [a]);
      else same.push(a);
      const list = this.byName.get(key);
      if (list === undefined) this.byName.set(key, [a]);
      else list.push(a);
    }
  }
  key(name: string): string {
    return this.caseSensitive ? name : name.toLowerCase();
  }
  named(name: string): readonly Attribute[] {
    return this.byName.get(this.key(name)) ?? [];
  }

  /** All readings of the name: qualified ones first; an unqualified one (with fields) only if there is none. */
  matches(parts: readonly string[]): readonly NameMatch[] {
    for (let q = Math.min(3, parts.length - 1); q >= 1; q--) {
      const qualifier = parts.slice(0, q);
      const found = this.named(parts[q] as string).filter((a) => this.qualifies(a, qualifier));
      if (found.length > 0) return unique(found).map((a) => match(a, parts, q));
    }
    return unique(this.named(parts[0] as string)).map((a) => match(a, parts, 0));
  }
  /** Whether the qualifier's last parts are those given (`db.t` and `t` both qualify a column of `cat.db.t`). */
  qualifies(a: Attribute, qualifier: readonly string[]): boolean {
    const own = a.qualifier.slice(-qualifier.length);
    return own.length === qualifier.length && own.every((p, i) => this.key(p) === this.key(qualifier[i] as string));
  }
}
/** The column is called as it was written: `SELECT ID` of a column `id` gives `ID`. */
function match(a: Attribute, parts: readonly string[], at: number): NameMatch {
  const name = parts[at] as string;
  return { attribute: a.name === name ? a : { ...a, name }, nested: parts.slice(at + 1) };
}
function sameQualifier(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}
function unique(list: readonly Attribute[]): readonly Attribute[] {
  if (list.length < 2) return list;
  const seen = new Set<number>();
  return list.filter((a) => !seen.has(a.id) && seen.add(a.id));
}

export function ambiguous(
  parts: readonly string[],
  matches: readonly NameMatch[],
  context: readonly QueryContext[],
): AnalysisException {
  const names = matches.map((m) => quoteNames([...m.attribute.qualifier.slice(-3), m.attribute.name]));
  return new AnalysisException(
    "AMBIGUOUS_REFERENCE",
    { name: quoteNames(parts), referenceNames: `[${names.sort().join(", ")}]` },
    { queryContext: context },
  );
}

/** The error of a name that means nothing here, with the nearest names. */
export function unresolvedColumn(
  parts: readonly string[],
  visible: readonly Attribute[],
  context: readonly QueryContext[],
  asShown = false,
): AnalysisException {
  const objectName = quoteNames(parts);
  if (visible.length === 0) {
    return new AnalysisException("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", { objectName }, { queryContext: context });
  }
  const wanted = parts.join(".");
  const keys = new Map(visible.map((a) => [a, [a.name, ...a.qualifier].join("\0")]));
  const listed = asShown ? visible : [...visible].sort((a, b) => (keys.get(a)! < keys.get(b)! ? -1 : 1));
  const near = [...new Set(shortened(listed, parts.length).map(quoteNames))]
    .map((name) => ({ name, distance: editDistance(name, wanted) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 5);
  return new AnalysisException(
    "UNRESOLVED_COLUMN.WITH_SUGGESTION",
    { objectName, proposal: near.map((n) => n.name).join(", ") },
    { queryContext: context },
  );
}

/** Whether an error is that of a name that means nothing. */
export function isUnknownColumn(error: unknown): error is AnalysisException {
  return error instanceof AnalysisException && error.condition?.startsWith("UNRESOLVED_COLUMN") === true;
}

/** Names of columns without what is the same before all of them, if as much was left out of the name asked for. */
function shortened(list: readonly Attribute[], asked: number): readonly (readonly string[])[] {
  const whole = list.map((a) => [...a.qualifier.filter((q) => q !== UNNAMED_SUBQUERY), a.name]);
  for (let kept = asked; kept <= 2; kept++) {
    const before = new Set(whole.map((name) => JSON.stringify(name.slice(0, -kept))));
    if (before.size === 1) return whole.map((name) => name.slice(-kept));
  }
  return whole;
}

/** How to call the rows that reach into values. */
export interface Extractor {
  call(name: string, args: readonly TypedExpr[]): TypedExpr;
  readonly caseSensitive: boolean;
}

/** `base[key]` or `base.key`, by the base's type. */
export function extractValue(base: TypedExpr, key: TypedExpr, cx: Extractor): TypedExpr {
  const t = base.dataType;
  const field = key.kind === "Literal" && typeof key.value === "string" ? key.value : undefined;
  if (t.kind === "struct") {
    if (field === undefined) {
      throw new AnalysisException("INVALID_EXTRACT_FIELD_TYPE", { extraction: `"${prettyName(key)}"` });
    }
    return cx.call("get_struct_field", [base, literal(fieldIndex(t, field, cx.caseSensitive), INT_TYPE)]);
  }
  if (t.kind === "array") {
    if (t.elementType.kind === "struct" && field !== undefined) {
      const i = fieldIndex((t as ArrayType).elementType as StructType, field, cx.caseSensitive);
      return cx.call("get_array_struct_fields", [base, literal(i, INT_TYPE)]);
    }
    return cx.call("get_array_item", [base, key]);
  }
  if (t.kind === "map" || t.kind === "void") return cx.call("get_map_value", [base, key]);
  throw new AnalysisException("INVALID_EXTRACT_BASE_FIELD_TYPE", {
    base: `"${prettyName(base)}"`,
    other: `"${t.sql}"`,
  });
}

export function fieldIndex(t: StructType, name: string, caseSensitive: boolean): number {
  const found = t.fields.flatMap((f, i) => (sameName(f.name, name, caseSensitive) ? [i] : []));
  if (found.length === 1) return found[0] as number;
  if (found.length === 0) {
    throw new AnalysisException("FIELD_NOT_FOUND", {
      fieldName: quoteText(name),
      fields: t.fields.map((f) => quoteText(f.name)).join(", "),
    });
  }
  throw new AnalysisException("AMBIGUOUS_REFERENCE_TO_FIELDS", { field: quoteText(name), count: String(found.length) });
}

/** A match as an expression: the attribute, or the fields inside it, named after the last field. */
export function fromMatch(m: NameMatch, cx: Extractor): TypedExpr {
  return m.nested.reduce<TypedExpr>((e, part) => extractValue(e, literal(part, STRING), cx), m.attribute);
}
export function nestedAlias(m: NameMatch, e: TypedExpr): TypedExpr {
  return m.nested.length === 0 ? e : alias(e, m.nested.at(-1) as string);
}
