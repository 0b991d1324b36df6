import { expect, test } from "vitest";
import { attribute, literal, makeCast } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { ExpandNode } from "../logical/relation.ts";
import { INT, LONG } from "../types/data-type.ts";
import { inlineParts } from "./inline-rows.ts";
import { RelationLowering } from "./relation-lowering.ts";

const rowsOf = (cells: readonly TypedExpr[]): ExpandNode => ({
  kind: "Expand",
  input: { kind: "SingleRow", output: [] },
  projections: cells.map((cell) => [cell]),
  inline: true,
  output: [attribute("col1", LONG, false)],
});
const constant = (value: number): TypedExpr => makeCast(literal(value, INT), LONG, "ansi", "UTC", false);
/** Nothing that is known without computing. */
const computed: TypedExpr = makeCast(makeCast(literal(5n, LONG), INT, "ansi", "UTC", true), LONG, "ansi", "UTC", false);

test("the plan of ten thousand rows of constants is as long as that of ten", () => {
  const steps = (count: number): number => {
    const rows = rowsOf(Array.from({ length: count }, (_, i) => constant(i)));
    const lowering = new RelationLowering(rows);
    lowering.lower(rows);
    return lowering.plan.nodes.length;
  };
  expect(steps(10_000)).toBe(steps(10));
});

test("rows keep their order around computed ones, and few are no frame", () => {
  const ten = Array.from({ length: 10 }, (_, i) => constant(i));
  const parts = inlineParts(rowsOf([...ten, computed, constant(1), constant(2), computed, ...ten]));
  expect(parts.map((part) => part.kind)).toEqual(["frame", ...Array<string>(4).fill("computed"), "frame"]);
  expect(parts.slice(1, 5).map((part) => part.kind === "computed" && part.row[0] === computed)).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

test("the frames of a relation are the same each time", () => {
  const rel = rowsOf(Array.from({ length: 10 }, (_, i) => constant(i)));
  expect(inlineParts(rel)).toBe(inlineParts(rel));
});
