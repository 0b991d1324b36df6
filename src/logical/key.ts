/** A text that is the same for expressions that mean the same (names, origins and the order of `a = b` do not count). */
import { literalSql, sortText } from "./pretty.ts";
import type { TypedExpr, TypedFrameBound } from "./expression.ts";

export function exprKey(e: TypedExpr): string {
  switch (e.kind) {
    case "Attribute":
      return `#${e.id}`;
    case "Literal":
      return `${literalSql(e.value, e.dataType, "UTC")}:${e.dataType.simpleString()}`;
    case "Alias":
      return exprKey(e.child);
    case "Cast":
      return `cast(${exprKey(e.child)},${e.dataType.simpleString()},${e.mode})`;
    case "LambdaVariable":
      return `@${e.id}`;
    case "Lambda": {
      // Parameters count by position, so that two lambdas of one text are equal.
      const body = exprKey(e.body);
      return e.parameters.reduce(
        (text, p, i) => text.replaceAll(`@${p.id}`, `$${i}`),
        `(${e.parameters.length})=>${body}`,
      );
    }
    case "OuterReference":
      return `outer#${e.attribute.id}`;
    case "Call": {
      const a = e.aggregate;
      const extra =
        a === undefined
          ? ""
          : `${a.distinct ? "distinct" : ""}${a.filter === undefined ? "" : `where ${exprKey(a.filter)}`}${(
              a.orderings ?? []
            )
              .map((o) => sortText(o, exprKey))
              .join()}`;
      return `${e.fn.name}${e.fn.user?.id ?? ""}${e.mode === "try" ? "?" : ""}${e.ignoreNulls === true ? "!" : ""}(${e.args.map(exprKey).join(",")})${extra}:${e.fn.deterministic === false ? String(uniqueOf(e)) : ""}`;
    }
    case "Window":
      return `over(${exprKey(e.function)};${e.partitionBy.map(exprKey).join()};${e.orderBy
        .map((o) => sortText(o, exprKey))
        .join()};${e.frame.type}${bound(e.frame.lower)}${bound(e.frame.upper)})`;
    case "Subquery":
      return `subquery${uniqueOf(e.plan)}(${e.inValues.map(exprKey).join()})`;
  }
}
function bound(b: TypedFrameBound): string {
  return b.kind === "offset" ? exprKey(b.value) : b.kind;
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
