/** Functions over the batches of a relation, of its groups, of the pairs of groups of two relations. */
import { bindCall } from "../builtins/bind.ts";
import { findBuiltin } from "../builtins/registry.ts";
import { alias, attribute, implicit, intLit, literal, toAttribute } from "../logical/build.ts";
import { sameType, widerTypeForTwo } from "../logical/coercion.ts";
import type { Attribute, Call, TypedAlias, TypedExpr, WindowExpr } from "../logical/expression.ts";
import { prettyName } from "../logical/pretty.ts";
import type { Logical, MapBatchesNode } from "../logical/relation.ts";
import type { Expression } from "../plan/expression.ts";
import type { CoGroupMap, GroupMap, MapPartitions, Relation } from "../plan/relation.ts";
import type { BatchFunction } from "../plan/user-function.ts";
import { INT } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import { project } from "./rename.ts";
import { disjoint } from "./join.ts";

export function analyzeMapBatches(cx: Analyzer, rel: MapPartitions | GroupMap | CoGroupMap, env: Env): Logical {
  switch (rel.kind) {
    case "MapPartitions": {
      const input = cx.relation(rel.input, env);
      return mapped(input, rel.function, [input.output]);
    }
    case "GroupMap": {
      const { plan, keys } = keyed(cx, rel.input, cx.relation(rel.input, env), rel.groupingExpressions, env);
      const own = plan.output.slice(0, plan.output.length - keys.length);
      return grouped(plan, rel.function, [own], keys.map(toAttribute));
    }
    case "CoGroupMap":
      return cogrouped(cx, rel, env);
  }
}
function mapped(
  input: Logical,
  fn: BatchFunction,
  sides: MapBatchesNode["sides"],
  groups?: MapBatchesNode["groups"],
): MapBatchesNode {
  const output = fn.rowType.fields.map((f) => attribute(f.name, f.dataType, f.nullable, [], f.metadata));
  return { kind: "MapBatches", input, function: fn, sides, groups, output };
}

/** The relation with its grouping keys behind its own columns. */
function keyed(
  cx: Analyzer,
  rel: Relation,
  input: Logical,
  grouping: readonly Expression[],
  env: Env,
): { plan: Logical; keys: readonly TypedAlias[] } {
  const resolver = cx.resolver(cx.scope(input, [rel], env));
  const keys = grouping.map((g) => {
    const value = resolver.named(g);
    return alias(value.kind === "Alias" ? value.child : value, value.name);
  });
  return { plan: project(input, [...input.output, ...keys]), keys };
}

/** Rows of a group stand together behind a window over its keys, and the first of them knows that it is. */
function grouped(
  input: Logical,
  fn: BatchFunction,
  sides: MapBatchesNode["sides"],
  keys: readonly Attribute[],
  side?: Attribute,
): Logical {
  const orderBy = side === undefined ? [] : [{ child: side, descending: false, nullsLast: false }];
  const call = builtin("row_number", []);
  const window: WindowExpr = {
    kind: "Window",
    function: call,
    partitionBy: keys,
    orderBy,
    frame: { type: "row", lower: { kind: "unboundedPreceding" }, upper: { kind: "currentRow" } },
    defaultFrame: true,
    dataType: INT,
    nullable: false,
  };
  const number = { ...alias(window, "number"), child: window };
  const numbered: Logical = {
    kind: "Window",
    input,
    windows: [number],
    output: [...input.output, toAttribute(number)],
  };
  const start = alias(builtin("==", [toAttribute(number), intLit(1)]), "start");
  const plan = project(numbered, [...numbered.output, start]);
  return mapped(plan, fn, sides, { keys, start: toAttribute(start), ...(side === undefined ? {} : { side }) });
}
function builtin(name: string, args: readonly TypedExpr[]): Call {
  const row = findBuiltin(name);
  if (row === undefined) throw new Error(`no built-in function ${name}`);
  return bindCall(row, args, {
    ansi: true,
    mode: "ansi",
    timeZone: "UTC",
    name,
    conf: () => "",
    call: builtin,
    cast: (e) => e,
    constant: (e) => (e.kind === "Literal" ? { value: e.value } : undefined),
  });
}

/** Both relations as one, each with nulls for the columns of the other, and its number. */
function cogrouped(cx: Analyzer, rel: CoGroupMap, env: Env): Logical {
  const l = keyed(cx, rel.left, cx.relation(rel.left, env), rel.leftGroupingExpressions, env);
  const r = keyed(cx, rel.right, cx.relation(rel.right, env), rel.rightGroupingExpressions, env);
  if (l.keys.length !== r.keys.length) {
    throw new AnalysisException(
      "_LEGACY_ERROR_TEMP_1031",
      {},
      { message: `Both sides of a cogroup need as many keys: they have ${l.keys.length} and ${r.keys.length}.` },
    );
  }
  const types = l.keys.map((k, i) => {
    const other = r.keys[i] as TypedAlias;
    const wider = sameType(k.dataType, other.dataType)
      ? k.dataType
      : widerTypeForTwo(k.dataType, other.dataType, cx.session.conf.ansiEnabled);
    if (wider !== undefined) return wider;
    throw new AnalysisException("DATATYPE_MISMATCH.DATA_DIFF_TYPES", {
      sqlExpr: `"${prettyName(k)}"`,
      functionName: "`cogroup`",
      dataType: `["${k.dataType.sql}", "${other.dataType.sql}"]`,
    });
  });
  const { left, right } = disjoint(l.plan, r.plan);
  const n = types.length;
  const [leftOwn, rightOwn] = [left, right].map((x) => x.output.slice(0, x.output.length - n)) as [
    Attribute[],
    Attribute[],
  ];
  const part = (plan: Logical, side: number): Logical =>
    project(plan, [
      ...leftOwn.map((a) => alias(side === 0 ? a : literal(null, a.dataType), a.name)),
      ...rightOwn.map((a) => alias(side === 1 ? a : literal(null, a.dataType), a.name)),
      ...plan.output
        .slice(plan.output.length - n)
        .map((k, i) => alias(implicit(k, types[i] ?? k.dataType, "ansi", "UTC"), k.name)),
      alias(intLit(side), "side"),
    ]);
  const inputs = [part(left, 0), part(right, 1)];
  const output = (inputs[0] as Logical).output.map((a) => attribute(a.name, a.dataType, true));
  const own = output.slice(0, leftOwn.length);
  const others = output.slice(leftOwn.length, leftOwn.length + rightOwn.length);
  const keys = output.slice(leftOwn.length + rightOwn.length, -1);
  return grouped({ kind: "Union", inputs, output }, rel.function, [own, others], keys, output.at(-1));
}
