/** UNION, INTERSECT, EXCEPT: columns by position or by name, types widened. */
import { alias, attribute, implicit, literal } from "../logical/build.ts";
import { sameType, widerTypeForTwo } from "../logical/coercion.ts";
import type { Attribute } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import type { Relation, SetOperation } from "../plan/relation.ts";
import { ArrayType, type DataType, MapType, StructField, StructType } from "../types/data-type.ts";
import { firstRepeated } from "../types/name-equality.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { ordinal } from "../builtins/bind.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import { contextOf } from "./expression-resolver.ts";
import { freshIds, project } from "./rename.ts";
import { disjoint } from "./join.ts";

export function analyzeSetOperation(cx: Analyzer, rel: SetOperation, env: Env): Logical {
  // A chain of unions is one flat node, so that a thousand of them stay shallow.
  const leaves = unionLeaves(rel);
  if (leaves !== undefined) return union(cx, rel, leaves, env);
  const left = cx.relation(rel.left, env);
  const right = cx.relation(rel.right, env);
  if (rel.setOpType === "union") {
    const [l, r] = byName(cx, rel, left, right);
    return maybeDistinct(combine(cx, [l, r], rel), rel.isAll);
  }
  const sides = disjoint(left, right);
  const { inputs, output } = widen(cx, [sides.left, sides.right], rel);
  checkComparable(output);
  const [l, r] = inputs as [Logical, Logical];
  const leftOutput = l.output.map((a, i) => ({
    ...a,
    nullable: rel.setOpType === "intersect" ? a.nullable && (r.output[i] as Attribute).nullable : a.nullable,
  }));
  return { kind: "SetOperation", operation: rel.setOpType, isAll: rel.isAll, left: l, right: r, output: leftOutput };
}

/** The relations that a chain of unions of one kind unites. */
export function unionLeaves(rel: SetOperation): readonly Relation[] | undefined {
  if (rel.setOpType !== "union" || rel.byName === true) return undefined;
  const leaves: Relation[] = [];
  let left: Relation = rel;
  // Only nested unions of the same kind are the same union; the walk is a loop, not a recursion.
  while (
    left.kind === "SetOperation" &&
    left.setOpType === "union" &&
    left.byName !== true &&
    left.isAll === rel.isAll &&
    (left === rel || left.common?.planId === undefined)
  ) {
    leaves.push(left.right);
    left = left.left;
  }
  leaves.push(left);
  return leaves.reverse();
}
function union(cx: Analyzer, rel: SetOperation, leaves: readonly Relation[], env: Env): Logical {
  const made = combine(
    cx,
    leaves.map((l) => cx.relation(l, env)),
    rel,
  );
  return maybeDistinct(made, rel.isAll);
}
function holds(t: DataType, kind: DataType["kind"]): boolean {
  if (t.kind === kind) return true;
  if (t.kind === "array") return holds(t.elementType, kind);
  if (t.kind === "map") return holds(t.keyType, kind) || holds(t.valueType, kind);
  return t.kind === "struct" && t.fields.some((f) => holds(f.dataType, kind));
}
/** Maps and variants cannot be compared as whole rows are. */
export function checkComparable(output: readonly Attribute[]): void {
  for (const { name, dataType } of output) {
    const kind = (["map", "variant"] as const).find((k) => holds(dataType, k));
    if (kind === undefined) continue;
    throw new AnalysisException(`UNSUPPORTED_FEATURE.SET_OPERATION_ON_${kind === "map" ? "MAP" : "VARIANT"}_TYPE`, {
      colName: quoteText(name),
      dataType: `"${dataType.sql}"`,
    });
  }
}
function maybeDistinct(made: Logical, isAll: boolean): Logical {
  if (isAll) return made;
  checkComparable(made.output);
  return { kind: "Distinct", input: made, output: made.output };
}
function combine(cx: Analyzer, inputs: readonly Logical[], rel: SetOperation): Logical {
  const wide = widen(cx, inputs, rel);
  return { kind: "Union", inputs: wide.inputs, output: wide.output };
}

const NAMES = { union: "UNION", intersect: "INTERSECT", except: "EXCEPT" } as const;

/** The inputs cast to common types; the output has the first one's names and fresh ids. */
function widen(
  cx: Analyzer,
  inputs: readonly Logical[],
  rel: SetOperation,
): { inputs: readonly Logical[]; output: readonly Attribute[] } {
  const first = inputs[0] as Logical;
  const width = first.output.length;
  const context = { queryContext: contextOf(rel.common?.origin) };
  for (const [i, input] of inputs.entries()) {
    if (input.output.length === width) continue;
    throw new AnalysisException(
      "NUM_COLUMNS_MISMATCH",
      {
        operator: NAMES[rel.setOpType],
        firstNumColumns: String(width),
        invalidOrdinalNum: ordinal(i),
        invalidNumColumns: String(input.output.length),
      },
      context,
    );
  }
  const { ansiEnabled, timeZone } = cx.session.conf;
  const types = first.output.map((a, c) => {
    let t: DataType = a.dataType;
    for (const [i, input] of inputs.entries()) {
      const other = (input.output[c] as Attribute).dataType;
      const wider = widerTypeForTwo(t, other, ansiEnabled) ?? (alike(t, other) ? t : undefined);
      if (wider === undefined) {
        throw new AnalysisException(
          "INCOMPATIBLE_COLUMN_TYPE",
          {
            operator: NAMES[rel.setOpType],
            columnOrdinalNumber: ordinal(c),
            tableOrdinalNumber: ordinal(i),
            dataType1: `"${other.sql}"`,
            dataType2: `"${t.sql}"`,
            hint: "",
          },
          context,
        );
      }
      t = alike(wider, other) ? mergeNullability(wider, other) : wider;
    }
    return t;
  });
  const mode = ansiEnabled ? "ansi" : "legacy";
  const cast = inputs.map((input) => {
    if (input.output.every((a, c) => sameType(a.dataType, types[c] as DataType))) return input;
    return project(
      input,
      input.output.map((a, c) => {
        const e = implicit(a, types[c] as DataType, mode, timeZone);
        return e === a ? a : alias(e, a.name, a.metadata);
      }),
    );
  });
  const output = first.output.map((a, c) => {
    const columns = cast.map((input) => input.output[c] as Attribute);
    return attribute(
      a.name,
      columns.map((x) => x.dataType).reduce(mergeNullability),
      columns.some((x) => x.nullable),
      [],
      a.metadata,
    );
  });
  return { inputs: cast, output };
}
/** The same but for the names of fields. */
function alike(a: DataType, b: DataType): boolean {
  if (a.kind === "array" && b.kind === "array") return alike(a.elementType, b.elementType);
  if (a.kind === "map" && b.kind === "map") return alike(a.keyType, b.keyType) && alike(a.valueType, b.valueType);
  if (a.kind !== "struct" || b.kind !== "struct") return sameType(a, b);
  return (
    a.fields.length === b.fields.length &&
    a.fields.every((f, i) => alike(f.dataType, (b.fields[i] as StructField).dataType))
  );
}
/** The same type, with nullability inside where either has it. */
export function mergeNullability(a: DataType, b: DataType): DataType {
  if (a.kind === "array" && b.kind === "array")
    return new ArrayType(mergeNullability(a.elementType, b.elementType), a.containsNull || b.containsNull);
  if (a.kind === "map" && b.kind === "map") {
    return new MapType(
      mergeNullability(a.keyType, b.keyType),
      mergeNullability(a.valueType, b.valueType),
      a.valueContainsNull || b.valueContainsNull,
    );
  }
  if (a.kind === "struct" && b.kind === "struct") {
    return new StructType(
      a.fields.map((f, i) => {
        const g = b.fields[i] as StructField;
        return new StructField(f.name, mergeNullability(f.dataType, g.dataType), f.nullable || g.nullable, f.metadata);
      }),
    );
  }
  return a;
}

/** `unionByName`: the right side's columns in the left's order; missing ones null where allowed. */
function byName(cx: Analyzer, rel: SetOperation, left: Logical, right: Logical): [Logical, Logical] {
  const sensitive = cx.session.conf.caseSensitive;
  const key = (n: string): string => (sensitive ? n : n.toLowerCase());
  for (const side of [left, right]) {
    const twice = firstRepeated(side.output.map((a) => key(a.name)));
    if (twice !== undefined) throw new AnalysisException("COLUMN_ALREADY_EXISTS", { columnName: quoteText(twice) });
  }
  const r = freshIds(right).plan;
  const find = (side: Logical, name: string): Attribute | undefined =>
    side.output.find((a) => key(a.name) === key(name));
  const rightColumns = left.output.map((a) => {
    const found = find(r, a.name);
    if (found !== undefined) return found;
    if (rel.allowMissingColumns === true) return alias(literal(null, a.dataType), a.name);
    throw new AnalysisException("UNRESOLVED_COLUMN_AMONG_FIELD_NAMES", {
      colName: a.name,
      fieldNames: r.output.map((x) => x.name).join(", "),
    });
  });
  const added = r.output.filter((a) => find(left, a.name) === undefined);
  if (added.length > 0 && rel.allowMissingColumns !== true) {
    throw new AnalysisException("NUM_COLUMNS_MISMATCH", {
      operator: "UNION",
      firstNumColumns: String(left.output.length),
      invalidOrdinalNum: "second",
      invalidNumColumns: String(r.output.length),
    });
  }
  const l =
    added.length === 0
      ? left
      : project(left, [...left.output, ...added.map((a) => alias(literal(null, a.dataType), a.name))]);
  return [l, project(r, [...rightColumns, ...added])];
}
