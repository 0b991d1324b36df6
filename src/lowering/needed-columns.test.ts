import { expect, test } from "vitest";
import { attribute } from "../logical/build.ts";
import type { Attribute } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import { INT } from "../types/data-type.ts";
import { bindBuiltin } from "../optimizer/calls.ts";
import { RelationLowering } from "./relation-lowering.ts";

/** `length` joins, each on a column of the one before; of each relation's columns, one is used. */
function chain(length: number): Logical {
  const source = (): Logical => {
    const output = Array.from({ length: 4 }, (_, i) => attribute(`c${i}`, INT, true));
    return { kind: "EmptyRelation", output };
  };
  let made = source();
  let key = made.output[0] as Attribute;
  for (let i = 0; i < length; i++) {
    const right = source();
    const next = right.output[0] as Attribute;
    const condition = bindBuiltin("=", [key, next]);
    made = { kind: "Join", left: made, right, joinType: "inner", condition, output: [...made.output, ...right.output] };
    key = next;
  }
  return { kind: "Project", input: made, expressions: [key], output: [key] };
}

test("what a chain of joins hands on grows with its length alone", () => {
  const columns = (length: number): number => {
    const plan = chain(length);
    const lowering = new RelationLowering(plan);
    lowering.lower(plan);
    return lowering.plan.nodes.reduce((sum, node) => sum + (node.op === "select" ? node.exprs.length : 0), 0);
  };
  expect(columns(200)).toBeLessThan(3 * columns(100));
  expect(columns(200)).toBeLessThanOrEqual(600);
});
