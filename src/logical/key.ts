/** A text that is the same for expressions that mean the same (names, origins and the order of `a = b` do not count). */
import { children } from "./build.ts";
import { deeply } from "./deep.ts";
import { literalSql, sortText } from "./pretty.ts";
import type { Call, TypedExpr, TypedFrameBound } from "./expression.ts";
import type { Logical } from "./relation.ts";
import { expressions, inputs } from "./tree.ts";

export function exprKey(e: TypedExpr): string {
  return deeply(e, children, keyNode);
}
function keyNode(e: TypedExpr, key: (e: TypedExpr) => string): string {
  switch (e.kind) {
    case "Attribute":
      return `#${e.id}`;
    case "Literal":
      return `${literalSql(e.value, e.dataType, "UTC")}:${e.dataType.simpleString()}`;
    case "Alias":
      return key(e.child);
    case "Cast":
      return `cast(${key(e.child)},${e.dataType.simpleString()},${e.mode})`;
    case "LambdaVariable":
      return `@${e.id}`;
    case "Lambda": {
      // Parameters count by position, so that two lambdas of one text are equal.
      const body = key(e.body);
      return e.parameters.reduce(
        (text, p, i) => text.replaceAll(`@${p.id}`, `$${i}`),
        `(${e.parameters.length})=>${body}`,
      );
    }
    case "OuterReference":
      return `outer#${e.attribute.id}`;
    case "Call": {
      const struct = structKey(e, key);
      if (struct !== undefined) return struct;
      const a = e.aggregate;
      const extra =
        a === undefined
          ? ""
          : `${a.distinct ? "distinct" : ""}${a.filter === undefined ? "" : `where ${key(a.filter)}`}${(
              a.orderings ?? []
            )
              .map((o) => sortText(o, key))
              .join()}`;
      return `${e.fn.name}${e.fn.user?.id ?? ""}${e.mode === "try" ? "?" : ""}${e.ignoreNulls === undefined ? "" : e.ignoreNulls ? "!" : "~"}(${e.args.map(key).join(",")})${extra}:${e.fn.user !== undefined && e.fn.deterministic === false ? String(uniqueOf(e)) : ""}`;
    }
    case "Window":
      return `over(${key(e.function)};${e.partitionBy.map(key).join()};${e.orderBy
        .map((o) => sortText(o, key))
        .join()};${e.frame.type}${bound(e.frame.lower, key)}${bound(e.frame.upper, key)})`;
    case "Subquery":
      return `${e.subqueryType}(${e.inValues.map(key).join()};${planKey(e.plan)})`;
  }
}
/** However it is written, a struct is its names and values. */
function structKey({ fn, args, dataType }: Call, key: (e: TypedExpr) => string): string | undefined {
  if ((fn.name !== "struct" && fn.name !== "named_struct") || dataType.kind !== "struct") return undefined;
  const values = fn.name === "struct" ? args : args.filter((_, i) => i % 2 === 1);
  return `struct(${values.map((e, i) => `${JSON.stringify(dataType.fields[i]?.name)}:${key(e)}`).join()})`;
}
function bound(b: TypedFrameBound, key: (e: TypedExpr) => string): string {
  return b.kind === "offset" ? key(b.value) : b.kind;
}
const plans = new WeakMap<Logical, string>();
/** The same for two analyses of one text: ids count by their first use, those of the query around as they are. */
function planKey(plan: Logical): string {
  let key = plans.get(plan);
  if (key === undefined) {
    const seen = new Map<string, number>();
    key = relationText(plan).replaceAll(/(outer)?#(\d+)/g, (whole, outer: string | undefined, id: string) => {
      if (outer !== undefined) return whole;
      if (!seen.has(id)) seen.set(id, seen.size);
      return `$${seen.get(id) ?? 0}`;
    });
    plans.set(plan, key);
  }
  return key;
}
function relationText(rel: Logical): string {
  const parts: string[] = [rel.kind];
  for (const [name, value] of Object.entries(rel)) {
    if (
      typeof value === "string" ||
      typeof value === "number" ||
      typeof value === "boolean" ||
      typeof value === "bigint"
    )
      parts.push(`${name}=${value}`);
  }
  if (rel.kind === "FileScan") parts.push(rel.format, ...rel.files.map((f) => f.path));
  if (rel.kind === "Sort") parts.push(rel.order.map((o) => sortText(o, exprKey)).join());
  if (rel.kind === "Distinct") parts.push((rel.keys ?? []).map(exprKey).join());
  parts.push(expressions(rel).map(exprKey).join(), rel.output.map(exprKey).join());
  return `${parts.join(";")}(${inputs(rel).map(relationText).join()})`;
}

const ids = new WeakMap<object, number>();
let last = 0;
function uniqueOf(o: object): number {
  let id = ids.get(o);
  if (id === undefined) {
    id = ++last;
    ids.set(o, id);
  }
  return id;
}
export function semanticEquals(a: TypedExpr, b: TypedExpr): boolean {
  return a === b || exprKey(a) === exprKey(b);
}
