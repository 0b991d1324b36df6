import { expect, test } from "vitest";
import { INT } from "../types/data-type.ts";
import type { Expression } from "./expression.ts";
import type { Relation } from "./relation.ts";
import { freshCopy, holdsSubquery, someNode, withReplaced, type WrittenNode } from "./written-tree.ts";

const column = (name: string): Expression => ({ kind: "UnresolvedAttribute", nameParts: [name] });
const literal = (value: number): Expression => ({ kind: "Literal", value, dataType: INT });
const call = (name: string, ...args: Expression[]): Expression => ({
  kind: "UnresolvedFunction",
  nameParts: [name],
  arguments: args,
});
/** Deeper than a stack. */
const DEPTH = 50_000;
function deep(leaf: Expression): Expression {
  let made = leaf;
  for (let i = 0; i < DEPTH; i++) made = { kind: "Alias", child: made, names: ["x"] };
  return made;
}
/** A relation joined with itself, again and again. */
function doubled(times: number): Relation {
  let made: Relation = { kind: "ReadNamedTable", nameParts: ["t"] };
  for (let i = 0; i < times; i++) made = { kind: "Join", left: made, right: made, joinType: "cross" };
  return made;
}
function namesIn(tree: unknown, test_: (node: WrittenNode) => boolean | undefined = () => undefined): string[] {
  const found: string[] = [];
  someNode(tree, (node) => {
    if (Array.isArray(node["nameParts"])) found.push(...(node["nameParts"] as string[]));
    return test_(node);
  });
  return found;
}

test("nodes are searched in the order in which they are written", () => {
  const tree = call("f", call("g", column("a"), literal(1)), column("b"));
  expect(namesIn(tree)).toEqual(["f", "g", "a", "b"]);
  expect(namesIn(tree, (node) => (node["nameParts"] as string[])[0] === "a" || undefined)).toEqual(["f", "g", "a"]);
  expect(namesIn(tree, (node) => ((node["nameParts"] as string[])[0] === "g" ? false : undefined))).toEqual([
    "f",
    "g",
    "b",
  ]);
});

test("subqueries are found in lists, in lambdas and behind deep chains", () => {
  const subquery: Expression = { kind: "SubqueryExpression", subqueryType: "scalar", plan: { kind: "OneRow" } };
  const body = call("f", subquery);
  expect(holdsSubquery([column("a"), { kind: "LambdaFunction", function: body, arguments: [] }])).toBe(true);
  expect(holdsSubquery(deep(subquery))).toBe(true);
  expect(holdsSubquery(deep(column("a")))).toBe(false);
});

test("a node that stands in many places is come to once", () => {
  expect(namesIn(doubled(60))).toEqual(["t"]);
  const other = withReplaced(doubled(60), ({ kind }) => (kind === "ReadNamedTable" ? { kind: "OneRow" } : undefined));
  expect(namesIn(other)).toEqual([]);
});

test("what holds no replaced node is the same object as before", () => {
  const [kept, changed] = [call("f", column("a")), call("g", column("b"), literal(1))];
  const made = withReplaced([kept, changed], ({ nameParts }) =>
    Array.isArray(nameParts) && nameParts[0] === "b" ? literal(2) : undefined,
  );
  expect(made).toEqual([kept, call("g", literal(2), literal(1))]);
  expect(made[0]).toBe(kept);
  expect(Object.isFrozen(made[1])).toBe(true);
  expect(withReplaced(made, () => undefined)).toBe(made);
});

test("nodes around replaced ones are given to the last argument, the inner ones first", () => {
  const seen: unknown[] = [];
  const made = withReplaced(
    call("f", call("g", column("a"))),
    ({ kind }) => (kind === "UnresolvedAttribute" ? literal(1) : undefined),
    (node) => {
      seen.push(node["nameParts"]);
      return { ...node, isInternal: true };
    },
  );
  expect(seen).toEqual([["g"], ["f"]]);
  expect(made).toMatchObject({ isInternal: true, arguments: [{ isInternal: true }] });
  const at = deep(column("a"));
  const other = withReplaced(at, ({ kind }) => (kind === "UnresolvedAttribute" ? column("b") : undefined));
  expect(namesIn(other)).toEqual(["b"]);
});

test("a copy has nodes of its own, and the types of the other", () => {
  const tree = call("f", literal(1));
  const copy = freshCopy(tree) as typeof tree & { readonly arguments: readonly { readonly dataType: unknown }[] };
  expect(copy).toEqual(tree);
  expect(copy).not.toBe(tree);
  expect(copy.arguments[0]).not.toBe((tree as typeof copy).arguments[0]);
  expect(copy.arguments[0]!.dataType).toBe(INT);
});
